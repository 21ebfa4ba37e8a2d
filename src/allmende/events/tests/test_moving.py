# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Rebooking to another session, handing over to a colleague, correcting a name."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.utils import timezone

from allmende.events.errors import (
    AlreadyRegisteredError,
    BookingClosedError,
    NotPossibleError,
    OrganisationLimitError,
    TooLateError,
)
from allmende.events.models import (
    Answer,
    Attendee,
    ConsentGiven,
    Event,
    EventState,
    Needs,
    Place,
    PlaceState,
    Question,
    QuestionKind,
    Session,
)
from allmende.events.orders import Person
from allmende.events.services import booking, moving, offers
from allmende.events.tests.day_stories import make_member
from allmende.events.tests.seat_stories import arrive, letters_to, place_of, states, taken
from allmende.events.tests.stories import at, make_event, make_organiser, make_package, make_session
from tests.permissions.people import make_desk, make_person

pytestmark = pytest.mark.django_db

SEATED, WAITING, OFFERED, MOVED = PlaceState.SEATED, PlaceState.WAITING, PlaceState.OFFERED, PlaceState.MOVED
UDO = Person("Udo Uhu", email="udo@example.org")


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def days(event) -> list[Session]:
    """The same workshop at two places, with one seat each."""
    return [make_session(event, capacity=1), make_session(event, days=31, capacity=1)]


def test_whoever_finds_a_seat_gives_up_the_former_at_once(days) -> None:
    first = arrive(days[0], "Anna")
    arrive(days[0], "Bert")
    letters_to("anna", "bert")
    new = moving.rebook(registration=first, to=days[1], by=None)
    assert (new.replaces, new.number, new.contact_email) == (first, 3, first.contact_email)
    assert new.secret != first.secret
    assert [place_of("Anna", day).state for day in days] == [MOVED, SEATED]
    assert states("Bert") == [SEATED]
    assert [taken(day) for day in days] == [1, 1]
    assert letters_to("anna") == ["Umgebucht", "Umgebucht"], "the new place with its date, the old one taken out"
    assert letters_to("bert") == ["Platz frei geworden"]


def test_whoever_must_wait_keeps_the_former_until_moving_up(days) -> None:
    first = arrive(days[0], "Anna")
    arrive(days[1], "Bert")
    moving.rebook(registration=first, to=days[1], by=None)
    assert [place_of("Anna", day).state for day in days] == [SEATED, WAITING]
    with pytest.raises(NotPossibleError, match="läuft schon"):
        moving.rebook(registration=first, to=make_session(days[0].event, days=32), by=None)
    booking.cancel(places=[place_of("Bert")], by=None)
    assert [place_of("Anna", day).state for day in days] == [MOVED, SEATED]
    assert [taken(day) for day in days] == [0, 1]


def test_with_an_offer_the_former_ends_when_it_is_accepted() -> None:
    event = make_event(offer_hours=24)
    days = [make_session(event, capacity=1), make_session(event, days=31, capacity=1)]
    first = arrive(days[0], "Anna")
    arrive(days[1], "Bert")
    arrive(days[0], "Cora")
    moving.rebook(registration=first, to=days[1], by=None)
    booking.cancel(places=[place_of("Bert")], by=None)
    assert [place_of("Anna", day).state for day in days] == [SEATED, OFFERED]
    offers.accept(places=[place_of("Anna", days[1])], by=None)
    assert [place_of("Anna", day).state for day in days] == [MOVED, SEATED]
    assert states("Cora") == [OFFERED]


def test_two_who_change_places_do_not_wait_for_each_other_for_ever(days) -> None:
    """Each keeps a seat while she waits; a third who gives up sets both in motion."""
    first, second = arrive(days[0], "Anna"), arrive(days[1], "Bert")
    moving.rebook(registration=first, to=days[1], by=None)
    moving.rebook(registration=second, to=days[0], by=None)
    assert [taken(day) for day in days] == [1, 1]
    Session.objects.filter(pk=days[0].pk).update(capacity=2)
    arrive(days[0], "Cora")
    assert [place_of("Anna", day).state for day in days] == [MOVED, SEATED]
    assert [place_of("Bert", day).state for day in days] == [SEATED, MOVED]


