# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From one row to one date, or to the note that the date is open."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from allmende.events.programme_reading.contents import read_link, read_speakers
from allmende.events.programme_reading.dates import (
    OPEN,
    Clock,
    moment_of,
    read_day,
    read_hours,
    read_window,
    read_zone,
)
from allmende.events.programme_reading.drafts import DraftSession
from allmende.events.programme_reading.values import When, split_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.events.programme_reading.drafts import DraftEvent, Row, Surroundings
    from allmende.events.programme_reading.inquiry import Inquiry
    from allmende.events.programme_reading.places import Places

LONGEST_NOTE = 120


def read_sessions(
    inquiry: Inquiry, event: DraftEvent, around: Surroundings, places: Places
) -> list[tuple[Row, DraftSession | None]]:
    """The dates of ``event``, in the order of its rows, None for what is asked about; open ones become its note."""
    made: list[tuple[Row, DraftSession | None]] = []
    notes: list[When] = []
    for row in event.rows:
        speakers = read_speakers(inquiry, row)
        event.speakers += [person for person in speakers if person not in event.speakers]
        found = _read(inquiry, row, around, places)
        if isinstance(found, DraftSession):
            found.speakers = speakers
            event.sessions.append(found)
            made.append((row, found))
        elif found is None:
            made.append((row, None))
        else:
            notes.append(found)
    _note(event, notes)
    return made


def _read(inquiry: Inquiry, row: Row, around: Surroundings, places: Places) -> DraftSession | When | None:
    when = read_day(inquiry, row, around.year)
    if when is None or when.day is None:
        return when
    hours, zone = read_hours(inquiry, row, when.day), read_zone(inquiry, row)
    if hours == OPEN:
        note = _("%(day)s, Uhrzeit noch offen") % {"day": f"{when.day:%d.%m.%Y}"}
        return When(note=note, first=when.day, last=when.day)
    house, is_settled = places.house_of(row)
    if hours is None or isinstance(hours, str) or zone is None:
        return None
    starts, ends, later = hours
    last_day = when.day + dt.timedelta(days=later) if when.day < dt.date.max else when.day
    starts_at = moment_of(inquiry, row, Clock(when.day, starts, zone, "starts"))
    ends_at = moment_of(inquiry, row, Clock(last_day, ends, zone, "ends"))
    if starts_at is None or ends_at is None or not is_settled:
        return None
    session = DraftSession(
        row=row.number,
        day=when.day,
        starts=starts,
        ends=ends,
        zone=zone,
        last_day=last_day,
        starts_at=starts_at,
        ends_at=ends_at,
        label=row.line("label"),
        house=house,
        room=row.line("room"),
        online_url=read_link(inquiry, row),
        packages=tuple(split_list(row.text("package"))),
    )
    read_window(inquiry, row, session)
    return session


def _note(event: DraftEvent, notes: list[When]) -> None:
    texts = _distinct(when.note for when in notes)
    event.dates_note = "; ".join(texts)[:LONGEST_NOTE]
    if notes and all(when.first and when.last for when in notes):
        event.expected_from = min(when.first for when in notes if when.first)
        event.expected_until = max(when.last for when in notes if when.last)


def _distinct(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]
