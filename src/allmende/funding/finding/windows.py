# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Whether applications are taken today: how the window of a call lies to a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.funding.models import Call

SOON: Final = dt.timedelta(days=92)
"""What ends within three months."""
FAR: Final = dt.date.max


class Standing(StrEnum):
    """``ROLLING``: open, without a last day. ``COMING``: not open yet. ``UNKNOWN``: no day is known.

    The order is that of interest.
    """

    OPEN = "open"
    ROLLING = "rolling"
    COMING = "coming"
    UNKNOWN = "unknown"
    OVER = "over"


RANK: Final = {standing: number for number, standing in enumerate(Standing)}


@dataclass(frozen=True, slots=True)
class Window:
    """A call as a page shows it on the day ``on``."""

    call: Call
    on: dt.date

    @property
    def standing(self) -> Standing:
        if self.call.closes_on is not None and self.call.closes_on < self.on:
            return Standing.OVER
        if self.call.opens_on is not None and self.call.opens_on > self.on:
            return Standing.COMING
        if self.call.is_rolling:
            return Standing.ROLLING
        is_known = self.call.opens_on is not None or self.call.closes_on is not None
        return Standing.OPEN if is_known else Standing.UNKNOWN

    @property
    def takes_applications(self) -> bool:
        return self.standing in {Standing.OPEN, Standing.ROLLING}

    @property
    def closes_soon(self) -> bool:
        """Its last day lies within the next three months."""
        last = self.call.closes_on
        return last is not None and self.on <= last <= self.on + SOON

    @property
    def words(self) -> str:
        """„Anträge bis 31. Dezember 2026“; what is not known is said."""
        first, last = self.call.opens_on, self.call.closes_on
        days = {"first": _day(first), "last": _day(last)}
        if self.standing is Standing.ROLLING:
            return _("Anträge laufend, ohne Frist")
        if self.standing is Standing.UNKNOWN:
            return _("Zeitraum nicht bekannt")
        if self.standing is Standing.OVER:
            return _("Anträge waren bis %(last)s möglich") % days
        if last is None:
            return _("Anträge ab %(first)s, Ende nicht bekannt") % days
        is_coming = self.standing is Standing.COMING
        return (_("Anträge vom %(first)s bis %(last)s") if is_coming else _("Anträge bis %(last)s")) % days

    @property
    def days_left(self) -> str:
        """„heute ist der letzte Tag“, „noch 12 Tage“; empty where the end is not near."""
        last = self.call.closes_on
        if not self.takes_applications or last is None or not self.closes_soon:
            return ""
        days = (last - self.on).days
        if not days:
            return _("heute ist der letzte Tag")
        return ngettext("noch %(n)s Tag", "noch %(n)s Tage", days) % {"n": days}


def _day(day: dt.date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day is not None else ""


def in_order(calls: Iterable[Call], on: dt.date) -> list[Window]:
    """Open ones first by their end, then what is to come, then what is over, the latest first."""

    def place(window: Window) -> tuple[int, dt.date, int, int]:
        call = window.call
        if window.standing is Standing.COMING:
            return RANK[window.standing], call.opens_on or FAR, 0, call.pk
        if window.standing is Standing.OVER:
            return RANK[window.standing], FAR, -(call.closes_on or FAR).toordinal(), call.pk
        return RANK[window.standing], call.closes_on or FAR, 0, call.pk

    return sorted((Window(call, on) for call in calls), key=place)
