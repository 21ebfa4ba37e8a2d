# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The plan for other programs: JSON, and entries for calendars. Titles, rooms and times; no names."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import icalendar
from django.urls import reverse
from django.utils import timezone

from allmende.core.calendar_files import Method, add_times, calendar_file, one_line, uid_of
from allmende.core.outgoing import absolute

if TYPE_CHECKING:
    from allmende.events.barcamp_access import Here
    from allmende.events.barcamp_plan import Cell, Grid


def address_of(cell: Cell) -> str:
    if cell.proposal is None:
        return ""
    return absolute(reverse("events:barcamp_proposal", kwargs={"pk": cell.proposal.pk}))


def as_json(here: Here, grid: Grid) -> dict[str, Any]:
    """The plan as plain values; times with their offset."""
    return {
        "event": here.session.event.title,
        "url": absolute(reverse("events:barcamp", kwargs={"pk": here.session.pk})),
        "version": here.barcamp.version,
        "time_zone": here.session.time_zone,
        "rooms": [{"name": room.name, "seats": room.seats} for room in grid.rooms],
        "slots": [
            {
                "starts_at": row.slot.local_times[0].isoformat(),
                "ends_at": row.slot.local_times[1].isoformat(),
                "sessions": [
                    {"room": cell.room.name, "title": cell.proposal.title, "url": address_of(cell)}
                    for cell in row.cells
                    if cell.proposal
                ],
            }
            for row in grid.rows
        ],
        "without_place": [proposal.title for proposal in grid.unplaced],
    }


def as_calendar(here: Here, grid: Grid) -> str:
    """One entry per planned session; it keeps its UID when the session moves. The sequence rises with the plan."""
    entries = []
    for row in grid.rows:
        for cell in row.cells:
            if cell.proposal is None:
                continue
            entry = icalendar.Event()
            entry.add("uid", uid_of(f"barcamp-{cell.proposal.pk}"))
            entry.add("sequence", here.barcamp.version)
            entry.add("dtstamp", timezone.now().astimezone(dt.UTC).replace(microsecond=0))
            add_times(entry, row.slot.starts_at, row.slot.ends_at, time_zone=here.session.time_zone)
            entry.add("summary", one_line(cell.proposal.title))
            entry.add("location", one_line(_place(here, cell)))
            entry.add("url", address_of(cell))
            entries.append(entry)
    return calendar_file(entries, method=Method.PUBLISH, name=here.session.event.title)


def _place(here: Here, cell: Cell) -> str:
    venue = here.session.venue
    return f"{cell.room.name}, {venue.address}" if venue is not None else cell.room.name
