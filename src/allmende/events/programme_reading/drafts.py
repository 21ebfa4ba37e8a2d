# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a table becomes: events with sessions, places and packages; and what the portal has already, to compare with."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from allmende.events.programme_reading.values import one_line
from allmende.territory.naming import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from allmende.events.programme_reading.inquiry import Doubt

NEW: Final = "new"
UPDATE: Final = "update"
SKIP: Final = "skip"


@dataclass(frozen=True, slots=True)
class Table:
    """The file as it was read: headings and rows of texts, each with its number in the file."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file and its texts by the keys of the columns; empty cells are left out."""

    number: int
    cells: Mapping[str, str]

    def text(self, key: str) -> str:
        return self.cells.get(key, "")

    def line(self, key: str) -> str:
        return one_line(self.cells.get(key, ""))


@dataclass(frozen=True, slots=True)
class House:
    """Where a session takes place; ``pk`` is the venue of the portal that is used again."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    accessibility: str = ""
    pk: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """By which two are the same house."""
        return fold(self.name), fold(self.city), fold(self.street)

    @property
    def label(self) -> str:
        return ", ".join(part for part in (self.name, self.street, f"{self.postcode} {self.city}".strip()) if part)


@dataclass(slots=True)
class DraftSession:
    """One date, from one row."""

    row: int
    day: dt.date
    starts: dt.time
    ends: dt.time
    zone: str
    last_day: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    label: str = ""
    house: House | None = None
    room: str = ""
    online_url: str = ""
    capacity: int | None = None
    minimum_number: int | None = None
    organisation_limit: int | None = None
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    speakers: tuple[tuple[str, str], ...] = ()
    packages: tuple[str, ...] = ()
    known: int | None = None
    """The session of the portal that it changes."""

    def overlaps(self, other: DraftSession | KnownSession) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(slots=True)
class DraftEvent:
    """One event, from one or more rows. ``action`` says what becomes of it, ``known`` which event it changes."""

    number: int | None
    title: str
    rows: list[Row]
    kind: str = "workshop"
    texts: dict[str, str] = field(default_factory=dict)
    speakers: list[tuple[str, str]] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    dates_note: str = ""
    expected_from: dt.date | None = None
    expected_until: dt.date | None = None
    sessions: list[DraftSession] = field(default_factory=list)
    action: str = NEW
    known: int | None = None

    @property
    def row_numbers(self) -> list[int]:
        return [row.number for row in self.rows]


@dataclass(slots=True)
class DraftPackage:
    """Sessions that are booked at once."""

    title: str
    sessions: list[DraftSession]


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A session that the portal has."""

    pk: int
    event: int
    title: str
    day: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    house: tuple[str, str, str] | None
    room: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event that the portal has in the year of the programme."""

    pk: int
    title: str
    can_change: bool
    sessions: tuple[KnownSession, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the portal knows that a table is compared with. ``cities`` are municipalities by their folded names, each
    with the postcodes of administrations there are.
    """

    year: int
    today: dt.date
    events: tuple[KnownEvent, ...] = ()
    sessions: tuple[KnownSession, ...] = ()
    venues: tuple[House, ...] = ()
    topics: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    cities: Mapping[str, frozenset[str]] = field(default_factory=dict)
    knows_cities: bool = False
    kinds: Mapping[str, str] = field(default_factory=dict)
    kind_words: Mapping[str, str] = field(default_factory=dict)
    """Kinds by their folded names in every language of the portal; ``kinds`` has what each is called here."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to look at that needs no answer."""

    rows: tuple[int, ...]
    text: str


@dataclass(slots=True)
class Plan:
    """What would be written, and what is not clear yet. With an open doubt nothing is written."""

    events: list[DraftEvent] = field(default_factory=list)
    packages: list[DraftPackage] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    doubts: Sequence[Doubt] = ()
    open: Sequence[Doubt] = ()

    @property
    def is_ready(self) -> bool:
        return not self.open and bool(self.written)

    @property
    def written(self) -> list[DraftEvent]:
        return [event for event in self.events if event.action != SKIP]

    @property
    def new_houses(self) -> list[House]:
        """Those that the portal does not have, once each, in the order of the rows."""
        found: dict[Any, House] = {}
        for event in self.written:
            for session in event.sessions:
                if session.house is not None and session.house.pk is None:
                    found.setdefault(session.house.key, session.house)
        return list(found.values())


def zone_exists(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
