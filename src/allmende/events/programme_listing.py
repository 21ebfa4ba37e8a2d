# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which events a query chooses, in which order and under which headings, and how many each filter option leaves.

Events and sessions of one time are read as plain rows, in three queries whatever the filters; filtering and counting
is done on them. A filter about dates, places or seats looks at one session: „März“ and „Wittlich“ together mean a
session in Wittlich in March.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from allmende.cooperation.models import Topic
from allmende.core import searchables
from allmende.core.filters import Chip, Option, WayOut, fruitful, shortened
from allmende.core.searchables import FoundKeys
from allmende.events.models import Event, EventKind, Session
from allmende.events.programme_query import LABELS, Way, list_url
from allmende.events.searchables import SOURCE
from allmende.events.session_times import day_of
from allmende.events.standing import Standing, standing_of
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from allmende.events.models.programme import EventQuerySet
    from allmende.events.programme_query import ProgrammeQuery

UNNUMBERED: Final = 10_000
LATEST: Final = dt.date.max
ON_SITE: Final = frozenset({Way.ON_SITE.value})
ONLINE: Final = frozenset({Way.ONLINE.value})
BOTH: Final = ON_SITE | ONLINE


class SessionRow(NamedTuple):
    """What the filters ask of a session."""

    event: int
    state: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    time_zone: str
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    capacity: int | None
    seats_taken: int
    online_url: str
    city: str | None
    ars: str | None
    day: dt.date
    month: str
    """„2026-03“"""
    ways: frozenset[str]


COLUMNS: Final = (
    "event", "state", "starts_at", "ends_at", "time_zone", "opens_at", "closes_at", "capacity", "seats_taken",
    "online_url", "venue__city", "venue__territory__ars",
)  # fmt: skip


def session_row(event: int, values: tuple[Any, ...]) -> SessionRow:
    """``values`` of the columns after the first. A session may be both online and at a place; one that says nothing has
    a place that is not known yet.
    """
    _state, starts_at, _ends_at, time_zone, *_rest, online_url, city, _ars = values
    day = day_of(starts_at, time_zone)
    ways = BOTH if online_url and city else ONLINE if online_url else ON_SITE
    return SessionRow._make((event, *values, day, day.isoformat()[:7], ways))


@dataclass(frozen=True, slots=True)
class EventRow:
    """What the filters ask of an event. ``lands`` are where it takes place; ``land`` is empty when it is for all."""

    pk: int
    kind: str
    state: str
    land: str
    year: int
    number: int
    title: str
    expected_from: dt.date | None
    topics: frozenset[str]
    sessions: tuple[SessionRow, ...]

    @property
    def lands(self) -> frozenset[str]:
        return frozenset({self.land, *(session.ars[:2] for session in self.sessions if session.ars)} - {""})


class Found(NamedTuple):
    """An event that was found, and the month or year under which it stands; empty for open dates."""

    row: EventRow
    heading: str


