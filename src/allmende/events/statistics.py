# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Figures of the programme: who came, who did not, from where, and how full it was.

Counted from places, registrations and sessions as they are. When persons are taken out of them, the rows stay with
what names nobody (session, state, attendance, kind and place of the organisation), so the figures stay too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext as _

from allmende.accounts.models import OrganisationKind
from allmende.core.models import AuditEntry
from allmende.events.models import SMALLEST_GROUP, Event, EventState, Place, PlaceState, Session, SessionState
from allmende.events.regions import Regions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

SERVED: Final = ("place.seated", "place.accepted")
"""How the audit log names that somebody from the waiting list got a seat."""
REGISTRATION: Final = "attendee__registration__"


@dataclass(frozen=True, slots=True)
class SessionFigures:
    """One session in numbers of persons. ``attended`` is None while nobody was checked in: then it is not known."""

    session: Session
    seated: int
    attended: int | None
    walk_ins: int
    cancelled: int
    waiting: int
    served: int
    expired: int

    @property
    def absent(self) -> int | None:
        return None if self.attended is None else self.seated - self.attended

    @property
    def filling(self) -> int | None:
        """Per cent of the seats."""
        return round(100 * self.seated / self.session.capacity) if self.session.capacity else None


@dataclass(frozen=True, slots=True)
class Share:
    """How many persons belong to one Kreis, Land or kind, and how many of them came; None where it is not known."""

    label: str
    seated: int
    attended: int | None


@dataclass(frozen=True, slots=True)
class Filling:
    """How full the sessions at one venue were; sessions without a stated capacity are left out."""

    label: str
    capacity: int
    seated: int

    @property
    def percent(self) -> int:
        return round(100 * self.seated / self.capacity)


@dataclass(frozen=True, slots=True)
class Statistics:
    """All figures of some sessions."""

    sessions: list[SessionFigures]
    registrations: int
    organisations: int
    first_time: int
    by_kind: list[Share]
    by_land: list[Share]
    by_kreis: list[Share]

    def total(self, name: str) -> int:
        return sum(getattr(row, name) or 0 for row in self.sessions)

    @property
    def noted(self) -> list[SessionFigures]:
        """Sessions at which somebody was checked in."""
        return [row for row in self.sessions if row.attended is not None]

    @property
    def attended(self) -> int | None:
        return sum(row.attended or 0 for row in self.noted) if self.noted else None

    @property
    def no_show_percent(self) -> int | None:
        """Of those with a seat at sessions with check-in."""
        seated = sum(row.seated for row in self.noted)
        return round(100 * sum(row.absent or 0 for row in self.noted) / seated) if seated else None

    @property
    def by_venue(self) -> list[Filling]:
        seats: Counter[str] = Counter()
        seated: Counter[str] = Counter()
        for row in self.sessions:
            if not row.session.capacity or row.session.is_cancelled:
                continue
            venue = row.session.venue
            label = f"{venue.city}, {venue.name}" if venue else _("online") if row.session.is_online else _("ohne Ort")
            seats[label] += row.session.capacity
            seated[label] += row.seated
        found = [Filling(label, seats[label], seated[label]) for label in seats]
        return sorted(found, key=lambda row: (-row.percent, row.label))


def statistics_of(sessions: QuerySet[Session]) -> Statistics:
    """The figures of ``sessions``. Seven queries, however many there are."""
    counted = sessions.select_related("event", "venue").annotate(
        seated=_count(state=PlaceState.SEATED),
        there=_count(state=PlaceState.SEATED, attended_at__isnull=False),
        walk_ins=_count(state=PlaceState.SEATED, attendee__registration__is_walk_in=True),
        cancelled=_count(state=PlaceState.CANCELLED),
        waiting=_count(state=PlaceState.WAITING),
        expired=_count(state=PlaceState.EXPIRED),
    )
    rows: list[Any] = list(counted.order_by("starts_at", "pk"))
    served = _served({row.pk for row in rows})
    keys = [row.pk for row in rows]
    figures = [
        SessionFigures(
            row, row.seated, row.there or None, row.walk_ins, row.cancelled, row.waiting, served[row.pk], row.expired
        )
        for row in rows
    ]
    places = Place.objects.filter(session__in=keys).order_by()
    by_kind, by_land, by_kreis = _shares(places.seated(), [row.pk for row in rows if row.there])
    known, first_time = _organisations(keys)
    registrations = places.values(REGISTRATION + "pk").distinct().count()
    return Statistics(figures, registrations, known, first_time, by_kind, by_land, by_kreis)


