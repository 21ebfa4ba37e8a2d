# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Sign-up with a code by mail, a forgotten password, a new address; and what a stranger learns from them: nothing."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings as portal
from django.test import Client
from django.utils import timezone

from allmende.accounts import demo
from allmende.accounts.models import User
from allmende.accounts.services import create_account, delete_unconfirmed
from allmende.accounts.tests.signing_in import SECRET, code_of, letters, sign_in, sign_up, signed_in
from allmende.core.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
CONFIRM = "/konto/bestaetigen/"
WRONG_CODE = "Dieser Code stimmt nicht"
TOO_LATE = "Die Viertelstunde ist um"


@pytest.fixture
def rita():
    return create_account(email="rita@example.org", password=SECRET, name="Rita", by=None)


def confirm(client, code):
    return client.post(CONFIRM, {"code": code})


def test_sign_up_with_the_code_from_the_mail(client):
    response = sign_up(client, " Neu@Example.org ")
    assert (response.status_code, response.headers["Location"]) == (302, CONFIRM)
    assert not signed_in(client)
    (letter,) = letters()
    assert letter["to"] == "neu@example.org"
    assert "neu@example.org" in client.get(CONFIRM).content.decode()
    response = confirm(client, code_of(letter))
    assert (response.status_code, response.headers["Location"]) == (302, "/konto/")
    assert signed_in(client)
    user = User.objects.get()
    assert (user.email, user.name, user.is_staff, user.is_superuser) == ("neu@example.org", "Nele Neu", False, False)
    assert EmailAddress.objects.get(user=user).verified
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["user.signed_up", "user.signed_in"]


def test_without_the_code_nobody_gets_in(client):
    sign_up(client)
    assert sign_in(client, "neu@example.org").headers["Location"] == CONFIRM
    assert not signed_in(client)
    assert client.get("/konto/").status_code == 302


def test_a_wrong_code_is_said_and_three_end_it(client):
    sign_up(client)
    code = code_of(letters()[0])
    for _ in range(2):
        response = confirm(client, "0000-0000")
        assert response.status_code == 422
        assert WRONG_CODE in response.content.decode()
    response = confirm(client, "0000-0000")
    assert response.headers["Location"] == "/konto/anmelden/"
    assert confirm(client, code).headers["Location"] == "/konto/anmelden/"
    assert not signed_in(client)


def test_a_code_expires_and_one_of_another_visitor_is_worth_nothing(client):
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        sign_up(client)
        code = code_of(letters()[0])
        assert confirm(Client(), code).headers["Location"] == "/konto/anmelden/"
        clock.shift(dt.timedelta(minutes=16))
        assert TOO_LATE in client.post(CONFIRM, {"code": code}, follow=True).content.decode()
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_a_new_code_replaces_the_former_one(client):
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        sign_up(client)
        clock.shift(dt.timedelta(seconds=20))
        assert client.post(CONFIRM, {"action": "resend"}).status_code == 302
        first, second = letters()
        assert confirm(client, code_of(first)).status_code == 422
        assert confirm(client, code_of(second)).headers["Location"] == "/konto/"


def page_without_what_differs(client, url):
    """The page as a stranger sees it, without tokens and without the address they typed."""
    html = client.get(url).content.decode()
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    return html.replace("rita@example.org", "X").replace("neu@example.org", "X").replace(token, "")


def test_sign_up_tells_nobody_who_has_an_account(rita):
    known, unknown = Client(), Client()
    answers = [sign_up(known, "rita@example.org"), sign_up(unknown, "neu@example.org")]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, CONFIRM)}
    assert page_without_what_differs(known, CONFIRM) == page_without_what_differs(unknown, CONFIRM)
    wrong = [confirm(known, "0000-0000"), confirm(unknown, "0000-0000")]
    assert [answer.status_code for answer in wrong] == [422, 422]
    assert len(letters()) == 2
    to_owner, to_new = letters()
    assert to_owner["to"] == "rita@example.org"
    assert "schon ein Konto" in to_owner["text"]
    assert "Bestätigungscode" in to_new["subject"]
    assert User.objects.count() == 2
    rita.refresh_from_db()
    assert rita.name == "Rita"
    assert rita.check_password(SECRET)


def test_sign_up_of_a_known_address_takes_as_long(rita, client, monkeypatch):
    hashed = []
    monkeypatch.setattr("allmende.accounts.forms.make_password", hashed.append)
    sign_up(client, "rita@example.org")
    assert hashed == [SECRET]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Bitte geben Sie Ihren Namen ein."),
        ("name", "<script>alert(1)</script>", "Bitte nur den Namen"),
        ("name", "Gewonnen! https://boese.example", "Bitte nur den Namen"),
        ("email", "keine-adresse", "gültige E-Mail-Adresse"),
        ("password1", "kurz", "zu kurz"),
        ("password1", "passwortpasswort", None),
        ("password1", demo.PASSWORD, "öffentlich bekannt"),
    ],
)
def test_bad_input_is_named_and_what_was_typed_is_kept(client, field, value, said):
    response = sign_up(client, **{"email": "neu@example.org", field: value})
    if said is None:
        assert response.status_code == 302
        return
    assert response.status_code == 422
    html = response.content.decode()
    assert said in html
    assert "<script>alert" not in html
    assert SECRET not in html
    assert not User.objects.exists()


