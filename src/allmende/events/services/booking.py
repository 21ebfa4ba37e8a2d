# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Registering, confirming by guests, and giving up places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.events import checks, letters, rules
from allmende.events.answers import Answers, read_answers
from allmende.events.errors import NotPossibleError, TooLateError
from allmende.events.letters import Occasion
from allmende.events.models import Attendee, Needs, Package, Place, PlaceState, Registration, Session
from allmende.events.orders import normal_email, person_key
from allmende.events.services import filling

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.accounts.models import User
    from allmende.events.orders import Order, Person

CREATED, CONFIRMED, CANCELLED = "registration.created", "registration.confirmed", "registration.cancelled"


def register(*, order: Order, by: User | None) -> Registration:
    """Ask for seats. With an account at once; a guest first gets a letter and confirms the address (``confirm``).

    The same form sent again gives back the first registration. Raises BookingError.
    """
    answers = read_answers(order)
    try:
        with transaction.atomic():
            filling.take_ledger()
            registration = Registration.objects.filter(form_key=order.key).first()
            if registration is None:
                registration = _take(order, answers, by)
                answers = Answers()
    finally:
        answers.discard()
    return registration


def _take(order: Order, answers: Answers, by: User | None) -> Registration:
    sessions = checks.sessions_of(order.target)
    checks.check_order(order, sessions, booker=by)
    registration = _create(order, by)
    for person in order.people:
        keep_person(registration, person, by=by, keeps_needs=any(session.event.asks_needs for session in sessions))
    answers.keep(registration)
    audit.record(CREATED, registration, by=by, organisation=registration.organisation)
    if by is None:
        letters.ask_to_confirm(registration)
    else:
        queue(registration, sessions)
    return registration


def _create(order: Order, by: User | None) -> Registration:
    contact = order.contact
    organisation = checks.acting(contact, by)
    named = organisation or contact.organisation
    registration = Registration(
        form_key=order.key,
        session=order.target if isinstance(order.target, Session) else None,
        package=order.target if isinstance(order.target, Package) else None,
        user=by,
        contact_name=contact.name.strip(),
        contact_email=normal_email(contact.email),
        organisation=organisation,
        organisation_name=named.name if named else contact.organisation_name.strip(),
        organisation_kind=named.kind if named else contact.organisation_kind,
        organisation_key=checks.key_of_organisation(organisation, contact),
        territory=contact.territory or (named.territory if named else None),
        takes_parts=order.takes_parts,
    )
    checks.check_row(registration)
    registration.save()
    return registration


def keep_person(registration: Registration, person: Person, *, by: User | None, keeps_needs: bool) -> Attendee:
    """A person of ``registration``. Only whoever registers is linked to her account: an address proves nothing."""
    attendee = Attendee(
        registration=registration,
        user=by if by is not None and person.user == by else None,
        name=person.name.strip(),
        email=normal_email(person.email),
        position=person.position.strip(),
        person_key=person_key(person.name, person.email or registration.contact_email),
    )
    checks.check_row(attendee)
    attendee.save()
    needs = Needs(attendee=attendee, accessibility=person.accessibility.strip(), diet=person.diet.strip())
    if keeps_needs and (needs.accessibility or needs.diet):
        checks.check_row(needs)
        needs.save()
    return attendee


def queue(registration: Registration, sessions: Sequence[Session], *, occasion: Occasion = Occasion.REGISTERED) -> None:
    """Put a registration at the end of the queue and see what it gets. Under the lock, checked."""
    registration.number = filling.next_number()
    registration.confirmed_at = timezone.now()
    registration.save(update_fields=["number", "confirmed_at"])
    attendees = list(registration.attendees.order_by("pk"))
    places = Place.objects.bulk_create(
        Place(
            attendee=attendee,
            session=session,
            state=PlaceState.WAITING,
            number=registration.number,
            person_key=attendee.person_key,
        )
        for session in sessions
        for attendee in attendees
    )
    moved = filling.fill([session.pk for session in sessions], newcomer=registration)
    letters.tell(occasion, places)
    filling.tell(moved)


def confirm(*, registration: Registration, by: User | None = None) -> Registration:
    """The guest has the address: now the registration gets its number. The second time nothing happens.

    Raises BookingError when the session has been closed in the meantime or the persons have places by now.
    """
    with transaction.atomic():
        filling.take_ledger()
        current = Registration.objects.filter(pk=registration.pk).first()
        if current is None:
            raise NotPossibleError(_("Diese Anmeldung gibt es nicht mehr. Bitte melden Sie sich noch einmal an."))
        if current.number is not None:
            return current
        sessions = checks.sessions_of(current.target)
        checks.check_window(current.target, sessions)
        checks.check_people(dict(current.attendees.values_list("person_key", "name")), sessions)
        checks.check_limit(current.organisation_key, current.attendees.count(), sessions)
        audit.record(CONFIRMED, current, by=by, organisation=current.organisation)
        queue(current, sessions)
    return current


def cancel(*, places: Iterable[Place], by: User | None, reason: str = "") -> list[Place]:
    """Give up places; those who wait move up. Returns the places that ended.

    Days that have begun stay as they are; only if nothing else is left TooLateError is raised. What has ended already
    is left alone. ``by=None`` is whoever has the secret address.
    """
    with transaction.atomic():
        filling.take_ledger()
        keys = [place.pk for place in places]
        rows = Place.objects.active().filter(pk__in=keys)
        current = list(rows.select_related("attendee__registration", "session__event").order_by("pk"))
        for place in current:
            if by is not None and not rules.may_give_up(by, place):
                raise PermissionDenied
        ending = [place for place in current if checks.is_open(place)]
        if current and not ending:
            raise TooLateError
        if ending:
            freed = filling.end(ending, PlaceState.CANCELLED)
            filling.note_places(CANCELLED, ending, by=by)
            letters.tell(Occasion.CANCELLED, ending, reason=reason)
            filling.tell(filling.fill(freed | filling.waited_for(ending)))
    return ending
