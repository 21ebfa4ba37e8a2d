# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who gets the seats: one queue for all, kept under one lock.

Whoever changes seats or queues calls :func:`take_ledger` (or :func:`next_number`) first of all in the transaction,
before any row of a session is written and long before the content version, so that all of them come one after another
and none waits for another crosswise. Seats are counted with guarded UPDATEs, and the database refuses one too many.

:func:`fill` goes through those who wait in the order of their arrival; everybody who fits gets the seats. A group stays
together. A package that takes single days is as many requests as it has days; one that does not gets all days or none
and keeps its place in the line, while those behind it who need less may go ahead. So nobody is overtaken by somebody
who came later and needs no more.

Nobody moves up in the last two hours before a session: a seat that gets free then is for whoever asks now (a new
registration, somebody at the door). An offer ends one hour before the session at the latest, so there is always at
least one hour to answer.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import F
from django.utils import timezone

from allmende.core import audit
from allmende.core.content_version import content_changed
from allmende.events import letters
from allmende.events.errors import NotFreeError
from allmende.events.letters import Occasion
from allmende.events.models import (
    ACTIVE,
    TAKES_SEAT,
    BookingLedger,
    EventState,
    Place,
    PlaceState,
    Registration,
    Session,
    SessionState,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from allmende.accounts.models import User

LAST_MOVE: Final = dt.timedelta(hours=2)
"""Before the session; later nobody moves up."""
LAST_ANSWER: Final = dt.timedelta(hours=1)
"""Before the session; no offer holds longer."""
ONLY_ROW: Final = 1
MOVING_STATES: Final = (EventState.OPEN, EventState.CLOSED)
"""Of the event: after registration is closed those who wait still move up."""


@dataclass(slots=True)
class Moved:
    """What a run of :func:`fill` has done: who moved up, who was offered a seat, which places were left for others."""

    seated: list[Place] = field(default_factory=list)
    offered: list[Place] = field(default_factory=list)
    left: list[Place] = field(default_factory=list)


def take_ledger() -> None:
    """Let nobody else change seats or queues until the transaction ends."""
    _advance(0)


def next_number() -> int:
    """The same, and the number of the next arrival."""
    _advance(1)
    return BookingLedger.objects.values_list("last_number", flat=True).get(pk=ONLY_ROW)


def _advance(step: int) -> None:
    while not BookingLedger.objects.filter(pk=ONLY_ROW).update(last_number=F("last_number") + step):
        BookingLedger.objects.get_or_create(pk=ONLY_ROW)


def moves_up(session: Session, now: dt.datetime) -> bool:
    """Whether somebody who waits for ``session`` can still get a seat by moving up."""
    return (
        session.state == SessionState.PLANNED
        and session.event.state in MOVING_STATES
        and now < session.starts_at - LAST_MOVE
    )


def offered_until(sessions: Iterable[Session], now: dt.datetime) -> dt.datetime | None:
    """Until when seats of all these sessions are offered together; None: who moves up need not answer."""
    sessions = list(sessions)
    hours = [session.event.offer_hours for session in sessions if session.event.offer_hours is not None]
    if not hours:
        return None
    first = min(session.starts_at for session in sessions)
    return min(now + dt.timedelta(hours=max(hours)), first - LAST_ANSWER)


def fill(sessions: Iterable[int], *, newcomer: Registration | None = None) -> Moved:
    """Give the free seats of ``sessions`` to those who wait, in the order of their arrival; see above.

    ``newcomer`` has just been put at the end of the queue: what she gets she has at once, without an offer. Under the
    lock. What has become of the others is in the answer, for :func:`tell`.
    """
    moved = Moved()
    now = timezone.now()
    keys = set(sessions)
    while keys:
        seated, offered = _grant(keys, newcomer, now)
        left = leaving(seated)
        keys = end(left, PlaceState.MOVED)
        moved.left += left
        moved.offered += offered
        moved.seated += [place for place in seated if newcomer is None or place.number != newcomer.number]
    return moved


def _grant(keys: Collection[int], newcomer: Registration | None, now: dt.datetime) -> tuple[list[Place], list[Place]]:
    """One run through the queues of these sessions: who gets a seat at once, who is offered one."""
    found = _waiting(keys)
    if not found:
        return [], []
    wanted = {place.session_id for places in found.values() for place in places}
    sessions = {row.pk: row for row in Session.objects.filter(pk__in=wanted).select_related("event")}
    free = {key: session.seats_free for key, session in sessions.items()}
    seated: list[Place] = []
    offered: list[Place] = []
    for registration, places in found.items():
        is_new = newcomer is not None and registration.pk == newcomer.pk
        for request in _requests(registration, places):
            need = Counter(place.session_id for place in request)
            fits = all(free[key] >= count for key, count in need.items())
            if fits and (is_new or all(moves_up(sessions[key], now) for key in need)):
                free = {key: free[key] - need[key] for key in free}
                until = None if is_new else offered_until([sessions[key] for key in need], now)
                for place in request:
                    place.state = PlaceState.OFFERED if until else PlaceState.SEATED
                    place.offered_until = until
                (offered if until else seated).extend(request)
    for key, count in Counter(place.session_id for place in (*seated, *offered)).items():
        take(key, count)
    Place.objects.bulk_update([*seated, *offered], ["state", "offered_until"], batch_size=200)
    return seated, offered


def _waiting(keys: Collection[int]) -> dict[Registration, list[Place]]:
    """Who waits for a free seat of these sessions, in order, with all places they wait for there.

    A package that takes no single days comes with its other days, whether or not seats are free there.
    """
    with_seats = Session.objects.filter(pk__in=keys, seats_taken__lt=F("capacity")).values_list("pk", flat=True)
    rows = Place.objects.waiting().select_related("attendee__registration")
    places = list(rows.filter(session__in=list(with_seats)))
    whole = {place.attendee.registration_id for place in places if _all_or_none(place.attendee.registration)}
    if whole:
        there = {place.pk for place in places}
        places += [place for place in rows.filter(attendee__registration__in=whole) if place.pk not in there]
        places.sort(key=lambda place: (place.number, place.pk))
    found: dict[Registration, list[Place]] = defaultdict(list)
    for place in places:
        found[place.attendee.registration].append(place)
    return found


def _all_or_none(registration: Registration) -> bool:
    return registration.package_id is not None and not registration.takes_parts


def _requests(registration: Registration, places: Sequence[Place]) -> list[list[Place]]:
    """What is given together or not at all: all days, or all persons of one day."""
    if _all_or_none(registration):
        return [list(places)]
    by_session: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        by_session[place.session_id].append(place)
    return list(by_session.values())


def take(session: int, count: int) -> None:
    """Count ``count`` more taken seats, or raise NotFreeError when there are not so many."""
    free = Session.objects.filter(pk=session, seats_taken__lte=F("capacity") - count)
    if not free.update(seats_taken=F("seats_taken") + count):
        raise NotFreeError


def leaving(seated: Iterable[Place]) -> list[Place]:
    """The places that end because their persons now have all the seats they asked for elsewhere."""
    registrations = {place.attendee.registration_id for place in seated}
    left = Place.objects.active().filter(leaves_for__in=registrations, attended_at=None)
    found = list(left.filter(session__starts_at__gt=timezone.now()).select_related("attendee__registration"))
    if not found:
        return []
    open_places = Place.objects.filter(attendee__registration__in=registrations, state__in=ACTIVE)
    states: dict[tuple[int, str], set[str]] = defaultdict(set)
    for registration, person, state in open_places.values_list("attendee__registration", "person_key", "state"):
        states[registration, person].add(state)
    return [
        place
        for place in found
        if place.leaves_for_id is not None and states[place.leaves_for_id, place.person_key] == {PlaceState.SEATED}
    ]


def end(places: Sequence[Place], state: PlaceState) -> set[int]:
    """End these active places; the sessions in which seats became free. Under the lock; filling is the caller's."""
    freed = Counter(place.session_id for place in places if place.state in TAKES_SEAT)
    for key, count in freed.items():
        Session.objects.filter(pk=key).update(seats_taken=F("seats_taken") - count)
    now = timezone.now()
    for place in places:
        place.state, place.ended_at, place.offered_until, place.leaves_for = state, now, None, None
    Place.objects.bulk_update(places, ["state", "ended_at", "offered_until", "leaves_for"], batch_size=200)
    return set(freed)


def waited_for(places: Iterable[Place]) -> set[int]:
    """The sessions in which somebody may fit now that these places have ended: smaller groups and packages do."""
    registrations = {place.attendee.registration_id for place in places}
    waiting = Place.objects.filter(attendee__registration__in=registrations, state=PlaceState.WAITING)
    return {place.session_id for place in places} | set(waiting.order_by().values_list("session", flat=True))


def tell(moved: Moved) -> None:
    """Write down and write to those who moved, and let visitors see the seats. The last call of each service."""
    for verb, occasion, places in (
        ("place.seated", Occasion.MOVED_UP, moved.seated),
        ("place.offered", Occasion.OFFERED, moved.offered),
        ("place.left", Occasion.REBOOKED, moved.left),
    ):
        note_places(verb, places, by=None)
        if places:
            letters.tell(occasion, places)
    content_changed()


def note_places(verb: str, places: Iterable[Place], *, by: User | None, **more: object) -> None:
    """One audit row for each registration: at which sessions how many places. It names no person."""
    by_registration: dict[Registration, list[Place]] = defaultdict(list)
    for place in places:
        by_registration[place.attendee.registration].append(place)
    for registration, group in by_registration.items():
        sessions = Counter(place.session_id for place in group)
        after = {"sessions": [{"session": key, "places": count} for key, count in sessions.items()], **more}
        audit.record(verb, registration, by=by, organisation=registration.organisation, after=after)
