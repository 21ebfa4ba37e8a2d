# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the desk reads about searches: often asked, not found, week by week; never who, never what only few asked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from allmende.search.models import SearchCount
from tests.permissions.people import make_desk

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def monday() -> dt.date:
    today = timezone.localdate()
    return today - dt.timedelta(days=today.weekday())


@pytest.fixture
def counts(monday: dt.date) -> None:
    before = monday - dt.timedelta(days=3)
    SearchCount.objects.bulk_create(
        [
            SearchCount(day=monday, query="bauhof", asked=12, found=40),
            SearchCount(day=monday, query="quantenrathaus", asked=4, found=0),
            SearchCount(day=before, query="drohnen", asked=5, found=3, relaxed=True),
            SearchCount(day=before, query="frau müller mendig", asked=2, found=0),
            SearchCount(day=before, query="=cmd|calc", asked=6, found=1),
        ]
    )


@pytest.fixture
def at_desk(client: Client) -> Client:
    client.force_login(make_desk("Redaktion"))
    return client


def html(client: Client, query: str = "") -> str:
    return client.get(f"/suche/statistik/{query}").content.decode()


def section(page: str, name: str) -> str:
    return page[page.index(f'id="{name}"') :].partition("</section>")[0]


def test_what_is_searched_and_what_is_not_found(at_desk: Client, counts: None) -> None:
    page = html(at_desk)
    assert "bauhof" in section(page, "gesucht")
    assert "bauhof" not in section(page, "nicht-gefunden")
    assert "quantenrathaus" in section(page, "nicht-gefunden")
    assert "drohnen" in section(page, "nicht-gefunden"), "something looser was shown"
    assert 'href="/suche/synonyme/neu/?woerter=quantenrathaus"' in page


def test_what_few_asked_can_be_read_by_nobody(at_desk: Client, counts: None) -> None:
    assert "müller" not in html(at_desk)
    assert "müller" not in at_desk.get("/suche/statistik/statistik.csv").content.decode()


def test_one_week_at_a_time(at_desk: Client, counts: None, monday: dt.date) -> None:
    page = html(at_desk, f"?woche={monday:%Y-%m-%d}")
    assert "quantenrathaus" in page
    assert "drohnen" not in page
    assert "drohnen" in html(at_desk, f"?woche={monday - dt.timedelta(days=7):%Y-%m-%d}")
    assert "drohnen" in html(at_desk, "?woche=unsinn")


def test_weeks_count_rare_queries_without_showing_them(at_desk: Client, counts: None) -> None:
    rows = section(html(at_desk), "wochen").split("<tr>")[2:]
    assert '<td class="number">16</td><td class="number">4</td>' in rows[0]
    assert '<td class="number">13</td><td class="number">7</td>' in rows[1]


def test_the_file_is_safe_for_spreadsheets(at_desk: Client, counts: None) -> None:
    response = at_desk.get("/suche/statistik/statistik.csv")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="suche-')
    lines = response.content.decode().splitlines()
    assert lines[0] == "\ufeffSuche;gefragt;Treffer höchstens;Treffer mindestens;ohne Treffer"
    assert "bauhof;12;40;40;nein" in lines
    assert "'=cmd|calc;6;1;1;nein" in lines
    assert "drohnen;5;3;3;ja" in lines


def test_nothing_counted_yet_is_said(at_desk: Client) -> None:
    page = html(at_desk)
    assert "nichts mehrmals vergeblich gesucht" in page
    assert "noch nichts oft genug gesucht" in page


def test_the_number_of_queries_does_not_grow(
    at_desk: Client, monday: dt.date, django_assert_max_num_queries: Any
) -> None:
    SearchCount.objects.bulk_create(
        SearchCount(day=monday, query=f"wort {number}", asked=5, found=0) for number in range(50)
    )
    with django_assert_max_num_queries(18):
        html(at_desk)


def test_for_others_there_is_no_such_page(client: Client, counts: None) -> None:
    assert client.get("/suche/statistik/").status_code == 302
    assert client.get("/suche/statistik/statistik.csv").status_code == 302
