# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The programme finder: every programme for a place, a task, a cost, a deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.core.pages import paginate, render_page
from allmende.funding.finding.filter_form import FilterForm
from allmende.funding.finding.listing import read_finder
from allmende.funding.finding.query import FinderQuery, list_url, read_place
from allmende.funding.models import ProgrammeProfile

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.funding.finding.listing import Finder
    from allmende.funding.finding.query import PlaceReading

PER_PAGE: Final = 20


def trail(*below: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Förderung"), reverse("funding:finder") if below else None), *below]


@public
@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """The published programmes that match the filters, twenty at a time."""
    asked = FinderQuery.from_params(request.GET)
    place = read_place(" ".join(request.GET.get("ort", "").split()).replace("\x00", ""), request.GET.get("ars", ""))
    published = ProgrammeProfile.objects.filter(is_published=True)
    listing, unknown = read_finder(published, asked, timezone.localdate())
    query = listing.query
    page = paginate(request, listing.found, per_page=PER_PAGE)
    canonical = query.params() + ([("seite", str(page.number))] if page.number > 1 else [])
    canonical_url = f"{reverse('funding:finder')}{f'?{urlencode(canonical)}' if canonical else ''}"
    drafts = ProgrammeProfile.objects.visible_to(request.user).filter(is_published=False).select_related("programme")
    context: dict[str, Any] = {
        "trail": trail(),
        "form": FilterForm(query, listing.options(), place),
        "place_choices": _place_choices(query, place),
        "page": page,
        "query": query,
        "chips": listing.chips(),
        "notices": [*asked.dropped(request.GET), *unknown, *listing.hits.problems],
        "clear_url": reverse("funding:finder"),
        "canonical_url": canonical_url,
        "rss_url": f"{reverse('funding:feed', args=['rss'])}{query.urlencode()}",
        "json_url": f"{reverse('funding:feed', args=['json'])}{query.urlencode()}",
        "calendar_url": f"{reverse('funding:deadlines')}{query.urlencode()}",
        "drafts": drafts if request.user.is_authenticated else [],
        **({} if listing.found else _nothing(listing)),
    }
    request.GET = QueryDict(urlencode(canonical))  # page numbers link to the canonical address
    response = render_page(request, "funding/finding/list.html", "funding/finding/_browse.html", context)
    response.headers["HX-Push-Url"] = canonical_url
    if not listing.hits.is_complete:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _place_choices(query: FinderQuery, place: PlaceReading) -> list[tuple[str, str, str]]:
    """(name, what tells it apart, address) of the places that may be meant."""
    others = dict(query.params())
    return [(found.name, found.note, _with_place(others, found.ars)) for found in place.choices]


def _with_place(others: dict[str, str], ars: str) -> str:
    return list_url(FinderQuery.from_params({**others, "ort": ars}))


def _nothing(listing: Finder) -> dict[str, Any]:
    """Why there is nothing to see, and the ways on: without one filter, or without any."""
    return {"ways_out": listing.ways_out(), "everything": len(listing.cards)}
