# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import json

import numpy as np
import shapely

from allmende.territory import geometry, map_build, topology


def square(x: int, y: int, side: int = 10) -> list[list[np.ndarray]]:
    corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    return [[np.array(corners, dtype=np.int64)]]


def test_a_common_border_is_one_arc_used_in_both_directions() -> None:
    shapes = topology.build({"1": square(0, 0), "2": square(10, 0)})
    (left,), (right,) = shapes.shapes["1"][0], shapes.shapes["2"][0]
    assert {arc for arc in left if ~arc in right}
    assert len(shapes.arcs) == 3


def test_uniting_drops_what_is_inside_and_keeps_holes() -> None:
    around = {f"1{x}{y}": square(10 * x, 10 * y) for x in range(3) for y in range(3) if (x, y) != (1, 1)}
    shapes = topology.build({**around, "200": square(10, 10)})
    one = geometry.polygons_from(topology.united(shapes, {ars: ars[:1] for ars in shapes.shapes}))
    assert (one["1"].area, one["2"].area) == (800, 100)
    assert len(one["1"].geoms[0].interiors) == 1
    assert one["1"].is_valid


def test_units_that_touch_in_a_point_become_two_parts() -> None:
    shapes = topology.build({"11": square(0, 0), "12": square(10, 10)})
    one = geometry.polygons_from(topology.united(shapes, {"11": "1", "12": "1"}))["1"]
    assert (one.area, len(one.geoms), one.is_valid) == (200, 2, True)


def test_rings_without_area_vanish() -> None:
    flat = [[np.array([(0, 0), (5, 0), (10, 0), (5, 0), (0, 0)])]]
    assert set(topology.build({"1": flat, "2": square(0, 0)}).shapes) == {"2"}


def test_direction_of_the_input_does_not_matter() -> None:
    backwards = [[ring[::-1] for ring in polygon] for polygon in square(10, 0)]
    shapes = topology.build({"11": square(0, 0), "12": backwards})
    assert geometry.polygons_from(topology.united(shapes, {"11": "1", "12": "1"}))["1"].area == 200


def test_figure_has_y_downwards_and_fits_its_box() -> None:
    shapes = topology.build({"07137": square(0, 0), "07138": square(0, 10)}, 100.0)
    figure = json.loads(map_build.figure(shapes, map_build.Names({"07137": "Mayen-Koblenz"}), 2))
    assert figure["view_box"] == "0 0 500 1000"
    assert [shape["name"] for shape in figure["shapes"]] == ["Mayen-Koblenz", "07138"]
    assert figure["shapes"][1]["d"].startswith(("M0 500", "M500 500", "M0 0", "M500 0"))
    assert len(figure["outlines"]) == 1


def test_topojson_leads_back_to_the_shape() -> None:
    shapes = topology.build(
        {"071370001001": [[ring + np.array([38_000, 558_000]) for ring in square(0, 0, 440)[0]]]}, 10.0
    )
    content = json.loads(map_build.topojson(shapes, shapes.shapes, map_build.Names({}), 0.0001))
    geometry_found = content["objects"]["gebiete"]["geometries"][0]
    assert geometry_found["properties"] == {"ars": "071370001001", "name": "071370001001"}
    (arc,) = geometry_found["arcs"][0][0]
    points = np.cumsum(content["arcs"][arc], axis=0) * content["transform"]["scale"]
    ring = shapely.Polygon(points)
    assert ring.is_valid
    assert ring.bounds == (7.3135, 50.3587, 7.3765, 50.3994) or abs(ring.centroid.y - 50.379) < 0.01
