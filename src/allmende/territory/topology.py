# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Boundaries as arcs: every common border is stored once, so that neighbours stay without gap or overlap.

The idea of TopoJSON, on whole-number coordinates: a ring is a list of arcs (``~i`` is arc i backwards). Units of an
upper level are merged by dropping the arcs inside; no geometry library is needed for that.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.int64]

Ring = list[int]
Polygon = list[Ring]
"""Outer ring first, then holes."""


@dataclass(frozen=True, slots=True)
class Topology:
    """Arcs (n × 2 whole numbers, in ``unit`` metres of EPSG:25832) and the polygons of each unit by ARS."""

    arcs: list[Points]
    shapes: Mapping[str, list[Polygon]]
    unit: float = 1.0

    def ring(self, ring: Ring) -> Points:
        """The points of a ring, closed (the first point is the last again)."""
        parts = [self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1] for arc in ring]
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def build(polygons: Mapping[str, Sequence[Sequence[Points]]], unit: float = 1.0) -> Topology:
    """Find the arcs of polygons given as closed rings of whole numbers (outer first, then holes).

    A point is a junction where other than two edges meet; there every ring is cut. Points that repeat are dropped,
    rings that are left with less than three corners vanish, and with them a unit that has no other ring.
    """
    owners: list[tuple[str, int, int]] = []
    rings: list[Points] = []
    for ars in sorted(polygons):
        for number, polygon in enumerate(polygons[ars]):
            for place, points in enumerate(polygon):
                clean = _without_repeats(points)
                if len(clean) < 3:
                    if place == 0:
                        break
                    continue
                owners.append((ars, number, place))
                rings.append(_oriented(clean, outer=place == 0))
    if not rings:
        return Topology([], {}, unit)
    keys = np.unique(np.concatenate(rings), axis=0, return_inverse=True)
    numbers = np.split(keys[1].ravel(), np.cumsum([len(ring) for ring in rings])[:-1])
    junction = _junctions(numbers, len(keys[0]))
    arcs = _Arcs(keys[0])
    shapes: dict[str, dict[int, Polygon]] = defaultdict(dict)
    for (ars, number, _), ring in zip(owners, numbers, strict=True):
        shapes[ars].setdefault(number, []).append(arcs.cut(ring, junction))
    return Topology(arcs.points, {ars: list(parts.values()) for ars, parts in shapes.items()}, unit)


def _without_repeats(points: Points) -> Points:
    """An open ring without points that repeat and without spikes (there and back again)."""
    ring = points[:-1] if len(points) > 1 and (points[0] == points[-1]).all() else points
    while len(ring) > 2:
        before, after = np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0)
        drop = (ring == before).all(axis=1)
        if not drop.any():
            drop = (before == after).all(axis=1)
            # Of neighbouring tips only one may go at a time, else the ring would be torn.
            drop &= ~np.roll(drop, 1)
        if not drop.any():
            return ring
        ring = ring[~drop]
    return ring


def _oriented(ring: Points, *, outer: bool) -> Points:
    """Outer rings run against the clock, holes with it, so that a common arc is met in both directions."""
    against_clock = doubled_area(np.concatenate((ring, ring[:1]))) > 0
    return ring if against_clock == outer else ring[::-1]


