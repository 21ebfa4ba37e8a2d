# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Events in the search: what they are found by, who finds drafts, and what is never told."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import AnonymousUser

from allmende.accounts.tests.organisation_stories import desk, member, organisation
from allmende.cooperation.tests.factories import make_rhineland, make_topic
from allmende.core import searchables, sitemap
from allmende.core.models import SearchChange
from allmende.events.models import Event, EventKind, EventState
from allmende.events.searchables import SOURCE, EventSource
from allmende.events.tests.stories import at, make_event, make_session, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db):
    return make_rhineland()


def entry_of(event):
    return next(iter(EventSource().entries([str(event.pk)])))


def found(text):
    return searchables.find_keys(SOURCE, text).numbers


def full_event(places, **values):
    values = {"kind": EventKind.TRAINING, "land": places["07"], **values}
    event = make_event("Umsatzsteuer neu denken", description="Der Paragraf 2b im Alltag.", **values)
    event.speakers.create(name="Dr. Erika Beispiel", institution="Universität Musterstadt")
    event.topics.add(make_topic("Steuern", parent="Finanzen"))
    make_session(event, days=40, venue=make_venue("Kreishaus", "Kusel", territory=places["07336"]))
    make_session(event, days=20, venue=make_venue(territory=places["071375004069"]))
    return event


@pytest.mark.parametrize(
    "text", ["Umsatzsteuer", "Alltag", "Erika Beispiel", "Musterstadt", "Finanzen", "Steuern", "Kusel", "Schulung"]
)
def test_an_event_is_found_by_what_it_says(places, text):
    event = full_event(places)
    make_event("Etwas ganz anderes")

    assert found(text) == [event.pk]


def test_the_entry_names_dates_and_towns_in_their_order(places):
    entry = entry_of(full_event(places))

    first, second = at(20), at(40)
    assert entry.note.startswith("Schulung, ")
    assert entry.note.index("Mendig") < entry.note.index("Kusel")
    assert f"{first.day}. " in entry.note
    assert str(second.year) in entry.note
    assert entry.year == first.year
    assert entry.places == ("07", "071375004069", "07336")
    assert set(entry.topics) == {"steuern", "finanzen"}


def test_open_dates_stand_in_place_of_dates():
    assert entry_of(make_event(dates_note="zweites Halbjahr 2027")).note == "Workshop, zweites Halbjahr 2027"


def test_the_address_of_an_online_session_is_in_no_entry():
    event = make_event()
    make_session(event, online_url="https://konferenz.example.org/geheim-4711")

    assert "geheim-4711" not in json.dumps(list(map(str, EventSource().entries())))
    assert found("geheim 4711") == []


def test_drafts_are_for_those_who_lead_them_as_the_pages_say(places):
    ours = organisation("Kommunalakademie", places["07336"])
    events = [
        make_event("Offen"),
        make_event("Entwurf für ein Land", state=EventState.DRAFT, land=places["07"], organiser=ours),
        make_event("Entwurf für alle", state=EventState.DRAFT),
    ]
    people = [
        AnonymousUser(), member("Mia", ours).user, member("Olga", organisation("Andere", places["07137"])).user,
        desk("Rita"), desk("Lena", places["07"]), desk("Hanna", places["06"]),
    ]  # fmt: skip
    seen = []
    for person in people:
        audiences = set(searchables.audiences_of(person))
        told = {int(entry.key) for entry in EventSource().entries() if audiences & set(entry.audience)}
        assert told == set(Event.objects.visible_to(person).values_list("pk", flat=True)), person
        seen.append(len(told))

    assert seen == [1, 2, 1, len(events), 2, 1]


def test_what_is_named_says_which_events_change(places):
    event = full_event(places)
    make_event("Etwas ganz anderes")
    session = event.sessions.select_related("venue").first()
    topic = event.topics.select_related("parent").get()

    for obj in (event, session, session.venue, topic, topic.parent):
        SearchChange.objects.all().delete()
        searchables.changed(obj)
        keys = SearchChange.objects.filter(source=SOURCE).values_list("key", flat=True)
        assert list(keys) == [str(event.pk)], obj


def test_entries_cost_the_same_whatever_their_number(places, django_assert_num_queries):
    full_event(places)
    for number in range(3):
        make_session(make_event(f"Nummer {number}"))

    with django_assert_num_queries(4):
        list(EventSource().entries())


def test_the_sitemap_names_what_everybody_may_read():
    event, draft = make_event(), make_event("Entwurf", state=EventState.DRAFT)

    addresses = sitemap.addresses()

    assert "/veranstaltungen/" in addresses
    assert event.get_absolute_url() in addresses
    assert draft.get_absolute_url() not in addresses