def test_only_some_of_a_registration_move_and_keep_their_needs_and_answers(event) -> None:
    days = [make_session(event), make_session(event, days=31)]
    case = Question.objects.create(event=event, text="Ihr Fall?")
    file = Question.objects.create(event=event, kind=QuestionKind.FILE, text="Unterlagen")
    first = arrive(days[0], "Anna", "Bert")
    Answer.objects.create(registration=first, question=case, text="Bauhof")
    Answer.objects.create(registration=first, question=file, file=ContentFile(b"%PDF-", name="a"), file_name="a.pdf")
    ConsentGiven.objects.create(registration=first, wording="Fotos")
    ConsentGiven.objects.create(registration=first, wording="Post", withdrawn_at=timezone.now())
    Needs.objects.create(attendee=place_of("Anna").attendee, diet="vegan")
    new = moving.rebook(registration=first, to=days[1], by=None, places=[place_of("Anna")])
    assert [attendee.name for attendee in new.attendees.all()] == ["Anna"]
    assert new.attendees.get().needs.diet == "vegan"
    assert place_of("Bert").session == days[0]
    texts = {answer.question: answer for answer in new.answers.all()}
    assert texts[case].text == "Bauhof"
    assert texts[file].file.name != first.answers.get(question=file).file.name
    assert [given.wording for given in new.consents.all()] == ["Fotos"]


def test_what_cannot_be_rebooked(days) -> None:
    first = arrive(days[0], "Anna")
    with pytest.raises(AlreadyRegisteredError):
        moving.rebook(registration=first, to=make_package(*days), by=None)
    with pytest.raises(NotPossibleError, match="nur innerhalb"):
        moving.rebook(registration=first, to=make_session(), by=None)
    Session.objects.filter(pk=days[1].pk).update(closes_at=timezone.now())
    with pytest.raises(BookingClosedError):
        moving.rebook(registration=first, to=days[1], by=None)
    Session.objects.filter(pk=days[1].pk).update(closes_at=None, organisation_limit=0)
    with pytest.raises(OrganisationLimitError):
        moving.rebook(registration=first, to=days[1], by=None)
    Session.objects.filter(pk=days[0].pk).update(starts_at=at(-1, 9), ends_at=at(-1, 16))
    with pytest.raises(TooLateError):
        moving.rebook(registration=first, to=days[1], by=None)
    assert states("Anna") == [SEATED]


def test_the_desk_moves_people_after_registration_is_closed_and_to_other_events(days) -> None:
    first = arrive(days[0], "Anna")
    other = make_session(make_event("Anderes", state=EventState.CLOSED))
    desk = make_desk("redaktion")
    with pytest.raises(PermissionDenied):
        moving.rebook(registration=first, to=other, by=make_person("fremd"))
    moving.rebook(registration=first, to=other, by=desk)
    assert [place_of("Anna", session).state for session in (days[0], other)] == [MOVED, SEATED]
    Session.objects.filter(pk=days[1].pk).update(state="cancelled")
    with pytest.raises(BookingClosedError, match="abgesagt"):
        moving.rebook(registration=place_of("Anna", other).attendee.registration, to=days[1], by=desk)


def test_a_colleague_takes_the_very_place(days) -> None:
    arrive(days[0], "Anna")
    place = place_of("Anna")
    Needs.objects.create(attendee=place.attendee, diet="vegan")
    letters_to("anna")
    new = moving.transfer(attendee=place.attendee, to=UDO, by=None)
    after = Place.objects.get(pk=place.pk)
    assert (after.attendee, after.state, after.number) == (new, SEATED, 1)
    assert after.uid != place.uid
    assert after.person_key == new.person_key == "udo@example.org|udo uhu"
    assert not Attendee.objects.filter(name="Anna").exists()
    assert not Needs.objects.exists()
    assert taken(days[0]) == 1
    assert (letters_to("anna"), letters_to("udo")) == (["Platz übergeben"], ["Platz übernommen"])


