# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The order of the hits, and one page of it.

By relevance: first what is called exactly as the query says (places before the rest of equal weight, since they are
likelier), then by the engine's score times the weight of the entry, which holds prior, freshness and confirmation
(``search.weights``). The factor is applied inside the engine, to every hit; so page 7 follows page 6 without a seam.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import tantivy

from allmende.search import schema
from allmende.search.filtering import in_box, no_score, points
from allmende.search.query import Sorting
from allmende.territory.distances import box_around, haversine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.search.filtering import Narrowing
    from allmende.territory.distances import Point

Must, MustNot = tantivy.Occur.Must, tantivy.Occur.MustNot

DEEPEST: Final = 10_000
"""Hits that can be paged through; nobody reads further, and programs have better ways."""
MOST_EXACT: Final = 20
"""Entries of exactly the name sought that are put on top."""
FIRST_RING_KM: Final = 10
LAST_RING_KM: Final = 1_280
"""Sorting by distance looks in circles of doubling radius until there is enough; the last holds all of Germany."""


class Ranked(NamedTuple):
    """A hit by its address in the index; ``score`` is that of the engine, 0 where something else decides."""

    address: tantivy.DocAddress
    score: float
    is_exact: bool = False
    is_partial: bool = False


class Place(NamedTuple):
    """An address as a key of sets."""

    segment: int
    number: int


def at(address: tantivy.DocAddress) -> Place:
    return Place(address.segment_ord, address.doc)


class Order(NamedTuple):
    """How to order the hits; ``name`` is the query as a name."""

    sorting: str
    name: str = ""


def ranked(order: Order, text: tantivy.Query | None, conditions: Narrowing, *, offset: int, size: int) -> list[Ranked]:
    """The hits from ``offset`` on, at most ``size``."""
    query = conditions.query(text)
    if order.sorting == Sorting.DISTANCE and conditions.place is not None and conditions.place.point is not None:
        return _by_distance(conditions.place.point, query, conditions, offset=offset, size=size)
    if order.sorting == Sorting.NEWEST:
        searcher = conditions.view.searcher
        hits = searcher.search(query, limit=size, offset=offset, count=False, order_by_field=schema.CHANGED_ON).hits
        return [Ranked(address, 0.0) for _value, address in hits]
    # One list without a seam: what is called so, then all others in the engine's order.
    exact = _exact(order.name, text, conditions)
    taken = {at(each.address) for each in exact}
    others = _best(query, conditions, offset + size + len(exact))
    return [*exact, *(each for each in others if at(each.address) not in taken)][offset : offset + size]


def filled_up(
    found: list[Ranked], text: tantivy.Query | None, conditions: Narrowing, *, size: int, are_partial: bool
) -> list[Ranked]:
    """``found``, and the best of what the looser ``text`` finds beside them. ``are_partial``: so are all found."""
    if are_partial:
        return [each._replace(is_partial=True) for each in found]
    taken = {at(each.address) for each in found}
    more = _best(conditions.query(text), conditions, size + len(found))
    return [*found, *(each._replace(is_partial=True) for each in more if at(each.address) not in taken)][:size]


def _best(query: tantivy.Query, conditions: Narrowing, limit: int) -> list[Ranked]:
    hits = conditions.view.searcher.search(query, limit=limit, count=False, weight_by_field=schema.WEIGHT).hits
    return [Ranked(address, float(score)) for score, address in hits]


def _exact(name: str, text: tantivy.Query | None, conditions: Narrowing) -> list[Ranked]:
    """What is called exactly so, the likeliest first."""
    if not name or text is None:
        return []
    view = conditions.view
    named = tantivy.Query.const_score_query(tantivy.Query.term_query(view.schema, schema.NAME, name, "basic"), 1.0)
    # Among the hits only: an excluded word keeps even the exact name away.
    query = tantivy.Query.boolean_query([(Must, named), (Must, no_score(conditions.query(text)))])
    return [each._replace(is_exact=True) for each in _best(query, conditions, MOST_EXACT)]


def _by_distance(centre: Point, query: tantivy.Query, conditions: Narrowing, *, offset: int, size: int) -> list[Ranked]:
    """The nearest first; what lies nowhere comes last, in the engine's order."""
    view, wanted = conditions.view, min(offset + size, DEEPEST)
    radius, near = FIRST_RING_KM, list[tuple[float, tantivy.DocAddress]]()
    while True:
        box = in_box(view, box_around(centre, radius))
        inside = tantivy.Query.boolean_query([(Must, query), (Must, no_score(box))])
        addresses = [address for _score, address in view.searcher.search(inside, limit=DEEPEST, count=False).hits]
        near = [
            (distance, address)
            for address, point in zip(addresses, points(view.searcher, addresses), strict=True)
            if point is not None and (distance := haversine(centre, point)) <= radius
        ]
        if len(near) >= wanted or radius >= LAST_RING_KM:
            break
        radius *= 2
    near.sort(key=lambda each: (each[0], at(each[1])))
    found: Sequence[tantivy.DocAddress] = [address for _distance, address in near]
    if len(found) < wanted:
        placed = in_box(view, box_around(centre, LAST_RING_KM))
        nowhere = tantivy.Query.boolean_query([(Must, query), (MustNot, placed)])
        hits = view.searcher.search(nowhere, limit=wanted - len(found), count=False, weight_by_field=schema.WEIGHT).hits
        found = [*found, *(address for _score, address in hits)]
    return [Ranked(address, 0.0) for address in found[offset : offset + size]]
