# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The sessions of an event for search engines, as schema.org/Event in JSON-LD: data in the page, no script."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from allmende.core.outgoing import absolute
from allmende.events.models.programme import zone
from allmende.events.standing import BOOKABLE, Standing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from allmende.events.models import Event, Session, Venue
    from allmende.events.programme_sheet import SessionLine

SCHEMA: Final = "https://schema.org"
NOT_HTML: Final = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
"""So that no text ends the element it stands in."""


def structured(event: Event, lines: Iterable[SessionLine]) -> SafeString:
    """What stands inside ``<script type="application/ld+json">``; empty for drafts, examples and open dates."""
    if not event.is_public or event.is_example:
        return mark_safe("")
    told = [_session(event, line) for line in lines if line.standing != Standing.OVER]
    if not told:
        return mark_safe("")
    text = json.dumps({"@context": SCHEMA, "@graph": told}, ensure_ascii=False)
    return mark_safe(text.translate(NOT_HTML))  # noqa: S308 - JSON in which nothing of HTML is left


def _session(event: Event, line: SessionLine) -> dict[str, Any]:
    session = line.session
    is_cancelled = line.standing == Standing.CANCELLED
    told: dict[str, Any] = {
        "@type": "EducationEvent",
        "name": event.title,
        "url": absolute(session.get_absolute_url()),
        "startDate": _when(session.starts_at, session),
        "endDate": _when(session.ends_at, session),
        "eventStatus": f"{SCHEMA}/{'EventCancelled' if is_cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"{SCHEMA}/{_mode(session)}",
        "location": _locations(event, session),
        "organizer": {"@type": "Organization", "name": event.organiser.name},
        "inLanguage": "de",
    }
    if event.summary:
        told["description"] = event.summary
    if session.capacity is not None:
        told["maximumAttendeeCapacity"] = session.capacity
        told["remainingAttendeeCapacity"] = session.seats_free
    if line.standing in BOOKABLE:
        available = "InStock" if line.is_free else "SoldOut"
        told["offers"] = {"@type": "Offer", "url": absolute(line.url), "availability": f"{SCHEMA}/{available}"}
    return told


def _when(moment: dt.datetime, session: Session) -> str:
    return timezone.localtime(moment, zone(session.time_zone)).isoformat(timespec="minutes")


def _mode(session: Session) -> str:
    if not session.online_url:
        return "OfflineEventAttendanceMode"
    return "MixedEventAttendanceMode" if session.venue else "OnlineEventAttendanceMode"


def _locations(event: Event, session: Session) -> list[dict[str, Any]]:
    """Of an online session the page of the event: its own address is for the registered."""
    found = [_place(session.venue)] if session.venue else []
    if session.online_url:
        found.append({"@type": "VirtualLocation", "url": absolute(event.get_absolute_url())})
    return found


def _place(venue: Venue) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": venue.street,
        "postalCode": venue.postcode,
        "addressLocality": venue.city,
    }
    return {"@type": "Place", "name": venue.name, "address": {name: text for name, text in address.items() if text}}
