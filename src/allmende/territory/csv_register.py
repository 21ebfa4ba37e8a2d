# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Reader for a „CSV-Verzeichnis“: the register as a table, one row per municipality, for those who have no GV100AD.

UTF-8, comma or semicolon, first row the column names. Needed: ``ars`` (12 digits), ``name``, ``land_name``,
``kreis_name``, ``verband_ars``, ``verband_name``, ``verband_tkz`` (Textkennzeichen, 50 = no Verband). Read if there:
``ags``, ``name_amtlich``, ``tkz``, ``bez``, ``population``, ``area_km2``, ``lon``, ``lat``, ``verband_sitz``,
``plz_sitz``. Regierungsbezirke follow from the key. The table tells no date; the importer asks for it.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from allmende.territory.codes import (
    KINDS,
    NO_VERBAND,
    REGIERUNGSBEZIRKE,
    UNINCORPORATED,
    is_whole_number,
    land_kind,
    short_name,
)
from allmende.territory.gv100ad import decode
from allmende.territory.records import Register, TerritoryFileError, Unit

if TYPE_CHECKING:
    from pathlib import Path

NEEDED = ("ars", "name", "land_name", "kreis_name", "verband_ars", "verband_name", "verband_tkz")
KREIS_KIND_OF_CITY = {61: "Kreisfreie Stadt", 62: "Stadtkreis"}


def is_csv_register(content: bytes) -> bool:
    """Whether the first line names the columns of a CSV-Verzeichnis."""
    first = decode(content[:4000]).split("\n", 1)[0].lower()
    return "ars" in first.replace(";", ",").strip().split(",")


def read_csv_register(path: Path) -> Register:
    return parse_csv_register(path.read_bytes(), path.name)


def parse_csv_register(content: bytes, file: str) -> Register:
    """Read a CSV-Verzeichnis from its bytes; raises TerritoryFileError with the line or column at fault."""
    text = decode(content)
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    table = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey="")
    columns = [name.strip().lower() for name in table.fieldnames or []]
    table.fieldnames = columns
    for name in NEEDED:
        if name not in columns:
            raise TerritoryFileError(file, "Zeile 1", f"Die Spalte „{name}“ fehlt.")
    units: dict[str, Unit] = {}
    for values in table:
        if any(value is None for value in values.values()) or "" in values:
            problem = "Die Zeile hat zu wenige oder zu viele Spalten."
            raise TerritoryFileError(file, f"Zeile {table.line_num}", problem)
        row = _Row(file, table.line_num, {key: value.strip() for key, value in values.items()})
        gemeinde = row.gemeinde()
        if gemeinde.ars in units:
            raise row.error(f"Schlüssel {gemeinde.ars} kommt doppelt vor.")
        for unit in (*row.units_above(gemeinde), gemeinde):
            units.setdefault(unit.ars, unit)
    if not units:
        raise TerritoryFileError(file, "", "Die Datei enthält keine Gemeinde.")
    if not text.endswith("\n"):
        problem = "Die Datei ist abgeschnitten: Die letzte Zeile hat kein Ende."
        raise TerritoryFileError(file, f"Zeile {table.line_num}", problem)
    return Register(file, None, tuple(units[ars] for ars in sorted(units)))


class _Row:
    def __init__(self, file: str, number: int, values: dict[str, str]) -> None:
        self.file, self.number, self.values = file, number, values

    def error(self, problem: str) -> TerritoryFileError:
        return TerritoryFileError(self.file, f"Zeile {self.number}", problem)

    def text(self, column: str) -> str:
        return self.values.get(column, "")

    def key(self, column: str, length: int) -> str:
        digits = self.text(column)
        if len(digits) != length or not is_whole_number(digits):
            raise self.error(f"„{digits}“ ist kein Schlüssel mit {length} Stellen (Spalte {column}).")
        return digits

    def whole(self, column: str) -> int | None:
        digits = self.text(column)
        if digits and not is_whole_number(digits):
            raise self.error(f"„{digits}“ ist keine Zahl (Spalte {column}).")
        return int(digits) if digits else None

    def decimal(self, column: str) -> Decimal | None:
        digits = self.text(column)
        try:
            value = Decimal(digits) if digits else None
        except InvalidOperation:
            value = Decimal("NaN")
        if value is not None and not value.is_finite():
            raise self.error(f"„{digits}“ ist keine Zahl (Spalte {column}).")
        return value

    def gemeinde(self) -> Unit:
        ars, code, verband = self.key("ars", 12), self.whole("tkz"), self.key("verband_ars", 9)
        if verband != ars[:9]:
            raise self.error(f"Der Gemeindeverband {verband} passt nicht zum Schlüssel {ars}.")
        if not self.text("name"):
            raise self.error("Der Name fehlt.")
        parent = verband if self.whole("verband_tkz") != NO_VERBAND else ars[:5]
        longitude, latitude = self.decimal("lon"), self.decimal("lat")
        return Unit(
            ars,
            self.text("name"),
            self.text("name_amtlich") or self.text("name"),
            KINDS.get(code or 0, self.text("bez")),
            parent if self.text("kreis_name") else ars[:2],
            ags=ars[:5] + ars[9:],
            kind_code=code,
            population=self.whole("population"),
            area_km2=self.decimal("area_km2"),
            longitude=None if longitude is None else float(longitude),
            latitude=None if latitude is None else float(latitude),
            postcode=self.text("plz_sitz")[:5],
            is_unincorporated=code in UNINCORPORATED,
        )

    def units_above(self, gemeinde: Unit) -> list[Unit]:
        """Land, Regierungsbezirk, Kreis and real Verband of this row; areas outside every Kreis have a Land only."""
        ars, land = gemeinde.ars, gemeinde.ars[:2]
        if not self.text("land_name"):
            raise self.error("Der Name des Landes fehlt.")
        above = [Unit(land, self.text("land_name"), self.text("land_name"), land_kind(land), None, ags=land)]
        if not self.text("kreis_name"):
            return above
        bezirk, kreis = ars[:3], ars[:5]
        if bezirk in REGIERUNGSBEZIRKE:
            name = REGIERUNGSBEZIRKE[bezirk]
            above.append(Unit(bezirk, name, name, "Regierungsbezirk", land, ags=bezirk))
        official = self.text("kreis_name")
        kind = KREIS_KIND_OF_CITY.get(gemeinde.kind_code or 0, "")
        parent = bezirk if bezirk in REGIERUNGSBEZIRKE else land
        above.append(Unit(kreis, short_name(official), official, kind, parent, ags=kreis))
        if gemeinde.parent == ars[:9]:
            official, code = self.text("verband_name"), self.whole("verband_tkz")
            kind = KINDS.get(code or 0, self.text("verband_art"))
            seat = self.text("verband_sitz")
            above.append(Unit(ars[:9], short_name(official), official, kind, kreis, kind_code=code, seat=seat))
        return above
