# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of the desk about people: lists and waiting lists, moving, handing over, duplicates, letters to groups."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from allmende.core.models import AuditEntry
from allmende.events.desk_duplicates import name_key, pairs_in
from allmende.events.models import GroupLetter, LetterGroup, Needs, Place, PlaceState, Question, Registration, Session
from allmende.events.services.group_letters import places_of
from allmende.events.tests.booking_stories import letters, letters_to, make_member, registered, signed_in
from allmende.events.tests.stories import at, make_event, make_organiser, make_package, make_session
from tests.permissions.people import make_desk, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ORGANISER = "Beratungsstelle Beispiel"


@pytest.fixture
def desk():
    """Somebody who acts for the organiser: people are looked after without belonging to the desk."""
    make_organiser()
    return signed_in(make_member("Lea Leitung", of=ORGANISER))


def url(name, *args):
    return reverse(f"events:{name}", args=args)


def place_of(registration):
    return Place.objects.get(attendee__registration=registration)


def text_of(response):
    return " ".join(response.content.decode().split())


class TestList:
    def test_the_waiting_list_stands_in_order_with_positions(self, desk):
        session = make_session(capacity=1)
        for name in ("Anna Adler", "Berta Busch", "Carla Conrad"):
            registered(session, name)
        page = text_of(desk.get(url("desk_session", session.pk)))
        assert page.index("Anna Adler") < page.index("Berta Busch") < page.index("Carla Conrad")
        assert page.index("auf der Warteliste, Platz 1") < page.index("auf der Warteliste, Platz 2")

    def test_filters_by_state_and_text(self, desk):
        session = make_session(capacity=1)
        registered(session, "Anna Adler")
        registered(session, "Berta Busch", email="berta@example.org")
        waiting = text_of(desk.get(url("desk_session", session.pk), {"stand": "warteliste"}))
        assert "Berta Busch" in waiting
        assert "Anna Adler</a>" not in waiting
        assert "Berta Busch" in text_of(desk.get(url("desk_session", session.pk), {"q": "berta@ex"}))
        assert "In dieser Auswahl ist niemand." in text_of(desk.get(url("desk_session", session.pk), {"q": "Xyzzy"}))
        assert desk.get(url("desk_session", session.pk), {"stand": "x", "q": "\x00'%"}).status_code == 200

    def test_needs_stand_apart_and_only_of_those_with_a_seat(self, desk):
        session = make_session(capacity=1)
        for name in ("Anna Adler", "Berta Busch"):
            attendee = registered(session, name).attendees.get()
            Needs.objects.create(attendee=attendee, diet=f"vegan ({name})")
        page = text_of(desk.get(url("desk_session", session.pk)))
        assert "vegan (Anna Adler)" in page
        assert "vegan (Berta Busch)" not in page

    def test_queries(self, desk, django_assert_num_queries):
        session = make_session(capacity=3)
        for number in range(6):
            registered(session, f"Person {number} {'abcdef'[number] * 6}")
        desk.get(url("desk_session", session.pk))
        with django_assert_num_queries(11):
            desk.get(url("desk_session", session.pk))

    def test_others_see_nothing(self, desk):
        registration = registered(make_session(), "Anna Adler")
        place = place_of(registration)
        stranger = signed_in(make_member("Fritz Fremd", of="Verbandsgemeinde Fremd"))
        for name, key in (
            ("desk_session", place.session_id), ("desk_place", place.pk), ("desk_add_person", place.session_id),
            ("desk_letters", place.session.event_id),
        ):  # fmt: skip
            assert desk.get(url(name, key)).status_code == 200
            assert stranger.get(url(name, key)).status_code == 404
        for name in ("desk_place_cancel", "desk_place_move", "desk_place_transfer", "desk_place_correct"):
            assert stranger.post(url(name, place.pk), {"name": "X"}).status_code == 404
            assert desk.get(url(name, place.pk)).status_code == 405

    def test_more_seats_let_the_first_move_up(self, desk):
        session = make_session(capacity=1)
        registered(session, "Anna Adler")
        waiting = place_of(registered(session, "Berta Busch"))
        assert desk.post(url("desk_capacity", session.pk), {"capacity": "0"}).status_code == 422
        desk.post(url("desk_capacity", session.pk), {"capacity": "2"})
        waiting.refresh_from_db()
        assert waiting.state == PlaceState.SEATED
        assert desk.post(url("desk_capacity", session.pk), {"capacity": "x" * 5000}).status_code == 422


