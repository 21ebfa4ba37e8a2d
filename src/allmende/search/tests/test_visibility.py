# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What somebody may not find shows nowhere: not as a hit, not in a number, not in a proposal, not in a snippet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allmende.core.searchables import PUBLIC, Entry, PageText
from allmende.search.query import SearchQuery
from allmende.search.searching import search
from allmende.search.suggesting import suggest

if TYPE_CHECKING:
    from allmende.search.results import Results

OPEN = ("Bauhof", "Vertrag", "Bauhofvertrag", "Friedhof", "Kita", "Verwaltung", "Mendig")
SECRET = ("Geheimprojekt", "Bauhofverkauf", "Insolvenz", "Bauhöfe", "Vertragsstrafe")
WORDS = st.sampled_from([*OPEN, *SECRET])
AUDIENCES = ((PUBLIC,), (PUBLIC, "org:1"), (PUBLIC, "org:2", "desk:cooperation"))


def texts(words):
    return st.lists(words, min_size=1, max_size=4).map(" ".join)


@st.composite
def made_up(draw, words, audiences):
    has_pages = draw(st.booleans())
    return Entry(
        source=draw(st.sampled_from(["kooperationen", "orte", "dokumente"])),
        key="",
        title=draw(texts(words)),
        url="/",
        keywords=(draw(words),),
        text=draw(texts(words)),
        pages=tuple(PageText(number, draw(texts(words))) for number in (1, 2)) if has_pages else (),
        audience=draw(audiences),
        places=(draw(st.sampled_from(["071370011011", "061320010010"])),),
        status=draw(st.sampled_from(["laeuft", "beendet", ""])),
        year=draw(st.sampled_from([2023, 2024, None])),
    )


SHOWN = st.lists(made_up(st.sampled_from(OPEN), st.just((PUBLIC,))), min_size=1, max_size=6)
HIDDEN = st.lists(made_up(WORDS, st.just(("org:1",)) | st.just(("desk:cooperation",))), min_size=1, max_size=5)
QUERIES = st.lists(
    WORDS
    | st.sampled_from(["Geheimprojket", "Bauhfo", "Vertrga", "Ins", "Geheim", "bau", "-Kita", '"Bauhof Vertrag"']),
    min_size=1,
    max_size=3,
).map(" ".join)


def told(results: Results) -> object:
    """All that is said, but for the order of the hits and their scores."""
    hits = {(hit.source, hit.key): replace(hit, score=0) for hit in results.hits}
    return replace(results, hits=()), hits


def numbered(entries):
    return [replace(entry, key=str(number)) for number, entry in enumerate(entries)]


@pytest.mark.usefixtures("db")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shown=SHOWN, hidden=HIDDEN, text=QUERIES, filters=st.sampled_from([{}, {"land": ["07"]}, {"status": ["laeuft"]}])
)
def test_nothing_differs_whether_hidden_entries_are_there_or_not(index_of, shown, hidden, text, filters):
    shown, hidden = numbered(shown), [replace(entry, key=f"h{entry.key}") for entry in numbered(hidden)]
    without, with_hidden = index_of(shown), index_of([*hidden, *shown])
    query = SearchQuery.from_params({"q": text, **filters})
    for audiences in ((PUBLIC,), (PUBLIC, "org:9")):
        expected = search(query, audiences=audiences, view=without)
        assert told(search(query, audiences=audiences, view=with_hidden)) == told(expected)
        for length in (3, 5, len(text)):
            proposed = suggest(text[:length], audiences=audiences, view=with_hidden)
            assert proposed == suggest(text[:length], audiences=audiences, view=without)


@pytest.mark.usefixtures("db")
def test_each_audience_finds_what_it_may_and_nothing_else(index_of):
    view = index_of(
        [
            Entry("kooperationen", "1", "Bauhof offen", "/1"),
            Entry("kooperationen", "2", "Bauhof der Organisation", "/2", audience=("org:1",)),
            Entry("kooperationen", "3", "Bauhof der Redaktion", "/3", audience=("desk:cooperation",)),
            Entry("kooperationen", "4", "Bauhof von niemandem", "/4", audience=()),
        ]
    )
    expected = {AUDIENCES[0]: "1", AUDIENCES[1]: "12", AUDIENCES[2]: "13"}
    for audiences, keys in expected.items():
        results = search(SearchQuery(q="bauhof"), audiences=audiences, view=view)
        assert {hit.key for hit in results.hits} == set(keys)
        assert results.total == len(keys)
        assert sum(value.count for value in results.facets["art"]) == len(keys)
        assert {hit.key for hit in results.hits if hit.is_public} == {"1"}
        assert len(suggest("bauh", audiences=audiences, view=view).items) == len(keys)
    assert search(SearchQuery(q="bauhof"), audiences=(), view=view).total == 0


@pytest.mark.usefixtures("db")
def test_a_hidden_word_is_proposed_to_members_only(index_of):
    view = index_of(
        [
            Entry("kooperationen", "1", "Bauhof", "/1"),
            Entry("kooperationen", "2", "Rathausverkauf", "/2", audience=("org:1",)),
        ]
    )
    for_visitors = search(SearchQuery(q="Rathausverkuaf"), audiences=(PUBLIC,), view=view)
    assert (for_visitors.total, for_visitors.did_you_mean, for_visitors.hits) == (0, None, ())
    for_members = search(SearchQuery(q="Rathausverkuaf"), audiences=(PUBLIC, "org:1"), view=view)
    assert [hit.key for hit in for_members.hits] == ["2"]
    mixed = search(SearchQuery(q="Bauhof Rathausverkauf"), audiences=(PUBLIC,), view=view)
    assert mixed.relaxed is not None
    assert mixed.relaxed.left_out == ("Rathausverkauf",), "as a word that nobody has written"
