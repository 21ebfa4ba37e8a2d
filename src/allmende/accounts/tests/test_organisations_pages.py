# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of organisations for members and for those who want to be."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from allmende.accounts.models import Membership, MembershipState, Organisation, Role
from allmende.accounts.tests import organisation_stories as story
from allmende.territory.tests.factories import make_eifel

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MINE = "/konto/organisationen/"
JOIN = "/konto/organisationen/beitreten/"
ACTING = "/konto/handeln-fuer/"
EVIL = "<script>alert(1)</script>"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response):
    return response.content.decode()


def step(membership, name: str) -> str:
    return reverse(f"accounts:membership_{name}", args=[membership.pk])


def page_of(organisation) -> str:
    return reverse("accounts:organisation", args=[organisation.pk])


# Asking to join


def test_a_person_finds_the_municipality_and_asks():
    make_eifel()
    paula = story.person()
    client = signed_in(paula)
    found = text_of(client.get(JOIN, {"q": "Mendig"}))
    assert "?ort=071375004&quot;" not in found
    assert f'href="{JOIN}?ort=071375004"' in found
    page = f"{JOIN}?ort=071375004"
    assert "Aufnahme bei Verbandsgemeinde Mendig" in text_of(client.get(page))
    assert not Organisation.objects.exists()  # looking makes nothing
    response = client.post(page, {"roles": ["editor", "manager"], "message": "Hauptamt"})
    assert response.headers["Location"] == MINE
    membership = Membership.objects.get()
    assert (membership.user, membership.state, membership.message) == (paula, MembershipState.REQUESTED, "Hauptamt")
    assert membership.roles == {Role.EDITOR, Role.MANAGER}
    html = text_of(client.get(MINE))
    assert "Verbandsgemeinde Mendig" in html
    assert "Anfrage zurückziehen" in html


def test_extra_fields_change_nothing():
    here, there = story.organisation(), story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    paula, victim = story.person(), story.person("Viktor")
    forged = {
        "roles": ["editor"], "is_manager": "on", "state": "active", "organisation": there.pk, "user": victim.pk,
        "confirmed_at": "2026-01-01", "decided_by": paula.pk, "ort": there.territory.ars,
    }  # fmt: skip
    assert signed_in(paula).post(f"{JOIN}?organisation={here.pk}", forged).status_code == 302
    membership = Membership.objects.get()
    assert (membership.user, membership.organisation, membership.state) == (paula, here, MembershipState.REQUESTED)
    assert membership.roles == {Role.EDITOR}
    assert membership.decided_by is None


@pytest.mark.parametrize(
    "query", ["?organisation=999", "?organisation=x", "?organisation=" + "9" * 30, "?ort=99", "?ort=x"]
)
def test_what_is_not_there_cannot_be_joined(query):
    response = signed_in(story.person()).post(JOIN + query, {"roles": ["editor"]})
    assert response.status_code == 422
    assert not Membership.objects.exists()


def test_neither_unconfirmed_nor_ended_organisations_are_offered_or_joined():
    story.organisation("Geheimer Wunsch", confirmed_at=None)
    ended = story.organisation("Alter Wunsch", story.place("07336", "Kusel"), deactivated_at=timezone.now())
    client = signed_in(story.person())
    html = text_of(client.get(JOIN, {"q": "wunsch"}))
    assert "Geheimer Wunsch" not in html
    assert "Alter Wunsch" not in html
    for organisation in (Organisation.objects.get(name="Geheimer Wunsch"), ended):
        assert client.post(f"{JOIN}?organisation={organisation.pk}", {"roles": ["editor"]}).status_code == 422
    assert not Membership.objects.exists()


