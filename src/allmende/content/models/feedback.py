# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Reports of barriers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import datetime as dt


class BarrierReportQuerySet(models.QuerySet["BarrierReport"]):
    def expired(self, today: dt.date) -> BarrierReportQuerySet:
        """Reports whose time of keeping is over."""
        return self.filter(delete_on__lte=today)


class BarrierReport(models.Model):
    """What someone could not read or use. Name and e-mail only if given; deleted after ``delete_on``."""

    name = models.CharField(_("Name"), max_length=120, blank=True)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    page_address = models.CharField(_("Adresse der Seite"), max_length=500, blank=True)
    message = models.TextField(_("Beschreibung"))
    received_at = models.DateTimeField(_("eingegangen am"), default=timezone.now)
    delete_on = models.DateField(_("wird gelöscht am"), db_index=True)

    objects = BarrierReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Gemeldete Barriere")
        verbose_name_plural = _("Gemeldete Barrieren")
        ordering: ClassVar = ["-received_at", "-pk"]

    def __str__(self) -> str:
        # No word of what was reported: logs keep this name after the report is deleted.
        return f"{self._meta.verbose_name} {self.received_at:%d.%m.%Y}"
