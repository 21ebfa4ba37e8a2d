# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Times of sessions in templates, as the clock at their place shows them: ``{{ session|days }}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from allmende.events import session_times

if TYPE_CHECKING:
    import datetime as dt

    from allmende.events.models import Session

register = template.Library()
register.filter("days", session_times.days)
register.filter("hours", session_times.hours)


@register.filter
def moment(at: dt.datetime, session: Session) -> str:
    """„24. Februar 2026, 12:00 Uhr“ at the place of ``session``."""
    return session_times.moment_text(at, session.time_zone)
