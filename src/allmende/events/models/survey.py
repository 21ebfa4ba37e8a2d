# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Surveys: what participants thought of it, and what they need next. Answers are not tied to persons."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import OrganisationKind
from allmende.events.models.booking import Place
from allmende.events.models.programme import Event
from allmende.events.models.session import Session

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

SMALLEST_GROUP: Final = 5
"""Results of fewer answers are not shown, so that nobody is recognised."""
SCALE: Final = (1, 2, 3, 4, 5)


class SurveyKind(models.TextChoices):
    FEEDBACK = "feedback", _("Rückmeldung")
    NEEDS = "needs", _("Bedarfsabfrage")


class Survey(models.Model):
    """Questions to those who were at the sessions of an event. Shown to them from ``opens_at`` until ``closes_at``."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="surveys")
    kind = models.CharField(_("Art"), max_length=10, choices=SurveyKind, default=SurveyKind.FEEDBACK)
    title = models.CharField(_("Titel"), max_length=200)
    intro = models.TextField(_("Einleitung"), max_length=1000, blank=True)
    opens_at = models.DateTimeField(_("offen ab"), null=True, blank=True)
    closes_at = models.DateTimeField(_("offen bis"), null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        items: RelatedManager[SurveyItem]
        responses: RelatedManager[SurveyResponse]
        event_id: int

    class Meta:
        verbose_name = _("Umfrage")
        verbose_name_plural = _("Umfragen")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title


class ItemKind(models.TextChoices):
    SCALE = "scale", _("Skala von 1 bis 5")
    CHOICE = "choice", _("eine Auswahl")
    TEXT = "text", _("freier Text")


class SurveyItem(models.Model):
    """One question; ``section`` is the heading it stands under. The ends of a scale are put in words."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(_("Art der Antwort"), max_length=10, choices=ItemKind, default=ItemKind.SCALE)
    section = models.CharField(_("Abschnitt"), max_length=120, blank=True)
    text = models.CharField(_("Frage"), max_length=300)
    choices = models.JSONField(_("Auswahl"), default=list, blank=True)  # list of texts
    low_label = models.CharField(_("1 heißt"), max_length=60, blank=True)
    high_label = models.CharField(_("5 heißt"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("Frage der Umfrage")
        verbose_name_plural = _("Fragen der Umfrage")
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class SurveyTicket(models.Model):
    """That a place has answered. It does not say what, and holds no time that would lead to the answer."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="tickets")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="survey_tickets")

    class Meta:
        verbose_name = _("Stimmzettel der Umfrage")
        verbose_name_plural = _("Stimmzettel der Umfrage")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["survey", "place"], name="survey_answered_once")]

    def __str__(self) -> str:
        return str(self.pk)


class SurveyResponse(models.Model):
    """One filled-in sheet, of nobody. The groups it belongs to are coarse: the session and the kind of organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="survey_responses")
    organisation_kind = models.CharField(max_length=20, choices=OrganisationKind, blank=True)

    class Meta:
        verbose_name = _("Antwortbogen")
        verbose_name_plural = _("Antwortbögen")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)


class SurveyValue(models.Model):
    """What one sheet answers to one question: a number of the scale, or a text."""

    response = models.ForeignKey(SurveyResponse, on_delete=models.CASCADE, related_name="values")
    item = models.ForeignKey(SurveyItem, on_delete=models.CASCADE, related_name="values")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True, max_length=2000)

    class Meta:
        verbose_name = _("Wert eines Antwortbogens")
        verbose_name_plural = _("Werte der Antwortbögen")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "item"], name="survey_value_once"),
            models.CheckConstraint(condition=Q(number=None) | Q(number__range=(1, 5)), name="survey_value_on_scale"),
        ]

    def __str__(self) -> str:
        return str(self.number or self.text[:80])
