# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The map: numbers per area, drawing, list beside it, selection, and the files behind it."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.urls import reverse

from allmende.cooperation.filters import CooperationQuery
from allmende.cooperation.map_counts import common_key, kreis_map, middle
from allmende.cooperation.map_numbers import class_bounds, class_of, kreis_counts, legend, municipality_counts
from allmende.cooperation.tests.factories import make_cooperation, make_organisation, make_topic
from allmende.territory.models import Edition
from allmende.territory.tests.factories import make_eifel, make_map

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ALL = CooperationQuery()
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def eifel(settings, tmp_path):
    settings.MAP_ROOT = tmp_path / "map"
    places = make_eifel()
    make_map()
    return places


@pytest.fixture
def story(eifel):
    """Two Verbandsgemeinden share a task, a town and a city another; a draft and a Land that count for nobody."""
    make_cooperation("Bußgeldstelle", eifel["071375004"], eifel["071315003"])
    make_cooperation("Archiv", eifel["071375004069"], eifel["07111"], topics=[make_topic("Archiv")])
    make_cooperation("Entwurf", eifel["07131"], published=False)
    make_cooperation("Landesnetz", eifel["07"])
    return eifel


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_cooperation_counts_once_in_every_kreis_with_a_partner(story):
    make_cooperation("Bauhof", story["071375004008"], story["071375009"])
    counts = kreis_counts(ALL)
    assert counts.numbers == {"07111": 1, "07131": 1, "07137": 3}
    assert counts.cooperations == 4


def test_the_map_says_why_it_counts_less_than_the_list(story, client):
    assert "steht nur in der" not in text(client.get("/karte/"))
    make_cooperation("Ohne Namen")
    page = text(client.get("/karte/"))
    assert "3 Kooperationen" in page
    assert '1 weitere Kooperation steht nur in der <a href="/kooperationen/">Liste</a>' in page
    assert "steht nur in der" not in text(client.get("/karte/?gebiet=07137"))


def test_a_verband_counts_for_each_of_its_municipalities_and_a_city_as_its_kreis(story):
    make_cooperation("Beides", story["071375004"], story["071375004069"])
    numbers = municipality_counts(ALL, "07").numbers
    assert numbers == {"071110000000": 1, "071315003029": 1, "071375004008": 2, "071375004069": 3}
    assert municipality_counts(ALL, "07131").numbers == {"071315003029": 1}


def test_an_organisation_counts_where_it_sits(story):
    make_cooperation("Forschung", make_organisation("Zweckverband", territory=story["05366"]))
    assert kreis_counts(ALL).numbers["05366"] == 1


@pytest.mark.parametrize("most", [0, 1, 3, 4, 7, 12, 40, 61, 62, 1000])
def test_every_number_has_one_class_and_one_text(most):
    bounds = class_bounds(most)
    classes = legend(bounds)
    assert [item.number for item in classes] == [0, 1, 2, 3, 4]
    assert list(bounds) == sorted(set(bounds))
    assert [class_of(number, bounds) for number in (0, 1, *bounds[1:])] == [0, 1, 2, 3, 4]
    assert classes[0].label == "keine"
    assert classes[-1].label == f"{bounds[-1]} oder mehr"


def test_legend_says_ranges():
    assert [item.label for item in legend((1, 2, 4, 7))] == ["keine", "1", "2 bis 3", "4 bis 6", "7 oder mehr"]


def test_the_middle_is_that_of_the_largest_ring():
    assert middle("M0 0l2 0 0 2-2 0zM100 100l20 0 0 40-20 0zM5 5h1v1h-1z") == (110, 120)


@pytest.mark.parametrize(
    ("keys", "drawing"),
    [
        (["071375004", "071375009038"], "07137"),
        (["07137", "07131"], "07"),
        (["07137", "05366"], "de"),
        (["07"], "07"),
        (["07", "07137"], "07"),
    ],
)
def test_the_smallest_drawing_that_shows_all_partners(keys, drawing):
    assert common_key(keys) == drawing


