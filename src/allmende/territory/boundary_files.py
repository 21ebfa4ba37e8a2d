# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Reader for VG250 and VG250-EW of BKG: GeoPackage or Shapefiles, zipped or not, as of old and new editions.

Layers ``vg250_lan``, ``_rbz``, ``_krs``, ``_vwg``, ``_gem`` (the long-named views ``v_vg250_…`` too), with the columns
ARS (RS before 2019), AGS, GEN, BEZ, IBZ, GF and, in VG250-EW, EWZ (persons) and KFL (km²). Only GF = 4 (land) counts:
other rows are the water part of the same unit. Only ``vg250_gem`` is needed; the upper layers give names and kinds.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from allmende.territory import projection
from allmende.territory.codes import (
    REAL_VERBAND_IBZ,
    REGIERUNGSBEZIRKE,
    UNINCORPORATED_IBZ,
    is_whole_number,
    land_kind,
)
from allmende.territory.records import LEVELS, TerritoryFileError, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LAYERS: Mapping[str, int] = {"lan": 2, "rbz": 3, "krs": 5, "vwg": 9, "gem": 12}
"""Layer suffix and the number of digits of the ARS in it."""

LAYER_NAME = re.compile(r"(?:^|_|\.)(?:v_)?vg250(?:_ew)?_(lan|rbz|krs|vwg|gem)$", re.IGNORECASE)
ALIASES: Mapping[str, tuple[str, ...]] = {
    "ARS": ("ars", "rs", "regionalschluessel", "regionalschlüssel"),
    "GEN": ("gen", "geografischername"),
    "BEZ": ("bez", "bezeichnung"),
    "IBZ": ("ibz", "identifikator"),
    "GF": ("gf", "geofaktor"),
    "EWZ": ("ewz", "einwohnerzahl"),
    "KFL": ("kfl", "katasterfläche", "katasterflaeche"),
}
"""Columns by their short name; long-named views write them as „Regionalschlüssel_ARS“ or without the short name."""
OPTIONAL = frozenset({"IBZ", "EWZ", "KFL"})
LAND_AREA = 4
SQLITE_MAGIC = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Boundaries:
    """What a boundary file holds: a unit for every ARS on every level, and the municipalities' polygons.

    Polygons are in EPSG:25832 at the resolution of the file, one per ARS (12 digits), in the order of the ARS.
    """

    source: str
    units: Mapping[str, Unit]
    polygons: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer in one of the data sets of a file."""

    file: str
    dataset: str
    name: str

    def error(self, problem: str, column: str = "") -> TerritoryFileError:
        place = f"Ebene {self.name}" + (f", Spalte {column}" if column else "")
        return TerritoryFileError(self.file, place, problem)


def read_boundaries(path: Path) -> Boundaries:
    """Read all levels in ``path``; raises TerritoryFileError with the layer and column at fault."""
    layers = _find_layers(path)
    if "gem" not in layers:
        names = ", ".join(sorted(layer.name for layer in layers.values())) or "keine"
        raise TerritoryFileError(path.name, "Ebene vg250_gem", f"Die Ebene fehlt. Gefunden: {names}.")
    units: dict[str, Unit] = {}
    polygons: dict[str, Any] = {}
    for suffix in LAYERS:
        if suffix in layers:
            rows = list(_rows(layers[suffix], LAYERS[suffix], with_geometry=suffix == "gem"))
            units |= {unit.ars: unit for unit, _ in rows}
            if suffix == "gem":
                polygons = _polygons(layers["gem"], rows)
    if not polygons:
        raise layers["gem"].error("Die Ebene enthält keine Landfläche (GF = 4).")
    return Boundaries(path.name, linked_units(units), polygons)


def _find_layers(path: Path) -> dict[str, Layer]:
    """The layers by suffix; a table goes before its long-named view, as it has the official short names."""
    found: dict[str, Layer] = {}
    for dataset in _datasets(path):
        try:
            names = [str(name) for name, _ in pyogrio.list_layers(dataset)]
        except (DataSourceError, DataLayerError) as error:
            raise TerritoryFileError(path.name, "", f"Die Datei ist nicht lesbar oder beschädigt ({error}).") from None
        for name in sorted(names, key=lambda name: (name.lower().startswith("v_"), name)):
            match = LAYER_NAME.search(name)
            if match:
                found.setdefault(match[1].lower(), Layer(path.name, dataset, name))
    return found


def _datasets(path: Path) -> list[str]:
    """What GDAL can open: the file itself, the files in an archive, or all Shapefiles beside the one named."""
    if not path.exists():
        raise TerritoryFileError(path.name, "", "Die Datei gibt es nicht.")
    suffix = path.suffix.lower()
    if path.is_dir():
        return [str(file) for file in sorted(path.rglob("*")) if file.suffix.lower() in {".gpkg", ".shp"}]
    if suffix == ".shp":
        return [str(file) for file in sorted(path.parent.glob("*")) if file.suffix.lower() == ".shp"]
    if suffix != ".zip":
        _refuse_truncated(path)
        return [str(path)]
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [name for name in sorted(archive.namelist()) if Path(name).suffix.lower() in {".gpkg", ".shp"}]
    except zipfile.BadZipFile:
        raise TerritoryFileError(path.name, "", "Das Archiv ist abgeschnitten oder kein ZIP.") from None
    return [f"/vsizip/{path.resolve()}/{name}" for name in inside]


def _refuse_truncated(path: Path) -> None:
    """A GeoPackage is an SQLite file, whose header says how many pages it has (SQLite file format, 1.3).

    A file that was cut off shows no layer at all, so only its size can be named as what is wrong.
    """
    with path.open("rb") as file:
        header = file.read(100)
    if not header.startswith(SQLITE_MAGIC) or len(header) < 100:
        return
    page_size = int.from_bytes(header[16:18], "big")
    expected = int.from_bytes(header[28:32], "big") * (65_536 if page_size == 1 else page_size)
    actual = path.stat().st_size
    if actual < expected:
        raise TerritoryFileError(
            path.name,
            "alle Ebenen",
            f"Die Datei ist abgeschnitten: {actual:_} von {expected:_} Bytes sind da.".replace("_", "."),
        )


def _columns(layer: Layer, present: list[str], needed: tuple[str, ...]) -> dict[str, str]:
    """The file's name of every column that is read; the plain short name goes before a long one."""
    columns: dict[str, str] = {}
    for key in needed:
        names = ALIASES[key]
        matching = [name for alias in names for name in present if name.lower() == alias]
        matching += [name for name in present if name.lower().rpartition("_")[2] in names]
        if matching:
            columns[key] = matching[0]
        elif key not in OPTIONAL:
            raise layer.error("Die Spalte fehlt.", " oder ".join(name.upper() for name in names[:2]))
    return columns


