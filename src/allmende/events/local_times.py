# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Times as they are read on a clock at the place of a session, and the moments they mean.

When the clocks are put forward an hour is left out; when they are put back an hour comes twice. Neither is guessed.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ONE_DAY: Final = dt.timedelta(days=1)


class TimeTwiceError(ValidationError):
    """The time comes twice on that day, and nobody has said which one is meant."""


def is_left_out(local: dt.datetime, zone: zoneinfo.ZoneInfo) -> bool:
    """Whether no clock at this place ever shows the time ``local``."""
    there = local.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)
    return there.replace(tzinfo=None, fold=0) != local.replace(tzinfo=None, fold=0)


def comes_twice(local: dt.datetime, zone: zoneinfo.ZoneInfo) -> bool:
    """Whether the clocks at this place show the time ``local`` in two hours of that day."""
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and not is_left_out(local, zone)


def moment(day: dt.date, time: dt.time, zone_name: str, *, second_hour: bool | None = None) -> dt.datetime:
    """The moment at which a clock in ``zone_name`` shows ``time`` on ``day``, in UTC.

    Of a time that comes twice ``second_hour`` says which is meant. Raises TimeTwiceError without it, ValidationError
    for a time that does not exist.
    """
    zone = zoneinfo.ZoneInfo(zone_name)
    local = dt.datetime.combine(day, time.replace(tzinfo=None))
    told = {"time": f"{time:%H:%M}", "day": f"{day:%d.%m.%Y}"}
    if is_left_out(local, zone):
        raise ValidationError(
            _("%(time)s Uhr gibt es am %(day)s nicht: In dieser Stunde werden die Uhren vorgestellt.") % told
        )
    if comes_twice(local, zone) and second_hour is None:
        raise TimeTwiceError(
            _("%(time)s Uhr gibt es am %(day)s zweimal: Die Uhren werden zurückgestellt. Welche Stunde ist gemeint?")
            % told
        )
    return local.replace(tzinfo=zone, fold=1 if second_hour else 0).astimezone(dt.UTC)


def moved(when: dt.datetime, days: int, zone_name: str) -> dt.datetime:
    """``when`` moved by whole days, at the same time on the clock; one that is left out there becomes an hour later."""
    local = when.astimezone(zoneinfo.ZoneInfo(zone_name))
    return (local.replace(tzinfo=None) + days * ONE_DAY).replace(tzinfo=local.tzinfo).astimezone(dt.UTC)


def same_weekday(day: dt.date, year: int) -> dt.date:
    """The day of ``year`` nearest to the date of ``day`` that is the same day of the week."""
    anchor = dt.date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)
    near = (anchor + offset * ONE_DAY for offset in sorted(range(-6, 7), key=abs))
    return next(found for found in near if found.weekday() == day.weekday() and found.year == year)
