# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Organisations for the desk: list, export, first members, what is kept, merging, deactivating."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import ClassVar

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazystr

from allmende.accounts import ownership, services
from allmende.accounts.models import InboxMessage, Membership, MembershipState, Organisation, OrganisationKind, Role
from allmende.accounts.tests import organisation_stories as story
from allmende.core.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIST = "/organisationen/"


class OwnedBenches(ownership.Owned):
    """Benches that organisations own; the numbers are kept here."""

    key: ClassVar = "benches"
    label: ClassVar = lazystr("Bänke")
    order: ClassVar = 1

    def __init__(self) -> None:
        self.open: dict[int, int] = {}
        self.all: dict[int, int] = {}

    def count(self, organisation):
        return self.all.get(organisation.pk, 0)

    def open_count(self, organisation):
        return self.open.get(organisation.pk, 0)

    def open_items(self, organisation):
        return [ownership.OwnedItem(f"Bank {number}") for number in range(self.open_count(organisation))]

    def move(self, *, source, target, by):
        moved = self.all.pop(source.pk, 0)
        self.all[target.pk] = self.all.get(target.pk, 0) + moved
        self.open[target.pk] = self.open.get(target.pk, 0) + self.open.pop(source.pk, 0)
        return moved


class OwnedTrees(OwnedBenches):
    key: ClassVar = "trees"
    label: ClassVar = lazystr("Bäume")
    closing: ClassVar = "Bäume der Redaktion überlassen"

    def close(self, *, organisation, by):
        return self.open.pop(organisation.pk, 0)


@pytest.fixture
def owned(monkeypatch):
    """Benches and trees instead of what the apps above own."""
    benches, trees = OwnedBenches(), OwnedTrees()
    monkeypatch.setattr(ownership, "_registry", {"benches": benches, "trees": trees})
    return benches, trees


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response):
    return response.content.decode()


def page(organisation, name: str = "") -> str:
    return reverse(f"accounts:desk_organisation{name}", args=[organisation.pk])


