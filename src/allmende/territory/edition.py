# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Putting a register and boundaries together into one edition, with a list of everything in which they differ."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from allmende.territory import geometry, map_build
from allmende.territory.naming import fold
from allmende.territory.records import EditionData, ImportRefusedError, Mismatch, Register, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from allmende.territory.boundary_files import Boundaries

    Progress = Callable[[str], None]

NO_POLYGON = "Im Verzeichnis, aber ohne Fläche in den Grenzen"
NO_ROW = "In den Grenzen, aber nicht im Verzeichnis"
OTHER_NAME = "Name weicht ab"
OTHER_AREA = "Fläche weicht um mehr als 10 % ab"
OTHER_KEY = "Anderer Regionalschlüssel bei gleichem Gemeindeschlüssel"
ASSUMED_DATE = "Gebietsstand angenommen"

AREA_DIFFERENCE = 0.10
"""Share of the register's area; boundaries at 1 : 250,000 differ by a few percent anyway."""


def join(
    register: Register | None,
    boundaries: Boundaries | None,
    *,
    as_of: dt.date | None = None,
    population_on: dt.date | None = None,
    progress: Progress = print,
) -> EditionData:
    """One edition from a register, boundaries, or both.

    The hierarchy comes from the register where there is one, else from the boundaries. Raises ImportRefusedError when
    one of the two has lost a part of a Kreis that the other one has.
    """
    if register is None and boundaries is None:
        raise ImportRefusedError("Es fehlt eine Datei: ein Verzeichnis, Grenzen oder beides.")
    mismatches: list[Mismatch] = []
    date = as_of or _date_of(register, boundaries, mismatches)
    units = {unit.ars: unit for unit in (register.units if register else ())}
    data = EditionData(
        as_of=date,
        population_on=population_on or (date if (date.month, date.day) == (12, 31) else None),
        register_source=register.source if register else boundaries.source if boundaries else "",
        boundary_source=boundaries.source if boundaries else "",
        attribution=attribution(register, boundaries, date),
        units=(),
    )
    if boundaries is None:
        return replace(data, units=with_sums(units.values()), mismatches=tuple(mismatches))
    if register is None:
        units = dict(boundaries.units)
        keys = {ars: ars for ars in boundaries.polygons}
    else:
        keys = _polygon_keys(units, boundaries)
        _refuse_missing_parts(units, boundaries, keys)
        mismatches += _compare(units, boundaries, keys)
        units = {ars: _completed(unit, boundaries.units.get(keys.get(ars, ars))) for ars, unit in units.items()}
    polygons = {ars: boundaries.polygons[key] for ars, key in keys.items()}
    progress("Gemeinsame Grenzen werden gemessen …")
    borders = geometry.border_lines(polygons)
    progress(f"{len(borders)} Nachbarschaften. Grenzen werden für die Karte vereinfacht …")
    shapes = geometry.simplified(polygons)
    points = geometry.points_inside(polygons) | map_build.upper_points(shapes, units)
    areas = geometry.area_km2(polygons)
    placed = [_placed(unit, points.get(ars), areas.get(ars)) for ars, unit in units.items()]
    return replace(data, units=with_sums(placed), borders=tuple(borders), shapes=shapes, mismatches=tuple(mismatches))


def attribution(register: Register | None, boundaries: Boundaries | None, date: dt.date) -> str:
    """The note that licences ask for wherever the data is shown."""
    parts = []
    if boundaries is not None:
        parts.append(f"© GeoBasis-DE / BKG ({date.year}) dl-de/by-2-0 (Daten verändert)")
    if register is not None:
        parts.append(f"© Statistisches Bundesamt (Destatis), {date.year}")
    return "; ".join(parts)


def _date_of(register: Register | None, boundaries: Boundaries | None, mismatches: list[Mismatch]) -> dt.date:
    """The state of the register; without a date in it, 1 January of the year in the boundary file's name."""
    if register is not None and register.as_of is not None:
        return register.as_of
    for source in (boundaries.source if boundaries else "", register.source if register else ""):
        year = re.search(r"(?<!\d)(20\d\d)(?!\d)", source)
        if year:
            date = dt.date(int(year[1]), 1, 1)
            text = f"{date:%d.%m.%Y} nach dem Dateinamen „{source}“, da die Dateien keinen Stand nennen"
            mismatches.append(Mismatch(ASSUMED_DATE, "", "", text))
            return date
    raise ImportRefusedError("Die Dateien nennen keinen Gebietsstand. Geben Sie ihn an: --as-of JJJJ-MM-TT.")


def _polygon_keys(units: dict[str, Unit], boundaries: Boundaries) -> dict[str, str]:
    """ARS of a municipality in the register → ARS under which its polygon is found (same ARS, else same AGS)."""
    by_ags = {ars[:5] + ars[9:]: ars for ars in boundaries.polygons}
    keys = {ars: ars if ars in boundaries.polygons else by_ags.get(ars[:5] + ars[9:]) for ars in _gemeinden(units)}
    return {ars: key for ars, key in keys.items() if key is not None}


