# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write about sessions, the packages they are booked in and the places where they are held.

Who has a seat is kept by the booking services; what changes seats or queues takes their ledger row first.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.core.searchables import changed
from allmende.events import letters, rules
from allmende.events.models import (
    Event,
    EventState,
    Package,
    Place,
    PlaceState,
    Registration,
    Session,
    SessionState,
    Venue,
)
from allmende.events.plain_texts import check_texts
from allmende.events.services.seats import change_capacity, end_places, take_ledger

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from allmende.accounts.models import User
    from allmende.territory.models import Territory

FEWEST_OF_A_PACKAGE: Final = 2
COLUMNS: Final = (
    "label", "starts_at", "ends_at", "time_zone", "venue_id", "room", "online_url", "capacity", "minimum_number",
    "organisation_limit", "opens_at", "closes_at", "needs_check",
)  # fmt: skip
WHEN_AND_WHERE: Final = frozenset({"starts_at", "ends_at", "time_zone", "venue_id", "room", "online_url"})
"""What stands in people's calendars."""
VENUE_COLUMNS: Final = ("name", "street", "postcode", "city", "territory_id", "accessibility", "directions")
ADDRESS: Final = frozenset({"name", "street", "postcode", "city"})


class SessionValues(TypedDict, total=False):
    """What is entered about a session."""

    label: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    time_zone: str
    venue: Venue | None
    room: str
    online_url: str
    capacity: int | None
    minimum_number: int | None
    organisation_limit: int | None
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    needs_check: bool


class VenueValues(TypedDict, total=False):
    """What is entered about a venue."""

    name: str
    street: str
    postcode: str
    city: str
    territory: Territory | None
    accessibility: str
    directions: str


def _require(by: User | None, event: Event | None) -> None:
    if by is not None and not rules.may_plan(by, event):
        raise PermissionDenied


def create_session(*, event: Event, values: SessionValues, by: User | None) -> Session:
    """A new date of ``event``, with its seats."""
    _require(by, event)
    if event.state == EventState.CANCELLED:
        raise ValidationError(_("Die Veranstaltung ist abgesagt."))
    with transaction.atomic():
        session = Session(event=event)
        for name, value in values.items():
            setattr(session, name, value)
        _check(session)
        session.save()
        audit.record("session.created", session, by=by, after=_told(session, COLUMNS))
        changed(event)
    return session


def change_session(*, session: Session, values: SessionValues, reason: str = "", by: User | None) -> Session:
    """Make ``session`` what the values say. Whoever has a seat is told of another time or place, with ``reason``.

    Fewer seats than are taken are refused; more of them make the first of the waiting list move up.
    """
    _require(by, session.event)
    wanted = dict(values)
    capacity = wanted.pop("capacity", None)
    with transaction.atomic():
        take_ledger()
        found = Session.objects.select_for_update(of=("self",)).select_related("event", "venue").get(pk=session.pk)
        if found.is_cancelled:
            raise ValidationError(_("Der Termin ist abgesagt."))
        before, began = _told(found, COLUMNS), found.starts_at
        for name, value in wanted.items():
            setattr(found, name, value)
        _check(found)
        after = _told(found, COLUMNS)
        names = [name for name in COLUMNS if before[name] != after[name]]
        if names:
            _refuse_moving_into_the_past(found, began)
            _write(found, names)
            if (
                found.starts_at > timezone.now() + letters.REMIND_BEFORE
            ):  # once more, if they were before it was put off
                Place.objects.filter(session=found).exclude(reminded_at=None).update(reminded_at=None)
            old, new = ({name: told[name] for name in names} for told in (before, after))
            audit.record("session.changed", found, by=by, before=old, after=new)
        if isinstance(capacity, int) and capacity != found.capacity:
            found = change_capacity(session=found, capacity=capacity, by=by)
        if names:
            changed(found.event)
            if WHEN_AND_WHERE & set(names) and not found.is_over(timezone.now()):
                letters.tell(
                    letters.Occasion.SESSION_CHANGED,
                    list(Place.objects.filter(session=found).taking_seats()),
                    reason=reason,
                )
    return found


