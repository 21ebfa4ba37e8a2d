# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who follows the programme: saved dates and secret calendar addresses."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.events.models.booking import SECRET_LENGTH, new_secret
from allmende.events.models.programme import Event


class SavedDate(models.Model):
    """Somebody who wants to be told once when registration opens. A guest confirms the address first.

    ``told_at`` is when the letter was written; ``secret`` confirms and deletes without signing in.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="saved_dates")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_dates"
    )
    email = models.EmailField(_("E-Mail-Adresse"))
    secret = models.CharField(max_length=SECRET_LENGTH, unique=True, default=new_secret, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("vorgemerkter Termin")
        verbose_name_plural = _("vorgemerkte Termine")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "email"], name="saved_date_once")]

    def __str__(self) -> str:
        return self.email


class CalendarAddress(models.Model):
    """The secret address under which a person's calendar reads her own bookings."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address")
    secret = models.CharField(max_length=SECRET_LENGTH, unique=True, default=new_secret, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Kalenderadresse")
        verbose_name_plural = _("Kalenderadressen")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)
