# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What surveys hold about persons: that somebody has answered; free texts may tell more than they should."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from allmende.core import personal_data
from allmende.core.personal_data import Processing, RetentionRule
from allmende.events.models import SurveyBox, SurveyTicket

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.base_user import AbstractBaseUser

    from allmende.core.personal_data import Identity


class Surveys:
    """Tickets belong to places and lose the person with them. What was answered belongs to nobody and stays."""

    name = "surveys"

    def export(self, user: AbstractBaseUser) -> dict[str, Any]:
        tickets = SurveyTicket.objects.filter(place__attendee__user=user.pk).select_related("survey__event")
        return {"Beantwortete Umfragen": [f"{ticket.survey} ({ticket.survey.event})" for ticket in tickets]}

    def erase(self, user: AbstractBaseUser, identity: Identity) -> None:
        """Nothing to do here: whoever is taken out of the place is taken out of the ticket."""


def forget_texts(before: dt.datetime) -> int:
    """Take the free texts out of surveys that were closed long ago; the figures stay."""
    number = 0
    for key in SurveyBox.objects.filter(survey__closes_at__lt=before).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            box = SurveyBox.objects.select_for_update().get(pk=key)
            number += sum(isinstance(value, str) for sheet in box.sheets for value in sheet["values"].values())
            for sheet in box.sheets:
                kept = {item: value for item, value in sheet["values"].items() if not isinstance(value, str)}
                sheet["values"] = kept
            box.save(update_fields=["sheets"])
    return number


TEXTS = RetentionRule("survey_texts", _("Freie Texte in Umfragen, ab dem Ende der Umfrage"), 730, 90, forget_texts)
PROCESSING = Processing(
    key="surveys",
    label=_("Umfragen zu Veranstaltungen"),
    purpose=_("Veranstaltungen verbessern und den Bedarf an Unterstützung kennen"),
    legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO (Aufgabe im öffentlichen Interesse); die Teilnahme ist freiwillig"),
    persons=_("Teilnehmende an Veranstaltungen"),
    data=_(
        "Dass jemand geantwortet hat; davon getrennt und ohne Namen die Antworten, mit Termin und Art der Einrichtung"
    ),
    recipients=_("Wer die Veranstaltung leitet: Ergebnisse von Gruppen ab fünf Antworten"),
    rules=("survey_texts",),
)


def register() -> None:
    """Called when the app is ready."""
    personal_data.register_holder(Surveys())
    personal_data.register_rule(TEXTS)
    personal_data.register_processing(PROCESSING)
    personal_data.register_shared("events.survey", "events.surveyitem", "events.surveybox")
