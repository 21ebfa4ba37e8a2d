# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Why the accounts app processes personal data, and how long it keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import InboxMessage, Membership, MembershipState
from allmende.accounts.services.sign_in import UNCONFIRMED_DAYS, delete_unconfirmed, forget_ended_sessions
from allmende.core import personal_data
from allmende.core.personal_data import Processing, RetentionRule

if TYPE_CHECKING:
    import datetime as dt

PUBLIC_TASK = _("Art. 6 Abs. 1 Buchst. e DSGVO (Aufgabe im öffentlichen Interesse)")


def forget_unconfirmed(before: dt.datetime) -> int:
    return delete_unconfirmed(before=before)


def forget_sessions(before: dt.datetime) -> int:
    """Delete sign-ins that have run out, and what the list of devices still says of them."""
    with transaction.atomic():
        return int(Session.objects.filter(expire_date__lt=before).delete()[0] + forget_ended_sessions())


def forget_read_messages(before: dt.datetime) -> int:
    return InboxMessage.objects.filter(read_at__lt=before).delete()[0]


def forget_unread_messages(before: dt.datetime) -> int:
    return InboxMessage.objects.filter(read_at=None, created_at__lt=before).delete()[0]


def forget_memberships(before: dt.datetime) -> int:
    """Delete what is over: ended ones by their end, declined ones by the decision."""
    over = Q(state=MembershipState.ENDED, ended_at__lt=before) | Q(
        state=MembershipState.DECLINED, decided_at__lt=before
    )
    return Membership.objects.filter(over).delete()[0]


RULES = (
    RetentionRule(
        "accounts.unconfirmed",
        _("Konten mit unbestätigter E-Mail-Adresse, ab dem Registrieren"),
        UNCONFIRMED_DAYS,
        1,
        forget_unconfirmed,
    ),
    RetentionRule("accounts.sessions", _("Abgelaufene Sitzungen, ab dem Ablauf"), 0, 0, forget_sessions),
    RetentionRule("inbox.read", _("Gelesene Nachrichten im Portal, ab dem Lesen"), 365, 30, forget_read_messages),
    RetentionRule(
        "inbox.unread", _("Ungelesene Nachrichten im Portal, ab dem Eingang"), 730, 90, forget_unread_messages
    ),
    RetentionRule(
        "memberships.over", _("Beendete und abgelehnte Mitgliedschaften, ab dem Ende"), 365, 30, forget_memberships
    ),
)
PROCESSINGS = (
    Processing(
        key="accounts",
        label=_("Konten und Anmeldung"),
        purpose=_("Personen, die für Kommunen und andere Stellen handeln, sicher anmelden"),
        legal_basis=PUBLIC_TASK,
        persons=_("Personen mit Konto"),
        data=_(
            "E-Mail-Adresse, Name, Passwort (nur als Prüfwert), zweiter Faktor, Passkeys, Kennung bei einem "
            "Anmeldedienst, Sitzungen mit IP-Adresse und Browser"
        ),
        recipients=_("Betrieb; Mitglieder derselben Organisation sehen Name und E-Mail-Adresse"),
        rules=("accounts.unconfirmed", "accounts.sessions"),
    ),
    Processing(
        key="abuse",
        label=_("Schutz vor Missbrauch"),
        purpose=_("Versuche zählen, damit niemand Passwörter oder Codes erraten oder Formulare fluten kann"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. e und Art. 32 DSGVO (Sicherheit der Verarbeitung)"),
        persons=_("Alle, die sich anmelden oder ein Formular absenden"),
        data=_("Nicht rückrechenbarer Prüfwert aus IP-Adresse oder E-Mail-Adresse, Zeitpunkt; höchstens einen Tag"),
        recipients=_("niemand"),
    ),
    Processing(
        key="memberships",
        label=_("Organisationen und ihre Mitglieder"),
        purpose=_("Feststellen, wer für welche Stelle handeln darf"),
        legal_basis=PUBLIC_TASK,
        persons=_("Personen, die für eine Organisation handeln oder darum bitten"),
        data=_("Organisation, Rollen, Nachricht zur Anfrage, Entscheidung und Antwort mit Zeitpunkt"),
        recipients=_("Verwaltung der Organisation, Beratungsstelle, Betrieb"),
        rules=("memberships.over",),
    ),
    Processing(
        key="notifications",
        label=_("Benachrichtigungen"),
        purpose=_("Mitteilen, was in eigenen Vorgängen geschieht"),
        legal_basis=PUBLIC_TASK,
        persons=_("Personen mit Konto"),
        data=_("Nachrichten des Portals, gewählte Zustellung je Art"),
        recipients=_("nur die Person selbst"),
        rules=("inbox.read", "inbox.unread"),
    ),
)


def register() -> None:
    for rule in RULES:
        personal_data.register_rule(rule)
    for processing in PROCESSINGS:
        personal_data.register_processing(processing)
