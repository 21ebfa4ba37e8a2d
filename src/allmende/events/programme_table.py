# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The programme as a table with the columns that the import reads, and an empty one to fill in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from allmende.core.table_files import write_csv, write_xlsx
from allmende.events.models import Package, SessionState
from allmende.events.models.programme import TIME_ZONE, zone
from allmende.events.programme_reading.columns import COLUMNS
from allmende.events.programme_reading.values import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allmende.events.models import Event, Session
    from allmende.events.models.programme import EventQuerySet

HEADINGS: Final = tuple(column.heading for column in COLUMNS)
CONTENT_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
EXAMPLE: Final = {
    "number": "1", "title": "Beispiel: Verwaltung gemeinsam gestalten", "kind": "Workshop",
    "summary": "Wie mehrere Kommunen eine Aufgabe teilen.",
    "description": "Ablauf und Inhalte, gern in mehreren Absätzen.",
    "target_group": "Beschäftigte von Kommunen", "speakers": "Dr. Rosa Beispiel (Hochschule Beispiel); Max Muster",
    "label": "Tag 1", "weekday": "Dienstag", "date": "24.02.2026", "starts": "09:00", "ends": "16:00",
    "venue": "Bürgerhaus", "street": "Marktplatz 1", "postcode": "56743", "city": "Mendig", "room": "Saal 1",
    "accessibility": "Rampe am Haupteingang", "capacity": "20", "minimum": "8", "limit": "3",
    "opens": "10.01.2026", "deadline": "10.02.2026", "package": "Mendig, beide Tage", "topics": "Personal",
    "bring": "Ein eigenes Vorhaben", "cost": "Die Teilnahme ist kostenfrei.", "notes": "Parkplätze hinter dem Haus",
}  # fmt: skip
"""One row that shows how each column is filled."""


def as_file(rows: Iterable[Mapping[str, str]], kind: str) -> bytes:
    """``rows`` by the keys of the columns, as CSV or XLSX."""
    lines = [[row.get(column.key, "") for column in COLUMNS] for row in rows]
    if kind == "csv":
        return write_csv(HEADINGS, lines)
    return write_xlsx(HEADINGS, lines, sheet_name=_("Programm"))


def rows_of(events: EventQuerySet) -> list[dict[str, str]]:
    """One row for each date, and one for what is open; what belongs to the event stands in its first row.

    Cancelled sessions are left out.
    """
    rows: list[dict[str, str]] = []
    found = events.prefetch_related("speakers", "topics", "sessions__venue").order_by("number", "title", "pk")
    with translation.override("de"):
        packages = _packages(events)
        for event in found:
            rows += _rows(event, packages)
    return rows


def _packages(events: EventQuerySet) -> dict[int, list[str]]:
    """Titles of the packages that each session belongs to."""
    titles: dict[int, list[str]] = {}
    packages = Package.objects.filter(is_offered=True, sessions__event__in=events.order_by().values("pk")).distinct()
    for package in packages.prefetch_related("sessions").order_by("pk"):
        for session in package.sessions.all():
            titles.setdefault(session.pk, []).append(package.title)
    return titles


def _rows(event: Event, packages: Mapping[int, list[str]]) -> list[dict[str, str]]:
    which = {"number": str(event.number or ""), "title": event.title}
    planned = [session for session in event.sessions.all() if session.state == SessionState.PLANNED]
    rows = [
        which | _session_cells(session, packages.get(session.pk, []))
        for session in sorted(planned, key=lambda session: (session.starts_at, session.pk))
    ]
    if event.dates_note or not rows:
        rows.append(which | {"date": event.dates_note})
    rows[0] |= _event_cells(event)
    return rows


def _event_cells(event: Event) -> dict[str, str]:
    speakers = [str(speaker) for speaker in event.speakers.all()]
    return {
        "kind": str(event.get_kind_display()),
        "summary": event.summary,
        "description": event.description,
        "target_group": event.target_group,
        "speakers": _listed(speakers),
        "topics": _listed([topic.name for topic in event.topics.all()]),
        "bring": event.bring,
        "cost": event.cost_note,
        "funding": event.funding_note,
        "notes": event.notes,
        "contact": event.contact_email,
        "source": event.source_url,
    }


def _listed(names: list[str]) -> str:
    """With a semicolon at the end where a comma in a single name might be taken for a separator."""
    return f"{names[0]};" if len(names) == 1 and "," in names[0] else "; ".join(names)


def _session_cells(session: Session, packages: list[str]) -> dict[str, str]:
    start, end, venue = session.local_start, session.local_end, session.venue
    cells = {
        "label": session.label,
        "weekday": WEEKDAYS[start.weekday()],
        "date": f"{start:%d.%m.%Y}",
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "last_day": "" if end.date() == start.date() else f"{end:%d.%m.%Y}",
        "zone": "" if session.time_zone == TIME_ZONE else session.time_zone,
        "room": session.room,
        "capacity": _number(session.capacity),
        "minimum": _number(session.minimum_number),
        "limit": _number(session.organisation_limit),
        "opens": _limit(session.opens_at, session.time_zone, is_end=False),
        "deadline": _limit(session.closes_at, session.time_zone, is_end=True),
        "package": "; ".join(packages),
        "online": session.online_url,
    }
    if venue is not None:
        cells |= {"venue": venue.name, "street": venue.street, "postcode": venue.postcode, "city": venue.city}
        cells |= {"accessibility": venue.accessibility}
    return cells


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _limit(when: dt.datetime | None, zone_name: str, *, is_end: bool) -> str:
    """A day where it begins with it, or ends with it; else day and time."""
    if when is None:
        return ""
    local = timezone.localtime(when, zone(zone_name))
    if local.time() != dt.time():
        return f"{local:%d.%m.%Y %H:%M}"
    return f"{local.date() - dt.timedelta(days=1):%d.%m.%Y}" if is_end else f"{local:%d.%m.%Y}"