class Programme:
    """The events that ``query`` chooses of ``visible`` at a moment, and the options of every filter."""

    def __init__(self, visible: EventQuerySet, query: ProgrammeQuery, now: dt.datetime) -> None:
        self.query = query
        self.now = now
        self.hits = searchables.find_keys(SOURCE, query.q) if query.q else FoundKeys()
        self._numbers = frozenset(self.hits.numbers)
        self.events = visible.past(now) if query.is_past else visible.coming(now)
        event_tests: dict[str, Callable[[EventRow], bool]] = {
            "q": lambda row: row.pk in self._numbers,
            "thema": lambda row: query.thema in row.topics,
            "land": lambda row: not row.land or query.land in row.lands,
            "art": lambda row: row.kind == query.art,
        }
        session_tests: dict[str, Callable[[EventRow, SessionRow], bool]] = {
            "ort": lambda _row, session: session.city == query.ort,
            "monat": lambda _row, session: session.month == query.monat,
            "jahr": lambda _row, session: session.month[:4] == query.jahr,
            "form": lambda _row, session: query.form in session.ways,
            "frei": self._has_seats,
        }
        self._event_tests = {name: test for name, test in event_tests.items() if getattr(query, name)}
        self._session_tests = {name: test for name, test in session_tests.items() if getattr(query, name)}

    def _has_seats(self, row: EventRow, session: SessionRow) -> bool:
        return standing_of(session, row.state, self.now) == Standing.FREE

    @cached_property
    def topics(self) -> list[Topic]:
        return list(Topic.objects.select_related("parent"))

    @cached_property
    def land_names(self) -> dict[str, str]:
        return dict(Territory.objects.filter(level=Level.LAND).order_by("ars").values_list("ars", "name"))

    @cached_property
    def rows(self) -> tuple[EventRow, ...]:
        """All events of the time that is asked for, before any filter."""
        slugs = {topic.pk: {topic.slug, *([topic.parent.slug] if topic.parent else [])} for topic in self.topics}
        keys = self.events.order_by().values("pk")
        topics: dict[int, set[str]] = defaultdict(set)
        through = Event.topics.through.objects.filter(event__in=keys).order_by()
        for event, topic in through.values_list("event_id", "topic_id"):
            topics[event] |= slugs.get(topic, set())
        sessions: dict[int, list[SessionRow]] = defaultdict(list)
        found = Session.objects.filter(event__in=keys).order_by("starts_at", "pk")
        if not self.query.is_past:
            found = found.filter(ends_at__gte=self.now)
        for event, *values in found.values_list(*COLUMNS):
            sessions[event].append(session_row(event, tuple(values)))
        events = self.events.order_by().values_list(
            "pk", "kind", "state", "land__ars", "year", "number", "title", "expected_from"
        )
        return tuple(
            EventRow(
                pk=pk,
                kind=kind,
                state=state,
                land=land or "",
                year=year,
                number=UNNUMBERED if number is None else number,
                title=title,
                expected_from=expected_from,
                topics=frozenset(topics[pk]),
                sessions=tuple(sessions[pk]),
            )
            for pk, kind, state, land, year, number, title, expected_from in events
        )

    @cached_property
    def _lands(self) -> frozenset[str]:
        """Every Land that is named; what is for all is found under each of them."""
        return frozenset({self.query.land, *(land for row in self.rows for land in row.lands)} - {""})

    def _sessions(self, row: EventRow, *, without: str = "") -> Sequence[SessionRow]:
        """The sessions of ``row`` that meet every filter but the one named."""
        tests = [test for name, test in self._session_tests.items() if name != without]
        if not tests:
            return row.sessions
        return [session for session in row.sessions if all(test(row, session) for test in tests)]

    def _matches(self, row: EventRow, *, without: str = "") -> bool:
        if not all(test(row) for name, test in self._event_tests.items() if name != without):
            return False
        asked = self._session_tests.keys() - {without}
        if not row.sessions and asked <= {"jahr"}:
            return not asked or str(row.year) == self.query.jahr  # without dates it counts by its programme
        return not asked or bool(self._sessions(row, without=without))

    @cached_property
    def found(self) -> list[Found]:
        """In the order of the page: what is to come by its next date, open dates last; what is over backwards."""
        chosen = [row for row in self.rows if self._matches(row)]
        if self.query.is_past:
            chosen.sort(key=lambda row: (row.number, row.title, row.pk))
            chosen.sort(key=self._last_day, reverse=True)
            return [Found(row, str(self._last_day(row).year)) for row in chosen]
        chosen.sort(key=self._soonest_first)
        return [Found(row, self._next(row).month if row.sessions else "") for row in chosen]

    def _next(self, row: EventRow) -> SessionRow:
        return (self._sessions(row) or row.sessions)[0]

    def _soonest_first(self, row: EventRow) -> tuple[bool, dt.datetime | None, dt.date, int, str, int]:
        start = self._next(row).starts_at if row.sessions else None
        far = dt.datetime.max.replace(tzinfo=dt.UTC)
        return start is None, start or far, row.expected_from or LATEST, row.number, row.title, row.pk

    def _last_day(self, row: EventRow) -> dt.date:
        return (self._sessions(row) or row.sessions)[-1].day if row.sessions else dt.date(row.year, 12, 31)

    # Options

    def options(self) -> dict[str, list[Option]]:
        """By filter: what leads to at least one event, or is chosen."""
        return {
            "thema": self._topic_options(),
            "land": self._named("land", lambda value: self.land_names.get(value, value)),
            "ort": self._named("ort", str),
            "monat": sorted(self._named("monat", month_text), key=lambda option: option.value),
            "jahr": sorted(self._named("jahr", str), key=lambda option: option.value, reverse=True),
            "art": self._named("art", lambda value: str(EventKind(value).label)),
            "form": self._named("form", lambda value: str(Way(value).label)),
        }

    def _values(self, name: str, row: EventRow) -> Iterator[str]:
        """The values of the filter ``name`` under which ``row`` is found."""
        if name == "thema":
            yield from row.topics
        elif name == "land":
            yield from row.lands if row.land else self._lands
        elif name == "art":
            yield row.kind
        elif not row.sessions and name == "jahr":
            yield str(row.year)
        for session in self._sessions(row, without=name):
            if name == "ort" and session.city:
                yield session.city
            elif name == "monat":
                yield session.month
            elif name == "jahr":
                yield session.month[:4]
            elif name == "form":
                yield from session.ways

    def _counts(self, name: str) -> Counter[str]:
        counts: Counter[str] = Counter()
        for row in self.rows:
            if self._matches(row, without=name):
                counts.update(set(self._values(name, row)))
        chosen = getattr(self.query, name)
        if chosen:
            counts.setdefault(chosen, 0)
        return counts

    def _named(self, name: str, label: Callable[[str], str]) -> list[Option]:
        chosen = getattr(self.query, name)
        found = [Option(value, label(value), count, value == chosen) for value, count in self._counts(name).items()]
        return sorted(found, key=lambda option: (option.label, option.value))

    def _topic_options(self) -> list[Option]:
        counts = self._counts("thema")
        return [
            Option(topic.slug, topic.name, counts[topic.slug], topic.slug == self.query.thema, int(bool(topic.parent)))
            for topic in self.topics
            if topic.slug in counts
        ]

    @property
    def unknown(self) -> list[str]:
        """Names of filters whose value names nothing: a topic or a Land that does not exist."""
        slugs = {topic.slug for topic in self.topics}
        named = {"thema": not self.query.thema or self.query.thema in slugs}
        named["land"] = not self.query.land or self.query.land in self.land_names
        return [name for name, is_known in named.items() if not is_known]

    # Chips

    def chip_label(self, name: str) -> str:
        value = getattr(self.query, name)
        match name:
            case "q":
                value = shortened(value)
            case "thema":
                value = next((topic.name for topic in self.topics if topic.slug == value), value)
            case "land":
                value = self.land_names.get(value, value)
            case "monat":
                value = month_text(value)
            case "art":
                value = EventKind(value).label
            case "form":
                value = Way(value).label
            case "frei":
                return _("nur freie Plätze")
        return f"{LABELS[name]}: {value}"

    def chips(self) -> list[Chip]:
        return [Chip(self.chip_label(name), list_url(self.query.without(name))) for name in self.query.active]

    def ways_out(self) -> list[WayOut]:
        """Which single filter to drop so that there is something to see, the most fruitful first."""
        return fruitful(
            WayOut(chip.label, chip.remove_url, sum(self._matches(row, without=name) for row in self.rows))
            for name, chip in zip(self.query.active, self.chips(), strict=True)
        )


def month_text(month: str) -> str:
    """„März 2026“ for „2026-03“."""
    return date_format(dt.date.fromisoformat(f"{month}-01"), "F Y")


def read_programme(visible: EventQuerySet, query: ProgrammeQuery, now: dt.datetime) -> tuple[Programme, list[str]]:
    """The programme for ``query`` without values that name nothing, and messages about those."""
    programme = Programme(visible, query, now)
    messages = [query.not_understood(name, getattr(query, name)) for name in programme.unknown]
    if not messages:
        return programme, []
    return Programme(visible, query.without(*programme.unknown), now), messages
