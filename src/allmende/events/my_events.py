# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The events of one person: what she registered for, or others registered her for by her confirmed mail address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from django.db.models import Q
from django.utils import timezone

from allmende.events.models import ACTIVE, Certificate, Place, PlaceState, SavedDate
from allmende.events.orders import normal_email

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from allmende.accounts.models import User
    from allmende.events.models import Registration, Session

MOST_PAST: Final = 50
"""Registrations that are over, the latest ones; certificates are kept apart."""


@dataclass(frozen=True, slots=True)
class Booking:
    """One registration as its person's list shows it: the way to its page, and the places that are hers to see."""

    registration: Registration
    url: str
    places: tuple[Place, ...]

    @property
    def title(self) -> str:
        package = self.registration.package
        return package.title if package is not None else self.places[0].session.event.title

    @property
    def sessions(self) -> list[Session]:
        """The days, each once."""
        return list({place.session_id: place.session for place in self.places}.values())

    @property
    def open_places(self) -> list[Place]:
        return [place for place in self.places if place.state in ACTIVE and not place.session.is_cancelled]

    @property
    def has_offer(self) -> bool:
        return any(place.state == PlaceState.OFFERED for place in self.open_places)

    @property
    def is_waiting(self) -> bool:
        return any(place.state == PlaceState.WAITING for place in self.open_places)

    @property
    def is_seated(self) -> bool:
        return any(place.state == PlaceState.SEATED for place in self.open_places)

    def is_coming(self, now: dt.datetime) -> bool:
        return any(not place.session.is_over(now) for place in self.open_places)


@dataclass(frozen=True, slots=True)
class MyEvents:
    """What the page lists."""

    coming: list[Booking]
    past: list[Booking]
    saved: list[SavedDate]
    certificates: list[Certificate]


def places_of(user: User) -> QuerySet[Place]:
    """Places that ``user`` asked for, or has herself."""
    mine = Q(attendee__registration__user=user) | _own(user, "attendee__")
    rows = Place.objects.filter(mine).exclude(attendee__registration__number=None)
    return rows.select_related("attendee__registration__package", "session__event", "session__venue").order_by(
        "session__starts_at", "number", "pk"
    )


def _own(user: User, path: str) -> Q:
    """Where she takes part. Her mail address is confirmed, so what was registered for it is hers."""
    return Q(**{f"{path}user": user}) | Q(**{f"{path}email": normal_email(user.email)})


def my_events(user: User) -> MyEvents:
    """Everything for the page of ``user`` (three queries)."""
    now = timezone.now()
    grouped: dict[int, list[Place]] = {}
    for place in places_of(user):
        grouped.setdefault(place.attendee.registration_id, []).append(place)
    bookings = [_booking(user, places) for places in grouped.values()]
    certificates = Certificate.objects.filter(_own(user, "place__attendee__"), revoked_at=None)
    saved = SavedDate.objects.filter(user=user).select_related("event").order_by("pk")
    past = [booking for booking in bookings if not booking.is_coming(now)]
    past.sort(key=lambda booking: booking.places[-1].session.starts_at, reverse=True)
    return MyEvents(
        coming=[booking for booking in bookings if booking.is_coming(now)],
        past=past[:MOST_PAST],
        saved=list(saved),
        certificates=list(certificates.order_by("-starts_at", "-pk")),
    )


def _booking(user: User, places: list[Place]) -> Booking:
    registration = places[0].attendee.registration
    url = registration.get_absolute_url() if registration.user_id == user.pk else places[0].attendee.get_absolute_url()
    return Booking(registration, url, tuple(places))


class NextEvent:
    """Slot "account": the next day for which somebody is registered, and offers that wait for an answer."""

    order: ClassVar = 15
    template: ClassVar = "events/booking/_panel_account.html"

    def context(self, request: HttpRequest, subject: Any) -> Mapping[str, Any] | None:
        now = timezone.now()
        rows = places_of(subject).filter(state__in=ACTIVE, session__ends_at__gt=now)
        place = next((row for row in rows[:20] if not row.session.is_cancelled), None)
        if place is None:
            return None
        return {"booking": _booking(subject, [place]), "place": place}
