"""The alliance (Kooperationsverbund): a lasting group of partners with several funding periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation, User
from allmende.core.partial_dates import PartialDate, Precision

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class AllianceQuerySet(models.QuerySet["Alliance"]):
    def published(self) -> AllianceQuerySet:
        return self.exclude(published_at=None)

    def visible_to(self, user: User | AnonymousUser) -> AllianceQuerySet:
        """Published ones for everybody; drafts too for the desk (who may change alliances)."""
        return self if user.has_perm("cooperation.change_alliance") else self.published()


class Alliance(models.Model):
    """A lasting group of partners that runs one or many cooperations (e.g. IKZ Eifel-Mosel-Hunsrück)."""

    title = models.CharField(_("Name"), max_length=200)
    slug = models.SlugField(max_length=220, unique=True)
    summary = models.TextField(_("Kurzbeschreibung"), blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    homepage = models.URLField(_("Internetseite"), max_length=500, blank=True)
    founded_on = models.DateField(_("gegründet"), null=True, blank=True)
    founded_precision = models.CharField(max_length=5, choices=Precision, default=Precision.YEAR)
    ended_on = models.DateField(_("beendet"), null=True, blank=True)
    ended_precision = models.CharField(max_length=5, choices=Precision, default=Precision.YEAR)
    end_reason = models.TextField(_("Grund des Endes"), blank=True)
    participants_complete = models.BooleanField(_("Beteiligte vollständig"), null=True)
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("Gepflegt von"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # handed over before an organisation ends
        related_name="alliances",
    )
    confirmed_on = models.DateField(_("zuletzt bestätigt am"), null=True, blank=True)
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kooperationsverbund")
        verbose_name_plural = _("Kooperationsverbünde")
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cooperation:alliance_detail", kwargs={"slug": self.slug})

    @property
    def founded(self) -> PartialDate | None:
        return PartialDate(self.founded_on, self.founded_precision) if self.founded_on else None


class AlliancePeriod(models.Model):
    """One funding period of an alliance with its own dates, themes and budget (EUR; null: not stated)."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="periods")
    number = models.PositiveSmallIntegerField(_("Nummer"))
    starts_on = models.DateField(_("Beginn"))
    starts_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    ends_on = models.DateField(_("Ende"), null=True, blank=True)
    ends_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    themes = models.CharField(_("Schwerpunkte"), max_length=300, blank=True)
    budget = models.DecimalField(_("Förderung"), max_digits=12, decimal_places=2, null=True, blank=True)
    notice_on = models.DateField(_("Bescheid vom"), null=True, blank=True)
    note = models.TextField(_("Anmerkung"), blank=True)

    class Meta:
        verbose_name = _("Förderperiode")
        verbose_name_plural = _("Förderperioden")
        ordering: ClassVar = ["alliance", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alliance", "number"], name="alliance_period_number_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="alliance_period_ends_after_start",
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
