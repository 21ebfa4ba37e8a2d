# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the readers of official files hand over: units, borders and what did not match. No database, no geometry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

    from allmende.territory.topology import Topology

LEVELS: Mapping[int, str] = {2: "land", 3: "regierungsbezirk", 5: "kreis", 9: "verband", 12: "gemeinde"}
"""The level of a unit by the number of digits of its ARS (the values of ``models.Level``)."""


class TerritoryFileError(Exception):
    """A file cannot be used as it is: which file, where in it (line, or layer and column), and what is wrong."""

    def __init__(self, file: str, place: str, problem: str) -> None:
        self.file, self.place, self.problem = file, place, problem
        super().__init__(": ".join([", ".join(part for part in (file, place) if part), problem]))


class ImportRefusedError(Exception):
    """Files that can be read, but must not be imported (another state, parts missing)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the hierarchy as the files tell it. Area in km², point in WGS84 degrees, unknown is None or empty.

    ``parent`` is the ARS of the next real unit above. A unit that no longer exists has ``dissolved_on`` and, where
    known, the ARS of its successors.
    """

    ars: str
    name: str
    official_name: str
    kind: str
    parent: str | None
    ags: str = ""
    kind_code: int | None = None
    population: int | None = None
    area_km2: Decimal | None = None
    longitude: float | None = None
    latitude: float | None = None
    seat: str = ""
    postcode: str = ""
    is_unincorporated: bool = False
    dissolved_on: dt.date | None = None
    successors: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        return LEVELS[len(self.ars)]

    @property
    def is_gemeinde(self) -> bool:
        return len(self.ars) == 12


@dataclass(frozen=True, slots=True)
class Register:
    """A register as read from one file: its units from Land to Gemeinde, and the state it shows."""

    source: str
    as_of: dt.date | None
    units: tuple[Unit, ...]

    @property
    def gemeinden(self) -> list[Unit]:
        return [unit for unit in self.units if unit.is_gemeinde]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that two sources tell differently; ``kind`` groups them in the report."""

    kind: str
    ars: str
    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class BorderLine:
    """Two municipalities (smaller ARS first) and the length of their common border in m."""

    a: str
    b: str
    length_m: float


@dataclass(frozen=True, slots=True)
class EditionData:
    """One state of the register and the boundaries, ready to be imported.

    ``shapes`` are the municipalities' simplified boundaries in EPSG:25832; None when no boundaries were given.
    """

    as_of: dt.date
    register_source: str
    attribution: str
    units: tuple[Unit, ...]
    boundary_source: str = ""
    population_on: dt.date | None = None
    borders: tuple[BorderLine, ...] = ()
    shapes: Topology | None = None
    mismatches: tuple[Mismatch, ...] = field(default=())
