# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""When a session is, in words: days and hours as the clock at its place shows them, whatever the reader's."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Protocol

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from allmende.events.models.programme import TIME_ZONE, zone

if TYPE_CHECKING:
    import zoneinfo

MOMENT = dt.timedelta(microseconds=1)


class Timed(Protocol):
    """A session, or a row of a list that has its times."""

    @property
    def starts_at(self) -> dt.datetime: ...
    @property
    def ends_at(self) -> dt.datetime: ...
    @property
    def time_zone(self) -> str: ...


def _local(session: Timed) -> tuple[dt.datetime, dt.datetime]:
    there: zoneinfo.ZoneInfo = zone(session.time_zone)
    return timezone.localtime(session.starts_at, there), timezone.localtime(session.ends_at, there)


def day_of(moment: dt.datetime, time_zone: str) -> dt.date:
    """The day on the clock of a place."""
    return moment.astimezone(zone(time_zone)).date()


def first_day(session: Timed) -> dt.date:
    return day_of(session.starts_at, session.time_zone)


def last_day(session: Timed) -> dt.date:
    """Midnight still belongs to the day before."""
    start, end = _local(session)
    return max(start.date(), (end - MOMENT).date())


def day_text(day: dt.date) -> str:
    """„Dienstag, 24. Februar 2026“"""
    return f"{date_format(day, 'l')}, {date_format(day, 'DATE_FORMAT')}"


def days(session: Timed) -> str:
    """The day with its weekday, or the first and the last."""
    first, last = first_day(session), last_day(session)
    if first == last:
        return day_text(first)
    return _("%(first)s bis %(last)s") % {"first": day_text(first), "last": day_text(last)}


def hours(session: Timed) -> str:
    """„09:00–16:00 Uhr“, with the time zone where it is not that of the portal."""
    start, end = (date_format(moment, "TIME_FORMAT") for moment in _local(session))
    if first_day(session) == last_day(session):
        told = _("%(start)s–%(end)s Uhr") % {"start": start, "end": end}
    else:
        told = _("Beginn %(start)s Uhr, Ende %(end)s Uhr") % {"start": start, "end": end}
    return f"{told}{zone_note(session)}"


def zone_note(session: Timed) -> str:
    """„ (Ortszeit Europe/London)“, empty for sessions in the time of the portal."""
    if session.time_zone == TIME_ZONE:
        return ""
    return " " + _("(Ortszeit %(zone)s)") % {"zone": session.time_zone.replace("_", " ")}


def moment_text(moment: dt.datetime, time_zone: str = TIME_ZONE) -> str:
    """„24. Februar 2026, 12:00 Uhr“: when a booking window opens or closes."""
    local = timezone.localtime(moment, zone(time_zone))
    told = {"day": date_format(local, "DATE_FORMAT"), "time": date_format(local, "TIME_FORMAT")}
    return _("%(day)s, %(time)s Uhr") % told
