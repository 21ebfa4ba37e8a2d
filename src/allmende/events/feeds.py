# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The programme for programs: as RSS and as JSON, each with the filters of the list.

The addresses of online sessions are for the registered only and in none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.core.outgoing import absolute, xml_text
from allmende.events.models import Event, Session
from allmende.events.models.programme import zone
from allmende.events.programme_cards import place_text
from allmende.events.programme_listing import read_programme
from allmende.events.programme_query import ProgrammeQuery, list_url
from allmende.events.session_times import days, hours
from allmende.events.standing import BOOKABLE, standing_of

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest

    from allmende.events.programme_listing import Programme

NEWEST: Final = 50
MOST: Final = 1000


def _programme(request: HttpRequest, now: dt.datetime) -> Programme:
    return read_programme(Event.objects.published(), ProgrammeQuery.from_params(request.GET), now)[0]


def _fetched(keys: list[int]) -> list[Event]:
    """The events with these keys in their order, with what a record tells."""
    sessions = Session.objects.select_related("venue__territory").order_by("starts_at", "pk")
    rows = Event.objects.select_related("organiser", "land").prefetch_related(
        Prefetch("sessions", sessions), "speakers", "topics"
    )
    found = rows.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _kept(response: HttpResponse, programme: Programme) -> HttpResponse:
    if not programme.hits.is_complete:
        response.headers["Cache-Control"] = "private, no-store"
    return response


@public
@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """The fifty published last among those that match the filters, as RSS 2.0."""
    programme = _programme(request, timezone.now())
    feed = Rss201rev2Feed(
        title=_("Allmende: Veranstaltungen"),
        link=absolute(list_url(programme.query)),
        description=_("Workshops und andere Veranstaltungen zur interkommunalen Zusammenarbeit"),
        language=settings.LANGUAGE_CODE,
        feed_url=absolute(request.get_full_path()),
    )
    keys = [found.row.pk for found in programme.found]
    newest = Event.objects.filter(pk__in=keys).order_by("-published_at", "-pk").values_list("pk", flat=True)[:NEWEST]
    for event in _fetched(list(newest)):
        address = absolute(event.get_absolute_url())
        feed.add_item(
            title=xml_text(event.title),
            link=address,
            unique_id=address,
            description=xml_text(entry_text(event)),
            pubdate=event.published_at,
            updateddate=event.updated_at,
            author_name=xml_text(event.organiser.name),
            categories=[xml_text(topic.name) for topic in event.topics.all()],
        )
    answer = HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
    return _kept(answer, programme)


def entry_text(event: Event) -> str:
    """State if it matters, dates and places, what it is about."""
    dates = [
        ", ".join(part for part in (days(session), hours(session), place_text(session)) if part)
        + (f" ({session.get_state_display()})" if session.is_cancelled else "")
        for session in event.sessions.all()
    ]
    when = "; ".join(dates) or event.dates_note or _("Termin noch offen")
    return " – ".join(part for part in (str(event.get_state_display()), when, event.summary) if part)


@public
@require_safe
def json(request: HttpRequest) -> HttpResponse:
    """The events that match the filters in the order of the page, as plain values; what is not stated is null."""
    now = timezone.now()
    programme = _programme(request, now)
    keys = [found.row.pk for found in programme.found]
    values = {
        "total": len(keys),
        "events": [record(event, now) for event in _fetched(keys[:MOST])],
    }
    return _kept(JsonResponse(values, json_dumps_params={"ensure_ascii": False, "indent": 1}), programme)


def record(event: Event, now: dt.datetime) -> dict[str, Any]:
    """What is stated about one event."""
    return {
        "url": absolute(event.get_absolute_url()),
        "title": event.title,
        "kind": event.kind,
        "state": event.state,
        "state_reason": event.state_reason or None,
        "year": event.year,
        "number": event.number,
        "summary": event.summary or None,
        "description": event.description or None,
        "target_group": event.target_group or None,
        "bring": event.bring or None,
        "cost_note": event.cost_note or None,
        "funding_note": event.funding_note or None,
        "notes": event.notes or None,
        "speakers": [
            {"name": speaker.name, "institution": speaker.institution or None} for speaker in event.speakers.all()
        ],
        "organiser": event.organiser.name,
        "contact_email": event.contact_email or None,
        "land": event.land.ars if event.land else None,
        "topics": [topic.slug for topic in event.topics.all()],
        "dates_note": event.dates_note or None,
        "expected_from": event.expected_from.isoformat() if event.expected_from else None,
        "expected_until": event.expected_until.isoformat() if event.expected_until else None,
        "is_example": event.is_example,
        "source_url": event.source_url or None,
        "published_at": _when(event.published_at, settings.TIME_ZONE),
        "sessions": [_session(event, session, now) for session in event.sessions.all()],
    }


def _session(event: Event, session: Session, now: dt.datetime) -> dict[str, Any]:
    session.event = event
    standing = standing_of(session, event.state, now)
    venue = session.venue
    return {
        "url": absolute(session.get_absolute_url()),
        "label": session.label or None,
        "starts_at": _when(session.starts_at, session.time_zone),
        "ends_at": _when(session.ends_at, session.time_zone),
        "time_zone": session.time_zone,
        "is_cancelled": session.is_cancelled,
        "is_online": session.is_online,
        "venue": venue.name if venue else None,
        "street": (venue.street or None) if venue else None,
        "postcode": (venue.postcode or None) if venue else None,
        "city": venue.city if venue else None,
        "ars": venue.territory.ars if venue and venue.territory else None,
        "room": session.room or None,
        "accessibility": (venue.accessibility or None) if venue else None,
        "capacity": session.capacity,
        "seats_free": None if session.capacity is None else session.seats_free,
        "minimum_number": session.minimum_number,
        "booking_opens_at": _when(session.opens_at, session.time_zone),
        "booking_closes_at": _when(session.booking_ends_at, session.time_zone),
        "standing": standing.value,
        "calendar_url": absolute(reverse("events:session_calendar", args=[session.pk])),
        "register_url": (
            absolute(reverse("events:register", kwargs={"slug": event.slug}, query={"termin": session.pk}))
            if standing in BOOKABLE
            else None
        ),
    }


def _when(moment: dt.datetime | None, time_zone: str) -> str | None:
    return timezone.localtime(moment, zone(time_zone)).isoformat(timespec="minutes") if moment else None
