# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import pytest

from allmende.territory.distances import Point, box_around, haversine

KOBLENZ, MENDIG, KASSEL, BERLIN = (7.594, 50.357), (7.283, 50.374), (9.48, 51.316), (13.405, 52.52)


@pytest.mark.parametrize(("other", "km"), [(MENDIG, 22.2), (KASSEL, 170.6), (BERLIN, 472.6), (KOBLENZ, 0)])
def test_distances_on_the_sphere(other: Point, km: float) -> None:
    distance = haversine(KOBLENZ, other)
    assert distance == pytest.approx(km, rel=0.02, abs=0.001)
    assert other in box_around(KOBLENZ, distance + 0.001)
    assert other not in box_around(KOBLENZ, distance / 2 - 0.001) or other == KOBLENZ


def test_a_step_along_the_rhine_and_one_degree_of_latitude() -> None:
    assert haversine((8.27, 50.0), (7.59, 50.36)) == pytest.approx(63, abs=1)
    assert haversine((8.0, 50.0), (8.0, 51.0)) == pytest.approx(111.2, abs=0.1)
    assert haversine((8.0, 50.0), (8.0, 50.0)) == 0
