# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Programmes as people find them. The programme itself is the one that grants of cooperations name."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.rules import is_desk
from allmende.cooperation.models import Programme, Topic

if TYPE_CHECKING:
    from typing import Self

    from django_stubs_ext.db.models.manager import RelatedManager

    from allmende.accounts.rules import Visitor
    from allmende.funding.models.directives import Directive


class Scope(models.TextChoices):
    """Whose programme it is."""

    LAND = "land", _("Land")
    FEDERAL = "federal", _("Bund")
    EU = "eu", _("Europäische Union")
    OTHER = "other", _("Stiftungen und andere")


class ProgrammeProfileQuerySet(models.QuerySet["ProgrammeProfile"]):
    def visible_to(self, user: Visitor) -> Self:
        """Published ones for everybody; the desk sees all."""
        return self.all() if is_desk(user) else self.filter(is_published=True)


class ProgrammeProfile(models.Model):
    """What the finder says of a programme, in plain words. Without a directive it is a plain entry.

    ``cost_kinds`` holds keys of ``engine.questions.COST_KINDS``; empty: not stated.
    """

    programme = models.OneToOneField(
        Programme, verbose_name=_("Förderprogramm"), on_delete=models.CASCADE, related_name="profile"
    )
    scope = models.CharField(_("Ebene"), max_length=10, choices=Scope, default=Scope.LAND)
    summary = models.TextField(_("Worum es geht"), blank=True)
    applicants = models.TextField(_("Wer einen Antrag stellen kann"), blank=True)
    amount_text = models.TextField(_("Was es gibt"), blank=True)
    how_to_apply = models.TextField(_("So geht der Antrag"), blank=True)
    authority = models.CharField(_("Bewilligungsbehörde"), max_length=250, blank=True)
    contact_url = models.URLField(_("Ansprechstelle im Netz"), max_length=500, blank=True)
    topics = models.ManyToManyField(
        Topic,
        verbose_name=_("Themenfelder"),
        blank=True,
        related_name="+",
        help_text=_("Leer lassen, wenn das Programm für alle Aufgaben offen ist."),
    )
    cost_kinds = models.JSONField(_("Förderfähige Kosten"), default=list, blank=True)
    source_url = models.URLField(_("Quelle"), max_length=500, blank=True)
    read_on = models.DateField(_("Gelesen am"), null=True, blank=True)
    is_verified = models.BooleanField(_("geprüft"), default=False)
    is_published = models.BooleanField(_("veröffentlicht"), default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProgrammeProfileQuerySet.as_manager()

    if TYPE_CHECKING:
        calls: RelatedManager[Call]
        directives: RelatedManager[Directive]

    class Meta:
        verbose_name = _("Programmbeschreibung")
        verbose_name_plural = _("Programmbeschreibungen")
        ordering: ClassVar = ["programme__order", "programme__name", "pk"]

    def __str__(self) -> str:
        return self.programme.name

    def get_absolute_url(self) -> str:
        return reverse("funding:programme", kwargs={"slug": self.programme.slug})


class Call(models.Model):
    """A window in which applications are taken, with its budget in EUR (null: not published).

    Both days are included; null: not known. ``is_rolling``: it is known that there is no last day. ``sequence`` rises
    when a day changes (RFC 5545). ``told_opening`` and ``told_closing`` are the days that those who follow were told
    of: a day that moves is told again.
    """

    profile = models.ForeignKey(ProgrammeProfile, on_delete=models.CASCADE, related_name="calls")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("Bezeichnung"), max_length=160)
    opens_on = models.DateField(_("Anträge ab"), null=True, blank=True)
    closes_on = models.DateField(_("Anträge bis"), null=True, blank=True)
    is_rolling = models.BooleanField(_("laufend, ohne Frist"), default=False)
    budget = models.DecimalField(_("Mittel"), max_digits=13, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("Anmerkung"), max_length=300, blank=True)
    citation = models.CharField(_("Fundstelle"), max_length=250, blank=True)
    source_url = models.URLField(_("Quelle"), max_length=500, blank=True)
    read_on = models.DateField(_("Gelesen am"), null=True, blank=True)
    is_verified = models.BooleanField(_("geprüft"), default=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    told_opening = models.DateField(null=True, editable=False)
    told_closing = models.DateField(null=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("Antragsphase")
        verbose_name_plural = _("Antragsphasen")
        ordering: ClassVar = [F("closes_on").asc(nulls_last=True), "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(opens_on__lte=F("closes_on")),
                name="call_opens_before_it_closes",
                violation_error_message=_("Die Antragsphase endet, bevor sie beginnt."),
            ),
            models.CheckConstraint(
                condition=Q(is_rolling=False) | Q(closes_on=None),
                name="call_rolling_without_end",
                violation_error_message=_("Eine laufende Antragsphase hat keinen letzten Tag."),
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(budget__gt=0),
                name="call_budget_positive",
                violation_error_message=_("Mittel sind mehr als 0 Euro. Leer lassen, wenn nicht veröffentlicht."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FollowedProgramme(models.Model):
    """A person who is told of new calls and versions of a programme."""

    profile = models.ForeignKey(ProgrammeProfile, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followed_programmes")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("beobachtetes Förderprogramm")
        verbose_name_plural = _("beobachtete Förderprogramme")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["profile", "user"], name="programme_followed_once")]

    def __str__(self) -> str:
        return str(self.profile)
