# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The plan of a BarCamp as it is read: the grid with what stands in it, what is without a place, what people want."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils import timezone

from allmende.events.barcamp_planning import RoomSize, Wish
from allmende.events.models import BarcampRoom, BarcampSlot, Interest, Placement, Proposal

if TYPE_CHECKING:
    import datetime as dt

    from allmende.events.barcamp_planning import CellKey
    from allmende.events.models import Session


class Moment(StrEnum):
    """When a slot is, seen from now."""

    PAST = "past"
    NOW = "now"
    NEXT = "next"
    LATER = "later"


@dataclass(slots=True)
class Cell:
    room: BarcampRoom
    slot: BarcampSlot
    proposal: Proposal | None = None
    wanted: int = 0
    """How many want to be there; filled in where it is shown."""

    @property
    def key(self) -> str:
        """As it stands in addresses and forms: „3-17“, room and slot."""
        return f"{self.room.pk}-{self.slot.pk}"


@dataclass(slots=True)
class Row:
    slot: BarcampSlot
    cells: list[Cell]
    moment: Moment

    @property
    def is_now(self) -> bool:
        return self.moment is Moment.NOW

    @property
    def is_past(self) -> bool:
        return self.moment is Moment.PAST


@dataclass(slots=True)
class Grid:
    """Rooms are columns, slots are rows in the order of time."""

    rooms: list[BarcampRoom]
    rows: list[Row]
    proposals: list[Proposal]
    """All that stand, placed or not."""
    unplaced: list[Proposal] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        return bool(self.rooms and self.rows)

    @property
    def placed(self) -> dict[CellKey, int]:
        return {
            (cell.room.pk, cell.slot.pk): cell.proposal.pk for row in self.rows for cell in row.cells if cell.proposal
        }

    @property
    def cells(self) -> dict[int, Cell]:
        """Where each placed proposal is."""
        return {cell.proposal.pk: cell for row in self.rows for cell in row.cells if cell.proposal}

    @property
    def coming_rows(self) -> list[Row]:
        return [row for row in self.rows if not row.is_past]

    @property
    def moment_key(self) -> str:
        """Which slots are over, on and next: what the wall shows changes with it."""
        return " ".join(f"{row.moment}-{row.slot.pk}" for row in self.rows if row.moment is not Moment.LATER)

    @property
    def has_several_days(self) -> bool:
        return len({row.slot.local_times[0].date() for row in self.rows}) > 1


def grid_of(session: Session, *, now: dt.datetime | None = None) -> Grid:
    """The whole plan, in four queries."""
    now = now or timezone.now()
    rooms = list(session.barcamp_rooms.all())
    slots = list(session.barcamp_slots.all())
    proposals = list(session.proposals.standing().select_related("proposer"))
    by_key = {proposal.pk: proposal for proposal in proposals}
    there = {
        (row.room_id, row.slot_id): by_key.get(row.proposal_id)
        for row in Placement.objects.filter(proposal__session=session).order_by("pk")
    }
    for slot in slots:
        slot.session = session  # asked for times and rights without another query
    for proposal in proposals:
        proposal.session = session
    rows = [
        Row(slot, [Cell(room, slot, there.get((room.pk, slot.pk))) for room in rooms], moment)
        for slot, moment in zip(slots, _moments(slots, now), strict=True)
    ]
    placed = {proposal.pk for proposal in there.values() if proposal}
    return Grid(rooms, rows, proposals, [proposal for proposal in proposals if proposal.pk not in placed])


def _moments(slots: list[BarcampSlot], now: dt.datetime) -> list[Moment]:
    """The first slot that has not begun is the next; during a break nothing is on."""
    found, next_is_named = [], False
    for slot in slots:
        if slot.ends_at <= now:
            found.append(Moment.PAST)
        elif slot.starts_at <= now:
            found.append(Moment.NOW)
        else:
            found.append(Moment.LATER if next_is_named else Moment.NEXT)
            next_is_named = True
    return found


@dataclass(frozen=True, slots=True)
class PlanningInput:
    """What warnings and suggestion are made from, as plain values."""

    wishes: dict[int, Wish]
    rooms: list[RoomSize]
    slots: list[int]
    """Those that have not begun: nothing is suggested for the past."""
    placed: dict[CellKey, int]


def wishes_of(proposals: list[Proposal]) -> dict[int, Wish]:
    """Who wants to be where. One query."""
    wanted: dict[int, set[int]] = {proposal.pk: set() for proposal in proposals}
    pairs = Interest.objects.filter(proposal__in=list(wanted), wants=True).order_by()
    for proposal, attendee in pairs.values_list("proposal", "attendee"):
        wanted[proposal].add(attendee)
    return {
        proposal.pk: Wish(proposal.pk, frozenset(wanted[proposal.pk]), proposal.proposer_id) for proposal in proposals
    }


def planning_input(session: Session, now: dt.datetime, grid: Grid | None = None) -> PlanningInput:
    grid = grid or grid_of(session, now=now)
    return PlanningInput(
        wishes=wishes_of(grid.proposals),
        rooms=[RoomSize(room.pk, room.seats) for room in grid.rooms],
        slots=[row.slot.pk for row in grid.rows if row.slot.starts_at > now],
        placed=grid.placed,
    )
