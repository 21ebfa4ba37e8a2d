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
    factories.make_cooperation("Archiv\x0b neu", land["07336"], summary="Vom\x00 Amt\x1f.")

    feed = ET.fromstring(client.get("/kooperationen/feed.atom").content)  # noqa: S314

    assert "Archiv neu" in titles(feed)