def test_a_new_organisation_is_named_and_waits_for_the_desk():
    rita, paula = story.desk(), story.person()
    client = signed_in(paula)
    page = f"{JOIN}?neu=1&q=Wasserverband"
    assert 'value="Wasserverband"' in text_of(client.get(page))
    empty = client.post(page, {"roles": [], "name": "", "kind": "", "seat": ""})
    assert empty.status_code == 422
    assert "Bitte wählen Sie mindestens eine Rolle." in text_of(empty)
    data = {"name": f"Verband {EVIL}", "kind": "zweckverband", "seat": "Daun", "roles": ["editor"], "is_trusted": "on"}
    assert "Die Redaktion prüft zuerst" in text_of(client.post(page, data, follow=True))
    client.post(page, data)  # a double click
    made = Organisation.objects.get()
    assert (made.confirmed_at, made.is_trusted, made.memberships.count()) == (None, False, 1)
    for html in (text_of(client.get(MINE)), text_of(signed_in(rita).get(f"/organisationen/{made.pk}/"))):
        assert EVIL not in html
        assert "&lt;script&gt;" in html
    wrong = client.post(page, {**data, "name": "Stadt X", "kind": "municipality"})
    assert wrong.status_code == 422
    assert 'value="Stadt X"' in text_of(wrong)


def test_a_refused_request_leaves_no_organisation_behind(monkeypatch):
    make_eifel()
    monkeypatch.setattr("allmende.accounts.services.memberships.MOST_WAITING", 0)
    response = signed_in(story.person()).post(f"{JOIN}?ort=07137", {"roles": ["editor"], "message": "bleibt stehen"})
    assert response.status_code == 422
    assert "warten schon auf" in text_of(response)
    assert "bleibt stehen" in text_of(response)
    assert not Organisation.objects.exists()


def test_withdrawing_is_for_oneself_and_by_post():
    asked = story.waiting("Paula", story.organisation())
    assert signed_in(story.person("Fritz")).post(step(asked, "withdraw")).status_code == 404
    assert signed_in(asked.user).get(step(asked, "withdraw")).status_code == 405
    assert signed_in(asked.user).post(step(asked, "withdraw")).headers["Location"] == MINE
    asked.refresh_from_db()
    assert asked.state == MembershipState.ENDED
    again = signed_in(asked.user).post(step(asked, "withdraw"), follow=True)
    assert "schon entschieden" in text_of(again)


# The page of an organisation


def test_who_sees_the_members():
    here, there = story.organisation(), story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    magda, edda = story.manager("Magda", here), story.member("Edda", here)
    asked, olga = story.waiting("Paula", here, Role.SIGNATORY), story.manager("Olga", there)
    for outsider in (asked.user, olga.user, story.person("Fritz"), story.desk("Hanna", story.land("06", "Hessen"))):
        assert signed_in(outsider).get(page_of(here)).status_code == 404
    assert signed_in(story.desk()).get(page_of(here)).headers["Location"] == f"/organisationen/{here.pk}/"
    as_member, as_manager = (text_of(signed_in(one.user).get(page_of(here))) for one in (edda, magda))
    for html in (as_member, as_manager):
        assert "Magda" in html
        assert "Verwaltung" in html
    assert "Paula" not in as_member
    assert "magda@example.org" not in as_member
    assert "paula@example.org" in as_manager
    assert "edda@example.org" in as_manager


@pytest.mark.parametrize(
    ("domain", "hint"),
    [
        ("", "Keine Domain hinterlegt"),
        ("example.org", "Adresse passt zur amtlichen Domain example.org"),
        ("mendig.de", "Adresse passt nicht zur amtlichen Domain mendig.de"),
        ("ample.org", "Adresse passt nicht zur amtlichen Domain ample.org"),
    ],
)
def test_the_domain_is_a_hint(domain, hint):
    here = story.organisation(mail_domain=domain)
    magda, asked = story.manager("Magda", here), story.waiting("Paula", here)
    assert hint in text_of(signed_in(magda.user).get(page_of(here)))
    assert hint in text_of(signed_in(magda.user).get(step(asked, "decide")))


def test_a_manager_decides_on_the_page_of_the_request():
    here = story.organisation()
    magda, asked = story.manager("Magda", here), story.waiting("Paula", here, Role.MANAGER)
    client = signed_in(magda.user)
    assert client.post(step(asked, "decide"), {"step": "confirm"}).status_code == 422
    forged = {"step": "confirm", "roles": ["editor"], "is_manager": "on", "user": magda.user_id}
    assert client.post(step(asked, "decide"), forged).headers["Location"] == page_of(here)
    asked.refresh_from_db()
    assert (asked.state, asked.roles) == (MembershipState.ACTIVE, {Role.EDITOR})
    late = client.post(step(asked, "decide"), {"step": "decline", "answer": "doch nicht"}, follow=True)
    assert "Magda schon entschieden: aufgenommen" in text_of(late)
    assert "schon entschieden" in text_of(client.get(step(asked, "decide"), follow=True))