class TestPlace:
    def test_cancelling_on_behalf_lets_the_next_move_up(self, desk):
        session = make_session(capacity=1)
        first = place_of(registered(session, "Anna Adler", email="anna@example.org"))
        second = place_of(registered(session, "Berta Busch"))
        assert desk.get(url("desk_place", first.pk)).status_code == 200
        for _click in range(2):
            desk.post(url("desk_place_cancel", first.pk), {"reason": "Wie besprochen"})
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == (PlaceState.CANCELLED, PlaceState.SEATED)
        assert "Wie besprochen" in str(letters_to("anna@example.org") or letters())
        assert AuditEntry.objects.filter(verb="registration.cancelled").count() == 1

    def test_moving_to_another_date(self, desk):
        event = make_event()
        here, free, full = (
            make_session(event, days=10),
            make_session(event, days=20),
            make_session(event, days=30, capacity=1),
        )
        registered(full, "Berta Busch")
        place = place_of(registered(here, "Anna Adler"))
        foreign = make_session(days=40)
        assert desk.post(url("desk_place_move", place.pk), {"session": foreign.pk}).status_code == 422
        desk.post(url("desk_place_move", place.pk), {"session": free.pk})
        place.refresh_from_db()
        assert place.state == PlaceState.MOVED
        moved = Place.objects.get(session=free)
        told = desk.post(url("desk_place_move", moved.pk), {"session": full.pk}, follow=True)
        assert "behält so lange diesen Platz" in text_of(told)
        moved.refresh_from_db()
        assert moved.state == PlaceState.SEATED

    def test_handing_over_and_correcting(self, desk):
        place = place_of(registered(make_session(), "Anna Adlr", email="anna@example.org"))
        desk.post(url("desk_place_correct", place.pk), {"name": "Anna Adler", "email": "anna@example.org"})
        place.refresh_from_db()
        assert place.attendee.name == "Anna Adler"
        bad = desk.post(url("desk_place_transfer", place.pk), {"name": "", "email": "x\ny"})
        assert bad.status_code == 422
        assert "Bitte geben Sie den Namen an." in text_of(bad)
        desk.post(url("desk_place_transfer", place.pk), {"name": "Berta Busch", "email": "berta@example.org"})
        place.refresh_from_db()
        assert (Place.objects.get(pk=place.pk).attendee.name, place.state) == ("Berta Busch", PlaceState.SEATED)

    def test_answers_and_files_are_for_those_who_lead(self, desk):
        session = make_session()
        registration = registered(session, "Anna Adler")
        question = Question.objects.create(event=session.event, text="Ihr Fall?", kind="file", is_case=True)
        answer = registration.answers.create(
            question=question,
            file=ContentFile(b"<script>", name="fall.html"),
            file_name="Fall „eins“.html",
            file_size=8,
        )
        assert "Fall „eins“.html" in text_of(desk.get(url("desk_place", place_of(registration).pk)))
        assert "Fall „eins“.html" in text_of(desk.get(url("desk_session", session.pk)))
        response = desk.get(url("desk_answer_file", answer.pk))
        assert b"".join(response.streaming_content) == b"<script>"
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Cache-Control"] == "no-store"
        assert signed_in(make_person("fremd")).get(url("desk_answer_file", answer.pk)).status_code == 404

    def test_a_day_that_has_begun_is_not_given_up(self, desk):
        session = make_session(days=10)
        place = place_of(registered(session, "Anna Adler"))
        Session.objects.filter(pk=session.pk).update(starts_at=at(-1, 9), ends_at=at(-1, 16))
        assert desk.post(url("desk_place_cancel", place.pk), {}).status_code == 422
        place.refresh_from_db()
        assert place.state == PlaceState.SEATED


