# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Territorial reforms after the date of the compact dataset, kept by hand in ``data/reforms.csv``.

One row per unit that ceases or moves: ``date``, ``from_ars``, ``into_ars``, ``into_name``, ``into_kind``, ``source``,
``keys_verified`` and ``date_verified`` (yes/no: checked against the official register). What a row means follows from
its keys: 9 → 9 digits: the Verband ends and its members go to the other one, keeping their AGS; 12 → 12 with the same
AGS: a municipality moves to another Verband; 12 → 12 with another AGS: it becomes part of the other municipality;
9 → 12: the Verband ends with the municipality as its successor. Rows of single municipalities go first.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from allmende.territory import geometry, map_build, topology
from allmende.territory.dataset import DATA_FOLDER
from allmende.territory.edition import with_sums
from allmende.territory.records import BorderLine, EditionData, TerritoryFileError, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

NOTE = "Gebietsänderungen seither ohne Gewähr nachgetragen"
LENGTHS = {(9, 9), (9, 12), (12, 12)}


@dataclass(frozen=True, slots=True)
class Reform:
    """One unit that ceased or moved, into which other one, when, and where that is written."""

    date: dt.date
    from_ars: str
    into_ars: str
    into_name: str
    into_kind: str
    source: str
    keys_verified: bool
    date_verified: bool

    @property
    def is_move(self) -> bool:
        """The same municipality (AGS) in another Verband."""
        one, other = self.from_ars, self.into_ars
        return len(one) == 12 and one[:5] + one[9:] == other[:5] + other[9:]


def read_reforms(file: Path = DATA_FOLDER / "reforms.csv") -> list[Reform]:
    """The reforms by date, those of single municipalities before those of whole Verbände."""
    with file.open(encoding="utf-8", newline="") as text:
        reforms = [_reform(row, file.name, number) for number, row in enumerate(csv.DictReader(text), start=2)]
    return sorted(reforms, key=lambda reform: (reform.date, -len(reform.from_ars), reform.from_ars))


def _reform(row: dict[str, str], file: str, number: int) -> Reform:
    if (len(row["from_ars"]), len(row["into_ars"])) not in LENGTHS:
        problem = f"Von {row['from_ars']} nach {row['into_ars']}: Schlüssellängen passen nicht."
        raise TerritoryFileError(file, f"Zeile {number}", problem)
    return Reform(
        dt.date.fromisoformat(row["date"]),
        row["from_ars"],
        row["into_ars"],
        row["into_name"],
        row["into_kind"],
        row["source"],
        row["keys_verified"] == "yes",
        row["date_verified"] == "yes",
    )


def apply_reforms(data: EditionData, reforms: Sequence[Reform]) -> EditionData:
    """``data`` after all reforms: old units dissolved with successors, new ones with their members, area and borders.

    Shapes are joined, not drawn anew: every line on the map is still one of the dataset's date.
    """
    state = _State({unit.ars: unit for unit in data.units})
    for reform in reforms:
        state.apply(reform)
    shapes = data.shapes
    if shapes is not None:
        shapes = topology.united(shapes, {ars: state.keys.get(ars, ars) for ars in shapes.shapes})
    new = state.touched & set(state.units)
    points: dict[str, tuple[float, float]] = {}
    if shapes is not None:
        groups = {ars: ars for ars in shapes.shapes if ars in new}
        points = geometry.points_inside(geometry.polygons_from(topology.united(shapes, groups)))
        points |= map_build.upper_points(shapes, [ars for ars in new if len(ars) < 12])
    units = [_placed(unit, points.get(unit.ars)) for unit in state.units.values()]
    return replace(
        data,
        units=with_sums(units),
        borders=tuple(_joined_borders(data.borders, state.keys)),
        shapes=shapes,
        attribution=f"{data.attribution}; {NOTE}" if reforms else data.attribution,
    )


@dataclass(slots=True)
class _State:
    """The units while reforms are applied; ``keys`` tells where each municipality of the beginning is now."""

    units: dict[str, Unit]
    keys: dict[str, str] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    def apply(self, reform: Reform) -> None:
        old = self.units.get(reform.from_ars)
        if old is None:
            raise TerritoryFileError("reforms.csv", "", f"Das Gebiet {reform.from_ars} gibt es nicht.")
        if reform.is_move:
            self._move(reform.from_ars, reform.into_ars)
            return
        self._ensure_successor(reform)
        if len(reform.from_ars) == len(reform.into_ars) == 9:
            for member in [ars for ars, unit in self.units.items() if unit.parent == old.ars and ars[:9] == old.ars]:
                if self.units[member].dissolved_on is None:
                    self._move(member, reform.into_ars + member[9:])
        elif len(reform.from_ars) == 12:
            self._take_in(old, reform.into_ars)
        self.units[old.ars] = replace(
            self.units[old.ars], dissolved_on=reform.date, successors=(*old.successors, reform.into_ars)
        )

    def _ensure_successor(self, reform: Reform) -> None:
        ars = reform.into_ars
        self.touched.add(ars)
        if ars in self.units:
            return
        is_gemeinde = len(ars) == 12
        parent = ars[:9] if is_gemeinde and ars[:9] in self.units else ars[:5]
        ags = ars[:5] + ars[9:] if is_gemeinde else ""
        self.units[ars] = Unit(ars, reform.into_name, reform.into_name, reform.into_kind, parent, ags=ags)

    def _move(self, ars: str, now: str) -> None:
        unit = self.units.pop(ars)
        self.units[now] = replace(unit, ars=now, parent=now[:9])
        self._rename(ars, now)

    def _take_in(self, old: Unit, into: str) -> None:
        successor = self.units[into]
        area = None if old.area_km2 is None else (successor.area_km2 or Decimal(0)) + old.area_km2
        self.units[into] = replace(successor, area_km2=area)
        self._rename(old.ars, into)

    def _rename(self, old: str, now: str) -> None:
        for ars, current in self.keys.items():
            if current == old:
                self.keys[ars] = now
        self.keys.setdefault(old, now)


def _placed(unit: Unit, point: tuple[float, float] | None) -> Unit:
    return unit if point is None else replace(unit, longitude=point[0], latitude=point[1])


def _joined_borders(borders: Iterable[BorderLine], keys: dict[str, str]) -> list[BorderLine]:
    lengths: dict[tuple[str, str], float] = defaultdict(float)
    for line in borders:
        one, other = sorted((keys.get(line.a, line.a), keys.get(line.b, line.b)))
        if one != other:
            lengths[one, other] += line.length_m
    return [BorderLine(one, other, round(length, 1)) for (one, other), length in sorted(lengths.items())]