def told(user):
    return list(InboxMessage.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


# The list


def test_the_list_and_its_filters():
    kusel = story.organisation("Kreis Kusel", story.place("07336", "Kusel"), deactivated_at=timezone.now())
    mendig = story.organisation()
    old = story.organisation(
        "VG Vordereifel", story.place("071375009", "Vordereifel", dissolved_on=dt.date(2026, 1, 1))
    )
    new = story.organisation("Wasserverband", kind=OrganisationKind.ZWECKVERBAND, confirmed_at=None)
    hesse = story.organisation("Stadt Grebenau", story.place("065350006006", "Grebenau"))
    story.waiting("Paula", new)
    story.member("Edda", mendig)
    client = signed_in(story.desk())
    everything = {kusel, mendig, old, new, hesse}

    def found(**query):
        return set(client.get(LIST, query).context["page"].object_list)

    assert found() == found(stand="quatsch", art="quatsch", land="99") == everything
    assert found(q="verbandsgem mendig") == {mendig}
    assert found(q="MENDIG") == {mendig}
    assert found(art="zweckverband") == {new}
    assert found(land="06") == {hesse}
    assert found(stand="anfragen") == found(stand="ungeprueft") == {new}
    assert found(stand="ohne-verwaltung") == {mendig}
    assert found(stand="stillgelegt") == {kusel}
    assert found(stand="aufgeloest") == {old}
    html = text_of(client.get(LIST))
    assert "1 Organisation sitzt auf einem aufgelösten Gebiet" in html
    assert "1 Organisation mit wartenden Anfragen" in html
    assert "Keine Organisation passt" in text_of(client.get(LIST, {"q": "gibt es nicht"}))
    fragment = text_of(client.get(LIST, {"art": "zweckverband"}, headers={"HX-Request": "true"}))
    assert fragment.lstrip().startswith('<section class="stack" id="ergebnisse"')
    assert fragment.strip() in text_of(client.get(LIST, {"art": "zweckverband"}))


def test_a_desk_user_of_one_land_sees_that_land_only():
    mendig, hesse = story.organisation(), story.organisation("Stadt Grebenau", story.place("065350006006", "Grebenau"))
    nowhere = Organisation.objects.create(name="Verein ohne Ort", kind="association")
    client = signed_in(story.desk("Hanna", story.land("06")))
    assert set(client.get(LIST).context["page"].object_list) == {hesse}
    assert [row["name"] for row in json.loads(client.get(LIST + "organisationen.json").content)] == ["Stadt Grebenau"]
    for forbidden in (mendig, nowhere):
        for name in ("", "_change", "_merge", "_deactivate"):
            assert client.get(page(forbidden, name)).status_code == 404
        for name in ("_change", "_confirm", "_merge", "_deactivate", "_work", "_reactivate"):
            assert client.post(page(forbidden, name), {"ziel": "Stadt Grebenau"}).status_code == 404
    assert client.get(LIST + "neu/").status_code == 404
    response = client.post(page(hesse, "_merge"), {"ziel": "Verbandsgemeinde Mendig"})
    assert "Keine Organisation heißt so." in text_of(response)


def test_who_does_not_belong_to_the_desk_finds_nothing():
    here = story.organisation()
    magda = story.manager("Magda", here).user
    for outsider in (magda, story.person("Fritz")):
        client = signed_in(outsider)
        for address in (LIST, LIST + "organisationen.csv", LIST + "neu/", page(here), page(here, "_change"),
                        page(here, "_merge"), page(here, "_deactivate")):  # fmt: skip
            assert client.get(address).status_code == 404
        for name in ("_change", "_confirm", "_merge", "_deactivate", "_work", "_reactivate"):
            assert client.post(page(here, name), {"step": "close", "sort": "trees"}).status_code == 404
    assert Client().get(LIST).status_code == 302
    here.refresh_from_db()
    assert here.is_active


def test_the_files_name_no_person():
    here = story.organisation(name="=1+1", mail_domain="mendig.de")
    story.manager("Magda", here)
    story.waiting("Paula", here)
    client = signed_in(story.desk())
    csv_file = client.get(LIST + "organisationen.csv").content.decode("utf-8-sig")
    row, *_rest = csv.DictReader(io.StringIO(csv_file), delimiter=";")
    assert row == {
        "Name": "'=1+1", "Art": "municipality", "Regionalschlüssel": "071375004", "Gebiet": "Mendig", "Sitz": "",
        "Internetseite": "", "Mail-Domain": "mendig.de", "Sammelannahme": "nein", "Stand": "aktiv",
        "aufgegangen in": "", "Mitglieder": "1", "wartende Anfragen": "1",
    }  # fmt: skip
    both = csv_file + client.get(LIST + "organisationen.json").content.decode()
    assert "Magda" not in both
    assert "example.org" not in both
    assert client.get(LIST + "organisationen.xml").status_code == 404


# What is kept


def test_the_desk_corrects_what_is_kept():
    here, rita = story.organisation(), story.desk()
    client = signed_in(rita)
    html = text_of(client.get(page(here, "_change")))
    assert 'value="Verbandsgemeinde Mendig"' in html
    data = {
        "name": "VG  Mendig", "kind": "municipality", "place": "Mendig", "ort": "071375004", "seat": "Mendig",
        "homepage": "https://www.mendig.de", "mail_domain": "@Mendig.DE ", "is_trusted": "on",
        "confirmed_at": "", "deactivated_at": "2026-01-01",
    }  # fmt: skip
    assert client.post(page(here, "_change"), data).headers["Location"] == page(here)
    here.refresh_from_db()
    assert (here.name, here.mail_domain, here.is_trusted, here.is_active) == ("VG Mendig", "mendig.de", True, True)
    row = AuditEntry.objects.get(verb="organisation.changed")
    assert set(row.after) == {"name", "seat", "homepage", "mail_domain", "is_trusted"}
    assert row.before["name"] == "Verbandsgemeinde Mendig"
    client.post(page(here, "_change"), data)
    assert AuditEntry.objects.filter(verb="organisation.changed").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("mail_domain", "keine Domain", "Das ist keine Domain"),
        ("homepage", "javascript:alert(1)", "gültige"),
        ("name", "", "Name: "),
        ("name", "Kreis Kusel", "existiert bereits"),
        ("kind", "unsinn", "keine gültige Auswahl"),
        ("place", "Atlantis", "wählen Sie einen Vorschlag"),
    ],
)
def test_bad_input_is_shown_at_its_field(field, value, message):
    story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    here = story.organisation()
    data = {"name": here.name, "kind": here.kind, "place": "Mendig", "ort": "071375004", field: value}
    response = signed_in(story.desk()).post(page(here, "_change"), data)
    assert response.status_code == 422
    assert message in text_of(response)
    here.refresh_from_db()
    assert here.name == "Verbandsgemeinde Mendig"


