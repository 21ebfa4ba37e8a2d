# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Answers that are typed: of which kinds they are, and how each is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from allmende.events.programme_reading.values import (
    CONTROL,
    one_line,
    read_number,
    read_time,
    read_times,
    read_until,
    read_when,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from django.utils.functional import _StrPromise

MOST_SEATS: Final = 10_000
LONGEST: Final = 200
PLACE: Final = re.compile(r"([^,]+),\s*(?:([^,]+),\s*)?(\d{5})\s+([^,]+)")


@dataclass(frozen=True, slots=True)
class Address:
    """A house with its address."""

    name: str
    street: str
    postcode: str
    city: str


def _date(text: str) -> dt.date | None:
    when = read_when(text)
    return when.day if when else None


def _text(text: str) -> str | None:
    text = one_line(text)
    return text if text and len(text) <= LONGEST and not CONTROL.search(text) else None


def read_address(text: str) -> Address | None:
    """„Food Hotel, Langendorfer Str. 157, 56564 Neuwied“; the street may be missing."""
    found = PLACE.fullmatch(one_line(text))
    if found is None or not _text(text):
        return None
    name, street, postcode, city = ((part or "").strip() for part in found.groups())
    fits = len(name) <= 160 and len(street) <= 160 and len(city) <= 120
    return Address(name, street, postcode, city) if fits else None


def _seats(text: str) -> int | None:
    number = read_number(text)
    return number if number and number <= MOST_SEATS else None


def _postcode(text: str) -> str | None:
    return text.strip() if re.fullmatch(r"[0-9]{5}", text.strip()) else None


def _link(text: str) -> str | None:
    text = text.strip()
    return text if re.fullmatch(r"https?://[^\s<>\"']+", text) and len(text) <= LONGEST * 3 else None


def _mailbox(text: str) -> str | None:
    try:
        validate_email(text.strip())
    except ValidationError:
        return None
    return text.strip()


READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "date": _date,
    "time": read_time,
    "hours": read_times,
    "until": read_until,
    "text": _text,
    "place": read_address,
    "seats": _seats,
    "number": read_number,
    "postcode": _postcode,
    "link": _link,
    "mailbox": _mailbox,
}
"""None is what cannot be read."""
HINTS: Final[Mapping[str, _StrPromise]] = {
    "date": _("zum Beispiel 22.04.2026"),
    "hours": _("zum Beispiel 9:00–16:00"),
    "time": _("zum Beispiel 9:30"),
    "until": _("zum Beispiel 10.02.2026 oder 10.02.2026 12:00"),
    "text": _("höchstens 200 Zeichen"),
    "place": _("zum Beispiel: Bürgerhaus, Marktplatz 1, 56743 Mendig"),
    "seats": _("eine Zahl von 1 bis 10000"),
    "number": _("eine Zahl"),
    "postcode": _("fünf Ziffern"),
    "mailbox": _("ein Postfach der Stelle"),
    "link": _("eine Adresse, die mit https:// beginnt"),
}


def is_readable(kind: str, text: str) -> bool:
    return READERS[kind](text) is not None
