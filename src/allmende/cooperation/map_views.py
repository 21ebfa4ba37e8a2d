# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The map of cooperations, its numbers as JSON and its files. All public; nothing here writes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.cooperation.cards import cards_of, for_cards
from allmende.cooperation.forms import FilterForm
from allmende.cooperation.map_counts import counts_for, drawn, lines_between, map_url
from allmende.cooperation.map_numbers import kreis_counts, municipality_counts
from allmende.cooperation.map_selection import (
    SHOWN_COOPERATIONS,
    cooperations_of,
    groups_for,
    list_link,
    selected,
    way_up,
)
from allmende.cooperation.models import Cooperation
from allmende.cooperation.reading import kept_if_complete, read_filters
from allmende.cooperation.views_list import Chip, chips_of, find, list_url
from allmende.core.access import public
from allmende.core.pages import render_page
from allmende.territory.map_files import current_map_version, map_root

if TYPE_CHECKING:
    from django.http import HttpRequest

    from allmende.cooperation.filters import CooperationQuery
    from allmende.cooperation.map_numbers import Counts
    from allmende.cooperation.map_selection import Selection

FILE_NAME = re.compile(r"kreise\.json|gemeinden-\d{2}\.json")
VERSION = re.compile(r"[0-9a-f]{16}")
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
SHOWN_FILTERS = frozenset({"q", "thema", "status", "foerderung", "rechtsform"})
"""Filters that the form beside the map offers; others that are set are kept."""

ONE_YEAR = "public, max-age=31536000, immutable"


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The drawn map with the list beside it; JavaScript puts the interactive map in the drawing's place."""
    reading, _everything, facets = find(request)
    query = reading.query
    selection = selected(request.GET)
    counts = counts_for(selection.key, query)
    figure = drawn(selection.key, query, counts, selection.highlight)
    if selection.cooperation is not None:
        figure = replace(figure, lines=lines_between(selection.key, selection.places))
    territory, cooperation = selection.territory, selection.cooperation
    cooperations = cooperations_of(selection, query)
    cards = cards_of(for_cards(cooperations)[:SHOWN_COOPERATIONS]) if territory is not None else []
    own = territory.ars if territory is not None else ""
    chips = [Chip(chip.label, chip.query, map_url(chip.query)) for chip in chips_of(reading, facets)]
    context = {
        "trail": [(_("Karte"), None)],
        "form": FilterForm(reading, facets),
        "chips": chips,
        "clear_url": reverse("map:index"),
        "query": query,
        "selection": selection,
        "counts": counts,
        "kreis_map": figure,
        "hidden": [pair for pair in query.params() if pair[0] not in SHOWN_FILTERS],
        "groups": groups_for(selection, counts, query) if cooperation is None else [],
        "steps": way_up(selection, query),
        "cards": [(card, map_url(query, gebiet=own, kooperation=card.cooperation.slug)) for card in cards],
        "own_url": map_url(query, gebiet=own),
        "without_place": _without_place(selection, counts, query),
        "cooperation_count": cooperations.count() if territory is not None else counts.cooperations,
        "list_url": list_link(territory, query) if territory is not None else "",
        "list_of_all_url": list_url(query.params()),
        "version": current_map_version(),
        "numbers_url": f"{reverse('map:counts')}?{query.urlencode()}",
    }
    response = render_page(request, "cooperation/map.html", "cooperation/map_panel.html", context)
    return kept_if_complete(response, query)


def _without_place(selection: Selection, counts: Counts, query: CooperationQuery) -> int:
    """How many of all cooperations the map of Germany cannot show: no partner of theirs lies anywhere."""
    if selection.territory is not None or selection.cooperation is not None:
        return 0
    return Cooperation.objects.published().matching(query).count() - counts.cooperations


@public
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Numbers for colouring: per Kreis, or with ``?gebiet=`` (a Land or Kreis) per municipality of it."""
    query = read_filters(request.GET).query
    prefix = request.GET.get("gebiet", "")
    is_part = prefix.isascii() and prefix.isdigit() and len(prefix) in {2, 5}
    found = municipality_counts(query, prefix) if is_part else kreis_counts(query)
    numbers = {
        "level": found.level.value,
        "cooperations": found.cooperations,
        "bounds": found.bounds,
        "legend": [item.label for item in found.classes],
        "counts": found.numbers,
    }
    return kept_if_complete(JsonResponse(numbers), query)


@public
@require_safe
def map_file(request: HttpRequest, version: str, name: str) -> HttpResponse:
    """One file of the interactive map, compressed as the browser likes it. Its address never changes what it shows."""
    if not VERSION.fullmatch(version) or not FILE_NAME.fullmatch(name):
        raise Http404(_("Diese Datei gibt es nicht."))
    file = map_root() / version / name
    accepted = {part.split(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").lower().split(",")}
    for encoding, suffix in ENCODINGS:
        compressed = file.with_name(f"{name}{suffix}")
        if encoding in accepted and compressed.is_file():
            response = HttpResponse(compressed.read_bytes(), content_type="application/json")
            response.headers["Content-Encoding"] = encoding
            break
    else:
        if not file.is_file():
            raise Http404(_("Diese Datei gibt es nicht."))
        response = HttpResponse(file.read_bytes(), content_type="application/json")
    response.headers["Cache-Control"] = ONE_YEAR
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
