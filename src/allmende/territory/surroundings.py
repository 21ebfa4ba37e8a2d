# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What lies around and inside a territory: neighbours with the length of the common border, members by level."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.db.models import Count, Q
from django.db.models.functions import Substr

from allmende.territory.models import Border, Level, Territory

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY_LENGTH = {Level.LAND: 2, Level.REGIERUNGSBEZIRK: 3, Level.KREIS: 5, Level.VERBAND: 9, Level.GEMEINDE: 12}
MEMBER_LEVELS: dict[str, tuple[Level, ...]] = {
    Level.LAND: (Level.REGIERUNGSBEZIRK, Level.KREIS),
    Level.REGIERUNGSBEZIRK: (Level.KREIS,),
    Level.KREIS: (Level.VERBAND, Level.GEMEINDE),
    Level.VERBAND: (Level.GEMEINDE,),
    Level.GEMEINDE: (),
}
"""Which members the page of a unit lists; a Kreis lists only the municipalities that belong to no Verband."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A unit beside another with the length of their common border in m."""

    territory: Territory
    length_m: float

    @property
    def length_km(self) -> float:
        return self.length_m / 1000


@dataclass(frozen=True, slots=True)
class Members:
    """The members of one level, by name."""

    level: Level
    territories: Sequence[Territory]


def inside(prefix: str, field: str = "ars") -> Q:
    """Units whose ARS starts with ``prefix``, as a range that an index can answer in both databases."""
    following = str(int(prefix) + 1).zfill(len(prefix))
    return Q((f"{field}__gte", prefix), (f"{field}__lt", following))


def _counterpart(key_of: Territory, municipality: Territory) -> str:
    """The key of the unit on the other side that is comparable with ``key_of``."""
    if key_of.level == Level.VERBAND:
        parent = municipality.parent
        return parent.ars if parent is not None and parent.level == Level.VERBAND else municipality.ars
    return municipality.ars[: KEY_LENGTH[Level(key_of.level)]]


def neighbours(territory: Territory) -> list[Neighbour]:
    """Units of the same level with a common border, the longest first (at most three queries).

    A Verbandsgemeinde has other Verbandsgemeinden and municipalities without Verband as neighbours.
    """
    inner: Literal["a", "b"]
    lengths: dict[str, float] = defaultdict(float)
    for inner, outer in (("a", "b"), ("b", "a")):
        borders = Border.objects.filter(inside(territory.ars, f"{inner}__ars")).exclude(
            inside(territory.ars, f"{outer}__ars")
        )
        for border in borders.select_related(f"{outer}__parent"):
            lengths[_counterpart(territory, getattr(border, outer))] += border.length_m
    known = {unit.ars: unit for unit in Territory.objects.filter(ars__in=lengths).select_related("parent")}
    found = [Neighbour(known[ars], length) for ars, length in lengths.items() if ars in known]
    return sorted(found, key=lambda neighbour: (-neighbour.length_m, neighbour.territory.ars))


def members(territory: Territory) -> list[Members]:
    """What belongs to ``territory`` now, grouped by level (one query)."""
    levels = MEMBER_LEVELS[territory.level]
    if not levels:
        return []
    units = Territory.objects.current().filter(inside(territory.ars), level__in=levels).exclude(pk=territory.pk)
    if territory.level == Level.KREIS:
        units = units.exclude(parent__level=Level.VERBAND)
    by_level: dict[str, list[Territory]] = defaultdict(list)
    for unit in units.order_by("search_name", "ars"):
        by_level[unit.level].append(unit)
    return [Members(level, by_level[level]) for level in levels if by_level[level]]


def municipality_counts() -> dict[str, int]:
    """How many municipalities each Land has (without gemeindefreie Gebiete), by its two digits."""
    rows = (
        Territory.objects.current()
        .municipalities()
        .filter(is_unincorporated=False)
        .annotate(land=Substr("ars", 1, 2))
        .order_by("land")
        .values_list("land")
        .annotate(number=Count("pk"))
    )
    return dict(rows)


def ancestors(territory: Territory) -> list[Territory]:
    """Land first, then down to the direct parent (at most one query when parents were selected along)."""
    chain: list[Territory] = []
    parent = territory.parent
    while parent is not None:
        chain.insert(0, parent)
        parent = parent.parent
    return chain