def test_an_unknown_role_is_refused():
    here = story.organisation()
    magda, asked = story.manager("Magda", here), story.waiting("Paula", here)
    response = signed_in(magda.user).post(step(asked, "decide"), {"step": "confirm", "roles": ["operator"]})
    assert response.status_code == 422
    asked.refresh_from_db()
    assert asked.is_requested


def test_nobody_else_decides():
    here, there = story.organisation(), story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    story.manager("Magda", here)
    edda, asked = story.member("Edda", here), story.waiting("Paula", here)
    outsiders = [
        asked.user, edda.user, story.manager("Olga", there).user, story.person("Fritz"), story.desk(),
        story.desk("Hanna", story.land("06", "Hessen")), story.operator(),
    ]  # fmt: skip
    for outsider in outsiders:
        client = signed_in(outsider)
        for membership, name, data in (
            (asked, "decide", {"step": "confirm", "roles": ["editor"]}),
            (asked, "decide", {"step": "decline"}),
            (edda, "change", {"step": "roles", "roles": ["manager"]}),
            (edda, "change", {"step": "remove"}),
        ):
            assert client.get(step(membership, name)).status_code == 404
            assert client.post(step(membership, name), data).status_code == 404
    asked.refresh_from_db()
    edda.refresh_from_db()
    assert (asked.is_requested, edda.is_active, edda.roles) == (True, True, {Role.EDITOR})


def test_a_manager_changes_roles_and_removes():
    here = story.organisation()
    magda, edda = story.manager("Magda", here), story.member("Edda", here)
    client = signed_in(magda.user)
    assert client.get(step(edda, "change")).status_code == 200
    assert client.post(step(edda, "change"), {"step": "roles", "roles": []}).status_code == 422
    client.post(step(edda, "change"), {"step": "roles", "roles": ["signatory"]})
    edda.refresh_from_db()
    assert edda.roles == {Role.SIGNATORY}
    assert client.get(step(magda, "change")).status_code == 404
    client.post(step(edda, "change"), {"step": "remove"})
    edda.refresh_from_db()
    assert edda.state == MembershipState.ENDED
    assert signed_in(edda.user).get(page_of(here)).status_code == 404


def test_the_last_manager_is_led_to_handing_over():
    here = story.organisation()
    magda, edda = story.manager("Magda", here), story.member("Edda", here)
    client = signed_in(magda.user)
    for response in (client.get(step(magda, "leave")), client.post(step(magda, "leave"))):
        assert response.headers["Location"] == step(magda, "hand_over")
    page = text_of(client.get(step(magda, "hand_over")))
    assert "Edda (Bearbeitung)" in page
    assert client.post(step(magda, "hand_over"), {"to": ""}).status_code == 422
    stranger = story.member("Olga", story.organisation("Kreis Kusel", story.place("07336", "Kusel")))
    assert client.post(step(magda, "hand_over"), {"to": stranger.pk}).status_code == 422
    assert signed_in(edda.user).get(step(magda, "hand_over")).status_code == 404
    assert client.post(step(magda, "hand_over"), {"to": edda.pk}).headers["Location"] == page_of(here)
    assert client.get(step(magda, "leave")).status_code == 200
    assert client.post(step(magda, "leave")).headers["Location"] == MINE
    assert Membership.objects.active().get(organisation=here) == edda


def test_handing_over_to_the_centre():
    magda = story.manager("Magda", story.organisation())
    response = signed_in(magda.user).post(step(magda, "hand_over"), {"to": "centre"}, follow=True)
    assert "Zurzeit verwaltet niemand diese Organisation." in text_of(response)


# For whom one acts


