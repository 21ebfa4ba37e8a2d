# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Distances on the earth taken as a sphere, in kilometres; points are (longitude, latitude) in degrees, WGS 84.

The haversine formula: R. W. Sinnott, „Virtues of the Haversine“, Sky & Telescope 68 (1984), p. 159. The radius is the
mean radius R₁ of the GRS 80 ellipsoid (H. Moritz, „Geodetic Reference System 1980“, Journal of Geodesy 74 (2000)). In
Germany the sphere is at most 0.3 % off.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt
from typing import Final

EARTH_KM: Final = 6371.0088

Point = tuple[float, float]


def haversine(one: Point, other: Point) -> float:
    """The distance along the surface, in km."""
    west, south, east, north = map(radians, (*one, *other))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of the map between two meridians and two parallels."""

    west: float
    south: float
    east: float
    north: float

    def __contains__(self, point: Point) -> bool:
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north


def box_around(centre: Point, radius_km: float) -> Box:
    """The smallest box that holds every point up to ``radius_km`` away; not for the poles or the date line.

    The circle is widest not on the parallel of its centre but nearer to the pole: sin(Δλ) = sin(r) / cos(φ).
    """
    angle = radius_km / EARTH_KM
    wide = degrees(asin(min(1.0, sin(angle) / max(cos(radians(centre[1])), 1e-9))))
    high = degrees(angle)
    return Box(centre[0] - wide, centre[1] - high, centre[0] + wide, centre[1] + high)
