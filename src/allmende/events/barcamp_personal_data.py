# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What BarCamps hold about persons: who proposed what, and where she wants to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.core import personal_data
from allmende.core.personal_data import Processing, RetentionRule
from allmende.events.models import Interest, Proposal

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.base_user import AbstractBaseUser

    from allmende.core.personal_data import Identity


class Barcamps:
    """Ideas and notes belong to all who were there and stay, without the name; votes go."""

    name = "barcamps"

    def export(self, user: AbstractBaseUser) -> dict[str, Any]:
        proposals = Proposal.objects.filter(proposer__user=user.pk).select_related("session__event")
        interests = Interest.objects.filter(attendee__user=user.pk).select_related("proposal__session__event")
        return {
            "Sessionvorschläge": [
                {
                    "BarCamp": str(row.session),
                    "Titel": row.title,
                    "Beschreibung": row.description,
                    "Am": timezone.localtime(row.created_at).isoformat(timespec="seconds"),
                }
                for row in proposals
            ],
            "Abstimmung über Sessions": [
                {"BarCamp": str(row.proposal.session), "Session": row.proposal.title, "Antwort": said(row.wants)}
                for row in interests
            ],
        }

    def erase(self, user: AbstractBaseUser, identity: Identity) -> None:
        Proposal.objects.filter(proposer__user=user.pk).update(proposer=None)
        Interest.objects.filter(attendee__user=user.pk).delete()


def said(wants: bool | None) -> str:
    return {True: "Da will ich hin", False: "Eher nicht", None: "keine"}[wants]


def forget_votes(before: dt.datetime) -> int:
    """Delete who wanted to be where, once the session is long over."""
    number, _by_model = Interest.objects.filter(proposal__session__ends_at__lt=before).delete()
    return number


VOTES = RetentionRule("barcamp_votes", _("Abstimmungen im BarCamp, ab dem Ende des Termins"), 90, 14, forget_votes)
PROCESSING = Processing(
    key="barcamp",
    label=_("BarCamp"),
    purpose=_("Sessions vorschlagen, nach Interesse planen und gemeinsam mitschreiben"),
    legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO (Aufgabe im öffentlichen Interesse)"),
    persons=_("Teilnehmende an BarCamps"),
    data=_("Name beim eigenen Vorschlag; wohin jemand will; öffentlich steht beides nicht"),
    recipients=_("Teilnehmende (Namen bei Vorschlägen), wer die Veranstaltung leitet (Summen der Abstimmung)"),
    rules=("barcamp_votes",),
)


def register() -> None:
    """Called when the app is ready."""
    personal_data.register_holder(Barcamps())
    personal_data.register_rule(VOTES)
    personal_data.register_processing(PROCESSING)
    personal_data.register_shared("events.proposal")
