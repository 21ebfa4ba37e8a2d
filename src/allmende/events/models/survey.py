# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Surveys: what participants thought of it, and what they need next. Answers are not tied to persons.

That a place has answered is a ticket; what it answered is a sheet in the box of the survey. The box is one row,
shuffled with every sheet that comes in: neither keys nor the order of rows lead from a ticket to a sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.events.models.booking import Place
from allmende.events.models.programme import Event

if TYPE_CHECKING:
    import datetime as dt

    from django_stubs_ext.db.models.manager import RelatedManager

SMALLEST_GROUP: Final = 5
"""Results of fewer answers are not shown, so that nobody is recognised."""
SCALE: Final = (1, 2, 3, 4, 5)


class SurveyKind(models.TextChoices):
    FEEDBACK = "feedback", _("Rückmeldung")
    NEEDS = "needs", _("Bedarfsabfrage")


class Survey(models.Model):
    """Questions to those who were at the sessions of an event, or are going to be: a needs assessment may come before.

    It can be answered from ``opens_at`` until ``closes_at``. Results are shown from then on, and it stays closed: who
    looked at them before and after one more sheet would know what stands on it.
    """

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
        tickets: RelatedManager[SurveyTicket]
        event_id: int

    class Meta:
        verbose_name = _("Umfrage")
        verbose_name_plural = _("Umfragen")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None)
                | Q(opens_at__isnull=False, closes_at__isnull=False, closes_at__gt=F("opens_at")),
                name="survey_window_in_order",
                violation_error_message=_("Die Umfrage endet, bevor sie beginnt."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, at: dt.datetime) -> bool:
        """Whether it can be answered at ``at``."""
        return self.opens_at is not None and self.closes_at is not None and self.opens_at <= at < self.closes_at

    def is_closed(self, at: dt.datetime) -> bool:
        return self.closes_at is not None and self.closes_at <= at

    @property
    def stand(self) -> str:
        """„draft“, „coming“, „open“ or „closed“, now."""
        now = timezone.now()
        if self.opens_at is None:
            return "draft"
        if self.is_closed(now):
            return "closed"
        return "open" if self.opens_at <= now else "coming"


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
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    if TYPE_CHECKING:
        survey_id: int

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


class SurveyBox(models.Model):
    """All sheets of a survey, of nobody, in random order.

    A sheet says at which session it was filled in and for which kind of organisation, both coarse, and what was
    answered by the key of the question: the number on the scale, that of the choice from 1, or a text. What was left
    out is not in it: ``{"session": 3, "kind": "municipality", "values": {"17": 4, "18": "Mehr Beispiele"}}``.
    """

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, related_name="box")
    sheets = models.JSONField(default=list)

    if TYPE_CHECKING:
        survey_id: int

    class Meta:
        verbose_name = _("Urne der Umfrage")
        verbose_name_plural = _("Urnen der Umfragen")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.survey_id)
