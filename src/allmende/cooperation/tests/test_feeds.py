# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The Atom feed and the files of the current list."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from allmende.cooperation.tests import factories

if TYPE_CHECKING:
    from django.test import Client

    from allmende.territory.models import Territory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def land() -> dict[str, Territory]:
    land = factories.make_rhineland()
    factories.make_cooperation("Erst das Archiv", land["07336"], topics=[factories.make_topic("Archiv")])
    factories.make_cooperation("Dann <das> & Standesamt", land["065350006006"])
    factories.make_cooperation("Entwurf", land["07336"], published=False)
    return land


def titles(feed: ET.Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_the_feed_is_valid_atom_with_the_newest_first(client: Client, land: dict[str, Territory]) -> None:
    response = client.get("/kooperationen/feed.atom")
    feed = ET.fromstring(response.content)  # noqa: S314 - our own answer

    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.tag == f"{ATOM}feed"
    assert titles(feed) == ["Dann <das> & Standesamt", "Erst das Archiv"]
    for element in [feed, *feed.iter(f"{ATOM}entry")]:
        assert element.findtext(f"{ATOM}id")
        assert element.findtext(f"{ATOM}updated")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
    assert links["self"].endswith("/kooperationen/feed.atom")
    assert links["alternate"].startswith("http")
    entry = next(iter(feed.iter(f"{ATOM}entry")))
    assert (entry.findtext(f"{ATOM}id") or "").endswith("/kooperationen/dann-das-standesamt/")
    assert "Partner: Stadt Grebenau" in (entry.findtext(f"{ATOM}summary") or "")


def test_the_feed_follows_the_filter(client: Client, land: dict[str, Territory]) -> None:
    feed = ET.fromstring(client.get("/kooperationen/feed.atom?thema=archiv&land=xx").content)  # noqa: S314

    assert titles(feed) == ["Erst das Archiv"]


def test_a_feed_of_nothing_is_still_a_feed(client: Client) -> None:
    feed = ET.fromstring(client.get("/kooperationen/feed.atom").content)  # noqa: S314

    assert titles(feed) == []
    assert feed.findtext(f"{ATOM}updated")


def test_a_control_character_does_not_break_the_feed(client: Client, land: dict[str, Territory]) -> None:
    factories.make_cooperation("Archiv\x0b neu", land["07336"], summary="Vom Amt\x1f.")

    feed = ET.fromstring(client.get("/kooperationen/feed.atom").content)  # noqa: S314

    assert "Archiv neu" in titles(feed)


class TestExport:
    @pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "geojson"])
    def test_the_list_leaves_in_every_format(self, client: Client, land: dict[str, Territory], kind: str) -> None:
        response = client.get(f"/kooperationen/export.{kind}?thema=archiv")

        assert response.status_code == 200
        assert response.headers["Content-Disposition"].endswith(f'.{kind}"')
        assert len(response.content) > 100

    def test_only_what_the_filter_leaves_and_no_draft(self, client: Client, land: dict[str, Territory]) -> None:
        everything = client.get("/kooperationen/export.csv").content.decode()
        narrowed = client.get("/kooperationen/export.csv?thema=archiv").content.decode()

        assert "Erst das Archiv" in everything
        assert "Standesamt" in everything
        assert "Entwurf" not in everything
        assert "Erst das Archiv" in narrowed
        assert "Standesamt" not in narrowed

    @pytest.mark.parametrize("kind", ["exe", "csv.exe", "CSV", "py"])
    def test_other_formats_are_missing(self, client: Client, land: dict[str, Territory], kind: str) -> None:
        assert client.get(f"/kooperationen/export.{kind}").status_code == 404

    @pytest.mark.parametrize("query", ["land=99", "radius=abc", "q=" + "x" * 5000, "ort=Xqzzyw"])
    def test_nonsense_still_gives_a_file(self, client: Client, land: dict[str, Territory], query: str) -> None:
        assert client.get(f"/kooperationen/export.csv?{query}").status_code == 200
