# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The second factor: setting it up, using it, and that whoever must have one gets nowhere without it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from allmende.accounts import second_factor
from allmende.accounts.services import create_account
from allmende.accounts.tests.signing_in import SECRET, give_app, letters, sign_in, signed_in, totp
from allmende.content.tests.factories import editor
from allmende.core.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ASKED = "/konto/zweiter-faktor/anmelden/"
SET_UP = "/konto/zweiter-faktor/app/einrichten/"
OVERVIEW = "/konto/zweiter-faktor/"
AGAIN = "/konto/zweiter-faktor/ausweisen/"
NOON = "2026-01-01T12:00:00Z"


@pytest.fixture
def rita():
    return create_account(email="rita@example.org", password=SECRET, name="Rita", by=None)


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "required"


@pytest.fixture(autouse=True)
def _commits(monkeypatch):
    """What waits for the commit is done at once: the test's own transaction never commits."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do, using=None, robust=False: do())


def set_up_app(client):
    secret = client.get(SET_UP).context["form"].secret
    return client.post(SET_UP, {"code": totp(secret)}), secret


def test_an_app_is_set_up_and_then_asked_for(client, rita):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        page = client.get(SET_UP).content.decode()
        assert "data:image/svg+xml" in page
        assert client.post(SET_UP, {"code": "000000"}).status_code == 422
        response, secret = set_up_app(client)
        assert response.headers["Location"] == "/konto/wiederherstellung/"
        assert client.get("/konto/wiederherstellung/").content.decode().count("<li><code>") == 10
        clock.shift(dt.timedelta(minutes=2))
        other = Client()
        assert sign_in(other).headers["Location"] == ASKED
        assert not signed_in(other)
        assert other.get("/konto/").status_code == 302
        assert other.post(ASKED, {"code": totp(secret)}).headers["Location"] == "/konto/"
        assert signed_in(other)
    assert AuditEntry.objects.filter(verb="user.second_factor_added").count() == 2, "the app and the recovery codes"


def test_a_code_is_good_for_one_sign_in_only(client, rita):
    secret = give_app(rita)
    with time_machine.travel(NOON, tick=False):
        code = totp(secret)
        sign_in(client)
        assert client.post(ASKED, {"code": code}).status_code == 302
        other = Client()
        sign_in(other)
        replayed = other.post(ASKED, {"code": code})
        assert replayed.status_code == 422
        assert "Dieser Code stimmt nicht" in replayed.content.decode()
        assert not signed_in(other)


def test_a_used_code_is_refused_as_long_as_clocks_may_differ(client, rita):
    """A code is also taken one period before and after its own; it must be remembered for all of that time."""
    secret = give_app(rita)
    with time_machine.travel(NOON, tick=False) as clock:
        code = totp(secret, steps=1)
        sign_in(client)
        assert client.post(ASKED, {"code": code}).status_code == 302
        for seconds in (31, 28):
            clock.shift(dt.timedelta(seconds=seconds))
            other = Client()
            sign_in(other)
            assert other.post(ASKED, {"code": code}).status_code == 422
            assert not signed_in(other)
        assert other.post(ASKED, {"code": totp(secret, steps=1)}).status_code == 302, "the next code is good"


def test_guessing_codes_ends_even_for_the_right_one(client, rita):
    secret = give_app(rita)
    with time_machine.travel(NOON, tick=False):
        sign_in(client)
        for _ in range(5):
            assert client.post(ASKED, {"code": "000000"}).status_code == 422
        other = Client(REMOTE_ADDR="192.0.2.9")
        sign_in(other)
        response = other.post(ASKED, {"code": totp(secret)})
        assert response.status_code == 429
        assert "Zu viele Versuche" in response.content.decode()
        assert not signed_in(other)


def test_the_code_alone_opens_nothing(client, rita):
    secret = give_app(rita)
    assert client.post(ASKED, {"code": totp(secret)}).headers["Location"] == "/konto/anmelden/"
    assert not signed_in(client)


def test_a_recovery_code_opens_once(client, rita):
    give_app(rita)
    code = RecoveryCodes.activate(rita).get_unused_codes()[0]
    for is_open in (True, False):
        visitor = Client()
        sign_in(visitor)
        visitor.post(ASKED, {"code": code})
        assert signed_in(visitor) == is_open


def test_recovery_codes_are_shown_saved_and_renewed(client, rita):
    sign_in(client)
    set_up_app(client)
    saved = client.get("/konto/wiederherstellung/herunterladen/")
    assert saved.headers["Content-Type"].startswith("text/plain")
    assert len(saved.content.decode().split("\n\n")[1].split()) == 10
    before = RecoveryCodes.activate(rita).get_unused_codes()
    assert client.get("/konto/wiederherstellung/neu/").status_code == 200
    assert client.post("/konto/wiederherstellung/neu/").headers["Location"] == "/konto/wiederherstellung/"
    assert RecoveryCodes.activate(rita).get_unused_codes() != before


def test_an_app_is_taken_away_after_proof_and_the_owner_is_told(client, rita):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        set_up_app(client)
        clock.shift(dt.timedelta(minutes=10))
        url = "/konto/zweiter-faktor/app/entfernen/"
        asked = client.post(url)
        assert asked.headers["Location"].startswith("/konto/noch-einmal-ausweisen/")
        assert second_factor.has_one(rita)
        response = client.post(asked.headers["Location"], {"password": SECRET})
        assert response.status_code == 302
    assert not Authenticator.objects.exists(), "recovery codes go with the last factor"
    assert "Code-App wurde entfernt" in letters()[-1]["subject"]
    assert AuditEntry.objects.filter(verb="user.second_factor_removed").exists()


# Compulsory


def operator():
    return create_account(email="chef@example.org", password=SECRET, is_operator=True, by=None)


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("person", [editor, operator])
@pytest.mark.parametrize(
    "path", ["/", "/konto/", "/redaktion/", "/kooperationen/", "/konto/sitzungen/", "/konto/e-mail/"]
)
def test_who_must_have_one_gets_nowhere_but_to_setting_it_up(client, person, path):
    client.force_login(person())
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (302, OVERVIEW)
    assert client.post(path).headers["Location"] == OVERVIEW
    page = client.get(OVERVIEW).content.decode()
    assert "Pflicht. Richten Sie ihn jetzt ein" in page


@pytest.mark.usefixtures("required")
def test_after_setting_it_up_the_way_is_open(client):
    person = editor()
    person.set_password(SECRET)
    person.save()
    sign_in(client, person.email)
    response, _secret = set_up_app(client)
    assert response.headers["Location"] == "/konto/wiederherstellung/"
    assert client.get("/redaktion/").status_code == 200
    assert client.get("/konto/").status_code == 200


@pytest.mark.usefixtures("required")
def test_having_one_is_not_enough_it_must_be_used(client):
    """A session that came by without it: by an identity provider, or from before the role was given."""
    person = editor()
    with time_machine.travel(NOON, tick=False):
        secret = give_app(person)
        client.force_login(person)
        response = client.get("/redaktion/")
        assert response.headers["Location"] == f"{AGAIN}?next=%2Fredaktion%2F"
        assert client.get(SET_UP).headers["Location"].startswith(AGAIN), "no second app without the first"
        assert client.get("/konto/noch-einmal-ausweisen/").headers["Location"].startswith(AGAIN), "no password instead"
        assert client.get(AGAIN).status_code == 200
        assert client.post(f"{AGAIN}?next=/redaktion/", {"code": "000000"}).status_code == 422
        assert client.get("/redaktion/").status_code == 302
        response = client.post(f"{AGAIN}?next=/redaktion/", {"code": totp(secret)})
        assert response.headers["Location"] == "/redaktion/"
        assert client.get("/redaktion/").status_code == 200


@pytest.mark.usefixtures("required")
def test_a_session_that_used_it_belongs_to_one_person(client, rita):
    """What one person has shown is not counted for the next one in the same browser."""
    secret = give_app(rita)
    with time_machine.travel(NOON, tick=False):
        sign_in(client)
        client.post(ASKED, {"code": totp(secret)})
    client.force_login(editor())
    assert client.get("/redaktion/").headers["Location"] == OVERVIEW


@pytest.mark.usefixtures("required")
def test_the_last_one_stays(client):
    person = editor()
    person.set_password(SECRET)
    person.save()
    sign_in(client, person.email)
    set_up_app(client)
    response = client.post("/konto/zweiter-faktor/app/entfernen/")
    assert response.status_code == 422
    assert "zweiter Faktor Pflicht" in response.content.decode()
    assert second_factor.has_one(person)


@pytest.mark.usefixtures("required")
def test_others_are_only_offered_one(client, rita):
    client.force_login(rita)
    assert client.get("/konto/").status_code == 200
    assert "Pflicht" not in client.get(OVERVIEW).content.decode()


@pytest.mark.usefixtures("required")
def test_signing_out_and_changing_the_language_stay_possible(client):
    client.force_login(editor())
    assert client.get("/sprache/en/").headers["Location"] == "/"
    assert client.post("/konto/abmelden/").status_code == 302
    assert not signed_in(client)


def test_the_demo_offers_it_and_says_so(client, settings):
    settings.DEMO = True
    client.force_login(editor())
    assert client.get("/redaktion/").status_code == 200
    assert "In der Demo ist der zweite Faktor für alle freiwillig" in client.get(OVERVIEW).content.decode()


@pytest.mark.usefixtures("required")
def test_visitors_cost_nothing_more(client, django_assert_num_queries):
    client.get("/konto/passwort/vergessen/")
    with django_assert_num_queries(0):
        client.get("/konto/passwort/vergessen/")


def test_recovery_codes_alone_are_no_second_factor(rita):
    RecoveryCodes.activate(rita)
    assert not second_factor.has_one(rita)
