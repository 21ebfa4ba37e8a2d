# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the own page of a registration shows: each person and day in plain words, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from allmende.events import checks, materials
from allmende.events.models import Answer, ConsentGiven, Event, Package, Place, PlaceState, Session
from allmende.events.services.own_details import open_questions
from allmende.events.services.seats import waiting_positions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from allmende.events.models import Attendee, Certificate, Question, Registration
    from allmende.events.own_access import Access


@dataclass(frozen=True, slots=True)
class Day:
    """One person on one day. ``position``: which registration in the line it is, counted from 1; 0 is none."""

    place: Place
    position: int
    is_open: bool
    has_certificate: bool

    @property
    def session(self) -> Session:
        return self.place.session

    @property
    def shows_online_address(self) -> bool:
        """Only to those with a seat, until the session is over."""
        is_seated = self.place.state == PlaceState.SEATED and not self.session.is_cancelled
        return bool(self.session.online_url) and is_seated and not self.session.is_over(timezone.now())


@dataclass(frozen=True, slots=True)
class Person:
    """One attendee with the days, in the order of their dates."""

    attendee: Attendee
    days: tuple[Day, ...]

    @property
    def can_change(self) -> bool:
        return any(day.is_open for day in self.days)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """All that the page shows of one registration."""

    access: Access
    persons: tuple[Person, ...]
    questions: tuple[tuple[Question, Answer | None], ...]
    consents: tuple[ConsentGiven, ...]
    materials: tuple[materials.Offer, ...]

    @property
    def days(self) -> list[Day]:
        return [day for person in self.persons for day in person.days]

    @property
    def offered(self) -> list[Day]:
        return [day for day in self.days if day.place.state == PlaceState.OFFERED and day.is_open]

    @property
    def can_cancel(self) -> bool:
        return any(day.is_open for day in self.days)

    @property
    def is_seated(self) -> bool:
        return any(day.place.state == PlaceState.SEATED for day in self.days)

    @property
    def events(self) -> list[Event]:
        return list({day.session.event_id: day.session.event for day in self.days}.values())

    @property
    def names_events(self) -> bool:
        """Whether the days must be told apart by their events."""
        return len(self.events) > 1

    @property
    def missing(self) -> list[Question]:
        return [question for question, answer in self.questions if answer is None]


def own_page(access: Access) -> OwnPage:
    """What ``access`` may see (about ten queries)."""
    now = timezone.now()
    places = list(access.places.select_related("certificate", "session__event__organiser"))
    positions = waiting_positions(places)
    days: dict[int, list[Day]] = {attendee.pk: [] for attendee in access.attendees}
    people = {attendee.pk: attendee for attendee in access.attendees}
    for place in places:
        days[place.attendee_id].append(_day(place, positions, now))
    persons = tuple(Person(people[key], tuple(rows)) for key, rows in days.items() if rows)
    questions = _questions(access.registration) if access.is_for_all else ()
    consents = tuple(access.registration.consents.order_by("pk")) if access.is_for_all else ()
    return OwnPage(access, persons, questions, consents, _materials(access))


def _day(place: Place, positions: Mapping[int, int], now: dt.datetime) -> Day:
    certificate: Certificate | None = getattr(place, "certificate", None)
    is_revoked = certificate is not None and not certificate.is_valid
    certified = place.attended_at is not None and place.session.starts_at <= now and not is_revoked
    return Day(place, positions.get(place.pk, 0), checks.is_open(place, now), certified)


def _questions(registration: Registration) -> tuple[tuple[Question, Answer | None], ...]:
    given = {answer.question_id: answer for answer in registration.answers.all()}
    return tuple((question, given.get(question.pk)) for question in open_questions(registration))


def _materials(access: Access) -> tuple[materials.Offer, ...]:
    """Papers of the sessions in which somebody of this page has a seat."""
    offers = materials.for_registration(access.registration, secret=access.secret)
    if access.is_for_all or not offers:
        return tuple(offers)
    mine = set(materials.of_places(access.places).values_list("pk", flat=True))
    return tuple(offer for offer in offers if offer.material.pk in mine)


def places_to_rebook(access: Access) -> list[Place]:
    """The days that can be given up for others."""
    return [place for place in access.places if checks.is_open(place)]


def rebooking_targets(places: Sequence[Place]) -> list[Session | Package]:
    """What whoever has ``places`` may book instead: open sessions of the same event, and packages of such sessions.

    Without those in which one of the persons has a place already.
    """
    now = timezone.now()
    events = {place.session.event_id for place in places}
    keys = {place.person_key for place in places}
    there = Place.objects.active().filter(person_key__in=keys, session__event__in=events)
    taken = set(there.order_by().values_list("session", flat=True))
    rows = Session.objects.filter(event__in=events).open_for_booking(now).select_related("event", "venue")
    sessions = [session for session in rows.order_by("starts_at", "pk") if session.pk not in taken]
    free = {session.pk for session in sessions}
    packages = []
    for package in Package.objects.filter(is_offered=True, sessions__in=free).distinct().prefetch_related("sessions"):
        days = {day.pk for day in package.sessions.all()}
        if len(days) > 1 and days <= free:
            packages.append(package)
    return [*packages, *sessions]
