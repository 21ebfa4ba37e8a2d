# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The import of a programme: what was read, what was asked, what was answered."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation
from allmende.events.models.programme import Event
from allmende.territory.models import Territory


class ImportState(models.TextChoices):
    ASKING = "asking", _("wartet auf Antworten")
    APPLIED = "applied", _("übernommen")
    DISCARDED = "discarded", _("verworfen")


class ProgrammeImport(models.Model):
    """One file of a programme, and what was asked and answered about it.

    ``rows`` is what was read: each with its ``number`` in the file and its ``cells`` in the order of ``headings``.
    ``questions`` are the contradictions found with the answers so far, ``answers`` are kept by their keys. ``digest``
    tells the same file again. Nothing of the programme is written before every question is answered.
    """

    name = models.CharField(_("Datei"), max_length=200)
    state = models.CharField(_("Stand"), max_length=10, choices=ImportState, default=ImportState.ASKING)
    year = models.PositiveSmallIntegerField(_("Programmjahr"))
    organiser = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="programme_imports",  # as of its events
    )
    land = models.ForeignKey(
        Territory,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",  # a Land does not go
    )
    digest = models.CharField(max_length=64, editable=False)  # SHA-256
    headings = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    events = models.ManyToManyField(Event, related_name="imports", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Programmimport")
        verbose_name_plural = _("Programmimporte")
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name