def test_the_only_membership_needs_no_choice_and_stands_on_every_page():
    here = story.organisation()
    edda = story.member("Edda", here)
    html = text_of(signed_in(edda.user).get("/orte/"))
    assert "Sie handeln für:" in html
    assert "Verbandsgemeinde Mendig" in html
    assert "(Bearbeitung)" in html
    assert "wechseln" not in html
    assert "Sie handeln für" not in text_of(signed_in(story.person()).get("/orte/"))
    assert "Sie handeln für" not in text_of(Client().get("/orte/"))


def test_who_acts_for_several_chooses_and_comes_back():
    here, there = story.organisation(), story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    first = story.member("Edda", here)
    second = story.member(first.user, there, Role.SIGNATORY)
    client = signed_in(first.user)
    html = text_of(client.get("/orte/suche/?q=Mendig"))
    assert "Jetzt wählen" in html
    assert f'href="{ACTING}?weiter=%2Forte%2Fsuche%2F%3Fq%3DMendig"' in html
    assert 'value="/orte/suche/?q=Mendig"' in text_of(client.get(ACTING, {"weiter": "/orte/suche/?q=Mendig"}))
    response = client.post(ACTING, {"membership": second.pk, "weiter": "/orte/suche/?q=Mendig"})
    assert response.headers["Location"] == "/orte/suche/?q=Mendig"
    assert "(Zeichnungsbefugt)" in text_of(client.get("/orte/"))
    second.state = MembershipState.ENDED
    second.save()
    assert "(Bearbeitung)" in text_of(client.get("/orte/"))  # the session's choice is no right


@pytest.mark.parametrize("target", ["https://boese.example/", "//boese.example/", "javascript:alert(1)", "\\\\boese"])
def test_the_way_back_stays_here(target):
    edda = story.member("Edda", story.organisation())
    response = signed_in(edda.user).post(ACTING, {"membership": edda.pk, "weiter": target})
    assert response.headers["Location"] == MINE


def test_nobody_acts_by_what_is_not_theirs():
    here, there = story.organisation(), story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    edda, olga = story.member("Edda", here), story.member("Olga", there)
    asked = story.waiting(edda.user, there)
    ended = story.organisation("Alt", story.place("071375009", "Vordereifel"), deactivated_at=timezone.now())
    former = story.member(edda.user, ended)
    client = signed_in(edda.user)
    for key in (olga.pk, asked.pk, former.pk, 999, "x", ""):
        assert client.post(ACTING, {"membership": key}).status_code == 404
    assert "Verbandsgemeinde Mendig" in text_of(client.get("/orte/"))


def test_after_a_merger_the_old_page_leads_to_the_new_one():
    here, there = story.organisation(), story.organisation("Kreis Kusel", story.place("07336", "Kusel"))
    edda = story.member("Edda", there)
    here.merged_into, here.deactivated_at = there, timezone.now()
    here.save()
    assert signed_in(edda.user).get(page_of(here)).headers["Location"] == page_of(there)
    assert signed_in(story.person()).get(page_of(here)).status_code == 404


# What it costs


def test_the_pages_ask_the_database_a_fixed_number_of_times(django_assert_num_queries):
    here = story.organisation()
    magda = story.manager("Magda", here)
    for number in range(3):
        story.member(f"Edda{number}", here)
        story.waiting(f"Paula{number}", here)
        story.waiting(
            magda.user, story.organisation(f"Kreis {number}", story.place(f"0713{number}", f"Kreis {number}"))
        )
    client = signed_in(magda.user)
    with django_assert_num_queries(9):
        client.get(MINE)
    with django_assert_num_queries(10):
        client.get(page_of(here))
    with django_assert_num_queries(6):
        client.get(ACTING)


def test_somebody_new_is_shown_the_way_into_an_organisation():
    client = signed_in(story.person("Nora"))
    assert reverse("accounts:join") in text_of(client.get("/konto/"))
    membership = story.waiting("Willi", story.organisation(), Role.EDITOR)
    html = text_of(signed_in(membership.user).get("/konto/"))
    assert reverse("accounts:join") not in html
    assert "Es entscheidet, wer die Organisation verwaltet" in html
