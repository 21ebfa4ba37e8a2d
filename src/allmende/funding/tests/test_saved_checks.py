# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Checks that people keep: theirs alone, told when something else comes out, gone with the account."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.urls import reverse

from allmende.accounts.tests.inbox_stories import person
from allmende.api.tests.story import BELL, DAY, MAINZ, MENDIG
from allmende.core.models import AuditEntry
from allmende.funding.checking.facts_query import read_facts
from allmende.funding.checking.result import result_context
from allmende.funding.checking.saved import review, said
from allmende.funding.checking.scope import read_scope
from allmende.funding.models import Directive, DirectiveState, SavedCheck
from allmende.funding.personal_data import Funding
from allmende.funding.services import checks
from allmende.funding.tests.check_cast import NRW, make_places, release
from allmende.territory.models import Territory

pytestmark = pytest.mark.django_db

QUERY = f"partner={BELL}&partner={MENDIG}&partner={MAINZ}&federfuehrung={MENDIG}"


@pytest.fixture
def eva(client):
    eva = person()
    client.force_login(eva, backend="django.contrib.auth.backends.ModelBackend")
    return eva


@pytest.fixture
def rlp():
    make_places()
    return release("rlp-pilot-2024")


def keep(client, name: str = "Bauhof", query: str = QUERY):
    return client.post(reverse("funding:save_check"), {"name": name, "query": query})


def listed(client):
    return client.get(reverse("funding:saved_checks")).context["reviewed"]


def test_a_check_is_kept_with_its_result_and_opens_again(client, eva, rlp) -> None:
    assert keep(client, "  Bauhof\n mit  Bell ").status_code == 302
    (one,) = listed(client)
    assert one.check.name == "Bauhof mit Bell"
    assert not one.has_changed
    assert "210.000" in " ".join(words for _title, words in one.lines)
    page = client.get(one.check.get_absolute_url())
    assert page.status_code == 200
    assert page.context["query"] == one.check.query
    assert AuditEntry.objects.filter(verb="savedcheck.created").count() == 1


