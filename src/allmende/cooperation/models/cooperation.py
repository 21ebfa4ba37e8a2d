# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The cooperation (IKZ-Projekt) with its Steckbrief."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.cooperation.models import facets
from allmende.cooperation.models.grants import Grant
from allmende.cooperation.models.matching import conditions, grant_total, ordering, partner_count, text_hits
from allmende.cooperation.models.parts import Participation
from allmende.cooperation.models.status import Status
from allmende.cooperation.models.topic import Topic
from allmende.cooperation.models.undertaking import Undertaking, UndertakingQuerySet
from allmende.core.partial_dates import PartialDate, Precision

if TYPE_CHECKING:
    from allmende.cooperation.filters import CooperationQuery
    from allmende.cooperation.models.facets import Facets


class CooperationQuerySet(UndertakingQuerySet["Cooperation"]):
    def matching(self, query: CooperationQuery) -> CooperationQuerySet:
        """Those that meet every filter of ``query``, in its order; each once."""
        hits = text_hits(query)
        wanted = Q()
        for condition in conditions(query, hits).values():
            wanted &= condition
        return self.filter(wanted).order_by(*ordering(query, hits))

    def facets(self, query: CooperationQuery) -> Facets:
        """How many of these each option of each filter would leave, the other filters of ``query`` applied."""
        return facets.count(self, query)

    def for_cards(self) -> CooperationQuerySet:
        """What a card shows, in three queries: with ``partner_count``, ``grant_total``, topics and partners."""
        return (
            self.select_related("legal_form", "alliance")
            .defer("tasks", "what_worked", "what_did_not", "transferability")
            .annotate(partner_count=partner_count(), grant_total=grant_total())
            .prefetch_related("topics", Prefetch("participations", Participation.objects.in_order()))
        )

    def with_details(self) -> CooperationQuerySet:
        """What the Steckbrief shows, in a fixed number of queries."""
        return (
            self.select_related("legal_form", "alliance", "owner")
            .annotate(partner_count=partner_count(), grant_total=grant_total())
            .prefetch_related(
                Prefetch("topics", Topic.objects.select_related("parent")),
                Prefetch("participations", Participation.objects.in_order()),
                Prefetch("grants", Grant.objects.select_related("programme", "phase")),
                "sources",
                "period_costs__period",
            )
        )


class Cooperation(Undertaking):
    """One joint task of several partners, with its Steckbrief. Money in EUR; null and empty mean "not stated"."""

    title = models.CharField(_("Titel"), max_length=200, help_text=_("Worum es geht, in wenigen Wörtern."))
    tasks = models.TextField(
        _("Gemeinsame Aufgaben"), blank=True, help_text=_("Was die Partner gemeinsam tun und wer dabei was übernimmt.")
    )
    topics = models.ManyToManyField("cooperation.Topic", verbose_name=_("Themenfelder"), related_name="cooperations")
    alliance = models.ForeignKey(
        "cooperation.Alliance",
        verbose_name=_("Kooperationsverbund"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # the sub-projects are moved or ended first
        related_name="cooperations",
        help_text=_("Der dauerhafte Verbund, dessen Teilprojekt dies ist."),
    )
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.UNKNOWN, db_index=True)
    status_note = models.CharField(
        _("Anmerkung zum Status"), max_length=250, blank=True, help_text=_("z. B. welche Quelle welchen Stand nennt.")
    )
    end_reason = models.TextField(
        _("Grund des Endes oder Scheiterns"), blank=True, help_text=_("Andere lernen auch aus dem, was nicht gelang.")
    )
    starts_on = models.DateField(_("Beginn"), null=True, blank=True)
    starts_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    ends_on = models.DateField(_("Ende"), null=True, blank=True)
    ends_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    term_note = models.CharField(
        _("Laufzeit"),
        max_length=160,
        blank=True,
        help_text=_("Wenn nur die Dauer bekannt ist, z. B. mindestens 5 Jahre."),
    )
    participants_complete = models.BooleanField(
        _("Beteiligte vollständig"), null=True, blank=True, help_text=_("Leer lassen, wenn es nicht bekannt ist.")
    )
    participants_note = models.CharField(_("Anmerkung zu den Beteiligten"), max_length=250, blank=True)
    contact_phone = models.CharField(_("Telefon der Stelle"), max_length=40, blank=True)
    start_up_cost = models.DecimalField(
        _("Anlaufkosten"), max_digits=12, decimal_places=2, null=True, blank=True, help_text=_("Einmalig, in Euro.")
    )
    running_cost = models.DecimalField(
        _("laufende Kosten je Jahr"), max_digits=12, decimal_places=2, null=True, blank=True, help_text=_("In Euro.")
    )
    saving = models.DecimalField(
        _("Einsparung je Jahr"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("In Euro, alle Partner zusammen. Mehrkosten mit Minus."),
    )
    what_worked = models.TextField(_("Was gut lief"), blank=True)
    what_did_not = models.TextField(_("Was nicht gut lief"), blank=True)
    transferability = models.TextField(
        _("Übertragbarkeit"), blank=True, help_text=_("Was andere übernehmen können und was dafür nötig ist.")
    )

    objects = CooperationQuerySet.as_manager()

    if TYPE_CHECKING:
        alliance_id: int | None

    class Meta:
        verbose_name = _("Kooperation")
        verbose_name_plural = _("Kooperationen")
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            *Undertaking.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="cooperation_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.FAILED) | ~Q(end_reason=""),
                name="cooperation_failure_has_reason",
                violation_error_message=_("Bitte nennen Sie den Grund des Scheiterns; andere lernen daraus."),
            ),
            models.CheckConstraint(
                condition=(Q(start_up_cost=None) | Q(start_up_cost__gte=0))
                & (Q(running_cost=None) | Q(running_cost__gte=0)),
                name="cooperation_cost_not_negative",
                violation_error_message=_("Kosten können nicht negativ sein; unbekannt bleibt leer."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cooperation:detail", kwargs={"slug": self.slug})

    @property
    def start(self) -> PartialDate | None:
        return PartialDate(self.starts_on, self.starts_precision) if self.starts_on else None

    @property
    def end(self) -> PartialDate | None:
        return PartialDate(self.ends_on, self.ends_precision) if self.ends_on else None
