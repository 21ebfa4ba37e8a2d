# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The search page over the registry of what can be found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from allmende.core import finding
from allmende.core.finding import Finding
from allmende.core.searching import LONGEST, clean_query

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@dataclass
class Shelf:
    """Something that can be found, with a note of what it was asked."""

    key: str
    label: Any
    order: int
    titles: list[str]
    more: str = ""
    asked: list[tuple[str, int]] = field(default_factory=list)

    def find(self, query: str, *, user: Any, limit: int) -> tuple[list[Finding], int]:
        self.asked.append((query, limit))
        hits = [Finding(title, f"/{self.key}/{number}/", "Notiz") for number, title in enumerate(self.titles)]
        found = [hit for hit in hits if query.casefold() in hit.title.casefold()]
        return found[:limit], len(found)

    def more_url(self, query: str) -> str:
        return self.more and f"{self.more}?q={query}"


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    monkeypatch.setattr(finding, "_findables", {})
    shelf = Shelf("orte", "Orte", 20, [f"Neustadt {number}" for number in range(8)], more="/orte/")
    finding.register(shelf)
    return shelf


@pytest.fixture
def questions(places: Shelf) -> Shelf:
    shelf = Shelf("fragen", "Fragen", 10, [f"Wo liegt Neustadt? Teil {number}" for number in range(6)])
    finding.register(shelf)
    return shelf


def html(client: Client, query: str, **more: str) -> str:
    response = client.get("/suche/", {"q": query, **more})
    assert response.status_code == 200
    return response.content.decode()


def test_groups_come_in_their_order_with_counts_and_the_best_hits(
    client: Client, places: Shelf, questions: Shelf
) -> None:
    page = html(client, "neustadt")
    assert "14 Treffer für „neustadt“" in page
    assert page.index('id="art-fragen"') < page.index('id="art-orte"')
    assert page.count('class="hit__link"') == 10
    assert 'href="/orte/0/"' in page
    assert "Notiz" in page


def test_all_of_a_kind_on_its_own_page_or_here(client: Client, places: Shelf, questions: Shelf) -> None:
    page = html(client, "neustadt")
    assert 'href="/orte/?q=neustadt"' in page
    assert 'href="/suche/?q=neustadt&amp;art=fragen"' in page
    only = html(client, "neustadt", art="fragen")
    assert only.count('class="hit__link"') == 6
    assert "Alle anzeigen" not in only
    assert 'id="art-orte"' not in only


def test_no_link_to_all_when_all_are_shown(client: Client, places: Shelf) -> None:
    assert "Alle anzeigen" not in html(client, "neustadt 1")


def test_one_hit_in_the_singular(client: Client, places: Shelf) -> None:
    assert "Ein Treffer für „neustadt 1“" in html(client, "neustadt 1")


def test_nothing_asked_shows_help(client: Client, places: Shelf) -> None:
    assert "Was suchen Sie?" in html(client, "")
    assert not places.asked


def test_too_short_is_said_and_not_searched(client: Client, places: Shelf) -> None:
    assert "mindestens zwei Zeichen" in html(client, " x ")
    assert not places.asked


def test_nothing_found_says_how_to_go_on(client: Client, places: Shelf) -> None:
    page = html(client, "Bauhofleitung")
    assert "Nichts gefunden für „Bauhofleitung“" in page
    assert "Prüfen Sie die Schreibweise" in page


@pytest.mark.parametrize(
    "query",
    [
        "'; DROP TABLE core_auditentry; --",
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ settings.SECRET_KEY }}",
        "%",
        "%%__",
        "\\",
        "a\x00b",
        "\u202eneustadt",
        "ﬁ" * 300,
        "🏘️🏘️",
        "neustadt " * 500,
        "()*?[]+|^$",
    ],
)
def test_nasty_input_is_answered_and_escaped(client: Client, places: Shelf, query: str) -> None:
    page = html(client, query)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert client.get("/suche.json", {"q": query}).status_code == 200
    assert all("\x00" not in asked and len(asked) <= LONGEST for asked, _ in places.asked)


@pytest.mark.parametrize(
    ("raw", "clean"), [("  a \t\n b ", "a b"), ("a\x00b", "a b"), ("x" * 500, "x" * LONGEST), ("\x00", "")]
)
def test_clean_query(raw: str, clean: str) -> None:
    assert clean_query(raw) == clean


def test_htmx_gets_exactly_the_part_that_the_page_includes(client: Client, places: Shelf) -> None:
    page = html(client, "neustadt")
    part = client.get("/suche/", {"q": "neustadt"}, headers=HTMX).content.decode()
    assert "<html" not in part
    assert part.strip() in page
    again = client.get("/suche/", {"q": "neustadt"}, headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in again.content.decode()


def test_json_gives_the_same_hits(client: Client, places: Shelf) -> None:
    data = client.get("/suche.json", {"q": "neustadt"}).json()
    assert data["query"] == "neustadt"
    assert data["groups"][0]["total"] == 8
    assert data["groups"][0]["hits"][0] == {
        "title": "Neustadt 0",
        "url": "http://testserver/orte/0/",
        "note": "Notiz",
    }


def test_unknown_kind_finds_nothing(client: Client, places: Shelf) -> None:
    assert "Nichts gefunden" in html(client, "neustadt", art="gibt-es-nicht")


def test_search_is_only_for_reading(client: Client) -> None:
    assert client.post("/suche/").status_code == 405
