# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Stories of the day itself: who has a seat, who stands at the door, who leads."""

from __future__ import annotations

import datetime as dt
import io
import itertools

from django.db.models import F
from django.utils import timezone
from pypdf import PdfReader

from allmende.accounts.models import Membership, MembershipState
from allmende.events.models import Attendee, Needs, Place, PlaceState, Registration, Session
from allmende.events.orders import person_key
from allmende.events.tests.stories import at, make_event, make_session
from tests.permissions.people import make_person

_numbers = itertools.count(1)


def make_today(**values) -> Session:
    """A session that runs now: it began an hour ago."""
    now = timezone.now().replace(microsecond=0)
    values = {"starts_at": now - dt.timedelta(hours=1), "ends_at": now + dt.timedelta(hours=3)} | values
    return make_session(values.pop("event", None) or make_event(), **values)


def make_past(days: int = 5, **values) -> Session:
    """A session whose door is closed for all but the desk."""
    return make_session(starts_at=at(-days, 9), ends_at=at(-days, 16), **values)


def seat(session: Session, name: str, *, organisation: str = "", user=None, state=PlaceState.SEATED, **needs) -> Place:
    """Somebody with a seat at ``session``, registered alone."""
    number = next(_numbers)
    arrival = 100_000 + number
    email = f"person{number}@example.org"
    registration = Registration.objects.create(
        session=session,
        number=arrival,
        confirmed_at=timezone.now(),
        contact_name=name,
        contact_email=email,
        organisation_name=organisation,
        user=user,
    )
    attendee = Attendee.objects.create(
        registration=registration, name=name, email=email, user=user, person_key=person_key(name, email)
    )
    if needs:
        Needs.objects.create(attendee=attendee, **needs)
    if state == PlaceState.SEATED:
        Session.objects.filter(pk=session.pk).update(seats_taken=F("seats_taken") + 1)
    return Place.objects.create(
        attendee=attendee, session=session, state=state, number=arrival, person_key=attendee.person_key
    )


def make_member(session: Session, name: str = "veranstalterin"):
    """Somebody who acts for the organiser, without belonging to the desk."""
    user = make_person(name)
    Membership.objects.create(user=user, organisation=session.event.organiser, state=MembershipState.ACTIVE)
    return user


def read_pdf(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """All text, words apart by one blank each."""
    return " ".join(" ".join(page.extract_text() for page in read_pdf(content).pages).split())