class TestAdding:
    def test_by_hand_before_the_day(self, desk):
        session = make_session(capacity=1)
        data = {"name": "Anna Adler", "email": "anna@example.org", "organisation_name": "Gemeinde Adorf (Beispiel)"}
        desk.post(url("desk_add_person", session.pk), data)
        registration = Registration.objects.get()
        assert (registration.is_walk_in, registration.organisation_name) == (True, "Gemeinde Adorf (Beispiel)")
        assert len(letters_to("anna@example.org") or letters()) == 1
        full = desk.post(url("desk_add_person", session.pk), data | {"name": "Berta Busch", "email": "b@example.org"})
        assert "kein Platz mehr frei" in text_of(full)
        desk.post(
            url("desk_add_person", session.pk), data | {"name": "Berta Busch", "email": "b@example.org", "extra": "on"}
        )
        session.refresh_from_db()
        assert (session.capacity, session.seats_taken) == (2, 2)

    def test_twice_the_same_person(self, desk):
        session = make_session()
        data = {"name": "Anna Adler", "email": "anna@example.org"}
        desk.post(url("desk_add_person", session.pk), data)
        assert "schon angemeldet" in text_of(desk.post(url("desk_add_person", session.pk), data))
        assert Place.objects.count() == 1

    def test_bad_input(self, desk):
        session = make_session()
        for data in (
            {}, {"name": "A" * 5000, "email": "a@example.org"}, {"name": "A\nB", "email": "a@example.org"},
            {"name": "A", "email": "a@example.org\nBcc: b@example.org"},
            {"name": "A", "email": "a@example.org", "organisation": "1"},
        ):  # fmt: skip
            assert desk.post(url("desk_add_person", session.pk), data).status_code == 422
        assert not Place.objects.exists()


class TestDuplicates:
    def test_titles_and_order_make_no_difference(self):
        assert name_key("Dr. Adler, Anna") == name_key("Anna Adler")

    def test_who_may_stand_twice(self):
        session = make_session(capacity=20)
        for name, email in (
            ("Anna Adler", "anna@example.org"), ("Adler, Dr. Anna", "rathaus@example.org"),
            ("Berta Busch", "rathaus@example.org"), ("Clara Müller", "c@example.org"),
            ("Clara Mueller", "c2@example.org"),
            ("Dora Damm", "d@example.org"), ("Dora Dammann", "d@example.org"),
        ):  # fmt: skip
            registered(session, name, email=email)
        found = {(pair.first.attendee.name, pair.second.attendee.name) for pair in pairs_in(session.places.all())}
        assert found == {
            ("Anna Adler", "Adler, Dr. Anna"), ("Clara Müller", "Clara Mueller"), ("Dora Damm", "Dora Dammann"),
        }  # fmt: skip

    def test_merging_frees_the_seat(self, desk):
        session = make_session(capacity=2)
        first, second = (
            place_of(registered(session, "Anna Adler", email=f"{n}@example.org")) for n in ("anna", "adler")
        )
        waiting = place_of(registered(session, "Berta Busch"))
        page = text_of(desk.get(url("desk_session", session.pk)))
        address = url("desk_merge", session.pk, first.attendee_id, second.attendee_id)
        assert address in page
        assert desk.get(address).status_code == 200
        desk.post(address)
        for place in (first, second, waiting):
            place.refresh_from_db()
        states = (first.state, second.state, waiting.state)
        assert states == (PlaceState.SEATED, PlaceState.CANCELLED, PlaceState.SEATED)
        assert desk.post(address).status_code == 404
        same = url("desk_merge", session.pk, first.attendee_id, first.attendee_id)
        assert desk.post(same).status_code == 404


