# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""At the door: who came, taken back, sent late, sent twice, noted on two devices, without registration."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from allmende.core.models import AuditEntry
from allmende.events import door
from allmende.events.models import DoorNote, EventState, Place, PlaceState, Session
from allmende.events.services import day
from allmende.events.services.day import Note, check_in, take_notes, undo_check_in
from allmende.events.tests.day_stories import make_member, make_past, make_today, seat
from allmende.events.tests.stories import at, make_event, make_session
from tests.permissions.people import make_desk, make_person

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def session():
    return make_today()


@pytest.fixture
def leader(session):
    return make_member(session)


@pytest.fixture
def door_client(client, leader):
    client.force_login(leader)
    return client


def url(session, name="check_in"):
    return reverse(f"events:{name}", args=[session.pk])


def send(client, session, *notes):
    rows = [
        {"key": str(note.key), "place": note.place, "came": note.came, "ago": note.ago / dt.timedelta(milliseconds=1)}
        for note in notes
    ]
    return client.post(url(session, "check_in_notes"), json.dumps({"notes": rows}), content_type="application/json")


def came_at(place):
    place.refresh_from_db()
    return place.attended_at


def test_the_list_shows_everybody_by_surname_and_counts(door_client, session, django_assert_num_queries):
    seat(session, "Zoe Adler", organisation="VG Mendig")
    late = seat(session, "Bernd Zimmer")
    seat(session, "Carla Wartet", state=PlaceState.WAITING)
    Place.objects.filter(pk=late.pk).update(attended_at=timezone.now())
    with django_assert_num_queries(8):
        page = door_client.get(url(session)).content.decode()
    assert page.index("Zoe Adler") < page.index("Bernd Zimmer")
    assert "1 von 2 da" in page
    assert "Carla Wartet" not in page


@pytest.mark.parametrize(
    ("query", "found"), [("mueller", 1), ("MÜLL", 1), ("mendig", 1), ("иван", 1), ("<b>", 0), ("\x00", 3), ("x", 0)]
)
def test_searching_without_script(door_client, session, query, found):
    seat(session, "Jo Müller", organisation="Stadt Andernach")
    seat(session, "Ute Ey", organisation="VG Mendig")
    seat(session, "Иван")
    page = door_client.get(url(session), {"q": query}).content.decode()
    assert page.count("door__row") == found
    assert "0 von 3 da" in page


def test_a_button_says_who_came_and_another_takes_it_back(door_client, session, leader):
    place = seat(session, "Jo Müller")
    answer = door_client.post(url(session), {"place": place.pk, "action": "came"}, follow=True)
    first = came_at(place)
    assert first is not None
    assert place.checked_in_by == leader
    assert "Jo Müller ist da." in answer.content.decode()
    assert "1 von 1 da" in answer.content.decode()
    door_client.post(url(session), {"place": place.pk, "action": "came"})
    assert came_at(place) == first
    door_client.post(url(session), {"place": place.pk, "action": "mistake"})
    assert came_at(place) is None
    assert place.checked_in_by is None
    rows = AuditEntry.objects.filter(verb__startswith="place.check").order_by("pk")
    assert [row.verb for row in rows] == ["place.checked_in", "place.check_in_undone"]
    assert not any("Müller" in f"{row.object_label}{row.before}{row.after}" for row in rows)


@pytest.mark.parametrize("value", ["", "abc", "-1", "9" * 30, "²", "1 OR 1=1"])
def test_nonsense_in_place_of_a_person_is_not_there(door_client, session, value):
    seat(session, "Jo Müller")
    assert door_client.post(url(session), {"place": value}).status_code == 404


def test_persons_of_other_sessions_are_not_there(door_client, session):
    other = seat(make_today(event=make_event("Andere")), "Jo Müller")
    same_event = seat(make_today(event=session.event), "Ute Ey")
    for place in (other, same_event):
        assert door_client.post(url(session), {"place": place.pk}).status_code == 404
        assert send(door_client, session, Note(place.pk, came=True)).json()["refused"]
        assert came_at(place) is None


