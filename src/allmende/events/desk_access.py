# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the pages of the desk may show to whoever asks; all else does not exist for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.accounts.rules import is_desk
from allmende.events import rules
from allmende.events.models import Event, Place, Session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, QueryDict

    from allmende.accounts.models import User

Trail = list[tuple[str, str]]


def user_of(request: HttpRequest) -> User:
    return cast("User", request.user)


def require_leading(request: HttpRequest) -> None:
    """The desk, and whoever acts for an organisation that organises something."""
    if not is_desk(user_of(request)) and not Event.objects.led_by(user_of(request)).exists():
        raise Http404


def require_planning(request: HttpRequest) -> None:
    if not rules.may_plan(user_of(request)):
        raise Http404


def led_event(request: HttpRequest, pk: int) -> Event:
    events = Event.objects.led_by(user_of(request)).select_related("organiser", "land")
    return get_object_or_404(events, pk=pk)


def planned_event(request: HttpRequest, pk: int) -> Event:
    """One whose programme the visitor may change."""
    event = led_event(request, pk)
    if not rules.may_plan(user_of(request), event):
        raise Http404
    return event


def led_session(request: HttpRequest, pk: int) -> Session:
    sessions = Session.objects.led_by(user_of(request)).select_related("event__organiser", "event__land", "venue")
    return get_object_or_404(sessions, pk=pk)


def planned_session(request: HttpRequest, pk: int) -> Session:
    session = led_session(request, pk)
    if not rules.may_plan(user_of(request), session.event):
        raise Http404
    return session


def led_place(request: HttpRequest, pk: int) -> Place:
    places = Place.objects.led_by(user_of(request)).select_related(
        "attendee__registration__organisation", "attendee__registration__territory",
        "session__event__organiser", "session__event__land", "session__venue",
    )  # fmt: skip
    return get_object_or_404(places, pk=pk)


def trail(event: Event | None = None, session: Session | None = None, here: str = "") -> Trail:
    """The way to a page of the desk; the last step is the page itself."""
    steps: Trail = [(_("Veranstaltungen leiten"), reverse("events:desk"))]
    if event is not None:
        steps.append((event.title, reverse("events:desk_event", args=[event.pk])))
    if session is not None:
        steps.append((name_of(session), reverse("events:desk_session", args=[session.pk])))
    if here:
        steps.append((here, ""))
    else:
        steps[-1] = (steps[-1][0], "")
    return steps


def name_of(session: Session) -> str:
    """„24.02.2027, Neuwied“: which of the dates of an event it is."""
    where = session.venue.city if session.venue else _("online") if session.online_url else ""
    return ", ".join(part for part in (f"{session.local_start:%d.%m.%Y}", where, session.label) if part)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent to a form, also if it was nothing; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def query_of(request: HttpRequest) -> Mapping[str, str]:
    """The query without what no database takes."""
    return {key: str(value).replace("\x00", "") for key, value in request.GET.items()}
