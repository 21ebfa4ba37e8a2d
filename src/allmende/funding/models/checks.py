# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Checks that people keep."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SavedCheck(models.Model):
    """The answers of a Fördercheck under a name, for the person who saved it. ``query`` is the address of the check.

    ``seen`` is what came out when the person looked last (``checking.saved``), so that a change can be told.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_checks")
    name = models.CharField(_("Name"), max_length=120)
    query = models.TextField(blank=True)
    seen = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("gespeicherter Fördercheck")
        verbose_name_plural = _("gespeicherte Förderchecks")
        ordering: ClassVar = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('funding:check')}?{self.query}"
