# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A search as one value: read from any address, written back the same."""

from __future__ import annotations

import json
import time

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.search.query import LAST_PAGE, LONGEST_TEXT, MOST_VALUES, SearchQuery

FULL = (
    "q=bauhof+vertrag&art=dokumente&art=kooperationen&land=07&kreis=07137&thema=bauhof&status=laeuft&rechtsform=zv"
    "&sorte=vertrag&jahr=2024&ort=071370011&radius=30&sortierung=entfernung&seite=3"
)


def test_comes_back_from_its_address_and_from_where_it_was_kept():
    query = SearchQuery.from_params(QueryDict(FULL))
    assert query.urlencode() == FULL
    assert SearchQuery.from_params(QueryDict(query.urlencode())) == query
    assert SearchQuery.from_json(json.loads(json.dumps(query.to_json()))) == query
    assert SearchQuery().to_json() == {}
    assert not SearchQuery()
    assert query


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("q=+bauhof++vertrag", "bauhof vertrag"),
        ("q=bauhof+", "bauhof "),
        ("q=a%00b%07c", "a b c"),
        ("q=%E2%80%AEbauhof%E2%80%AC", "bauhof"),  # marks of direction, which turn what is shown around
        ("q=%D7%A9%D7%9C%D7%95%D7%9D", "שלום"),
        ("q=%ED%A0%80", "���"),
        ("q=(a%2B)%2B%24", "(a+)+$"),
    ],
)
def test_reads_the_text_on_one_line_without_what_cannot_be_seen(address, expected):
    assert SearchQuery.from_params(QueryDict(address)).q == expected


@pytest.mark.parametrize(
    "address",
    [
        "land=7&land=abc&land=%D9%A0%D9%A7",
        "kreis=07137%00",
        "jahr=24&jahr=99999",
        "ort=1&radius=30",
        "thema=../../etc&status=%27;DROP",
        "sortierung=zufall",
        "sortierung=entfernung",
        "seite=-1",
        "seite=0",
        "seite=1.5",
        "seite=%C2%B2",
        "radius=50",
    ],
)
def test_what_is_no_possible_value_counts_as_not_given(address):
    assert SearchQuery.from_params(QueryDict(address)) == SearchQuery()


def test_bounds_what_is_too_much():
    query = SearchQuery.from_params({"q": "x" * 5000, "land": [f"{n:02}" for n in range(100)] * 30, "seite": "9" * 25})
    assert len(query.q) == LONGEST_TEXT
    assert len(query.land) == 100 <= MOST_VALUES
    assert query.seite == LAST_PAGE


def test_ten_megabytes_are_read_at_once():
    text = "geheim \x00" * 1_300_000
    began = time.perf_counter()
    query = SearchQuery.from_params({"q": text})
    assert len(query.q) <= LONGEST_TEXT
    assert time.perf_counter() - began < 0.5  # thousands of times what it takes


def test_takes_away_one_filter_or_one_of_its_values():
    query = SearchQuery.from_params(QueryDict(FULL))
    assert query.without("art", "dokumente").art == ("kooperationen",)
    assert query.without("art", "dokumente").seite == 1
    assert query.without("land").kreis == ()
    assert query.without("land", "07").kreis == ("07137",)
    place = query.without("ort")
    assert (place.ort, place.radius, place.sortierung) == ("", 0, "relevanz")
    assert query.without_filters() == SearchQuery(q="bauhof vertrag")
    assert query.without("q").q == ""
    assert query.active[0] == "q"
    assert len(query.active) == 10


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([*SearchQuery.__dataclass_fields__, "x"]), st.text() | st.lists(st.text())))
def test_every_address_gives_a_query_that_stays_the_same(params):
    query = SearchQuery.from_params(params)
    assert SearchQuery.from_params(QueryDict(query.urlencode())) == query
    assert SearchQuery.from_json(query.to_json()) == query
