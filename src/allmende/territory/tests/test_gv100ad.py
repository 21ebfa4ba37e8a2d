# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from allmende.territory.codes import short_name
from allmende.territory.gv100ad import parse_gv100ad
from allmende.territory.records import TerritoryFileError, Unit
from allmende.territory.tests.register_files import content, line, lines


def read(rows: list[str] | None = None, **how: str) -> dict[str, Unit]:
    return {unit.ars: unit for unit in parse_gv100ad(content(rows, **how), "gv.txt").units}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1"])
def test_line_ends_and_encodings_give_the_same_units(end: str, encoding: str) -> None:
    assert read(end=end, encoding=encoding) == read()
    assert read(end=end, encoding=encoding)["071375001002"].name == "Müden"


def test_hierarchy_skips_pseudo_verbaende_and_former_districts() -> None:
    units = read()
    parents = {ars: unit.parent for ars, unit in units.items()}
    assert parents == {
        "07": None,
        "07137": "07",
        "071375001": "07137",
        "071375001001": "071375001",
        "071375001002": "071375001",
        "071370008008": "07137",
        "071379501501": "07137",
    }


def test_fields_of_a_municipality() -> None:
    register = parse_gv100ad(content(), "gv.txt")
    muden = next(unit for unit in register.units if unit.ars == "071375001002")
    assert register.as_of == dt.date(2025, 11, 30)
    assert (muden.ags, muden.name, muden.official_name, muden.kind) == ("07137002", "Müden", "Müden, Stadt", "Stadt")
    assert (muden.population, muden.area_km2, muden.postcode) == (800, Decimal("10.00"), "56626")
    assert read()["071379501501"].is_unincorporated
    assert not muden.is_unincorporated


def test_regierungsbezirk_is_the_parent_where_it_exists() -> None:
    rows = [
        line("10", "05", "Nordrhein-Westfalen"),
        line("20", "053", "Reg.-Bez. Köln"),
        line("40", "05315", "Köln, Stadt", code="41"),
        line("50", "05315   0000", "Köln, Stadt", code="50"),
        line("60", "053150000000", "Köln, Stadt", code="61", area="40500", people="1000000"),
    ]
    units = read(rows)
    assert (units["053"].name, units["05315"].parent, units["053150000000"].parent) == ("Köln", "053", "05315")


@pytest.mark.parametrize(
    ("change", "number", "problem"),
    [
        (lambda rows: [*rows[:6], rows[6][:140], *rows[7:]], 7, "Zeile zu kurz"),
        (lambda rows: [*rows[:9], rows[9][:160]], 10, "abgeschnitten"),
        (lambda rows: [*rows[:3], "99" + rows[3][2:], *rows[4:]], 4, "Unbekannte Satzart „99“"),
        (
            lambda rows: [*rows[:6], rows[6].replace("00000004200", "0000000X200"), *rows[7:]],
            7,
            "keine Zahl (Einwohner",
        ),
        (lambda rows: rows[:2] + rows[3:], 3, "übergeordnete Einheit 07137 fehlt"),
        (lambda rows: rows[:3] + rows[4:], 6, "Gemeindeverband 071375001 fehlt"),
        (lambda rows: [*rows, rows[6]], 11, "doppelt vor (zuerst in Zeile 7)"),
        (lambda rows: [*rows[:6], rows[6].replace("071370015001", "07137A015001"), *rows[7:]], 7, "kein Schlüssel"),
        (lambda rows: [*rows[:6], rows[6].replace("20251130", "20251131"), *rows[7:]], 7, "kein Datum"),
        (lambda rows: [*rows[:6], rows[6].replace("20251130", "20241231"), *rows[7:]], 7, "Gebietsstand 31.12.2024"),
        (lambda rows: rows[:6] + rows[8:], 4, "hat keine Mitglieder"),
        (lambda rows: [*rows[:6], rows[6].replace("56642", "5664 "), *rows[7:]], 7, "keine Postleitzahl"),
        (lambda rows: [*rows[:6], rows[6].replace("Kruft", "     "), *rows[7:]], 7, "Der Name fehlt"),
    ],
)
def test_fault_is_named_with_its_line(change, number: int, problem: str) -> None:
    with pytest.raises(TerritoryFileError) as refusal:
        read(change(lines()))
    assert f"gv.txt, Zeile {number}:" in str(refusal.value)
    assert problem in str(refusal.value)


@pytest.mark.parametrize("rows", [[], lines()[:2], lines()[:6]])
def test_file_without_municipalities_is_refused(rows: list[str]) -> None:
    with pytest.raises(TerritoryFileError, match="keine Gemeinde"):
        read(rows)


@pytest.mark.parametrize(
    ("official", "name"),
    [
        ("Kiel, Landeshauptstadt", "Kiel"),
        ("Ries (VGem)", "Ries"),
        ("Abenberg, St", "Abenberg"),
        ("Erkrath, Fundort des Neanderthalers, Stadt", "Erkrath"),
        ("Harz (Landkreis Goslar), gemfr. Gebiet", "Harz (Landkreis Goslar)"),
        ("Landkreis Rostock", "Rostock"),
        ("Kempten (Allgäu)", "Kempten (Allgäu)"),
    ],
)
def test_short_name(official: str, name: str) -> None:
    assert short_name(official) == name