def test_extra_fields_make_no_operator(client):
    sign_up(client, is_superuser="on", is_staff="on", groups="1", desk_areas="1")
    user = User.objects.get()
    assert not user.is_superuser
    assert not user.is_staff
    assert not user.groups.exists()


def test_a_machine_that_fills_in_everything_believes_it_worked(client):
    response = sign_up(client, website="https://example.com")
    assert (response.status_code, response.headers["Location"]) == (302, CONFIRM)
    assert not User.objects.exists()
    assert not letters()


def test_mass_sign_up_from_one_place_ends(client):
    for number in range(20):
        sign_up(Client(), f"{number}@example.org")
    assert User.objects.count() == 20
    response = sign_up(client, "letzte@example.org")
    assert response.status_code == 429
    assert "zu viele Versuche" in response.content.decode()
    assert User.objects.count() == 20
    assert sign_up(Client(REMOTE_ADDR="192.0.2.9"), "andere@example.org").status_code == 302


def test_nobody_can_be_flooded_with_letters():
    """Whoever signs up again and again with somebody's address is stopped, wherever they sit."""
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        for number in range(10):
            sign_up(Client(REMOTE_ADDR=f"192.0.2.{number}"), "opfer@example.org")
            clock.shift(dt.timedelta(seconds=11))
    assert len(letters()) == 6


def test_no_letter_holds_what_a_stranger_chose(client):
    sign_up(client, name="Ruf an 0190 12345")
    (letter,) = letters()
    assert "0190" not in letter["text"] + letter["subject"]


def test_sign_ups_without_code_are_deleted_after_some_days(rita):
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False):
        sign_up(Client(), "nie@example.org")
    sign_up(Client(), "eben@example.org")
    User.objects.create_user("alt@example.org", SECRET, date_joined=timezone.now() - dt.timedelta(days=99))
    assert delete_unconfirmed() == 1
    left = set(User.objects.values_list("email", flat=True))
    assert left == {"rita@example.org", "eben@example.org", "alt@example.org"}
    assert delete_unconfirmed() == 0


# A forgotten password


def ask(client, email):
    return client.post("/konto/passwort/vergessen/", {"email": email})


def test_a_forgotten_password_is_set_anew_by_code(client, rita):
    elsewhere = Client()
    sign_in(elsewhere)
    assert ask(client, "Rita@example.org").headers["Location"] == "/konto/passwort/code/"
    (letter,) = letters()
    response = client.post("/konto/passwort/code/", {"code": code_of(letter)})
    assert response.headers["Location"] == "/konto/passwort/neu/"
    weak = client.post("/konto/passwort/neu/", {"password1": "kurz"})
    assert weak.status_code == 422
    response = client.post("/konto/passwort/neu/", {"password1": "ein ganz anderes Passwort"})
    assert response.headers["Location"] == "/konto/passwort/fertig/"
    assert client.get("/konto/passwort/fertig/").status_code == 200
    assert sign_in(client).status_code == 422
    assert sign_in(client, password="ein ganz anderes Passwort").status_code == 302
    assert elsewhere.get("/konto/").status_code == 302, "all other sessions have ended"
    assert AuditEntry.objects.filter(verb="user.password_reset").count() == 1
    assert "neu gesetzt" in letters()[-1]["subject"]


def test_a_reset_tells_nobody_who_has_an_account(rita):
    known, unknown = Client(), Client()
    answers = [ask(known, "rita@example.org"), ask(unknown, "neu@example.org")]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, "/konto/passwort/code/")}
    url = "/konto/passwort/code/"
    assert page_without_what_differs(known, url) == page_without_what_differs(unknown, url)
    for code, status in [("0000-0000", 422), ("", 422), ("0000-0000", 302)]:
        assert [client.post(url, {"code": code}).status_code for client in (known, unknown)] == [status, status]
    assert [letter["to"] for letter in letters()] == ["rita@example.org", "neu@example.org"]


def test_a_reset_needs_its_code(client, rita):
    assert client.get("/konto/passwort/neu/").headers["Location"] == "/konto/passwort/vergessen/"
    ask(client, "rita@example.org")
    response = client.post("/konto/passwort/neu/", {"password1": "ein ganz anderes Passwort"})
    assert response.headers["Location"] == "/konto/passwort/code/"
    assert sign_in(Client()).status_code == 302


def test_a_reset_code_is_good_for_a_quarter_of_an_hour_as_page_and_mail_say(client, rita):
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        ask(client, "rita@example.org")
        (letter,) = letters()
        assert "gilt eine Viertelstunde" in letter["text"]
        assert "gilt eine Viertelstunde" in client.get("/konto/passwort/code/").content.decode()
        clock.shift(dt.timedelta(minutes=14))
        assert client.post("/konto/passwort/code/", {"code": code_of(letter)}).status_code == 302
        html = client.get("/konto/passwort/neu/").content.decode()
    assert '<input type="text" autocomplete="username" value="rita@example.org" hidden>' in html


