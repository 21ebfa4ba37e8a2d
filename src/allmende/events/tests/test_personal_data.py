# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is given out to a person, what goes with her account, and what goes by itself after a while."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from allmende.accounts.services.privacy import erase_account, export_of
from allmende.core import personal_data
from allmende.events.models import (
    Answer,
    Attendee,
    CalendarAddress,
    Certificate,
    ConsentGiven,
    EventState,
    Needs,
    Place,
    PlaceState,
    Question,
    QuestionKind,
    Registration,
    SavedDate,
    Session,
)
from allmende.events.services import booking, saved_dates
from allmende.events.services.calendar_addresses import make_calendar_address
from allmende.events.tests.booking_stories import make_member, registered
from allmende.events.tests.stories import an_order, at, make_event, make_session

pytestmark = pytest.mark.django_db


def rule(key: str) -> personal_data.RetentionRule:
    return next(entry for entry in personal_data.rules() if entry.key == f"events.{key}")


def ago(days: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def forgotten(key: str) -> int:
    """What a rule forgets with its default period."""
    return rule(key).forget(ago(rule(key).default_days))


def hold(session: Session, days: int) -> None:
    """Let ``session`` have ended so many days ago."""
    Session.objects.filter(pk=session.pk).update(starts_at=ago(days + 0.2), ends_at=ago(days))
    Registration.objects.confirmed().update(confirmed_at=ago(days + 10))


@pytest.fixture
def story():
    """Mara registers herself and a colleague, answers, needs something, saved another date, has a certificate."""
    user = make_member()
    event = make_event("Umsatzsteuer")
    session = make_session(event, capacity=2)
    question = Question.objects.create(event=event, text="Ihr Fall?", kind=QuestionKind.FILE)
    registration = booking.register(order=an_order(session, "Mara Beispiel", user=user, email=user.email), by=user)
    Answer.objects.create(
        registration=registration, question=question, file=ContentFile(b"Fall", "fall.txt"), file_name="fall.txt"
    )
    ConsentGiven.objects.create(registration=registration, wording="Fotos sind in Ordnung.")
    Needs.objects.create(attendee=registration.attendees.get(), diet="vegan")
    by_colleague = registered(make_session(make_event("Vom Kollegen")), "M. Beispiel", email=user.email.upper())
    Certificate.objects.create(
        place=Place.objects.get(attendee__registration=by_colleague), name="Mara Beispiel", event_title="Früher",
        organiser_name="Stelle", starts_at=at(-9), ends_at=at(-9, 16), time_zone="Europe/Berlin",
    )  # fmt: skip
    saved_dates.save_date(event=make_event("Bald", state=EventState.SAVE_THE_DATE), email="", by=user)
    make_calendar_address(user=user, by=user)
    return user


def test_everything_is_given_out(story):
    text = json.dumps(export_of(user=story), ensure_ascii=False, default=str)
    for word in ("Umsatzsteuer", "Vom Kollegen", "vegan", "fall.txt", "Fotos sind in Ordnung.", "Bald", "Früher"):
        assert word in text
    assert CalendarAddress.objects.get().secret not in text
    assert Registration.objects.first().secret not in text


def test_nothing_of_others_is_given_out(story):
    session = Session.objects.get(event__title="Umsatzsteuer")
    other = registered(session, "Otto Anders", email="otto@example.org")
    Needs.objects.create(attendee=other.attendees.get(), diet="Allergie")
    text = json.dumps(export_of(user=story), ensure_ascii=False, default=str)
    assert "Otto" not in text
    assert "Allergie" not in text


def test_with_the_account_the_person_goes_and_the_seat_is_free(story):
    session = Session.objects.get(event__title="Umsatzsteuer")
    registered(session, "Erste")
    registered(session, "Zweite")
    assert Place.objects.get(attendee__name="Zweite").state == PlaceState.WAITING
    file = Answer.objects.get().file
    numbers = Registration.objects.count()

    erase_account(user=story, by=story)

    assert Place.objects.get(attendee__name="Zweite").state == PlaceState.SEATED
    assert Registration.objects.count() == numbers
    assert not Answer.objects.exists()
    assert file.storage.exists(file.name)  # goes with the commit
    assert not Needs.objects.exists()
    assert not SavedDate.objects.exists()
    assert not CalendarAddress.objects.exists()
    assert Certificate.objects.get().name == "[gelöscht]"
    assert not Attendee.objects.filter(email__iexact="mara@example.org").exists()
    assert not Registration.objects.filter(contact_email__iexact="mara@example.org").exists()
    assert not Attendee.objects.filter(name__contains="Beispiel").exists()


def test_colleagues_keep_their_seats_and_namesakes_their_names(story):
    session = make_session()
    booking.register(order=an_order(session, "Kim Beispiel", user=story, email="kim@example.org"), by=story)
    registered(session, "Mara Beispiel", email="andere.mara@example.org")
    erase_account(user=story, by=story)
    places = Place.objects.filter(session=session).order_by("number")
    assert list(places.values_list("attendee__name", "state")) == [
        ("Kim Beispiel", PlaceState.SEATED),
        ("Mara Beispiel", PlaceState.SEATED),
    ]


def test_what_guests_do_not_confirm_goes(story):
    registration = booking.register(order=an_order(make_session()), by=None)
    event = SavedDate.objects.get().event
    saved = saved_dates.save_date(event=event, email="gast@example.org", by=None)
    assert forgotten("unconfirmed") == 0
    Registration.objects.update(created_at=ago(3))
    SavedDate.objects.update(created_at=ago(3))
    assert forgotten("unconfirmed") == 2
    assert not Registration.objects.filter(pk=registration.pk).exists()
    assert not SavedDate.objects.filter(pk=saved.pk).exists()
    assert SavedDate.objects.count() == 1
    assert Registration.objects.confirmed().count() == 2


def test_needs_go_a_week_after_or_with_the_place(story):
    session = Session.objects.get(event__title="Umsatzsteuer")
    unconfirmed = booking.register(order=an_order(session), by=None)
    Needs.objects.create(attendee=unconfirmed.attendees.get(), diet="koscher")
    hold(session, 6)
    assert forgotten("needs") == 0
    hold(session, 8)
    assert forgotten("needs") == 1
    assert Needs.objects.get().diet == "koscher"
    other = registered(make_session(), "Toni")
    Needs.objects.create(attendee=other.attendees.get(), diet="Allergie")
    assert forgotten("needs") == 0
    booking.cancel(places=Place.objects.filter(attendee__registration=other), by=None)
    assert forgotten("needs") == 1


def test_answers_go_after_a_year(story):
    session = Session.objects.get(event__title="Umsatzsteuer")
    hold(session, 300)
    assert forgotten("answers") == 0
    hold(session, 366)
    assert forgotten("answers") == 1
    assert Registration.objects.filter(session=session, contact_name="Mara Beispiel").exists()


def test_persons_go_after_three_years_and_certificates_stay(story):
    for session in Session.objects.all():
        hold(session, 1094)
    assert forgotten("persons") == 0
    for session in Session.objects.all():
        hold(session, 1096)
    assert forgotten("persons") == 4  # two attendees, two contacts
    assert set(Attendee.objects.values_list("name", "email", "user")) == {("gelöscht", "", None)}
    assert set(Registration.objects.values_list("contact_name", "contact_email")) == {("gelöscht", "")}
    assert Place.objects.filter(state=PlaceState.SEATED).count() == 2  # the numbers stay
    assert forgotten("persons") == 0
    assert Certificate.objects.get().name == "Mara Beispiel"
    Certificate.objects.update(issued_at=ago(3651))
    assert forgotten("certificates") == 1


def test_one_day_that_is_still_to_come_keeps_all(story):
    session = Session.objects.get(event__title="Umsatzsteuer")
    registration = Registration.objects.get(session=session)
    later = make_session()
    Place.objects.create(
        attendee=registration.attendees.get(), session=later, state=PlaceState.SEATED, number=registration.number,
        person_key="x",
    )  # fmt: skip
    hold(session, 1096)
    assert forgotten("persons") == 0


def test_saved_dates_go_when_told_or_over(story):
    assert forgotten("saved") == 0
    SavedDate.objects.update(told_at=ago(8))
    assert forgotten("saved") == 1
    event = make_event(state=EventState.SAVE_THE_DATE)
    saved_dates.save_date(event=event, email="", by=story)
    type(event).objects.filter(pk=event.pk).update(state=EventState.CANCELLED, updated_at=ago(8))
    assert forgotten("saved") == 1
