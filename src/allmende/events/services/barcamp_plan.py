# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the moderator of a BarCamp writes: settings, rooms, slots and the plan. Only who leads the event.

Two moderators may plan at once. Each says what she saw in the cell she changes and where the proposal was; if that is
so no more, nothing is changed and she is told.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.core.content_version import content_changed
from allmende.events import barcamp_planning
from allmende.events import barcamp_rules as rules
from allmende.events.barcamp_errors import BarcampError, PlanChangedError
from allmende.events.barcamp_plan import planning_input
from allmende.events.models import BarcampRoom, BarcampSlot, Placement, Proposal
from allmende.events.services.barcamp import locked, one_line, raise_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allmende.accounts.models import User
    from allmende.events.barcamp_planning import CellKey
    from allmende.events.models import Barcamp, Session

MOST_ROOMS: Final = 30
MOST_SLOTS: Final = 60


@dataclass(frozen=True, slots=True)
class Settings:
    """The switches of one BarCamp."""

    takes_proposals: bool
    takes_votes: bool
    is_public: bool
    shows_names: bool
    publishes_notes: bool


@dataclass(frozen=True, slots=True)
class Series:
    """Slots one after another: ``number`` times ``length`` with ``pause`` between."""

    starts_at: dt.datetime
    length: dt.timedelta
    pause: dt.timedelta
    number: int

    def __iter__(self) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        for index in range(self.number):
            start = self.starts_at.astimezone(dt.UTC) + index * (self.length + self.pause)
            yield start, start + self.length


def _lead(session: Session, by: User | None) -> None:
    if not rules.is_barcamp(session) or not rules.leads(by, session):
        raise PermissionDenied


def change_settings(*, session: Session, settings: Settings, by: User) -> Barcamp:
    """Open and close proposals and voting, say what the public sees."""
    _lead(session, by)
    with transaction.atomic():
        barcamp = locked(session)
        after = asdict(settings)
        before = {name: getattr(barcamp, name) for name in after}
        if before != after:
            for name, value in after.items():
                setattr(barcamp, name, value)
            barcamp.save(update_fields=list(after))
            raise_version(barcamp)
            content_changed()
            audit.record("barcamp.changed", barcamp, by=by, before=before, after=after)
    return barcamp


def add_room(*, session: Session, name: str, seats: int | None, by: User) -> BarcampRoom:
    """A new column. Raises ValidationError when there is one of this name."""
    _lead(session, by)
    with transaction.atomic():
        barcamp = locked(session)
        rooms = list(session.barcamp_rooms.all())
        if len(rooms) >= MOST_ROOMS:
            raise BarcampError(_("Mehr Räume fasst der Plan nicht."))
        position = max((room.position for room in rooms), default=0) + 1
        room = BarcampRoom(session=session, name=one_line(name), seats=seats, position=position)
        room.full_clean()
        room.save()
        raise_version(barcamp)
        audit.record("barcamproom.created", room, by=by, after={"name": room.name, "seats": seats})
    return room


def change_room(*, room: BarcampRoom, name: str, seats: int | None, by: User) -> BarcampRoom:
    _lead(room.session, by)
    with transaction.atomic():
        barcamp = locked(room.session)
        fresh = BarcampRoom.objects.get(pk=room.pk)
        before = {"name": fresh.name, "seats": fresh.seats}
        fresh.name, fresh.seats = one_line(name), seats
        after = {"name": fresh.name, "seats": seats}
        if before != after:
            fresh.full_clean()
            fresh.save(update_fields=["name", "seats"])
            raise_version(barcamp)
            audit.record("barcamproom.changed", fresh, by=by, before=before, after=after)
    return fresh


def remove_room(*, room: BarcampRoom, by: User) -> int:
    """Take the column away; what was planned there is without a place again. Returns how many that are."""
    return _remove(room, by, "barcamproom.deleted")


def remove_slot(*, slot: BarcampSlot, by: User) -> int:
    """Take the row away; what was planned there is without a place again. Returns how many that are."""
    return _remove(slot, by, "barcampslot.deleted")


def _remove(thing: BarcampRoom | BarcampSlot, by: User, verb: str) -> int:
    _lead(thing.session, by)
    with transaction.atomic():
        barcamp = locked(thing.session)
        fresh = type(thing).objects.filter(pk=thing.pk).first()
        if fresh is None:
            return 0  # a second click
        freed = fresh.placements.count()
        audit.record(verb, thing, by=by, before={"placements": freed})
        fresh.delete()
        raise_version(barcamp)
    return freed


def add_slots(*, session: Session, series: Series, by: User) -> list[BarcampSlot]:
    """New rows, one after another. Raises BarcampError if one is outside the session or overlaps another."""
    _lead(session, by)
    with transaction.atomic():
        barcamp = locked(session)
        there = list(session.barcamp_slots.all())
        for slot in there:
            slot.session = session
        if len(there) + series.number > MOST_SLOTS:
            raise BarcampError(_("Mehr Zeitfenster fasst der Plan nicht."))
        made = []
        for starts_at, ends_at in series:
            slot = BarcampSlot(session=session, starts_at=starts_at, ends_at=ends_at)
            _check_slot(slot, there)
            there.append(slot)
            made.append(slot)
        for slot in made:
            slot.save()
            audit.record("barcampslot.created", slot, by=by, after={"starts_at": slot.starts_at})
        raise_version(barcamp)
    return made


