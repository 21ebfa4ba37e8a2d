# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The search page, and the suggestions while one types."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.http import JsonResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from allmende.content.models import PortalSettings
from allmende.cooperation.reading import read_place
from allmende.core import searchables
from allmende.core.access import public
from allmende.core.pages import render_page
from allmende.search import statistics
from allmende.search.query import SearchQuery, clean
from allmende.search.result_page import PER_PAGE, ResultPage, url_of
from allmende.search.searching import search
from allmende.search.suggesting import suggest as suggestions_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.cooperation.reading import PlaceReading
    from allmende.search.results import Results

SUGGESTED: Final = 8
NOT_KEPT: Final = "private, no-store"


def asked(request: HttpRequest) -> tuple[SearchQuery, PlaceReading]:
    """The query of an address, and what was typed as its place (``ortsname``): a name counts more than a key."""
    query = SearchQuery.from_params(request.GET)
    if "ortsname" not in request.GET:
        return query, read_place(query.ort, "")
    place = read_place(request.GET["ortsname"], query.ort)
    if place.ars == query.ort:
        return query, place
    params = QueryDict(mutable=True)
    params.update(request.GET)
    params["ort"] = place.ars
    return SearchQuery.from_params(params), place


def audiences(request: HttpRequest) -> tuple[str, ...]:
    return searchables.audiences_of(request.user)


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The search page. As one types or filters, htmx asks for the answer only."""
    query, place = asked(request)
    results = search(query, audiences=audiences(request), size=PER_PAGE)
    shown = ResultPage(results, place_text=place.text)
    context = {
        "shown": shown,
        "results": results,
        "page": shown.page,
        "place_reading": place,
        "place_choices": [(choice, _with_place(query, choice.value)) for choice in place.choices],
        "sources": searchables.sources(),
        "field_words": searchables.field_words().values(),
        "portal": PortalSettings.load(request_or_site=request) if query and not results.total else None,
    }
    request.GET = QueryDict(query.urlencode())  # page numbers link to the canonical address
    response = render_page(request, "search/index.html", "search/_answer.html", context)
    if not results.is_complete:
        response.headers["Cache-Control"] = NOT_KEPT
    if not getattr(request, "htmx", False):
        _count(query, results)
    return response


def _with_place(query: SearchQuery, value: str) -> str:
    """The query around a place that may be meant: its ARS, or a name spelled nearly so."""
    if value.isdigit():
        return url_of(replace(query, ort=value, seite=1))
    return f"{reverse('search:index')}?{urlencode([*replace(query, seite=1).params(), ('ortsname', value)])}"


def _count(query: SearchQuery, results: Results) -> None:
    """Only whole pages count, not every letter; only what was typed, not the filters tried afterwards."""
    if results.page == 1 and query == replace(SearchQuery(), q=query.q):
        is_relaxed = results.relaxed is not None and not results.found
        statistics.note(query.q, found=results.found, relaxed=is_relaxed)


@public
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """What the field of the search offers while one types: places, cooperations, topics, documents, queries."""
    found = suggestions_for(clean(request.GET.get("q", "")), audiences=audiences(request), limit=SUGGESTED)
    rows = [
        {"name": item.text, "kind": str(item.kind), "note": item.note, "url": item.url, "source": item.source}
        for item in found.items
    ]
    return JsonResponse(rows, safe=False, json_dumps_params={"ensure_ascii": False})
