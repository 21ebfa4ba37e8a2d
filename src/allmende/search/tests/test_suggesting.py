# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the search field proposes while somebody types."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allmende.core.searchables import Entry
from allmende.search import suggesting
from allmende.search.models import SearchCount
from allmende.search.suggesting import suggest
from allmende.search.tests.entries import ALL, VISITOR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_questions_kept():
    suggesting.questions.forget()
    yield
    suggesting.questions.forget()


@pytest.fixture
def propose(index_of):
    view = index_of(ALL)

    def proposed(text: str, *, limit: int = 8, audiences=VISITOR) -> list[str]:
        return [item.text for item in suggest(text, audiences=audiences, limit=limit, view=view).items]

    return proposed


def asked(query: str, times: int) -> None:
    for days in (0, 1):
        day = timezone.localdate() - dt.timedelta(days=days)
        SearchCount.objects.create(day=day, query=query, asked=times, found=3)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ko", ["Koblenz"]),
        ("mendig", ["Mendig", "Gemeinsamer Bauhof Mendig"]),
        ("bauhof me", ["Gemeinsamer Bauhof Mendig"]),
        ("men bau", ["Gemeinsamer Bauhof Mendig"]),
        ("vg men", ["Mendig"]),
        ("KITA", ["Kita-Zweckverband Kassel"]),
        ("mendgi", ["Mendig", "Gemeinsamer Bauhof Mendig"]),
        ("muster", ["Mustervertrag"]),
        ("geheim", []),
        ("m", []),
        ("", []),
        ("qqqqqq", []),
    ],
)
def test_proposes_what_has_a_word_that_begins_so(propose, typed, expected):
    assert propose(typed) == expected


def test_says_what_it_is_and_where_it_leads(index_of):
    first = suggest("vg mendig", audiences=VISITOR, view=index_of(ALL)).items[0]
    assert (first.text, first.url, first.source, first.note) == ("Mendig", "/o/1", "orte", "VG")
    assert first.kind == "Ort"


def test_members_are_proposed_what_they_may_see(propose):
    assert propose("geheim", audiences=(*VISITOR, "org:1")) == ["Bauhof Geheimprojekt"]


def test_not_all_of_one_kind_while_there_are_others(index_of):
    many = [Entry("orte", str(number), f"Neustadt {number}", f"/{number}", prior=2) for number in range(20)]
    view = index_of([*many, Entry("kooperationen", "1", "Neustadt gemeinsam", "/k")])
    items = suggest("neust", audiences=VISITOR, view=view).items
    assert len(items) == 8
    assert {item.source for item in items} == {"orte", "kooperationen"}


def test_questions_of_others_only_if_asked_often_and_all_words_are_public(propose):
    asked("bauhof vereinbarung", 5)
    asked("bauhof geheimprojekt", 50)
    asked("bauhof archiv", 1)
    assert propose("bauhof v") == ["bauhof vereinbarung"]
    assert propose("bauhof g") == ["Gemeinsamer Bauhof Mendig"]
    assert "bauhof archiv" not in propose("bauhof a")
    assert propose("bauh", limit=2)[-1] == "bauhof vereinbarung"
    assert "bauhof vereinbarung" not in propose("bauhof vereinbarung"), "it is typed already"


def test_a_question_made_of_one_letter_is_compared_at_once(propose):
    """Trying every place for every word would take minutes here."""
    SearchCount.objects.all().delete()
    asked("a " * 60 + "mustervertrag", 5)
    assert propose("a a a a a z") == []


def test_asks_the_database_once_in_a_while_only(propose, django_assert_num_queries):
    propose("bau")
    with django_assert_num_queries(0):
        propose("bauh")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=60)
    | st.sampled_from([".*", "(((", "[", "a" * 5000, "\\", "bau\x00hof", "\u202ebau", "ﷺ" * 300])
)
def test_never_raises(propose, text):
    assert len(propose(text)) <= 8