def _write(session: Session, names: Iterable[str]) -> None:
    """Only what has changed: the seats taken are not this service's."""
    update = {name: getattr(session, name) for name in names}
    if WHEN_AND_WHERE & set(update):
        update["sequence"] = F("sequence") + 1
    Session.objects.filter(pk=session.pk).update(**update, updated_at=timezone.now())
    session.refresh_from_db()


def _refuse_moving_into_the_past(session: Session, began: dt.datetime) -> None:
    """A date that is coming and has people does not slip into the past by a mistyped year."""
    now = timezone.now()
    if began > now >= session.starts_at and Place.objects.active().filter(session=session).exists():
        raise ValidationError({"starts_at": _("Der neue Beginn liegt in der Vergangenheit, und es gibt Anmeldungen.")})


def delete_session(*, session: Session, by: User | None) -> None:
    """Take away a date that nobody has ever registered for; else it is cancelled."""
    event = session.event
    _require(by, event)
    with transaction.atomic():
        take_ledger()
        if Registration.objects.filter(session=session).exists() or Place.objects.filter(session=session).exists():
            raise ValidationError(_("Für diesen Termin gibt es Anmeldungen. Bitte sagen Sie ihn ab, statt zu löschen."))
        if Package.objects.filter(sessions=session).exists():
            raise ValidationError(_("Der Termin gehört zu einem Paket. Bitte nehmen Sie ihn erst dort heraus."))
        audit.record("session.deleted", session, by=by, before=_told(session, COLUMNS))
        session.delete()
        changed(event)


def cancel_session(*, session: Session, reason: str, by: User | None) -> Session:
    """Let one date not take place: its places end, and everybody who is registered or waits is told why."""
    _require(by, session.event)
    reason = reason.strip()
    if not reason:
        raise ValidationError(
            {"reason": _("Bitte schreiben Sie den Grund dazu. Er steht auf der Seite und in den Mails.")}
        )
    with transaction.atomic():
        take_ledger()
        found = Session.objects.select_related("event").get(pk=session.pk)
        if found.is_cancelled:
            raise ValidationError(_("Der Termin ist schon abgesagt."))
        if found.is_over(timezone.now()):
            raise ValidationError(_("Der Termin ist schon vorbei."))
        if found.places.exclude(attended_at=None).exists():
            raise ValidationError(
                _("Es sind schon Teilnehmende eingecheckt. Der Termin lässt sich nicht mehr absagen.")
            )
        end_session(found, reason=reason)
        audit.record("session.called_off", found, by=by, after={"reason": reason})
        changed(found.event)
    return found


def end_session(session: Session, *, reason: str) -> int:
    """Mark ``session`` as cancelled, end its places and tell everybody. Returns how many places ended.

    Part of a write that has the ledger row already.
    """
    session.state_reason = reason
    check_texts(session, ("state_reason",))
    session.full_clean(exclude=["event", "venue"])
    session.state = SessionState.CANCELLED
    Session.objects.filter(pk=session.pk).update(
        state=SessionState.CANCELLED, state_reason=reason, sequence=F("sequence") + 1, updated_at=timezone.now()
    )
    places = end_places(session, state=PlaceState.SESSION_CANCELLED)
    session.refresh_from_db()
    letters.tell(letters.Occasion.SESSION_CANCELLED, places, reason=reason)
    return len(places)


def save_package(
    *,
    package: Package | None = None,
    title: str,
    note: str = "",
    sessions: Sequence[Session],
    is_offered: bool = True,
    by: User | None,
) -> Package:
    """A new package of these sessions, or a changed one. What people have booked in it stays what it was."""
    for session in sessions:
        _require(by, session.event)
    with transaction.atomic():
        found = Package() if package is None else Package.objects.select_for_update().get(pk=package.pk)
        before = None if package is None else _package_told(found)
        former = list(found.sessions.select_related("event")) if package else []
        for session in former:
            _require(by, session.event)
        found.title, found.note, found.is_offered = title, note, is_offered
        check_texts(found, ("title", "note"))
        found.full_clean()
        is_booked = package is not None and package.registrations.exists()
        if is_booked and {session.pk for session in sessions} != {session.pk for session in former}:
            raise ValidationError({"sessions": _("Es gibt schon Anmeldungen für dieses Paket. Seine Termine bleiben.")})
        _check_package(sessions)
        found.save()
        found.sessions.set(sessions)
        verb = "package.created" if package is None else "package.changed"
        audit.record(verb, found, by=by, before=before, after=_package_told(found))
        changed(*{session.event for session in [*former, *sessions]})
    return found


