# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the own page of a registration shows: each person and day in plain words, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from allmende.events import checks
from allmende.events.models import Answer, ConsentGiven, Event, Material, Package, Place, PlaceState, Session
from allmende.events.services.own_details import open_questions

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
    certificate: Certificate | None

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
    materials: tuple[Material, ...]

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
    def missing(self) -> list[Question]:
        return [question for question, answer in self.questions if answer is None]


def own_page(access: Access) -> OwnPage:
    """What ``access`` may see (about ten queries)."""
    now = timezone.now()
    places = list(access.places.select_related("certificate", "session__event__organiser"))
    positions = positions_of(access.registration, places)
    days: dict[int, list[Day]] = {attendee.pk: [] for attendee in access.attendees}
    people = {attendee.pk: attendee for attendee in access.attendees}
    for place in places:
        days[place.attendee_id].append(_day(place, positions, now))
    persons = tuple(Person(people[key], tuple(rows)) for key, rows in days.items() if rows)
    questions = _questions(access.registration) if access.is_for_all else ()
    consents = tuple(access.registration.consents.order_by("pk")) if access.is_for_all else ()
    return OwnPage(access, persons, questions, consents, _materials(places, now))


def _day(place: Place, positions: Mapping[int, int], now: dt.datetime) -> Day:
    certificate = getattr(place, "certificate", None)
    shown = certificate if certificate is not None and certificate.revoked_at is None else None
    position = positions.get(place.session_id, 0) if place.state == PlaceState.WAITING else 0
    return Day(place, position, checks.is_open(place, now), shown)


def positions_of(registration: Registration, places: Sequence[Place]) -> dict[int, int]:
    """By session: which registration in its waiting list this one is, counted from 1 (one query)."""
    waited = {place.session_id for place in places if place.state == PlaceState.WAITING}
    if not waited or registration.number is None:
        return {}
    before = Place.objects.waiting().filter(session__in=waited, number__lt=registration.number).order_by()
    counted = before.values("session").annotate(count=Count("number", distinct=True))
    ahead = {row["session"]: row["count"] for row in counted}
    return {key: ahead.get(key, 0) + 1 for key in waited}


def _questions(registration: Registration) -> tuple[tuple[Question, Answer | None], ...]:
    given = {answer.question_id: answer for answer in registration.answers.all()}
    return tuple((question, given.get(question.pk)) for question in open_questions(registration))


def _materials(places: Sequence[Place], now: dt.datetime) -> tuple[Material, ...]:
    """Papers of the sessions in which somebody has a seat, as far as they are given out already."""
    seated = [place.session for place in places if place.state == PlaceState.SEATED]
    if not seated:
        return ()
    here = Q(session=None) | Q(session__in=[session.pk for session in seated])
    rows = Material.objects.filter(here, event__in={session.event_id for session in seated})
    rows = rows.filter(Q(available_from=None) | Q(available_from__lte=now)).select_related("document")
    return tuple(rows.order_by("event", "position", "pk"))


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
