# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Events on other pages: the next ones on the start page, those of a place and its Land on its page."""

from __future__ import annotations

import re

import pytest
from django.test import RequestFactory

from allmende.content.tests.factories import news_page
from allmende.cooperation.tests.factories import make_rhineland
from allmende.events.models import EventState, SessionState
from allmende.events.panels import NextEvents, TerritoryEvents
from allmende.events.tests.stories import make_event, make_session, make_venue

pytestmark = pytest.mark.django_db


def shown(panel, subject=None):
    context = panel.context(RequestFactory().get("/"), subject)
    return [card.event.title for card in context["cards"]] if context else []


def test_the_next_three_are_shown_by_their_next_date():
    for number in (4, 2, 3, 1):
        make_session(make_event(f"In {number} Tagen"), days=number)
    half = make_event("Halb vorbei")
    make_session(half, days=-30)
    make_session(half, days=40)

    assert shown(NextEvents()) == ["In 1 Tagen", "In 2 Tagen", "In 3 Tagen"]


def test_what_nobody_can_come_to_is_not_shown():
    make_session(make_event("Entwurf", state=EventState.DRAFT))
    make_session(make_event("Abgesagt", state=EventState.CANCELLED))
    make_session(make_event("Termin abgesagt"), state=SessionState.CANCELLED)
    make_session(make_event("Vorbei"), days=-3)
    make_event("Ohne Termin")

    assert shown(NextEvents()) == []


def test_without_events_a_panel_is_not_there_and_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert NextEvents().context(RequestFactory().get("/"), None) is None


def test_a_place_shows_what_is_there_or_for_its_land():
    places = make_rhineland()
    hall = make_venue("Halle", "Mendig", territory=places["071375004069"])
    make_session(make_event("In Mendig, für Hessen", land=places["06"]), days=1, venue=hall)
    make_session(make_event("Für das Land", land=places["07"]), days=2, online_url="https://example.org/")
    make_session(make_event("Für alle"), days=3, online_url="https://example.org/")

    here = ["In Mendig, für Hessen", "Für das Land", "Für alle"]
    assert shown(TerritoryEvents(), places["071375004069"]) == here
    assert shown(TerritoryEvents(), places["07137"]) == here
    assert shown(TerritoryEvents(), places["07336"]) == here[1:]
    assert shown(TerritoryEvents(), places["06"]) == [here[0], here[2]]


def test_the_panels_stand_on_their_pages(client):
    places = make_rhineland()
    event = make_event("Gemeinsamer Bauhof", is_example=True)
    make_session(event, venue=make_venue(territory=places["071375004069"]))
    news_page()

    for url in ("/", "/aktuelles/", places["071375004069"].get_absolute_url()):
        page = re.sub(r"<[^>]+>", " ", client.get(url).content.decode())
        assert "Gemeinsamer Bauhof" in page.partition("Nächste Veranstaltungen")[2], url
        assert "Beispiel" in page.partition("Nächste Veranstaltungen")[2], url
