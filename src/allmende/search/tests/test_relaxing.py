# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The search as a whole: order, pages, corrections, help when nothing is found, and whatever may be typed."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allmende.core.searchables import Entry
from allmende.search.query import SearchQuery
from allmende.search.searching import search
from allmende.search.tests.entries import ALL, BAUHOF, VISITOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def view(index_of):
    return index_of(ALL)


@pytest.fixture
def ask(view):
    def asked(q: str = "", *, size: int = 20, **filters):
        return search(SearchQuery.from_params({"q": q, **filters}), audiences=VISITOR, size=size, view=view)

    return asked


def marked(parts):
    return [part.text for part in parts if part.is_hit]


def test_what_is_called_exactly_so_comes_first(ask):
    hits = ask("mendig").hits
    assert [hit.key for hit in hits][:2] == ["071375003", "1"]
    assert hits[0].is_exact
    assert not hits[1].is_exact
    assert ask("VG Mendig").hits[0].key == "071375003"
    assert ask("mendig -verbandsgemeinde").hits[0].key == "1", "an excluded word counts for the exact name too"


def test_a_hit_tells_what_it_is_with_its_words_marked(ask):
    hit = ask("bauhof mendig").hits[0]
    assert (hit.source, hit.key, hit.url, hit.note, hit.is_public) == (
        "kooperationen",
        "1",
        "/k/1",
        "VG Mendig, Stadt Mayen",
        True,
    )
    assert marked(hit.title_parts) == ["Bauhof", "Mendig"]
    assert marked(hit.snippet) == ["Bauhof"]
    assert hit.score == 1.0
    assert hit.page is None


def test_a_document_is_found_as_a_whole_and_shown_where_the_words_stand(ask):
    hits = ask("kündigung bauhof").hits
    assert [(hit.key, hit.page) for hit in hits if hit.source == "dokumente"] == [("4", 2)]
    assert marked(hits[0].snippet) == ["Bauhof", "Kündigung"]
    assert ask("zusammenarbeit schluss").hits[0].key == "4", "though no page holds both"


def test_proposes_the_word_that_was_meant(ask):
    results = ask("Zweckverbnd Kassel")
    assert results.did_you_mean == "Zweckverband Kassel"
    assert results.hits[0].key == "2"
    assert ask("Zweckverband Kassel").did_you_mean is None
    assert ask("Zweckverb").did_you_mean is None, "still being typed"
    assert ask("qqqqqq").did_you_mean is None


def test_fills_up_few_hits_with_similar_ones_and_says_so(ask):
    results = ask("bauhof vereinbarung")
    assert (results.total, results.found, results.pages) == (1, 1, 1)
    assert not results.hits[0].is_partial
    assert all(hit.is_partial for hit in results.hits[1:])
    assert {hit.key for hit in results.hits[1:]} == {"3", "4"}
    assert results.relaxed is not None
    assert results.relaxed.message.startswith("Nur ein Eintrag enthält alle Wörter.")
    assert sum(value.count for value in results.facets["art"]) == 1


def test_names_the_words_that_stand_nowhere(ask):
    results = ask("bauhof qqqqqq")
    assert results.found == 0
    assert results.total == 3
    assert results.relaxed is not None
    assert results.relaxed.left_out == ("qqqqqq",)
    assert "„qqqqqq“ kommt in keinem Eintrag vor" in results.relaxed.message


def test_any_of_the_words_is_the_last_step(ask):
    results = ask("koblenz kindergärten")
    assert results.found == 0
    assert {hit.key for hit in results.hits} == {"071110000000", "2"}
    assert results.relaxed is not None
    assert results.relaxed.left_out == ()


def test_says_which_filter_is_to_blame_and_never_drops_it(ask):
    results = ask("bauhof", land="06", status="running")
    assert results.hits == ()
    assert [(instead.label, instead.total) for instead in results.instead] == [("ohne „Land: 06“", 1)]
    assert results.instead[0].query.land == ()
    both = ask("bauhof", land="06", status="ended", jahr="2021")
    assert [instead.label for instead in both.instead] == ["ohne alle Filter"]


