# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what in a BarCamp, and when. Guests come without an account: their seat is what counts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from allmende.events.models import EventKind, PlaceState
from allmende.events.rules import may_lead

if TYPE_CHECKING:
    from allmende.accounts.models import User
    from allmende.events.models import Attendee, Barcamp, Proposal, Session

NOTES_AFTER: Final = dt.timedelta(days=14)
"""So long after the session participants still write in the notes."""


def leads(user: User | None, session: Session) -> bool:
    return user is not None and may_lead(user, session.event)


def is_seated(attendee: Attendee | None, session: Session) -> bool:
    """Whether ``attendee`` has a seat at ``session``; who waits or has been offered one does not take part yet."""
    return attendee is not None and attendee.places.filter(session=session, state=PlaceState.SEATED).exists()


def takes_part(user: User | None, attendee: Attendee | None, session: Session) -> bool:
    """Sees all of the BarCamp and writes in it: those with a seat, and who leads."""
    return is_seated(attendee, session) or leads(user, session)


def is_barcamp(session: Session) -> bool:
    return session.event.kind == EventKind.BARCAMP


def is_on(session: Session, now: dt.datetime) -> bool:
    """From its announcement until it is over."""
    return is_barcamp(session) and session.event.is_public and not session.is_cancelled and not session.is_over(now)


def takes_proposals(barcamp: Barcamp, now: dt.datetime) -> bool:
    return barcamp.takes_proposals and is_on(barcamp.session, now)


def takes_votes(barcamp: Barcamp, now: dt.datetime) -> bool:
    return barcamp.takes_votes and is_on(barcamp.session, now)


def takes_notes(session: Session, now: dt.datetime) -> bool:
    """Also for a while after the session."""
    return is_barcamp(session) and not session.is_cancelled and now <= session.ends_at + NOTES_AFTER


def may_change(user: User | None, attendee: Attendee | None, proposal: Proposal) -> bool:
    """One's own, as long as one has a seat; who leads changes all."""
    if leads(user, proposal.session):
        return True
    is_own = attendee is not None and proposal.proposer_id == attendee.pk
    return is_own and is_seated(attendee, proposal.session)


def shows_notes_to_all(barcamp: Barcamp, now: dt.datetime) -> bool:
    """Whether everybody reads the notes: the moderator says so, and the session is over."""
    return barcamp.is_public and barcamp.publishes_notes and barcamp.session.is_over(now)
