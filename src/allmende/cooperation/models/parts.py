# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Partners and sources: what cooperations and alliances share."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation
from allmende.core.partial_dates import PartialDate, Precision
from allmende.territory.models import Territory


def of_one() -> Q:
    """Belongs to a cooperation or to an alliance, never to both or none."""
    return Q(cooperation__isnull=False, alliance=None) | Q(cooperation=None, alliance__isnull=False)


class Role(models.TextChoices):
    """What a partner is in a cooperation; associated ones (a university that accompanies it) carry no task."""

    LEAD = "lead", _("Federführung")
    PARTNER = "partner", _("Partner")
    ASSOCIATED = "associated", _("assoziiert")


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def carrying(self) -> ParticipationQuerySet:
        """Those who carry the task today: neither associated nor gone."""
        return self.filter(left_on=None).exclude(role=Role.ASSOCIATED)

    def in_order(self) -> ParticipationQuerySet:
        """The lead first, associated ones last, else as entered; with the partner at hand."""
        rank = Case(
            When(role=Role.LEAD, then=Value(0)),
            When(role=Role.PARTNER, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return self.select_related("territory", "organisation__territory").order_by(rank, "pk")


class Participation(models.Model):
    """A partner of one cooperation or alliance, with its role and the time it takes part.

    The partner is a territory (a municipality, Verband or Kreis) or another organisation. A partner that a source
    names but the register does not know stays visible by ``stated_name`` with the reason in ``unresolved_reason``.
    """

    cooperation = models.ForeignKey(
        "cooperation.Cooperation", null=True, blank=True, on_delete=models.CASCADE, related_name="participations"
    )
    alliance = models.ForeignKey(
        "cooperation.Alliance", null=True, blank=True, on_delete=models.CASCADE, related_name="participations"
    )
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("Gebiet"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # territories are dissolved, not deleted
        related_name="participations",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # a partner does not vanish from a Steckbrief
        related_name="participations",
    )
    stated_name = models.CharField(_("Name laut Quelle"), max_length=200)
    unresolved_reason = models.CharField(_("nicht zugeordnet, weil"), max_length=250, blank=True)
    role = models.CharField(_("Rolle"), max_length=12, choices=Role, default=Role.PARTNER)
    joined_on = models.DateField(_("dabei seit"), null=True, blank=True)
    joined_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    left_on = models.DateField(_("ausgeschieden"), null=True, blank=True)
    left_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Beteiligung")
        verbose_name_plural = _("Beteiligungen")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=of_one(),
                name="participation_of_one",
                violation_error_message=_("Eine Beteiligung gehört zu einer Kooperation oder zu einem Verbund."),
            ),
            models.CheckConstraint(
                condition=Q(territory__isnull=False, organisation=None, unresolved_reason="")
                | Q(territory=None, organisation__isnull=False, unresolved_reason="")
                | (Q(territory=None, organisation=None) & ~Q(unresolved_reason="")),
                name="participation_resolved_or_reasoned",
                violation_error_message=_(
                    "Bitte ordnen Sie ein Gebiet oder eine Organisation zu, oder nennen Sie den Grund, warum nicht."
                ),
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                name="participation_left_after_joined",
                violation_error_message=_("Der Austritt liegt vor dem Beitritt."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[owner, partner],
                    name=f"participation_{owner}_{partner}_once",
                    violation_error_message=_("Dieser Partner ist schon dabei."),
                )
                for owner in ("cooperation", "alliance")
                for partner in ("territory", "organisation")
            ),
        ]

    def __str__(self) -> str:
        return self.stated_name

    @property
    def partner(self) -> Territory | Organisation | None:
        """The territory or organisation; None when it could not be told which one is meant."""
        return self.territory or self.organisation

    @property
    def place(self) -> Territory | None:
        """Where the partner is on the map: the territory itself, or that of the organisation."""
        return self.territory or (self.organisation.territory if self.organisation else None)

    @property
    def joined(self) -> PartialDate | None:
        return PartialDate(self.joined_on, self.joined_precision) if self.joined_on else None

    @property
    def left(self) -> PartialDate | None:
        return PartialDate(self.left_on, self.left_precision) if self.left_on else None


class Source(models.Model):
    """Where a statement comes from: address, publisher, date of the page (as printed) and the day it was read."""

    cooperation = models.ForeignKey(
        "cooperation.Cooperation", null=True, blank=True, on_delete=models.CASCADE, related_name="sources"
    )
    alliance = models.ForeignKey(
        "cooperation.Alliance", null=True, blank=True, on_delete=models.CASCADE, related_name="sources"
    )
    title = models.CharField(_("Titel"), max_length=250)
    url = models.URLField(_("Adresse"), max_length=600, blank=True)
    dated_on = models.DateField(_("Datum der Quelle"), null=True, blank=True)
    dated_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    read_on = models.DateField(_("gelesen am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Quelle")
        verbose_name_plural = _("Quellen")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=of_one(),
                name="source_of_one",
                violation_error_message=_("Eine Quelle gehört zu einer Kooperation oder zu einem Verbund."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dated(self) -> PartialDate | None:
        return PartialDate(self.dated_on, self.dated_precision) if self.dated_on else None
