# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What somebody can register for on the page of an event, and what would become of it, said before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch
from django.utils import timezone

from allmende.events.models import Event, Package, Place, PlaceState, Session

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from allmende.accounts.rules import Visitor


@dataclass(frozen=True, slots=True)
class Prospect:
    """One session as it stands: ``free`` seats, ``waiting`` registrations before whoever comes now."""

    session: Session
    waiting: int
    is_open: bool

    @property
    def free(self) -> int:
        return self.session.seats_free

    @property
    def position(self) -> int:
        """Which place in the waiting list a registration would get now."""
        return self.waiting + 1


@dataclass(frozen=True, slots=True)
class Offer:
    """What is booked at once: a session, or a package of several."""

    target: Session | Package
    prospects: tuple[Prospect, ...]

    @property
    def is_package(self) -> bool:
        return isinstance(self.target, Package)

    @property
    def is_open(self) -> bool:
        return bool(self.prospects) and all(prospect.is_open for prospect in self.prospects)

    @property
    def events(self) -> list[Event]:
        return list({prospect.session.event_id: prospect.session.event for prospect in self.prospects}.values())

    @property
    def names_events(self) -> bool:
        """Whether its days must be told apart by their events."""
        return len(self.events) > 1

    @property
    def query(self) -> str:
        """The part of the address that names it."""
        return f"paket={self.target.pk}" if self.is_package else f"termin={self.target.pk}"


def offers_of(event: Event, *, visitor: Visitor) -> list[Offer]:
    """All sessions of ``event`` that have not begun, after the packages they belong to (few queries)."""
    now = timezone.now()
    rows = Session.objects.select_related("event", "venue").order_by("starts_at", "pk")
    sessions = list(rows.filter(event=event, starts_at__gt=now).planned())
    packages = Package.objects.filter(is_offered=True, sessions__event=event).distinct().order_by("title", "pk")
    together = [
        (package, list(package.sessions.all()))
        for package in packages.prefetch_related(Prefetch("sessions", queryset=rows))
    ]
    together.sort(key=lambda found: min(day.starts_at for day in found[1]))
    events = Event.objects.filter(sessions__packages__in=[package.pk for package, _days in together])
    visible = set(events.visible_to(visitor).order_by().values_list("pk", flat=True))
    together = [(package, days) for package, days in together if all(day.event_id in visible for day in days)]
    shown = {day.pk for _package, days in together for day in days} | {session.pk for session in sessions}
    waiting = waiting_registrations(shown)
    alone = [Offer(session, _prospects([session], waiting, now)) for session in sessions]
    return [*(Offer(package, _prospects(days, waiting, now)) for package, days in together), *alone]


def waiting_registrations(sessions: Iterable[int]) -> Counter[int]:
    """How many registrations wait for each session."""
    rows = Place.objects.filter(session__in=sessions, state=PlaceState.WAITING).order_by()
    counted = rows.values("session").annotate(count=Count("attendee__registration", distinct=True))
    return Counter({row["session"]: row["count"] for row in counted})


def _prospects(sessions: Sequence[Session], waiting: Counter[int], now: dt.datetime) -> tuple[Prospect, ...]:
    return tuple(Prospect(session, waiting[session.pk], session.is_open(now)) for session in sessions)
