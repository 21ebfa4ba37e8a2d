# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a visitor can do with a session at a moment: register, wait, come back later, or no more."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from allmende.events.models import EventState, SessionState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Dated(Protocol):
    """What of a session decides about it; sessions and rows of lists have it."""

    @property
    def state(self) -> str: ...
    @property
    def starts_at(self) -> dt.datetime: ...
    @property
    def ends_at(self) -> dt.datetime: ...
    @property
    def opens_at(self) -> dt.datetime | None: ...
    @property
    def closes_at(self) -> dt.datetime | None: ...
    @property
    def capacity(self) -> int | None: ...
    @property
    def seats_taken(self) -> int: ...


class Standing(StrEnum):
    """In the order in which the best of several is chosen."""

    FREE = "free"
    """Registration is open and there are seats."""
    WAITING = "waiting"
    """Registration is open for the waiting list."""
    NOT_YET = "not_yet"
    """Registration opens later, at a known moment."""
    ANNOUNCED = "announced"
    """The date is known, registration is not open."""
    ELSEWHERE = "elsewhere"
    """The portal knows of no seats: whoever wants to come asks the organiser."""
    FULL = "full"
    """Registration is over and no seat is left."""
    CLOSED = "closed"
    """Registration is over."""
    OVER = "over"
    CANCELLED = "cancelled"


KEPT_FOR: Final = dt.timedelta(minutes=10)
"""How long pages are kept for visitors (``core.pagecache``)."""
BOOKABLE: Final = frozenset({Standing.FREE, Standing.WAITING})


def standing_of(session: Dated, event_state: str, now: dt.datetime) -> Standing:
    """How ``session`` of an event in ``event_state`` stands. It can be booked exactly while ``Session.is_open``."""
    if event_state == EventState.CANCELLED or session.state == SessionState.CANCELLED:
        return Standing.CANCELLED
    if session.ends_at < now or event_state == EventState.HELD:
        return Standing.OVER
    if event_state in {EventState.DRAFT, EventState.SAVE_THE_DATE}:
        return Standing.ANNOUNCED
    return Standing.ELSEWHERE if session.capacity is None else _booking(session, session.capacity, event_state, now)


def _booking(session: Dated, capacity: int, event_state: str, now: dt.datetime) -> Standing:
    closes_at = min(session.closes_at, session.starts_at) if session.closes_at else session.starts_at
    is_closed = event_state == EventState.CLOSED or now >= closes_at
    if not is_closed and session.opens_at is not None and session.opens_at > now:
        return Standing.NOT_YET
    is_full = session.seats_taken >= capacity
    if is_closed:
        return Standing.FULL if is_full else Standing.CLOSED
    return Standing.WAITING if is_full else Standing.FREE


def standing_together(standings: Collection[Standing]) -> Standing:
    """Of sessions booked at once: the worst of them, since all of them are needed; some waiting means waiting."""
    return max(standings, key=list(Standing).index, default=Standing.CLOSED)


def best_standing(standings: Iterable[Standing]) -> Standing | None:
    """Of sessions to choose from: the best of them, None without any."""
    return min(standings, key=list(Standing).index, default=None)


def changes_soon(sessions: Iterable[Dated], now: dt.datetime) -> bool:
    """Whether one of them will stand otherwise before the page cache would ask again."""
    moments = (at for row in sessions for at in (row.opens_at, row.closes_at, row.starts_at, row.ends_at) if at)
    return any(now <= at <= now + KEPT_FOR for at in moments)
