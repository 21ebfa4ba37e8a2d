# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The programme for programs: RSS and JSON with the filters of the list."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from django.test import override_settings
from django.utils import timezone

from allmende.cooperation.tests.factories import make_rhineland, make_topic
from allmende.events.models import Event, EventState
from allmende.events.tests.stories import make_event, make_session, make_venue

pytestmark = pytest.mark.django_db
RSS = "/veranstaltungen/feed.rss"
JSON = "/veranstaltungen/feed.json"
TOLD = {
    "url", "title", "kind", "state", "state_reason", "year", "number", "summary", "description", "target_group",
    "bring", "cost_note", "funding_note", "notes", "speakers", "organiser", "contact_email", "land", "topics",
    "dates_note", "expected_from", "expected_until", "is_example", "source_url", "published_at", "sessions",
}  # fmt: skip


@pytest.fixture
def two(db):
    places = make_rhineland()
    workshop = make_event("Bauhof & Co", land=places["07"], number=1)
    workshop.topics.add(make_topic("Bauhof"))
    workshop.speakers.create(name="Erika Beispiel", institution="Universität Musterstadt")
    make_session(workshop, days=40, venue=make_venue(territory=places["071375004069"]), room="Saal 1")
    online = make_event("Steuern verstehen", land=places["06"])
    make_session(online, days=20, online_url="https://konferenz.example.org/geheim-4711", time_zone="Europe/London")
    make_event("Ein Entwurf", state=EventState.DRAFT)
    make_session(make_event("Vorbei", state=EventState.HELD), days=-300)
    return workshop, online


def items(response):
    return ET.fromstring(response.content).findall("channel/item")  # noqa: S314 - our own answer


@override_settings(BASE_URL="https://portal.example.org")
def test_the_feed_holds_what_was_published_last(client, two):
    Event.objects.filter(pk=two[0].pk).update(published_at=timezone.now() + dt.timedelta(hours=1))

    response = client.get(RSS)

    assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert [item.findtext("title") for item in items(response)] == ["Bauhof & Co", "Steuern verstehen"]
    first = items(response)[0]
    assert first.findtext("link") == f"https://portal.example.org{two[0].get_absolute_url()}"
    assert first.findtext("category") == "Bauhof"
    assert "09:00–16:00 Uhr, Mendig" in first.findtext("description")
    assert "08:00–15:00 Uhr (Ortszeit Europe/London), online" in items(response)[1].findtext("description")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?thema=bauhof", ["Bauhof & Co"]),
        ("?land=06", ["Steuern verstehen"]),
        ("?zeit=vergangen", ["Vorbei"]),
        ("?q=Steuern", ["Steuern verstehen"]),
        ("?ort=Nirgends", []),
    ],
)
def test_both_take_the_filters_of_the_list(client, two, query, expected):
    assert [item.findtext("title") for item in items(client.get(RSS + query))] == expected
    assert [event["title"] for event in client.get(JSON + query).json()["events"]] == expected


def test_the_records_tell_what_the_page_tells_and_nothing_else(client, two):
    answer = client.get(JSON).json()

    assert answer["total"] == 2
    online, workshop = answer["events"]
    assert set(workshop) == TOLD
    assert workshop["land"] == "07"
    assert workshop["topics"] == ["bauhof"]
    assert workshop["speakers"] == [{"name": "Erika Beispiel", "institution": "Universität Musterstadt"}]
    session = workshop["sessions"][0]
    assert (session["city"], session["ars"], session["room"]) == ("Mendig", "071375004069", "Saal 1")
    assert (session["capacity"], session["seats_free"], session["standing"]) == (20, 20, "free")
    assert "BEGIN:VEVENT" in client.get(session["calendar_url"]).content.decode()
    assert session["register_url"].endswith(f"{two[0].get_absolute_url()}anmelden/?termin={two[0].sessions.get().pk}")
    assert online["sessions"][0]["is_online"] is True
    assert online["sessions"][0]["starts_at"][11:16] == "08:00"


def test_the_address_of_an_online_session_is_in_none(client, two):
    for url in (RSS, JSON, "/veranstaltungen/kalender.ics"):
        assert b"geheim-4711" not in client.get(url).content


def test_unknown_capacity_is_null_and_leads_nowhere(client):
    make_session(capacity=None)

    session = client.get(JSON).json()["events"][0]["sessions"][0]

    assert session["capacity"] is None
    assert session["seats_free"] is None
    assert session["register_url"] is None


def test_characters_that_no_feed_may_hold_do_not_break_it(client):
    make_session(make_event("Klingel\x07ton <b>&", summary="\x00"[:0] + "Tab\x0bText"))

    (item,) = items(client.get(RSS))

    assert item.findtext("title") == "Klingelton <b>&"


def test_a_cancelled_date_is_marked(client, two):
    session = two[0].sessions.get()
    session.state = "cancelled"
    session.save()

    (item,) = [found for found in items(client.get(RSS)) if found.findtext("title") == "Bauhof & Co"]

    assert "Mendig (abgesagt)" in item.findtext("description")


def test_feeds_cost_the_same_whatever_their_length(client, two, django_assert_num_queries):
    client.get(JSON)
    with django_assert_num_queries(8):
        client.get(JSON)
    for number in range(4):
        make_session(make_event(f"Nummer {number}"))
    with django_assert_num_queries(8):
        client.get(JSON)
    with django_assert_num_queries(9):
        client.get(RSS)
