# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Calendars: the programme, one event, one session, and a person's own bookings by a secret address."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, cast

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from allmende.cooperation.models import Topic
from allmende.core.access import public
from allmende.core.calendar_files import calendar_answer
from allmende.events import calendar
from allmende.events.models import Attendee, CalendarAddress, Event, Place, PlaceState, Registration, Session
from allmende.events.orders import normal_email
from allmende.events.own_access import no_nul
from allmende.events.services.calendar_addresses import delete_calendar_address, make_calendar_address
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User

KEPT_PAST: Final = dt.timedelta(days=365)
"""How long what is over stays in the feeds, so that calendars keep it."""
SHOWN_ENDED: Final = dt.timedelta(days=60)
"""How long an ended booking stays in a person's feed as cancelled, so that every calendar takes it out."""
MOST: Final = 1000


def _public_sessions() -> QuerySet[Session]:
    found = Session.objects.filter(event__in=Event.objects.published().order_by().values("pk"))
    found = found.filter(ends_at__gte=timezone.now() - KEPT_PAST, needs_check=False)
    return (
        found.select_related("event__organiser", "venue").prefetch_related("event__topics").order_by("starts_at", "pk")
    )


@public
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """All sessions of the programme; ``thema`` (slug) and ``land`` (two digits) narrow it.

    An unknown value gives an empty calendar, not all: a subscription must not grow by a mistake.
    """
    found = _public_sessions()
    name = [_("Veranstaltungen")]
    topic, land = (no_nul(request.GET.get(key, "")) for key in ("thema", "land"))
    if topic:
        found = found.filter(Q(event__topics__slug=topic) | Q(event__topics__parent__slug=topic)).distinct()
        name.extend(Topic.objects.filter(slug=topic).values_list("name", flat=True))
    if land:
        of_land = Q(event__land__ars=land[:2]) | Q(event__land=None) | Q(venue__territory__ars__startswith=land[:2])
        found = found.filter(of_land) if len(land) == 2 and land.isdecimal() else found.none()
        name.extend(Territory.objects.filter(ars=land).values_list("name", flat=True))
    return calendar_answer(
        request, calendar.public_feed(list(found[:MOST]), name=" – ".join(name)), name="veranstaltungen"
    )


@public
@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """The sessions of one event."""
    found = get_object_or_404(Event.objects.published(), slug=slug)
    sessions = list(_public_sessions().filter(event=found))
    return calendar_answer(request, calendar.public_feed(sessions, name=found.title), name=found.slug[:80])


@public
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session, to be put into one's calendar by hand."""
    rows = Session.objects.filter(event__in=Event.objects.published().order_by().values("pk"))
    found = get_object_or_404(rows.select_related("event__organiser", "venue"), pk=pk)
    return calendar_answer(request, calendar.public_feed([found], name=found.event.title), name=f"termin-{found.pk}")


@public
@require_safe
def own(request: HttpRequest, secret: str) -> HttpResponse:
    """The bookings of whoever has this address: made by her, or by others for her confirmed mail address."""
    address = get_object_or_404(
        CalendarAddress.objects.filter(user__is_active=True).select_related("user"), secret=no_nul(secret)
    )
    mine = Q(attendee__user=address.user) | Q(attendee__email=normal_email(address.user.email))
    return _own(request, Place.objects.filter(mine))


@public
@require_safe
def of_registration(request: HttpRequest, secret: str) -> HttpResponse:
    """The days of one registration."""
    registration = get_object_or_404(Registration.objects.confirmed(), secret=no_nul(secret))
    return _own(request, Place.objects.filter(attendee__registration=registration))


@public
@require_safe
def of_attendee(request: HttpRequest, secret: str) -> HttpResponse:
    """The days of one person who was registered by a colleague."""
    attendee = get_object_or_404(Attendee, secret=no_nul(secret))
    return _own(request, Place.objects.filter(attendee=attendee))


def _own(request: HttpRequest, places: QuerySet[Place]) -> HttpResponse:
    now = timezone.now()
    recent = ~Q(state=PlaceState.EXPIRED) & (Q(ended_at=None) | Q(ended_at__gte=now - SHOWN_ENDED))
    found = places.filter(recent, session__ends_at__gte=now - KEPT_PAST)
    found = found.select_related("attendee__registration", "session__venue", "session__event__organiser")
    found = found.prefetch_related("session__event__topics").order_by("session__starts_at", "pk")[:MOST]
    text = calendar.own_feed(found, name=_("Meine Veranstaltungen"))
    return calendar_answer(request, text, name="meine-veranstaltungen", is_private=True)


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Make the secret address, or a new one in its place."""
    user = cast("User", request.user)
    make_calendar_address(user=user, by=user)
    messages.success(request, _("Ihre Kalenderadresse ist neu. Eine frühere führt nicht mehr zu Ihren Terminen."))
    return redirect("events:my_events")


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Take the secret address away."""
    user = cast("User", request.user)
    if delete_calendar_address(user=user, by=user):
        messages.success(request, _("Ihre Kalenderadresse ist gelöscht."))
    return redirect("events:my_events")