def test_a_desk_user_of_one_land_cannot_push_it_out_of_their_land():
    story.place("065350006006", "Grebenau")
    here = story.organisation()
    rita = story.desk("Rita", story.land("07"))
    data = {"name": here.name, "kind": here.kind, "place": "065350006006", "ort": ""}
    response = signed_in(rita).post(page(here, "_change"), data)
    assert response.status_code == 422
    assert "außerhalb Ihres Bereichs" in text_of(response)
    here.refresh_from_db()
    assert here.territory.ars == "071375004"


def test_the_desk_enters_an_organisation():
    client = signed_in(story.desk())
    assert client.get(LIST + "neu/").status_code == 200
    data = {"name": "Beratungsstelle Land", "kind": "centre", "mail_domain": "centre.example.org"}
    response = client.post(LIST + "neu/", data)
    made = Organisation.objects.get()
    assert response.headers["Location"] == page(made)
    assert (made.kind, made.is_active, made.mail_domain) == ("centre", True, "centre.example.org")
    assert client.post(LIST + "neu/", data).status_code == 422  # a double click makes no second one


def test_the_desk_takes_in_the_first_member():
    here, rita = story.organisation(confirmed_at=None, kind="zweckverband"), story.desk()
    asked = story.waiting("Paula", here)
    client = signed_in(rita)
    html = text_of(client.get(page(here)))
    assert "Organisation bestätigen" in html
    assert "paula@example.org" in html
    decide = reverse("accounts:membership_decide", args=[asked.pk])
    assert "noch nicht geprüft" in text_of(client.get(decide))
    client.post(page(here, "_confirm"))
    form = client.get(decide).context["form"]
    assert form["roles"].value() == ["editor", "manager"]  # the first one also manages
    response = client.post(decide, {"step": "confirm", "roles": ["manager"]})
    assert response.headers["Location"] == page(here)
    asked.refresh_from_db()
    assert (asked.roles, asked.decided_by) == ({Role.MANAGER}, rita)
    later = story.waiting("Peter", here)
    assert client.get(reverse("accounts:membership_decide", args=[later.pk])).status_code == 404
    assert "darüber entscheidet die Verwaltung der Organisation" in text_of(client.get(page(here)))


# Merging


def test_a_merger_moves_and_unites_everything(owned):
    benches, trees = owned
    old = story.organisation("VG Vordereifel", story.place("071375009", "Vordereifel"))
    new, rita = story.organisation(), story.desk()
    magda, both = story.manager("Magda", old), story.member("Berta", old, Role.SIGNATORY)
    there = story.member(both.user, new, Role.EDITOR)
    waits_here = story.waiting("Paula", old)
    active_here = story.member("Anton", old, Role.SIGNATORY)
    waits_there = story.waiting(active_here.user, new, Role.MANAGER)
    former = story.member("Frieda", old, state=MembershipState.ENDED)
    older = story.organisation("VG Uralt", story.place("071375010", "Uralt"))
    older.merged_into, older.deactivated_at = old, timezone.now()
    older.save()
    benches.all = {old.pk: 3, new.pk: 1}
    trees.all = {old.pk: 2}
    services.merge_organisations(source=old, target=new, by=rita)
    live = Membership.objects.live().filter(organisation=new)
    assert {membership.user: (membership.state, membership.roles) for membership in live} == {
        magda.user: (MembershipState.ACTIVE, {Role.MANAGER}),
        both.user: (MembershipState.ACTIVE, {Role.EDITOR, Role.SIGNATORY}),
        waits_here.user: (MembershipState.REQUESTED, {Role.EDITOR}),
        active_here.user: (MembershipState.ACTIVE, {Role.SIGNATORY}),  # a wish gives no role
    }
    assert {there.pk, waits_there.pk} <= {membership.pk for membership in live}
    assert not Membership.objects.live().filter(organisation=old).exists()
    former.refresh_from_db()
    assert former.organisation == old
    old.refresh_from_db()
    older.refresh_from_db()
    assert (old.merged_into, old.is_active, older.merged_into) == (new, False, new)
    assert (benches.all, trees.all) == ({new.pk: 4}, {new.pk: 2})
    row = AuditEntry.objects.get(verb="organisation.merged")
    assert row.after["moved"] == {"members": 4, "benches": 3, "trees": 2}
    assert AuditEntry.objects.get(verb="organisation.took_in").organisation_key == str(new.pk)
    assert told(magda.user) == ["VG Vordereifel ist jetzt Verbandsgemeinde Mendig"]
    assert services.request_membership(
        organisation=old, roles=[Role.EDITOR], by=story.person("Neue")
    ).organisation == new  # fmt: skip


