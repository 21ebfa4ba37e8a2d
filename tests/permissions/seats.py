# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Whom the services refuse that give and take seats. The citizen has registered a person for our workshop."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from allmende.events.models import Attendee, Place, PlaceState
from allmende.events.orders import Contact
from allmende.events.orders import Person as Somebody
from allmende.events.services import booking, moving, offers, seats
from allmende.events.tests.stories import an_order, make_session
from tests.permissions.cast import DESK_HERE, MEMBERS, Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from allmende.accounts.models import User
    from tests.permissions.cast import Cast
    from tests.permissions.table import People

LEADS = MEMBERS | DESK_HERE
HERS = LEADS | {Person.CITIZEN}


def _place(cast: Cast, name: str = "Zoe Zander") -> Place:
    order = an_order(cast.event_session, name)
    registration = booking.register(order=order, by=cast.people[Person.CITIZEN])
    return Place.objects.get(attendee__registration=registration)


def _attendee(cast: Cast, name: str = "Zoe Zander") -> Attendee:
    return _place(cast, name).attendee


def _offered(cast: Cast) -> list[Place]:
    place = _place(cast)
    Place.objects.filter(pk=place.pk).update(
        state=PlaceState.OFFERED, offered_until=timezone.now() + dt.timedelta(hours=1)
    )
    return [place]


def _rebook(cast: Cast, user: User) -> Any:
    other = make_session(cast.event, days=40)
    return moving.rebook(registration=_attendee(cast).registration, to=other, by=user)


def _walk_in(cast: Cast, user: User) -> Any:
    contact = Contact(name="", email="")
    return seats.walk_in(session=cast.event_session, person=Somebody("Udo Uhu"), contact=contact, by=user)


SERVICES: dict[str, tuple[People, Callable[[Cast, User], Any]]] = {
    "events.booking.cancel": (HERS, lambda cast, user: booking.cancel(places=[_place(cast)], by=user)),
    "events.offers.accept": (HERS, lambda cast, user: offers.accept(places=_offered(cast), by=user)),
    "events.offers.decline": (HERS, lambda cast, user: offers.decline(places=_offered(cast), by=user)),
    "events.moving.rebook": (HERS, _rebook),
    "events.moving.transfer": (
        HERS,
        lambda cast, user: moving.transfer(attendee=_attendee(cast), to=Somebody("Udo Uhu"), by=user),
    ),
    "events.moving.correct_person": (
        HERS,
        lambda cast, user: moving.correct_person(attendee=_attendee(cast), person=Somebody("Zoë Zander"), by=user),
    ),
    "events.seats.change_capacity": (
        LEADS,
        lambda cast, user: seats.change_capacity(session=cast.event_session, capacity=50, by=user),
    ),
    "events.seats.walk_in": (LEADS, _walk_in),
    "events.seats.merge": (
        LEADS,
        lambda cast, user: seats.merge(keep=_attendee(cast), other=_attendee(cast, "Zoe Sander"), by=user),
    ),
}

ANYBODY = {
    "events.booking.register": "anyone may; a guest confirms the mail address",
    "events.booking.confirm": "whoever has the letter",
}

PORTAL_ONLY = {"events.booking.keep_person", "events.filling.note_places"}
