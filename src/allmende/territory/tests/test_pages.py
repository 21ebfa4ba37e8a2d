# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of places, opened by an anonymous visitor."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from allmende.territory.surroundings import members, neighbours
from allmende.territory.tests.factories import make_eifel, make_map, make_place

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def eifel(settings, tmp_path):
    settings.MAP_ROOT = tmp_path
    places = make_eifel()
    make_map()
    return places


def page(client, territory) -> str:
    response = client.get(territory.get_absolute_url())
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_overview_counts_the_municipalities_of_each_land(eifel, client):
    make_place("071375004099", "Wald", is_unincorporated=True)
    make_place("071375004098", "Früher", dissolved_on=dt.date(2020, 1, 1))
    response = client.get(reverse("territory:index"))
    assert [(land.name, number) for land, number in response.context["laender"]] == [
        ("Nordrhein-Westfalen", 1),
        ("Rheinland-Pfalz", 6),
    ]
    assert 'action="/orte/suche/"' in response.content.decode()
    assert "© GeoBasis-DE / BKG (2025) dl-de/by-2-0" in response.content.decode()


def test_the_overview_works_before_the_first_import(client, settings, tmp_path):
    settings.MAP_ROOT = tmp_path
    html = client.get(reverse("territory:index")).content.decode()
    assert "Noch keine Orte" in html
    assert "<svg class=" not in html.split("<main")[1].split("</main")[0].replace('<svg class="icon"', "")


def test_a_municipality_says_what_it_is_and_where(eifel, client):
    html = page(client, eifel["071375004069"])
    assert "<h1>Mendig</h1>" in html
    for fact in ("071375004069", "07137069", "9.034 (am 31. Dezember 2024)", "23,75 km²", "30. November 2025"):
        assert fact in html
    assert '<a href="/orte/071375004-mendig/">Verbandsgemeinde Mendig</a>' in html
    assert '<a href="/orte/07137-mayen-koblenz/">Landkreis Mayen-Koblenz</a>' in html
    assert 'href="/orte/071375004069.json"' in html


def test_unknown_facts_are_marked_as_missing(eifel, client):
    html = page(client, make_place("071375009060", "Luxem"))
    assert html.count("Angabe fehlt") == 3  # population, area, seat


def test_neighbours_come_with_the_length_of_the_border_longest_first(eifel, client):
    found = [(n.territory.name, n.length_m) for n in neighbours(eifel["071375004069"])]
    assert found == [("Bell", 6200), ("Ettringen", 3500), ("Glees", 1500)]
    html = page(client, eifel["071375004069"])
    assert "6,2 km" in html
    assert 'href="/orte/071315003029-glees/"' in html


def test_upper_units_border_on_their_like_with_the_sum_of_the_borders(eifel):
    def found(ars):
        return [(n.territory.ars, n.length_m) for n in neighbours(eifel[ars])]

    assert found("071375004") == [("071315003", 5600), ("071375009", 3500)]
    assert found("07137") == [("07131", 5600)]
    assert found("07131") == [("07137", 5600), ("05366", 900)]
    assert found("07") == [("05", 900)]


def test_a_verband_borders_on_a_municipality_without_verband(eifel):
    assert [n.territory.ars for n in neighbours(eifel["053660004004"])] == ["071315003029"]
    assert "053660004004" in {n.territory.ars for n in neighbours(eifel["071315003"])}


def test_a_kreis_lists_its_verbaende_and_the_municipalities_without(eifel, client):
    groups = {group.level: [unit.name for unit in group.territories] for group in members(eifel["07137"])}
    assert groups == {"verband": ["Mendig", "Vordereifel"], "gemeinde": ["Mayen"]}
    assert "Gemeinden ohne Gemeindeverband" in page(client, eifel["07137"])


def test_a_land_lists_its_kreise_and_a_verband_its_municipalities(eifel):
    assert [[u.name for u in g.territories] for g in members(eifel["07"])] == [
        ["Ahrweiler", "Koblenz", "Mayen-Koblenz"]
    ]
    assert [[u.name for u in g.territories] for g in members(eifel["071375004"])] == [["Bell", "Mendig"]]
    assert members(eifel["071375004069"]) == []