@pytest.mark.parametrize("name", ["check_in", "check_in_notes", "walk_in"])
def test_the_door_is_for_those_who_lead(client, session, name):
    seat(session, "Jo Müller")
    assert client.get(url(session, name)).status_code == 302
    client.force_login(make_person("fremd"))
    assert client.get(url(session, name)).status_code == 404
    assert client.post(url(session, name)).status_code == 404


def test_services_ask_who_leads(session):
    place = seat(session, "Jo Müller")
    for service in (check_in, undo_check_in):
        with pytest.raises(PermissionDenied):
            service(place=place, by=make_person(service.__name__))


@pytest.mark.parametrize("state", [state for state in PlaceState if state != PlaceState.SEATED])
def test_only_who_has_a_seat_is_checked_in(session, leader, state):
    place = seat(session, "Jo Müller", state=PlaceState.WAITING)
    ended = timezone.now() if state not in {PlaceState.WAITING, PlaceState.OFFERED} else None
    offered = timezone.now() if state == PlaceState.OFFERED else None
    Place.objects.filter(pk=place.pk).update(state=state, ended_at=ended, offered_until=offered)
    with pytest.raises(day.NotAtTheDoorError, match="Jo Müller hat inzwischen keinen Platz mehr"):
        check_in(place=place, by=leader)


def test_the_door_opens_two_hours_before(leader, session, client):
    soon = make_session(session.event, starts_at=timezone.now() + 121 * MINUTE, ends_at=timezone.now() + 300 * MINUTE)
    place = seat(soon, "Jo Müller")
    for user in (leader, make_desk("redaktion")):
        with pytest.raises(day.DoorClosedError, match="zwei Stunden vor dem Termin"):
            check_in(place=place, by=user)
    client.force_login(leader)
    page = client.get(url(soon)).content.decode()
    assert "Der Check-in beginnt am" in page
    assert "Ist da" not in page
    Session.objects.filter(pk=soon.pk).update(starts_at=timezone.now() + 119 * MINUTE)
    place = Place.objects.get(pk=place.pk)
    assert check_in(place=place, by=leader).attended_at is not None


def test_after_the_next_day_only_the_desk_corrects(session, leader):
    past = make_past(event=session.event)
    place = seat(past, "Jo Müller")
    with pytest.raises(day.DoorClosedError, match="Die Redaktion kann"):
        check_in(place=place, by=leader)
    desk = make_desk("redaktion")
    assert check_in(place=place, by=desk).attended_at is not None
    assert undo_check_in(place=place, by=desk).attended_at is None


def test_the_door_closes_at_midnight_of_the_next_day():
    session = make_session(starts_at=at(10, 9), ends_at=at(10, 22))
    assert door.closes_at(session) == at(12, 0)
    assert door.is_open(session, at(11, 23, 59))
    assert not door.is_open(session, at(12, 0))
    assert not door.is_open(session, at(10, 6, 59))


def test_nobody_comes_to_what_was_called_off(session, leader):
    place = seat(session, "Jo Müller")
    session.event.state = EventState.CANCELLED
    session.event.save()
    with pytest.raises(day.DoorClosedError, match="abgesagt"):
        check_in(place=place, by=leader)


def test_notes_of_a_device_arrive_later_with_their_time(door_client, session):
    places = [seat(session, f"Person {number}") for number in range(3)]
    notes = [Note(place.pk, came=True, ago=10 * MINUTE * (3 - n)) for n, place in enumerate(places)]
    answer = send(door_client, session, *notes).json()
    assert answer["there"] == 3
    assert not answer["refused"]
    times = [came_at(place) for place in places]
    assert times == sorted(times)
    assert timezone.now() - times[0] >= 30 * MINUTE


def test_notes_sent_twice_count_once(door_client, session):
    place = seat(session, "Jo Müller")
    came = Note(place.pk, came=True, ago=5 * MINUTE)
    mistake = Note(place.pk, came=False, ago=3 * MINUTE)
    again = Note(place.pk, came=True, ago=MINUTE)
    send(door_client, session, came, mistake)
    send(door_client, session, again)
    expected = came_at(place)
    send(door_client, session, came, mistake, came)
    assert came_at(place) == expected is not None
    assert DoorNote.objects.count() == 3


