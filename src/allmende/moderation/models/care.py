# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Care: asking owners whether what is published is still right, and finding links that lead nowhere."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation


class CareAnswer(models.TextChoices):
    CONFIRMED = "confirmed", _("stimmt noch")
    CHANGED = "changed", _("geändert")
    WITHDRAWN = "withdrawn", _("nicht mehr öffentlich")


class CareRequest(models.Model):
    """The question „Stimmt das noch?“ about one published object, from asking to the answer."""

    kind = models.CharField(_("Art"), max_length=40)
    object_key = models.PositiveBigIntegerField(_("Schlüssel"))
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("gefragt"), null=True, on_delete=models.PROTECT, related_name="care_requests"
    )
    asked_at = models.DateTimeField(_("gefragt am"))
    reminded_at = models.DateTimeField(_("erinnert am"), null=True)
    marked_at = models.DateTimeField(_("gekennzeichnet am"), null=True)
    answered_at = models.DateTimeField(_("beantwortet am"), null=True)
    answer = models.CharField(_("Antwort"), max_length=10, choices=CareAnswer, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("von"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

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


class OutsideLink(models.Model):
    """An address outside the portal that published objects name, and what the last look at it found."""

    url = models.URLField(_("Adresse"), max_length=600, unique=True)
    checked_at = models.DateTimeField(_("geprüft am"), null=True, db_index=True)
    status = models.PositiveSmallIntegerField(_("Antwort"), null=True)
    problem = models.CharField(_("Fehler"), max_length=200, blank=True)
    failures = models.PositiveSmallIntegerField(_("Fehlschläge in Folge"), default=0)
    failing_since = models.DateTimeField(_("erreichbar nicht seit"), null=True)

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

    def __str__(self) -> str:
        return f"{self.kind} {self.object_key}: {self.label}"