def test_the_place_stands_out_on_its_map(eifel, client):
    html = page(client, eifel["071375004069"])
    assert html.count("place-map__area--here") == 1
    assert page(client, eifel["07"]).count("place-map__area--here") == 3
    assert page(client, eifel["071110000000"]).count("place-map__area") == 0  # no drawing of that Kreis


def test_a_dissolved_place_names_its_successors_and_they_name_it(eifel, client):
    former = make_place("071375004012", "Niedermendig", dissolved_on=dt.date(1969, 6, 7))
    html = page(client, former)
    assert "Aufgelöst am 7. Juni 1969" in html
    assert "Der Nachfolger ist uns nicht bekannt." in html
    assert "Uns sind keine Nachbarn bekannt" not in html
    former.successors.add(eifel["071375004069"])
    assert '<a href="/orte/071375004069-mendig/">Stadt Mendig</a>' in page(client, former)
    assert '<a href="/orte/071375004012-niedermendig/">Ortsgemeinde Niedermendig</a>' in page(
        client, eifel["071375004069"]
    )
    assert "Niedermendig" not in page(client, eifel["071375004"])


@pytest.mark.parametrize("wrong", ["/orte/071375004069/", "/orte/071375004069-mendich/", "/orte/071375004069-x-y/"])
def test_a_wrong_name_leads_to_the_right_address(eifel, client, wrong):
    response = client.get(wrong)
    assert (response.status_code, response["Location"]) == (301, "/orte/071375004069-mendig/")


@pytest.mark.parametrize("unknown", ["/orte/99-nirgends/", "/orte/071375004070/", "/orte/0713-mayen/", "/orte/99.json"])
def test_unknown_keys_are_not_found(eifel, client, unknown):
    assert client.get(unknown).status_code == 404


def test_the_facts_as_json(eifel, client):
    facts = client.get("/orte/071375004069.json").json()
    assert (facts["name"], facts["population"], facts["area_km2"]) == ("Mendig", 9034, 23.75)
    assert [unit["ars"] for unit in facts["parents"]] == ["07", "07137", "071375004"]
    assert facts["neighbours"][0] == {
        "ars": "071375004008",
        "name": "Bell",
        "kind": "Ortsgemeinde",
        "level": "gemeinde",
        "url": "/orte/071375004008-bell/",
        "border_m": 6200,
    }
    assert client.get("/orte/071375004008.json").json()["area_km2"] is None


@pytest.mark.parametrize("address", ["/orte/", "/orte/suche/", "/orte/vorschlaege/", "/orte/07.json", "/orte/07/"])
def test_nothing_can_be_written(eifel, client, address):
    assert client.post(address).status_code == 405


def test_search_page_and_fragment_show_the_same_hits(eifel, client):
    whole = client.get(reverse("territory:search"), {"q": "Mendig"})
    part = client.get(reverse("territory:search"), {"q": "Mendig"}, **HTMX)
    assert "<html" not in part.content.decode()
    assert " ".join(part.content.decode().split()) in " ".join(whole.content.decode().split())
    assert "2 Orte gefunden" in part.content.decode()
    assert "Verbandsgemeinde · Landkreis Mayen-Koblenz · Rheinland-Pfalz" in part.content.decode()


def test_search_without_hits_offers_near_spellings(eifel, client):
    html = client.get(reverse("territory:search"), {"q": "Etringen"}).content.decode()
    assert "Zu „Etringen“ gibt es keinen Ort." in html
    assert 'href="/orte/suche/?q=Ettringen"' in html


@pytest.mark.parametrize("query", ["x" * 5000, "\x00", "<script>alert(1)</script>", "%", "\u202e"])
def test_search_takes_anything(eifel, client, query):
    response = client.get(reverse("territory:search"), {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_search_has_pages(eifel, client):
    for number in range(30):
        make_place(f"0713750090{number:02}" if number != 38 else "071375009099", f"Testdorf {number}")
    pages = [
        client.get(reverse("territory:search"), {"q": "Testdorf", "seite": n}).context["answer"] for n in (1, 2, 99)
    ]
    assert [len(answer.places) for answer in pages] == [20, 10, 10]
    assert client.get(reverse("territory:search"), {"q": "Testdorf", "seite": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("ars", "queries"), [("07", 14), ("07137", 14), ("071375004069", 16)], ids=["Land", "Kreis", "Ortsgemeinde"]
)
def test_query_counts(eifel, client, django_assert_num_queries, ars, queries):
    address = eifel[ars].get_absolute_url()
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
