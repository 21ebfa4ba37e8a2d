# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Finding places: spellings, namesakes, levels, slips of the pen, and questions nobody means well with."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from allmende.core.content_version import content_changed
from allmende.territory.finding import addresses, find_places, titled
from allmende.territory.models import Territory
from allmende.territory.tests.factories import make_eifel, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def eifel():
    return make_eifel()


@pytest.fixture
def namesakes(eifel):
    """Places of one name in four Länder, and names with umlauts."""
    for ars, name in (("08", "Baden-Württemberg"), ("09", "Bayern"), ("06", "Hessen"), ("16", "Thüringen")):
        make_place(ars, name)
    make_place("09162", "München", "Kreisfreie Stadt", population=1_500_000)
    make_place("091620000000", "München", "Landeshauptstadt", population=1_500_000)
    make_place("09184", "München", population=360_000)
    make_place("07316", "Neustadt an der Weinstraße", "Kreisfreie Stadt", population=54_000)
    make_place("073160000000", "Neustadt an der Weinstraße", "Kreisfreie Stadt", population=54_000)
    make_place("065340016016", "Neustadt (Hessen)", "Stadt", population=9_900)
    make_place("07138", "Neuwied", population=187_000)
    make_place("071385001", "Asbach", population=22_000)
    make_place("071385001052", "Neustadt (Wied)", population=6_500)
    make_place("160615099099", "Neustadt", "Gemeinde", population=300)
    make_place("071435001", "Loreley")
    make_place("071435001078", "Sankt Goarshausen", "Stadt", population=1_200)
    make_place("071315099090", "Bad Neuenahr-Ahrweiler", "Stadt", population=26_000)


def found(query):
    return [(place.name, place.ars) for place in find_places(query).places]


@pytest.mark.parametrize("query", ["München", "Muenchen", "Munchen", "MÜNCHEN", "  münchen  ", "Mu\u0308nchen"])
def test_all_spellings_of_an_umlaut_find_the_same(namesakes, query):
    assert found(query) == [("München", "091620000000"), ("München", "09184")]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Mendig", "071375004"),
        ("VG Mendig", "071375004"),
        ("Verbandsgemeinde Mendig", "071375004"),
        ("Stadt Mendig", "071375004069"),
        ("Landkreis Mayen-Koblenz", "07137"),
        ("Kreis Mayen", "07137"),
        ("Mayen-Koblenz Kreis", "07137"),
        ("Mayen", "071370068068"),
        ("kreisfreie Stadt Koblenz", "071110000000"),
        ("Kreis München", "09184"),
        ("St. Goarshausen", "071435001078"),
        ("sankt goars", "071435001078"),
        ("Rheinland Pfalz", "07"),
        ("Land Hessen", "06"),
        ("neust wein", "073160000000"),
        ("Ahrweiler", "07131"),
    ],
)
def test_the_best_place_comes_first(namesakes, query, first):
    assert found(query)[0][1] == first


def test_a_word_for_the_level_leaves_only_that_level(namesakes):
    assert {len(ars) for _name, ars in found("VG Mendig")} == {9}
    assert {len(ars) for _name, ars in found("Kreis Mayen")} == {5}


def test_exact_names_come_before_beginnings_before_words_and_large_before_small(namesakes):
    assert [name for name, _ars in found("Neustadt")] == [
        "Neustadt",
        "Neustadt an der Weinstraße",
        "Neustadt (Hessen)",
        "Neustadt (Wied)",
    ]
    assert [name for name, _ars in found("Ahrweiler")] == ["Ahrweiler", "Bad Neuenahr-Ahrweiler"]


def test_each_namesake_says_which_it_is(namesakes):
    notes = {place.name: place.note for place in find_places("Neustadt").places}
    assert notes == {
        "Neustadt": "Gemeinde · Thüringen",
        "Neustadt an der Weinstraße": "Kreisfreie Stadt · Rheinland-Pfalz",
        "Neustadt (Hessen)": "Stadt · Hessen",
        "Neustadt (Wied)": "Ortsgemeinde · Verbandsgemeinde Asbach · Landkreis Neuwied · Rheinland-Pfalz",
    }


def test_a_kreisfreie_stadt_is_listed_once(eifel):
    assert found("Koblenz") == [("Koblenz", "071110000000"), ("Mayen-Koblenz", "07137")]


def test_dissolved_places_come_after_their_namesakes_and_say_so(eifel):
    make_place("071375004009", "Bell", population=90_000, dissolved_on=dt.date(2024, 7, 1))
    places = find_places("Bell").places
    assert [place.ars for place in places] == ["071375004008", "071375004009"]
    assert places[1].note.endswith("aufgelöst")


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("Mendg", "Mendig"),
        ("Mendgi", "Mendig"),
        ("Ettrinngen", "Ettringen"),
        ("Nordrein-Westfahlen", "Nordrhein-Westfalen"),
        ("VG Brohtal", "Brohltal"),
        ("Bad Neunahr", "Bad Neuenahr-Ahrweiler"),
    ],
)
def test_a_slip_of_the_pen_gets_a_suggestion(namesakes, query, meant):
    answer = find_places(query)
    assert not answer.places
    assert answer.suggestions[0] == meant


@pytest.mark.parametrize(
    "query",
    ["", "   ", "%", "_", "\x00", "\u202e\u200b", "'; DROP TABLE territory_territory; --", "x" * 5000, "56743", "💧"],
)
def test_questions_without_sense_find_nothing_and_break_nothing(eifel, query):
    answer = find_places(query)
    assert not answer.places
    assert answer.total == 0


def test_wildcards_are_no_wildcards(eifel):
    assert found("M%") == found("M")
    assert found("Mend_g") == []


def test_many_words_are_cut_and_still_answered(eifel):
    assert find_places("Bell " * 1000).total == 1


def test_the_table_follows_what_visitors_see(eifel):
    assert find_places("Kottenheim").total == 0
    make_place("071375009050", "Kottenheim")
    assert find_places("Kottenheim").total == 1
    Territory.objects.filter(ars="071375009050").update(name="Neukottenheim")
    content_changed()
    assert found("Neukottenheim") == [("Neukottenheim", "071375009050")]


def test_a_second_question_costs_two_small_queries(eifel, django_assert_num_queries):
    find_places("Bell")
    with django_assert_num_queries(2):
        find_places("Mendig")


def test_the_kind_is_said_once():
    assert titled("Mendig", "Verbandsgemeinde") == "Verbandsgemeinde Mendig"
    assert titled("Rhein-Hunsrück-Kreis", "Landkreis") == "Rhein-Hunsrück-Kreis"


def test_suggestions_for_a_combobox(eifel, client):
    rows = client.get(reverse("territory:suggest"), {"q": "Stadt Mendig"}).json()
    assert rows == [
        {
            "ars": "071375004069",
            "name": "Mendig",
            "note": "Stadt · Verbandsgemeinde Mendig · Landkreis Mayen-Koblenz · Rheinland-Pfalz",
            "url": "/orte/071375004069-mendig/",
            "lon": 7.28,
            "lat": 50.37,
        }
    ]


@pytest.mark.parametrize("query", ["", "\x00", "x" * 5000, "%"])
def test_suggestions_for_nonsense_are_an_empty_list(eifel, client, query):
    assert client.get(reverse("territory:suggest"), {"q": query}).json() == []


def test_search_engines_learn_of_all_places_that_exist(eifel):
    make_place("071375004012", "Niedermendig", dissolved_on=dt.date(1969, 6, 7))
    assert "/orte/071375004069-mendig/" in addresses()
    assert not [address for address in addresses() if "niedermendig" in address]
