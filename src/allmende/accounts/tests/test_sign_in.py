# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Sign-in and sign-out."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from allmende.accounts import demo, jobs
from allmende.accounts.models import Attempt, User
from allmende.accounts.rate_limit import Limit
from allmende.accounts.services import create_account
from allmende.accounts.sign_in_limits import BY_ADDRESS, BY_EMAIL, BY_EMAIL_AND_ADDRESS
from allmende.core.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
URL = "/konto/anmelden/"
SECRET = "richtig-langes-passwort"
WRONG = "E-Mail-Adresse oder Passwort stimmen nicht"


@pytest.fixture
def user():
    return create_account(email="rita@example.org", password=SECRET, name="Rita", by=None)


def sign_in(client, email="rita@example.org", password=SECRET, **fields):
    return client.post(URL, {"login": email, "password": password, **fields})


def signed_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.usefixtures("user")
def test_e_mail_and_password_let_in_whatever_the_case(client):
    response = sign_in(client, " Rita@Example.org ")
    assert response.status_code == 302
    assert signed_in(client)
    assert AuditEntry.objects.filter(verb="user.signed_in").count() == 1


@pytest.mark.usefixtures("user")
def test_every_failure_says_the_same(client):
    User.objects.create_user("weg@example.org", SECRET, is_active=False)
    answers = [
        sign_in(client, "rita@example.org", "falsch"),
        sign_in(client, "niemand@example.org", "falsch"),
        sign_in(client, "weg@example.org", SECRET),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert WRONG in answer.content.decode()
    assert not signed_in(client)


def test_missing_input_is_named_at_the_field_and_the_e_mail_stays(client):
    html = sign_in(client, "rita@example.org", "").content.decode()
    assert "Bitte geben Sie Ihr Passwort ein." in html
    assert 'value="rita@example.org"' in html
    assert "Bitte geben Sie Ihre E-Mail-Adresse ein." in sign_in(client, "", "x").content.decode()


@pytest.mark.usefixtures("user")
def test_an_e_mail_is_closed_after_too_many_failures_for_known_and_unknown_alike(client):
    for email in ("rita@example.org", "niemand@example.org"):
        for _ in range(BY_EMAIL_AND_ADDRESS.count):
            sign_in(client, email, "falsch")
        response = sign_in(client, email, SECRET)
        assert response.status_code == 429
        assert "Zu viele Versuche" in response.content.decode()
        assert f'value="{email}"' in response.content.decode()


@pytest.mark.usefixtures("user")
def test_nobody_can_shut_somebody_else_out_from_one_place(client):
    for _ in range(BY_ADDRESS.count + 5):
        sign_in(client, "rita@example.org", "falsch")
    assert sign_in(Client(REMOTE_ADDR="192.0.2.9")).status_code == 302


@pytest.mark.usefixtures("user")
def test_an_e_mail_guessed_at_from_many_places_is_closed_to_all():
    for number in range(BY_EMAIL.count):
        assert sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), password="falsch").status_code == 422
    assert sign_in(Client(REMOTE_ADDR="198.51.100.1")).status_code == 429


@pytest.mark.usefixtures("user")
def test_one_line_with_many_addresses_counts_once():
    for number in range(BY_ADDRESS.count):
        sign_in(Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}"), f"{number}@example.org", "falsch")
    assert sign_in(Client(REMOTE_ADDR="2001:db8:1:2:ffff::1")).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="2001:db8:1:3::1")).status_code == 302


@pytest.mark.usefixtures("user")
def test_an_attempt_counts_before_the_password_is_checked(client, monkeypatch):
    """So that a hundred attempts at the same moment are not all let through to the password."""
    counted = []
    monkeypatch.setattr(User, "check_password", lambda *_: counted.append(Attempt.objects.count()))
    sign_in(client)
    assert counted == [3]


@pytest.mark.usefixtures("user")
def test_a_success_leaves_nothing_behind(client):
    sign_in(client)
    assert not Attempt.objects.exists()


@pytest.mark.usefixtures("user")
def test_there_is_one_door_only(client):
    """Wagtail's own sign-in counts no failures."""
    response = client.post("/redaktion/login/?next=/redaktion/", {"login": "rita@example.org", "password": SECRET})
    assert response.headers["Location"] == f"{URL}?next=/redaktion/"
    assert not signed_in(client)


