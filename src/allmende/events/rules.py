# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what with events. Who sees them is ``Event.objects.visible_to``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allmende.accounts.models import Organisation
from allmende.accounts.rules import answers_for, is_desk

if TYPE_CHECKING:
    from allmende.accounts.models import User
    from allmende.accounts.rules import Visitor
    from allmende.events.models import Event, Place, Registration


def may_lead(user: Visitor, event: Event) -> bool:
    """See the participants and look after them: the desk in its areas, and who acts for the organiser.

    The same as ``Event.objects.led_by``. An event for all of Germany is for those of the desk who answer for all.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    if is_desk(user) and answers_for(user, event.areas):
        return True
    return Organisation.objects.of(user).filter(pk=event.organiser_id).exists()


def may_plan(user: Visitor, event: Event | None = None) -> bool:
    """Enter, change and publish events of the programme: the desk, in its areas."""
    return is_desk(user) and (event is None or answers_for(user, event.areas))


def looks_after(user: Visitor, registration: Registration) -> bool:
    """Whoever made the registration, signed in. Guests come by its secret address."""
    return user.is_authenticated and user.is_active and registration.user_id == user.pk


def may_give_up(user: Visitor, place: Place) -> bool:
    """Give up, accept or pass on a place, signed in: its person, whoever registered her, and who leads the event."""
    if not user.is_authenticated or not user.is_active:
        return False
    attendee = place.attendee
    return user.pk in {attendee.user_id, attendee.registration.user_id} or may_lead(user, place.session.event)


def acting(user: Visitor, registration: Registration) -> User | None:
    """Who is written down when somebody uses the secret address of ``registration``: herself where she may without it.

    The services take None for whoever has the address.
    """
    return user if user.is_authenticated and looks_after(user, registration) else None
