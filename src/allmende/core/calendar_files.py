# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Files that calendars read (RFC 5545), whatever they tell of: times of the day, whole days, feeds with 304.

Times are those of Europe/Berlin with its rule, or UTC for what takes place elsewhere. Texts are cleaned before they
become part of a file: a title never becomes a line of its own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.http import HttpResponse

from allmende.core.outgoing import xml_text

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable

    from django.http import HttpRequest

PRODUCT: Final = "-//Allmende//Kalender//DE"
TIME_ZONE: Final = "Europe/Berlin"
READ_AGAIN: Final = dt.timedelta(hours=4)
"""How often calendars should read a feed again (RFC 7986, 5.7)."""
ONE_DAY: Final = dt.timedelta(days=1)


class Method(StrEnum):
    """What the receiver's calendar is to do (RFC 5546, 1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def one_line(text: str) -> str:
    """``text`` on one line, without control characters: a title never becomes a line of its own."""
    return " ".join(xml_text(text).split())


def uid_of(key: uuid.UUID | str) -> str:
    """Unique in the world: the key at the name of the portal."""
    return f"{key}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}"


def add_times(entry: Any, start: dt.datetime, end: dt.datetime, *, time_zone: str) -> None:
    """Start and end by the clocks of Europe/Berlin, whose rule every file holds; by UTC for any other zone."""
    shown_in = zoneinfo.ZoneInfo(TIME_ZONE) if time_zone == TIME_ZONE else dt.UTC
    entry.add("dtstart", start.astimezone(shown_in))
    entry.add("dtend", end.astimezone(shown_in))


def add_day(entry: Any, day: dt.date) -> None:
    """A whole day, in whatever zone it is read; it keeps nobody's time occupied (RFC 5545, 3.6.1 and 3.8.2.7)."""
    entry.add("dtstart", day)
    entry.add("dtend", day + ONE_DAY)
    entry.add("transp", "TRANSPARENT")


def calendar_file(entries: Iterable[Any], *, method: Method, name: str = "") -> str:
    """``entries`` as the text of one file; a ``name`` makes it a feed that calendars read again."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    if name:
        calendar.add("name", one_line(name))
        calendar.add("x-wr-calname", one_line(name))
        calendar.add("refresh-interval", READ_AGAIN, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", READ_AGAIN)
    calendar.add_component(_central_european_time())
    for entry in entries:
        calendar.add_component(entry)
    return str(calendar.to_ical().decode())


def calendar_answer(request: HttpRequest, text: str, *, name: str, is_private: bool = False) -> HttpResponse:
    """``text`` as a calendar file, with 304 for those who have it already."""
    response = HttpResponse(content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = f'"{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"'
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    if is_private:
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
    if request.headers.get("If-None-Match") == response.headers["ETag"]:
        response.status_code = 304
        return response
    response.content = text.encode()
    return response


def _central_european_time() -> icalendar.Timezone:
    """Europe/Berlin by rule since 1996 (now Directive 2000/84/EC, Art. 2 and 3); every calendar reads it alike."""
    found = icalendar.Timezone()
    found.add("tzid", TIME_ZONE)
    for part, name, start, month, before, after in (
        (icalendar.TimezoneDaylight(), "CEST", dt.datetime(1996, 3, 31, 2), 3, 1, 2),  # noqa: DTZ001 - local by definition
        (icalendar.TimezoneStandard(), "CET", dt.datetime(1996, 10, 27, 3), 10, 2, 1),  # noqa: DTZ001 - the same
    ):
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", dt.timedelta(hours=before))
        part.add("tzoffsetto", dt.timedelta(hours=after))
        part.add("tzname", name)
        found.add_component(part)
    return found