def test_the_published_password_opens_nothing_outside_the_demo(client, settings):
    settings.DEMO = True
    demo.load_demo_users()
    settings.DEMO = False
    response = sign_in(client, "betrieb@example.org", demo.PASSWORD)
    assert response.status_code == 422
    assert WRONG in response.content.decode()
    assert not signed_in(client)


def test_expired_attempts_and_sessions_are_deleted_by_themselves(client, user):
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        sign_in(client, password="falsch")
        client.force_login(user)
        clock.move_to("2026-01-03T12:00:00Z")
        assert jobs.forget_expired_attempts.func() == 3
        jobs.forget_by_retention.func()
    assert not Attempt.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.parametrize("minutes", [61, 24 * 60])
def test_no_limit_looks_back_further_than_attempts_are_kept(minutes):
    with pytest.raises(ValueError, match="not kept"):
        Limit("x", count=1, minutes=minutes)


@pytest.mark.usefixtures("user")
def test_an_address_is_closed_after_too_many_failures(client):
    for number in range(BY_ADDRESS.count):
        sign_in(client, f"{number}@example.org", "falsch")
    assert sign_in(client).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="192.0.2.9")).status_code == 302


@pytest.mark.usefixtures("user")
def test_success_starts_the_count_anew_and_nobody_can_read_who_tried(client):
    for _ in range(BY_EMAIL_AND_ADDRESS.count - 1):
        sign_in(client, password="falsch")
    assert sign_in(client).status_code == 302
    assert not Attempt.objects.filter(kind=BY_EMAIL.kind).exists()
    assert not Attempt.objects.filter(digest__contains="rita").exists()


@pytest.mark.usefixtures("user")
def test_behind_our_proxy_the_visitor_counts_and_not_what_the_visitor_claims(client, settings):
    settings.PROXIES = 1
    for number in range(BY_ADDRESS.count):
        forwarded = f"203.0.113.{number}, 198.51.100.1"
        client.post(URL, {"login": f"{number}@example.org", "password": "x"}, headers={"X-Forwarded-For": forwarded})
    data = {"login": "rita@example.org", "password": SECRET}
    assert client.post(URL, data, headers={"X-Forwarded-For": "9.9.9.9, 198.51.100.1"}).status_code == 429
    assert client.post(URL, data, headers={"X-Forwarded-For": "198.51.100.2"}).status_code == 302


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [("/kooperationen/", "/kooperationen/"), ("https://boese.example/", "/konto/"), ("//boese.example/", "/konto/")],
)
def test_only_addresses_of_this_host_are_followed(client, wanted, led_to):
    assert sign_in(client, next=wanted).headers["Location"] == led_to


def test_sign_out_is_by_post_only(client, user):
    client.force_login(user)
    assert client.get(reverse("account_logout")).status_code == 405
    assert signed_in(client)
    assert client.post(reverse("account_logout")).status_code == 302
    assert not signed_in(client)


def test_demo_accounts_are_made_once_and_shown_in_the_demo_only(client, settings):
    assert demo.PASSWORD not in client.get(URL).content.decode()
    with pytest.raises(ImproperlyConfigured):
        demo.load_demo_users()
    settings.DEMO = True
    assert demo.load_demo_users() == len(demo.ACCOUNTS)
    assert demo.load_demo_users() == 0
    html = client.get(URL).content.decode()
    assert demo.PASSWORD in html
    for account in demo.ACCOUNTS:
        assert account.email in html
        assert sign_in(Client(), account.email, demo.PASSWORD).status_code == 302
    assert User.objects.get(email="betrieb@example.org").is_superuser
    assert list(User.objects.get(email="redaktion@example.org").groups.values_list("name", flat=True)) == ["Redaktion"]


def test_who_lacks_a_right_is_not_sent_in_circles(client, user):
    client.force_login(user)
    response = client.get("/redaktion/", follow=True)
    assert [target for target, _ in response.redirect_chain] == [f"{URL}?next=/redaktion/"]
    assert response.status_code == 200
