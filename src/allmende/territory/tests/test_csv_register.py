# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import pytest

from allmende.territory.csv_register import is_csv_register, parse_csv_register
from allmende.territory.records import TerritoryFileError

HEAD = "ars,name,land_name,kreis_name,verband_ars,verband_name,verband_tkz,population,area_km2,tkz\n"
ROWS = [
    "071375001001,Kruft,Rheinland-Pfalz,Mayen-Koblenz,071375001,Pellenz,53,4200,19.34,64\n",
    '071370008008,Andernach,Rheinland-Pfalz,Mayen-Koblenz,071370008,"Andernach, Stadt",50,30000,53.0,63\n',
    '051110000000,Düsseldorf,Nordrhein-Westfalen,"Düsseldorf, Stadt",051110000,Düsseldorf,50,600000,217.4,61\n',
    "070009999999,Hoheitsgebiet,Rheinland-Pfalz,,070009999,Hoheitsgebiet,50,0,6.2,66\n",
]


def parse(text: str):
    return {unit.ars: unit for unit in parse_csv_register(text.encode(), "g.csv").units}


def test_units_above_follow_from_the_columns() -> None:
    units = parse(HEAD + "".join(ROWS))
    assert {ars: unit.parent for ars, unit in units.items()} == {
        "05": None, "051": "05", "05111": "051", "051110000000": "05111",
        "07": None, "070009999999": "07", "07137": "07", "071370008008": "07137",
        "071375001": "07137", "071375001001": "071375001",
    }  # fmt: skip
    assert units["05111"].kind == "Kreisfreie Stadt"
    assert units["070009999999"].is_unincorporated


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (HEAD.replace("verband_tkz", "tkz2") + ROWS[0], "Zeile 1: Die Spalte „verband_tkz“ fehlt"),
        (HEAD + ROWS[0] + ROWS[1][:40] + "\n", "Zeile 3: Die Zeile hat zu wenige"),
        (HEAD + ROWS[0] + ROWS[1][:-1], "Zeile 3: Die Datei ist abgeschnitten"),
        (HEAD + ROWS[0].replace("4200", "viele"), "Zeile 2: „viele“ ist keine Zahl (Spalte population)"),
        (HEAD + ROWS[0].replace("19.34", "nan"), "Zeile 2: „nan“ ist keine Zahl (Spalte area_km2)"),
        (HEAD + ROWS[0].replace("071375001001", "7137500101"), "Zeile 2: „7137500101“ ist kein Schlüssel"),
        (HEAD + ROWS[0].replace("071375001,", "071375009,"), "Zeile 2: Der Gemeindeverband 071375009 passt nicht"),
        (HEAD + ROWS[0] + ROWS[0], "Zeile 3: Schlüssel 071375001001 kommt doppelt"),
        (HEAD, "keine Gemeinde"),
    ],
)
def test_fault_is_named_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(TerritoryFileError) as refusal:
        parse(text)
    assert problem in str(refusal.value)


def test_a_table_is_told_from_gv100ad_by_its_first_line() -> None:
    assert is_csv_register(HEAD.encode())
    assert not is_csv_register(b"10202511300700000000Rheinland-Pfalz")