def test_numbers_as_json(story, client):
    answer = client.get(reverse("map:counts")).json()
    assert answer["counts"] == {"07111": 1, "07131": 1, "07137": 2}
    assert (answer["level"], answer["cooperations"], answer["bounds"]) == ("kreis", 3, [1, 2, 3, 4])
    assert answer["legend"] == ["keine", "1", "2", "3", "4 oder mehr"]
    part = client.get(reverse("map:counts"), {"gebiet": "07137"}).json()
    assert part["counts"] == {"071375004008": 1, "071375004069": 2}


def test_numbers_follow_the_filters_of_the_list(story, client):
    answer = client.get(reverse("map:counts"), {"thema": "archiv"}).json()
    assert answer["counts"] == {"07111": 1, "07137": 1}


@pytest.mark.parametrize("area", ["", "x", "0", "071", "07137\x00", "99", "' OR 1=1", "०७"])
def test_numbers_for_nonsense_are_those_of_germany_or_none(story, client, area):
    response = client.get(reverse("map:counts"), {"gebiet": area})
    assert response.status_code == 200
    assert response.json()["counts"] in ({}, {"07111": 1, "07131": 1, "07137": 2})


def test_the_page_has_a_drawing_with_links_before_any_script(story, client):
    html = text(client.get(reverse("map:index")))
    assert '<a href="/karte/?gebiet=07137" tabindex="-1" data-ars="07137"><path class="map-area map-area--2"' in html
    assert "<title>Mayen-Koblenz: 2 Kooperationen</title>" in html
    assert "<title>Euskirchen: keine Kooperation</title>" in html
    assert "Gebietsstand 30. November 2025. © GeoBasis-DE / BKG (2025) dl-de/by-2-0" in html
    assert "Entwurf" not in html


def test_the_list_beside_it_says_the_same(story, client):
    response = client.get(reverse("map:index"))
    rows = {row.ars: row.number for group in response.context["groups"] for row in group.rows}
    assert rows == {"07111": 1, "07131": 1, "07137": 2}
    assert [group.title for group in response.context["groups"]] == ["Rheinland-Pfalz"]
    assert '<a href="/karte/?gebiet=07131" data-karte data-ars="07131">' in text(response)


def test_a_kreis_shows_its_municipalities_and_its_cooperations(story, client):
    response = client.get(reverse("map:index"), {"gebiet": "07137"})
    rows = {row.name: row.number for group in response.context["groups"] for row in group.rows}
    assert rows == {"Bell": 1, "Ettringen": 0, "Mayen": 0, "Mendig": 2}
    html = text(response)
    assert '<h2 class="map-panel__title" tabindex="-1">Landkreis Mayen-Koblenz</h2>' in html
    assert ">Archiv</a>" in html
    assert ">Bußgeldstelle</a>" in html
    assert 'data-ars="071375004069"><path' in html


@pytest.mark.parametrize(
    ("area", "titles"),
    [
        ("07", ["Archiv", "Bußgeldstelle", "Landesnetz"]),
        ("071375004", ["Archiv", "Bußgeldstelle"]),
        ("071375004008", ["Bußgeldstelle"]),
        ("071110000000", ["Archiv"]),
        ("071375009038", []),
    ],
)
def test_cooperations_of_the_chosen_area(story, client, area, titles):
    response = client.get(reverse("map:index"), {"gebiet": area})
    assert [card.cooperation.title for card, _url in response.context["cards"]] == titles


def test_filters_apply_to_drawing_list_and_links(story, client):
    response = client.get(reverse("map:index"), {"thema": "archiv", "gebiet": "07"})
    html = text(response)
    assert '/karte/?thema=archiv&amp;gebiet=07137"' in html
    assert "<title>Ahrweiler: keine Kooperation</title>" in html
    assert [card.cooperation.title for card, _url in response.context["cards"]] == ["Archiv"]
    assert 'data-zahlen="/karte/zahlen.json?thema=archiv"' in html


