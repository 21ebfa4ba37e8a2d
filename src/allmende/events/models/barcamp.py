# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""BarCamp: what participants propose, what they want to see, and the plan, a grid of rooms and slots."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.events.models.booking import Attendee
from allmende.events.models.programme import zone
from allmende.events.models.session import Session
from allmende.moderation.models import Change

if TYPE_CHECKING:
    import datetime as dt
    from typing import Self

    from django_stubs_ext.db.models.manager import RelatedManager


class Barcamp(models.Model):
    """What the moderator has set for the BarCamp of one session. The row is made when the BarCamp is first opened.

    ``is_public``: everybody sees proposals and plan, without names; else only participants and who leads the event.
    ``shows_names``: the wall names the proposers. ``publishes_notes``: everybody reads the notes after the session.
    ``version`` counts the changes of what plan and wall show; whoever changes the plan raises it first, so that all
    changes come one after another.
    """

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="barcamp")
    takes_proposals = models.BooleanField(_("Vorschläge annehmen"), default=True)
    takes_votes = models.BooleanField(_("Abstimmung läuft"), default=True)
    is_public = models.BooleanField(_("Vorschläge und Plan öffentlich zeigen"), default=False)
    shows_names = models.BooleanField(_("Namen auf der Leinwand zeigen"), default=False)
    publishes_notes = models.BooleanField(_("Notizen nach dem Termin veröffentlichen"), default=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    if TYPE_CHECKING:
        session_id: int

    class Meta:
        verbose_name = _("BarCamp")
        verbose_name_plural = _("BarCamps")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.session)


class BarcampRoom(models.Model):
    """A column of the grid; ``seats`` empty is not stated."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="barcamp_rooms")
    name = models.CharField(_("Raum"), max_length=60)
    seats = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    if TYPE_CHECKING:
        session_id: int
        placements: RelatedManager[Placement]

    class Meta:
        verbose_name = _("Raum des BarCamps")
        verbose_name_plural = _("Räume des BarCamps")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "name"],
                name="barcamp_room_once",
                violation_error_message=_("Diesen Raum gibt es schon."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class BarcampSlot(models.Model):
    """A row of the grid: a stretch of time in which one proposal per room is held."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="barcamp_slots")
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))

    if TYPE_CHECKING:
        session_id: int
        placements: RelatedManager[Placement]

    class Meta:
        verbose_name = _("Zeitfenster des BarCamps")
        verbose_name_plural = _("Zeitfenster des BarCamps")
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="barcamp_slot_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            )
        ]

    def __str__(self) -> str:
        """Times as the session shows them: „9:30–10:15“."""
        start, end = self.local_times
        return f"{start.hour}:{start:%M}–{end.hour}:{end:%M}"

    @property
    def local_times(self) -> tuple[dt.datetime, dt.datetime]:
        here = zone(self.session.time_zone)
        return timezone.localtime(self.starts_at, here), timezone.localtime(self.ends_at, here)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def standing(self) -> Self:
        """Those that are not withdrawn."""
        return self.filter(is_withdrawn=False)


class Proposal(models.Model):
    """A session that a participant proposes. ``notes`` are written together; ``notes_version`` counts their changes.

    Without a proposer it was taken down by who leads, or the proposer is gone: the idea stays. ``change`` is the draft
    of a cooperation that was made from it.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="proposals")
    title = models.CharField(_("Titel"), max_length=120)
    description = models.TextField(_("Worum es gehen soll"), max_length=1000, blank=True)
    proposer = models.ForeignKey(
        Attendee,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proposals",  # the idea stays
    )
    is_withdrawn = models.BooleanField(_("zurückgezogen"), default=False)
    notes = models.TextField(_("Notizen"), max_length=20_000, blank=True)
    notes_version = models.PositiveIntegerField(default=0)
    change = models.ForeignKey(
        Change, null=True, blank=True, on_delete=models.SET_NULL, related_name="barcamp_proposals"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProposalQuerySet.as_manager()

    if TYPE_CHECKING:
        interests: RelatedManager[Interest]
        placement: Placement
        session_id: int
        proposer_id: int | None
        change_id: int | None

    class Meta:
        verbose_name = _("Sessionvorschlag")
        verbose_name_plural = _("Sessionvorschläge")
        ordering: ClassVar = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.title


class Interest(models.Model):
    """That a participant has been shown a proposal, and whether she wants to be there (empty: has not said).

    ``is_open``: it lies before her and she has neither answered nor gone on. Proposers want what they propose.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="interests")
    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="interests")
    wants = models.BooleanField(null=True, blank=True)
    is_open = models.BooleanField(default=False)

    if TYPE_CHECKING:
        proposal_id: int
        attendee_id: int

    class Meta:
        verbose_name = _("Interesse")
        verbose_name_plural = _("Interessen")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["proposal", "attendee"], name="interest_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Placement(models.Model):
    """Where and when a proposal is held."""

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="placement")
    room = models.ForeignKey(BarcampRoom, on_delete=models.CASCADE, related_name="placements")
    slot = models.ForeignKey(BarcampSlot, on_delete=models.CASCADE, related_name="placements")

    if TYPE_CHECKING:
        proposal_id: int
        room_id: int
        slot_id: int

    class Meta:
        verbose_name = _("Platz im Sessionplan")
        verbose_name_plural = _("Sessionplan")
        ordering: ClassVar = ["slot__starts_at", "room__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "slot"],
                name="placement_one_per_cell",
                violation_error_message=_("In diesem Raum ist zu dieser Zeit schon eine Session."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.room}, {self.slot}"
