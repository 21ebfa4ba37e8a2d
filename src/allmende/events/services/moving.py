# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Moving: to another session (rebooking), to another person (transfer), or just another spelling of the same one."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.events import checks, letters, rules
from allmende.events.answers import copy_answers
from allmende.events.errors import NotPossibleError, TooLateError
from allmende.events.letters import Occasion
from allmende.events.models import Attendee, Needs, Package, Place, Registration, Session
from allmende.events.orders import normal_email, person_key
from allmende.events.services import booking, filling

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.accounts.models import User
    from allmende.events.models.booking import PlaceQuerySet
    from allmende.events.orders import Person

COPIED: Final = (
    "user", "contact_name", "contact_email", "organisation", "organisation_name", "organisation_kind",
    "organisation_key", "territory", "takes_parts",
)  # fmt: skip
COPIED_OF_ATTENDEE: Final = ("user", "name", "email", "position", "person_key")


def rebook(
    *, registration: Registration, to: Session | Package, by: User | None, places: Iterable[Place] | None = None
) -> Registration:
    """Ask for seats at ``to`` instead: for everybody of ``registration``, or those of ``places``.

    Who gets a seat there at once gives up the former in the same moment; who must wait keeps it until she moves up.
    The new registration comes at the end of the queue. Only those who lead the events may move somebody to another
    event, or after registration is closed. Raises BookingError.
    """
    with transaction.atomic():
        filling.take_ledger()
        leaving = _open_places(Place.objects.filter(attendee__registration=registration), by)
        if places is not None:
            chosen = {place.pk for place in places}
            leaving = [place for place in leaving if place.pk in chosen]
        if not leaving:
            raise TooLateError
        sessions = checks.sessions_of(to)
        _check_rebooking(leaving, to, sessions, by)
        new = _follow_up(leaving, to)
        Place.objects.filter(pk__in=[place.pk for place in leaving]).update(leaves_for=new)
        filling.note_places("registration.rebooked", leaving, by=by, to=[session.pk for session in sessions])
        booking.queue(new, sessions, occasion=Occasion.REBOOKED)
    return new


def _check_rebooking(
    leaving: Sequence[Place], to: Session | Package, sessions: Sequence[Session], by: User | None
) -> None:
    if any(place.leaves_for_id for place in leaving):
        raise NotPossibleError(
            _("Eine Umbuchung läuft schon und wartet auf einen Platz. Bitte nehmen Sie sie zuerst zurück.")
        )
    events = {session.event for session in sessions} | {place.session.event for place in leaving}
    leads = by is not None and all(rules.may_lead(by, event) for event in events)
    if not leads and not {session.event_id for session in sessions} <= {place.session.event_id for place in leaving}:
        raise NotPossibleError(_("Umbuchen geht nur innerhalb einer Veranstaltung. Bitte melden Sie sich dort neu an."))
    if leads:
        checks.check_not_begun(sessions)
    else:
        checks.check_window(to, sessions)
    people = {place.person_key: place.attendee.name for place in leaving}
    checks.check_people(people, sessions)
    checks.check_limit(leaving[0].attendee.registration.organisation_key, len(people), sessions)


def _follow_up(leaving: Sequence[Place], to: Session | Package) -> Registration:
    """The registration for the new session: the same people, who asked, and what they have said."""
    former = leaving[0].attendee.registration
    new = Registration(
        session=to if isinstance(to, Session) else None,
        package=to if isinstance(to, Package) else None,
        replaces=former,
        **{name: getattr(former, name) for name in COPIED},
    )
    new.save()
    for attendee in dict.fromkeys(place.attendee for place in leaving):
        copy = Attendee.objects.create(
            registration=new, **{name: getattr(attendee, name) for name in COPIED_OF_ATTENDEE}
        )
        for needs in Needs.objects.filter(attendee=attendee):
            Needs.objects.create(attendee=copy, accessibility=needs.accessibility, diet=needs.diet)
    copy_answers(former, new)
    return new


