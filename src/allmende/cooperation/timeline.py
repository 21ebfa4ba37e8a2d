# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The timeline of an alliance as geometry: one bar per funding period and per member, in percent of the whole span.

Horizontal values are percent (0-100) so that the picture fits every width without shrinking its text; vertical values
are pixels. A bar that is open (no end known) runs to the right edge.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from allmende.cooperation.cards import partner_name
from allmende.core.partial_dates import PartialDate, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.cooperation.models import Alliance, AlliancePeriod, Participation

ROW = 44
TOP = 28
MOST_TICKS = 6
PERIOD, MEMBER = "period", "member"


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its label, when (in words), where the bar lies. ``y`` is the top of the row."""

    kind: str
    label: str
    when: str
    x: float
    width: float
    y: int
    is_open: bool

    @property
    def label_y(self) -> int:
        return self.y + 14

    @property
    def bar_y(self) -> int:
        return self.y + 20


@dataclass(frozen=True, slots=True)
class Tick:
    """The first of January of a year; the label stands right of the line, left of it near the edge."""

    year: int
    x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """All bars between the first and the last year, periods above members."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    height: int


@dataclass(frozen=True, slots=True)
class _Span:
    kind: str
    label: str
    start: dt.date | None
    end: dt.date | None
    when: str


def last_day(date: PartialDate) -> dt.date:
    """The last day a partial date may mean: „2023“ ends on 31 December 2023, „Juli 2023“ on 31 July."""
    if date.precision == Precision.YEAR:
        return dt.date(date.on.year, 12, 31)
    if date.precision == Precision.MONTH:
        following = dt.date(date.on.year + date.on.month // 12, date.on.month % 12 + 1, 1)
        return following - dt.timedelta(days=1)
    return date.on


def in_words(start: PartialDate | None, end: PartialDate | None) -> str:
    """„2021 bis 2023“, „seit 2023“, „bis März 2026“ or nothing."""
    if start and end:
        return _("%(start)s bis %(end)s") % {"start": start, "end": end}
    if start:
        return _("seit %(start)s") % {"start": start}
    return _("bis %(end)s") % {"end": end} if end else ""


def _spans(alliance: Alliance, periods: Sequence[AlliancePeriod], members: Sequence[Participation]) -> Iterable[_Span]:
    for period in periods:
        end = period.end
        yield _Span(
            PERIOD,
            _("%(number)s. Förderperiode") % {"number": period.number},
            period.starts_on,
            last_day(end) if end else None,
            in_words(period.start, end),
        )
    for member in members:
        joined, left = member.joined or alliance.founded, member.left
        yield _Span(
            MEMBER,
            partner_name(member),
            joined.on if joined else None,
            last_day(left) if left else None,
            in_words(joined, left) or _("Beitritt nicht angegeben"),
        )


def _ticks(first: dt.date, last: dt.date) -> tuple[Tick, ...]:
    years = range(first.year, last.year + 1)
    step = -(-len(years) // MOST_TICKS)
    days = (last - first).days
    ticks = []
    for year in years[::step]:
        x = round((dt.date(year, 1, 1) - first).days / days * 100, 2)
        ticks.append(Tick(year, x, "end" if x > 90 else "start"))
    return tuple(ticks)


def of_alliance(
    alliance: Alliance, periods: Sequence[AlliancePeriod], members: Sequence[Participation], *, today: dt.date
) -> Timeline | None:
    """The timeline from the first known year to the end of the last (at least this year when something is open)."""
    spans = list(_spans(alliance, periods, members))
    starts = [span.start for span in spans if span.start]
    if not starts:
        return None
    ends = [span.end or today for span in spans if span.start]
    first, last = dt.date(min(starts).year, 1, 1), dt.date(max(*ends, *starts).year, 12, 31)
    days = (last - first).days + 1
    bars = []
    for number, span in enumerate(spans):
        x = ((span.start or first) - first).days / days * 100
        stop = ((span.end or last) - first).days + 1
        width = max(stop / days * 100 - x, 0.5) if span.start else 0.0
        bars.append(
            Bar(span.kind, span.label, span.when, round(x, 2), round(width, 2), TOP + number * ROW, span.end is None)
        )
    return Timeline(tuple(bars), _ticks(first, last), TOP + len(bars) * ROW + 4)
