# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The search for programs: JSON, RSS, suggestions, OpenSearch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from allmende.cooperation.tests.factories import make_cooperation, make_rhineland

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture
def land() -> Any:
    places = make_rhineland()
    for number in range(3):
        make_cooperation(f"Gemeinsamer Bauhof {number}", places["071375004"])
    return places


def test_json_gives_flat_ranked_hits(client: Client, land: Any) -> None:
    data = client.get("/suche.json", {"q": "bauhof", "anzahl": "2"}).json()
    assert (data["total"], data["pages"], data["per_page"], len(data["hits"])) == (3, 2, 2, 2)
    hit = data["hits"][0]
    assert hit["source"] == "kooperationen"
    assert hit["title"].startswith("Gemeinsamer Bauhof")
    assert hit["url"].startswith("http")
    assert {"key", "snippet", "page", "score", "distance_km", "public", "note"} <= set(hit)
    assert data["hits"][0]["score"] >= data["hits"][1]["score"]
    assert data["facets"]["art"][0] == {
        "value": "kooperationen",
        "label": "Kooperationen",
        "count": 3,
        "selected": False,
    }
    assert data["took_ms"] >= 0
    assert data["relaxed"] is None


def test_json_shows_the_second_page(client: Client, land: Any) -> None:
    first = client.get("/suche.json?q=bauhof&anzahl=2").json()["hits"]
    second = client.get("/suche.json?q=bauhof&anzahl=2&seite=2").json()["hits"]
    assert len(second) == 1
    assert second[0]["key"] not in {hit["key"] for hit in first}


@pytest.mark.parametrize(("given", "used"), [("", 20), ("0", 1), ("100", 100), ("5000", 100), ("-3", 20), ("x", 20)])
def test_json_takes_a_number_of_hits(client: Client, given: str, used: int) -> None:
    assert client.get("/suche.json", {"q": "bauhof", "anzahl": given}).json()["per_page"] == used


def test_json_says_what_was_left_out(client: Client, land: Any) -> None:
    data = client.get("/suche.json", {"q": "bauhof quantencomputer"}).json()
    assert data["relaxed"]["left_out"] == ["quantencomputer"]
    assert data["total"] == 3


def test_rss_is_a_feed_of_the_hits(client: Client, land: Any) -> None:
    response = client.get("/suche.rss?q=bauhof&art=kooperationen")
    assert response.headers["Content-Type"].startswith("application/rss+xml")
    channel = ET.fromstring(response.content)[0]  # noqa: S314 - our own answer
    assert channel.findtext("title") == "Allmende: Suche nach „bauhof“, Kooperationen"
    assert len(channel.findall("item")) == 3
    assert all(item.findtext("link", "").startswith("http") for item in channel.findall("item"))


def test_rss_survives_what_no_xml_may_hold(client: Client, land: Any) -> None:
    response = client.get("/suche.rss", {"q": "bau\x0bhof \ufffe"})
    ET.fromstring(response.content)  # noqa: S314 - our own answer


def test_suggestions_name_what_they_are_and_where_they_lead(client: Client, land: Any) -> None:
    rows = client.get("/suche/vorschlaege/?q=bauh").json()
    assert rows
    assert {"name", "kind", "note", "url", "source"} == set(rows[0])
    assert rows[0]["kind"] == "Kooperation"
    assert client.get(rows[0]["url"]).status_code == 200
    assert client.get("/suche/vorschlaege/?q=").json() == []


def test_suggestions_need_few_queries(client: Client, land: Any, django_assert_max_num_queries: Any) -> None:
    client.get("/suche/vorschlaege/?q=bauh")
    with django_assert_max_num_queries(4):
        client.get("/suche/vorschlaege/?q=bauho")


def test_browsers_can_add_the_search(client: Client) -> None:
    response = client.get("/opensearch.xml")
    assert response.headers["Content-Type"] == "application/opensearchdescription+xml"
    root = ET.fromstring(response.content)  # noqa: S314 - our own answer
    page = next(url for url in root.findall(f"{OPENSEARCH}Url") if url.get("type") == "text/html")
    assert page.get("template", "").endswith("/suche/?q={searchTerms}")
    assert 'href="/opensearch.xml"' in client.get("/suche/").content.decode()
