# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Reader for GV100AD, the Gemeindeverzeichnis of Destatis: fixed width, UTF-8 or ISO-8859-1, one unit per line.

Positions (from 1): 1–2 Satzart (10 Land, 20 Regierungsbezirk, 40 Kreis, 50 Gemeindeverband, 60 Gemeinde), 3–10 date of
the state (JJJJMMTT), 11–12 Land, 13 Regierungsbezirk, 14–15 Kreis, 16–18 Gemeinde, 19–22 Verband, 23–72 name, 73–122
seat of the administration, 123–124 Textkennzeichen, 129–139 area in ha, 140–150 population, 166–170 postcode of the
administration. The ARS is 11–15, 19–22, 16–18.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
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
from allmende.territory.records import Register, TerritoryFileError, Unit

if TYPE_CHECKING:
    from pathlib import Path

LAND, REGIERUNGSBEZIRK, KREIS, VERBAND, GEMEINDE = "10", "20", "40", "50", "60"
NEEDED_LENGTH = {LAND: 24, REGIERUNGSBEZIRK: 24, KREIS: 124, VERBAND: 124, GEMEINDE: 150}
"""How long a line of each Satzart must at least be to hold all that is read from it (the postcode may be blank)."""
KEY_LENGTH = {LAND: 2, REGIERUNGSBEZIRK: 3, KREIS: 5, VERBAND: 12, GEMEINDE: 12}


def decode(content: bytes) -> str:
    """The text of an official file: UTF-8 (with or without byte order mark) where it is valid, else ISO-8859-1."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("iso-8859-1")


def read_gv100ad(path: Path) -> Register:
    """Read the register in ``path``; raises TerritoryFileError with the line at fault."""
    return parse_gv100ad(path.read_bytes(), path.name)


def parse_gv100ad(content: bytes, file: str) -> Register:
    """Read a register from its bytes; ``file`` is its name for messages and as source."""
    lines = [
        Line(file, number, text.rstrip("\r"))
        for number, text in enumerate(decode(content).split("\n"), start=1)
        if text.strip("\r \x1a")
    ]
    _refuse_cut_off_end(lines, file)
    reading = _Reading(file)
    for line in lines:
        reading.take(line)
    return reading.finish()


def _refuse_cut_off_end(lines: list[Line], file: str) -> None:
    """Lines of this format are equally long; only a last line that is shorter than all others was cut off."""
    lengths = {len(line.text) for line in lines[:-1]}
    if len(lines) > 2 and len(lengths) == 1 and len(lines[-1].text) < lengths.pop():
        raise TerritoryFileError(file, f"Zeile {lines[-1].number}", "Die Datei ist abgeschnitten: Zeile zu kurz.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with the words to read it by position; every error names it."""

    file: str
    number: int
    text: str

    def error(self, problem: str) -> TerritoryFileError:
        return TerritoryFileError(self.file, f"Zeile {self.number}", problem)

    def field(self, first: int, last: int) -> str:
        return self.text[first - 1 : last].strip()

    def key(self, first: int, last: int, label: str) -> str:
        digits = self.text[first - 1 : last]
        if len(digits) != last - first + 1 or not is_whole_number(digits):
            raise self.error(f"„{digits}“ ist kein Schlüssel ({label}, Stelle {first}–{last}).")
        return digits

    def number_or_none(self, first: int, last: int, label: str) -> int | None:
        digits = self.field(first, last)
        if not digits:
            return None
        if not is_whole_number(digits):
            raise self.error(f"„{digits}“ ist keine Zahl ({label}, Stelle {first}–{last}).")
        return int(digits)

    def date(self) -> dt.date:
        digits = self.field(3, 10)
        try:
            return dt.datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007  a date has no zone
        except ValueError:
            raise self.error(f"„{digits}“ ist kein Datum (Gebietsstand, Stelle 3–10).") from None

    @property
    def satzart(self) -> str:
        return self.text[:2]


