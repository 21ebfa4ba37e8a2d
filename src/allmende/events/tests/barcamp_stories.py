# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Stories of BarCamps: a session of one day, people with a seat, proposals, rooms and slots."""

from __future__ import annotations

import datetime as dt
import itertools

from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from allmende.accounts.models import Membership, MembershipState
from allmende.events.models import (
    Attendee,
    BarcampRoom,
    BarcampSlot,
    EventKind,
    Interest,
    Place,
    PlaceState,
    Proposal,
    Registration,
    Session,
)
from allmende.events.orders import person_key
from allmende.events.tests.stories import make_event, make_session

_numbers = itertools.count(90_000)


def make_barcamp(title: str = "BarCamp Mosel", *, days: float = 30, **values) -> Session:
    """A BarCamp from 9 to 16 o'clock, ``days`` from now."""
    return make_session(make_event(title, kind=EventKind.BARCAMP, **values), days=days, capacity=300)


def make_running(title: str = "BarCamp Mosel") -> Session:
    """A BarCamp that has begun two hours ago and ends in four."""
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    event = make_event(title, kind=EventKind.BARCAMP)
    hours = dt.timedelta(hours=1)
    return make_session(event, capacity=300, starts_at=now - 2 * hours, ends_at=now + 4 * hours)


def make_over() -> Session:
    return make_barcamp(days=-3)


def take_seat(session: Session, name: str, *, state: str = PlaceState.SEATED, user=None, registration=None) -> Attendee:
    """A seat for ``name``, without the way through the form."""
    number = next(_numbers)
    if registration is None:
        registration = Registration.objects.create(
            number=number,
            confirmed_at=timezone.now(),
            session=session,
            contact_name=name,
            contact_email=f"kontakt{number}@example.org",
        )
    email = f"person{number}@example.org"
    key = person_key(name, email)
    attendee = Attendee.objects.create(registration=registration, user=user, name=name, email=email, person_key=key)
    offered = {"offered_until": timezone.now() + dt.timedelta(days=1)} if state == PlaceState.OFFERED else {}
    Place.objects.create(
        attendee=attendee, session=session, state=state, number=registration.number, person_key=key, **offered
    )
    if state in {PlaceState.SEATED, PlaceState.OFFERED}:
        Session.objects.filter(pk=session.pk).update(seats_taken=F("seats_taken") + 1)
    return attendee


def make_leader(session: Session, user):
    """``user`` acts for the organiser, so she leads."""
    Membership.objects.create(user=user, organisation=session.event.organiser, state=MembershipState.ACTIVE)
    return user


def make_proposal(session: Session, title: str = "Wie teilen wir den Bauhof?", proposer=None, **values) -> Proposal:
    return Proposal.objects.create(session=session, title=title, proposer=proposer, **values)


def make_room(session: Session, name: str = "Saal", seats: int | None = None) -> BarcampRoom:
    position = session.barcamp_rooms.count() + 1
    return BarcampRoom.objects.create(session=session, name=name, seats=seats, position=position)


def make_slot(session: Session, hours: float = 1, minutes: int = 45) -> BarcampSlot:
    """A slot that begins ``hours`` after the session."""
    start = session.starts_at + dt.timedelta(hours=hours)
    return BarcampSlot.objects.create(session=session, starts_at=start, ends_at=start + dt.timedelta(minutes=minutes))


def want(proposal: Proposal, *attendees: Attendee, wants: bool | None = True) -> None:
    for attendee in attendees:
        Interest.objects.create(proposal=proposal, attendee=attendee, wants=wants)


def come_in(attendee: Attendee, session: Session) -> Client:
    """A browser that has come by the secret address of ``attendee``."""
    client = Client()
    address = reverse("events:barcamp_enter_attendee", kwargs={"secret": attendee.secret, "pk": session.pk})
    response = client.post(address, {"person": attendee.pk})
    assert response.status_code == 302, response.content.decode()
    return client


def page_of(session: Session, name: str = "barcamp") -> str:
    return reverse(f"events:{name}", kwargs={"pk": session.pk})