def test_whatever_order_devices_send_in_the_outcome_is_the_same(session, leader):
    """Came 40 minutes ago, noted again 30 ago on another device, taken back 20 ago, came after all 10 ago."""
    Session.objects.filter(pk=session.pk).update(capacity=50)
    told = ((True, 40), (True, 30), (False, 20), (True, 10))
    for order in itertools.permutations(told):
        place = seat(session, "Jo Müller")
        now = timezone.now()
        for came, minutes in order:
            take_notes(session=session, notes=[Note(place.pk, came=came, ago=minutes * MINUTE)], by=leader)
        assert abs(now - came_at(place) - 10 * MINUTE) < MINUTE


def test_of_two_devices_the_earlier_time_stays(session, leader):
    place = seat(session, "Jo Müller")
    take_notes(session=session, notes=[Note(place.pk, came=True, ago=MINUTE)], by=leader)
    later = came_at(place)
    take_notes(session=session, notes=[Note(place.pk, came=True, ago=9 * MINUTE)], by=leader)
    earlier = came_at(place)
    assert earlier < later
    take_notes(session=session, notes=[Note(place.pk, came=True)], by=leader)
    assert came_at(place) == earlier


def test_a_wrong_clock_does_no_harm(session, leader):
    early, future = seat(session, "Jo Müller"), seat(session, "Ute Ey")
    notes = [Note(early.pk, came=True, ago=dt.timedelta(days=9)), Note(future.pk, came=True, ago=dt.timedelta(days=-9))]
    assert not take_notes(session=session, notes=notes, by=leader)
    assert came_at(early) == door.opens_at(session)
    assert came_at(future) <= timezone.now()


def test_a_device_that_was_offline_for_days_may_still_send(session, leader):
    past = make_past(days=3, event=session.event)
    came, late = seat(past, "Jo Müller"), seat(past, "Ute Ey")
    at_the_door = Note(came.pk, came=True, ago=timezone.now() - past.starts_at)
    refused = take_notes(session=past, notes=[at_the_door, late_note := Note(late.pk, came=True)], by=leader)
    assert abs(came_at(came) - past.starts_at) < MINUTE
    assert list(refused) == [late_note.key]
    assert came_at(late) is None


def test_what_cannot_be_taken_is_told_and_the_rest_is_taken(door_client, session):
    gone, there = seat(session, "Weg Gegangen"), seat(session, "Ute Ey")
    Place.objects.filter(pk=gone.pk).update(state=PlaceState.CANCELLED, ended_at=timezone.now())
    note = Note(gone.pk, came=True)
    answer = send(door_client, session, note, Note(there.pk, came=True), Note(2**62, came=True)).json()
    assert len(answer["refused"]) == 2
    assert "Weg Gegangen hat inzwischen keinen Platz mehr" in answer["refused"][str(note.key)]
    assert answer["places"] == {str(there.pk): answer["places"][str(there.pk)]}
    assert answer["there"] == 1


def test_a_closed_door_is_told_for_every_note(client, session, leader):
    place = seat(make_past(event=session.event), "Jo Müller")
    client.force_login(leader)
    answer = send(client, place.session, Note(place.pk, came=True))
    assert len(answer.json()["refused"]) == 1
    assert came_at(place) is None


