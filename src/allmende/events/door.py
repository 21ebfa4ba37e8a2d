# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""When the door of a session is open: from two hours before it begins to the end of the day after it ends.

Later only the desk corrects who was there; before nobody can have come.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from allmende.events import rules
from allmende.events.models.programme import zone

if TYPE_CHECKING:
    from allmende.accounts.rules import Visitor
    from allmende.events.models import Session

BEFORE: Final = dt.timedelta(hours=2)
AFTER: Final = dt.timedelta(days=1)


def opens_at(session: Session) -> dt.datetime:
    return session.starts_at - BEFORE


def closes_at(session: Session) -> dt.datetime:
    """Midnight after the day after its last one, where it takes place."""
    last = session.local_end.date() + AFTER
    return dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone(session.time_zone))


def is_open(session: Session, at: dt.datetime) -> bool:
    return opens_at(session) <= at < closes_at(session)


def may_note(user: Visitor, session: Session, at: dt.datetime) -> bool:
    """Whether ``user`` may say at ``at`` who is there; whether she leads the event is asked before."""
    return is_open(session, at) or (at >= closes_at(session) and rules.may_plan(user, session.event))
