# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A rush for seats with real processes, on the database of this run."""

from __future__ import annotations

import random
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django_tasks_db.models import DBTaskResult

from allmende.core.models import AuditEntry
from allmende.events.models import TAKES_SEAT, Place, PlaceState, Registration, Session
from allmende.events.tests.stories import make_event, make_package, make_session
from tests.crowd import Crowd

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SEATS = 30
RUSH = """
import uuid
from dataclasses import replace
from allmende.events.errors import BookingError as Refused
from allmende.events.models import Package, Place, Registration, Session
from allmende.events.orders import Person
from allmende.events.services import booking, moving, offers, seats
from allmende.events.tests.stories import an_order
from allmende.territory.naming import slug

def register(kind, key, name, form_key=""):
    model = Package if kind == "package" else Session
    order = an_order(model.objects.get(pk=key), name, email=f"{slug(name)}@example.org")
    order = replace(order, form_key=uuid.UUID(form_key) if form_key else order.form_key)
    return booking.register(order=order, by=None).pk

def confirm(key):
    return booking.confirm(registration=Registration.objects.get(pk=key)).number

def arrive(kind, key, name):
    return confirm(register(kind, key, name))

def cancel(number):
    return len(booking.cancel(places=Place.objects.filter(number=number), by=None))

def accept(number):
    return len(offers.accept(places=Place.objects.filter(number=number), by=None))

def expire():
    Place.objects.filter(state="offered", number__gt=70).update(offered_until="2020-01-01T00:00Z")
    return offers.expire_offers()

def rebook(number, session):
    registration = Registration.objects.get(number=number)
    return moving.rebook(registration=registration, to=Session.objects.get(pk=session), by=None).number

def transfer(number, name):
    attendee = Registration.objects.get(number=number).attendees.first()
    return moving.transfer(attendee=attendee, to=Person(name, email="neu@example.org"), by=None).pk

def resize(key, capacity):
    return seats.change_capacity(session=Session.objects.get(pk=key), capacity=capacity, by=None).capacity

"""


@pytest.fixture(scope="module")
def crowd() -> Iterator[Crowd]:
    crowd = Crowd(RUSH, size=8)
    yield crowd
    crowd.go_home()


def places_of(session: Session) -> list[Place]:
    rows = Place.objects.active().filter(session=session).select_related("attendee")
    return list(rows.order_by("number"))


def check_days(days: list[Session]) -> None:
    """Full to the last seat, the others wait in the order of arrival, nobody is there twice."""
    for day in days:
        day.refresh_from_db()
        places = places_of(day)
        states = [place.state for place in places]
        assert day.seats_taken == SEATS
        assert states == [PlaceState.SEATED] * SEATS + [PlaceState.WAITING] * (len(places) - SEATS)
        assert len({place.person_key for place in places}) == len(places)


def test_two_hundred_at_once_for_thirty_seats_a_day(crowd) -> None:
    """A package of two days that are also booked singly, 30 seats each. Then fifty give up, and others move up."""
    event = make_event()
    days = [make_session(event, days=30, capacity=SEATS), make_session(event, days=31, capacity=SEATS)]
    package = make_package(*days)
    targets = [("package", package.pk), ("session", days[0].pk), ("session", days[1].pk), ("package", package.pk)]
    numbers = crowd.do([("arrive", *targets[number % 4], f"Person {number}") for number in range(200)])
    assert sorted(numbers) == list(range(1, 201)), "none lost, none twice"
    assert (Registration.objects.count(), Place.objects.count()) == (200, 300)
    check_days(days)
    names = dict(Registration.objects.values_list("number", "attendees__name"))
    assert [names[number] for number in numbers] == [f"Person {number}" for number in range(200)]
    seated = sorted(set(Place.objects.seated().values_list("number", flat=True)))
    crowd.do([("cancel", number) for number in (*seated[:25], *seated[-5:], *[190, 180, 170, 160, 150] * 4)])
    check_days(days)
    assert AuditEntry.objects.filter(verb="registration.confirmed").count() == 200


def test_a_form_sent_eight_times_at_once_is_one_registration(crowd) -> None:
    session = make_session(capacity=1)
    keys = crowd.do([("register", "session", session.pk, "Anna Amsel", str(uuid.uuid4()))] * 8)
    assert len(set(keys)) == 1
    assert crowd.do([("confirm", keys[0])] * 8) == [1] * 8
    assert Place.objects.get().state == PlaceState.SEATED
    assert DBTaskResult.objects.filter(task_path__contains="mail").count() == 2, "one to confirm, one confirmation"


def test_the_same_person_eight_times_at_once_is_there_once(crowd) -> None:
    session = make_session(capacity=8)
    answers = crowd.do([("arrive", "session", session.pk, "Anna Amsel")] * 8)
    assert sorted(map(str, answers)) == ["1", *["AlreadyRegisteredError"] * 7]
    session.refresh_from_db()
    assert session.seats_taken == 1


def test_whatever_happens_at_once_seats_and_queues_agree(crowd) -> None:
    """Eight processes book, give up, accept, rebook to and fro, hand over and change the number of seats."""
    event = make_event(offer_hours=24)
    days = [make_session(event, days=30 + number, capacity=4) for number in range(3)]
    packages = [make_package(days[0], days[1]), make_package(days[1], days[2])]
    dice = random.Random(7)
    tasks: list[tuple[Any, ...]] = []
    for number in range(60):
        target = dice.choice([("session", dice.choice(days).pk), ("package", dice.choice(packages).pk)])
        tasks.append(("arrive", *target, f"Person {number}"))
    crowd.do(tasks)
    tasks = [("resize", dice.choice(days).pk, dice.randint(4, 9)) for _ in range(12)]
    tasks += [("cancel", dice.randint(1, 60)) for _ in range(24)]
    tasks += [("rebook", dice.randint(1, 60), dice.choice(days).pk) for _ in range(24)]
    tasks += [("accept", dice.randint(1, 60)) for _ in range(24)]
    tasks += [("transfer", number, f"Neu {number}") for number in dice.sample(range(1, 60), 12)]
    tasks += [("arrive", "package", packages[0].pk, f"Spät {number}") for number in range(12)]
    dice.shuffle(tasks)
    answers = crowd.do([*tasks, *[("expire",)] * 4])
    assert sum(isinstance(answer, int) for answer in answers) > 40
    numbers = list(Registration.objects.exclude(number=None).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    for day in days:
        day.refresh_from_db()
        places = places_of(day)
        assert day.seats_taken == sum(place.state in TAKES_SEAT for place in places)
        assert day.seats_taken <= (day.capacity or 0)
        assert len({place.person_key for place in places}) == len(places)
        assert day.seats_free == 0 or all(place.state != PlaceState.WAITING for place in places)