KEY = "6f1c9a5e-0d1b-4c57-9a52-3b1b7f0c1d2e"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'{"notes": {}}',
        b'{"notes": [1]}',
        b"\xff\xfe",
        b"[" * 5000,
        json.dumps({"notes": [{"key": KEY, "place": True, "came": True, "ago": 0}]}),
        json.dumps({"notes": [{"key": KEY, "place": "1", "came": True, "ago": 0}]}),
        json.dumps({"notes": [{"key": KEY, "place": 2**63, "came": True, "ago": 0}]}),
        json.dumps({"notes": [{"key": KEY, "place": 1, "came": "yes", "ago": 0}]}),
        json.dumps({"notes": [{"key": KEY, "place": 1, "came": True, "ago": None}]}),
        json.dumps({"notes": [{"key": KEY, "place": 1, "came": True, "ago": float("nan")}]}),
        json.dumps({"notes": [{"key": KEY, "place": 1, "came": True, "ago": float("inf")}]}),
        json.dumps({"notes": [{"key": "x", "place": 1, "came": True, "ago": 0}]}),
        json.dumps({"notes": [{"key": [], "place": 1, "came": True, "ago": 0}]}),
        json.dumps({"notes": [{"key": KEY, "place": 1, "came": True, "ago": 0}] * 501}),
    ],
)
def test_what_our_script_does_not_send_is_refused(door_client, session, body):
    answer = door_client.post(url(session, "check_in_notes"), body, content_type="application/json")
    assert answer.status_code == 400
    assert not DoorNote.objects.exists()


def test_endless_stretches_are_cut(door_client, session):
    place = seat(session, "Jo Müller")
    body = json.dumps({"notes": [{"key": KEY, "place": place.pk, "came": True, "ago": 1e300}]})
    assert door_client.post(url(session, "check_in_notes"), body, content_type="application/json").json()["there"] == 1


def test_notes_need_the_mark_of_the_form(session, leader):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(leader)
    assert send(strict, session, Note(seat(session, "Jo Müller").pk, came=True)).status_code == 403
    assert not DoorNote.objects.exists()


def test_the_number_of_queries_of_many_notes_stays_small(door_client, session, django_assert_max_num_queries):
    places = [seat(session, f"Person {number}") for number in range(6)]
    with django_assert_max_num_queries(20 + 2 * len(places)):
        assert send(door_client, session, *(Note(place.pk, came=True) for place in places)).json()["there"] == 6


def test_somebody_without_registration_gets_a_seat_and_is_there(door_client, session):
    data = {"name": "Spontan Gast", "organisation_name": "Stadt Andernach"}
    answer = door_client.post(url(session, "walk_in"), data, follow=True)
    page = answer.content.decode()
    assert "Spontan Gast ist aufgenommen." in page
    assert "1 von 1 da" in page
    place = Place.objects.get()
    assert place.attended_at is not None
    assert place.attendee.registration.is_walk_in


def test_before_the_door_opens_a_walk_in_is_only_registered(client, leader, session):
    soon = make_session(session.event, days=5)
    client.force_login(leader)
    client.post(url(soon, "walk_in"), {"name": "Frühe Anruferin"})
    assert Place.objects.get().attended_at is None


def test_a_full_session_takes_somebody_only_when_that_is_meant(door_client, session):
    Session.objects.filter(pk=session.pk).update(capacity=1)
    seat(session, "Jo Müller")
    refused = door_client.post(url(session, "walk_in"), {"name": "Spontan Gast"})
    assert refused.status_code == 422
    assert "kein Platz mehr frei" in refused.content.decode()
    assert "Spontan Gast" in refused.content.decode()
    door_client.post(url(session, "walk_in"), {"name": "Spontan Gast", "extra": "on"})
    session.refresh_from_db()
    assert (session.capacity, session.seats_taken) == (2, 2)


@pytest.mark.parametrize(
    "data", [{"name": ""}, {"name": "A\nBcc: x@y.de"}, {"name": "x" * 121}, {"name": "Jo", "email": "a@b\n.de"}]
)
def test_a_walk_in_with_bad_input_is_told_why(door_client, session, data):
    answer = door_client.post(url(session, "walk_in"), data)
    assert answer.status_code == 422
    assert "Bitte prüfen Sie Ihre Eingaben" in answer.content.decode()
    assert not Place.objects.exists()


def test_names_are_shown_as_text(door_client, session):
    seat(session, "<script>alert(1)</script>", organisation='"><img src=x>')
    page = door_client.get(url(session)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page
