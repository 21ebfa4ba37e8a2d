# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What those who lead an event do with seats: number, walk-ins, duplicates, calling off; and who is forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from allmende.core.models import AuditEntry
from allmende.events.errors import AlreadyRegisteredError, CapacityTooSmallError, NotFreeError, NotPossibleError
from allmende.events.models import Attendee, Needs, Place, PlaceState, Registration, Session
from allmende.events.orders import Contact, Person
from allmende.events.services import booking, filling, forgetting, moving, seats
from allmende.events.tests.seat_stories import arrive, letters_to, place_of, states, taken
from allmende.events.tests.stories import an_order, at, make_event, make_package, make_session
from tests.permissions.people import make_desk, make_person

pytestmark = pytest.mark.django_db

SEATED, WAITING, OFFERED, CANCELLED = PlaceState.SEATED, PlaceState.WAITING, PlaceState.OFFERED, PlaceState.CANCELLED
NOBODY = Contact(name="", email="")


@pytest.fixture
def desk():
    return make_desk("redaktion")


@pytest.fixture
def session() -> Session:
    return make_session(capacity=1)


def test_more_seats_go_to_those_who_wait(session, desk) -> None:
    for name in ("Anna", "Bert", "Cora", "Dora"):
        arrive(session, name)
    assert seats.change_capacity(session=session, capacity=3, by=desk).seats_taken == 3
    assert states("Bert", "Cora", "Dora") == [SEATED, SEATED, WAITING]
    entry = AuditEntry.objects.get(verb="session.capacity_changed")
    assert (entry.before, entry.after) == ({"capacity": 1}, {"capacity": 3})


def test_there_are_never_fewer_seats_than_taken(session, desk) -> None:
    arrive(session, "Anna")
    with pytest.raises(CapacityTooSmallError, match="1 Plätze sind schon vergeben"):
        seats.change_capacity(session=session, capacity=0, by=desk)
    with pytest.raises(PermissionDenied):
        seats.change_capacity(session=session, capacity=5, by=make_person("fremd"))
    assert Session.objects.get().capacity == 1


def test_somebody_at_the_door_takes_a_free_seat_only(session, desk) -> None:
    place = seats.walk_in(session=session, person=Person("Anna"), contact=NOBODY, by=desk)
    assert (place.state, place.number, place.attendee.registration.is_walk_in) == (SEATED, 1, True)
    with pytest.raises(NotFreeError):
        seats.walk_in(session=session, person=Person("Bert"), contact=NOBODY, by=desk)
    with pytest.raises(AlreadyRegisteredError):
        seats.walk_in(session=session, person=Person("Anna"), contact=NOBODY, by=desk, extra=True)
    seats.walk_in(session=session, person=Person("Bert"), contact=NOBODY, by=desk, extra=True)
    current = Session.objects.get()
    assert (current.capacity, current.seats_taken) == (2, 2)
    extras = AuditEntry.objects.filter(verb="place.walk_in").order_by("pk")
    assert list(extras.values_list("after__extra_seat", flat=True)) == [False, True]


def test_whoever_waits_and_comes_anyway_gets_the_own_place(session, desk) -> None:
    arrive(session, "Anna")
    arrive(session, "Bert", email="bert@example.org")
    waiting = place_of("Bert")
    Session.objects.update(starts_at=timezone.now() - dt.timedelta(hours=1), ends_at=at(1))
    bert = Person("Bert", email="bert@example.org")
    place = seats.walk_in(session=session, person=bert, contact=NOBODY, by=desk, extra=True)
    assert (place.pk, place.state) == (waiting.pk, SEATED)
    assert Registration.objects.count() == 2


def test_before_the_day_somebody_entered_by_hand_gets_a_letter(session, desk) -> None:
    seats.walk_in(session=session, person=Person("Anna", email="anna@example.org"), contact=NOBODY, by=desk)
    assert letters_to("anna") == ["Angemeldet"]
    Session.objects.update(state="cancelled")
    with pytest.raises(NotPossibleError, match="abgesagt"):
        seats.walk_in(session=session, person=Person("Bert"), contact=NOBODY, by=desk)


def test_of_two_registrations_of_one_person_the_better_stays(session, desk) -> None:
    arrive(session, "Anna Amsel")
    arrive(session, "A. Amsel")
    arrive(session, "Bert")
    first, second = place_of("Anna Amsel").attendee, place_of("A. Amsel").attendee
    Needs.objects.create(attendee=second, diet="vegan")
    kept = seats.merge(keep=second, other=first, by=desk)
    assert kept == second
    assert states("Anna Amsel", "A. Amsel", "Bert") == [SEATED, CANCELLED, WAITING]
    assert kept.needs.diet == "vegan"
    assert set(Attendee.objects.exclude(name="Bert").values_list("person_key", flat=True)) == {second.person_key}
    with pytest.raises(NotPossibleError):
        seats.merge(keep=first, other=first, by=desk)