@pytest.mark.parametrize("email", ["rita@example.org", "neu@example.org"])
def test_who_comes_too_late_with_a_code_hears_it_and_begins_again(client, rita, email):
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        ask(client, email)
        clock.shift(dt.timedelta(minutes=16))
        response = client.post("/konto/passwort/code/", {"code": "1234-5678"}, follow=True)
        assert response.redirect_chain == [("/konto/passwort/vergessen/", 302)]
        assert TOO_LATE in response.content.decode()
        assert TOO_LATE not in client.get("/konto/passwort/vergessen/").content.decode()


def test_who_takes_too_long_to_choose_a_password_hears_it(client, rita):
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        ask(client, "rita@example.org")
        client.post("/konto/passwort/code/", {"code": code_of(letters()[0])})
        clock.shift(dt.timedelta(minutes=16))
        response = client.post("/konto/passwort/neu/", {"password1": "ein ganz anderes Passwort"}, follow=True)
    assert response.redirect_chain == [("/konto/passwort/vergessen/", 302)]
    assert TOO_LATE in response.content.decode()
    assert sign_in(Client()).status_code == 302, "the former password is still good"


def test_resets_of_one_address_end(rita):
    for number in range(5):
        assert ask(Client(REMOTE_ADDR=f"192.0.2.{number}"), "rita@example.org").status_code == 302
    assert ask(Client(REMOTE_ADDR="198.51.100.1"), "rita@example.org").status_code == 429


# Changes by whoever is signed in


def test_a_password_is_changed_by_who_knows_the_former_one(client, rita):
    sign_in(client)
    elsewhere = Client()
    sign_in(elsewhere)
    url = "/konto/passwort/aendern/"
    assert client.post(url, {"oldpassword": "falsch", "password1": "ein ganz anderes Passwort"}).status_code == 422
    response = client.post(url, {"oldpassword": SECRET, "password1": "ein ganz anderes Passwort"})
    assert response.headers["Location"] == "/konto/"
    assert client.get("/konto/").status_code == 200
    assert elsewhere.get("/konto/").status_code == 302
    assert AuditEntry.objects.filter(verb="user.password_changed").count() == 1
    assert "Ihr Passwort wurde geändert" in letters()[-1]["subject"]


def test_an_address_changes_with_its_code_only_and_the_former_one_is_told(client, rita):
    sign_in(client)
    response = client.post("/konto/e-mail/", {"action_add": "1", "email": "rita.neu@example.org"})
    assert response.headers["Location"] == CONFIRM
    rita.refresh_from_db()
    assert rita.email == "rita@example.org"
    assert [letter["to"] for letter in letters()] == ["rita.neu@example.org"]
    confirm(client, code_of(letters()[0]))
    rita.refresh_from_db()
    assert rita.email == "rita.neu@example.org"
    assert [address.email for address in EmailAddress.objects.filter(user=rita)] == ["rita.neu@example.org"]
    assert letters()[-1]["to"] == "rita@example.org"
    row = AuditEntry.objects.get(verb="user.email_changed")
    assert "example.org" not in f"{row.before} {row.after}"


def test_an_address_of_somebody_else_cannot_be_taken_and_is_not_betrayed(client, rita):
    create_account(email="hugo@example.org", password=SECRET, by=None)
    sign_in(client)
    for email in ("hugo@example.org", "frei@example.org"):
        response = client.post("/konto/e-mail/", {"action_add": "1", "email": email})
        assert response.headers["Location"] == CONFIRM
    assert User.objects.get(pk=rita.pk).email == "rita@example.org"


def test_a_change_of_address_asks_who_is_there_and_goes_on_after_it(client, rita):
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        sign_in(client)
        clock.shift(dt.timedelta(minutes=10))
        response = client.post("/konto/e-mail/", {"action_add": "1", "email": "rita.neu@example.org"})
        assert response.headers["Location"].startswith("/konto/noch-einmal-ausweisen/")
        assert not letters()
        assert client.post(response.headers["Location"], {"password": "falsch"}).status_code == 422
        response = client.post(response.headers["Location"], {"password": SECRET})
        assert response.headers["Location"] == CONFIRM
        assert [letter["to"] for letter in letters()] == ["rita.neu@example.org"]


def test_letters_name_the_portal_of_the_settings_whatever_host_was_asked(client, rita, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/konto/passwort/vergessen/", {"email": "niemand@example.org"}, headers={"host": "boese.example"})
    (letter,) = letters()
    assert "boese.example" not in letter["text"] + letter["html"]
    assert portal.BASE_URL in letter["text"]


def test_pages_and_letters_with_the_english_switch(client, rita):
    client.cookies["sprache"] = "en"
    assert client.get("/konto/registrieren/").status_code == 200
    sign_up(client)
    assert "Bestätigungscode" in letters()[0]["subject"], "letters are German"