def test_guests_sign_in_first_and_lose_nothing(client, rlp) -> None:
    address = f"{reverse('funding:save_check')}?{QUERY}"
    to_sign_in = client.get(address)
    assert to_sign_in.status_code == 302
    assert MENDIG in to_sign_in.headers["Location"]
    client.force_login(person(), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(address)
    assert page.context["form"].initial["name"].startswith("Mendig, Bell")
    assert f'value="{QUERY.replace("&", "&amp;")}"' in page.content.decode()
    assert keep(client, query=page.context["query"]).status_code == 302


def test_sending_twice_keeps_one(client, eva, rlp) -> None:
    keep(client)
    keep(client)
    assert SavedCheck.objects.count() == 1
    keep(client, "Anders")
    assert SavedCheck.objects.count() == 2


def test_what_cannot_be_read_is_not_kept(client, eva, rlp) -> None:
    """The address is written anew: an attacker's parameters, scripts and rubbish do not come back."""
    keep(client, query=f"?partner={MENDIG}&partner=x&kosten=-5&next=//boese.example&<script>=1&ausland=" + "9" * 400)
    assert SavedCheck.objects.get().query == f"partner={MENDIG}"


def test_a_name_with_markup_is_text(client, eva, rlp) -> None:
    keep(client, "<b>fett</b>")
    page = client.get(reverse("funding:saved_checks")).content.decode()
    assert "&lt;b&gt;fett" in page
    assert "<b>fett" not in page


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x07b"])
def test_a_bad_name_is_told_at_the_field_and_what_was_sent_stays(client, eva, rlp, name) -> None:
    response = keep(client, name)
    assert response.status_code == 422
    assert response.context["form"].errors["name"]
    assert QUERY in response.content.decode().replace("&amp;", "&")
    assert not SavedCheck.objects.exists()


def test_there_is_an_end(client, eva, rlp, monkeypatch) -> None:
    monkeypatch.setattr(checks, "MOST_CHECKS", 1)
    keep(client)
    response = keep(client, "Noch einer")
    assert response.status_code == 422
    assert "Sie haben schon 1" in str(response.context["form"].errors)
    with pytest.raises(ValidationError):
        checks.save_check(name="Lang", query="x" * 8001, seen={}, by=person("b@example.org"))


def test_a_result_that_has_changed_is_told_until_it_was_seen(client, eva, rlp) -> None:
    keep(client)
    content = json.loads(json.dumps(rlp.content).replace('"210000"', '"230000"'))
    Directive.objects.update(content=content)
    (one,) = listed(client)
    (difference,) = one.differences
    assert "210.000" in difference.before
    assert "230.000" in difference.now
    assert "Ergebnis hat sich geändert" in client.get(reverse("funding:saved_checks")).content.decode()
    assert client.get(reverse("funding:saved_checks_json")).json()["checks"][0]["has_changed"] is True
    assert client.post(reverse("funding:see_check", args=[one.check.pk])).status_code == 302
    assert not listed(client)[0].has_changed


def test_directives_that_come_and_go_are_changes_too(client, eva, rlp) -> None:
    keep(client, query=f"partner={MENDIG}&partner={NRW[0]}")
    Directive.objects.update(state=DirectiveState.WITHDRAWN)
    release("nrw-ikz-2021")
    gone_or_new = {bool(difference.now): difference for difference in listed(client)[0].differences}
    assert gone_or_new[True].before == ""
    assert gone_or_new[False].before != ""


def test_a_partner_that_is_no_more_is_told(client, eva, rlp) -> None:
    keep(client)
    Territory.objects.filter(ars=MAINZ).update(dissolved_on=dt.date(2026, 1, 1))
    assert listed(client)[0].lost
    assert "besteht nicht mehr" in client.get(reverse("funding:saved_checks")).content.decode()


def test_what_is_compared_is_what_the_page_shows(rlp) -> None:
    release("nrw-ikz-2019")
    release("nrw-ikz-2021")
    eva = person()
    for query in (
        QUERY,
        f"partner={MENDIG}&partner={NRW[0]}&ausland=1&kosten=1000.50&stichtag={DAY}",
        f"partner={NRW[0]}&partner={NRW[1]}&stichtag=2020-01-01",
        f"partner={MENDIG}&laender=alle",
        f"land=05&stichtag={DAY}",
        "",
    ):
        checked, scope = read_facts(QueryDict(query)), read_scope(QueryDict(query))
        page = result_context(
            checked.facts, checked.on, names=checked.names, lands=scope.lands, everywhere=scope.everywhere
        )
        (now,) = review([SavedCheck(user=eva, name="x", query=scope.added_to(checked.query))])
        assert now.seen.keys() == {answer.key for answer in page.answers}
        for answer in page.answers:
            assert said(now.seen[answer.key]) == f"{answer.verdict}, Betrag: {answer.amount}"


def test_what_was_kept_by_another_version_of_the_portal_does_no_harm(client, eva, rlp) -> None:
    SavedCheck.objects.create(user=eva, name="Alt", query=QUERY, seen={"x": {"verdict": "?"}, "y": {}})
    assert client.get(reverse("funding:saved_checks")).status_code == 200


def test_renaming_and_deleting(client, eva, rlp) -> None:
    keep(client)
    pk = SavedCheck.objects.get().pk
    assert client.post(reverse("funding:rename_check", args=[pk]), {"name": ""}).status_code == 422
    client.post(reverse("funding:rename_check", args=[pk]), {"name": "Kita", "query": "partner=1", "user": "1"})
    check = SavedCheck.objects.get()
    assert (check.name, check.query, check.user) == ("Kita", QUERY, eva)
    assert client.get(reverse("funding:delete_check", args=[pk])).status_code == 200
    assert SavedCheck.objects.exists()
    client.post(reverse("funding:delete_check", args=[pk]))
    assert not SavedCheck.objects.exists()
    assert client.post(reverse("funding:delete_check", args=[pk])).status_code == 404


def test_others_find_nothing(client, eva, rlp) -> None:
    check = checks.save_check(name="Fremd", query=QUERY, seen={}, by=person("otto@example.org"))
    for name in ("rename_check", "delete_check", "see_check"):
        assert client.post(reverse(f"funding:{name}", args=[check.pk]), {"name": "Mein"}).status_code == 404
    assert listed(client) == []
    with pytest.raises(PermissionDenied):
        checks.rename_check(check=check, name="Mein", by=eva)
    with pytest.raises(PermissionDenied):
        checks.note_seen(check=check, seen={"x": {}}, by=eva)
    with pytest.raises(PermissionDenied):
        checks.delete_check(check=check, by=eva)


def test_the_list_asks_the_database_as_often_for_many_as_for_one(client, eva, rlp, django_assert_num_queries) -> None:
    keep(client)
    for number in range(3):
        with django_assert_num_queries(12):
            assert len(listed(client)) == number + 1
        keep(client, f"Check {number}", f"partner={NRW[number]}&partner={MENDIG}")


def test_checks_are_told_with_ones_data_and_go_with_the_account(client, eva, rlp) -> None:
    keep(client)
    (row,) = Funding().export(eva)["Gespeicherte Förderchecks"]
    assert (row["Name"], row["Angaben"]) == ("Bauhof", QUERY)
    assert row["Zuletzt gesehenes Ergebnis"]
    checks.save_check(name="Fremd", query="", seen={}, by=person("otto@example.org"))
    eva.delete()
    assert [check.name for check in SavedCheck.objects.all()] == ["Fremd"]
