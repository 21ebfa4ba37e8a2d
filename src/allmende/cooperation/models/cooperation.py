"""The cooperation (IKZ-Projekt) with its Steckbrief."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation, User
from allmende.core.partial_dates import PartialDate, Precision
from allmende.legal.models import LegalForm

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Status(models.TextChoices):
    """Where a cooperation stands, from the idea to its end."""

    IDEA = "idea", _("Idee")
    PLANNED = "planned", _("in Planung")
    STARTING = "starting", _("im Aufbau")
    RUNNING = "running", _("läuft")
    ENDED = "ended", _("beendet")
    FAILED = "failed", _("gescheitert")
    UNKNOWN = "unknown", _("Stand unbekannt")


class CooperationQuerySet(models.QuerySet["Cooperation"]):
    def published(self) -> CooperationQuerySet:
        return self.exclude(published_at=None)

    def visible_to(self, user: User | AnonymousUser) -> CooperationQuerySet:
        """Published ones for everybody; drafts too for the desk (who may change cooperations)."""
        return self if user.has_perm("cooperation.change_cooperation") else self.published()


class Cooperation(models.Model):
    """One joint task of several partners, with its Steckbrief. Money in EUR; null and empty mean "not stated"."""

    title = models.CharField(_("Titel"), max_length=200)
    slug = models.SlugField(max_length=220, unique=True)
    summary = models.TextField(_("Kurzbeschreibung"), blank=True)
    tasks = models.TextField(_("Gemeinsame Aufgaben"), blank=True)
    topics = models.ManyToManyField("cooperation.Topic", verbose_name=_("Themenfelder"), related_name="cooperations")
    alliance = models.ForeignKey(
        "cooperation.Alliance",
        verbose_name=_("Kooperationsverbund"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # the sub-projects are moved or ended first
        related_name="cooperations",
    )
    legal_form = models.ForeignKey(
        LegalForm,
        verbose_name=_("Rechtsform"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # law stays as long as something rests on it
        related_name="cooperations",
    )
    legal_form_note = models.CharField(_("Anmerkung zur Rechtsform"), max_length=250, blank=True)
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.UNKNOWN)
    status_note = models.CharField(_("Anmerkung zum Status"), max_length=250, blank=True)
    end_reason = models.TextField(_("Grund des Endes oder Scheiterns"), blank=True)
    starts_on = models.DateField(_("Beginn"), null=True, blank=True)
    starts_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    ends_on = models.DateField(_("Ende"), null=True, blank=True)
    ends_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    participants_complete = models.BooleanField(_("Beteiligte vollständig"), null=True)
    participants_note = models.CharField(_("Anmerkung zu den Beteiligten"), max_length=250, blank=True)
    contact_function = models.CharField(_("Ansprechstelle"), max_length=200, blank=True)
    contact_email = models.EmailField(_("Funktionspostfach"), blank=True)
    contact_phone = models.CharField(_("Telefon der Stelle"), max_length=40, blank=True)
    start_up_cost = models.DecimalField(_("Anlaufkosten"), max_digits=12, decimal_places=2, null=True, blank=True)
    running_cost = models.DecimalField(
        _("laufende Kosten je Jahr"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    saving = models.DecimalField(_("Einsparung je Jahr"), max_digits=12, decimal_places=2, null=True, blank=True)
    figures_note = models.CharField(_("Anmerkung zu den Zahlen"), max_length=300, blank=True)
    what_worked = models.TextField(_("Was gut lief"), blank=True)
    what_did_not = models.TextField(_("Was nicht gut lief"), blank=True)
    transferability = models.TextField(_("Übertragbarkeit"), blank=True)
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("Gepflegt von"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # handed over before an organisation ends
        related_name="cooperations",
    )
    confirmed_on = models.DateField(_("zuletzt bestätigt am"), null=True, blank=True)
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CooperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kooperation")
        verbose_name_plural = _("Kooperationen")
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
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