def test_a_field_word_may_be_to_blame_too(ask):
    results = ask("kindergärten land:Nirgends ort:Mendig", land="06")
    assert results.instead == ()
    results = ask("kindergärten status:beendet")
    assert [(each.label, each.total, each.query.q) for each in results.instead] == [
        ("ohne „status: beendet“", 1, "kindergärten")
    ]


def test_nothing_at_all_is_said_quietly(ask):
    results = ask("qqqqqq")
    assert (results.hits, results.total, results.relaxed, results.instead) == ((), 0, None, ())


def test_stop_words_alone_are_sought_literally(ask):
    assert {hit.key for hit in ask("der").hits} >= {"4"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("wort " * 2_000_000, "sehr lang"),
        ('bauhof "gemeinsamer bau', "Anführungszeichen"),
        ("…!?", "kein Wort"),
    ],
)
def test_says_what_was_wrong_with_the_query(ask, text, problem):
    began = time.perf_counter()
    assert any(problem in told for told in ask(text).problems)
    assert time.perf_counter() - began < 3  # many times what it takes


def test_a_page_that_is_not_there_is_the_last_one_and_said(ask):
    results = ask("bauhof", seite="999999999", size=2)
    assert (results.page, results.pages) == (2, 2)
    assert len(results.hits) == 1
    assert "Seite 2" in results.problems[0]
    first = ask("bauhof", size=2)
    assert {hit.key for hit in first.hits}.isdisjoint(hit.key for hit in results.hits)
    assert ask("qqqqqq", seite="7").problems == ()


def test_pages_follow_each_other_without_a_seam(index_of):
    titles = ["Bauhof", "Bauhof Mendig", "Gemeinsamer Bauhof"]
    view = index_of([replace(BAUHOF, key=str(number), title=titles[number % 3]) for number in range(50)])
    pages = [search(SearchQuery(q="bauhof", seite=page), audiences=VISITOR, size=7, view=view) for page in range(1, 9)]
    assert {(page.total, page.pages) for page in pages} == {(50, 8)}
    seen = [hit.key for page in pages for hit in page.hits]
    assert sorted(seen, key=int) == [str(number) for number in range(50)]
    assert [hit.is_exact for page in pages for hit in page.hits] == [True] * 17 + [False] * 33


def test_costs_few_queries_of_the_database(view, django_assert_max_num_queries):
    query = SearchQuery(q="bauhof vertrag", land=("07",))
    search(query, audiences=VISITOR, view=view)
    with django_assert_max_num_queries(2):  # the synonyms, and those of the corrected words
        search(query, audiences=VISITOR, view=view)


def test_an_empty_search_finds_nothing_and_asks_nobody(view, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert search(SearchQuery(q="  "), audiences=VISITOR, view=view).hits == ()


SYNTAX = ["(a+)+$", "[", "\\", '"', "-", "--", "ort:", "land:", "*", "AND OR NOT", "-bauhof", '-"bauhof"', "“„"]
STRANGE = ["\x00", "\u202e", "שלום", "مرحبا", "🚒", "ß", "a" * 10_000, "bauhof" * 50, "ä" * 299]
ODD = st.sampled_from([*SYNTAX, *STRANGE])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(ODD | st.text(max_size=12), max_size=5).map(" ".join))
def test_never_raises_and_shows_only_what_is_there(ask, text):
    results = ask(text)
    for hit in results.hits:
        assert hit.title in {entry.title for entry in ALL}
    assert results.total <= len(ALL)


def test_an_index_of_nothing_answers(index_of):
    results = search(SearchQuery(q="bauhof"), audiences=VISITOR, view=index_of([]))
    assert (results.total, results.facets) == (0, {})
    one = index_of([Entry("orte", "1", "", "/")])
    assert search(SearchQuery(q="bauhof"), audiences=VISITOR, view=one).total == 0
