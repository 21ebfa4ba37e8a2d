# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The search for programs: as JSON and as RSS, and how browsers add it to theirs (OpenSearch)."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.core.outgoing import absolute, xml_text
from allmende.search.result_page import PER_PAGE, ResultPage, url_of
from allmende.search.searching import search
from allmende.search.views import NOT_KEPT, asked, audiences

if TYPE_CHECKING:
    from django.http import HttpRequest

    from allmende.search.results import Hit, Results

MOST: Final = 100
"""Hits of one answer."""
IN_FEED: Final = 50


def _number(request: HttpRequest) -> int:
    given = request.GET.get("anzahl", "").strip()[:9]
    return max(1, min(int(given), MOST)) if given.isascii() and given.isdigit() else PER_PAGE


def _keep(response: HttpResponse, results: Results) -> HttpResponse:
    """An answer of an incomplete index is for nobody else."""
    if not results.is_complete:
        response.headers["Cache-Control"] = NOT_KEPT
    return response


@public
@require_safe
def json(request: HttpRequest) -> HttpResponse:
    """The same hits, best first, as plain values; unknown is null. ``anzahl`` is how many at once, up to 100."""
    query, _place = asked(request)
    size = _number(request)
    started = time.perf_counter()
    results = search(query, audiences=audiences(request), size=size)
    took = time.perf_counter() - started
    relaxed = results.relaxed
    answer = {
        "query": query.to_json(),
        "total": results.total,
        "found": results.found,
        "page": results.page,
        "pages": results.pages,
        "per_page": size,
        "took_ms": round(took * 1000, 1),
        "did_you_mean": results.did_you_mean,
        "relaxed": {"message": relaxed.message, "left_out": relaxed.left_out} if relaxed else None,
        "instead": [
            {"label": item.label, "total": item.total, "url": absolute(url_of(item.query))} for item in results.instead
        ],
        "problems": results.problems,
        "facets": {
            name: [
                {"value": value.value, "label": value.label, "count": value.count, "selected": value.is_selected}
                for value in values
            ]
            for name, values in results.facets.items()
        },
        "hits": [_record(hit) for hit in results.hits],
    }
    return _keep(JsonResponse(answer, json_dumps_params={"ensure_ascii": False}), results)


def _record(hit: Hit) -> dict[str, Any]:
    return {
        "source": hit.source,
        "key": hit.key,
        "title": hit.title,
        "url": absolute(hit.url),
        "note": hit.note or None,
        "snippet": "".join(part.text for part in hit.snippet) or None,
        "page": hit.page,
        "distance_km": hit.distance_km,
        "public": hit.is_public,
        "score": hit.score,
    }


@public
@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """The first fifty hits as RSS 2.0, in the order of the page."""
    query, place = asked(request)
    query = replace(query, seite=1)
    results = search(query, audiences=audiences(request), size=IN_FEED)
    shown = ResultPage(results, place_text=place.text)
    chosen = [f"„{shown.text}“"] if shown.text else []
    chosen += [label for label in (shown.kind_label, *(chip.label for chip in shown.chips)) if label]
    title = _("Allmende: Suche nach %(chosen)s") % {"chosen": ", ".join(chosen)} if chosen else _("Allmende: Suche")
    feed = Rss201rev2Feed(
        title=xml_text(title),
        link=absolute(url_of(query)),
        description=_("Was das Portal zu dieser Suche hat"),
        language=settings.LANGUAGE_CODE,
        feed_url=absolute(url_of(query, "search:rss")),
    )
    for hit in results.hits:
        address = absolute(hit.url)
        said = [hit.note, "".join(part.text for part in hit.snippet)]
        feed.add_item(
            title=xml_text(hit.title),
            link=address,
            unique_id=address,
            description=xml_text(" – ".join(text for text in said if text)),
            categories=[xml_text(hit.source_label)],
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
    return _keep(response, results)


@public
@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser adds the search of the portal (OpenSearch 1.1)."""
    context = {
        "search_url": absolute(reverse("search:index")),
        "rss_url": absolute(reverse("search:rss")),
        "own_url": absolute(reverse("search:opensearch")),
    }
    return render(request, "search/opensearch.xml", context, content_type="application/opensearchdescription+xml")
