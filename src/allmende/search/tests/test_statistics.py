# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Counting queries: not waiting for it, not keeping persons, showing only what was asked often."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from allmende.search import statistics
from allmende.search.models import SearchCount


@pytest.fixture(autouse=True)
def _empty_counter(settings):
    settings.SEARCH_COUNTS_EVERY = None
    statistics.counter.take()
    yield
    statistics.counter.take()


def asked(query: str, times: int, *, days_ago: int = 0, found: int = 1, relaxed: bool = False) -> SearchCount:
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    return SearchCount.objects.create(day=day, query=query, asked=times, found=found, relaxed=relaxed)


@pytest.mark.parametrize(
    "query",
    [
        "erika.mustermann@example.org",
        "erika.mustermann＠example.org",
        "anruf 02652 / 98 01-12",
        "+49 170 1234567",
        "DE89 3704 0044 0532 0130 00",
        "geboren 12.05.1967",
        "https://example.org/?token=abc",
        "ab",
        "wort " * 40,
        "\x00\x01",
    ],
)
def test_never_counts_what_may_be_about_a_person_or_is_no_question(query):
    assert statistics.normalised(query) == ""


@pytest.mark.parametrize("query", ["Bauhof Vertrag 2024", "§ 4 KomZG", "VG Mendig", "Haushalt 2023/24", "Kita 2025"])
def test_counts_what_people_ask(query):
    assert statistics.normalised(f"  {query}? ") == query.casefold()


def test_counts_in_memory_and_writes_without_further_queries_for_each_question(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        for _ in range(3):
            statistics.note("Bauhof  Vertrag", found=7)
        statistics.note("bauhof vertrag ", found=8)
        statistics.note("erika@example.org", found=0)
    assert statistics.write() == 1
    row = SearchCount.objects.get()
    assert (row.query, row.asked, row.found, row.day) == ("bauhof vertrag", 4, 8, timezone.localdate())


def test_writes_beside_the_answer_when_it_is_time(settings, monkeypatch):
    written = []
    monkeypatch.setattr(statistics, "_write_in_peace", lambda: written.append(statistics.counter.take()))
    settings.SEARCH_COUNTS_EVERY = 1000
    statistics.note("bauhof", found=1)
    assert not written
    settings.SEARCH_COUNTS_EVERY = 0
    statistics.note("kita", found=1)
    for thread in statistics.threading.enumerate():
        if thread.name == "search-counts":
            thread.join()
    assert [query for _day, query in written[0]] == ["bauhof", "kita"]


def test_adds_to_what_other_processes_wrote(db):
    asked("kita", 5, found=2)
    statistics.note("Kita", found=0, relaxed=True)
    statistics.note("Friedhof", found=3)
    assert statistics.write() == 2
    assert dict(SearchCount.objects.values_list("query", "asked")) == {"kita": 6, "friedhof": 1}
    assert SearchCount.objects.get(query="kita").relaxed
    assert statistics.write() == 0


def test_a_flood_of_made_up_queries_fills_neither_memory_nor_disk(db, monkeypatch):
    monkeypatch.setattr(statistics, "MOST_HELD", 10)
    monkeypatch.setattr(statistics, "MOST_A_DAY", 4)
    asked("kita", 1)
    for number in range(30):
        statistics.note(f"erfunden {number}", found=0)
    statistics.note("kita", found=1)  # no room in memory any more
    assert statistics.write() == 10
    assert SearchCount.objects.count() == 4


def test_the_desk_reads_only_what_was_asked_often_enough(db):
    asked("selten", 2)
    asked("über tage", 1, days_ago=1)
    asked("über tage", 2)
    asked("oft", 9, found=0)
    since, until = timezone.localdate() - dt.timedelta(days=7), timezone.localdate()
    assert [(row.query, row.times) for row in statistics.readable(since, until)] == [("oft", 9), ("über tage", 3)]
    assert [row.query for row in statistics.unanswered(since, until)] == ["oft"]


def test_suggests_only_what_was_asked_on_several_days_and_answered(db):
    asked("an einem tag", 50)
    asked("ohne treffer", 50, found=0)
    asked("ohne treffer", 50, found=0, days_ago=1)
    asked("gelockert", 50, relaxed=True)
    asked("gelockert", 50, relaxed=True, days_ago=1)
    asked("bauhof vertrag", 3)
    asked("bauhof vertrag", 2, days_ago=1)
    asked("zu selten", 2)
    asked("zu selten", 2, days_ago=1)
    assert statistics.frequent(limit=10) == [("bauhof vertrag", 5)]


def test_forgets_after_the_period_and_what_is_rare_after_a_month(db):
    asked("alt", 99, days_ago=91)
    asked("einmal", 1, days_ago=31)
    asked("gestern einmal", 1, days_ago=1)
    asked("oft", 2, days_ago=31)
    asked("oft", 2)
    assert statistics.forget(timezone.now() - dt.timedelta(days=statistics.KEPT_DAYS)) == 2
    assert sorted(SearchCount.objects.values_list("query", flat=True)) == ["gestern einmal", "oft", "oft"]
