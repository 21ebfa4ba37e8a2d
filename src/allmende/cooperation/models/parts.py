"""Partners, grants and sources: what cooperations and alliances share."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation
from allmende.core.partial_dates import PartialDate, Precision
from allmende.territory.models import Territory


def _of_one() -> Q:
    """Belongs to a cooperation or to an alliance, never to both or none."""
    return Q(cooperation__isnull=False, alliance=None) | Q(cooperation=None, alliance__isnull=False)


class Role(models.TextChoices):
    LEAD = "lead", _("Federführung")
    PARTNER = "partner", _("Partner")
    ASSOCIATED = "associated", _("assoziiert")


class Participation(models.Model):
    """A partner of one cooperation or alliance, with its role and the time it takes part.

    The partner is a territory (a municipality, Verband or Kreis) or another organisation. A partner that a source
    names but the register does not know stays visible by ``stated_name`` with the reason in ``unresolved_reason``.
    """

    cooperation = models.ForeignKey(
        "cooperation.Cooperation", null=True, on_delete=models.CASCADE, related_name="participations"
    )
    alliance = models.ForeignKey(
        "cooperation.Alliance", null=True, on_delete=models.CASCADE, related_name="participations"
    )
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("Gebiet"),
        null=True,
        on_delete=models.PROTECT,  # territories are dissolved, not deleted
        related_name="participations",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        null=True,
        on_delete=models.PROTECT,  # a partner does not vanish from a Steckbrief
        related_name="participations",
    )
    stated_name = models.CharField(_("Name laut Quelle"), max_length=200)
    unresolved_reason = models.CharField(_("nicht zugeordnet, weil"), max_length=250, blank=True)
    role = models.CharField(_("Rolle"), max_length=12, choices=Role, default=Role.PARTNER)
    joined_on = models.DateField(_("dabei seit"), null=True)
    joined_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    left_on = models.DateField(_("ausgeschieden"), null=True)
    left_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)

    class Meta:
        verbose_name = _("Beteiligung")
        verbose_name_plural = _("Beteiligungen")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_of_one(), name="participation_of_one"),
            models.CheckConstraint(
                condition=Q(territory__isnull=False, organisation=None, unresolved_reason="")
                | Q(territory=None, organisation__isnull=False, unresolved_reason="")
                | (Q(territory=None, organisation=None) & ~Q(unresolved_reason="")),
                name="participation_resolved_or_reasoned",
            ),
            models.UniqueConstraint(fields=["cooperation", "territory"], name="participation_territory_once"),
            models.UniqueConstraint(fields=["alliance", "territory"], name="participation_alliance_territory_once"),
        ]

    def __str__(self) -> str:
        return self.stated_name

    @property
    def joined(self) -> PartialDate | None:
        return PartialDate(self.joined_on, self.joined_precision) if self.joined_on else None

    @property
    def left(self) -> PartialDate | None:
        return PartialDate(self.left_on, self.left_precision) if self.left_on else None


class GrantPhase(models.Model):
    """An award round of a programme with the totals its authority has published (null: not published)."""

    programme = models.CharField(_("Programm"), max_length=160)
    key = models.SlugField(max_length=60, unique=True)
    label = models.CharField(_("Bezeichnung"), max_length=120)
    awarded_on = models.DateField(_("Bescheide vom"), null=True)
    awarded_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    stated_alliances = models.PositiveSmallIntegerField(_("Verbünde laut Behörde"), null=True)
    stated_municipalities = models.PositiveSmallIntegerField(_("Kommunen laut Behörde"), null=True)
    note = models.CharField(_("Anmerkung"), max_length=300, blank=True)
    source_url = models.URLField(_("Quelle"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

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
        "cooperation.Cooperation", null=True, on_delete=models.CASCADE, related_name="grants"
    )
    alliance = models.ForeignKey("cooperation.Alliance", null=True, on_delete=models.CASCADE, related_name="grants")
    programme = models.CharField(_("Programm"), max_length=160)
    funder = models.CharField(_("Mittelgeber"), max_length=160, blank=True)
    phase = models.ForeignKey(
        GrantPhase,
        verbose_name=_("Phase"),
        null=True,
        on_delete=models.PROTECT,  # a phase with awards is history
        related_name="grants",
    )
    amount = models.DecimalField(_("Betrag"), max_digits=12, decimal_places=2, null=True)
    amount_is_maximum = models.BooleanField(_("Höchstbetrag („bis zu“)"), default=False)
    amount_note = models.CharField(_("Anmerkung zum Betrag"), max_length=250, blank=True)
    notice_on = models.DateField(_("Bescheid vom"), null=True)
    notice_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    period_note = models.CharField(_("Förderzeitraum"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Förderung")
        verbose_name_plural = _("Förderungen")
        ordering: ClassVar = ["-notice_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_of_one(), name="grant_of_one"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="grant_amount_positive"),
        ]

    def __str__(self) -> str:
        return self.programme

    @property
    def notice(self) -> PartialDate | None:
        return PartialDate(self.notice_on, self.notice_precision) if self.notice_on else None


class Source(models.Model):
    """Where a statement comes from: address, publisher, date of the page (as printed) and the day it was read."""

    cooperation = models.ForeignKey(
        "cooperation.Cooperation", null=True, on_delete=models.CASCADE, related_name="sources"
    )
    alliance = models.ForeignKey("cooperation.Alliance", null=True, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(_("Titel"), max_length=250)
    url = models.URLField(_("Adresse"), max_length=600, blank=True)
    dated_on = models.DateField(_("Datum der Quelle"), null=True)
    dated_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    read_on = models.DateField(_("gelesen am"), null=True)

    class Meta:
        verbose_name = _("Quelle")
        verbose_name_plural = _("Quellen")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=_of_one(), name="source_of_one")]

    def __str__(self) -> str:
        return self.title

    @property
    def dated(self) -> PartialDate | None:
        return PartialDate(self.dated_on, self.dated_precision) if self.dated_on else None