class TestLetters:
    def data(self, **changes):
        return {
            "group": "seated", "subject": "Anfahrt {ort}", "text": "Guten Tag {name},\nam {termin}: {link}",
            "form_key": str(uuid.uuid4()),
        } | changes  # fmt: skip

    def test_preview_then_once(self, desk):
        session = make_session()
        registered(session, "Anna Adler", "Berta Busch")
        before = len(letters())
        address, data = url("desk_letters", session.event_id), self.data()
        preview = desk.post(address, data | {"vorschau": "ja"})
        page = text_of(preview)
        assert "Vorschau: geht an 2 Personen" in page
        assert "Guten Tag Anna Adler," in page
        assert len(letters()) == before
        for _click in range(2):
            assert desk.post(address, data | {"senden": "ja"}).status_code == 302
        assert len(letters()) - before == 2
        letter = GroupLetter.objects.get()
        assert (letter.recipients, letter.by.name) == (2, "Lea Leitung")
        assert "Anfahrt {ort}" in text_of(desk.get(address))

    def test_who_is_in_which_group(self):
        event = make_event()
        past, coming = make_session(event, days=10), make_session(event, days=20, capacity=1)
        there, absent = (place_of(registered(past, name)) for name in ("Anna Adler", "Berta Busch"))
        registered(coming, "Carla Conrad")
        registered(coming, "Dora Damm")
        gone = place_of(registered(past, "Emma Ernst"))
        Place.objects.filter(pk=gone.pk).update(state=PlaceState.CANCELLED, ended_at=timezone.now())
        Place.objects.filter(pk=there.pk).update(attended_at=timezone.now())
        Session.objects.filter(pk=past.pk).update(starts_at=at(-3, 9), ends_at=at(-3, 16))
        question = Question.objects.create(event=event, text="Ihr Fall?")
        absent.attendee.registration.answers.create(question=question, text="Dieser.")

        def names(group, session=None):
            return sorted(place.attendee.name for place in places_of(event, group, session))

        assert names(LetterGroup.SEATED) == ["Anna Adler", "Berta Busch", "Carla Conrad"]
        assert names(LetterGroup.SEATED, coming) == ["Carla Conrad"]
        assert names(LetterGroup.WAITING) == ["Dora Damm"]
        assert names(LetterGroup.ATTENDED) == ["Anna Adler"]
        assert names(LetterGroup.ABSENT) == ["Berta Busch"]
        assert names(LetterGroup.CANCELLED) == ["Emma Ernst"]
        assert names(LetterGroup.WITHOUT_ANSWER) == ["Anna Adler", "Carla Conrad"]

    def test_what_is_refused(self, desk):
        session, other = make_session(), make_session(make_event(organiser=make_organiser("Andere Stelle")))
        registered(session, "Anna Adler")
        address = url("desk_letters", session.event_id)
        for bad, words in (
            ({"text": "Guten Tag {nme}"}, "Unbekannter Platzhalter"),
            ({"subject": "Hallo\r\nBcc: x@example.org"}, "eine Zeile"),
            ({"group": "waiting"}, "zurzeit niemand"),
            ({"group": "alle"}, "group"),
            ({"session": other.pk}, "session"),
            ({"form_key": "x"}, "form_key"),
            ({"text": "x" * 5001}, "kürzer"),
        ):
            for button in ("vorschau", "senden"):
                response = desk.post(address, self.data(**bad) | {button: "ja"})
                assert response.status_code == 422
                assert words in text_of(response)
        assert not GroupLetter.objects.exists()

    def test_a_form_of_another_event_sends_nothing(self, desk):
        first, second = make_session(), make_session()
        for session in (first, second):
            registered(session, "Anna Adler")
        data = self.data(senden="ja")
        desk.post(url("desk_letters", first.event_id), data)
        assert desk.post(url("desk_letters", second.event_id), data).status_code == 404
        assert GroupLetter.objects.count() == 1

    def test_a_person_gets_it_once(self, desk):
        event = make_event()
        first, second = make_session(event, days=10), make_session(event, days=11)
        registered(make_package(first, second), "Anna Adler")
        before = len(letters())
        desk.post(url("desk_letters", event.pk), self.data(senden="ja"))
        assert len(letters()) - before == 1


def test_the_desk_may_do_all_this_too():
    session = make_session(days=3)
    assert signed_in(make_desk("redaktion")).get(url("desk_session", session.pk)).status_code == 200
