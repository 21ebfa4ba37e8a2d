# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What narrows a search beside its words, as queries of the engine: audience, filters, field words, place and radius.

Every query of the search is made by :meth:`Narrowing.query`, so none can forget the audience.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import tantivy

from allmende.core import searchables
from allmende.search import schema
from allmende.search.query import FILTERS
from allmende.territory.distances import Box, Point, box_around, haversine
from allmende.territory.searchables import PlaceSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.german.queries import Query
    from allmende.search.index import View
    from allmende.search.query import SearchQuery

Must, MustNot, Should = tantivy.Occur.Must, tantivy.Occur.MustNot, tantivy.Occur.Should

PLACE: Final = "ort"
"""The filter by place and radius, named as in the address."""
INSIDE: Final = 0.7
"""Half the side of a square inside a circle of radius 1, a little less than √½; what is in it need not be measured."""
MOST_MEASURED: Final = 50_000
"""Entries near the edge of a circle whose distance is measured one by one."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of the filter, as the index knows it; ``point`` is None when nobody knows where it lies."""

    ars: str
    name: str
    point: Point | None


@dataclass(slots=True)
class Narrowing:
    """The conditions of one search. ``by_name`` are the filters of the address, each of which a facet leaves out."""

    view: View
    audiences: Sequence[str]
    allowed: tantivy.Query
    fixed: dict[str, tantivy.Query] = field(default_factory=dict)
    """By field word with its colon: „ort:“."""
    by_name: dict[str, tantivy.Query] = field(default_factory=dict)
    place: Place | None = None
    unknown: list[tuple[str, str]] = field(default_factory=list)
    """Field words whose value nobody knows: they are sought as words."""

    def query(self, text: tantivy.Query | None, *, without: Iterable[str] = ()) -> tantivy.Query:
        """``text`` (None: anything) under all conditions but those of the filters ``without``."""
        left_out = set(without)
        every = (*self.fixed.items(), *self.by_name.items())
        conditions = [(Must, no_score(query)) for name, query in every if name not in left_out]
        anything = tantivy.Query.const_score_query(tantivy.Query.all_query(), 1.0)
        first = (Must, anything if text is None else text)
        return tantivy.Query.boolean_query([first, (Must, self.allowed), *conditions])

    def count(self, text: tantivy.Query | None, *, without: Iterable[str] = ()) -> int:
        """How many hits there are."""
        return self.view.searcher.search(self.query(text, without=without), limit=1).count or 0  # type: ignore[attr-defined]

    def finds(self, text: tantivy.Query | None) -> bool:
        """Whether there is any hit; quicker than counting."""
        return bool(self.view.searcher.search(self.query(text), limit=1, count=False).hits)


def narrowing(query: SearchQuery, read: Query, *, audiences: Sequence[str], view: View) -> Narrowing:
    """The conditions of ``query`` and of the field words ``read`` in it."""
    found = Narrowing(view, audiences, view.allowed(audiences))
    for name, field_name in FILTERS.items():
        if values := getattr(query, name):
            found.by_name[name] = any_of(view, [(field_name, value) for value in values])
    add_field_words(found, read)
    if query.ort:
        found.place = place_of(query.ort, found)
        if query.radius and found.place.point is not None:
            found.by_name[PLACE] = _circle(found, found.place.point, query.radius)
        else:
            found.by_name[PLACE] = any_of(view, [("place", query.ort)])
    return found


def add_field_words(found: Narrowing, read: Query) -> None:
    """The values of one field word are alternatives; „jahr:“ takes a number."""
    by_word: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for word, value in read.fields:
        pairs = list(searchables.field_words()[word].find(value))
        if pairs:
            by_word[word] += pairs
        else:
            found.unknown.append((word, value))
    found.fixed |= {f"{word}:": any_of(found.view, pairs) for word, pairs in by_word.items()}


def any_of(view: View, pairs: Sequence[tuple[str, str]]) -> tantivy.Query:
    """One of these values of these fields. A year that is no number matches nothing."""
    by_field: dict[str, list[Any]] = defaultdict(list)
    for name, value in pairs:
        if name != "year":
            by_field[name].append(value)
        elif value.isascii() and value.isdigit() and len(value) <= len("2026"):
            by_field[name].append(int(value))
    queries = [_set(view, name, values) for name, values in by_field.items()]
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(Should, query) for query in queries])


def _set(view: View, name: str, values: list[Any]) -> tantivy.Query:
    unique = list(dict.fromkeys(values))
    if len(unique) == 1:
        return tantivy.Query.term_query(view.schema, name, unique[0], "basic")
    return tantivy.Query.term_set_query(view.schema, name, unique)


def no_score(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


def place_of(ars: str, found: Narrowing) -> Place:
    """Name and point of a place, from its own entry."""
    view = found.view
    entry = tantivy.Query.term_query(view.schema, schema.ID, f"{PlaceSource.key}:{ars}", "basic")
    query = tantivy.Query.boolean_query([(Must, entry), (Must, found.allowed)])
    hits = view.searcher.search(query, limit=1, count=False).hits
    if not hits:
        return Place(ars, "", None)
    address = hits[0][1]
    name = schema.shown(view.searcher.doc(address)).title
    return Place(ars, name, points(view.searcher, [address])[0])


def points(searcher: tantivy.Searcher, addresses: Sequence[tantivy.DocAddress]) -> list[Point | None]:
    """Where each of these entries lies."""
    listed = list(addresses)
    east = searcher.fast_field_values(schema.LON, listed)
    north = searcher.fast_field_values(schema.LAT, listed)
    return [
        None if lon is None or lat is None else (float(lon), float(lat)) for lon, lat in zip(east, north, strict=True)
    ]


def in_box(view: View, box: Box) -> tantivy.Query:
    sides = ((schema.LON, box.west, box.east), (schema.LAT, box.south, box.north))
    return tantivy.Query.boolean_query(
        [
            (Must, tantivy.Query.range_query(view.schema, name, tantivy.FieldType.Float, low, high))
            for name, low, high in sides
        ]
    )


def _circle(found: Narrowing, centre: Point, radius: int) -> tantivy.Query:
    """What lies at most ``radius`` km away, exactly.

    The engine knows boxes only. It gives those in the box around the circle; those that are in no square inside of it
    are measured, and what is too far is left out by name.
    """
    view, outer = found.view, in_box(found.view, box_around(centre, radius))
    inner = in_box(view, box_around(centre, radius * INSIDE))
    corners = tantivy.Query.boolean_query([(Must, outer), (Must, found.allowed), (MustNot, inner)])
    hits = view.searcher.search(corners, limit=MOST_MEASURED, count=False).hits
    addresses = [address for _score, address in hits]
    too_far = [
        view.searcher.doc(address).get_first(schema.ID)
        for address, point in zip(addresses, points(view.searcher, addresses), strict=True)
        if point is None or haversine(centre, point) > radius
    ]
    if not too_far:
        return outer
    left_out = tantivy.Query.term_set_query(view.schema, schema.ID, too_far)
    return tantivy.Query.boolean_query([(Must, outer), (MustNot, left_out)])
