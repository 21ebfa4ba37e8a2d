# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the moderator is warned of, and a plan that the portal suggests. Pure: works on plain values only.

The suggestion is greedy, so that it can be explained and comes out the same every time: the most wanted session chooses
first, and takes the slot in which the fewest people would have to choose between it and what is there already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    CellKey = tuple[int, int]
    """Room and slot."""

FEWEST_TORN: Final = 2
"""So many people must want both of two sessions before it is worth a warning."""
NEVER: Final = 1_000_000
"""What it costs to let one person hold two sessions at once."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A proposal as the plan sees it: who wants to be there, and who holds it (None: nobody is known)."""

    proposal: int
    wanted_by: frozenset[int] = frozenset()
    proposer: int | None = None


@dataclass(frozen=True, slots=True)
class RoomSize:
    """A room; ``seats`` None is not stated."""

    room: int
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Torn:
    """Two sessions at once that ``people`` want both."""

    slot: int
    first: int
    second: int
    people: int


@dataclass(frozen=True, slots=True)
class TwoAtOnce:
    """One person is to hold two sessions in the same slot."""

    slot: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class TooSmall:
    """More want to be there than the room has seats."""

    proposal: int
    room: int
    wanted: int
    seats: int


@dataclass(frozen=True, slots=True)
class Warnings:
    torn: list[Torn]
    two_at_once: list[TwoAtOnce]
    too_small: list[TooSmall]

    def __bool__(self) -> bool:
        return bool(self.torn or self.two_at_once or self.too_small)


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the suggestion puts a proposal, and why. ``torn`` is how many would have to choose there."""

    proposal: int
    room: int
    slot: int
    wanted: int
    torn: int
    is_too_small: bool
    is_two_at_once: bool


@dataclass(slots=True)
class Suggestion:
    choices: list[Choice] = field(default_factory=list)
    left_over: list[int] = field(default_factory=list)
    """Proposals for which no cell is free."""


def torn_between(one: Wish, other: Wish) -> int:
    """How many want both."""
    return len(one.wanted_by & other.wanted_by)


def _same_proposer(one: Wish, other: Wish) -> bool:
    return one.proposer is not None and one.proposer == other.proposer


def warnings(placed: Mapping[CellKey, int], wishes: Mapping[int, Wish], rooms: Iterable[RoomSize]) -> Warnings:
    """What is not good about the plan ``placed`` (cell → proposal), the worst first."""
    seats = {room.room: room.seats for room in rooms}
    by_slot: dict[int, list[Wish]] = {}
    too_small = []
    for (room, slot), key in placed.items():
        wish = wishes[key]
        by_slot.setdefault(slot, []).append(wish)
        number = seats.get(room)
        if number is not None and len(wish.wanted_by) > number:
            too_small.append(TooSmall(key, room, len(wish.wanted_by), number))
    torn, two_at_once = [], []
    for slot, there in by_slot.items():
        for one, other in combinations(sorted(there, key=lambda wish: wish.proposal), 2):
            if _same_proposer(one, other):
                two_at_once.append(TwoAtOnce(slot, one.proposal, other.proposal))
            people = torn_between(one, other)
            if people >= FEWEST_TORN:
                torn.append(Torn(slot, one.proposal, other.proposal, people))
    torn.sort(key=lambda item: (-item.people, item.slot, item.first, item.second))
    too_small.sort(key=lambda item: (item.seats - item.wanted, item.proposal))
    two_at_once.sort(key=lambda item: (item.slot, item.first, item.second))
    return Warnings(torn, two_at_once, too_small)


def total_torn(placed: Mapping[CellKey, int], wishes: Mapping[int, Wish]) -> int:
    """How often in the whole plan somebody has to choose between two sessions at once."""
    by_slot: dict[int, list[Wish]] = {}
    for (_room, slot), key in placed.items():
        by_slot.setdefault(slot, []).append(wishes[key])
    return sum(torn_between(one, other) for there in by_slot.values() for one, other in combinations(there, 2))


def suggest(
    wishes: Mapping[int, Wish], rooms: Sequence[RoomSize], slots: Sequence[int], placed: Mapping[CellKey, int]
) -> Suggestion:
    """Fill the free cells of ``slots`` (in order of time). What is ``placed`` already stays where it is."""
    plan = dict(placed)
    suggestion = Suggestion()
    waiting = [wish for key, wish in wishes.items() if key not in set(placed.values())]
    for wish in sorted(waiting, key=lambda item: (-len(item.wanted_by), item.proposal)):
        choice = _best(wish, wishes, rooms, slots, plan)
        if choice is None:
            suggestion.left_over.append(wish.proposal)
            continue
        plan[choice.room, choice.slot] = wish.proposal
        suggestion.choices.append(choice)
    order = {slot: number for number, slot in enumerate(slots)}
    columns = {room.room: number for number, room in enumerate(rooms)}
    suggestion.choices.sort(key=lambda choice: (order[choice.slot], columns[choice.room]))
    return suggestion


def _best(
    wish: Wish,
    wishes: Mapping[int, Wish],
    rooms: Sequence[RoomSize],
    slots: Sequence[int],
    plan: Mapping[CellKey, int],
) -> Choice | None:
    """The slot that costs least: people who are torn, people without a seat; then the emptiest, then the earliest."""
    found: list[tuple[tuple[int, int, int], Choice]] = []
    wanted = len(wish.wanted_by)
    for number, slot in enumerate(slots):
        free = [room for room in rooms if (room.room, slot) not in plan]
        if not free:
            continue
        room = min(free, key=lambda item: _fit(item, wanted))
        there = [wishes[key] for (_room, at), key in plan.items() if at == slot]
        torn = sum(torn_between(wish, other) for other in there)
        is_two = any(_same_proposer(wish, other) for other in there)
        without_seat = max(0, wanted - room.seats) if room.seats is not None else 0
        cost = torn + without_seat + (NEVER if is_two else 0)
        choice = Choice(wish.proposal, room.room, slot, wanted, torn, without_seat > 0, is_two)
        found.append(((cost, len(there), number), choice))
    return min(found, key=lambda item: item[0])[1] if found else None


def _fit(room: RoomSize, wanted: int) -> tuple[int, int]:
    """The smallest room that is large enough; else one whose size nobody knows; else the largest."""
    if room.seats is None:
        return (1, 0)
    return (0, room.seats) if room.seats >= wanted else (2, -room.seats)