class _Reading:
    """The state of reading one file: the units so far, and which of them got members."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.as_of: dt.date | None = None
        self.units: dict[str, Unit] = {}
        self.lines: dict[str, int] = {}
        self.pseudo_verbaende: set[str] = set()
        self.with_members: set[str] = set()

    def take(self, line: Line) -> None:
        satzart = line.satzart
        if satzart not in NEEDED_LENGTH:
            raise line.error(f"Unbekannte Satzart „{satzart}“. Bekannt sind 10, 20, 40, 50 und 60.")
        if len(line.text) < NEEDED_LENGTH[satzart]:
            problem = f"Zeile zu kurz: {len(line.text)} statt mindestens {NEEDED_LENGTH[satzart]} Zeichen."
            raise line.error(problem)
        date = line.date()
        if self.as_of is not None and date != self.as_of:
            raise line.error(f"Gebietsstand {date:%d.%m.%Y} statt {self.as_of:%d.%m.%Y}.")
        self.as_of = date
        unit = self._unit(line, satzart)
        if unit is None:
            return
        if unit.ars in self.lines:
            raise line.error(f"Schlüssel {unit.ars} kommt doppelt vor (zuerst in Zeile {self.lines[unit.ars]}).")
        self.units[unit.ars] = unit
        self.lines[unit.ars] = line.number

    def _unit(self, line: Line, satzart: str) -> Unit | None:
        name = line.field(23, 72)
        if not name:
            raise line.error("Der Name fehlt (Stelle 23–72).")
        if satzart == LAND:
            ars = line.key(11, 12, "Land")
            return Unit(ars, name, name, land_kind(ars), None, ags=ars)
        if satzart == REGIERUNGSBEZIRK:
            return self._regierungsbezirk(line, name)
        code = line.number_or_none(123, 124, "Textkennzeichen")
        if satzart == KREIS:
            ars = line.key(11, 15, "Kreis")
            parent = self._parent(line, ars[:3] if ars[:3] in self.units else ars[:2])
            kind = KINDS.get(code or 0, "")
            return Unit(ars, short_name(name), name, kind, parent, ags=ars, kind_code=code, seat=line.field(73, 122))
        if satzart == VERBAND:
            return self._verband(line, name, code)
        return self._gemeinde(line, name, code)

    def _regierungsbezirk(self, line: Line, name: str) -> Unit | None:
        ars = line.key(11, 13, "Regierungsbezirk")
        parent = self._parent(line, ars[:2])
        if ars not in REGIERUNGSBEZIRKE:
            return None
        kind = "Regierungsbezirk"
        return Unit(ars, REGIERUNGSBEZIRKE[ars], name, kind, parent, ags=ars, seat=line.field(73, 122)[:120])

    def _verband(self, line: Line, name: str, code: int | None) -> Unit | None:
        ars = line.key(11, 15, "Kreis") + line.key(19, 22, "Verband")
        if code == NO_VERBAND:
            if ars in self.pseudo_verbaende:
                raise line.error(f"Schlüssel {ars} kommt doppelt vor.")
            self.pseudo_verbaende.add(ars)
            return None
        kind = KINDS.get(code or 0, "")
        parent = self._parent(line, ars[:5])
        return Unit(ars, short_name(name), name, kind, parent, kind_code=code, seat=line.field(73, 122))

    def _gemeinde(self, line: Line, name: str, code: int | None) -> Unit:
        kreis, verband, number = line.key(11, 15, "Kreis"), line.key(19, 22, "Verband"), line.key(16, 18, "Gemeinde")
        above = kreis + verband
        if above not in self.units and above not in self.pseudo_verbaende and not _is_special_area(kreis):
            raise line.error(f"Der Gemeindeverband {above} fehlt: keine Zeile mit Satzart 50 davor.")
        parent = above if above in self.units else kreis
        hectares = line.number_or_none(129, 139, "Fläche")
        postcode = line.field(166, 170)
        if postcode and (len(postcode) != 5 or not is_whole_number(postcode)):
            raise line.error(f"„{postcode}“ ist keine Postleitzahl (Stelle 166–170).")
        return Unit(
            above + number,
            short_name(name),
            name,
            KINDS.get(code or 0, ""),
            self._parent(line, parent[:2] if _is_special_area(kreis) else parent),
            ags=kreis + number,
            kind_code=code,
            population=line.number_or_none(140, 150, "Einwohnerzahl"),
            area_km2=None if hectares is None else Decimal(hectares) / 100,
            seat=line.field(73, 122),
            postcode=postcode,
            is_unincorporated=code in UNINCORPORATED,
        )

    def _parent(self, line: Line, ars: str) -> str:
        if ars not in self.units:
            raise line.error(f"Die übergeordnete Einheit {ars} fehlt: keine Zeile dafür davor.")
        self.with_members.add(ars)
        return ars

    def finish(self) -> Register:
        if not any(len(ars) == 12 for ars in self.units):
            raise TerritoryFileError(self.file, "", "Die Datei enthält keine Gemeinde (Satzart 60).")
        for ars, unit in self.units.items():
            if ars not in self.with_members and len(ars) != 12:
                problem = f"„{unit.name}“ ({ars}) hat keine Mitglieder: Die Datei ist unvollständig."
                raise TerritoryFileError(self.file, f"Zeile {self.lines[ars]}", problem)
        return Register(self.file, self.as_of, tuple(self.units[ars] for ars in sorted(self.units)))


def _is_special_area(kreis: str) -> bool:
    """Areas outside every Kreis (Küstengewässer, deutsch-luxemburgisches Hoheitsgebiet) have Kreis number 00."""
    return kreis[3:] == "00" and kreis[2] == "0" and kreis[:2] not in {"02", "11"}
