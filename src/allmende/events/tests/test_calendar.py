# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Calendar entries, read by a parser that knows nothing of the one that wrote them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail as outbox
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from allmende.accounts.models import User
from allmende.core.calendar_files import Method
from allmende.core.mail import deliver
from allmende.events import letters
from allmende.events.calendar import mailed
from allmende.events.jobs import remind, tell_opened
from allmende.events.letters import Occasion, fill_in, tell
from allmende.events.models import Attendee, EventState, GroupLetter, Place, PlaceState, Registration, SavedDate
from allmende.events.orders import person_key
from allmende.events.services.calendar_addresses import make_calendar_address
from allmende.events.services.sessions import change_session
from allmende.events.tests.stories import BERLIN, at, make_event, make_session, make_venue, read_calendar

pytestmark = pytest.mark.django_db
HOSTILE = "Steuer; Recht, \\n und\r\nATTENDEE:mailto:evil@example.org\nEND:VEVENT\x07 „neu“"


def a_place(session, name="Rosa Beispiel", email="rosa@example.org", *, contact="", state=PlaceState.SEATED, **values):
    """A place as it stands in the database, without the booking services."""
    number = Registration.objects.count() + 1
    registration = Registration.objects.create(
        session=session,
        number=number,
        confirmed_at=timezone.now(),
        contact_name="Kim Beispiel" if contact else name,
        contact_email=contact or email,
    )
    attendee = Attendee.objects.create(
        registration=registration, name=name, email=email, person_key=person_key(name, email)
    )
    ended = None if state in {PlaceState.SEATED, PlaceState.WAITING, PlaceState.OFFERED} else timezone.now()
    return Place.objects.create(
        attendee=attendee,
        session=session,
        state=state,
        number=number,
        person_key=attendee.person_key,
        ended_at=ended,
        **values,
    )


def entry_of(text: str):
    """The only entry of a calendar file."""
    calendar = read_calendar(text)
    calendar.validate(raiseException=True)
    (entry,) = calendar.vevent_list
    return calendar, entry


def letters_sent():
    """The letters that wait to be sent, sent now."""
    for job in DBTaskResult.objects.filter(task_path__endswith="core.mail.deliver").order_by("enqueued_at", "id"):
        deliver.call(**job.args_kwargs["kwargs"])
    DBTaskResult.objects.all().delete()
    sent, outbox.outbox = list(outbox.outbox), []
    return sent


def test_update_and_cancellation_concern_the_same_entry():
    session = make_session(days=30)
    place = a_place(session)
    calendar, first = entry_of(mailed(place, Method.REQUEST).text)
    assert calendar.method.value == "REQUEST"
    assert (first.dtstart.value.hour, first.dtend.value.hour) == (9, 16)
    assert first.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Europe/Berlin"]
    assert first.attendee.value == "mailto:rosa@example.org"
    session.starts_at, session.sequence = at(31, 10), session.sequence + 1
    session.ends_at = at(31, 15)
    session.save()
    place.session = session
    _calendar, second = entry_of(mailed(place, Method.REQUEST).text)
    calendar, last = entry_of(mailed(place, Method.CANCEL).text)
    assert first.uid.value == second.uid.value == last.uid.value
    assert int(first.sequence.value) < int(second.sequence.value) < int(last.sequence.value)
    assert second.dtstart.value.hour == 10
    assert (calendar.method.value, last.status.value) == ("CANCEL", "CANCELLED")


def test_hostile_titles_and_names_stay_text():
    session = make_session(make_event(HOSTILE), venue=make_venue(name="Saal\nDTSTART:19700101T000000Z"))
    place = a_place(session, name='Max "M" Muster;\nORGANIZER:mailto:evil@example.org')
    calendar, entry = entry_of(mailed(place, Method.REQUEST).text)
    assert len(entry.contents["attendee"]) == len(entry.contents["organizer"]) == len(entry.contents["dtstart"]) == 1
    assert "ATTENDEE:mailto:evil@example.org END:VEVENT" in entry.summary.value
    assert "\n" not in entry.summary.value
    assert "\x07" not in entry.summary.value
    assert len(calendar.contents["vevent"]) == 1


