# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The alliance (Kooperationsverbund): a lasting group of partners with several funding periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.cooperation.models.cooperation import Cooperation
from allmende.cooperation.models.grants import Grant
from allmende.cooperation.models.parts import Participation
from allmende.cooperation.models.undertaking import Undertaking, UndertakingQuerySet
from allmende.core.partial_dates import PartialDate, Precision

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class AllianceQuerySet(UndertakingQuerySet["Alliance"]):
    def for_cards(self) -> AllianceQuerySet:
        """What a card shows, in three queries: members, periods, and ``project_count`` (published sub-projects)."""
        projects = Cooperation.objects.published().filter(alliance=OuterRef("pk")).order_by().values("alliance")
        counted = Subquery(projects.annotate(n=Count("pk")).values("n"))
        return self.annotate(project_count=Coalesce(counted, 0, output_field=models.IntegerField())).prefetch_related(
            Prefetch("participations", Participation.objects.in_order()), "periods"
        )

    def with_details(self) -> AllianceQuerySet:
        """What the page of an alliance shows, in a fixed number of queries; sub-projects the published ones."""
        return self.select_related("owner", "legal_form").prefetch_related(
            Prefetch("participations", Participation.objects.in_order()),
            "periods__reports",
            "periods__costs__cooperation",
            Prefetch("grants", Grant.objects.select_related("programme", "phase")),
            "sources",
            Prefetch("cooperations", Cooperation.objects.published().for_cards()),
        )


class Alliance(Undertaking):
    """A lasting group of partners that runs one or many cooperations (e.g. IKZ Eifel-Mosel-Hunsrück)."""

    title = models.CharField(_("Name"), max_length=200)
    description = models.TextField(_("Beschreibung"), blank=True)
    homepage = models.URLField(_("Internetseite"), max_length=500, blank=True)
    founded_on = models.DateField(_("gegründet"), null=True, blank=True)
    founded_precision = models.CharField(max_length=5, choices=Precision, default=Precision.YEAR)
    ended_on = models.DateField(_("beendet"), null=True, blank=True)
    ended_precision = models.CharField(max_length=5, choices=Precision, default=Precision.YEAR)
    end_reason = models.TextField(_("Grund des Endes"), blank=True)
    participants_complete = models.BooleanField(
        _("Mitglieder vollständig"), null=True, blank=True, help_text=_("Leer lassen, wenn es nicht bekannt ist.")
    )
    participants_note = models.CharField(_("Anmerkung zu den Mitgliedern"), max_length=250, blank=True)

    objects = AllianceQuerySet.as_manager()

    if TYPE_CHECKING:
        cooperations: RelatedManager[Cooperation]
        periods: RelatedManager[AlliancePeriod]

    class Meta:
        verbose_name = _("Kooperationsverbund")
        verbose_name_plural = _("Kooperationsverbünde")
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            *Undertaking.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(founded_on=None) | Q(ended_on__gte=models.F("founded_on")),
                name="alliance_ended_after_founded",
                violation_error_message=_("Das Ende liegt vor der Gründung."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cooperation:alliance_detail", kwargs={"slug": self.slug})

    @property
    def founded(self) -> PartialDate | None:
        return PartialDate(self.founded_on, self.founded_precision) if self.founded_on else None

    @property
    def ended(self) -> PartialDate | None:
        return PartialDate(self.ended_on, self.ended_precision) if self.ended_on else None


class AlliancePeriod(models.Model):
    """One funding period of an alliance with its own dates, themes and budget (EUR; null: not stated)."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="periods")
    number = models.PositiveSmallIntegerField(_("Nummer"))
    starts_on = models.DateField(_("Beginn"))
    starts_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    ends_on = models.DateField(_("Ende"), null=True, blank=True)
    ends_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    themes = models.CharField(_("Schwerpunkte"), max_length=300, blank=True)
    budget = models.DecimalField(
        _("Förderung"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("In Euro. Leer lassen, wenn nicht veröffentlicht."),
    )
    notice_on = models.DateField(_("Bescheid vom"), null=True, blank=True)
    note = models.TextField(_("Anmerkung"), blank=True)

    if TYPE_CHECKING:
        reports: RelatedManager[PeriodReport]
        costs: RelatedManager[PeriodCost]

    class Meta:
        verbose_name = _("Förderperiode")
        verbose_name_plural = _("Förderperioden")
        ordering: ClassVar = ["alliance", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alliance", "number"],
                name="alliance_period_number_once",
                violation_error_message=_("Diese Periode gibt es schon."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="alliance_period_ends_after_start",
                violation_error_message=_("Die Periode endet vor ihrem Beginn."),
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(budget__gt=0),
                name="alliance_period_budget_positive",
                violation_error_message=_("Der Betrag muss größer als 0 sein; unbekannt bleibt leer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alliance}, {self.number}."

    @property
    def start(self) -> PartialDate:
        return PartialDate(self.starts_on, self.starts_precision)

    @property
    def end(self) -> PartialDate | None:
        return PartialDate(self.ends_on, self.ends_precision) if self.ends_on else None


class PeriodReport(models.Model):
    """A report of one funding period, e.g. the final report on sub-projects and their cost."""

    period = models.ForeignKey(AlliancePeriod, on_delete=models.CASCADE, related_name="reports")
    title = models.CharField(_("Titel"), max_length=200)
    url = models.URLField(_("Adresse"), max_length=500, blank=True)
    dated_on = models.DateField(_("Datum"), null=True, blank=True)
    dated_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    summary = models.TextField(_("Inhalt"), blank=True)

    class Meta:
        verbose_name = _("Bericht")
        verbose_name_plural = _("Berichte")
        ordering: ClassVar = ["period", models.F("dated_on").asc(nulls_last=True), "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "title"],
                name="period_report_title_once",
                violation_error_message=_("Diesen Bericht gibt es schon."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dated(self) -> PartialDate | None:
        return PartialDate(self.dated_on, self.dated_precision) if self.dated_on else None


class PeriodCost(models.Model):
    """What one sub-project of an alliance cost in one funding period, in EUR."""

    period = models.ForeignKey(AlliancePeriod, on_delete=models.CASCADE, related_name="costs")
    cooperation = models.ForeignKey(
        Cooperation, verbose_name=_("Teilprojekt"), on_delete=models.CASCADE, related_name="period_costs"
    )
    amount = models.DecimalField(_("Kosten"), max_digits=12, decimal_places=2)
    note = models.CharField(_("Anmerkung"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("Kosten je Periode")
        verbose_name_plural = _("Kosten je Periode")
        ordering: ClassVar = ["period", "cooperation", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "cooperation"],
                name="period_cost_once",
                violation_error_message=_("Für dieses Teilprojekt ist in dieser Periode schon ein Betrag genannt."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="period_cost_not_negative",
                violation_error_message=_("Kosten können nicht negativ sein."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation}, {self.period}"
