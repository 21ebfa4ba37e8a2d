# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Seats as those who lead an event look after them: more or fewer, somebody at the door, somebody registered twice."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.events import checks, letters, rules
from allmende.events.errors import AlreadyRegisteredError, CapacityTooSmallError, NotPossibleError
from allmende.events.letters import Occasion
from allmende.events.models import Attendee, Needs, Place, PlaceState, Registration, Session
from allmende.events.orders import normal_email, organisation_key, person_key
from allmende.events.services import booking, filling
from allmende.events.services.certificates import withdraw_for_place
from allmende.events.services.filling import take_ledger

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.accounts.models import User
    from allmende.events.models.booking import PlaceQuerySet
    from allmende.events.orders import Contact, Person

__all__ = [
    "change_capacity",
    "end_places",
    "merge",
    "take_ledger",
    "waiting_position",
    "waiting_positions",
    "walk_in",
]

BETTER: Final = (PlaceState.WAITING, PlaceState.OFFERED, PlaceState.SEATED)
"""Of two places of one person the better one stays."""


def change_capacity(*, session: Session, capacity: int, by: User | None) -> Session:
    """More seats go to those who wait at once; fewer than are taken cannot be (CapacityTooSmallError)."""
    with transaction.atomic():
        current = _led(session, by)
        before = current.capacity
        if not Session.objects.filter(pk=current.pk, seats_taken__lte=capacity).update(capacity=capacity):
            raise CapacityTooSmallError(current.seats_taken)
        if capacity != before:
            audit.record(
                "session.capacity_changed", current, by=by, before={"capacity": before}, after={"capacity": capacity}
            )
            filling.tell(filling.fill([current.pk]))
        current.refresh_from_db()
    return current


def walk_in(*, session: Session, person: Person, contact: Contact, by: User | None, extra: bool = False) -> Place:
    """Enter somebody by hand: at the door, or who called. She has a seat at once, before those who wait.

    Who is on the waiting list gets her own place. Without a free seat NotFreeError is raised, unless ``extra`` adds one
    to the session. Letters are written before the session only, and to who has left an address.
    """
    with transaction.atomic():
        current = _led(session, by)
        if current.is_cancelled:
            raise NotPossibleError(_("Der Termin ist abgesagt."))
        key = person_key(person.name, person.email or contact.email)
        rows = Place.objects.active().filter(session=current, person_key=key)
        place = rows.select_related("attendee__registration", "session__event").first()
        if place is not None and place.state == PlaceState.SEATED:
            raise AlreadyRegisteredError(person.name.strip(), str(current))
        if place is None or place.state == PlaceState.WAITING:
            if extra and not current.seats_free:
                Session.objects.filter(pk=current.pk).update(capacity=F("capacity") + 1)
            filling.take(current.pk, 1)
        if place is None:
            place = _enter(current, person, contact)
        place.state, place.offered_until = PlaceState.SEATED, None
        place.save(update_fields=["state", "offered_until"])
        filling.note_places("place.walk_in", [place], by=by, extra_seat=extra and not current.seats_free)
        if place.attendee.letter_address and timezone.now() < current.starts_at:
            letters.tell(Occasion.REGISTERED, [place])
        left = filling.leaving([place])
        moved = filling.fill(filling.end(left, PlaceState.MOVED) | filling.waited_for([place]))
        moved.left += left
        filling.tell(moved)
    return place


def _enter(session: Session, person: Person, contact: Contact) -> Place:
    """A registration with its number, made by whoever leads the event; it belongs to no account."""
    organisation, number = contact.organisation, filling.next_number()
    registration = Registration(
        session=session,
        number=number,
        confirmed_at=timezone.now(),
        contact_name=(contact.name or person.name).strip(),
        contact_email=normal_email(contact.email or person.email),
        organisation=organisation,
        organisation_name=organisation.name if organisation else contact.organisation_name.strip(),
        organisation_kind=organisation.kind if organisation else contact.organisation_kind,
        organisation_key=organisation_key(organisation, contact.organisation_name),
        territory=contact.territory or (organisation.territory if organisation else None),
        is_walk_in=True,
    )
    checks.check_row(registration, may_be_empty=("contact_email",))
    registration.save()
    attendee = booking.keep_person(registration, person, by=None, keeps_needs=session.event.asks_needs)
    return Place.objects.create(
        attendee=attendee,
        session=session,
        state=PlaceState.SEATED,
        number=number,
        person_key=attendee.person_key,
    )