def _junctions(rings: list[NDArray[np.int64]], count: int) -> NDArray[np.bool_]:
    edges = np.concatenate([np.column_stack((ring, np.roll(ring, -1))) for ring in rings])
    edges.sort(axis=1)
    once = np.unique(edges[:, 0] * count + edges[:, 1])
    degree = np.bincount(once // count, minlength=count) + np.bincount(once % count, minlength=count)
    return np.asarray(degree != 2, dtype=np.bool_)


class _Arcs:
    """Arcs found so far; each is stored once, in the direction in which it was met first."""

    def __init__(self, points: Points) -> None:
        self._all = points
        self._known: dict[tuple[int, ...], int] = {}
        self.points: list[Points] = []

    def cut(self, ring: NDArray[np.int64], junction: NDArray[np.bool_]) -> Ring:
        places = np.flatnonzero(junction[ring])
        if not len(places):
            start = int(ring.argmin())
            return [self._arc(np.concatenate((ring[start:], ring[: start + 1])))]
        turned = np.concatenate((ring[places[0] :], ring[: places[0] + 1]))
        ends = [*(places - places[0]), len(ring)]
        return [self._arc(turned[a : b + 1]) for a, b in pairwise(ends)]

    def _arc(self, numbers: NDArray[np.int64]) -> int:
        forward, backward = tuple(numbers.tolist()), tuple(numbers[::-1].tolist())
        if forward in self._known:
            return self._known[forward]
        if backward in self._known:
            return ~self._known[backward]
        self._known[forward] = len(self.points)
        self.points.append(self._all[numbers])
        return len(self.points) - 1


def united(topology: Topology, group_of: Mapping[str, str]) -> Topology:
    """The same arcs with the units of each group (ARS → key of its group) as one; units without a group are left out.

    An arc between two members of a group is inside it and dropped from its rings.
    """
    members: dict[str, list[str]] = defaultdict(list)
    for ars in topology.shapes:
        if ars in group_of:
            members[group_of[ars]].append(ars)
    shapes = {
        key: _united(topology, members[key]) if len(members[key]) > 1 else topology.shapes[members[key][0]]
        for key in sorted(members)
    }
    return Topology(topology.arcs, shapes, topology.unit)


def _united(topology: Topology, members: list[str]) -> list[Polygon]:
    used = [arc for ars in members for polygon in topology.shapes[ars] for ring in polygon for arc in ring]
    both = set(used)
    outside = [arc for arc in used if ~arc not in both]
    starts: dict[tuple[int, int], list[int]] = defaultdict(list)
    for arc in outside:
        starts[_end(topology, ~arc)].append(arc)
    rings: list[Ring] = []
    for arc in outside:
        if arc in starts[_end(topology, ~arc)]:
            rings.extend(_loops(topology, starts, arc))
    return _nested(topology, rings)


def _end(topology: Topology, arc: int) -> tuple[int, int]:
    point = topology.arcs[arc][-1] if arc >= 0 else topology.arcs[~arc][0]
    return int(point[0]), int(point[1])


def _loops(topology: Topology, starts: dict[tuple[int, int], list[int]], first: int) -> list[Ring]:
    """Follow arcs from ``first``, taking each from ``starts``; a loop ends where a point is met again.

    So a unit that touches itself in one point gets two rings instead of one that crosses itself there.
    """
    loops: list[Ring] = []
    way: list[int] = []
    here = _end(topology, ~first)
    places = {here: 0}
    while starts[here]:
        arc = first if first in starts[here] else starts[here][-1]
        starts[here].remove(arc)
        way.append(arc)
        here = _end(topology, arc)
        if here in places:
            loops.append(way[places[here] :])
            del way[places[here] :]
            places = {point: place for point, place in places.items() if place <= len(way)}
        else:
            places[here] = len(way)
    return loops


def doubled_area(ring: Points) -> float:
    """Twice the area inside a closed ring; positive when it runs against the clock."""
    x, y = ring[:, 0].astype(float), ring[:, 1].astype(float)
    return float(np.dot(x[:-1] - x[0], y[1:] - y[0]) - np.dot(x[1:] - x[0], y[:-1] - y[0]))


def _nested(topology: Topology, rings: list[Ring]) -> list[Polygon]:
    """Polygons from rings: those against the clock are outer ones, the others holes of the smallest around them."""
    measured = [(doubled_area(points), points, ring) for ring in rings if len(points := topology.ring(ring)) > 3]
    measured.sort(key=lambda item: -abs(item[0]))
    outer = [(points, [ring]) for area, points, ring in measured if area > 0]
    for area, points, ring in measured:
        if area <= 0 and outer:
            around = [polygon for boundary, polygon in outer if _holds(boundary, points)]
            (around[-1] if around else outer[0][1]).append(ring)
    return [polygon for _, polygon in outer]


def _holds(outer: Points, inner: Points) -> bool:
    low, high = outer.min(axis=0), outer.max(axis=0)
    return bool((inner.min(axis=0) >= low).all() and (inner.max(axis=0) <= high).all())
