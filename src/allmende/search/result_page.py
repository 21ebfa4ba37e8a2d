# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The page of a search: what its results become for people. Nothing is searched in here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from allmende.core import searchables
from allmende.core.filters import Chip
from allmende.search.facets import label_of
from allmende.search.query import FILTERS, Sorting
from allmende.search.reading import read_query
from allmende.territory.searchables import PlaceSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.paginator import Page

    from allmende.search.facets import FacetValue
    from allmende.search.highlighting import Part
    from allmende.search.query import SearchQuery
    from allmende.search.results import Hit, Results

PER_PAGE: Final = 20
FACETS: Final = ("land", "kreis", "thema", "sorte", "status", "rechtsform", "jahr")
"""The filters beside the hits, in their order; „art“ is chosen by the tabs."""
SHOWN_AT_ONCE: Final = 6
"""Values of one filter that are not behind „mehr anzeigen“."""
RADII: Final = (10, 20, 30, 50, 100, 200)
USUAL_RADIUS: Final = 20
MOST_CHIPS: Final = 24
"""Values of filters that get a way out of their own; each address holds all the others."""
MOST_PARTS: Final = 5
"""Single words offered when nothing was found for all of them."""


def url_of(query: SearchQuery, name: str = "search:index") -> str:
    """The address of ``query``, shareable: nothing in it depends on who asks."""
    encoded = query.urlencode()
    return f"{reverse(name)}?{encoded}" if encoded else reverse(name)


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of things, or all (``key`` empty)."""

    key: str
    label: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """One filter with its values; the rest is behind „mehr anzeigen“."""

    name: str
    label: str
    first: Sequence[FacetValue]
    rest: Sequence[FacetValue]
    is_open: bool
    """Whether the rest is shown at once, because something of it is chosen."""

    @property
    def is_content(self) -> bool:
        """Whether the values are names of the portal's content, German in every language."""
        return self.name not in {"jahr", "status"}


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit with the addresses the page needs."""

    hit: Hit
    page_url: str

    @property
    def distance(self) -> str:
        """„12 km“; below ten with one decimal."""
        far = self.hit.distance_km
        if far is None:
            return ""
        return f"{number_format(far, decimal_pos=1 if far < 10 else 0)} km"

    @property
    def snippet(self) -> Sequence[Part]:
        """The stretch of text, unless the line below the title says it already."""
        said = "".join(part.text for part in self.hit.snippet).strip("… \n")
        return () if not said or said in self.hit.note else self.hit.snippet


@dataclass(frozen=True)
class ResultPage:
    """``results`` as the page shows them."""

    results: Results
    place_text: str = ""
    """What stands in the field of the place, also when no place is meant by it."""

    @property
    def query(self) -> SearchQuery:
        return self.results.query

    @property
    def text(self) -> str:
        return self.query.q.strip()

    @cached_property
    def tabs(self) -> list[Tab]:
        """All kinds together, then each that has something or is chosen, in the order of the portal."""
        values = {value.value: value for value in self.results.facets.get("art", ())}
        everything = replace(self.query, art=(), seite=1)
        total = sum(value.count for value in values.values())
        tabs = [Tab("", _("Alle"), total, url_of(everything), not self.query.art)]
        for source in searchables.sources():
            value = values.get(source.key)
            if value is None or not (value.count or value.is_selected):
                continue
            url = url_of(replace(everything, art=(source.key,)))
            tabs.append(Tab(source.key, str(source.label), value.count, url, value.is_selected))
        return tabs if len(tabs) > 1 else []

    @property
    def kind_label(self) -> str:
        return ", ".join(tab.label for tab in self.tabs if tab.key and tab.is_current)

    @cached_property
    def groups(self) -> list[FacetGroup]:
        """The filters that can still tell hits apart, and those in which something is chosen."""
        groups = []
        for name in FACETS:
            values = self.results.facets.get(name, ())
            if len(values) < 2 and not any(value.is_selected for value in values):
                continue
            first, rest = values[:SHOWN_AT_ONCE], values[SHOWN_AT_ONCE:]
            if len(rest) == 1:
                first, rest = values, ()
            is_open = any(value.is_selected for value in rest)
            groups.append(FacetGroup(name, str(label_of(name)), first, rest, is_open))
        return groups

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters that are set, each with the way out of it."""
        chips: list[Chip] = []
        for name in self.query.active:
            if name in FILTERS and name != "art":
                values = {value.value: value.label for value in self.results.facets.get(name, ())}
                label = label_of(name)
                chips += [
                    Chip(f"{label}: {values.get(value, value)}", url_of(self.query.without(name, value)))
                    for value in getattr(self.query, name)[: MOST_CHIPS - len(chips)]
                ]
            elif name == "ort":
                chips.append(Chip(self._place_chip(), url_of(self.query.without("ort"))))
        return chips

    @property
    def chosen_count(self) -> int:
        """How many values of filters are set, the place among them."""
        values = sum(len(getattr(self.query, name)) for name in FILTERS if name != "art")
        return values + bool(self.query.ort)

    def _place_chip(self) -> str:
        known = self.results.place
        name = (known.name if known is not None else "") or self.place_text or self.query.ort
        if self.query.radius:
            return _("%(radius)s km um %(place)s") % {"radius": self.query.radius, "place": name}
        return _("Ort: %(place)s") % {"place": name}

    @property
    def clear_url(self) -> str:
        """The same words without any filter but the kind."""
        return url_of(replace(self.query.without_filters(), art=self.query.art))

    @property
    def sortings(self) -> list[tuple[str, bool, str]]:
        """Orders with label, whether it is the present one, address. By distance only around a place."""
        return [
            (str(sorting.label), sorting.value == self.query.sortierung, url_of(self._sorted(sorting.value)))
            for sorting in Sorting
            if sorting != Sorting.DISTANCE or self.query.ort
        ]

    def _sorted(self, sorting: str) -> SearchQuery:
        return replace(self.query, sortierung=sorting, seite=1)

    @property
    def sorted_by(self) -> str:
        """The order as the form carries it on; empty for the usual one."""
        return "" if self.query.sortierung == Sorting.RELEVANCE else self.query.sortierung

    @property
    def radii(self) -> list[tuple[int, str, bool]]:
        """What can be chosen around a place; as long as there is none, the usual one stands ready."""
        chosen = self.query.radius if self.query.ort else USUAL_RADIUS
        numbers = sorted({*RADII, *([self.query.radius] if self.query.radius else [])})
        choices = [(0, _("nur dieser Ort")), *((number, f"{number} km") for number in numbers)]
        return [(number, label, number == chosen) for number, label in choices]

    @cached_property
    def place(self) -> ShownHit | None:
        """The place the words name exactly: it stands on top, as a card of its own."""
        first = self.results.hits[0] if self.results.hits else None
        if first is None or self.results.page > 1 or first.source != PlaceSource.key or not first.is_exact:
            return None
        return ShownHit(first, "")

    @property
    def place_links(self) -> list[tuple[str, str]]:
        """Where to go from the place on top."""
        if self.place is None:
            return []
        hit = self.place.hit
        about = replace(type(self.query)(), ort=hit.key)
        return [
            (_("Alles aus diesem Ort"), url_of(about)),
            (_("Auf der Karte zeigen"), f"{reverse('map:index')}?{urlencode({'gebiet': hit.key})}"),
        ]

    @cached_property
    def _others(self) -> list[ShownHit]:
        return [ShownHit(hit, _page_url(hit)) for hit in self.results.hits[1 if self.place else 0 :]]

    @property
    def hits(self) -> list[ShownHit]:
        """All but the place on top that hold every word."""
        return [item for item in self._others if not item.hit.is_partial]

    @property
    def partial(self) -> list[ShownHit]:
        """Those that hold only some of the words."""
        return [item for item in self._others if item.hit.is_partial]

    @cached_property
    def page(self) -> Page[int]:
        """For the page numbers below."""
        numbers = Paginator(range(self.results.pages), 1)
        return numbers.get_page(self.results.page)

    @property
    def did_you_mean_url(self) -> str:
        return url_of(replace(self.query, q=self.results.did_you_mean or "", seite=1))

    @property
    def instead(self) -> list[tuple[str, int, str]]:
        """Other searches that find something: label, number of hits, address."""
        return [(item.label, item.total, url_of(item.query)) for item in self.results.instead]

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The words of the query one by one, when there are several: perhaps one of them is enough."""
        words = list(dict.fromkeys(word for word in read_query(self.text).words if len(word) > 2))
        if len(words) < 2:
            return []
        longest = sorted(words, key=lambda word: (-len(word), words.index(word)))[:MOST_PARTS]
        return [(word, url_of(replace(self.query, q=word, seite=1))) for word in words if word in longest]

    @property
    def rss_url(self) -> str:
        return url_of(replace(self.query, seite=1), "search:rss")

    @property
    def json_url(self) -> str:
        return url_of(self.query, "search:json")

    @property
    def url(self) -> str:
        """The one address of this page."""
        return url_of(replace(self.query, q=self.text))


def _page_url(hit: Hit) -> str:
    """Where the page of a document is read; empty when the hit is no page."""
    if hit.page is None:
        return ""
    try:
        return searchables.source(hit.source).page_url(hit.url, hit.page)
    except KeyError:
        return ""
