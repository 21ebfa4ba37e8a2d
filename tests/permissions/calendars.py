# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may read which calendar: the programme everybody, one's own bookings whoever has the secret address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.events.models import CalendarAddress
from allmende.events.services import calendar_addresses
from tests.permissions.cast import EVERYBODY, NOBODY, SIGNED_IN, Person
from tests.permissions.table import Case, fixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from allmende.accounts.models import User
    from tests.permissions.cast import Cast
    from tests.permissions.table import People

HERSELF = frozenset({Person.CITIZEN})

ADDRESSES: dict[str, list[Case]] = {
    "events:calendar": fixed(),
    "events:event_calendar": [
        Case(EVERYBODY, lambda cast: {"slug": cast.event.slug}, label="published"),
        Case(NOBODY, lambda cast: {"slug": cast.draft_event.slug}, label="draft"),
    ],
    "events:session_calendar": [
        Case(EVERYBODY, lambda cast: {"pk": cast.event_session.pk}, label="published"),
        Case(NOBODY, lambda cast: {"pk": cast.draft_session.pk}, label="draft"),
    ],
    "events:my_calendar": fixed(NOBODY, secret="none"),
    "events:registration_calendar": [
        Case(EVERYBODY, lambda cast: {"secret": cast.event_desk.place.attendee.registration.secret}, label="right"),
        Case(NOBODY, lambda cast: {"secret": cast.event_desk.place.attendee.secret}, label="attendee"),
    ],
    "events:attendee_calendar": [
        Case(EVERYBODY, lambda cast: {"secret": cast.event_desk.place.attendee.secret}, label="right"),
        Case(NOBODY, lambda cast: {"secret": cast.event_desk.place.attendee.registration.secret}, label="registration"),
    ],
    "events:renew_calendar_address": fixed(SIGNED_IN),
    "events:forget_calendar_address": fixed(SIGNED_IN),
}


def _make(cast: Cast, user: User) -> Any:
    return calendar_addresses.make_calendar_address(user=cast.people[Person.CITIZEN], by=user)


def _delete(cast: Cast, user: User) -> Any:
    CalendarAddress.objects.get_or_create(user=cast.people[Person.CITIZEN])
    return calendar_addresses.delete_calendar_address(user=cast.people[Person.CITIZEN], by=user)


SERVICES: dict[str, tuple[People, Callable[[Cast, User], Any]]] = {
    "events.calendar_addresses.make_calendar_address": (HERSELF, _make),
    "events.calendar_addresses.delete_calendar_address": (HERSELF, _delete),
}