def _check_slot(slot: BarcampSlot, there: list[BarcampSlot]) -> None:
    session = slot.session
    if slot.ends_at <= slot.starts_at:
        raise BarcampError(_("Das Ende liegt vor dem Beginn."))
    if slot.starts_at < session.starts_at or slot.ends_at > session.ends_at:
        values = {"slot": slot, "start": f"{session.local_start:%d.%m.%Y %H:%M}", "end": f"{session.local_end:%H:%M}"}
        raise BarcampError(_("%(slot)s liegt nicht im Termin (%(start)s bis %(end)s).") % values)
    for other in there:
        if slot.starts_at < other.ends_at and other.starts_at < slot.ends_at:
            raise BarcampError(_("%(slot)s überschneidet sich mit %(other)s.") % {"slot": slot, "other": other})


def place(
    *,
    proposal: Proposal,
    room: BarcampRoom,
    slot: BarcampSlot,
    sees: int | None,
    comes_from: CellKey | None,
    by: User,
) -> Proposal | None:
    """Put ``proposal`` in a cell; what is there changes places with it, or goes back to the list. Returns that one.

    ``sees`` is the proposal that the moderator saw in the cell, ``comes_from`` where she saw the one she moves.
    Raises PlanChangedError when that is so no more.
    """
    session = proposal.session
    _lead(session, by)
    if {room.session_id, slot.session_id} != {session.pk}:
        raise PermissionDenied
    with transaction.atomic():
        barcamp = locked(session)
        own = _where(proposal, comes_from)
        _still_there(proposal, room, slot)
        there = Placement.objects.filter(room=room, slot=slot).select_related("proposal").first()
        if (there.proposal_id if there else None) != sees:
            raise PlanChangedError
        if there is not None and there.proposal_id == proposal.pk:
            return None
        Placement.objects.filter(pk__in=[row.pk for row in (own, there) if row is not None]).delete()
        Placement.objects.create(proposal=proposal, room=room, slot=slot)
        if there is not None and own is not None:
            Placement.objects.create(proposal=there.proposal, room_id=own.room_id, slot_id=own.slot_id)
        raise_version(barcamp)
        after = {"room": room.name, "slot": str(slot), "changes_with": there.proposal_id if there else None}
        audit.record("proposal.placed", proposal, by=by, after=after)
    return there.proposal if there else None


def _where(proposal: Proposal, seen: CellKey | None) -> Placement | None:
    own = Placement.objects.filter(proposal=proposal).first()
    if ((own.room_id, own.slot_id) if own else None) != seen:
        raise PlanChangedError
    return own


def _still_there(proposal: Proposal, room: BarcampRoom, slot: BarcampSlot) -> None:
    if not Proposal.objects.standing().filter(pk=proposal.pk).exists():
        raise PlanChangedError(_("Dieser Vorschlag wurde inzwischen zurückgezogen."))
    rooms, slots = BarcampRoom.objects.filter(pk=room.pk), BarcampSlot.objects.filter(pk=slot.pk)
    if not (rooms.exists() and slots.exists()):
        raise PlanChangedError(_("Diesen Raum oder dieses Zeitfenster gibt es nicht mehr."))


def unplace(*, proposal: Proposal, comes_from: CellKey, by: User) -> None:
    """Take ``proposal`` out of the plan. Raises PlanChangedError when it is not there any more."""
    _lead(proposal.session, by)
    with transaction.atomic():
        barcamp = locked(proposal.session)
        own = _where(proposal, comes_from)
        if own is not None:
            own.delete()
            raise_version(barcamp)
            audit.record("proposal.unplaced", proposal, by=by)


def fill_plan(*, session: Session, version: int, by: User) -> int:
    """Put proposals into the free cells as the portal suggests; returns how many.

    ``version`` is that of the plan for which the suggestion was shown. Raises PlanChangedError.
    """
    _lead(session, by)
    with transaction.atomic():
        barcamp = _at(session, version)
        given = planning_input(session, timezone.now())
        found = barcamp_planning.suggest(given.wishes, given.rooms, given.slots, given.placed)
        Placement.objects.bulk_create(
            Placement(proposal_id=choice.proposal, room_id=choice.room, slot_id=choice.slot) for choice in found.choices
        )
        if found.choices:
            raise_version(barcamp)
            audit.record("barcamp.filled", barcamp, by=by, after={"placed": len(found.choices)})
    return len(found.choices)


def clear_plan(*, session: Session, version: int, by: User) -> int:
    """Take all proposals out of the plan; rooms and slots stay. Returns how many. Raises PlanChangedError."""
    _lead(session, by)
    with transaction.atomic():
        barcamp = _at(session, version)
        placements = Placement.objects.filter(proposal__session=session)
        before = {str(row.proposal_id): [row.room_id, row.slot_id] for row in placements}
        if before:
            placements.delete()
            raise_version(barcamp)
            audit.record("barcamp.cleared", barcamp, by=by, before=before)
    return len(before)


def _at(session: Session, version: int) -> Barcamp:
    barcamp = locked(session)
    if barcamp.version != version:
        raise PlanChangedError
    return barcamp
