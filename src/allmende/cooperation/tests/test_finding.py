# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Cooperations and alliances in the search box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser

from allmende.cooperation.finding import AllianceFinding, CooperationFinding, TopicFinding
from allmende.cooperation.tests import factories

if TYPE_CHECKING:
    from django.test import Client

    from allmende.territory.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def land() -> dict[str, Territory]:
    land = factories.make_rhineland()
    five = ("07137", "07336", "071375004", "071370003003")
    factories.make_cooperation("Gemeinsame Bußgeldstelle", *(land[ars] for ars in five))
    factories.make_cooperation("Archiv", land["07336"])
    factories.make_cooperation("Bußgeld im Entwurf", land["07336"], published=False)
    factories.make_alliance("IKZ Eifel-Mosel", land["07137"], land["07336"])
    factories.make_alliance("Eifel im Entwurf", land["07336"], published=False)
    return land


def test_a_topic_leads_to_its_cooperations_and_one_without_to_its_relatives(land: dict[str, Territory]) -> None:
    sweeping = factories.make_topic("Straßenreinigung", parent="Verkehr und Bauhof")
    factories.make_topic("Bauhof", parent="Verkehr und Bauhof")
    factories.make_topic("Bauhofsoftware")
    factories.make_cooperation("Kehrmaschine", land["07336"], topics=[sweeping])

    hits, total = TopicFinding().find("bauhof", user=AnonymousUser(), limit=5)

    assert total == 3
    found = {hit.title: (hit.note, hit.url) for hit in hits}
    assert found == {
        "Verkehr und Bauhof": ("1 Kooperation", "/kooperationen/?thema=verkehr-und-bauhof"),
        "Bauhof": (
            "noch keine Kooperation eingetragen; Verwandtes unter „Verkehr und Bauhof“",
            "/kooperationen/?thema=verkehr-und-bauhof",
        ),
        "Bauhofsoftware": ("noch keine Kooperation eingetragen", "/kooperationen/"),
    }
    assert TopicFinding().find("quantencomputer", user=AnonymousUser(), limit=5) == ([], 0)


def test_finds_words_in_any_spelling_and_says_who(land: dict[str, Territory]) -> None:
    hits, total = CooperationFinding().find("bussgeld", user=AnonymousUser(), limit=5)

    assert total == 1
    assert hits[0].title == "Gemeinsame Bußgeldstelle"
    assert hits[0].note == "Landkreis Mayen-Koblenz, Landkreis Kusel, Verbandsgemeinde Mendig …"


def test_finds_by_partner_and_counts_beyond_the_limit(land: dict[str, Territory]) -> None:
    hits, total = CooperationFinding().find("Kusel", user=AnonymousUser(), limit=1)

    assert (len(hits), total) == (1, 2)
    assert CooperationFinding().more_url("Kusel") == "/kooperationen/?q=Kusel"


def test_finds_alliances(land: dict[str, Territory]) -> None:
    hits, total = AllianceFinding().find("eifel", user=AnonymousUser(), limit=5)

    assert [hit.title for hit in hits] == ["IKZ Eifel-Mosel"]
    assert total == 1


@pytest.mark.parametrize("query", ["", "   ", "???", "%00", "x" * 5000, "Bußgeld " * 200])
def test_nonsense_finds_nothing_or_little(land: dict[str, Territory], query: str) -> None:
    for findable in (CooperationFinding(), AllianceFinding()):
        hits, total = findable.find(query, user=AnonymousUser(), limit=5)
        assert total == len(hits) <= 1


def test_the_desk_finds_drafts(land: dict[str, Territory]) -> None:
    editor = factories.make_user()
    editor.is_superuser = True

    assert CooperationFinding().find("bußgeld", user=editor, limit=5)[1] == 2


def test_the_search_page_shows_them(client: Client, land: dict[str, Territory]) -> None:
    page = client.get("/suche/?q=eifel").content.decode()

    assert "IKZ Eifel-Mosel" in page
    assert "Entwurf" not in page
