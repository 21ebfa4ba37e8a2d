# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Cooperations, alliances and topics in the search, and what a list answers while there is no index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from allmende.cooperation.filters import CooperationQuery
from allmende.cooperation.models import Cooperation
from allmende.cooperation.tests import factories
from allmende.search import following, index

if TYPE_CHECKING:
    from django.test import Client

    from allmende.territory.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def land() -> dict[str, Territory]:
    land = factories.make_rhineland()
    five = ("07137", "07336", "071375004", "071370003003")
    factories.make_cooperation("Gemeinsame Bußgeldstelle", *(land[ars] for ars in five))
    factories.make_cooperation("Archiv", land["07336"], topics=[factories.make_topic("Archivwesen")])
    factories.make_cooperation("Bußgeld im Entwurf", land["07336"], published=False)
    factories.make_alliance("IKZ Eifel-Mosel", land["07137"], land["07336"])
    factories.make_alliance("Eifel im Entwurf", land["07336"], published=False)
    return land


def found(client: Client, q: str, kind: str) -> dict[str, str]:
    """Titles and notes."""
    hits: list[dict[str, Any]] = client.get("/suche.json", {"q": q, "art": kind}).json()["hits"]
    return {hit["title"]: hit["note"] for hit in hits}


def test_a_cooperation_is_found_in_any_spelling_and_says_who(client: Client, land: dict[str, Territory]) -> None:
    assert found(client, "bussgeld", "kooperationen") == {
        "Gemeinsame Bußgeldstelle": "Landkreis Mayen-Koblenz, Landkreis Kusel, Verbandsgemeinde Mendig …"
    }
    assert set(found(client, "Kusel", "kooperationen")) == {"Gemeinsame Bußgeldstelle", "Archiv"}


def test_alliances_and_topics_are_found(client: Client, land: dict[str, Territory]) -> None:
    factories.make_topic("Bauhofsoftware", parent="Verkehr und Bauhof")

    assert set(found(client, "eifel", "verbuende")) == {"IKZ Eifel-Mosel"}
    assert found(client, "bauhof", "themen") == {"Verkehr und Bauhof": None, "Bauhofsoftware": "Verkehr und Bauhof"}


def test_the_desk_finds_drafts(client: Client, admin_client: Client, land: dict[str, Territory]) -> None:
    assert set(found(client, "bußgeld", "kooperationen")) == {"Gemeinsame Bußgeldstelle"}
    assert set(found(admin_client, "bußgeld", "kooperationen")) == {"Gemeinsame Bußgeldstelle", "Bußgeld im Entwurf"}


class TestWithoutIndex:
    @pytest.fixture(autouse=True)
    def _no_index(self, land: dict[str, Territory], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(following, "catch_up", index.reader().nothing)

    def test_the_list_says_why_it_is_empty_and_nobody_keeps_it(self, client: Client) -> None:
        response = client.get("/kooperationen/?q=archiv")

        assert "wird gerade aufgebaut" in response.content.decode()
        assert "no-store" in response.headers["Cache-Control"]

    @pytest.mark.parametrize(
        "address", ["/kooperationen/export.csv", "/kooperationen/feed.atom", "/karte/", "/karte/zahlen.json"]
    )
    def test_nothing_else_fails_or_is_kept(self, client: Client, address: str) -> None:
        response = client.get(address, {"q": "archiv"})

        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"]
        assert "no-store" not in client.get(address).headers.get("Cache-Control", "")

    def test_without_a_text_the_list_is_as_ever(self, client: Client) -> None:
        assert Cooperation.objects.published().matching(CooperationQuery()).count() == 2