def test_what_cannot_be_merged(owned):
    here, other = story.organisation(), story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    rita = story.desk()
    closed = story.organisation("Alt", story.place("071375009", "Alt"), deactivated_at=timezone.now())
    for target in (here, closed):
        with pytest.raises(ValidationError):
            services.merge_organisations(source=here, target=target, by=rita)
    services.merge_organisations(source=here, target=other, by=rita)
    for source, target in ((here, other), (other, here)):
        with pytest.raises(ValidationError):
            services.merge_organisations(source=source, target=target, by=rita)
    with pytest.raises(ValidationError, match="aufgegangen"):
        services.reactivate_organisation(organisation=here, by=rita)


def test_a_merger_needs_both_sides_in_ones_areas(owned):
    here, there = story.organisation(), story.organisation("Stadt Grebenau", story.place("065350006006", "Grebenau"))
    hanna = story.desk("Hanna", story.land("06"))
    for source, target in ((here, there), (there, here)):
        with pytest.raises(PermissionDenied):
            services.merge_organisations(source=source, target=target, by=hanna)
    with pytest.raises(PermissionDenied):
        services.merge_organisations(source=here, target=there, by=story.manager("Magda", here).user)


def test_after_a_reform_the_successor_is_proposed_and_made_when_needed(owned):
    benches, _trees = owned
    ended = story.place("071375009", "Vordereifel", dissolved_on=dt.date(2026, 1, 1))
    ended.successors.add(story.place("071375004", "Mendig"))
    old = story.organisation("VG Vordereifel", ended)
    story.manager("Magda", old)
    benches.all = {old.pk: 2}
    client = signed_in(story.desk())
    link = f"{page(old, '_merge')}?gebiet=071375004"
    assert f'href="{link}"' in text_of(client.get(page(old)))
    html = text_of(client.get(link))
    assert "„VG Vordereifel“ geht auf in „Verbandsgemeinde Mendig“" in html
    assert "1 Mitglied" in html
    assert "Bänke: 2" in html
    assert "wird dabei angelegt" in html
    assert Organisation.objects.count() == 1
    response = client.post(page(old, "_merge"), {"gebiet": "071375004"})
    new = Organisation.objects.exclude(pk=old.pk).get()
    assert response.headers["Location"] == page(new)
    assert f'href="{page(new)}"' in text_of(client.get(page(old)))
    assert "VG Vordereifel" in text_of(client.get(page(new)))


def test_merging_by_name(owned):
    old = story.organisation("VG Vordereifel", story.place("071375009", "Vordereifel"))
    new = story.organisation()
    story.organisation("Verbandsgemeinde Mendelsheim", story.place("07336", "Kusel"))
    client = signed_in(story.desk())
    for text, message in (
        ("Verbandsgemeinde Mend", "Mehrere heißen so"),
        ("gibt es nicht", "Keine Organisation heißt so"),
    ):
        response = client.get(page(old, "_merge"), {"ziel": text})
        assert response.status_code == 422
        assert message in text_of(response)
    assert "geht auf in „Verbandsgemeinde Mendig“" in text_of(client.get(page(old, "_merge"), {"ziel": "mendig"}))
    assert client.post(page(old, "_merge"), {}).status_code == 422
    client.post(page(old, "_merge"), {"ziel": "Verbandsgemeinde Mendig"})
    old.refresh_from_db()
    assert old.merged_into == new


