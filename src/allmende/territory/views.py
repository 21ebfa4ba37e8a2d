# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of places. All are public; nothing here writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.core.pages import render_page
from allmende.territory import surroundings
from allmende.territory.finding import find_places
from allmende.territory.forms import PlaceSearchForm
from allmende.territory.locator import locator
from allmende.territory.models import Edition, Level, Territory

if TYPE_CHECKING:
    from django.http import HttpRequest

PLACES_PER_PAGE = 20
SUGGESTIONS = 8


def _edition() -> Edition | None:
    return Edition.objects.order_by("-as_of", "-pk").first()


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of Germany: search, the Länder with the number of their municipalities, the map."""
    counts = surroundings.municipality_counts()
    laender = list(Territory.objects.current().filter(level=Level.LAND).order_by("search_name"))
    context = {
        "form": PlaceSearchForm(suggests=True),
        "laender": [(land, counts.get(land.ars, 0)) for land in laender],
        "municipalities": sum(counts.values()),
        "locator": locator(),
        "edition": _edition(),
        "trail": [(_("Orte"), None)],
    }
    return render(request, "territory/index.html", context)


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form = PlaceSearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    number = request.GET.get("seite", "1")
    offset = (int(number) - 1) * PLACES_PER_PAGE if number.isascii() and number.isdigit() and len(number) < 5 else 0
    answer = find_places(query, limit=PLACES_PER_PAGE, offset=max(offset, 0))
    pages = Paginator(range(answer.total), PLACES_PER_PAGE)
    page: Page[Any] = pages.get_page(request.GET.get("seite"))
    if answer.total and not answer.places:
        answer = find_places(query, limit=PLACES_PER_PAGE, offset=(page.number - 1) * PLACES_PER_PAGE)
    context = {
        "form": form,
        "query": query,
        "answer": answer,
        "page": page,
        "trail": [(_("Orte"), reverse("territory:index")), (_("Suche"), None)],
    }
    return render_page(request, "territory/search.html", "territory/components/found.html", context)


@public
@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """What the combobox offers: the best few places as a list."""
    answer = find_places(request.GET.get("q", ""), limit=SUGGESTIONS)
    rows = [
        {
            "ars": place.ars,
            "name": place.name,
            "note": place.note,
            "url": place.url,
            "lon": place.longitude,
            "lat": place.latitude,
        }
        for place in answer.places
    ]
    return JsonResponse(rows, safe=False)


def _territory(ars: str) -> Territory:
    found = Territory.objects.select_related("parent__parent__parent__parent").filter(ars=ars).first()
    if found is None:
        raise Http404(_("Diesen Ort gibt es nicht."))
    return found


@public
@require_safe
def detail_without_name(request: HttpRequest, ars: str) -> HttpResponse:  # noqa: ARG001 - the address is all it needs
    return redirect(_territory(ars), permanent=True)


@public
@require_safe
def detail(request: HttpRequest, ars: str, slug: str) -> HttpResponse:
    """Everything about one place; a wrong or old name in the address leads to the right one."""
    territory = _territory(ars)
    if slug != territory.slug:
        return redirect(territory, permanent=True)
    chain = surroundings.ancestors(territory)
    trail = [(_("Orte"), reverse("territory:index")), *((unit.name, unit.get_absolute_url()) for unit in chain)]
    context = {
        "territory": territory,
        "ancestors": chain,
        "members": surroundings.members(territory),
        "neighbours": surroundings.neighbours(territory),
        "successors": territory.successors.order_by("ars"),
        "predecessors": territory.predecessors.order_by("ars"),
        "locator": locator(territory),
        "edition": _edition(),
        "trail": [*trail, (territory.name, None)],
    }
    return render(request, "territory/detail.html", context)


@public
@require_safe
def facts(request: HttpRequest, ars: str) -> JsonResponse:  # noqa: ARG001 - the address is all it needs
    """The place as plain JSON for other systems; unknown values are null."""
    territory = _territory(ars)
    return JsonResponse(
        {
            **_reference(territory),
            "ags": territory.ags or None,
            "official_name": territory.official_name,
            "population": territory.population,
            "population_on": territory.population_on,
            "area_km2": None if territory.area_km2 is None else float(territory.area_km2),
            "longitude": territory.longitude,
            "latitude": territory.latitude,
            "seat": territory.seat or None,
            "is_unincorporated": territory.is_unincorporated,
            "as_of": territory.as_of,
            "dissolved_on": territory.dissolved_on,
            "successors": [_reference(unit) for unit in territory.successors.order_by("ars")],
            "predecessors": [_reference(unit) for unit in territory.predecessors.order_by("ars")],
            "parents": [_reference(unit) for unit in surroundings.ancestors(territory)],
            "neighbours": [
                {**_reference(neighbour.territory), "border_m": round(neighbour.length_m)}
                for neighbour in surroundings.neighbours(territory)
            ],
        }
    )


def _reference(unit: Territory) -> dict[str, str]:
    return {"ars": unit.ars, "name": unit.name, "kind": unit.kind, "level": unit.level, "url": unit.get_absolute_url()}