def transfer(*, attendee: Attendee, to: Person, by: User | None) -> Attendee:
    """Let a colleague take the places of ``attendee`` that have not begun, each as it is: seated, offered or waiting.

    The colleague has calendar entries of her own; what the former needed is deleted. Raises BookingError.
    """
    with transaction.atomic():
        filling.take_ledger()
        places = _open_places(Place.objects.filter(attendee=attendee), by)
        if not places:
            raise TooLateError
        former = places[0].attendee
        registration = former.registration
        key = person_key(to.name, to.email or registration.contact_email)
        if key == former.person_key:
            raise NotPossibleError(_("Das ist dieselbe Person."))
        sessions = [place.session for place in places]
        checks.check_people({key: to.name.strip()}, sessions)
        letters.tell(Occasion.TRANSFERRED_AWAY, places)
        asks_needs = any(session.event.asks_needs for session in sessions)
        new = booking.keep_person(registration, to, by=by, keeps_needs=asks_needs)
        for place in places:
            place.attendee, place.person_key = new, new.person_key
            place.uid, place.sequence, place.reminded_at, place.leaves_for = uuid.uuid4(), 0, None, None
        Place.objects.bulk_update(places, ["attendee", "person_key", "uid", "sequence", "reminded_at", "leaves_for"])
        Place.objects.filter(leaves_for=registration, person_key=former.person_key).update(leaves_for=None)
        Needs.objects.filter(attendee=former).delete()
        filling.note_places("registration.transferred", places, by=by)
        if not former.places.exists():
            former.delete()
        letters.tell(Occasion.TRANSFERRED_TO, places)
    return new


def correct_person(*, attendee: Attendee, person: Person, by: User | None) -> Attendee:
    """Write the name, address or position of the same person as it should have been. Raises AlreadyRegisteredError.

    Who has been there gets another name only from those who lead (TooLateError): certificates are made of it. To
    another address go links to all places, so only who may answer for all of them changes it.
    """
    with transaction.atomic():
        filling.take_ledger()
        current = Attendee.objects.select_related("registration").get(pk=attendee.pk)
        places = list(
            Place.objects.active().filter(attendee=current).select_related("attendee__registration", "session__event")
        )
        if by is not None and not (
            rules.looks_after(by, current.registration) or any(rules.may_give_up(by, place) for place in places)
        ):
            raise PermissionDenied
        former = current.person_key
        _check_correction(current, person, places, by)
        current.name, current.position = person.name.strip(), person.position.strip()
        current.email = normal_email(person.email)
        current.person_key = person_key(current.name, current.email or current.registration.contact_email)
        checks.check_row(current)
        if current.person_key != former:
            others = [place.session for place in places]
            checks.check_people({current.person_key: current.name}, others)
            Place.objects.filter(attendee=current).update(person_key=current.person_key)
            Place.objects.filter(leaves_for=current.registration, person_key=former).update(
                person_key=current.person_key
            )
        current.save(update_fields=["name", "email", "position", "person_key"])
        audit.record("attendee.corrected", current.registration, by=by, organisation=current.registration.organisation)
    return current


def _check_correction(attendee: Attendee, person: Person, places: Sequence[Place], by: User | None) -> None:
    has_new_address = normal_email(person.email) != normal_email(attendee.email)
    if has_new_address and by is not None and not all(rules.may_give_up(by, place) for place in places):
        raise PermissionDenied
    if person.name.strip() == attendee.name:
        return
    seen = Place.objects.filter(attendee=attendee, attended_at__isnull=False).select_related("session__event")
    if any(by is None or not rules.may_lead(by, place.session.event) for place in seen):
        raise TooLateError


def _open_places(rows: PlaceQuerySet, by: User | None) -> list[Place]:
    """The active ones of ``rows`` that can still be moved, if ``by`` may answer for all of them."""
    related = rows.active().select_related("attendee__registration__organisation", "session__event")
    found = list(related.order_by("session__starts_at", "pk"))
    if by is not None and not all(rules.may_give_up(by, place) for place in found):
        raise PermissionDenied
    return [place for place in found if checks.is_open(place)]