def _gemeinden(units: Iterable[str]) -> list[str]:
    return [ars for ars in units if len(ars) == 12]


def _refuse_missing_parts(units: dict[str, Unit], boundaries: Boundaries, keys: dict[str, str]) -> None:
    """A file that was cut at the end of a line or row can be read; what it lost shows against the other file."""
    found = set(keys.values())
    only_polygon = [ars for ars in boundaries.polygons if ars not in found]
    incorporated = [ars for ars in _gemeinden(units) if not units[ars].is_unincorporated]
    only_row = [ars for ars in incorporated if ars not in keys]
    hint = "Ist die Datei abgeschnitten oder von einem anderen Gebietsstand?"
    for missing, whole, where in (
        (only_polygon, boundaries.polygons, "Im Verzeichnis"),
        (only_row, incorporated, "In den Grenzen"),
    ):
        total = Counter(ars[:5] for ars in whole)
        lost = [kreis for kreis, count in Counter(ars[:5] for ars in missing).items() if 2 * count > total[kreis]]
        if lost:
            first = ", ".join(sorted(lost)[:5]) + (" …" if len(lost) > 5 else "")
            problem = f"{where} fehlen Gemeinden: {len(missing)} insgesamt, die meisten aus Kreis {first}. {hint}"
            raise ImportRefusedError(problem)


def _compare(units: dict[str, Unit], boundaries: Boundaries, keys: dict[str, str]) -> list[Mismatch]:
    mismatches: list[Mismatch] = []
    areas = geometry.area_km2(boundaries.polygons)
    for ars, unit in units.items():
        key = keys.get(ars, ars)
        other = boundaries.units.get(key)
        if other is None:
            # Only the layer of the municipalities is a must, so an upper level may be missing altogether.
            if unit.is_gemeinde or any(len(known) == len(ars) for known in boundaries.units):
                mismatches.append(Mismatch(NO_POLYGON, ars, unit.name))
            continue
        if key != ars:
            mismatches.append(Mismatch(OTHER_KEY, ars, unit.name, f"in den Grenzen {key}"))
        if fold(other.name) not in {fold(unit.name), fold(unit.official_name)}:
            mismatches.append(Mismatch(OTHER_NAME, ars, unit.name, f"in den Grenzen „{other.name}“"))
        area = areas.get(key)
        if area and unit.area_km2 and abs(area / float(unit.area_km2) - 1) > AREA_DIFFERENCE:
            text = f"{float(unit.area_km2):.2f} km² im Verzeichnis, {area:.2f} km² in den Grenzen"
            mismatches.append(Mismatch(OTHER_AREA, ars, unit.name, text))
    known = set(units) | set(keys.values())
    rest = [unit for ars, unit in boundaries.units.items() if ars not in known]
    return mismatches + [Mismatch(NO_ROW, unit.ars, unit.name) for unit in rest]


def _completed(unit: Unit, other: Unit | None) -> Unit:
    """The register's unit with BKG's plain name (without title) and, where the register has none, its kind."""
    if other is None:
        return unit if unit.kind else replace(unit, kind=_kind_by_level(unit))
    return replace(unit, name=other.name, kind=unit.kind or other.kind or _kind_by_level(unit))


def _kind_by_level(unit: Unit) -> str:
    return {"kreis": "Kreis", "verband": "Gemeindeverband", "gemeinde": "Gemeinde"}.get(unit.level, "")


def _placed(unit: Unit, point: tuple[float, float] | None, area: float | None) -> Unit:
    longitude, latitude = point or (unit.longitude, unit.latitude)
    known = unit.area_km2 if unit.area_km2 is not None or area is None else round(Decimal(area), 2)
    return replace(unit, longitude=longitude, latitude=latitude, area_km2=known)


def with_sums(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Area and population of the upper levels as sums of their municipalities, where those are all known."""
    listed = sorted(units, key=lambda unit: unit.ars)
    members: dict[str, list[Unit]] = defaultdict(list)
    for unit in listed:
        if unit.is_gemeinde and unit.dissolved_on is None:
            for digits in (2, 3, 5, 9):
                members[unit.ars[:digits]].append(unit)
    return tuple(unit if unit.is_gemeinde else _summed(unit, members[unit.ars]) for unit in listed)


def _summed(unit: Unit, members: list[Unit]) -> Unit:
    populations = [member.population for member in members if member.population is not None]
    areas = [member.area_km2 for member in members if member.area_km2 is not None]
    return replace(
        unit,
        population=sum(populations) if members and len(populations) == len(members) else unit.population,
        area_km2=sum(areas, Decimal(0)) if members and len(areas) == len(members) else unit.area_km2,
    )
