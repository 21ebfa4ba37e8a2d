# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How long personal data is kept, and when what is older was last deleted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionPeriod(models.Model):
    """What the operator has set for one rule of ``core.personal_data``; without a row the rule's default counts."""

    rule = models.CharField(_("Regel"), max_length=60, primary_key=True)
    days = models.PositiveIntegerField(_("Tage"))

    class Meta:
        verbose_name = _("Aufbewahrungsfrist")
        verbose_name_plural = _("Aufbewahrungsfristen")
        ordering: ClassVar = ["rule"]

    def __str__(self) -> str:
        return f"{self.rule}: {self.days}"


class RetentionRun(models.Model):
    """When a rule was last worked off, and how many entries it deleted or made anonymous then."""

    rule = models.CharField(_("Regel"), max_length=60, primary_key=True)
    at = models.DateTimeField(_("zuletzt am"))
    forgotten = models.PositiveIntegerField(_("Einträge"), default=0)
    failed = models.BooleanField(_("gescheitert"), default=False)

    class Meta:
        verbose_name = _("Lauf einer Aufbewahrungsfrist")
        verbose_name_plural = _("Läufe der Aufbewahrungsfristen")
        ordering: ClassVar = ["rule"]

    def __str__(self) -> str:
        return f"{self.rule}: {self.forgotten}"
