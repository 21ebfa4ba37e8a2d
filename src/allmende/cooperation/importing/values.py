# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Reading single cells: money, dates, yes and no, in German and in English. Pure. What is not clear is not guessed."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from allmende.core.partial_dates import PartialDate, Precision
from allmende.territory.naming import fold

Cell = str | int | float | Decimal | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

MONTHS = {
    fold(name): number
    for number, names in enumerate(
        (
            ("Januar", "Jan", "January", "Jänner"),
            ("Februar", "Feb", "February"),
            ("März", "Mrz", "March", "Mar"),
            ("April", "Apr"),
            ("Mai", "May"),
            ("Juni", "Jun", "June"),
            ("Juli", "Jul", "July"),
            ("August", "Aug"),
            ("September", "Sep", "Sept"),
            ("Oktober", "Okt", "October", "Oct"),
            ("November", "Nov"),
            ("Dezember", "Dez", "December", "Dec"),
        ),
        start=1,
    )
    for name in names
}
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
WEEKDAY_WORDS = {
    fold(word): day
    for day, words in enumerate(
        (
            ("Montag", "Mo", "Monday", "Mon"),
            ("Dienstag", "Di", "Tuesday", "Tue"),
            ("Mittwoch", "Mi", "Wednesday", "Wed"),
            ("Donnerstag", "Do", "Thursday", "Thu"),
            ("Freitag", "Fr", "Friday", "Fri"),
            ("Samstag", "Sa", "Sonnabend", "Saturday", "Sat"),
            ("Sonntag", "So", "Sunday", "Sun"),
        )
    )
    for word in words
}
UP_TO = re.compile(r"^\s*(bis zu|max\.?|maximal|höchstens|up to)\s+", re.IGNORECASE)
YEARS = range(1900, 2101)


class UnclearError(ValueError):
    """A cell that cannot be taken as it is; ``is_question`` when it contradicts itself and someone must say which."""

    def __init__(self, message: str, *, is_question: bool = False) -> None:
        super().__init__(message)
        self.is_question = is_question


def text_of(cell: Cell) -> str:
    """A cell as text without spaces around it; whole numbers without „.0“; the guard of the export is taken off."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, dt.datetime | dt.date):
        return (cell.date() if isinstance(cell, dt.datetime) else cell).isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).replace("\x00", "").strip()
    return text[1:] if re.match(r"'[=+\-@\t\r]", text) else text


def read_money(cell: Cell) -> tuple[Decimal | None, bool]:
    """An amount in EUR, and whether it is a most („bis zu“); empty means not stated."""
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return Decimal(str(cell)).quantize(Decimal("0.01")), False
    text = text_of(cell)
    is_maximum = bool(UP_TO.match(text))
    bare = re.sub(r"^(€|EUR\b)|(€|EUR|Euro)$", "", UP_TO.sub("", text).strip(), flags=re.IGNORECASE)
    bare = re.sub(r"[\s\u00a0\u202f'’]", "", bare).removesuffix(",-").removesuffix(",--")
    if not bare:
        return None, is_maximum
    if not re.fullmatch(r"[-−]?[\d.,]*\d[\d.,]*", bare):
        raise UnclearError(_("„%(text)s“ ist kein Betrag.") % {"text": text})
    try:
        return Decimal(_plain_number(bare.replace("−", "-"))).quantize(Decimal("0.01")), is_maximum
    except InvalidOperation:
        raise UnclearError(_("„%(text)s“ ist kein Betrag.") % {"text": text}) from None


def _plain_number(text: str) -> str:
    """German „1.234,50“ and English „1,234.50“ as „1234.50“; three digits after a single mark are thousands."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    for mark, other in ((",", "."), (".", ",")):
        grouped = rf"\d{{1,3}}({re.escape(other)}\d{{3}})+|\d+"
        if re.fullmatch(rf"({grouped})({re.escape(mark)}\d{{1,2}})?", digits):
            return sign + digits.replace(other, "").replace(mark, ".")
    raise InvalidOperation


def read_date(cell: Cell) -> PartialDate | None:
    """A day, month or year; a weekday beside it must fit, otherwise someone is asked."""
    if isinstance(cell, dt.datetime):
        return PartialDate(cell.date())
    if isinstance(cell, dt.date):
        return PartialDate(cell)
    text = text_of(cell)
    if not text:
        return None
    weekday, rest = _without_weekday(text)
    date = _read_written(rest)
    if date is None or date.on.year not in YEARS:
        raise UnclearError(_("„%(text)s“ ist kein Datum.") % {"text": text})
    if weekday is not None and date.precision == Precision.DAY and date.on.weekday() != weekday:
        raise UnclearError(
            _("„%(text)s“: Der %(date)s ist ein %(weekday)s. Stimmt der Tag oder der Wochentag?")
            % {"text": text, "date": f"{date.on:%d.%m.%Y}", "weekday": WEEKDAYS[date.on.weekday()]},
            is_question=True,
        )
    return date


def _without_weekday(text: str) -> tuple[int | None, str]:
    match = re.match(r"([A-Za-z]+)\.?,?\s+(.*)", text)
    if match and fold(match[1]) in WEEKDAY_WORDS:
        return WEEKDAY_WORDS[fold(match[1])], match[2]
    return None, text


def _read_written(text: str) -> PartialDate | None:
    try:
        if match := re.fullmatch(r"(\d{1,2})\.?\s*([^\W\d]+)\.?\s+(\d{4})", text):
            return PartialDate(dt.date(int(match[3]), MONTHS[fold(match[2])], int(match[1])))
        if match := re.fullmatch(r"([^\W\d]+)\.?\s+(\d{4})", text):
            return PartialDate(dt.date(int(match[2]), MONTHS[fold(match[1])], 1), Precision.MONTH)
        if match := re.fullmatch(r"(\d{1,2})[./](\d{4})", text):
            return PartialDate(dt.date(int(match[2]), int(match[1]), 1), Precision.MONTH)
        if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{2})", text):
            return PartialDate(dt.date(2000 + int(match[3]), int(match[2]), int(match[1])))
        return PartialDate.parse(text)
    except (ValueError, KeyError):
        return None


def read_yes_no(cell: Cell) -> bool | None:
    """Ja or nein; empty means not known."""
    word = fold(text_of(cell))
    if word in {"ja", "j", "yes", "y", "x", "1", "wahr", "true"}:
        return True
    if word in {"nein", "n", "no", "0", "falsch", "false"}:
        return False
    if not word or word in {"unbekannt", "unknown"}:
        return None
    raise UnclearError(_("„%(text)s“ ist weder ja noch nein.") % {"text": text_of(cell)})


def last_day(date: PartialDate) -> dt.date:
    """The last day that a date may mean: 2024 → 31 December 2024."""
    if date.precision == Precision.YEAR:
        return date.on.replace(month=12, day=31)
    if date.precision == Precision.MONTH:
        return date.on.replace(day=calendar.monthrange(date.on.year, date.on.month)[1])
    return date.on