def test_handing_over_in_the_line_changes_nobodys_turn(days) -> None:
    for name in ("Anna", "Bert", "Cora"):
        arrive(days[0], name)
    moving.transfer(attendee=place_of("Bert").attendee, to=UDO, by=None)
    booking.cancel(places=[place_of("Anna")], by=None)
    assert states("Udo Uhu", "Cora") == [SEATED, WAITING]


def test_of_a_package_only_what_has_not_begun_is_handed_over(days) -> None:
    arrive(make_package(*days), "Anna")
    Session.objects.filter(pk=days[0].pk).update(starts_at=at(-1, 9), ends_at=at(-1, 16))
    Place.objects.filter(session=days[0]).update(attended_at=timezone.now())
    moving.transfer(attendee=place_of("Anna", days[0]).attendee, to=UDO, by=None)
    assert (place_of("Anna", days[0]).session, place_of("Udo Uhu").session) == tuple(days)
    with pytest.raises(TooLateError):
        moving.transfer(attendee=place_of("Anna").attendee, to=UDO, by=None)


def test_what_cannot_be_handed_over(days) -> None:
    arrive(days[0], "Anna")
    anna = place_of("Anna").attendee
    with pytest.raises(NotPossibleError, match="dieselbe Person"):
        moving.transfer(attendee=anna, to=Person("anna ", email=anna.email), by=None)
    arrive(days[0], "Udo Uhu", email="udo@example.org")
    with pytest.raises(AlreadyRegisteredError):
        moving.transfer(attendee=anna, to=UDO, by=None)
    with pytest.raises(PermissionDenied):
        moving.transfer(attendee=anna, to=UDO, by=make_person("fremd"))
    assert states("Anna") == [SEATED]


def test_whoever_takes_over_does_not_follow_the_former_person_elsewhere(days) -> None:
    """Anna waits for the other place; her seat goes to Udo, who wants to stay."""
    first = arrive(days[0], "Anna")
    arrive(days[1], "Bert")
    moving.rebook(registration=first, to=days[1], by=None)
    moving.transfer(attendee=place_of("Anna", days[0]).attendee, to=UDO, by=None)
    booking.cancel(places=[place_of("Bert")], by=None)
    assert states("Udo Uhu", "Anna") == [SEATED, SEATED]


def test_a_name_is_corrected_everywhere(days) -> None:
    arrive(make_package(*days), "Ana")
    moving.correct_person(attendee=place_of("Ana").attendee, person=Person("Anna", email="anna@example.org"), by=None)
    keys = set(Place.objects.values_list("person_key", flat=True))
    assert keys == {"anna@example.org|anna"} == {Attendee.objects.get().person_key}
    arrive(days[0], "Bert")
    with pytest.raises(AlreadyRegisteredError):
        moving.correct_person(
            attendee=place_of("Bert").attendee, person=Person("Anna", email="anna@example.org"), by=None
        )


def test_whoever_was_there_takes_no_other_name_for_the_certificate(days) -> None:
    arrive(make_package(*days), "Anna")
    Place.objects.filter(session=days[0]).update(attended_at=timezone.now())
    anna = place_of("Anna", days[1]).attendee
    other = Person("Udo Uhu", email=anna.email)
    with pytest.raises(TooLateError):
        moving.correct_person(attendee=anna, person=other, by=None)
    moving.correct_person(attendee=anna, person=Person("Anna", email=anna.email, position="Bauamt"), by=None)
    assert Attendee.objects.get().position == "Bauamt"
    moving.correct_person(attendee=anna, person=other, by=make_member(days[0]))
    assert Attendee.objects.get().name == "Udo Uhu"


def test_whoever_leads_one_day_takes_no_letters_about_the_others(days) -> None:
    elsewhere = make_session(make_event("Anderswo", organiser=make_organiser("Andere Stelle (Beispiel)")), days=40)
    arrive(make_package(days[0], elsewhere), "Anna")
    anna, member = place_of("Anna", days[0]).attendee, make_member(days[0])
    with pytest.raises(PermissionDenied):
        moving.correct_person(attendee=anna, person=Person("Anna", email="neugierig@example.org"), by=member)
    moving.correct_person(attendee=anna, person=Person("Anna A.", email=anna.email), by=member)
    assert Attendee.objects.get().name == "Anna A."
