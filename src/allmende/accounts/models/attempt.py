# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is counted so that nobody can try without end."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    """One attempt that is rate limited (``accounts.rate_limit``); ``digest`` hides whose it was."""

    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "digest", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class SharedValue(models.Model):
    """Something short-lived that all nodes agree on at once (``accounts.shared_cache``); ``digest`` hides its key."""

    digest = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest[:12]
