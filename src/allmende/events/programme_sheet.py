# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the page of an event says: its sessions beside each other, packages, and what else is on at the same place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.events.models import Event, EventState, PlaceState, Session
from allmende.events.programme_cards import offered_packages, package_standing, place_text
from allmende.events.session_times import day_text, days, first_day, hours, last_day, moment_text
from allmende.events.standing import BOOKABLE, Standing, standing_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.events.models import Package

BESIDE: Final = dt.timedelta(days=1)
"""Events at the same place so near belong to one journey."""

NOT_BOOKABLE: Final = {
    Standing.ANNOUNCED: gettext_lazy("Anmeldung noch nicht offen"),
    Standing.ELSEWHERE: gettext_lazy("Anmeldung nicht über dieses Portal"),
    Standing.FULL: gettext_lazy("ausgebucht"),
    Standing.CLOSED: gettext_lazy("Anmeldung geschlossen"),
    Standing.OVER: gettext_lazy("vorbei"),
    Standing.CANCELLED: gettext_lazy("abgesagt"),
}


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session in the table. ``url`` is where one registers, empty when one cannot; ``why_not`` says why."""

    session: Session
    days: str
    hours: str
    place: str
    standing: Standing
    url: str
    why_not: str
    until: str
    waiting: int
    """Persons on the waiting list."""

    @property
    def is_free(self) -> bool:
        return self.standing == Standing.FREE

    @property
    def shows_seats(self) -> bool:
        """Seats of what is over or cancelled help nobody."""
        return self.standing not in {Standing.OVER, Standing.CANCELLED}

    @property
    def minimum_reached(self) -> bool:
        return self.session.minimum_number is not None and self.session.seats_taken >= self.session.minimum_number


@dataclass(frozen=True, slots=True)
class PackagePart:
    """One session of a package; ``event`` is empty for sessions of the event whose page it is."""

    session: Session
    days: str
    hours: str
    place: str
    event: Event | None


@dataclass(frozen=True, slots=True)
class PackageLine:
    """Sessions that are booked at once."""

    package: Package
    parts: Sequence[PackagePart]
    standing: Standing
    seats_free: int
    url: str
    why_not: str

    @property
    def is_free(self) -> bool:
        return self.standing == Standing.FREE


@dataclass(frozen=True, slots=True)
class Beside:
    """A session of another event at the same place on the same day, the day before or the day after."""

    session: Session
    days: str
    hours: str
    place: str
    when: str


def sessions_of(event: Event) -> list[Session]:
    """All sessions with their venues and how many wait, in one query."""
    waiting = Count("places", filter=Q(places__state=PlaceState.WAITING))
    found = Session.objects.filter(event=event).select_related("venue__territory").annotate(waiting=waiting)
    sessions = list(found.order_by("starts_at", "pk"))
    for session in sessions:
        session.event = event
    return sessions


def _register_url(event: Event, **query: int) -> str:
    return reverse("events:register", kwargs={"slug": event.slug}, query=query)


def _why_not(standing: Standing, opens_at: dt.datetime | None) -> str:
    if standing in BOOKABLE:
        return ""
    if standing == Standing.NOT_YET and opens_at is not None:
        return _("öffnet am %(moment)s") % {"moment": moment_text(opens_at)}
    return str(NOT_BOOKABLE.get(standing, NOT_BOOKABLE[Standing.CLOSED]))


def lines_of(event: Event, sessions: Iterable[Session], now: dt.datetime) -> list[SessionLine]:
    """The table of the sessions, in the order of their dates."""
    lines = []
    for session in sessions:
        standing = standing_of(session, event.state, now)
        can_come = standing in BOOKABLE | {Standing.NOT_YET}
        lines.append(
            SessionLine(
                session=session,
                days=days(session),
                hours=hours(session),
                place=place_text(session),
                standing=standing,
                url=_register_url(event, termin=session.pk) if standing in BOOKABLE else "",
                why_not=_why_not(standing, session.opens_at),
                until=moment_text(session.booking_ends_at, session.time_zone) if can_come else "",
                waiting=session.waiting,  # type: ignore[attr-defined] # annotated by sessions_of
            )
        )
    return lines


def packages_of(event: Event, now: dt.datetime) -> list[PackageLine]:
    """What can be booked at once with a session of ``event``, and what could be; what is over is left out."""
    lines = []
    for package in offered_packages([event]):
        sessions = list(package.sessions.all())
        standing = package_standing(package, now)
        if standing in {Standing.OVER, Standing.CANCELLED}:
            continue
        parts = [
            PackagePart(
                session=session,
                days=days(session),
                hours=hours(session),
                place=place_text(session),
                event=None if session.event_id == event.pk else session.event,
            )
            for session in sessions
        ]
        opening = max((session.opens_at for session in sessions if session.opens_at), default=None)
        lines.append(
            PackageLine(
                package=package,
                parts=parts,
                standing=standing,
                seats_free=min(session.seats_free for session in sessions),
                url=_register_url(event, paket=package.pk) if standing in BOOKABLE else "",
                why_not=_why_not(standing, opening),
            )
        )
    return sorted(lines, key=lambda line: (line.parts[0].session.starts_at, line.package.pk))


def is_series(lines: Sequence[SessionLine], packages: Iterable[PackageLine]) -> bool:
    """Whether the dates are the same thing at several places, of which one chooses one: none is named or goes with
    another of them.
    """
    follows = any(sum(part.event is None for part in line.parts) > 1 for line in packages)
    return len(lines) > 1 and not follows and not any(line.session.label for line in lines)


def beside(sessions: Sequence[Session], packages: Iterable[PackageLine], now: dt.datetime) -> list[Beside]:
    """Sessions of other events at the places of ``sessions`` around their days; packages name theirs themselves."""
    dated = [session for session in sessions if session.venue_id and not session.is_over(now)]
    if not dated:
        return []
    together = {part.session.pk for line in packages for part in line.parts}
    margin = BESIDE * 2
    rows = Session.objects.planned().filter(
        event__in=Event.objects.published().exclude(state=EventState.CANCELLED).order_by().values("pk"),
        venue__in={session.venue_id for session in dated},
        starts_at__gte=min(session.starts_at for session in dated) - margin,
        starts_at__lte=max(session.ends_at for session in dated) + margin,
        ends_at__gte=now,
    )
    found = []
    for other in rows.exclude(event=dated[0].event_id).select_related("event", "venue").order_by("starts_at", "pk"):
        ours = next((session for session in dated if _is_beside(session, other)), None)
        if ours is not None and other.pk not in together:
            found.append(Beside(other, days(other), hours(other), place_text(other), _when(ours, other)))
    return found


def _is_beside(session: Session, other: Session) -> bool:
    if session.venue_id != other.venue_id:
        return False
    return first_day(other) - BESIDE <= last_day(session) and first_day(session) <= last_day(other) + BESIDE


def _when(session: Session, other: Session) -> str:
    if last_day(other) < first_day(session):
        return _("am Tag davor")
    return _("am Tag danach") if first_day(other) > last_day(session) else _("am selben Tag")


def expected(event: Event) -> str:
    """When it is to take place while the dates are open: in words, or the stretch of time that is stated."""
    if event.dates_note:
        return event.dates_note
    first, last = event.expected_from, event.expected_until
    if first and last:
        return _("zwischen %(first)s und %(last)s") % {"first": day_text(first), "last": day_text(last)}
    return ""
