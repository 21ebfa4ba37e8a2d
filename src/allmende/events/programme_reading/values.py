# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What single cells of a programme say: dates in words and figures, times, numbers, persons with their institutions."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from allmende.core.table_files import plain
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from allmende.core.table_files import Cell

WEEKDAYS: Final = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
BY_WEEKDAY: Final = {fold(word): number for number, word in enumerate(WEEKDAYS)} | {
    "mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6, "sonnabend": 5,
}  # fmt: skip
MONTHS: Final = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
BY_MONTH: Final = {fold(word): number for number, word in enumerate(MONTHS, start=1)} | {
    "jan": 1, "feb": 2, "mrz": 3, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "okt": 10,
    "nov": 11, "dez": 12, "janner": 1,
}  # fmt: skip
OPEN_WORDS: Final = frozenset(
    {"offen", "noch offen", "termin offen", "termine offen", "termin noch offen", "termine noch offen", "folgt", "n n",
     "nn", "termin folgt", "termine folgen", "tba", "tbd", "steht noch nicht fest", "noch nicht bekannt",
     "wird noch bekannt gegeben", "wird bekannt gegeben", "unbekannt"}
)  # fmt: skip
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufffe\uffff]")
ISO_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
FIGURES: Final = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4}|\d{2})?")
WORDS: Final = re.compile(r"(\d{1,2})\.?\s*([A-Za-zÄÖÜäöü]+)\.?\s*(\d{4})?")
LEADING_WEEKDAY: Final = re.compile(
    r"(?:am\s+)?([A-Za-zÄÖÜäöü]+)(?:\.\s*,?|\s*,|\s)\s*(?:den\s+|der\s+)?(?=\d)", re.IGNORECASE
)
STRETCH: Final = re.compile(r"(?:im\s+)?(erstes|zweites|1|2|i|ii)\s+(?:halbjahr|hj)\s+(\d{4})")
QUARTER: Final = re.compile(r"(?:im\s+)?(?:q\s*)?([1-4])\s*(?:quartal)?\s+(\d{4})")
MONTH_YEAR: Final = re.compile(r"(?:im\s+)?([a-z]+)\s+(\d{4})")
SEASON: Final = re.compile(r"(?:im\s+)?(?:spat|fruh)?(?:fruhjahr|fruhling|sommer|herbst|winter)\s+(\d{4})")
TIME: Final = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?::00)?)?\s*(?:uhr|h)?", re.IGNORECASE)
RANGE: Final = re.compile(r"\s*(?:–|—|-|bis)\s*", re.IGNORECASE)
INSTITUTION: Final = re.compile(r"(.+?)\s*\(([^()]*)\)\s*")
MINUTES_OF_A_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class When:
    """What a cell says about the day. ``year_missing``: day and month are there, the year is not.

    Without a day, ``note`` is what it says instead („zweites Halbjahr 2026“), as a stretch where it is one.
    """

    day: dt.date | None = None
    weekday: int | None = None
    note: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    year_missing: bool = False


def text_of(cell: Cell) -> str:
    """A cell as plain text: dates as 2026-02-24, times as 09:00, whole numbers without „.0“, line feeds kept."""
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return _time_text(cell)
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str("" if cell is None else cell).replace("\r\n", "\n").replace("\r", "\n")
    return plain(CONTROL.sub(" ", text).strip())


