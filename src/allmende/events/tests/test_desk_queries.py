# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Pages of the desk ask the database as often for many rows as for few."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from allmende.events.models import GroupLetter, Material, Needs, Question, Survey
from allmende.events.tests.booking_stories import registered, signed_in
from allmende.events.tests.stories import at, make_event, make_package, make_session, make_venue
from tests.permissions.people import make_desk

pytestmark = pytest.mark.django_db
PAGES = {
    "desk": "", "desk_copy": "", "desk_venues": "", "imports": "", "statistics": "",
    "desk_event": "event", "desk_letters": "event", "materials": "event", "desk_surveys": "event",
    "desk_session": "session", "check_in": "session", "papers": "session", "certificates": "session",
    "attendance_list": "session", "badges": "session", "needs_sheet": "session", "attendance_proof": "session",
    "desk_place": "place",
}  # fmt: skip


def _grow(event, held, *, number):
    """One row more of everything that a page lists."""
    day = make_session(event, days=10 + number, venue=make_venue(f"Haus {number}", f"Ort {number}"), capacity=1)
    make_package(day, make_session(make_event(f"Zweite {number}"), days=20 + number), title=f"Paket {number}")
    for name in ("Anna", "Berta"):
        registered(day, f"{name} Nummer{number}")
    Question.objects.create(event=event, text=f"Frage {number}")
    Material.objects.create(event=event, session=day, title=f"Folien {number}", url="https://example.org/")
    Survey.objects.create(event=event, title=f"Umfrage {number}")
    GroupLetter.objects.create(event=event, session=day, subject="Betreff", text="Text", recipients=1)
    for name in ("Clara", "Dora"):
        place = registered(held, f"{name} Nummer{number}").attendees.get().places.get()
        Needs.objects.create(attendee=place.attendee, diet="vegan")
    return place


def _asked(client, event, held, place):
    counts = {}
    for name, about in PAGES.items():
        args = {"": [], "event": [event.pk], "session": [held.pk], "place": [place.pk]}[about]
        address = reverse(f"events:{name}", args=args)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
            if response.streaming:
                b"".join(response.streaming_content)
        assert response.status_code == 200, address
        counts[name] = len(queries)
    return counts


def test_pages_ask_as_often_for_many_rows_as_for_few():
    client = signed_in(make_desk("redaktion"))
    event = make_event()
    held = make_session(event, starts_at=at(0, 0), ends_at=at(0, 23), opens_at=at(-9), capacity=60)
    held.starts_at = at(1)
    held.ends_at = at(1, 20)
    held.save()
    place = _grow(event, held, number=0)
    _grow(event, held, number=1)
    few = _asked(client, event, held, place)
    few = _asked(client, event, held, place)
    for number in range(2, 6):
        _grow(event, held, number=number)
    assert _asked(client, event, held, place) == few