def _read(layer: Layer, *, with_geometry: bool) -> tuple[dict[str, Any], Any, int]:
    """Columns by short name, geometries (WKB) and EPSG code of a layer."""
    try:
        info = pyogrio.read_info(layer.dataset, layer=layer.name)
        columns = _columns(layer, [str(name) for name in info["fields"]], tuple(ALIASES))
        meta, _, geometry, values = pyogrio.raw.read(
            layer.dataset, layer=layer.name, columns=list(columns.values()), read_geometry=with_geometry
        )
    except (DataSourceError, DataLayerError, UnicodeDecodeError) as error:
        raise layer.error(f"Die Ebene ist nicht lesbar oder beschädigt ({error}).") from None
    by_name = dict(zip((str(name) for name in meta["fields"]), values, strict=True))
    epsg = str(info["crs"] or "").rpartition(":")[2]
    return {key: by_name[name] for key, name in columns.items()}, geometry, int(epsg) if epsg.isdigit() else 0


def _rows(layer: Layer, digits: int, *, with_geometry: bool) -> Iterator[tuple[Unit, Any]]:
    columns, geometry, epsg = _read(layer, with_geometry=with_geometry)
    if with_geometry and not projection.is_known(epsg):
        problem = f"Koordinatensystem EPSG:{epsg or '?'} wird nicht gelesen; gebraucht wird z. B. EPSG:25832."
        raise layer.error(problem)
    factors = [_leading_number(value) for value in columns["GF"]]
    land = np.array([factor == LAND_AREA for factor in factors], dtype=bool)
    for index in np.flatnonzero(land):
        row = {key: values[index] for key, values in columns.items()}
        ars = str(row["ARS"])
        # The layer of Verbände tells municipalities without one by their own 9 digits; some editions pad with zeros.
        if not is_whole_number(ars) or len(ars) not in {digits, 12}:
            raise layer.error(f"„{ars}“ ist kein Regionalschlüssel mit {digits} Stellen.", "ARS")
        shape = _in_utm32(layer, geometry[index], ars, epsg) if with_geometry else None
        unit = unit_of_row(ars[:digits], row, layer.error)
        if unit is not None:
            yield unit, shape


