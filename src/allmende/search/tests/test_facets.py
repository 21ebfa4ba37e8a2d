# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Filters: their counts under the other filters, places with a radius, field words, too much of everything."""

from __future__ import annotations

import pytest

from allmende.core import searchables
from allmende.core.searchables import FieldWord
from allmende.search import facets
from allmende.search.query import SearchQuery
from allmende.search.searching import search
from allmende.search.tests.entries import ALL, KASSEL, KOBLENZ, VISITOR
from allmende.territory.distances import haversine

pytestmark = pytest.mark.django_db


@pytest.fixture
def view(index_of):
    facets.forget()
    return index_of(ALL)


@pytest.fixture
def ask(view):
    def asked(q: str = "", **filters):
        return search(SearchQuery.from_params({"q": q, **filters}), audiences=VISITOR, view=view)

    return asked


def counts(results, name):
    return {value.value: value.count for value in results.facets.get(name, ())}


def keys(results):
    return {hit.key for hit in results.hits}


def test_counts_each_value_under_all_other_filters(ask):
    results = ask("bauhof", land="07", status="running")
    assert keys(results) == {"1"}
    assert counts(results, "land") == {"07": 1}, "under the status"
    assert counts(results, "status") == {"running": 1}, "under the Land"
    assert counts(results, "art") == {"kooperationen": 1}
    assert counts(ask("bauhof", status="running"), "status") == {"running": 1, "ended": 1}
    assert counts(ask("bauhof", status="running"), "land") == {"07": 1}


def test_values_of_one_filter_are_alternatives_and_filters_must_all_hold(ask):
    assert keys(ask(land=["06", "11"])) == {"2", "3"}
    assert keys(ask(land=["06", "11"], jahr="2019", status="ended")) == {"3"}
    assert keys(ask(art="orte", land="07")) == {"071375003", "071110000000"}
    assert ask(land=["06", "11"]).total == 2


def test_a_count_is_what_one_click_gives(ask):
    for name, values in ask("bauhof").facets.items():
        for value in values:
            assert ask("bauhof", **{name: value.value}).found == value.count


def test_names_values_and_keeps_selected_ones_without_hits(ask):
    results = ask("bauhof", rechtsform="gibt-es-nicht")
    assert [(value.label, value.count, value.is_selected) for value in results.facets["rechtsform"]][-1] == (
        "gibt-es-nicht",
        0,
        True,
    )
    assert {value.label for value in ask("bauhof").facets["status"]} == {"läuft", "beendet"}
    assert next(value.label for value in ask("bauhof").facets["art"] if value.value == "kooperationen")


def test_two_hundred_values_at_once_are_no_error(ask):
    results = ask("bauhof", land=[f"{number:02}" for number in range(100)], kreis=[f"{n:05}" for n in range(200)])
    assert results.total == 0
    assert results.instead


def test_finds_around_a_place_exactly_and_says_how_far(ask):
    near = ask(ort="071110000000", radius="30", art="kooperationen")
    assert [(hit.key, hit.distance_km) for hit in near.hits] == [("1", pytest.approx(22, abs=1))]
    assert near.place is not None
    assert near.place.name == "Koblenz"
    distance = haversine(KOBLENZ, KASSEL)
    assert "2" in keys(ask(ort="071110000000", radius=str(int(distance) + 1)))
    assert "2" not in keys(ask(ort="071110000000", radius=str(int(distance))))


def test_a_place_without_radius_takes_what_lies_inside(ask):
    assert keys(ask(ort="07")) == {"1", "4", "071375003", "071110000000"}
    assert keys(ask(ort="071375003")) == {"1", "4", "071375003"}
    assert ask(ort="999999999999", radius="50").total == 0, "unknown place: no error"


def test_sorts_by_distance_and_by_date(ask):
    nearest = ask("", ort="071110000000", radius="200", sortierung="entfernung")
    distances = [hit.distance_km for hit in nearest.hits]
    assert distances == sorted(distances)
    assert distances[0] == 0.0
    newest = ask("bauhof", sortierung="neueste", art="kooperationen")
    assert [hit.key for hit in newest.hits] == ["3", "1"]


def test_field_words_narrow_and_unknown_values_are_sought_as_words(ask, monkeypatch):
    def find(text):
        return [("land", "11")] if text == "berlin" else []

    monkeypatch.setitem(searchables._field_words, "land", FieldWord("land", find, "land:Hessen"))
    assert keys(ask("bauhof land:berlin")) == {"3"}
    unknown = ask("land:Mendig bauhof")
    assert "1" in keys(unknown)
    assert "„Mendig“" in unknown.problems[0]
    assert "land:Hessen" in unknown.problems[0]
    assert ask("bauhof land:").problems
