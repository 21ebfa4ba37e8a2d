# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The list of cooperations: filters with counts, results, ways out of an empty result, export and feed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.cooperation import sections
from allmende.cooperation.cards import cards_of, for_cards
from allmende.cooperation.forms import FilterForm
from allmende.cooperation.models import Cooperation, Status
from allmende.cooperation.models.matching import text_hits
from allmende.cooperation.reading import (
    FilterReading,
    kept_if_complete,
    label_of,
    quoted,
    read_filters,
    selected_option,
    sortings,
    without_unknown,
)
from allmende.core.access import public
from allmende.core.filters import WayOut, fruitful
from allmende.core.pages import paginate, render_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse

    from allmende.cooperation.filters import CooperationQuery
    from allmende.cooperation.models import CooperationQuerySet
    from allmende.cooperation.models.facets import Facets

EXPORTS = (("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"), ("geojson", "GeoJSON"))


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter and the list without it. ``query`` is that list's."""

    label: str
    query: CooperationQuery
    remove_url: str


def list_url(params: Iterable[tuple[str, str]] = ()) -> str:
    encoded = urlencode(list(params))
    return f"{reverse('cooperation:list')}?{encoded}" if encoded else reverse("cooperation:list")


def find(request: HttpRequest) -> tuple[FilterReading, CooperationQuerySet, Facets]:
    """What the request asks for, all the visitor may see, and the counts of every option."""
    reading = read_filters(request.GET)
    everything = Cooperation.objects.visible_to(request.user)
    facets = everything.facets(reading.query)
    known = without_unknown(reading, facets)
    if known is not reading:
        facets = everything.facets(known.query)
    return known, everything, facets


def _chip_label(name: str, value: str, reading: FilterReading, facets: Facets) -> str:
    query = reading.query
    if name == "q":
        return _("Text: %(text)s") % {"text": quoted(query.q)}
    if name == "ort":
        around = _("%(place)s und %(radius)s km Umkreis") if query.radius else "%(place)s"
        return _("Ort: %(place)s") % {"place": around % {"place": reading.place.text, "radius": query.radius}}
    if name == "partner_min":
        return ngettext("mindestens %(n)s Partner", "mindestens %(n)s Partner", int(value)) % {"n": value}
    if name == "partner_max":
        return ngettext("höchstens %(n)s Partner", "höchstens %(n)s Partner", int(value)) % {"n": value}
    if name == "status":
        return f"{label_of(name)}: {Status(value).label}"
    option = selected_option(facets, name)
    return f"{label_of(name)}: {option.label if option else value}"


def chips_of(reading: FilterReading, facets: Facets) -> list[Chip]:
    """One chip per active filter, one per chosen status."""
    query = reading.query
    chips = []
    for name in query.active:
        value = getattr(query, name)
        for item in value if isinstance(value, tuple) else (value,):
            rest = query.without(name, item if name == "status" else None)
            chips.append(Chip(_chip_label(name, str(item), reading, facets), rest, list_url(rest.params())))
    return chips


def ways_out(chips: Iterable[Chip], everything: CooperationQuerySet) -> list[WayOut]:
    """Which single filter to drop so that there is something to see, the most fruitful first."""
    return fruitful(WayOut(chip.label, chip.remove_url, everything.matching(chip.query).count()) for chip in chips)


def _page_message(request: HttpRequest, page: Page[Cooperation]) -> list[str]:
    asked = request.GET.get("seite", "").strip()
    if not asked or asked == str(page.number):
        return []
    return [_("Seite %(asked)s gibt es nicht; Sie sehen Seite %(n)s.") % {"asked": quoted(asked), "n": page.number}]


@public
def cooperation_list(request: HttpRequest) -> HttpResponse:
    """All cooperations that match the filters, twenty at a time."""
    reading, everything, facets = find(request)
    query = reading.query
    page = paginate(request, for_cards(everything.matching(query)))
    chips = chips_of(reading, facets)
    canonical = reading.params() + ([("seite", str(page.number))] if page.number > 1 else [])
    context = {
        "trail": sections.trail(),
        "tabs": sections.tabs(),
        "reading": reading,
        "form": FilterForm(reading, facets),
        "facets": facets,
        "page": page,
        "cards": cards_of(page.object_list),
        "chips": chips,
        "notices": [*reading.dropped, *text_hits(query).problems, *_page_message(request, page)],
        "place_choices": [
            (choice, list_url([*_without_place(reading), ("ort", choice.value)])) for choice in reading.place.choices
        ],
        "ways_out": ways_out(chips, everything) if chips and not facets.total else [],
        "drafts": everything.filter(published_at=None).order_by("title", "pk"),
        "everything": everything.count() if chips and not facets.total else 0,
        "sortings": [
            (label, value == query.order, list_url(_sorted_by(reading, value))) for value, label in sortings(query)
        ],
        "exports": [(label, f"{reverse('cooperation:export', args=[kind])}{_mark(query)}") for kind, label in EXPORTS],
        "feed_url": f"{reverse('cooperation:feed')}{_mark(query)}",
        "map_url": f"{reverse('map:index')}{_mark(query)}",
        "sorted_by": query.sortierung,
        "clear_url": list_url(),
        "canonical_url": list_url(canonical),
    }
    # Page numbers link to the canonical address, not to whatever nonsense the request came with.
    request.GET = QueryDict(urlencode(canonical))
    response = render_page(request, "cooperation/cooperation_list.html", "cooperation/_browse.html", context)
    # The address bar shows the shortest address of this very list, not every empty field of the form.
    response.headers["HX-Push-Url"] = list_url(canonical)
    return kept_if_complete(response, query)


def _mark(query: CooperationQuery) -> str:
    encoded = query.urlencode()
    return f"?{encoded}" if encoded else ""


def _without_place(reading: FilterReading) -> list[tuple[str, str]]:
    return reading.query.without("ort").params()


def _sorted_by(reading: FilterReading, sorting: str) -> list[tuple[str, str]]:
    pairs = [(name, value) for name, value in reading.params() if name != "sortierung"]
    is_usual = sorting == replace(reading.query, sortierung="").order
    return pairs if is_usual else [*pairs, ("sortierung", sorting)]
