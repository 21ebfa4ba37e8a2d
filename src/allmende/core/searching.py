# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The search page: asks every kind of thing that can be found (``core.finding``) and shows the best of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from allmende.core import finding
from allmende.core.access import public
from allmende.core.pages import render_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

SHORTEST = 2
"""Characters a query needs; one letter finds everything and helps nobody."""
LONGEST = 200
BEST = 5
"""Hits of each kind on the page of all kinds."""
ALL_OF_A_KIND = 100
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\s]+")


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind. ``more_url`` leads to all of them, empty if they are all shown here."""

    key: str
    label: str | _StrPromise
    hits: Sequence[finding.Finding]
    total: int
    more_url: str


def clean_query(text: str) -> str:
    """``text`` on one line without control characters (PostgreSQL refuses NUL), no longer than we search for."""
    return UNPRINTABLE.sub(" ", text).strip()[:LONGEST].strip()


def find_groups(request: HttpRequest, query: str) -> list[Group]:
    """What is found for ``query``: every kind, or with ``?art=`` all of one kind; kinds without hits are left out."""
    if len(query) < SHORTEST:
        return []
    kind = request.GET.get("art", "")
    groups = []
    for findable in finding.findables():
        if kind and findable.key != kind:
            continue
        limit = ALL_OF_A_KIND if kind else BEST
        hits, total = findable.find(query, user=request.user, limit=limit)
        if hits:
            here = f"{reverse('core:search')}?{urlencode({'q': query, 'art': findable.key})}"
            more = findable.more_url(query) or ("" if kind else here)
            groups.append(Group(findable.key, findable.label, hits, total, more if total > len(hits) else ""))
    return groups


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The search page. Reads ``q``; as one types, htmx asks for the results only."""
    query = clean_query(request.GET.get("q", ""))
    groups = find_groups(request, query)
    context = {
        "query": query,
        "groups": groups,
        "total": sum(group.total for group in groups),
        "too_short": 0 < len(query) < SHORTEST,
        "kind": request.GET.get("art", ""),
    }
    return render_page(request, "core/search.html", "core/search_results.html", context)


@public
@require_safe
def search_json(request: HttpRequest) -> JsonResponse:
    """The same results for programs."""
    query = clean_query(request.GET.get("q", ""))
    groups = find_groups(request, query)
    return JsonResponse(
        {
            "query": query,
            "groups": [
                {
                    "key": group.key,
                    "label": str(group.label),
                    "total": group.total,
                    "hits": [
                        {"title": hit.title, "url": request.build_absolute_uri(hit.url), "note": hit.note}
                        for hit in group.hits
                    ],
                }
                for group in groups
            ],
        },
        json_dumps_params={"ensure_ascii": False},
    )
