# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Stories for tests: an event with its dates, seats and people; times are days from now, 9 to 16 o'clock in Berlin."""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo

import vobject
from django.utils import timezone
from django.utils.text import slugify

from allmende.accounts.models import Organisation, OrganisationKind
from allmende.events.models import Event, EventState, Package, Session, Venue
from allmende.events.orders import Contact, Order, Person

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
_numbers = itertools.count(1)


def at(days: float, hour: int = 9, minute: int = 0) -> dt.datetime:
    """``hour`` o'clock in Berlin, ``days`` from today."""
    day = timezone.localtime(timezone.now(), BERLIN).date() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(hour, minute), BERLIN)


def read_calendar(text: str):
    """The calendar as an independent parser reads it, by the clocks of this file and of no file read before."""
    vobject.icalendar.registerTzid("Europe/Berlin", None)
    return vobject.readOne(text)


def make_organiser(name: str = "Beratungsstelle Beispiel", **values) -> Organisation:
    found = Organisation.objects.filter(name=name).first()
    values = {"kind": OrganisationKind.CENTRE, "confirmed_at": timezone.now()} | values
    return found or Organisation.objects.create(name=name, **values)


def make_venue(name: str = "Bürgerhaus", city: str = "Mendig", **values) -> Venue:
    values = {"street": "Marktplatz 1", "postcode": "56743", "accessibility": "Rampe am Eingang"} | values
    return Venue.objects.get_or_create(name=name, city=city, defaults=values)[0]


def make_event(title: str = "Verwaltung gemeinsam gestalten", *, state: str = EventState.OPEN, **values) -> Event:
    """A published event, open for registration, without sessions."""
    number = next(_numbers)
    values = {
        "slug": f"{slugify(title)}-{number}",
        "year": timezone.now().year,
        "organiser": values.pop("organiser", None) or make_organiser(),
        "summary": "Wie mehrere Kommunen eine Aufgabe teilen.",
        "published_at": None if state == EventState.DRAFT else timezone.now(),
    } | values
    return Event.objects.create(title=title, state=state, **values)


def make_session(event: Event | None = None, *, days: float = 30, capacity: int | None = 20, **values) -> Session:
    """A session from 9 to 16 o'clock, ``days`` from now, in Mendig."""
    values = {
        "starts_at": at(days, 9),
        "ends_at": at(days, 16),
        "venue": values.pop("venue", None) or (None if values.get("online_url") else make_venue()),
    } | values
    return Session.objects.create(event=event or make_event(), capacity=capacity, **values)


def make_package(*sessions: Session, title: str = "Beide Tage") -> Package:
    package = Package.objects.create(title=title)
    package.sessions.set(sessions)
    return package


def an_order(target: Session | Package, *names: str, email: str = "", user=None, **values) -> Order:
    """An order for people of these names (or one). Each has an address of her own unless ``email`` is the only one."""
    number = next(_numbers)
    names = names or (f"Person {number}",)
    contact_email = email or f"kontakt{number}@example.org"
    people = tuple(
        Person(name=name, email=email if email and len(names) == 1 else f"{slugify(name)}-{number}@example.org")
        for name in names
    )
    contact = values.pop("contact", None) or Contact(
        name=user.name if user else names[0], email=contact_email, organisation_name=f"Gemeinde {number} (Beispiel)"
    )
    return Order(target=target, contact=contact, people=people, **values)
