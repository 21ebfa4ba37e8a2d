# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Long random histories of registrations: whatever happens in whatever order, what was promised holds.

``ALLMENDE_TEST_HISTORIES=500`` tries so many of them, and longer ones; without it a few.
"""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import replace
from unittest.mock import patch

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from allmende.events.errors import BookingError
from allmende.events.models import ACTIVE, TAKES_SEAT, Attendee, Package, Place, PlaceState, Session
from allmende.events.orders import Contact, Person
from allmende.events.services import booking, filling, moving, offers, seats
from allmende.events.tests.stories import an_order, make_event, make_package, make_session

HISTORIES = int(os.environ.get("ALLMENDE_TEST_HISTORIES", "0"))
NAMES = [f"Person {letter}" for letter in "ABCDEFGHIJKLMNOP"]
CHOICE = st.integers(min_value=0, max_value=10_000)


def requests_in_line() -> list[tuple[int, Counter[int]]]:
    """What is asked for together by those who wait: number of arrival, and how many seats at which sessions."""
    found: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for place in Place.objects.waiting().select_related("attendee__registration"):
        registration = place.attendee.registration
        is_whole = registration.package_id is not None and not registration.takes_parts
        found[place.number, 0 if is_whole else place.session_id][place.session_id] += 1
    return [(number, need) for (number, _part), need in found.items()]


class Histories(RuleBasedStateMachine):
    """Four sessions of two events, two packages that share them, sixteen persons who come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        at_once, asking = make_event("Ohne Frist"), make_event("Mit Frist", offer_hours=48)
        self.sessions = [
            make_session(at_once, days=20, capacity=2),
            make_session(at_once, days=21, capacity=3, organisation_limit=6),
            make_session(asking, days=22, capacity=2),
            make_session(asking, days=23, capacity=3),
        ]
        first, second, third, fourth = self.sessions
        self.packages = [make_package(first, second), make_package(second, third), make_package(third, fourth)]
        self.before: dict[int, str] = {}
        self.entered: set[int] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def place(self, choice: int, *states: PlaceState) -> Place | None:
        rows = Place.objects.filter(state__in=states or ACTIVE).select_related("session")
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.get(pk=keys[choice % len(keys)]) if keys else None

    @rule(wanted=CHOICE, first=CHOICE, count=st.integers(min_value=1, max_value=3), takes_parts=st.booleans())
    def register(self, wanted: int, first: int, count: int, takes_parts: bool) -> None:
        targets: list[Session | Package] = [*self.sessions, *self.packages]
        names = random.Random(first).sample(NAMES, count)
        order = an_order(targets[wanted % len(targets)], takes_parts=takes_parts)
        people = tuple(Person(name, email=f"{name[-1]}@example.org") for name in names)
        with suppress(BookingError):
            registration = booking.register(order=replace(order, people=people), by=None)
            booking.confirm(registration=registration)

    @rule(choice=CHOICE, whole=st.booleans())
    def cancel(self, choice: int, whole: bool) -> None:
        place = self.place(choice)
        if place is not None:
            same = Place.objects.filter(number=place.number) if whole else [place]
            with suppress(BookingError):
                booking.cancel(places=same, by=None)

    @rule(choice=CHOICE, accepts=st.booleans())
    def answer(self, choice: int, accepts: bool) -> None:
        place = self.place(choice, PlaceState.OFFERED)
        if place is not None:
            (offers.accept if accepts else offers.decline)(places=[place], by=None)

    @rule(choice=CHOICE)
    def expire(self, choice: int) -> None:
        place = self.place(choice, PlaceState.OFFERED)
        if place is not None:
            Place.objects.filter(pk=place.pk).update(offered_until=timezone.now())
            assert offers.expire_offers() == 1

    @rule(choice=CHOICE, wanted=CHOICE, alone=st.booleans())
    def rebook(self, choice: int, wanted: int, alone: bool) -> None:
        place = self.place(choice)
        if place is not None:
            targets: list[Session | Package] = [*self.sessions, *self.packages]
            chosen = [place] if alone else None
            with suppress(BookingError):
                moving.rebook(registration=place.attendee.registration, to=targets[wanted % 7], by=None, places=chosen)

    @rule(choice=CHOICE, name=st.sampled_from(NAMES))
    def transfer(self, choice: int, name: str) -> None:
        place = self.place(choice)
        if place is not None:
            to = Person(name, email=f"{name[-1]}@example.org")
            with suppress(BookingError):
                moving.transfer(attendee=place.attendee, to=to, by=None)

    @rule(keep=CHOICE, other=CHOICE)
    def merge(self, keep: int, other: int) -> None:
        keys = list(Attendee.objects.order_by("pk").values_list("pk", flat=True))
        if len(keys) > 1:
            pair = [Attendee.objects.get(pk=keys[choice % len(keys)]) for choice in (keep, other)]
            with suppress(BookingError):
                seats.merge(keep=pair[0], other=pair[1], by=None)

    @rule(choice=CHOICE, capacity=st.integers(min_value=0, max_value=6))
    def resize(self, choice: int, capacity: int) -> None:
        with suppress(BookingError):
            seats.change_capacity(session=self.sessions[choice % 4], capacity=capacity, by=None)

    @rule(choice=CHOICE, name=st.sampled_from(NAMES), extra=st.booleans())
    def walk_in(self, choice: int, name: str, extra: bool) -> None:
        person, contact = Person(name, email=f"{name[-1]}@example.org"), Contact(name="", email="")
        with suppress(BookingError):
            session = self.sessions[choice % 4]
            self.entered.add(seats.walk_in(session=session, person=person, contact=contact, by=None, extra=extra).pk)

    @precondition(lambda self: self.before)
    @rule(choice=CHOICE)
    def begin_soon(self, choice: int) -> None:
        session = self.sessions[choice % 4]
        if choice % 5 == 0 and not Place.objects.filter(session=session, state=PlaceState.OFFERED).exists():
            Session.objects.filter(pk=session.pk).update(starts_at=timezone.now() + filling.LAST_MOVE / 2)

    @rule(choice=CHOICE)
    def call_off(self, choice: int) -> None:
        if choice % 7 == 0:
            session = self.sessions[choice % 4]
            filling.take_ledger()
            Session.objects.filter(pk=session.pk).update(state="cancelled")
            seats.end_places(session)

    @invariant()
    def what_was_promised_holds(self) -> None:
        now = timezone.now()
        sessions = {row.pk: row for row in Session.objects.select_related("event")}
        places = list(Place.objects.select_related("attendee__registration").order_by("pk"))
        taken = Counter(place.session_id for place in places if place.state in TAKES_SEAT)
        for session in sessions.values():
            assert session.seats_taken == taken[session.pk]
            assert taken[session.pk] <= (session.capacity or 0)
        active = [(place.session_id, place.person_key) for place in places if place.state in ACTIVE]
        assert len(active) == len(set(active)), "a person twice at one session"
        assert all(place.number == place.attendee.registration.number for place in places)
        assert all(place.person_key == place.attendee.person_key for place in places)
        for place in places:
            if place.offered_until is not None:
                assert place.offered_until <= sessions[place.session_id].starts_at - filling.LAST_ANSWER
        moving_up = {key for key, session in sessions.items() if filling.moves_up(session, now)}
        line = [(number, need) for number, need in requests_in_line() if moving_up.issuperset(need)]
        for number, need in line:
            free = all(sessions[key].seats_free >= count for key, count in need.items())
            assert not free, f"{number} waits although there are seats"
        self.nobody_is_overtaken(places, line)
        self.before = {place.pk: place.state for place in places}

    def nobody_is_overtaken(self, places: list[Place], line: list[tuple[int, Counter[int]]]) -> None:
        given: dict[int, Counter[int]] = defaultdict(Counter)
        for place in places:
            was = self.before.get(place.pk, PlaceState.WAITING)
            if was == PlaceState.WAITING and place.state in TAKES_SEAT and place.pk not in self.entered:
                given[place.number][place.session_id] += 1
        for number, got in given.items():
            for earlier, need in line:
                less = all(got[key] >= count for key, count in need.items())
                assert earlier > number or not less, f"{number} has overtaken {earlier}"


@pytest.mark.django_db
@pytest.mark.slow
def test_histories() -> None:
    """Letters and audit rows have their own tests; here they would only take time."""
    chosen = settings(
        max_examples=HISTORIES or 12,
        stateful_step_count=80 if HISTORIES else 30,
        deadline=None,
        derandomize=not HISTORIES,
        database=None,
        phases=[Phase.generate],  # to make a history shorter takes minutes; it is told step by step as it is
        suppress_health_check=list(HealthCheck),
    )
    with (
        patch("allmende.events.letters.tell"),
        patch("allmende.events.letters.ask_to_confirm"),
        patch("allmende.core.audit.record"),
    ):
        run_state_machine_as_test(Histories, settings=chosen)