def _check_package(sessions: Sequence[Session]) -> None:
    if len({session.pk for session in sessions}) < FEWEST_OF_A_PACKAGE:
        raise ValidationError({"sessions": _("Ein Paket braucht mindestens zwei Termine.")})
    ordered = sorted(sessions, key=lambda session: session.starts_at)
    for first, second in pairwise(ordered):
        if second.starts_at < first.ends_at:
            raise ValidationError({"sessions": _("Zwei der Termine finden zur selben Zeit statt.")})


def delete_package(*, package: Package, by: User | None) -> None:
    """Offer these sessions together no more; with registrations it is only taken out of the offer."""
    sessions = list(package.sessions.select_related("event"))
    for session in sessions:
        _require(by, session.event)
    _require(by, None)
    with transaction.atomic():
        take_ledger()
        if package.registrations.exists():
            raise ValidationError(_("Es gibt Anmeldungen für dieses Paket. Sie können es aus dem Angebot nehmen."))
        audit.record("package.deleted", package, by=by, before=_package_told(package))
        package.delete()
        changed(*{session.event for session in sessions})


def save_venue(*, venue: Venue | None = None, values: VenueValues, by: User | None) -> Venue:
    """A new venue, or a changed one. With another address everybody with a seat there in future is told.

    Whoever answers for some Länder only changes no venue of other Länder's events.
    """
    _require(by, None)
    with transaction.atomic():
        found = Venue() if venue is None else Venue.objects.select_for_update().get(pk=venue.pk)
        sessions = list(_coming_at(found)) if found.pk else []
        for event in Event.objects.filter(sessions__venue=found).select_related("land").distinct() if found.pk else ():
            _require(by, event)
        before = _told(found, VENUE_COLUMNS)
        for name, value in values.items():
            setattr(found, name, value)
        check_texts(found, [name for name in VENUE_COLUMNS if name != "territory_id"])
        found.full_clean()
        after = _told(found, VENUE_COLUMNS)
        names = [name for name in VENUE_COLUMNS if before[name] != after[name]]
        if venue is not None and not names:
            return found
        found.save()
        old, new = ({name: told[name] for name in names} for told in (before, after))
        verb = "venue.created" if venue is None else "venue.changed"
        audit.record(verb, found, by=by, before=old if venue else None, after=new)
        if sessions:
            moves = bool(ADDRESS & set(names))
            if moves:
                keys = [session.pk for session in sessions]
                Session.objects.filter(pk__in=keys).update(sequence=F("sequence") + 1, updated_at=timezone.now())
            changed(*{session.event for session in sessions})
            if moves:
                places = Place.objects.filter(session__in=sessions).taking_seats()
                letters.tell(letters.Occasion.SESSION_CHANGED, list(places))
    return found


def delete_venue(*, venue: Venue, by: User | None) -> None:
    """Take away a venue where nothing ever was."""
    _require(by, None)
    with transaction.atomic():
        if venue.sessions.exists():
            raise ValidationError(_("Hier gibt es Termine. Der Veranstaltungsort bleibt deshalb stehen."))
        audit.record("venue.deleted", venue, by=by, before=_told(venue, VENUE_COLUMNS))
        venue.delete()


def _coming_at(venue: Venue) -> Iterable[Session]:
    return Session.objects.planned().filter(venue=venue, ends_at__gte=timezone.now()).select_related("event")


def _check(session: Session) -> None:
    check_texts(session, ("label", "room", "time_zone", "online_url", "state_reason"))
    session.full_clean()


def _told(row: Session | Venue, columns: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in columns}


def _package_told(package: Package) -> dict[str, Any]:
    return {
        "title": package.title,
        "note": package.note,
        "is_offered": package.is_offered,
        "sessions": [str(session) for session in package.sessions.select_related("event")],
    }