def merge(*, keep: Attendee, other: Attendee, by: User | None) -> Attendee:
    """Two attendees are the same person: of two places at one session the better stays, else the earlier.

    The seat of the other is free for those who wait. From now on both count as one person. Had both been checked in,
    one check-in remains, and a certificate of the other is withdrawn.
    """
    with transaction.atomic():
        filling.take_ledger()
        both = {row.pk: row for row in Attendee.objects.filter(pk__in=[keep.pk, other.pk])}
        if len(both) < 2:
            raise NotPossibleError(_("Das sind nicht zwei Teilnehmende."))
        kept, former = both[keep.pk], both[other.pk].person_key
        rows = Place.objects.select_related("attendee__registration", "session__event").order_by("pk")
        known = rows.filter(attendee__in=both)
        if by is not None and not (known and all(rules.may_lead(by, place.session.event) for place in known)):
            raise PermissionDenied
        ending = _worse_of_two(rows.active(), kept, other)
        for place in ending:
            if place.attended_at is not None and by is not None:
                withdraw_for_place(place, by=by)
            place.attended_at = place.checked_in_by = None
            place.save(update_fields=["attended_at", "checked_in_by"])
        freed = filling.end(ending, PlaceState.CANCELLED)
        Place.objects.filter(attendee=other.pk).update(person_key=kept.person_key, leaves_for=None)
        Place.objects.filter(leaves_for=other.registration_id, person_key=former).update(leaves_for=None)
        Attendee.objects.filter(pk=other.pk).update(person_key=kept.person_key)
        _take_over_needs(kept, other)
        filling.note_places("registration.merged", ending or list(known)[:1], by=by)
        reason = _("Diese Person war doppelt angemeldet. Die andere Anmeldung gilt weiter.")
        letters.tell(Occasion.CANCELLED, ending, reason=reason)
        filling.tell(filling.fill(freed | filling.waited_for(ending)))
    return kept


def _worse_of_two(active: PlaceQuerySet, keep: Attendee, other: Attendee) -> list[Place]:
    """Where ``other`` has a place and the person of ``keep`` too: which of the two is given up."""
    found: list[Place] = []
    same = {place.session_id: place for place in active.filter(person_key=keep.person_key)}
    for place in active.filter(attendee=other.pk):
        first = same.get(place.session_id)
        if first is not None and first.pk != place.pk:
            found.append(min(first, place, key=_worth))
    return found


def _worth(place: Place) -> tuple[bool, int, int]:
    """Who has been there comes first, then who has a seat, then who came earlier."""
    return (place.attended_at is not None, BETTER.index(PlaceState(place.state)), -place.number)


def _take_over_needs(keep: Attendee, other: Attendee) -> None:
    """What either of them said is needed is kept once."""
    there = Needs.objects.filter(attendee=keep).first()
    for needs in Needs.objects.filter(attendee=other.pk):
        if there is None:
            Needs.objects.create(attendee=keep, accessibility=needs.accessibility, diet=needs.diet)
        needs.delete()


def end_places(session: Session, *, state: PlaceState = PlaceState.SESSION_CANCELLED) -> list[Place]:
    """End all places of ``session``; who has been there stays. The caller writes to them. Returns those that ended.

    Of a package that takes no single days the other days may now be free to have: those who wait for them move up.
    Under the lock (``take_ledger``), which the caller has taken before writing anything.
    """
    filling.take_ledger()
    rows = Place.objects.active().filter(session=session, attended_at=None)
    ending = list(rows.select_related("attendee__registration").order_by("number", "pk"))
    filling.end(ending, state)
    filling.tell(filling.fill(filling.waited_for(ending) - {session.pk}))
    return ending


def waiting_position(place: Place) -> int | None:
    """Its place in the line, counted in registrations and not in persons: 1 is the next. None for who does not wait."""
    return waiting_positions([place]).get(place.pk)


def waiting_positions(places: Iterable[Place]) -> dict[int, int]:
    """The same for many of them at once, by their keys; one query."""
    waiting = [place for place in places if place.state == PlaceState.WAITING]
    if not waiting:
        return {}
    rows = Place.objects.filter(session__in={place.session_id for place in waiting}, state=PlaceState.WAITING)
    numbers: dict[int, list[int]] = defaultdict(list)
    for session, number in rows.order_by("session", "number").values_list("session", "number").distinct():
        numbers[session].append(number)
    return {place.pk: numbers[place.session_id].index(place.number) + 1 for place in waiting}


def _led(session: Session, by: User | None) -> Session:
    """The session as it is now, under the lock, if ``by`` leads its event (None: an import or the demo)."""
    filling.take_ledger()
    current = Session.objects.select_related("event", "event__land").get(pk=session.pk)
    if by is not None and not rules.may_lead(by, current.event):
        raise PermissionDenied
    return current