# Deactivating


def test_open_work_keeps_an_organisation_from_being_deactivated(owned):
    benches, trees = owned
    here, other = story.organisation(), story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    benches.open, benches.all, trees.open = {here.pk: 2}, {here.pk: 5}, {here.pk: 1}
    asked, edda = story.waiting("Paula", here), story.member("Edda", here)
    client = signed_in(story.desk())
    html = text_of(client.get(page(here, "_deactivate")))
    for text in ("Bänke (2)", "Bank 0", "Bäume (1)", "Bäume der Redaktion überlassen"):
        assert text in html
    assert "noch offene Arbeit" in text_of(client.post(page(here, "_deactivate"), follow=True))
    work = page(here, "_work")
    assert "kann nur übergeben werden" in text_of(client.post(work, {"step": "close", "sort": "benches"}, follow=True))
    assert client.post(work, {"step": "hand_over", "sort": "benches", "ziel": ""}).status_code == 422
    assert client.post(work, {"step": "hand_over", "sort": "benches", "ziel": here.name}).status_code == 422
    client.post(work, {"step": "hand_over", "sort": "unsinn", "ziel": other.name})
    assert "Übergeben: 5." in text_of(
        client.post(work, {"step": "hand_over", "sort": "benches", "ziel": other.name}, follow=True)
    )
    assert "Geschlossen: 1." in text_of(client.post(work, {"step": "close", "sort": "trees"}, follow=True))
    assert "keine offene Arbeit" in text_of(client.get(page(here, "_deactivate")))
    client.post(page(here, "_deactivate"))
    here.refresh_from_db()
    asked.refresh_from_db()
    assert (here.is_active, asked.state) == (False, MembershipState.DECLINED)
    assert list(Organisation.objects.of(edda.user)) == []
    assert "schon stillgelegt" in text_of(client.post(page(here, "_deactivate"), follow=True))
    client.post(page(here, "_reactivate"))
    assert list(Organisation.objects.of(edda.user)) == [here]
    verbs = set(AuditEntry.objects.filter(verb__startswith="organisation.").values_list("verb", flat=True))
    assert {"organisation.work_handed_over", "organisation.work_closed", "organisation.deactivated",
            "organisation.reactivated"} <= verbs  # fmt: skip


def test_a_municipality_comes_back_only_while_its_place_is_free(owned):
    old = story.organisation("VG Mendig alt", deactivated_at=timezone.now())
    story.organisation()
    client = signed_in(story.desk())
    assert "gibt es die Kommune schon" in text_of(client.post(page(old, "_reactivate"), follow=True))
    old.refresh_from_db()
    assert not old.is_active


# Elsewhere


def test_what_waits_stands_on_ones_own_page(client):
    here = story.organisation()
    magda, rita = story.manager("Magda", here), story.desk()
    story.waiting("Paula", here)
    assert "1 Anfrage wartet auf Sie" in text_of(signed_in(magda.user).get("/konto/"))
    assert "1 Organisation mit wartenden Anfragen" in text_of(signed_in(rita).get("/konto/"))
    html = text_of(signed_in(story.person("Fritz")).get("/konto/"))
    assert "Sie gehören noch zu keiner Organisation." in html
    assert "wartet auf Sie" not in html


def test_the_pages_of_the_desk_ask_the_database_a_fixed_number_of_times(owned, django_assert_num_queries):
    for number in range(4):
        one = story.organisation(f"Kreis {number}", story.place(f"0713{number}", f"Kreis {number}"))
        for name in ("Edda", "Paul"):
            story.member(f"{name}{number}", one)
            story.waiting(f"{name}{number}x", one)
    client = signed_in(story.desk())
    with django_assert_num_queries(12):
        client.get(LIST)
    with django_assert_num_queries(10):
        client.get(page(one))
    with django_assert_num_queries(7):
        client.get(LIST + "organisationen.csv")
