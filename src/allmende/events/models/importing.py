# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The import of a programme: what was read, what was asked, what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Organisation
from allmende.accounts.rules import desk_areas, is_desk
from allmende.events.models.programme import Event
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from typing import Self

    from allmende.accounts.rules import Visitor


class ImportState(models.TextChoices):
    ASKING = "asking", _("wartet auf Antworten")
    APPLIED = "applied", _("übernommen")
    DISCARDED = "discarded", _("verworfen")


class ProgrammeImportQuerySet(models.QuerySet["ProgrammeImport"]):
    def visible_to(self, user: Visitor) -> Self:
        """Those of the desk, in its areas: who could plan the events of the file."""
        if not is_desk(user):
            return self.none()
        areas = desk_areas(user)
        if not areas:
            return self
        mine = Q()
        for ars in areas:
            mine |= Q(land__ars__startswith=ars)
        return self.filter(mine)


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

    objects = ProgrammeImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Programmimport")
        verbose_name_plural = _("Programmimporte")
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("events:import", kwargs={"pk": self.pk})

    @property
    def is_asking(self) -> bool:
        return self.state == ImportState.ASKING
