# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Care: asking owners whether what is published is still right, and finding links that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

SHOWN_AFTER_FAILURES = 3
"""On so many different days in a row a link must have failed before its owner is troubled with it."""


class CareAnswer(models.TextChoices):
    CONFIRMED = "confirmed", _("stimmt noch")
    CHANGED = "changed", _("geändert")
    WITHDRAWN = "withdrawn", _("nicht mehr öffentlich")
    HANDED = "handed", _("abgegeben")


class CareRequestQuerySet(models.QuerySet["CareRequest"]):
    def open(self) -> CareRequestQuerySet:
        """Not answered yet."""
        return self.filter(answered_at=None)

    def of_kind(self, kind: str) -> CareRequestQuerySet:
        return self.filter(kind=kind)


class CareRequest(models.Model):
    """The question „Stimmt das noch?“ about one published object, from asking to the answer.

    ``organisation`` is who was asked; empty where nobody owns the object, so that only the desk can answer.
    ``said_gone_at``: the owner says that it no longer exists; the desk decides what becomes of the page.
    """

    kind = models.CharField(_("Art"), max_length=40)
    object_key = models.PositiveBigIntegerField(_("Schlüssel"))
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("gefragt"), null=True, on_delete=models.PROTECT, related_name="care_requests"
    )
    asked_at = models.DateTimeField(_("gefragt am"))
    reminded_at = models.DateTimeField(_("erinnert am"), null=True)
    marked_at = models.DateTimeField(_("gekennzeichnet am"), null=True)
    said_gone_at = models.DateTimeField(_("als beendet gemeldet am"), null=True)
    answered_at = models.DateTimeField(_("beantwortet am"), null=True)
    answer = models.CharField(_("Antwort"), max_length=10, choices=CareAnswer, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("von"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CareRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nachfrage")
        verbose_name_plural = _("Nachfragen")
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "object_key"], condition=Q(answered_at=None), name="care_request_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.asked_at:%d.%m.%Y}"


class OutsideLinkQuerySet(models.QuerySet["OutsideLink"]):
    def dead(self) -> OutsideLinkQuerySet:
        """Failed on several days in a row: the owner is shown it."""
        return self.filter(failures__gte=SHOWN_AFTER_FAILURES)

    def doubtful(self) -> OutsideLinkQuerySet:
        """What the desk sees: the dead ones, and those whose page or host is gone, from the first day on."""
        return self.filter(Q(failures__gte=SHOWN_AFTER_FAILURES) | Q(failures__gt=0, is_definite=True))


class OutsideLink(models.Model):
    """An address outside the portal that published objects name, and what the last look at it found.

    ``failures`` counts days, not attempts. ``is_definite``: the answer leaves no doubt (404, 410, no such host), while
    403, 429, 5xx and time-outs may pass. ``told_at``: when the owners were told.
    """

    url = models.URLField(_("Adresse"), max_length=600, unique=True)
    checked_at = models.DateTimeField(_("geprüft am"), null=True, db_index=True)
    status = models.PositiveSmallIntegerField(_("Antwort"), null=True)
    problem = models.CharField(_("Fehler"), max_length=200, blank=True)
    failures = models.PositiveSmallIntegerField(_("Fehlschläge in Folge"), default=0)
    failing_since = models.DateTimeField(_("nicht erreichbar seit"), null=True)
    is_definite = models.BooleanField(_("steht fest"), default=False)
    told_at = models.DateTimeField(_("gemeldet am"), null=True)

    objects = OutsideLinkQuerySet.as_manager()

    if TYPE_CHECKING:
        uses: RelatedManager[LinkUse]

    class Meta:
        verbose_name = _("Link nach außen")
        verbose_name_plural = _("Links nach außen")
        ordering: ClassVar = ["url"]

    def __str__(self) -> str:
        return self.url


class LinkUse(models.Model):
    """Which published object names an outside link, and where in it."""

    link = models.ForeignKey(OutsideLink, on_delete=models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=40)
    object_key = models.PositiveBigIntegerField()
    label = models.CharField(_("Wo"), max_length=250)

    class Meta:
        verbose_name = _("Fundstelle eines Links")
        verbose_name_plural = _("Fundstellen von Links")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "kind", "object_key"], name="link_use_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "object_key"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_key}: {self.label}"