@pytest.mark.parametrize(
    ("day", "offset"), [(dt.date(2027, 3, 28), 2), (dt.date(2027, 10, 31), 1), (dt.date(2027, 3, 27), 1)]
)
def test_the_hour_is_right_on_the_days_the_clocks_change(day, offset):
    start = dt.datetime.combine(day, dt.time(9), BERLIN)
    session = make_session(starts_at=start, ends_at=start + dt.timedelta(hours=7))
    _calendar, entry = entry_of(mailed(a_place(session), Method.REQUEST).text)
    assert entry.dtstart.value.astimezone(dt.UTC) == dt.datetime.combine(day, dt.time(9 - offset), dt.UTC)


def test_programme_as_calendar(client, django_assert_max_num_queries):
    event = make_event()
    make_session(event, days=10)
    make_session(make_event("Entwurf", state=EventState.DRAFT))
    make_session(make_event("Online"), venue=None, online_url="https://example.org/geheim")
    with django_assert_max_num_queries(6):
        answer = client.get(reverse("events:calendar"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = read_calendar(answer.content.decode())
    assert sorted(entry.summary.value for entry in calendar.vevent_list) == sorted([event.title, "Online"])
    assert "geheim" not in answer.content.decode()
    assert client.get(reverse("events:calendar"), headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(reverse("events:calendar"), {"thema": "gibt-es-nicht"}).content.count(b"BEGIN:VEVENT") == 0
    assert client.get(reverse("events:calendar"), {"land": "' OR 1"}).content.count(b"BEGIN:VEVENT") == 0


def test_own_calendar_by_secret_address(client, django_assert_max_num_queries):
    user = User.objects.create(email="rosa@example.org", name="Rosa Beispiel")
    seated = a_place(make_session(make_event("Mein Platz"), online_url="https://example.org/raum", venue=None))
    a_place(make_session(make_event("Warteliste")), state=PlaceState.WAITING)
    a_place(make_session(make_event("Abgemeldet")), state=PlaceState.CANCELLED)
    a_place(make_session(make_event("Fremd")), name="Kim", email="kim@example.org")
    address = make_calendar_address(user=user, by=user)
    with django_assert_max_num_queries(4):
        text = client.get(reverse("events:my_calendar", kwargs={"secret": address.secret})).content.decode()
    found = {entry.summary.value: entry for entry in read_calendar(text).vevent_list}
    assert set(found) == {"Mein Platz", "auf der Warteliste: Warteliste", "Abgemeldet"}
    assert found["Mein Platz"].location.value == "https://example.org/raum"
    assert found["Mein Platz"].uid.value == entry_of(mailed(seated, Method.REQUEST).text)[1].uid.value
    assert [entry.status.value for entry in found.values()].count("CANCELLED") == 1
    former = address.secret
    make_calendar_address(user=user, by=user)
    assert client.get(reverse("events:my_calendar", kwargs={"secret": former})).status_code == 404


def test_each_gets_the_own_letter_and_entry():
    session = make_session()
    place = a_place(session, contact="rathaus@example.org")
    with transaction.atomic():
        assert tell(Occasion.REGISTERED, [place]) == 2
    to_person, to_contact = sorted(letters_sent(), key=lambda letter: letter.to != ["rosa@example.org"])
    assert to_contact.to == ["rathaus@example.org"]
    assert place.attendee.registration.secret in to_contact.body
    assert to_contact.attachments == []
    assert place.attendee.secret in to_person.body
    assert place.attendee.registration.secret not in to_person.body
    (file,) = to_person.attachments
    assert file.get_content_type() == "text/calendar"
    assert file.get_param("method") == "REQUEST"
    entry_of(file.get_payload(decode=True).decode())


def test_a_cancelled_place_takes_the_entry_out():
    place = a_place(make_session(), state=PlaceState.CANCELLED)
    tell(Occasion.CANCELLED, [place], reason="Zu viel Arbeit")
    (letter,) = letters_sent()
    assert "Zu viel Arbeit" in letter.body
    assert letter.attachments[0].get_param("method") == "CANCEL"


@pytest.mark.parametrize("occasion", Occasion)
def test_every_letter_can_be_written(occasion):
    session = make_session(make_event("Titel\nBcc: evil@example.org", bring="einen Fall"))
    offer = {"state": PlaceState.OFFERED, "offered_until": at(1)} if occasion is Occasion.OFFERED else {}
    place = a_place(session, contact="rathaus@example.org", **offer)
    tell(occasion, [place], reason="Der Raum ist gesperrt.")
    for letter in letters_sent():
        assert "\n" not in letter.subject
        assert "evil" not in str(letter.message()["Bcc"])
        assert "{{" not in letter.body
        assert "Titel" in letter.subject
        letter.message().as_bytes()


def test_saved_dates_are_told_once_when_booking_has_begun():
    event = make_event(state=EventState.SAVE_THE_DATE)
    session = make_session(event, opens_at=timezone.now() + dt.timedelta(days=1))
    SavedDate.objects.create(event=event, email="a@example.org", confirmed_at=timezone.now())
    SavedDate.objects.create(event=event, email="b@example.org")
    tell_opened.call()
    event.state = EventState.OPEN
    event.save()
    tell_opened.call()
    assert letters_sent() == []
    session.opens_at = timezone.now() - dt.timedelta(minutes=1)
    session.save()
    assert [tell_opened.call(), tell_opened.call()] == [1, 0]
    (letter,) = letters_sent()
    assert letter.to == ["a@example.org"]
    assert event.get_absolute_url() in letter.body


def test_reminded_once_and_only_who_needs_it():
    soon, later = make_session(days=2), make_session(days=20)
    for place in (a_place(soon), a_place(later), a_place(soon, email="w@example.org", state=PlaceState.WAITING)):
        Place.objects.filter(pk=place.pk).update(created_at=timezone.now() - dt.timedelta(days=5))
    a_place(soon, name="Eben erst", email="neu@example.org")
    assert [remind.call(), remind.call()] == [1, 0]
    assert [letter.to for letter in letters_sent()] == [["rosa@example.org"]]


def test_whoever_was_reminded_of_a_date_that_was_put_off_is_reminded_again():
    session = make_session(days=2)
    place = a_place(session)
    Place.objects.filter(pk=place.pk).update(created_at=timezone.now() - dt.timedelta(days=5))
    assert remind.call() == 1
    change_session(session=session, values={"room": "Saal 2"}, by=None)
    assert remind.call() == 0
    change_session(session=session, values={"starts_at": at(40, 9), "ends_at": at(40, 16)}, by=None)
    change_session(session=session, values={"starts_at": at(2, 9), "ends_at": at(2, 16)}, by=None)
    assert remind.call() == 1


def test_letter_to_a_group_fills_in_each_receiver_once():
    first, second = make_session(days=3), make_session(days=4)
    places = [a_place(first), a_place(second), a_place(first, name="{link} Kim", email="kim@example.org")]
    letter = GroupLetter(event=first.event, subject="Für {name}", text="{name}: {termin}, {ort}. {unbekannt}")
    assert letters.send_group_letter(letter, places) == 2
    sent = {message.to[0]: message for message in letters_sent()}
    assert sent["rosa@example.org"].subject == "Für Rosa Beispiel"
    assert "Bürgerhaus" in sent["rosa@example.org"].body
    assert "{unbekannt}" in sent["kim@example.org"].body
    assert fill_in("{name}", places[2].attendee, first) == "{link} Kim"