def _leading_number(value: Any) -> int | None:
    """A code that may be written with its meaning („4: mit Struktur Land“) or be missing."""
    match = re.match(r"\s*(\d+)", str(value))
    return int(match[1]) if match else None


def _in_utm32(layer: Layer, wkb: Any, ars: str, epsg: int) -> Any:
    try:
        shape = None if wkb is None else shapely.from_wkb(wkb)
    except shapely.errors.GEOSException:
        shape = None
    if shape is None or shape.is_empty or shape.geom_type not in {"Polygon", "MultiPolygon"}:
        raise layer.error(f"{ars} hat keine Fläche.", "geometry")
    flat = shapely.force_2d(shape)
    return flat if epsg == 25832 else shapely.transform(flat, lambda points: projection.to_utm32(points, epsg))


def unit_of_row(ars: str, row: Mapping[str, Any], error: Callable[[str, str], Exception]) -> Unit | None:
    """The unit of a row of VG250 (by its short column names); None for a Verband or Regierungsbezirk that is none."""
    name = str(row["GEN"] or "").strip()
    if not name:
        raise error(f"{ars} hat keinen Namen.", "GEN")
    kind, code = str(row["BEZ"] or "").strip(), _leading_number(row.get("IBZ"))
    level = LEVELS[len(ars)]
    if level == "verband" and not (code in REAL_VERBAND_IBZ if code is not None else ars[5] == "5"):
        return None
    if level == "regierungsbezirk" and ars not in REGIERUNGSBEZIRKE:
        return None
    unincorporated = level == "gemeinde" and (code == UNINCORPORATED_IBZ or "gemeindefrei" in kind.lower())
    population, area = row.get("EWZ"), row.get("KFL")
    return Unit(
        ars,
        name,
        name,
        land_kind(ars) if level == "land" else kind,
        None,
        ags=ars[:5] + ars[9:] if level == "gemeinde" else "" if level == "verband" else ars,
        population=None if population is None or np.isnan(population) or population < 0 else int(population),
        area_km2=None if not area or np.isnan(area) or area <= 0 else round(Decimal(str(area)), 2),
        is_unincorporated=unincorporated,
    )


def _polygons(layer: Layer, rows: list[tuple[Unit, Any]]) -> dict[str, Any]:
    """One polygon per ARS; a unit in several rows becomes one multipolygon."""
    parts: dict[str, list[Any]] = {}
    for unit, shape in rows:
        parts.setdefault(unit.ars, []).append(shape)
    polygons = {
        ars: shapes[0] if len(shapes) == 1 else shapely.union_all(shapes) for ars, shapes in sorted(parts.items())
    }
    by_ags = {ars[:5] + ars[9:]: ars for ars in polygons}
    if len(by_ags) != len(polygons):
        twice = next(ars for ars in polygons if by_ags[ars[:5] + ars[9:]] != ars)
        raise layer.error(
            f"Der Gemeindeschlüssel {twice[:5] + twice[9:]} gehört zu mehreren Regionalschlüsseln.", "ARS"
        )
    return polygons


def linked_units(units: dict[str, Unit]) -> dict[str, Unit]:
    """The same units, each with the next existing unit above as parent."""
    linked: dict[str, Unit] = {}
    for ars, unit in units.items():
        above = (ars[:digits] for digits in (9, 5, 3, 2) if digits < len(ars))
        linked[ars] = Unit(**{**_values(unit), "parent": next((key for key in above if key in units), None)})
    return linked


def _values(unit: Unit) -> dict[str, Any]:
    return {name: getattr(unit, name) for name in Unit.__dataclass_fields__}
