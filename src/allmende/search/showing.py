# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Hits as they are shown: title and the best stretch of text with the words marked, page, distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import tantivy

from allmende.core import searchables
from allmende.search import schema
from allmende.search.filtering import no_score, points
from allmende.search.results import Hit
from allmende.territory.distances import haversine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allmende.search.filtering import Narrowing
    from allmende.search.highlighting import Highlighter
    from allmende.search.ranking import Ranked
    from allmende.search.reading import Wording

Must = tantivy.Occur.Must

MOST_PAGES: Final = 100
"""Pages of documents looked at at once to find the best of each document."""
MOST_WEIGHED: Final = 20
"""Pages of one document that are compared, the first that match."""


def hits(found: Sequence[Ranked], wording: Wording, conditions: Narrowing) -> tuple[Hit, ...]:
    """``found`` in the same order. The single pages of documents are asked for under the same audiences."""
    if not found:
        return ()
    searcher, highlighter = conditions.view.searcher, wording.highlighter()
    known = [_known(searcher.doc(each.address)) for each in found]
    ids = [each.identity for each in known]
    counts = searcher.fast_field_values(schema.PAGE, [each.address for each in found])
    with_pages = [identity for identity, count in zip(ids, counts, strict=True) if count]
    pages, public = _best_pages(with_pages, wording, highlighter, conditions), _public(ids, conditions)
    centre = conditions.place.point if conditions.place else None
    places = points(searcher, [each.address for each in found]) if centre else [None] * len(found)
    best = max(each.score for each in found) or 1.0
    return tuple(
        _hit(
            entry,
            each,
            highlighter,
            page=pages.get(entry.identity),
            distance=round(haversine(centre, place), 1) if centre and place else None,
            is_public=entry.identity in public,
            score=round(min(1.0, each.score / best), 2),
        )
        for each, entry, place in zip(found, known, places, strict=True)
    )


def _hit(
    known: _Known,
    each: Ranked,
    highlighter: Highlighter,
    *,
    page: tuple[int, str] | None,
    distance: float | None,
    is_public: bool,
    score: float,
) -> Hit:
    source, _colon, key = known.identity.partition(":")
    told = known.shown
    snippet = highlighter.stretch(page[1] if page else told.text or told.note)
    return Hit(
        source=source,
        source_label=source_label(source),
        key=key,
        title=told.title,
        url=told.url,
        note=told.note,
        title_parts=highlighter.parts(told.title),
        snippet=snippet if page or told.text else (),
        page=page[0] if page else None,
        distance_km=distance,
        is_public=is_public,
        is_exact=each.is_exact,
        is_partial=each.is_partial,
        score=score,
    )


class _Known(NamedTuple):
    """What the index says of an entry."""

    identity: str
    shown: schema.Shown


def _known(document: tantivy.Document) -> _Known:
    return _Known(str(document.get_first(schema.ID)), schema.shown(document))


def _public(ids: Sequence[str], conditions: Narrowing) -> frozenset[str]:
    """Which of these everybody may find; asked only of somebody who may find more than that."""
    if tuple(conditions.audiences) == (searchables.PUBLIC,):
        return frozenset(ids)
    view = conditions.view
    allowed = view.allowed((searchables.PUBLIC,))
    query = tantivy.Query.boolean_query(
        [(Must, tantivy.Query.term_set_query(view.schema, schema.ID, list(ids))), (Must, allowed)]
    )
    found = view.searcher.search(query, limit=len(ids), count=False).hits
    return frozenset(str(view.searcher.doc(address).get_first(schema.ID)) for _score, address in found)


def _best_pages(
    ids: Sequence[str], wording: Wording, highlighter: Highlighter, conditions: Narrowing
) -> Mapping[str, tuple[int, str]]:
    """Number and text of the page of each document that holds most of the words, the first of equals.

    The engine says which pages match at all; its score is not asked, since it depends on hidden entries too.
    """
    text = wording.text(1)  # a page need not hold all words that the document holds
    if text is None or not ids:
        return {}
    view = conditions.view
    allowed = view.allowed(conditions.audiences, pages=True)
    matching: dict[str, list[tuple[int, str]]] = {}

    def look(parents: Sequence[str], limit: int) -> int:
        inside = tantivy.Query.term_set_query(view.schema, schema.PARENT, list(parents))
        query = tantivy.Query.boolean_query([(Must, no_score(inside)), (Must, no_score(text)), (Must, allowed)])
        hits = view.searcher.search(query, limit=limit, count=False).hits
        for _score, address in hits:
            page = view.searcher.doc(address)
            parent = str(page.get_first(schema.ID)).rpartition("#")[0]
            pages = matching.setdefault(parent, [])
            if len(pages) < MOST_WEIGHED:
                pages.append((int(page.get_first(schema.PAGE) or 0), schema.shown(page).text))
        return len(hits)

    if look(ids, MOST_PAGES) == MOST_PAGES:  # one document with many such pages has pushed out the others
        for identity in ids:
            if identity not in matching:
                look([identity], MOST_WEIGHED)
    return {
        identity: max(pages, key=lambda page: (highlighter.worth(page[1]), -page[0]))
        for identity, pages in matching.items()
    }


def source_label(key: str) -> str:
    """What one entry of the source is called; its key for a source that is no longer there."""
    try:
        return str(searchables.source(key).label_one)
    except KeyError:
        return key