def _time_text(cell: dt.date | dt.time | dt.timedelta) -> str:
    if isinstance(cell, dt.timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(cell, dt.datetime) and cell.time() != dt.time():
        return f"{cell:%Y-%m-%d %H:%M}"
    return f"{cell:%H:%M}" if isinstance(cell, dt.time) else f"{cell:%Y-%m-%d}"


def one_line(text: str) -> str:
    return " ".join(text.split())


def read_number(text: str) -> int | None:
    """„3“, „3.“ or „Nr. 3“."""
    found = re.fullmatch(r"(?:nr\.?|no\.?|#)?\s*(\d{1,5})\.?", text.strip(), re.IGNORECASE)
    return int(found[1]) if found else None


def read_when(text: str) -> When | None:
    """What ``text`` says about the day; None for what cannot be read."""
    text = one_line(text)
    weekday, rest = _weekday(text)
    folded = fold(text)
    first, last = _stretch(folded) or (None, None)
    if folded in OPEN_WORDS or first or SEASON.fullmatch(folded):
        return When(note=text, first=first, last=last)
    parts = _parts(rest)
    if parts is None:
        return None
    day, month, year = parts
    if year is None:
        return When(weekday=weekday, year_missing=True)
    try:
        return When(day=dt.date(year, month, day), weekday=weekday)
    except ValueError:
        return None


def day_in(text: str, year: int) -> dt.date | None:
    """The day that ``text`` names without a year, in ``year``."""
    parts = _parts(_weekday(one_line(text))[1])
    try:
        return dt.date(year, parts[1], parts[0]) if parts else None
    except ValueError:
        return None


def read_weekday(text: str) -> int | None:
    return BY_WEEKDAY.get(fold(text))


def _weekday(text: str) -> tuple[int | None, str]:
    """The weekday a date begins with, and the rest."""
    found = LEADING_WEEKDAY.match(text)
    if found and fold(found[1]) in BY_WEEKDAY:
        return BY_WEEKDAY[fold(found[1])], text[found.end() :]
    return None, text


def _parts(text: str) -> tuple[int, int, int | None] | None:
    if found := ISO_DAY.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := FIGURES.fullmatch(text):
        year = found[3]
        return int(found[1]), int(found[2]), (2000 + int(year) if len(year) == 2 else int(year)) if year else None
    if (found := WORDS.fullmatch(text)) and fold(found[2]) in BY_MONTH:
        return int(found[1]), BY_MONTH[fold(found[2])], int(found[3]) if found[3] else None
    return None


def _stretch(folded: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of half a year, a quarter or a month."""
    if found := STRETCH.fullmatch(folded):
        first = 1 if found[1] in {"erstes", "1", "i"} else 7
        return _months(int(found[2]), first, 6)
    if "quartal" in folded or folded.startswith("q"):
        found = QUARTER.fullmatch(folded)
        return _months(int(found[2]), 3 * int(found[1]) - 2, 3) if found else None
    if (found := MONTH_YEAR.fullmatch(folded)) and found[1] in BY_MONTH:
        return _months(int(found[2]), BY_MONTH[found[1]], 1)
    return None


def _months(year: int, first: int, count: int) -> tuple[dt.date, dt.date] | None:
    last = first + count - 1
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def read_time(text: str) -> dt.time | None:
    """„09:00“, „9 Uhr“, „9.30 Uhr“, or the part of a day that spreadsheets keep (0.375)."""
    text = one_line(text)
    if re.fullmatch(r"0?[.,]\d+", text) and not re.fullmatch(r"0?\d\.[0-5]\d", text):
        minutes = round(float(text.replace(",", ".")) * MINUTES_OF_A_DAY)
        return dt.time(minutes // 60, minutes % 60) if minutes < MINUTES_OF_A_DAY else None
    found = TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return dt.time(int(found[1]), int(found[2] or 0))


def read_times(text: str) -> tuple[dt.time, dt.time] | None:
    """„9:00–16:00 Uhr“: both in one cell."""
    parts = RANGE.split(one_line(text))
    if len(parts) != 2:
        return None
    first, last = (read_time(part) for part in parts)
    return (first, last) if first is not None and last is not None else None


@dataclass(frozen=True, slots=True)
class Until:
    """A day, perhaps with a time, up to which (or from which) something counts."""

    day: dt.date
    time: dt.time | None = None


def read_until(text: str) -> Until | None:
    """„10. Februar 2026“ or „10.02.2026, 12:00 Uhr“."""
    text = one_line(text)
    found = re.fullmatch(r"(.*?\d{4}|\d{4}-\d{1,2}-\d{1,2})(?:,?\s+(?:um\s+)?(\d.*))?", text)
    if found is None:
        return None
    when = read_when(found[1])
    time = read_time(found[2]) if found[2] else None
    if when is None or when.day is None or (found[2] and time is None):
        return None
    return Until(when.day, time)


def split_persons(text: str) -> list[str] | None:
    """The persons a cell names; None where a comma may part persons or a name from what it says about them."""
    if re.search(r"[;\n|]", text):
        return [one_line(part) for part in re.split(r"[;\n|]", text) if part.strip()]
    parts = [one_line(part) for part in re.split(r",(?![^(]*\))", text)]
    if len(parts) == 1 or all(INSTITUTION.fullmatch(part) for part in parts):
        return [part for part in parts if part]
    return None


def commas(text: str) -> list[str]:
    """The parts between commas outside brackets."""
    return [one_line(part) for part in re.split(r",(?![^(]*\))", text) if part.strip()]


def person(text: str) -> tuple[str, str]:
    """Name and institution: „Prof. Muster (Trier)“."""
    found = INSTITUTION.fullmatch(text)
    return (one_line(found[1]), one_line(found[2])) if found else (one_line(text), "")


def split_list(text: str) -> list[str]:
    return [one_line(part) for part in re.split(r"[;\n|]", text) if part.strip()]


def day_words(day: dt.date) -> str:
    """„Mittwoch, 22.04.2026“"""
    return f"{WEEKDAYS[day.weekday()]}, {day:%d.%m.%Y}"


def nearest(day: dt.date, weekday: int) -> list[dt.date]:
    """The days before and after ``day`` that are this day of the week, the nearer one first."""
    back = (day.weekday() - weekday) % 7
    found = [day - dt.timedelta(days=back), day + dt.timedelta(days=7 - back)]
    return sorted(found, key=lambda other: abs(other - day))