def test_a_chosen_cooperation_shows_its_partners_and_the_lines_between_them(story, client):
    response = client.get(reverse("map:index"), {"kooperation": "bussgeldstelle"})
    html = text(response)
    assert '<h2 class="map-panel__title" tabindex="-1">Bußgeldstelle</h2>' in html
    assert html.count('<line class="map-line"') == 1
    assert html.count("map-area--chosen") == 0  # the Kreise are larger than the partners
    assert '<a href="/orte/071375004-mendig/">Verbandsgemeinde Mendig</a>' in html


def test_drafts_and_unknown_selections_count_as_none(story, client):
    for params in ({"kooperation": "entwurf"}, {"kooperation": "x" * 500}, {"gebiet": "99"}, {"gebiet": "x\x00"}):
        assert '<h2 class="map-panel__title" tabindex="-1">Deutschland</h2>' in text(
            client.get(reverse("map:index"), params)
        )


def test_the_fragment_is_the_list_of_the_whole_page(story, client):
    whole = text(client.get(reverse("map:index"), {"gebiet": "07137"}))
    part = text(client.get(reverse("map:index"), {"gebiet": "07137"}, **HTMX))
    assert part in whole
    assert part.startswith('<div class="map-panel')


def test_the_page_stands_without_map_files_and_without_cooperations(client, settings, tmp_path):
    settings.MAP_ROOT = tmp_path
    html = text(client.get(reverse("map:index")))
    assert "Die Karte ist noch nicht eingespielt." in html
    assert "Hier ist uns noch keine Kooperation bekannt." in html
    assert "data-maplibre" not in html


def test_the_map_for_other_pages(story):
    figure = kreis_map(CooperationQuery(thema="archiv"), highlight=["07137"])
    assert {area.ars: area.number for area in figure.areas} == {"05366": 0, "07111": 1, "07131": 0, "07137": 1}
    assert [area.ars for area in figure.areas if area.is_highlighted] == ["07137"]


@pytest.mark.parametrize(
    ("accepts", "encoding", "unpack"),
    [("gzip, deflate, br", "br", brotli.decompress), ("gzip;q=1.0", "gzip", gzip.decompress), ("", None, bytes)],
)
def test_map_files_come_compressed_and_for_ever(eifel, client, accepts, encoding, unpack):
    version = Edition.objects.get().map_version
    response = client.get(reverse("map:file", args=[version, "kreise.json"]), headers={"accept-encoding": accepts})
    assert response.status_code == 200
    assert response.headers.get("Content-Encoding") == encoding
    assert unpack(response.content).startswith(b'{"type":"Topology"')
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize(
    "path",
    [
        "{version}/gemeinden-99.json",
        "{version}/kreise.json.br",
        "{version}/svg/de.json",
        "{version}/de.json",
        "{version}/..%2f..%2fsecret.json",
        "{version}/../../secret.json",
        "../{version}/kreise.json",
        "%2e%2e/secret.json",
        "..%2f/kreise.json",
        "0000000000000000/kreise.json",
        "{version}%00/kreise.json",
        "{version}/kreise.json%0a",
        "{version}/",
        "/etc/passwd",
    ],
)
def test_nothing_else_is_served(eifel, client, tmp_path, path):
    (tmp_path / "secret.json").write_text("secret")
    version = Edition.objects.get().map_version
    response = client.get(f"/karte/daten/{path.format(version=version)}", headers={"accept-encoding": ""})
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/karte/", 12), ("/karte/?gebiet=07137", 18), ("/karte/?kooperation=bussgeldstelle", 13)],
)
def test_query_counts_of_the_page(story, client, django_assert_num_queries, address, queries):
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


def test_query_counts_of_the_numbers(story, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/karte/zahlen.json")
    with django_assert_num_queries(2):
        client.get("/karte/zahlen.json?gebiet=07")
