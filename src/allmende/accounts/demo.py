# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Accounts of the demo. Their password is published, so they exist only where ``settings.DEMO`` says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import User
from allmende.accounts.services import EDITORS_GROUP, create_account

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PASSWORD = "allmende-demo-2026"  # noqa: S105 - published on the sign-in page of the demo


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account of the demo and what it is for."""

    email: str
    name: str
    purpose: _StrPromise
    groups: tuple[str, ...] = ()
    is_operator: bool = False


ACCOUNTS = (
    DemoAccount(
        "redaktion@example.org", "Redaktion (Demo)", _("Seiten und Steckbriefe bearbeiten"), groups=(EDITORS_GROUP,)
    ),
    DemoAccount("betrieb@example.org", "Betrieb (Demo)", _("alles verwalten"), is_operator=True),
)


def load_demo_users() -> int:
    """Make the accounts of the demo that are missing; returns how many were made. Refuses outside the demo."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo accounts have a published password and belong to the demo only.")
    missing = [account for account in ACCOUNTS if not User.objects.filter(email=account.email).exists()]
    for account in missing:
        create_account(
            email=account.email,
            password=PASSWORD,
            name=account.name,
            groups=account.groups,
            is_operator=account.is_operator,
            by=None,
        )
    return len(missing)