def test_merging_frees_the_seat_for_the_next(desk) -> None:
    session = make_session(capacity=2)
    for name in ("Anna Amsel", "A. Amsel", "Bert"):
        arrive(session, name)
    letters_to("bert")
    seats.merge(keep=place_of("A. Amsel").attendee, other=place_of("Anna Amsel").attendee, by=desk)
    assert states("Anna Amsel", "A. Amsel", "Bert") == [SEATED, CANCELLED, SEATED], "the earlier stays"
    assert letters_to("bert") == ["Platz frei geworden"]


def test_persons_who_lead_nothing_here_merge_nobody(session) -> None:
    for name in ("Anna", "Bert"):
        arrive(session, name)
    with pytest.raises(PermissionDenied):
        seats.merge(keep=place_of("Anna").attendee, other=place_of("Bert").attendee, by=make_person("fremd"))


def test_of_two_who_were_checked_in_one_remains(desk) -> None:
    session = make_session(capacity=2)
    for name in ("Anna", "Ana"):
        arrive(session, name)
    Place.objects.update(attended_at=timezone.now())
    seats.merge(keep=place_of("Anna").attendee, other=place_of("Ana").attendee, by=desk)
    assert [place_of(name).attended_at is not None for name in ("Anna", "Ana")] == [True, False]
    assert taken(session) == 1


def test_a_day_called_off_ends_its_places_and_frees_those_who_wanted_both() -> None:
    days = [make_session(capacity=1), make_session(days=31, capacity=1)]
    arrive(days[0], "Anna")
    arrive(make_package(*days), "Bert", takes_parts=False)
    assert states("Anna", "Bert") == [SEATED, WAITING]
    ended = seats.end_places(days[0])
    assert {place.attendee.name for place in ended} == {"Anna", "Bert"}
    assert {place.state for place in ended} == {PlaceState.SESSION_CANCELLED}
    assert place_of("Bert", days[1]).state == SEATED
    assert [taken(day) for day in days] == [0, 1]


def test_whoever_has_been_there_stays_when_a_day_is_called_off(session) -> None:
    arrive(session, "Anna")
    Place.objects.update(attended_at=timezone.now())
    assert seats.end_places(session) == []
    assert taken(session) == 1


def test_a_forgotten_person_gives_up_what_has_not_begun(session) -> None:
    anna = make_person("anna")
    booking.register(order=an_order(session, "Anna Amsel", "Bert", user=anna), by=anna)
    past = make_session(days=-5)
    Place.objects.create(
        attendee=Attendee.objects.get(name="Anna Amsel"), session=past, state=SEATED, number=1, person_key="a"
    )
    Session.objects.filter(pk=past.pk).update(seats_taken=1)
    Attendee.objects.filter(name="Anna Amsel").update(user=anna)
    Needs.objects.create(attendee=Attendee.objects.get(name="Anna Amsel"), diet="vegan")
    number = forgetting.forget_person(user_key=anna.pk, addresses=["ANNA@example.org"])
    assert number == 2
    gone = Attendee.objects.exclude(name="Bert").get()
    assert (gone.name, gone.email, gone.user) == ("gelöscht", "", None)
    assert not Needs.objects.exists()
    assert [place.state for place in gone.places.order_by("session__starts_at")] == [SEATED, CANCELLED]
    registration = Registration.objects.get()
    assert (registration.user, registration.contact_name, registration.contact_email) == (None, "gelöscht", "")
    assert taken(past) == 1


def test_the_seat_of_a_forgotten_person_goes_to_the_next(session) -> None:
    arrive(session, "Anna", email="anna@example.org")
    arrive(session, "Bert")
    assert forgetting.forget_person(user_key=0, addresses=["anna@example.org"]) == 2
    assert states("Bert") == [SEATED]
    assert taken(session) == 1


def test_unconfirmed_registrations_are_dropped(session) -> None:
    booking.register(order=an_order(session), by=None)
    arrive(session, "Anna")
    assert forgetting.drop_unconfirmed(before=timezone.now() - dt.timedelta(days=1)) == 0
    assert forgetting.drop_unconfirmed(before=timezone.now()) == 1
    assert Registration.objects.get().number == 1


def test_seats_are_counted_by_the_database(session) -> None:
    filling.take(session.pk, 1)
    with pytest.raises(NotFreeError):
        filling.take(session.pk, 1)
    assert taken(session) == 1


def test_a_place_of_a_closed_event_can_be_moved_by_the_desk(desk) -> None:
    event = make_event(state="closed")
    days = [make_session(event), make_session(event, days=31)]
    place = seats.walk_in(session=days[0], person=Person("Anna"), contact=NOBODY, by=desk)
    moving.rebook(registration=place.attendee.registration, to=days[1], by=desk)
    assert [taken(day) for day in days] == [0, 1]
    assert OFFERED not in states("Anna")
