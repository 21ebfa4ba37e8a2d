# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Public money: the programme, its award rounds, and the single grant."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from allmende.cooperation.models.parts import of_one
from allmende.core.partial_dates import PartialDate, Precision
from allmende.territory.models import Territory


class Programme(models.Model):
    """A funding programme under the name it was published with; its rules (Directive) are another app's noun."""

    name = models.CharField(_("Name"), max_length=160, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    funder = models.CharField(_("Mittelgeber"), max_length=160, blank=True)
    land = models.ForeignKey(
        Territory,
        verbose_name=_("Land"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # a Land is never deleted
        related_name="+",
    )
    description = models.TextField(_("Beschreibung"), blank=True)
    stated_alliances = models.PositiveSmallIntegerField(
        _("Verbünde insgesamt laut Behörde"),
        null=True,
        blank=True,
        help_text=_("Leer lassen, wenn nicht veröffentlicht."),
    )
    stated_municipalities = models.PositiveSmallIntegerField(
        _("Kommunen insgesamt laut Behörde"),
        null=True,
        blank=True,
        help_text=_("Leer lassen, wenn nicht veröffentlicht."),
    )
    source_url = models.URLField(_("Quelle"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Förderprogramm")
        verbose_name_plural = _("Förderprogramme")
        ordering: ClassVar = ["order", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class ProgrammeBudget(models.Model):
    """What a programme has to give away in one calendar year, in EUR, as its authority announced it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="budgets")
    year = models.PositiveSmallIntegerField(_("Jahr"))
    amount = models.DecimalField(_("Mittel"), max_digits=13, decimal_places=2)
    source_url = models.URLField(_("Quelle"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("Programmmittel")
        verbose_name_plural = _("Programmmittel")
        ordering: ClassVar = ["programme", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "year"], name="programme_budget_year_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="programme_budget_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, {self.year}"


class GrantPhase(models.Model):
    """An award round of a programme with the totals its authority has published (null: not published)."""

    programme = models.ForeignKey(
        Programme,
        verbose_name=_("Förderprogramm"),
        on_delete=models.PROTECT,  # rounds are the history of their programme
        related_name="phases",
    )
    key = models.SlugField(_("Schlüssel"), max_length=60, unique=True)
    label = models.CharField(_("Bezeichnung"), max_length=120)
    awarded_on = models.DateField(_("Bescheide vom"), null=True, blank=True)
    awarded_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    stated_alliances = models.PositiveSmallIntegerField(
        _("Verbünde laut Behörde"), null=True, blank=True, help_text=_("Leer lassen, wenn nicht veröffentlicht.")
    )
    stated_municipalities = models.PositiveSmallIntegerField(
        _("Kommunen laut Behörde"), null=True, blank=True, help_text=_("Leer lassen, wenn nicht veröffentlicht.")
    )
    note = models.CharField(_("Anmerkung"), max_length=300, blank=True)
    source_url = models.URLField(_("Quelle"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Förderphase")
        verbose_name_plural = _("Förderphasen")
        ordering: ClassVar = ["order", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def awarded(self) -> PartialDate | None:
        return PartialDate(self.awarded_on, self.awarded_precision) if self.awarded_on else None


class Grant(models.Model):
    """Public money for one cooperation or alliance: programme, phase, amount in EUR (null: not stated), notice date."""

    cooperation = models.ForeignKey(
        "cooperation.Cooperation", null=True, blank=True, on_delete=models.CASCADE, related_name="grants"
    )
    alliance = models.ForeignKey(
        "cooperation.Alliance", null=True, blank=True, on_delete=models.CASCADE, related_name="grants"
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("Förderprogramm"),
        on_delete=models.PROTECT,  # a programme with grants is history
        related_name="grants",
    )
    phase = models.ForeignKey(
        GrantPhase,
        verbose_name=_("Phase"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # a phase with awards is history
        related_name="grants",
    )
    amount = models.DecimalField(
        _("Betrag"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("In Euro. Leer lassen, wenn nicht veröffentlicht."),
    )
    amount_is_maximum = models.BooleanField(_("Höchstbetrag („bis zu“)"), default=False)
    amount_note = models.CharField(_("Anmerkung zum Betrag"), max_length=250, blank=True)
    notice_on = models.DateField(_("Bescheid vom"), null=True, blank=True)
    notice_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    starts_on = models.DateField(_("Förderung ab"), null=True, blank=True)
    starts_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    ends_on = models.DateField(_("Förderung bis"), null=True, blank=True)
    ends_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    period_note = models.CharField(
        _("Förderzeitraum"), max_length=120, blank=True, help_text=_("Wenn nur die Dauer bekannt ist, z. B. 2 Jahre.")
    )

    class Meta:
        verbose_name = _("Förderung")
        verbose_name_plural = _("Förderungen")
        ordering: ClassVar = [F("notice_on").desc(nulls_last=True), "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=of_one(),
                name="grant_of_one",
                violation_error_message=_("Eine Förderung gehört zu einer Kooperation oder zu einem Verbund."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0),
                name="grant_amount_positive",
                violation_error_message=_("Der Betrag muss größer als 0 sein; unbekannt bleibt leer."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="grant_ends_after_start",
                violation_error_message=_("Die Förderung endet vor ihrem Beginn."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.programme)

    @property
    def notice(self) -> PartialDate | None:
        return PartialDate(self.notice_on, self.notice_precision) if self.notice_on else None

    @property
    def start(self) -> PartialDate | None:
        return PartialDate(self.starts_on, self.starts_precision) if self.starts_on else None

    @property
    def end(self) -> PartialDate | None:
        return PartialDate(self.ends_on, self.ends_precision) if self.ends_on else None
