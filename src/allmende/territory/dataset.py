# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The compact dataset that comes with the product, so that the demo needs no network: all of Germany on 1 January 2016.

Derived from VG250 of BKG by ``scripts/build_territory_data.py``; small text files, compressed: ``units.csv.xz``,
``borders.csv.xz`` (lengths measured at full resolution), ``shapes.json.xz`` (simplified boundaries as arcs) and
``edition.json`` (date, sources, what must be shown with it). Population is not in VG250 and stays unknown.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import lzma
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from allmende.territory.records import BorderLine, EditionData, Unit
from allmende.territory.topology import Topology

DATA_FOLDER = Path(__file__).parent / "data"
UNIT_COLUMNS = (
    "ars", "name", "kind", "parent", "ags", "area_km2", "longitude", "latitude", "is_unincorporated"
)  # fmt: skip
XZ_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]


def write_dataset(data: EditionData, folder: Path = DATA_FOLDER) -> None:
    """Write ``data``; the same data gives the same bytes."""
    if data.shapes is None:
        raise ValueError("A dataset needs boundaries.")
    folder.mkdir(parents=True, exist_ok=True)
    edition = {
        "as_of": data.as_of.isoformat(),
        "register_source": data.register_source,
        "boundary_source": data.boundary_source,
        "attribution": data.attribution,
    }
    text = json.dumps(edition, ensure_ascii=False, indent=2)
    (folder / "edition.json").write_text(text + "\n", encoding="utf-8")
    _write(folder / "units.csv.xz", _table([UNIT_COLUMNS, *(_unit_row(unit) for unit in data.units)]))
    numbers = {unit.ars: number for number, unit in enumerate(data.units)}
    borders = [(numbers[line.a], numbers[line.b], _short(line.length_m)) for line in data.borders]
    _write(folder / "borders.csv.xz", _table([("a", "b", "length_m"), *borders]))
    shapes = {
        "unit": data.shapes.unit,
        "arcs": [_steps(arc) for arc in data.shapes.arcs],
        "shapes": {ars: data.shapes.shapes[ars] for ars in sorted(data.shapes.shapes)},
    }
    _write(folder / "shapes.json.xz", json.dumps(shapes, separators=(",", ":")))


def as_of(folder: Path = DATA_FOLDER) -> dt.date:
    """The date of the dataset."""
    edition = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    return dt.date.fromisoformat(edition["as_of"])


def read_dataset(folder: Path = DATA_FOLDER) -> EditionData:
    """The dataset as an edition, ready to be imported."""
    edition = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    units = tuple(_unit(row) for row in csv.DictReader(io.StringIO(_read(folder / "units.csv.xz"))))
    borders = tuple(
        BorderLine(units[int(row["a"])].ars, units[int(row["b"])].ars, float(row["length_m"]))
        for row in csv.DictReader(io.StringIO(_read(folder / "borders.csv.xz")))
    )
    shapes = json.loads(_read(folder / "shapes.json.xz"))
    return EditionData(
        as_of=dt.date.fromisoformat(edition["as_of"]),
        register_source=edition["register_source"],
        boundary_source=edition["boundary_source"],
        attribution=edition["attribution"],
        units=units,
        borders=borders,
        shapes=Topology([_points(steps) for steps in shapes["arcs"]], shapes["shapes"], shapes["unit"]),
    )


def _short(length: float) -> float:
    """Metres, with decimals only where the length would become 0 without."""
    return round(length) if length >= 10 else length


def _unit_row(unit: Unit) -> list[Any]:
    values = {name: getattr(unit, name) for name in UNIT_COLUMNS}
    values["is_unincorporated"] = int(unit.is_unincorporated)
    return ["" if value is None else value for value in values.values()]


def _unit(row: dict[str, str]) -> Unit:
    return Unit(
        row["ars"],
        row["name"],
        row["name"],
        row["kind"],
        row["parent"] or None,
        ags=row["ags"],
        area_km2=Decimal(row["area_km2"]) if row["area_km2"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
        latitude=float(row["latitude"]) if row["latitude"] else None,
        is_unincorporated=row["is_unincorporated"] == "1",
    )


def _steps(arc: Any) -> list[int]:
    """First point and differences, flat: small numbers compress well."""
    return np.concatenate((arc[:1], np.diff(arc, axis=0))).ravel().tolist()


def _points(steps: list[int]) -> Any:
    return np.cumsum(np.array(steps, dtype=np.int64).reshape(-1, 2), axis=0)


def _table(rows: list[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _write(file: Path, text: str) -> None:
    content = lzma.compress(text.encode(), format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, filters=XZ_FILTERS)
    file.write_bytes(content)


def _read(file: Path) -> str:
    return lzma.decompress(file.read_bytes()).decode()
