# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import zipfile

import numpy as np
import pytest
import shapely

from allmende.territory import geometry
from allmende.territory.boundary_files import read_boundaries
from allmende.territory.projection import from_degrees, to_degrees, to_utm32
from allmende.territory.records import TerritoryFileError
from allmende.territory.tests.register_files import SIDE, SQUARES, write_boundaries

LONG_NAMES = {
    "ARS": "Regionalschlüssel_ARS",
    "AGS": "Gemeindeschlüssel_AGS",
    "GEN": "GeografischerName_GEN",
    "BEZ": "Bezeichnung",
    "IBZ": "Identifikator_IBZ",
    "GF": "GF",
}


def test_geopackage_and_shapefile_zipped_or_not_tell_the_same(tmp_path) -> None:
    plain = write_boundaries(tmp_path / "vg250.gpkg")
    folder = tmp_path / "shapes"
    folder.mkdir()
    shape = write_boundaries(folder / "VG250_GEM.shp", layer="VG250_GEM")
    archives = []
    for number, files in enumerate(([plain], list(folder.iterdir()))):
        archives.append(tmp_path / f"{number}.zip")
        with zipfile.ZipFile(archives[-1], "w") as archive:
            for file in files:
                archive.write(file, f"vg250_ebenen/{file.name}")
    expected = read_boundaries(plain)
    assert set(expected.polygons) == set(SQUARES)
    for path in (shape, folder, *archives):
        other = read_boundaries(path)
        assert dict(other.units) == dict(expected.units), path
        assert all(shapely.equals(other.polygons[ars], expected.polygons[ars]) for ars in SQUARES)


@pytest.mark.parametrize(
    ("layer", "rename"), [("vg250_gem", {"ARS": "RS"}), ("v_vg250_gem", LONG_NAMES), ("VG250_GEM", {"IBZ": ""})]
)
def test_column_names_of_old_and_new_editions(tmp_path, layer: str, rename: dict[str, str]) -> None:
    boundaries = read_boundaries(write_boundaries(tmp_path / "vg250.gpkg", layer=layer, rename=rename))
    assert boundaries.units["071375001002"].name == "Müden"
    assert boundaries.units["071379501501"].is_unincorporated


def test_water_does_not_count(tmp_path) -> None:
    kruft = read_boundaries(write_boundaries(tmp_path / "vg250.gpkg")).polygons["071375001001"]
    assert kruft.area == SIDE**2


def test_hierarchy_comes_from_the_layers(tmp_path) -> None:
    path = write_boundaries(tmp_path / "vg250.gpkg", water=False)
    for layer, units in {
        "vg250_lan": {"07": ("Rheinland-Pfalz", 0, 0)},
        "vg250_krs": {"07137": ("Mayen-Koblenz", 0, 0)},
        "vg250_vwg": {"071375001": ("Pellenz", 0, 0), "071370008": ("Andernach", 1, 1)},
    }.items():
        write_boundaries(path, units, layer=layer, append=True, water=False, rename={"IBZ": ""})
    found = read_boundaries(path).units
    assert (found["071375001001"].parent, found["071375001"].parent) == ("071375001", "07137")
    assert found["071370008008"].parent == "07137"
    assert "071370008" not in found


def test_population_and_area_of_vg250_ew(tmp_path) -> None:
    extra = {"EWZ": np.array([1, 2, 3, 4, 0]), "KFL": np.array([19.36, 1.0, 1.0, 1.0, 0.0])}
    kruft = read_boundaries(write_boundaries(tmp_path / "vg250.gpkg", extra=extra)).units["071375001001"]
    assert (kruft.population, str(kruft.area_km2)) == (1, "19.36")


@pytest.mark.parametrize(
    ("how", "place"),
    [
        ({"layer": "gemeinden"}, "Ebene vg250_gem"),
        ({"rename": {"GEN": ""}}, "Ebene vg250_gem, Spalte GEN"),
        ({"rename": {"ARS": ""}}, "Ebene vg250_gem, Spalte ARS"),
        ({"crs": "EPSG:31467"}, "Ebene vg250_gem: Koordinatensystem EPSG:31467"),
        ({"squares": {"07137500100": ("Kruft", 0, 0)}}, "Spalte ARS: „07137500100“"),
    ],
)
def test_fault_is_named_with_layer_and_column(tmp_path, how, place: str) -> None:
    with pytest.raises(TerritoryFileError) as refusal:
        read_boundaries(write_boundaries(tmp_path / "vg250.gpkg", **how))
    assert place in str(refusal.value)


@pytest.mark.parametrize("name", ["vg250.gpkg", "vg250.zip"])
def test_broken_or_missing_file_is_refused(tmp_path, name: str) -> None:
    path = tmp_path / name
    with pytest.raises(TerritoryFileError, match="gibt es nicht"):
        read_boundaries(path)
    whole = write_boundaries(tmp_path / "whole.gpkg").read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    with pytest.raises(TerritoryFileError, match="vg250"):
        read_boundaries(path)


def test_a_geopackage_that_was_cut_off_says_how_much_is_missing(tmp_path) -> None:
    path = write_boundaries(tmp_path / "vg250.gpkg")
    whole = path.read_bytes()
    path.write_bytes(whole[:-5000])
    with pytest.raises(TerritoryFileError, match="alle Ebenen") as refusal:
        read_boundaries(path)
    assert f"{len(whole):_} Bytes".replace("_", ".") in str(refusal.value)


def test_neighbours_share_a_line_not_a_point(tmp_path) -> None:
    polygons = read_boundaries(write_boundaries(tmp_path / "vg250.gpkg")).polygons
    borders = {(line.a, line.b): line.length_m for line in geometry.border_lines(polygons)}
    assert borders == {
        ("071375001001", "071375001002"): SIDE,
        ("071370008008", "071375001002"): SIDE,
    }


@pytest.mark.parametrize("epsg", [4326, 4258, 25833, 4647])
def test_other_coordinate_systems_become_utm32(tmp_path, epsg: int) -> None:
    degrees = np.array([[7.5, 50.3], [13.4, 52.5]])
    given = {25833: from_degrees(degrees, 33), 4647: from_degrees(degrees) + np.array([32_000_000, 0])}.get(
        epsg, degrees
    )
    assert np.allclose(to_utm32(given, epsg), from_degrees(degrees), atol=0.001)


def test_projection_against_known_points() -> None:
    # Zone 32 has its axis at 9° E; on it, the northing is the meridian arc times 0.9996.
    assert np.allclose(from_degrees(np.array([[9.0, 50.0]])), [[500_000.0, 5_538_630.703]], atol=0.001)
    assert np.allclose(to_degrees(np.array([[500_000.0, 5_538_630.7027]])), [[9.0, 50.0]], atol=1e-9)
