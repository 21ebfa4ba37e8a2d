# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the page of a place shows of its cooperations and alliances."""

from __future__ import annotations

import pytest

from allmende.cooperation.panels import TerritoryCooperations, with_article
from allmende.cooperation.tests.factories import make_alliance, make_cooperation
from allmende.territory.tests.factories import make_eifel

pytestmark = pytest.mark.django_db


@pytest.fixture
def eifel(settings, tmp_path):
    settings.MAP_ROOT = tmp_path
    return make_eifel()


def blocks(rf, territory):
    context = TerritoryCooperations().context(rf.get("/"), territory)
    assert context is not None
    return {block.key: [(item.title, item.by) for item in block.items] for block in context["blocks"]}


def page(client, territory) -> str:
    return " ".join(client.get(territory.get_absolute_url()).content.decode().split())


@pytest.fixture
def story(eifel):
    make_cooperation("Archiv", eifel["071375004069"])
    make_cooperation("Bußgeldstelle", eifel["071375004"])
    make_cooperation("Kita", eifel["071315003"])
    make_cooperation("Straßen", eifel["071375009038"])
    make_cooperation("Ganz woanders", eifel["053660004004"])
    make_cooperation("Nahverkehr", eifel["07137"], eifel["071375009"])
    make_cooperation("Entwurf", eifel["071375004069"], published=False)
    return eifel


def test_a_municipality_shows_its_own_its_neighbours_and_its_kreis(story, rf):
    assert blocks(rf, story["071375004069"]) == {
        "own": [("Archiv", ()), ("Bußgeldstelle", ("die Verbandsgemeinde Mendig",))],
        "beside": [
            ("Kita", ("die Verbandsgemeinde Brohltal",)),
            ("Nahverkehr", ("die Verbandsgemeinde Vordereifel",)),
            ("Straßen", ("die Ortsgemeinde Ettringen",)),
        ],
        "around": [],
    }


def test_each_cooperation_is_shown_once_in_its_nearest_block(story, rf):
    make_cooperation("Überall", story["071375004008"], story["071375004069"], story["071375009038"], story["07137"])
    found = blocks(rf, story["071375004069"])
    assert [block for block, items in found.items() for title, _by in items if title == "Überall"] == ["own"]


def test_a_verband_shows_those_of_its_members_too(story, rf):
    assert blocks(rf, story["071375004"])["own"] == [("Archiv", ("die Stadt Mendig",)), ("Bußgeldstelle", ())]


def test_a_kreis_and_a_land_show_everything_inside(story, rf):
    titles = ["Archiv", "Bußgeldstelle", "Nahverkehr", "Straßen"]
    assert [title for title, _by in blocks(rf, story["07137"])["own"]] == titles
    assert [title for title, _by in blocks(rf, story["07"])["own"]] == [*titles[:2], "Kita", *titles[2:]]


def test_a_kreisfreie_stadt_is_its_kreis(eifel, rf):
    make_cooperation("Hafen", eifel["07111"])
    assert blocks(rf, eifel["071110000000"])["own"] == [("Hafen", ("die Kreisfreie Stadt Koblenz",))]


def test_more_than_fit_are_counted_and_linked(eifel, client):
    for number in range(8):
        make_cooperation(f"Aufgabe {number}", eifel["071375004069"])
    html = page(client, eifel["071375004069"])
    assert '<h2 id="kooperationen-own">Kooperationen <span class="muted">(8)</span></h2>' in html
    assert "Aufgabe 5" in html
    assert "Aufgabe 6" not in html
    assert 'href="/kooperationen/?ort=071375004069"' in html


def test_a_place_without_any_says_so(eifel, client):
    html = page(client, eifel["053660004004"])
    assert "Uns ist noch keine Kooperation mit diesem Partner bekannt." in html
    assert "Kooperationsverbünde" not in html


def test_the_panel_says_by_whom(story, client):
    html = page(client, story["071375004069"])
    assert "über die Verbandsgemeinde Mendig" in html
    assert "Entwurf" not in html
    assert "Ganz woanders" not in html


def test_alliances_of_the_place_and_by_its_verband(eifel, client):
    make_alliance("IKZ Eifel", eifel["071375004"], eifel["071315003"])
    make_alliance("Noch geheim", eifel["071375004"], published=False)
    html = page(client, eifel["071375004069"])
    assert ">IKZ Eifel</a>" in html
    assert "Noch geheim" not in html
    assert ">IKZ Eifel</a>" in page(client, eifel["07137"])
    assert ">IKZ Eifel</a>" not in page(client, eifel["05366"])


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("Verbandsgemeinde Mendig", "Verbandsgemeinde", "die Verbandsgemeinde Mendig"),
        ("Landkreis Neuwied", "Landkreis", "den Landkreis Neuwied"),
        ("Amt Nordsee-Treene", "Amt", "das Amt Nordsee-Treene"),
        ("Rhein-Hunsrück-Kreis", "Landkreis", "Rhein-Hunsrück-Kreis"),
    ],
)
def test_names_stand_with_their_article(name, kind, said):
    assert with_article(name, kind) == said
