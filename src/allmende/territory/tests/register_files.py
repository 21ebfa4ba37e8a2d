# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Small official files for tests: lines of GV100AD, and boundaries as GeoPackage or Shapefile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import shapely

if TYPE_CHECKING:
    from pathlib import Path

DATE = "20251130"


def line(satzart: str, key: str, name: str, *, code: str = "", area: str = "", people: str = "", post: str = "") -> str:
    """One line; ``key`` is Land, Regierungsbezirk, Kreis, Gemeinde and Verband (12 places, blanks allowed)."""
    places = list(" " * 220)

    def put(first: int, text: str) -> None:
        places[first - 1 : first - 1 + len(text)] = text

    put(1, satzart)
    put(3, DATE)
    put(11, key)
    put(23, name)
    put(123, code)
    if area:
        put(129, area.rjust(11, "0"))
    if people:
        put(140, people.rjust(11, "0"))
    put(166, post)
    return "".join(places)


def lines() -> list[str]:
    """A Land with one Kreis, a Verbandsgemeinde of two, a municipality without one and a gemeindefreies Gebiet."""
    return [
        line("10", "07", "Rheinland-Pfalz"),
        line("20", "071", "früher: Reg.-Bez. Koblenz"),
        line("40", "07137", "Mayen-Koblenz", code="44"),
        line("50", "07137   5001", "Pellenz", code="53"),
        line("50", "07137   0008", "Andernach, Stadt", code="50"),
        line("50", "07137   9501", "Forst, gemfr. Gebiet", code="50"),
        line("60", "071370015001", "Kruft", code="64", area="1934", people="4200", post="56642"),
        line("60", "071370025001", "Müden, Stadt", code="63", area="1000", people="800", post="56626"),
        line("60", "071370080008", "Andernach, Stadt", code="63", area="5300", people="30000", post="56626"),
        line("60", "071375019501", "Forst, gemfr. Gebiet", code="66", area="100", people="0"),
    ]


def content(rows: list[str] | None = None, *, end: str = "\r\n", encoding: str = "utf-8") -> bytes:
    return "".join(row + end for row in (lines() if rows is None else rows)).encode(encoding)


SQUARES = {
    "071375001001": ("Kruft", 0, 0),
    "071375001002": ("Müden", 1, 0),
    "071370008008": ("Andernach", 1, 1),
    "071379501501": ("Forst", 2, 2),
}
"""ARS → name and place on a grid of squares of 4.4 km; Andernach touches Kruft and Forst in a point only."""
SIDE, EAST, NORTH = 4400.0, 380_000.0, 5_580_000.0


def write_boundaries(
    path: Path,
    squares: dict[str, tuple[str, int, int]] | None = None,
    *,
    layer: str = "vg250_gem",
    rename: dict[str, str] | None = None,
    crs: str = "EPSG:25832",
    water: bool = True,
    append: bool = False,
    extra: dict[str, Any] | None = None,
    whole: dict[str, shapely.Geometry] | None = None,
) -> Path:
    """Write one layer of VG250; a water part (GF = 2) of the first unit lies far off and must not count.

    ``whole`` gives units another shape than their square.
    """
    rows = list((SQUARES if squares is None else squares).items())
    shapes = [
        shapely.box(EAST + x * SIDE, NORTH + y * SIDE, EAST + (x + 1) * SIDE, NORTH + (y + 1) * SIDE)
        for _, (_, x, y) in rows
    ]
    shapes = [(whole or {}).get(ars, square) for (ars, _), square in zip(rows, shapes, strict=True)]
    factors = [4] * len(rows)
    if water:
        rows.append(rows[0])
        shapes.append(shapely.box(EAST - 90_000, NORTH, EAST - 80_000, NORTH + 5000))
        factors.append(2)
    columns = {
        "ARS": np.array([ars for ars, _ in rows], dtype=object),
        "AGS": np.array([ars[:5] + ars[9:] for ars, _ in rows], dtype=object),
        "GEN": np.array([name for _, (name, _, _) in rows], dtype=object),
        "BEZ": np.array(["Gemeindefreies Gebiet" if ars[5:6] == "9" else "Gemeinde" for ars, _ in rows], dtype=object),
        "IBZ": np.array([65 if ars[5:6] == "9" else 64 for ars, _ in rows], dtype=np.int32),
        "GF": np.array(factors, dtype=np.int32),
        **(extra or {}),
    }
    names = [(rename or {}).get(name, name) for name in columns]
    kept = [(name, values) for name, values in zip(names, columns.values(), strict=True) if name]
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(shapes, dtype=object)),
        field_data=[values for _, values in kept],
        fields=[name for name, _ in kept],
        layer=layer,
        crs=crs,
        geometry_type="Polygon",
        append=append,
        encoding="UTF-8",
    )
    return path
