# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From and to EPSG:25832 (ETRS89 / UTM zone 32 north), in which lengths and areas are measured.

Transverse Mercator after Krüger, series in the third flattening to the fourth order: exact to well below a millimetre
within Germany. ETRS89 and WGS84 are taken as the same, as is usual at the scale of these boundaries (1 : 250,000).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Coordinates = NDArray[np.float64]

AXIS, FLATTENING, SCALE, FALSE_EASTING = 6378137.0, 1 / 298.257222101, 0.9996, 500_000.0
N = FLATTENING / (2 - FLATTENING)
RADIUS = AXIS / (1 + N) * (1 + N**2 / 4 + N**4 / 64) * SCALE
ALPHA = (
    N / 2 - 2 * N**2 / 3 + 5 * N**3 / 16 + 41 * N**4 / 180,
    13 * N**2 / 48 - 3 * N**3 / 5 + 557 * N**4 / 1440,
    61 * N**3 / 240 - 103 * N**4 / 140,
    49561 * N**4 / 161280,
)
BETA = (
    N / 2 - 2 * N**2 / 3 + 37 * N**3 / 96 - N**4 / 360,
    N**2 / 48 + N**3 / 15 - 437 * N**4 / 1440,
    17 * N**3 / 480 - 37 * N**4 / 840,
    4397 * N**4 / 161280,
)
ECCENTRICITY = 2 * math.sqrt(N) / (1 + N)
ZONES = {25831: 31, 25832: 32, 25833: 33, 32631: 31, 32632: 32, 32633: 33}
GEOGRAPHIC = frozenset({4326, 4258})
UTM32_WITH_ZONE_NUMBER = 4647
"""EPSG:4647 is UTM zone 32 with 32 written before the easting."""


def from_degrees(lonlat: Coordinates, zone: int = 32) -> Coordinates:
    """Degrees (n × 2: longitude, latitude) as UTM metres of ``zone``."""
    longitude = np.radians(lonlat[:, 0] - (6 * zone - 183))
    sine = np.sin(np.radians(lonlat[:, 1]))
    tangent = np.sinh(np.arctanh(sine) - ECCENTRICITY * np.arctanh(ECCENTRICITY * sine))
    xi = np.arctan2(tangent, np.cos(longitude))
    eta = np.arctanh(np.sin(longitude) / np.sqrt(1 + tangent**2))
    north, east = xi.copy(), eta.copy()
    for order, factor in enumerate(ALPHA, start=1):
        north += factor * np.sin(2 * order * xi) * np.cosh(2 * order * eta)
        east += factor * np.cos(2 * order * xi) * np.sinh(2 * order * eta)
    return np.column_stack((FALSE_EASTING + RADIUS * east, RADIUS * north))


def to_degrees(metres: Coordinates, zone: int = 32) -> Coordinates:
    """UTM metres of ``zone`` (n × 2: east, north) as degrees (longitude, latitude)."""
    xi, eta = metres[:, 1] / RADIUS, (metres[:, 0] - FALSE_EASTING) / RADIUS
    north, east = xi.copy(), eta.copy()
    for order, factor in enumerate(BETA, start=1):
        north -= factor * np.sin(2 * order * xi) * np.cosh(2 * order * eta)
        east -= factor * np.cos(2 * order * xi) * np.sinh(2 * order * eta)
    conformal = np.sin(north) / np.sqrt(np.sinh(east) ** 2 + np.cos(north) ** 2)
    tangent = conformal.copy()
    for _ in range(6):
        sine = tangent / np.sqrt(1 + tangent**2)
        sigma = np.sinh(ECCENTRICITY * np.arctanh(ECCENTRICITY * sine))
        now = tangent * np.sqrt(1 + sigma**2) - sigma * np.sqrt(1 + tangent**2)
        slope = (1 + (1 - ECCENTRICITY**2) * tangent**2) / ((1 - ECCENTRICITY**2) * np.sqrt(1 + tangent**2))
        tangent += (conformal - now) / np.sqrt(1 + now**2) * slope
    longitude = np.degrees(np.arctan2(np.sinh(east), np.cos(north))) + (6 * zone - 183)
    return np.column_stack((longitude, np.degrees(np.arctan(tangent))))


def is_known(epsg: int) -> bool:
    return epsg in ZONES or epsg in GEOGRAPHIC or epsg == UTM32_WITH_ZONE_NUMBER


def to_utm32(coordinates: Coordinates, epsg: int) -> Coordinates:
    """Coordinates of a file in ``epsg`` as EPSG:25832; ``is_known(epsg)`` must hold."""
    if epsg in GEOGRAPHIC:
        return from_degrees(coordinates)
    if epsg == UTM32_WITH_ZONE_NUMBER:
        return np.asarray(coordinates - np.array([32_000_000.0, 0.0]), dtype=np.float64)
    zone = ZONES[epsg]
    return coordinates if zone == 32 else from_degrees(to_degrees(coordinates, zone))
