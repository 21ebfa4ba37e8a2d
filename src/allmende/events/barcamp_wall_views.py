# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The wall for the projector, and the plan for other programs: answers are short when nothing has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.events.barcamp_access import here
from allmende.events.barcamp_feeds import as_calendar, as_json
from allmende.events.barcamp_plan import grid_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from allmende.events.barcamp_access import Here
    from allmende.events.barcamp_plan import Grid

UNCHANGED = 204
MOST_COLUMNS = 8


def _shown(request: HttpRequest, pk: int) -> tuple[Here, Grid]:
    found = here(request, pk)
    if not found.sees_all:
        raise Http404
    return found, grid_of(found.session, now=found.now)


@public
@require_safe
def wall(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan from now on, large. Asks again by itself; the answer is empty while nothing has changed."""
    found, grid = _shown(request, pk)
    key = _key(request, found, grid)
    if request.htmx and request.GET.get("stand") == key:  # type: ignore[attr-defined]
        return HttpResponse(status=UNCHANGED)
    unchanged = get_conditional_response(request, etag=f'"{key}"')
    if isinstance(unchanged, HttpResponseNotModified):
        return unchanged
    context = {
        "here": found,
        "event": found.session.event,
        "session": found.session,
        "grid": grid,
        "rows": grid.coming_rows,
        "columns": min(len(grid.rooms), MOST_COLUMNS),
        "shows_names": found.barcamp.shows_names and found.takes_part,
        "key": key,
    }
    template = "events/barcamp/_wall.html" if request.htmx else "events/barcamp/wall.html"  # type: ignore[attr-defined]
    response = render(request, template, context)
    return _headed(response, key)


def _key(request: HttpRequest, found: Here, grid: Grid) -> str:
    """What the answer depends on: the plan, which slot is on, the title, the language, whether it is a part."""
    session = found.session
    day = timezone.localtime(found.now).date()
    told = (
        session.pk,
        found.barcamp.version,
        found.takes_part,
        grid.moment_key,
        day,
        session.event.updated_at,
        session.updated_at,
        getattr(request, "LANGUAGE_CODE", ""),
    )
    return salted_hmac("allmende.events.wall", repr(told), algorithm="sha256").hexdigest()[:20]


def _headed(response: HttpResponse, key: str) -> HttpResponse:
    response.headers["ETag"] = f'"{key}"'
    response.headers["Cache-Control"] = "private, no-cache"  # depends on the time of day and on who asks
    response.headers["Vary"] = "HX-Request, Cookie, Accept-Language"
    return response


@public
@require_safe
def plan_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as JSON."""
    found, grid = _shown(request, pk)
    key = _key(request, found, grid)
    response = JsonResponse(as_json(found, grid), json_dumps_params={"ensure_ascii": False, "indent": 2})
    return get_conditional_response(request, etag=f'"{key}"', response=_headed(response, key)) or response


@public
@require_safe
def plan_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan for calendars."""
    found, grid = _shown(request, pk)
    key = _key(request, found, grid)
    response = HttpResponse(as_calendar(found, grid), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="barcamp-{found.session.pk}.ics"'
    return get_conditional_response(request, etag=f'"{key}"', response=_headed(response, key)) or response
