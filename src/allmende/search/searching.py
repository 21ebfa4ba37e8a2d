# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The search: from a query and the audiences of whoever asks to hits, counts and help.

Nothing is filtered after the engine has answered. Every query it is given holds the audiences (``filtering``), and the
words are planned with the vocabulary of those audiences (``reading``); so totals, facets, corrections and snippets are
the same whether hidden entries are in the index or not. Only the engine's statistics (how rare a word is) count all
entries; they can move the order of public hits by a little, but tell nothing of a word that stands in none of them.
Scores are therefore given relative to the best hit of the page, in hundredths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.search import correcting, facets, following, ranking, reading, relaxing, schema, showing
from allmende.search.filtering import narrowing
from allmende.search.ranking import DEEPEST
from allmende.search.results import Results

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.search.index import View
    from allmende.search.query import SearchQuery

MOST_AT_ONCE: Final = 100
"""Hits of one page."""


def search(query: SearchQuery, *, audiences: Sequence[str], size: int = 20, view: View | None = None) -> Results:
    """The answer to ``query`` for whoever belongs to ``audiences``. Never raises for what was typed."""
    view = view or following.catch_up()
    if not query:
        return Results(query, is_complete=view.is_complete)
    if not view.is_there:
        return Results(query, problems=(reading.not_there_yet(),), is_complete=False)
    read = reading.read_query(query.q)
    conditions = narrowing(query, read, audiences=audiences, view=view)
    read = reading.with_words(read, conditions.unknown)
    problems = reading.told(read, conditions.unknown)
    if not read and not conditions.by_name:
        problems.append(_("In der Eingabe ist kein Wort, nach dem gesucht werden kann."))
        return Results(query, problems=tuple(problems), is_complete=view.is_complete)
    wording = reading.Wording.of(read, view, audiences)
    text = wording.text()
    counted = facets.counted(query, text, conditions)
    found = counted.total
    instead = () if found else relaxing.to_blame(query, read, text, conditions)
    looser = relaxing.loosened(query, found, wording, conditions)
    if looser and not found:
        text, counted = looser.text, facets.counted(query, looser.text, conditions)
    size = max(1, min(size, MOST_AT_ONCE))
    page, pages = _page(query.seite, counted.total, size, problems)
    order = ranking.Order(query.sortierung, schema.name_key(" ".join(read.words)))
    shown = ranking.ranked(order, text, conditions, offset=(page - 1) * size, size=size) if counted.total else []
    if looser:
        shown = ranking.filled_up(shown, looser.text, conditions, size=size, are_partial=not found)
    hits = showing.hits(shown, wording, conditions)
    is_partial = any(hit.is_partial for hit in hits)
    return Results(
        query=query,
        hits=hits,
        total=counted.total,
        found=found,
        page=page,
        pages=pages,
        facets=counted.by_name,
        did_you_mean=correcting.did_you_mean(query.q, wording, conditions),
        relaxed=looser.relaxed if looser and is_partial else None,
        instead=instead,
        problems=tuple(problems),
        place=conditions.place,
        is_complete=view.is_complete,
    )


def _page(wanted: int, total: int, size: int, problems: list[str]) -> tuple[int, int]:
    """The page to show and how many there are; says so when there is no such page."""
    pages = max(1, -(-min(total, DEEPEST) // size))
    if wanted <= pages:
        return wanted, pages
    if total > DEEPEST:
        message = _("Blättern lässt sich bis zum %(most)s. Treffer. Gezeigt wird die letzte Seite, Seite %(page)s.")
        problems.append(message % {"most": f"{DEEPEST:,}".replace(",", "."), "page": pages})
    elif total:
        message = _("Eine Seite mit dieser Nummer gibt es nicht. Gezeigt wird die letzte, Seite %(page)s.")
        problems.append(message % {"page": pages})
    return pages, pages
