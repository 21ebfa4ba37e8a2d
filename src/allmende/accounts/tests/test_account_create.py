# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende account create`` and ``reset``: the first operator, and a lost second factor."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from allmende.accounts import second_factor
from allmende.accounts.models import User
from allmende.accounts.services import create_account
from allmende.accounts.tests.signing_in import SECRET, give_app, sign_in, signed_in
from allmende.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def create(monkeypatch, *arguments, password=SECRET, again=None):
    answers = iter([password, password if again is None else again])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    out = io.StringIO()
    call_command("account_create", *arguments, stdout=out)
    return out.getvalue()


def test_the_first_operator_signs_in_and_is_led_to_the_second_factor(client, monkeypatch, settings):
    settings.SECOND_FACTOR = "required"
    said = create(monkeypatch, " Chefin@Example.org ", "--name", "Chefin", "--operator")
    assert "zweiter Faktor" in said
    assert SECRET not in said
    user = User.objects.get()
    assert (user.email, user.name, user.is_superuser) == ("chefin@example.org", "Chefin", True)
    assert AuditEntry.objects.get(verb="user.created").actor_id is None
    assert sign_in(client, "chefin@example.org").headers["Location"] == "/konto/"
    assert signed_in(client)
    assert client.get("/konto/").headers["Location"] == "/konto/zweiter-faktor/"


def test_an_editor_belongs_to_the_group(monkeypatch):
    create(monkeypatch, "rita@example.org", "--editor")
    user = User.objects.get()
    assert not user.is_superuser
    assert list(user.groups.values_list("name", flat=True)) == ["Redaktion"]


def test_the_password_can_come_from_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}\n"))
    call_command("account_create", "rita@example.org", "--no-input", stdout=io.StringIO())
    assert User.objects.get().check_password(SECRET)


@pytest.mark.parametrize(
    ("arguments", "answers", "said"),
    [
        (["keine-adresse"], {}, "keine E-Mail-Adresse"),
        (["da@example.org"], {}, "gibt es schon"),
        (["neu@example.org"], {"password": "kurz"}, "zu kurz"),
        (["neu@example.org"], {"again": "anders"}, "verschieden"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(monkeypatch, arguments, answers, said):
    User.objects.create_user("da@example.org", SECRET)
    with pytest.raises(CommandError, match=said):
        create(monkeypatch, *arguments, **answers)
    assert User.objects.count() == 1


def test_lost_second_factors_are_taken_away_and_every_session_ends(client):
    user = create_account(email="rita@example.org", password=SECRET, by=None)
    sign_in(client)
    give_app(user)
    call_command("account_reset", "Rita@example.org", stdout=io.StringIO())
    assert not second_factor.has_one(user)
    assert client.get("/konto/").status_code == 302
    assert AuditEntry.objects.get(verb="user.second_factors_removed").after == {"count": 1}
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("account_reset", "niemand@example.org")
