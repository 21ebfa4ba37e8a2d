# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Work on polygons at import: common borders at full resolution, points inside, simplified shapes for the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from allmende.territory import topology
from allmende.territory.projection import from_degrees, to_degrees
from allmende.territory.records import BorderLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allmende.territory.topology import Points, Topology

SHORTEST_BORDER = 0.1
"""m; lengths are kept to the decimetre, so anything shorter would be stored as 0."""

MAP_TOLERANCE = 120.0
"""m; the map of one Land is looked at from afar, and all of Germany must stay below 1 MB."""


def border_lines(polygons: Mapping[str, Any]) -> list[BorderLine]:
    """Every pair of polygons (EPSG:25832) with a common border line, and its length; a common point is no border."""
    keys = sorted(polygons)
    shapes = np.array([polygons[key] for key in keys], dtype=object)
    shapely.prepare(shapes)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    edges = shapely.boundary(shapes)
    lengths = np.round(shapely.length(shapely.intersection(edges[left], edges[right])), 1)
    order = np.lexsort((right, left))
    return [
        BorderLine(keys[left[i]], keys[right[i]], float(lengths[i])) for i in order if lengths[i] >= SHORTEST_BORDER
    ]


def points_inside(polygons: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """For every polygon a point on it (longitude, latitude; five decimals are about one metre)."""
    keys = list(polygons)
    if not keys:
        return {}
    points = shapely.point_on_surface(np.array([polygons[key] for key in keys], dtype=object))
    degrees = np.round(to_degrees(shapely.get_coordinates(points)), 5)
    return {key: (float(x), float(y)) for key, (x, y) in zip(keys, degrees, strict=True)}


def area_km2(polygons: Mapping[str, Any]) -> dict[str, float]:
    keys = list(polygons)
    areas = shapely.area(np.array([polygons[key] for key in keys], dtype=object)) / 1e6
    return {key: float(area) for key, area in zip(keys, areas, strict=True)}


def simplified(polygons: Mapping[str, Any], tolerance: float = MAP_TOLERANCE, unit: float = 10.0) -> Topology:
    """The polygons as arcs in ``unit`` metres, simplified together so that common borders stay common."""
    keys = sorted(polygons)
    shapes = shapely.coverage_simplify(np.array([polygons[key] for key in keys], dtype=object), tolerance)
    return topology.build({key: _rings(shape, unit) for key, shape in zip(keys, shapes, strict=True)}, unit)


def _rings(shape: Any, unit: float) -> list[list[Points]]:
    """Rings of a (multi)polygon in whole ``unit`` metres."""
    return [
        [_whole(ring, unit) for ring in (part.exterior, *part.interiors)]
        for part in shapely.get_parts(shape)
        if not part.is_empty
    ]


def _whole(ring: Any, unit: float) -> Points:
    return np.asarray(np.round(shapely.get_coordinates(ring) / unit), dtype=np.int64)


def polygons_from(shapes: Topology) -> dict[str, Any]:
    """The units of a topology as shapely polygons in metres."""
    return {
        ars: shapely.multipolygons([shapely.Polygon(*_metres(shapes, polygon)) for polygon in polygons])
        for ars, polygons in shapes.shapes.items()
        if polygons
    }


def _metres(shapes: Topology, polygon: topology.Polygon) -> tuple[Any, list[Any]]:
    outer, *holes = (shapes.ring(ring) * shapes.unit for ring in polygon)
    return outer, holes


def units_around(shapes: Topology, points: Mapping[str, tuple[float, float]]) -> dict[str, str]:
    """For every point (key → longitude, latitude) the municipality in whose simplified shape it lies, if any."""
    if not points or not shapes.shapes:
        return {}
    polygons = polygons_from(shapes)
    keys, wanted = list(polygons), list(points)
    places = shapely.points(from_degrees(np.array([points[key] for key in wanted])))
    tree = shapely.STRtree(np.array([polygons[key] for key in keys], dtype=object))
    found, around = tree.query(places, predicate="intersects")
    return {wanted[point]: keys[unit] for point, unit in zip(found, around, strict=True)}
