# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import datetime as dt
import gzip
import json
import urllib.request
from io import StringIO

import brotli
import pytest
import shapely
from django.core.management import CommandError, call_command

from allmende.core import content_version
from allmende.core.models import AuditEntry
from allmende.territory import map_files
from allmende.territory.models import Border, Edition, Territory
from allmende.territory.tests.register_files import EAST, NORTH, SIDE, SQUARES, content, line, lines, write_boundaries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MAP_ROOT = tmp_path / "map"
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "GV100AD.txt"
    path.write_bytes(content())
    return path


@pytest.fixture
def boundaries(tmp_path):
    return write_boundaries(tmp_path / "vg250.gpkg")


def run(**options) -> str:
    output = StringIO()
    call_command("territory_import", stdout=output, **options)
    return output.getvalue()


def state() -> tuple:
    """Everything an import may change."""
    version = map_files.map_root()
    return (
        list(Territory.objects.order_by("pk").values()),
        list(Border.objects.order_by("pk").values()),
        list(Edition.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
        content_version.current(),
        sorted(str(path) for path in version.rglob("*")) if version.exists() else [],
    )


def test_register_and_boundaries_become_territories(register, boundaries) -> None:
    said = run(register=register, boundaries=boundaries)
    muden = Territory.objects.get(ags="07137002")
    assert muden.parent is not None
    assert muden.longitude is not None
    assert (muden.name, muden.slug, muden.search_name, muden.parent.name) == ("Müden", "mueden", "muden", "Pellenz")
    assert (muden.as_of, muden.population, muden.population_on) == (dt.date(2025, 11, 30), 800, None)
    assert 7 < muden.longitude < 8
    assert [row.name for row in Territory.objects.neighbours_of(muden).order_by("ars")] == ["Andernach", "Kruft"]
    kreis = Territory.objects.get(ars="07137")
    assert (kreis.population, str(kreis.area_km2)) == (35_000, "83.34")
    assert Territory.objects.get(name="Forst").is_unincorporated
    assert "Gebiete neu/geändert/aufgelöst: 7/0/0" in said
    assert "Fläche weicht um mehr als 10 % ab: 3" in said
    assert AuditEntry.objects.get().verb == "territory.imported"
    assert Edition.objects.get().map_version == map_files.current_map_version()


def test_second_import_changes_nothing(register, boundaries) -> None:
    run(register=register, boundaries=boundaries)
    before = state()
    said = run(register=register, boundaries=boundaries)
    assert state() == before
    assert "Gebiete neu/geändert/aufgelöst: 0/0/0" in said
    assert "Nachbarschaften neu/geändert/entfallen: 0/0/0" in said


def test_dry_run_saves_nothing(register, boundaries) -> None:
    before = state()
    assert "Probelauf" in run(register=register, boundaries=boundaries, dry_run=True)
    assert state() == before


def test_boundaries_alone_give_a_hierarchy(boundaries) -> None:
    run(boundaries=boundaries, as_of=dt.date(2025, 1, 1))
    assert Territory.objects.municipalities().count() == 4
    with pytest.raises(CommandError, match="--as-of"):
        run(boundaries=boundaries)


@pytest.mark.parametrize("broken", ["register", "boundaries", "nothing"])
def test_refused_file_leaves_everything_as_it_was(register, boundaries, broken: str) -> None:
    run(register=register, boundaries=boundaries)
    before = state()
    options = {"register": register, "boundaries": boundaries}
    if broken == "register":
        register.write_bytes(content()[:-100])
    elif broken == "boundaries":
        boundaries.write_bytes(boundaries.read_bytes()[:20_000])
    else:
        options = {}
    with pytest.raises(CommandError, match="Nicht eingespielt"):
        run(**options)
    assert state() == before


def test_parts_missing_against_the_other_file_are_refused(register, tmp_path) -> None:
    few = {ars: square for ars, square in SQUARES.items() if ars.endswith("001")}
    with pytest.raises(CommandError, match="In den Grenzen fehlen Gemeinden"):
        run(register=register, boundaries=write_boundaries(tmp_path / "few.gpkg", few))


def test_older_state_and_shrunken_register_are_refused(register, boundaries) -> None:
    run(register=register, boundaries=boundaries)
    before = state()
    with pytest.raises(CommandError, match="ist älter als"):
        run(register=register, as_of=dt.date(2020, 1, 1))
    register.write_bytes(content([*lines()[:3], lines()[4], lines()[8]]))
    with pytest.raises(CommandError, match="nur noch 1 von 3 Gemeinden"):
        run(register=register)
    assert state() == before


def test_every_mismatch_is_reported(tmp_path) -> None:
    rows = [*lines(), line("50", "07137   9502", "Wald, gemfr. Gebiet", code="50")]
    rows.append(line("60", "071375029502", "Wald, gemfr. Gebiet", code="66", people="0"))
    register = tmp_path / "GV100AD.txt"
    register.write_bytes(content(rows))
    squares = {**SQUARES, "071375001002": ("Moden", 1, 0), "071375001003": ("Neudorf", 3, 0)}
    said = run(register=register, boundaries=write_boundaries(tmp_path / "vg250.gpkg", squares))
    assert "Im Verzeichnis, aber ohne Fläche in den Grenzen: 1\n  071379502502 · Wald" in said
    assert "In den Grenzen, aber nicht im Verzeichnis: 1\n  071375001003 · Neudorf" in said
    assert "Name weicht ab: 1\n  071375001002 · Müden · in den Grenzen „Moden“" in said
    (report,) = (tmp_path / "reports").iterdir()
    assert "071379502502 · Wald" in report.read_text(encoding="utf-8")


def test_moved_municipality_is_the_same_row_and_a_lost_one_gets_a_computed_successor(
    register, boundaries, tmp_path
) -> None:
    run(register=register, boundaries=boundaries)
    kruft = Territory.objects.get(ags="07137001").pk
    rows = [row.replace("5001", "5009") for row in lines()]
    del rows[7], rows[-1]
    rows = [row.replace("20251130", "20261130") for row in rows if "9501" not in row]
    rows.append(line("50", "07137   0010", "Neustadt", code="50").replace("20251130", "20261130"))
    newer = tmp_path / "neu.txt"
    newer.write_bytes(content(rows[:-1]))
    # Müden became part of Kruft, Forst of Andernach.
    squares = {"071375009001": ("Kruft", 0, 0), "071370008008": ("Andernach", 1, 1)}
    path = write_boundaries(tmp_path / "neu.gpkg", squares, water=False)
    said = run(register=newer, boundaries=path)
    assert Territory.objects.get(pk=kruft).ars == "071375009001"
    muden = Territory.objects.get(ags="07137002")
    assert muden.dissolved_on == dt.date(2026, 11, 30)
    assert "Neuer Regionalschlüssel, dieselbe Gemeinde: 1" in said
    pellenz = Territory.objects.get(ars="071375001")
    assert [row.ars for row in pellenz.successors.all()] == ["071375009"]
    assert "Nachfolger berechnet, nicht amtlich" in said
    before = state()
    run(register=newer, boundaries=path)
    assert state() == before


def reformed(folder, name: str) -> dict[str, object]:
    """A year later, Kruft, Müden and Andernach are one municipality with all their land, in a Kreis of another key."""
    rows = [
        line("10", "07", "Rheinland-Pfalz"),
        line("40", "07139", "Rhein-Mosel", code="44"),
        line("50", "07139   0001", name, code="50"),
        line("50", "07139   9501", "Forst, gemfr. Gebiet", code="50"),
        line("60", "071390010001", name, code="63", area="8234", people="35000"),
        line("60", "071395019501", "Forst, gemfr. Gebiet", code="66", area="100", people="0"),
    ]
    register = folder / "reform.txt"
    register.write_bytes(content([row.replace("20251130", "20261130") for row in rows]))
    land = {"071390001001": (name, 0, 0), "071399501501": ("Forst", 2, 2)}
    parts = [shapely.box(EAST + x * SIDE, NORTH + y * SIDE, EAST + (x + 1) * SIDE, NORTH + (y + 1) * SIDE)
             for x, y in ((0, 0), (1, 0), (1, 1))]  # fmt: skip
    whole = {"071390001001": shapely.union_all(parts)}
    return {
        "register": register,
        "boundaries": write_boundaries(folder / "reform.gpkg", land, water=False, whole=whole),
    }


def test_a_reform_that_joins_most_of_a_land_is_taken_because_its_area_stays(register, boundaries, tmp_path) -> None:
    run(register=register, boundaries=boundaries)
    run(**reformed(tmp_path, "Pellenzstadt"))
    ended = Territory.objects.exclude(dissolved_on=None)
    now = {row.ars: [unit.ars for unit in row.successors.all()] for row in ended}
    assert now["071375001001"] == now["071375001002"] == now["071370008008"] == ["071390001001"]
    assert now["07137"] == ["07139"], "a Kreis whose members all have new keys goes where they went"


def test_map_files_and_their_reader(register, boundaries, settings) -> None:
    assert map_files.svg_map("de") is None
    run(register=register, boundaries=boundaries)
    folder = settings.MAP_ROOT / map_files.current_map_version()
    plain = (folder / "gemeinden-07.json").read_bytes()
    assert gzip.decompress((folder / "gemeinden-07.json.gz").read_bytes()) == plain
    assert brotli.decompress((folder / "gemeinden-07.json.br").read_bytes()) == plain
    assert len(json.loads(plain)["objects"]["gebiete"]["geometries"]) == 4
    kreis, country = map_files.svg_map("07137"), map_files.svg_map("de")
    assert kreis is not None
    assert country is not None
    assert {shape.name for shape in kreis.shapes} == {"Kruft", "Müden", "Andernach", "Forst"}
    assert [shape.name for shape in country.shapes] == ["Mayen-Koblenz"]
    assert map_files.svg_map("../07137") is None
    assert map_files.svg_map("99") is None


def test_only_two_versions_of_the_map_stay(tmp_path) -> None:
    versions = [map_files.write_map_files({"kreise.json": b"%d" % number}) for number in range(4)]
    map_files.remove_old_versions(versions[-1])
    kept = {path.name for path in map_files.map_root().iterdir()}
    assert versions[-1] in kept
    assert len(kept) == 2


def test_without_network_the_command_says_what_to_do(monkeypatch) -> None:
    def unreachable(*args, **kwargs):
        raise OSError("Name or service not known")

    monkeypatch.setattr(urllib.request, "urlopen", unreachable)
    with pytest.raises(CommandError, match=r"Keine Verbindung .* --register und --boundaries"):
        run(official=True)
    with pytest.raises(CommandError, match="keine https-Adresse"):
        run(official=True, register_url="http://example.org/a.zip")