def _count(**condition: Any) -> Count:
    return Count("places", filter=Q(**{f"places__{name}": value for name, value in condition.items()}))


def _served(keys: set[int]) -> Counter[int]:
    """By session: how many moved up from the waiting list. The audit log alone remembers that they waited."""
    served: Counter[int] = Counter()
    if not keys:
        return served
    for after in AuditEntry.objects.filter(verb__in=SERVED).values_list("after", flat=True).iterator():
        for told in (after or {}).get("sessions", ()):
            if told.get("session") in keys:
                served[told["session"]] += told.get("places", 0)
    return served


def _shares(places: QuerySet[Place], noted: Sequence[int]) -> tuple[list[Share], list[Share], list[Share]]:
    """By kind of organisation, by Land and by Kreis, the largest first; ``noted`` are sessions with check-in."""
    rows = places.values_list(
        REGISTRATION + "organisation_kind",
        REGISTRATION + "territory__ars",
        REGISTRATION + "organisation__territory__ars",
    ).annotate(seated=Count("pk"), noted=Count("pk", filter=Q(session__in=noted)), there=Count("attended_at"))
    found = [
        (kind, own or organisation or "", seated, there if at_check_in else None)
        for kind, own, organisation, seated, at_check_in, there in rows
    ]
    regions = Regions(ars for _kind, ars, _seated, _there in found)
    unknown = _("Angabe fehlt")
    kinds = dict(OrganisationKind.choices)
    return (
        _summed((str(kinds.get(kind, unknown)), seated, there) for kind, _ars, seated, there in found),
        _summed((regions.of(ars).land or unknown, seated, there) for _kind, ars, seated, there in found),
        _summed((regions.of(ars).kreis or unknown, seated, there) for _kind, ars, seated, there in found),
    )


def _summed(rows: Iterable[tuple[str, int, int | None]]) -> list[Share]:
    seated: Counter[str] = Counter()
    attended: Counter[str] = Counter()
    for label, number, there in rows:
        seated[label] += number
        if there is not None:
            attended[label] += there
    found = [Share(label, seated[label], attended.get(label)) for label in seated]
    return sorted(found, key=lambda row: (-row.seated, row.label))


def _organisations(keys: Sequence[int]) -> tuple[int, int]:
    """How many organisations had a seat, and how many of them for the first time at any event of the portal."""
    key = REGISTRATION + "organisation_key"
    rows = Place.objects.seated().exclude(**{key: ""}).order_by().values(key)
    rows = rows.annotate(first=Min("session__starts_at"), here=Min("session__starts_at", filter=Q(session__in=keys)))
    known = rows.filter(here__isnull=False)
    return known.count(), known.filter(here=F("first")).count()


def public_rows(now: dt.datetime) -> list[dict[str, Any]]:
    """Open data: per event that is over how many sessions, seats and persons who came; fewer than five are not told."""
    over = Event.objects.published().exclude(state=EventState.CANCELLED).past(now).filter(is_example=False)
    held = Q(sessions__state=SessionState.PLANNED)
    rows: Any = (
        over.order_by("year", "number", "pk").select_related("land").annotate(held=Count("sessions", filter=held))
    )
    keys = [row.pk for row in rows]
    seats = Session.objects.planned().filter(event__in=keys).order_by()
    counted = dict(
        Place.objects.seated()
        .filter(session__in=seats.values("pk"), attended_at__isnull=False)
        .order_by()
        .values_list("session__event")
        .annotate(n=Count("pk"))
    )
    capacities: dict[int, list[int | None]] = {}
    for event, capacity in seats.values_list("event", "capacity"):
        capacities.setdefault(event, []).append(capacity)
    return [_public(row, capacities.get(row.pk, []), counted.get(row.pk, 0)) for row in rows]


def _public(event: Any, capacities: Sequence[int | None], attended: int) -> dict[str, Any]:
    known = [capacity for capacity in capacities if capacity is not None]
    return {
        "year": event.year,
        "number": event.number,
        "title": event.title,
        "kind": event.kind,
        "path": event.get_absolute_url(),
        "land": event.land.ars if event.land else None,
        "sessions": event.held,
        "seats": sum(known) if known and len(known) == len(capacities) else None,
        "attended": attended if attended >= SMALLEST_GROUP else None,
    }
