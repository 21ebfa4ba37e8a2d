# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the accounts app holds about persons: account, sign-in, sessions, memberships, inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from allmende.accounts import notifications, privacy_rules
from allmende.accounts.models import InboxMessage, Membership
from allmende.core import personal_data, sweeping
from allmende.core.models import AuditEntry
from allmende.core.traces import Traces

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from django.contrib.auth.base_user import AbstractBaseUser

    from allmende.accounts.models import User
    from allmende.core.personal_data import Identity

OF_OTHERS: Final = ("accounts.user", "account.*", "socialaccount.*", "mfa.*", "usersessions.*")
"""The sign-in data of whoever stays; that of the person goes with the account."""
USER_KEY: Final = "_auth_user_id"


class Accounts:
    name = "accounts"

    def export(self, user: AbstractBaseUser) -> dict[str, Any]:
        person = cast("User", user)
        return {
            "Konto": {
                "Name": person.name,
                "E-Mail-Adresse": person.email,
                "Angelegt am": said(person.date_joined),
                "Zuletzt angemeldet": said(person.last_login),
                "Gruppen": [group.name for group in person.groups.order_by("name")],
                "Redaktion nur für": [str(area) for area in person.desk_areas.order_by("ars")],
            },
            "Anmeldung": _sign_in(person),
            "Sitzungen": _sessions(person),
            "Mitgliedschaften": [
                {
                    "Organisation": row.organisation.name,
                    "Stand": str(row.get_state_display()),
                    "Rollen": sorted(str(role.label) for role in row.roles),
                    "Nachricht": row.message,
                    "Angefragt am": said(row.requested_at),
                    "Entschieden am": said(row.decided_at),
                    "Antwort": row.answer,
                    "Beendet am": said(row.ended_at),
                }
                for row in person.memberships.select_related("organisation").order_by("requested_at", "pk")
            ],
            "Nachrichten": [
                {
                    "Vom": said(row.created_at),
                    "Betreff": row.title,
                    "Text": row.text,
                    "Adresse": row.url,
                    "Gelesen am": said(row.read_at),
                }
                for row in InboxMessage.objects.of(person)
            ],
            "Benachrichtigungen": [
                {"Art": _category(row.category), "Per Mail": str(row.get_delivery_display())}
                for row in person.delivery_choices.order_by("category")
            ],
        }

    def erase(self, user: AbstractBaseUser, identity: Identity) -> None:
        """End every session, take the name out of the log of memberships; all else goes with the account."""
        traces = Traces(identity)
        memberships = [str(key) for key in Membership.objects.filter(user=user.pk).values_list("pk", flat=True)]
        log = AuditEntry.objects.filter(object_type=Membership._meta.label_lower, object_id__in=memberships)
        sweeping.scrub(log, traces)
        for session, content in _all_sessions():
            if content.get(USER_KEY) == str(user.pk):
                session.delete()
            elif (scrubbed := traces.scrubbed_json(content)) != content:
                session.session_data = SessionStore().encode(scrubbed)
                session.save(update_fields=["session_data"])


def said(moment: dt.datetime | None) -> str:
    """A point in time for whoever reads the export."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _category(key: str) -> str:
    category = notifications.CATEGORIES.get(key)
    return str(category.label) if category else key


def _sign_in(user: User) -> dict[str, Any]:
    """How ``user`` signs in; no secret is given out."""
    addresses = apps.get_model("account", "EmailAddress").objects.filter(user=user).order_by("pk")
    means = apps.get_model("mfa", "Authenticator").objects.filter(user=user).order_by("pk")
    elsewhere = apps.get_model("socialaccount", "SocialAccount").objects.filter(user=user).order_by("pk")
    return {
        "Passwort gesetzt": "ja" if user.has_usable_password() else "nein",
        "E-Mail-Adressen": [{"Adresse": row.email, "Bestätigt": "ja" if row.verified else "nein"} for row in addresses],
        "Zweiter Faktor und Passkeys": [
            {
                "Art": str(row.get_type_display()),
                "Name": str(row.data.get("name", "")),
                "Angelegt am": said(row.created_at),
                "Zuletzt benutzt": said(row.last_used_at),
            }
            for row in means
        ],
        "Anmeldedienste": [
            {"Dienst": row.provider, "Kennung": row.uid, "Übermittelt": row.extra_data, "Seit": said(row.date_joined)}
            for row in elsewhere
        ],
    }


def _sessions(user: User) -> list[dict[str, str]]:
    rows = apps.get_model("usersessions", "UserSession").objects.filter(user=user).order_by("-last_seen_at", "pk")
    return [
        {
            "Angemeldet am": said(row.created_at),
            "Zuletzt gesehen": said(row.last_seen_at),
            "Anschluss (IP-Adresse)": row.ip,
            "Browser": row.user_agent,
        }
        for row in rows
    ]


def _all_sessions() -> Iterator[tuple[Session, dict[str, Any]]]:
    for session in Session.objects.order_by("pk").iterator(chunk_size=500):
        yield session, session.get_decoded()


def register() -> None:
    """Called when the app is ready."""
    personal_data.register_holder(Accounts())
    personal_data.register_references(*OF_OTHERS, "accounts.attempt", "accounts.retentionperiod")
    personal_data.register_references("accounts.retentionrun", "territory.*")
    personal_data.register_shared("accounts.organisation")
    privacy_rules.register()
