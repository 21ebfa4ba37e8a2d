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
