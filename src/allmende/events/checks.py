# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What must hold before seats are asked for. Under the lock of the seats, so that it holds when they are given."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts.models import Organisation, OrganisationKind
from allmende.events.errors import (
    AlreadyRegisteredError,
    BookingClosedError,
    NobodyError,
    OrganisationLimitError,
    TooManyError,
)
from allmende.events.models import ACTIVE, EventState, Package, Place, Session, SessionState
from allmende.events.orders import organisation_key, person_key, visible
from allmende.events.plain_texts import check_texts
from allmende.territory.naming import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from django.db.models import Model

    from allmende.accounts.models import User
    from allmende.events.orders import Contact, Order, Person

FOR_NOBODY: Final = frozenset({"privat", "private", "privatperson", "keine", "niemand"})
"""What people who come for no organisation write, folded; the form proposes the first."""


def sessions_of(target: Session | Package) -> list[Session]:
    """The sessions that are asked for as they are now, in the order of their dates."""
    rows = Session.objects.select_related("event", "venue").order_by("starts_at", "pk")
    return list(rows.filter(pk=target.pk) if isinstance(target, Session) else rows.filter(packages=target.pk))


def check_order(order: Order, sessions: Sequence[Session], *, booker: User | None) -> None:
    """Everything that stands against ``order``, the first of it as BookingError.

    A guest is not told who is registered already before the mail address is confirmed: anybody could ask.
    """
    check_window(order.target, sessions)
    if not order.people:
        raise NobodyError
    most = min(session.event.max_attendees for session in sessions)
    if len(order.people) > most:
        raise TooManyError(most)
    keys = keys_of(order.people, order.contact)
    for key, count in Counter(keys).items():
        if count > 1:
            raise AlreadyRegisteredError(order.people[keys.index(key)].name)
    if booker is not None:
        check_people(dict(zip(keys, (person.name for person in order.people), strict=True)), sessions)
    check_limit(key_of_organisation(acting(order.contact, booker), order.contact), len(keys), sessions)


def check_window(target: Session | Package, sessions: Sequence[Session]) -> None:
    """Whether all of it can be booked now."""
    if isinstance(target, Package) and not Package.objects.filter(pk=target.pk, is_offered=True).exists():
        raise BookingClosedError(_("Dieses Paket wird nicht mehr angeboten."))
    if not sessions:
        raise BookingClosedError(_("Dafür gibt es noch keinen Termin."))
    now = timezone.now()
    for session in sessions:
        if not session.is_open(now):
            raise BookingClosedError(why_closed(session, now))


def check_not_begun(sessions: Sequence[Session]) -> None:
    """Whether all of it still lies ahead; who leads the event may add and move persons after registration is closed."""
    now = timezone.now()
    for session in sessions:
        if session.is_cancelled or session.starts_at <= now:
            raise BookingClosedError(why_closed(session, now))


def why_closed(session: Session, now: dt.datetime) -> str:
    """Why ``session`` cannot be booked now, in words."""
    told = {"session": str(session)}
    if session.is_cancelled:
        return _("„%(session)s“ ist abgesagt.") % told
    if session.starts_at <= now:
        return _("„%(session)s“ hat schon begonnen oder ist vorbei.") % told
    if session.state == SessionState.PLANNED and session.event.state == EventState.OPEN:
        if session.opens_at is not None and session.opens_at > now:
            return _("Die Anmeldung zu „%(session)s“ ist noch nicht geöffnet.") % told
        return _("Die Anmeldung zu „%(session)s“ ist geschlossen.") % told
    if session.event.state in {EventState.DRAFT, EventState.SAVE_THE_DATE}:
        return _("Die Anmeldung zu „%(session)s“ ist noch nicht geöffnet.") % told
    return _("Die Anmeldung zu „%(session)s“ ist geschlossen.") % told


def check_people(names: dict[str, str], sessions: Iterable[Session]) -> None:
    """Whether none of these persons (by their keys) has a place at one of the sessions already."""
    taken = Place.objects.active().filter(session__in=list(sessions), person_key__in=names)
    found = taken.select_related("session__event").order_by("session__starts_at", "pk").first()
    if found is not None:
        raise AlreadyRegisteredError(names[found.person_key], str(found.session))


def check_limit(key: str, count: int, sessions: Sequence[Session]) -> None:
    """Whether ``count`` more persons of one organisation are within the limit of each session. Those who wait count."""
    limited = [session for session in sessions if session.organisation_limit is not None]
    if not limited or not key:
        return
    rows = Place.objects.filter(
        session__in=limited, state__in=ACTIVE, attendee__registration__organisation_key=key
    ).order_by()
    there = dict(rows.values_list("session").annotate(number=Count("pk")))
    for session in limited:
        already = there.get(session.pk, 0)
        if session.organisation_limit is not None and already + count > session.organisation_limit:
            raise OrganisationLimitError(session.organisation_limit, already, str(session))


def keys_of(people: Iterable[Person], contact: Contact) -> list[str]:
    """By what the persons are told apart; one without an own address by that of whoever registers."""
    return [person_key(person.name, person.email or contact.email) for person in people]


def acting(contact: Contact, booker: User | None) -> Organisation | None:
    """The organisation of the portal that is registered: only one that ``booker`` acts for, else just its name."""
    if contact.organisation is None or booker is None:
        return None
    return Organisation.objects.of(booker).filter(pk=contact.organisation.pk).first()


def key_of_organisation(organisation: Organisation | None, contact: Contact) -> str:
    """By what the limit counts; empty for whoever comes for nobody.

    Who types the name of an organisation of the portal counts as belonging to it. A municipality is told by its
    territory, however its name is typed („VG Mendig“).
    """
    name = contact.organisation.name if contact.organisation else contact.organisation_name
    folded = fold(visible(name))
    if organisation is None and folded in FOR_NOBODY:
        return ""
    if organisation is None and folded:
        known = Organisation.objects.active().order_by("pk")
        organisation = known.filter(search_name=folded).first()
        kind, there = contact.organisation_kind, contact.territory
        if organisation is None and kind == OrganisationKind.MUNICIPALITY and there is not None:
            organisation = known.filter(territory=there, kind=kind).first()
            if organisation is None:
                return f"place:{there.ars}"
    return organisation_key(organisation, name)


def check_row(row: Model, *, may_be_empty: Collection[str] = ()) -> None:
    """Raises ValidationError for texts that are too long, hold control characters, or an address that is none."""
    names = [field.name for field in row._meta.concrete_fields if not field.is_relation and field.editable]
    related = {field.name for field in row._meta.concrete_fields} - set(names)
    row.clean_fields(exclude=related | {name for name in may_be_empty if not getattr(row, name)})
    check_texts(row, names)


def is_open(place: Place, now: dt.datetime | None = None) -> bool:
    """Whether ``place`` can still be given up or moved: it counts, and its session has not begun."""
    return place.state in ACTIVE and place.attended_at is None and place.session.starts_at > (now or timezone.now())
