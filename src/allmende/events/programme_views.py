# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The public pages of the programme: the list and an event."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.core.pages import paginate, render_page
from allmende.events import materials, rules
from allmende.events.models import Event, EventState
from allmende.events.programme_cards import badge_of, cards_of, is_to_be_saved
from allmende.events.programme_form import FilterForm
from allmende.events.programme_listing import Programme, month_text, read_programme
from allmende.events.programme_query import PAST, ProgrammeQuery, list_url
from allmende.events.programme_sheet import beside, expected, is_series, lines_of, packages_of, sessions_of
from allmende.events.programme_structured import structured
from allmende.events.standing import changes_soon

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User
    from allmende.events.programme_cards import Card
    from allmende.events.programme_listing import Found
    from allmende.events.standing import Dated

PER_PAGE = 20


def trail(*below: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Veranstaltungen"), reverse("events:list") if below else None), *below]


def _in_groups(found: Iterable[Found], now: dt.datetime) -> list[tuple[str, list[Card]]]:
    """Heading and cards, in the order of the page: by month, by year, or „Termin noch offen“."""
    rows = list(found)
    cards = {card.event.pk: card for card in cards_of([item.row.pk for item in rows], now)}
    groups = []
    for heading, items in groupby(rows, key=lambda item: item.heading):
        told = month_text(heading) if "-" in heading else heading or _("Termin noch offen")
        groups.append((told, [cards[item.row.pk] for item in items if item.row.pk in cards]))
    return groups


def _calendar_url(query: ProgrammeQuery) -> str:
    """The calendar knows topics and Länder."""
    narrowed = {name: value for name, value in (("thema", query.thema), ("land", query.land)) if value}
    return reverse("events:calendar", query=narrowed)


def _kept(response: HttpResponse, sessions: Iterable[Dated], now: dt.datetime, *, is_complete: bool) -> HttpResponse:
    """Kept for others only while nothing on it changes by itself, and the search has looked at everything."""
    if not is_complete:
        response.headers["Cache-Control"] = "private, no-store"
    elif changes_soon(sessions, now):
        response.headers["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """The events that match the filters, twenty at a time: what is to come by month, or what is over by year."""
    now = timezone.now()
    asked = ProgrammeQuery.from_params(request.GET)
    published = Event.objects.published()
    listing, unknown = read_programme(published, asked, now)
    query = listing.query
    page = paginate(request, listing.found, per_page=PER_PAGE)
    canonical = query.params() + ([("seite", str(page.number))] if page.number > 1 else [])
    canonical_url = f"{reverse('events:list')}{f'?{urlencode(canonical)}' if canonical else ''}"
    chips = listing.chips()
    drafts = Event.objects.visible_to(request.user).filter(state=EventState.DRAFT)
    context = {
        "trail": trail(),
        "query": query,
        "tabs": [(_("Kommende"), list_url(query.at(""))), (_("Vergangene"), list_url(query.at(PAST)))],
        "current_tab": list_url(query.at(query.zeit)),
        "form": FilterForm(query, listing.options()),
        "page": page,
        "groups": _in_groups(page.object_list, now),
        "chips": chips,
        "notices": [*asked.dropped(request.GET), *unknown, *listing.hits.problems],
        "clear_url": list_url(replace(ProgrammeQuery(), zeit=query.zeit)),
        "canonical_url": canonical_url,
        "rss_url": f"{reverse('events:rss')}{query.urlencode()}",
        "json_url": f"{reverse('events:json')}{query.urlencode()}",
        "calendar_url": _calendar_url(query),
        "drafts": drafts.order_by("-year", "number", "title", "pk") if request.user.is_authenticated else [],
        **({} if listing.found else _nothing(listing, now)),
    }
    request.GET = QueryDict(urlencode(canonical))  # page numbers link to the canonical address
    response = render_page(request, "events/programme/list.html", "events/programme/_browse.html", context)
    response.headers["HX-Push-Url"] = canonical_url
    shown = (session for item in page.object_list for session in item.row.sessions)
    return _kept(response, shown, now, is_complete=listing.hits.is_complete)


def _nothing(listing: Programme, now: dt.datetime) -> dict[str, object]:
    """Why there is nothing to see, and the ways on: without one filter, without any, or at the other time."""
    other = Programme(Event.objects.published(), listing.query.at("" if listing.query.is_past else PAST), now)
    return {
        "ways_out": listing.ways_out(),
        "everything": len(listing.rows),
        "other_count": len(other.found),
        "other_url": list_url(other.query),
    }


@public
@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event with its sessions."""
    visible = Event.objects.visible_to(cast("User", request.user)).select_related("organiser", "land")
    return show(request, get_object_or_404(visible, slug=slug))


def show(request: HttpRequest, found: Event) -> HttpResponse:
    """The public page of ``found``; also what the desk previews."""
    now = timezone.now()
    user = cast("User", request.user)
    sessions = sessions_of(found)
    lines = lines_of(found, sessions, now)
    packages = packages_of(found, now)
    context = {
        "event": found,
        "trail": trail((found.title, None)),
        "badge": badge_of(found, sessions, now),
        "lines": lines,
        "is_series": is_series(lines, packages),
        "packages": packages,
        "beside": beside(sessions, packages, now),
        "expected": "" if sessions else expected(found),
        "can_be_saved": is_to_be_saved(found, [line.standing for line in lines]),
        "speakers": list(found.speakers.all()),
        "topics": list(found.topics.all()),
        "materials": materials.for_event(found),
        "structured": structured(found, lines),
        "may_lead": rules.may_lead(user, found),
    }
    response = render(request, "events/programme/detail.html", context)
    return _kept(response, sessions, now, is_complete=True)
