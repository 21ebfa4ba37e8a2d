# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from allmende.territory import dataset, reforms
from allmende.territory.models import Border, Edition, Level, Territory
from allmende.territory.records import EditionData, TerritoryFileError
from allmende.territory.services import import_edition, load_demo_territories


@pytest.fixture(scope="module")
def data() -> EditionData:
    return dataset.read_dataset()


@pytest.fixture(scope="module")
def reformed(data) -> EditionData:
    return reforms.apply_reforms(data, reforms.read_reforms())


def test_all_of_germany_is_in_the_dataset(data) -> None:
    assert Counter(unit.level for unit in data.units) == {
        "land": 16, "regierungsbezirk": 19, "kreis": 402, "verband": 1268, "gemeinde": 11_299
    }  # fmt: skip
    assert len(data.borders) == 33_118
    assert set(data.shapes.shapes) == {unit.ars for unit in data.units if unit.is_gemeinde}
    keys = {unit.ars for unit in data.units}
    assert all(unit.parent in keys for unit in data.units if unit.level != "land")
    assert all(unit.population is None for unit in data.units)
    assert "BKG (2016)" in data.attribution


def test_dataset_is_small() -> None:
    assert sum(file.stat().st_size for file in dataset.DATA_FOLDER.iterdir()) <= 1_500_000


def test_writing_gives_what_was_read_and_the_same_bytes(data, tmp_path) -> None:
    few = [unit for unit in data.units if unit.ars.startswith("10")]
    keys = {unit.ars for unit in few}
    assert data.shapes is not None
    small = replace(
        data,
        units=tuple(few),
        borders=tuple(line for line in data.borders if line.a in keys and line.b in keys),
        shapes=replace(data.shapes, shapes={ars: data.shapes.shapes[ars] for ars in keys if len(ars) == 12}),
    )
    for name in ("one", "two"):
        dataset.write_dataset(small, tmp_path / name)
    again = dataset.read_dataset(tmp_path / "one")
    assert again.shapes is not None
    assert small.shapes is not None
    assert (again.units, again.borders) == (small.units, small.borders)
    assert all((arc == other).all() for arc, other in zip(again.shapes.arcs, small.shapes.arcs, strict=True))
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_new_verbandsgemeinde_has_the_members_of_the_old_ones(data, reformed) -> None:
    units = {unit.ars: unit for unit in reformed.units}
    new, old = units["073335007"], units["073335001"]
    assert (new.name, new.kind, new.parent) == ("Nordpfälzer Land", "Verbandsgemeinde", "07333")
    assert (old.dissolved_on, old.successors) == (dt.date(2020, 1, 1), ("073335007",))
    members = [unit for unit in units.values() if unit.parent == new.ars]
    assert len(members) == 36
    assert new.area_km2 == sum(unit.area_km2 for unit in members)
    before = {unit.ags: unit.area_km2 for unit in data.units if unit.is_gemeinde}
    assert all(before[unit.ags] == unit.area_km2 for unit in members)


def test_united_municipality_has_area_borders_and_shape_of_its_parts(data, reformed) -> None:
    parts = ["064370002002", "064370008008", "064370014014", "064370015015"]
    units = {unit.ars: unit for unit in reformed.units}
    oberzent = units["064370016016"]
    assert oberzent.area_km2 == sum(units[ars].area_km2 for ars in parts)
    assert all(units[ars].successors == (oberzent.ars,) for ars in parts)
    assert oberzent.ars in reformed.shapes.shapes
    assert not set(parts) & set(reformed.shapes.shapes)
    outer = sum(line.length_m for line in data.borders if (line.a in parts) != (line.b in parts))
    now = sum(line.length_m for line in reformed.borders if oberzent.ars in {line.a, line.b})
    assert now == pytest.approx(outer)


def test_a_verband_can_be_divided(reformed) -> None:
    units = {unit.ars: unit for unit in reformed.units}
    assert set(units["071335002"].successors) == {"071335001", "071335006"}
    assert not [unit for unit in units.values() if unit.parent == "071335002"]


def test_reform_of_an_unknown_unit_is_an_error(data) -> None:
    (first, *_) = reforms.read_reforms()
    with pytest.raises(TerritoryFileError, match="gibt es nicht"):
        reforms.apply_reforms(data, [replace(first, from_ars="999999999")])


def test_reform_with_keys_that_do_not_fit_is_an_error(tmp_path) -> None:
    file = tmp_path / "reforms.csv"
    head = "date,from_ars,into_ars,into_name,into_kind,source,keys_verified,date_verified\n"
    file.write_text(f"{head}2020-01-01,07333,073335007,X,Y,Z,no,no\n", encoding="utf-8")
    with pytest.raises(TerritoryFileError, match="Zeile 2"):
        reforms.read_reforms(file)


@pytest.mark.django_db
def test_loading_the_demo_and_then_a_newer_state(settings, tmp_path, reformed) -> None:
    settings.MAP_ROOT, settings.VAR_DIR = tmp_path / "map", tmp_path
    report = load_demo_territories(progress=lambda _: None)
    assert Territory.objects.filter(level=Level.LAND).count() == 16
    assert Territory.objects.current().filter(level=Level.KREIS).count() == 402
    assert Border.objects.count() == len(reformed.borders)
    assert Territory.objects.get(ars="073335005").successors.get().name == "Nordpfälzer Land"
    folder = tmp_path / "map" / report.map_version
    assert (folder / "kreise.json.gz").stat().st_size <= 100_000
    assert (folder / "svg" / "de.json").stat().st_size <= 120_000
    newer = replace(reformed, as_of=dt.date(2026, 1, 1), shapes=None, borders=())
    assert import_edition(data=newer, by=None, progress=lambda _: None).dissolved == 0
    assert not load_demo_territories(progress=lambda _: None).changed
    assert Edition.objects.latest().as_of == dt.date(2026, 1, 1)


FULL = os.environ.get("ALLMENDE_FULL_DATA", "")


@pytest.mark.django_db
@pytest.mark.skipif(not FULL, reason="ALLMENDE_FULL_DATA names no directory with gemeinden.csv and gemeinden_2025.gpkg")
def test_full_register_and_boundaries(settings, tmp_path) -> None:
    settings.MAP_ROOT, settings.VAR_DIR = tmp_path / "map", tmp_path
    options = {"register": Path(FULL) / "gemeinden.csv", "boundaries": Path(FULL) / "gemeinden_2025.gpkg"}
    call_command("territory_import", stdout=StringIO(), **options)
    gemeinden = Territory.objects.municipalities()
    assert gemeinden.count() == 10_953
    assert sum(unit.population or 0 for unit in gemeinden) == 83_577_140
    assert Territory.objects.filter(level=Level.KREIS).count() == 400
    assert Border.objects.count() >= 32_000
    output = StringIO()
    call_command("territory_import", stdout=output, **options)
    assert "Gebiete neu/geändert/aufgelöst: 0/0/0" in output.getvalue()
