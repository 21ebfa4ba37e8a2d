# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the map files hold, made from the municipalities' arcs: TopoJSON in degrees and SVG paths in whole numbers."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from allmende.territory import geometry, topology
from allmende.territory.projection import to_degrees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allmende.territory.topology import Points, Ring, Topology

KREIS_TOLERANCE, COUNTRY_TOLERANCE, LAND_TOLERANCE = 500.0, 1600.0, 800.0
"""m; for the interactive Kreise, the figure of Germany, and the figure of one Land."""

KREIS_GRID, GEMEINDE_GRID = 0.0005, 0.0001
"""Degrees; the grid to which TopoJSON coordinates are rounded."""

FIGURE_SIZE = 1000
"""Length of the longer side of a figure, in its own units."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of all units by ARS."""

    by_ars: Mapping[str, str]

    def of(self, ars: str) -> str:
        return self.by_ars.get(ars, ars)


def map_files(shapes: Topology, names_by_ars: Mapping[str, str]) -> dict[str, bytes]:
    """All map files (path → content) for the municipalities' ``shapes``."""
    names = Names(names_by_ars)
    kreis_polygons = _grouped(shapes, 5)
    kreise = geometry.simplified(kreis_polygons, KREIS_TOLERANCE, shapes.unit)
    files = {"kreise.json": topojson(kreise, kreise.shapes, names, KREIS_GRID)}
    country = geometry.simplified(kreis_polygons, COUNTRY_TOLERANCE, 100.0)
    files["svg/de.json"] = figure(country, names, 2)
    detailed = geometry.simplified(kreis_polygons, LAND_TOLERANCE, 50.0)
    for land, members in _members(detailed.shapes, 2).items():
        files[f"svg/{land}.json"] = figure(_part(detailed, members), names, 2)
    for land, members in _members(shapes.shapes, 2).items():
        files[f"gemeinden-{land}.json"] = topojson(shapes, members, names, GEMEINDE_GRID)
    for kreis, members in _members(shapes.shapes, 5).items():
        files[f"svg/{kreis}.json"] = figure(_part(shapes, members), names, 5)
    return files


def upper_points(shapes: Topology, units: Iterable[str]) -> dict[str, tuple[float, float]]:
    """For every unit above the municipalities (ARS with 2, 3, 5 or 9 digits) a point inside it."""
    wanted = set(units)
    points: dict[str, tuple[float, float]] = {}
    for digits in (2, 3, 5, 9):
        groups = {ars: ars[:digits] for ars in shapes.shapes if ars[:digits] in wanted}
        points |= geometry.points_inside(geometry.polygons_from(topology.united(shapes, groups)))
    return points


def _grouped(shapes: Topology, digits: int) -> dict[str, Any]:
    return geometry.polygons_from(topology.united(shapes, {ars: ars[:digits] for ars in shapes.shapes}))


def _members(shapes: Iterable[str], digits: int) -> dict[str, list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for ars in sorted(shapes):
        members[ars[:digits]].append(ars)
    return members


def _part(whole: Topology, members: list[str]) -> Topology:
    return topology.Topology(whole.arcs, {ars: whole.shapes[ars] for ars in members}, whole.unit)


def topojson(whole: Topology, members: Iterable[str], names: Names, grid: float) -> bytes:
    """TopoJSON in degrees with one object ``gebiete``; properties are ``ars`` and ``name``."""
    members = list(members)
    used = [arc for ars in members for polygon in whole.shapes[ars] for ring in polygon for arc in ring]
    indexes = sorted({arc if arc >= 0 else ~arc for arc in used})
    numbers = {index: number for number, index in enumerate(indexes)}

    def renumbered(ring: Ring) -> list[int]:
        return [numbers[arc] if arc >= 0 else ~numbers[~arc] for arc in ring]

    geometries = [
        {
            "type": "MultiPolygon",
            "arcs": [[renumbered(ring) for ring in polygon] for polygon in whole.shapes[ars]],
            "properties": {"ars": ars, "name": names.of(ars)},
        }
        for ars in members
    ]
    content = {
        "type": "Topology",
        "transform": {"scale": [grid, grid], "translate": [0, 0]},
        "objects": {"gebiete": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_steps(points) for points in _rounded_degrees([whole.arcs[i] for i in indexes], whole.unit, grid)],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _rounded_degrees(arcs: list[Points], unit: float, grid: float) -> list[Points]:
    """All arcs in whole ``grid`` degrees (projected in one go, as there are tens of thousands of short ones)."""
    if not arcs:
        return []
    metres = np.asarray(np.concatenate(arcs) * unit, dtype=np.float64)
    degrees = np.asarray(np.round(to_degrees(metres) / grid), dtype=np.int64)
    return np.split(degrees, np.cumsum([len(points) for points in arcs])[:-1])


def _steps(points: Points) -> list[list[int]]:
    """First point, then differences; steps of nothing are left out as long as two points remain."""
    steps = np.diff(points, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    return [points[0].tolist(), *(steps.tolist() or [[0, 0]])]


def figure(shapes: Topology, names: Names, outline_digits: int) -> bytes:
    """A figure as JSON: the units as paths, and the outlines of the units with ``outline_digits`` digits."""
    points = np.concatenate(
        [shapes.ring(ring) for unit in shapes.shapes.values() for polygon in unit for ring in polygon]
    )
    low, high = points.min(axis=0), points.max(axis=0)
    scale = FIGURE_SIZE / max(1, int((high - low).max()))
    frame = _Frame(float(low[0]), float(high[1]), scale)
    outlines = topology.united(shapes, {ars: ars[:outline_digits] for ars in shapes.shapes})
    width, height = np.ceil((high - low) * scale).astype(int).tolist()
    content = {
        "view_box": f"0 0 {max(width, 1)} {max(height, 1)}",
        "shapes": [
            {
                "ars": ars,
                "name": names.of(ars),
                "d": "".join(frame.path(shapes.ring(ring)) for polygon in shapes.shapes[ars] for ring in polygon),
            }
            for ars in sorted(shapes.shapes)
        ],
        "outlines": [
            "".join(frame.path(outlines.ring(ring)) for polygon in polygons for ring in polygon)
            for polygons in outlines.shapes.values()
        ],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class _Frame:
    """From whole numbers (y upwards) to those of a figure (y downwards)."""

    left: float
    top: float
    scale: float

    def path(self, ring: Points) -> str:
        """A closed relative path; a ring that is a mere dot at this scale becomes a small square."""
        x, y = (ring[:, 0] - self.left) * self.scale, (self.top - ring[:, 1]) * self.scale
        placed = np.round(np.column_stack((x, y))).astype(np.int64)
        steps = np.diff(placed[:-1], axis=0)
        steps = steps[(steps != 0).any(axis=1)]
        start = f"M{placed[0, 0]} {placed[0, 1]}"
        if len(steps) < 2:
            return f"{start}h1v1h-1z"
        return start + "l" + " ".join(f"{dx} {dy}" for dx, dy in steps.tolist()).replace(" -", "-") + "z"
