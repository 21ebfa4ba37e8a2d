# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Dates, times and names as papers say them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.utils import translation
from django.utils.formats import date_format

from allmende.territory.naming import fold

if TYPE_CHECKING:
    import datetime as dt

    from allmende.events.models import Session

FOLDER: Final = Path(__file__).resolve().parent


def day(local: dt.datetime) -> str:
    """„Mittwoch, 22. April 2026“."""
    with translation.override("de"):
        return date_format(local, "l, j. F Y")


def dates(start: dt.datetime, end: dt.datetime) -> str:
    """The day, or the first and the last one."""
    if start.date() == end.date():
        return day(start)
    return f"{day(start)} bis {day(end)}"


def times(start: dt.datetime, end: dt.datetime) -> str:
    """„9:00 bis 16:00 Uhr“; where clocks are not those of Germany, with the name of the zone."""
    told = f"{start.hour}:{start:%M} bis {end.hour}:{end:%M} Uhr"
    zone = str(start.tzinfo)
    return told if zone == "Europe/Berlin" else f"{told} ({zone})"


def duration(start: dt.datetime, end: dt.datetime) -> str:
    """„7 Stunden“, „1 Stunde 30 Minuten“: from the beginning to the end, the time that really went by."""
    minutes = round((end.timestamp() - start.timestamp()) / 60)
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append("1 Stunde" if hours == 1 else f"{hours} Stunden")
    if rest:
        parts.append("1 Minute" if rest == 1 else f"{rest} Minuten")
    return " ".join(parts)


def place_of(session: Session) -> str:
    """Room and address in one line; „online“ where there is none."""
    parts = [session.room, session.venue.address if session.venue else ""]
    told = ", ".join(part for part in parts if part)
    if session.is_online:
        return f"{told} und online" if told else "online"
    return told


def facts_of(session: Session) -> list[tuple[str, str]]:
    """What stands on the head of a list."""
    start, end = session.local_start, session.local_end
    return [
        ("Termin", session.label),
        ("Datum", dates(start, end)),
        ("Uhrzeit", times(start, end)),
        ("Ort", place_of(session)),
    ]


def surname_first(name: str) -> tuple[str, str]:
    """By what lists of persons are sorted: the last word of the name („von der Heide“ under H), then all of it."""
    words = fold(re.sub(r"\([^)]*\)|,.*$", "", name)).split()
    return (words[-1] if words else "", fold(name))


def file_name(*parts: str) -> str:
    """„Namensschilder 2026-04-22 Verwaltung gemeinsam gestalten.pdf“, without what file systems do not take."""
    text = " ".join(part for part in parts if part)
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    text = re.sub(r'[<>:"/\\|?*]', "-", " ".join(text.split())).strip(". ")
    return f"{text[:120].strip('. ')}.pdf"
