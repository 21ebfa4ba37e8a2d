# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What was noted at the door, also without a network."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.events.models.booking import Place


class DoorNote(models.Model):
    """One tap at the door: that a person came, or that it was noted by mistake, and when.

    Devices send their notes late, twice and in any order. ``key`` is that of the note, so that one sent again is the
    same. ``Place.attended_at`` follows from all notes of the place by their times: the first arrival after the last
    mistake (``services.day``).
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="door_notes")
    key = models.UUIDField(unique=True)
    came = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("Vermerk am Einlass")
        verbose_name_plural = _("Vermerke am Einlass")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
