# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the tests of the sign-in do again and again: fill in its forms, read its mails, compute codes."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django_tasks_db.models import DBTaskResult

if TYPE_CHECKING:
    from django.test import Client

    from allmende.accounts.models import User

SECRET = "richtig-langes-passwort"
CODE = re.compile(r"\b\d{4}-\d{4}\b")


def sign_in(client: Client, email: str = "rita@example.org", password: str = SECRET, **fields):
    return client.post("/konto/anmelden/", {"login": email, "password": password, **fields})


def sign_up(client: Client, email: str = "neu@example.org", **fields):
    values = {"name": "Nele Neu", "email": email, "password1": SECRET, "website": "", **fields}
    return client.post("/konto/registrieren/", values)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def letters() -> list[dict[str, str]]:
    """The mails that wait to be sent, oldest first."""
    jobs = DBTaskResult.objects.filter(task_path="allmende.core.mail.deliver").order_by("enqueued_at")
    return [job.args_kwargs["kwargs"] for job in jobs]


def code_of(letter: dict[str, str]) -> str:
    found = CODE.search(letter["text"])
    assert found, letter["text"]
    return str(found[0])


def give_app(user: User) -> str:
    """Set up an app with codes for ``user``; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return str(secret)


def totp(secret: str, steps: int = 0) -> str:
    """The code an app shows now, or ``steps`` periods of 30 seconds later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))
