# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the search field proposes while somebody types: names of things that can be found, and questions of others.

A name is proposed when each typed word begins one of its words; if none does, one slip of the pen is allowed (two in
long words). Whole names that begin so come first, then what is likelier (``search.weights``). Questions of others are
proposed when they were asked often enough, and only if each of their words stands in an entry everybody may read, so
that the field tells nothing that only members of an organisation could know to ask.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import tantivy
from django.utils.translation import gettext as _

from allmende.core.searchables import PUBLIC
from allmende.german import fold, words
from allmende.search import following, schema, statistics
from allmende.search.filtering import no_score
from allmende.search.query import clean
from allmende.search.showing import source_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allmende.search.index import View

    Meeting = Callable[[str, View], tantivy.Query | None]

Must, Should = tantivy.Occur.Must, tantivy.Occur.Should

SHORTEST: Final = 2
"""Letters from which something is proposed."""
MOST_WORDS: Final = 6
LONGEST_WORD, LONGEST_PATTERN = 60, 200
"""Letters of a typed word and of a whole name that count; the engine refuses patterns of over 1,000 states."""
MOST_BEGINNINGS: Final = 400
"""Words of names that begin as the typed one; more are as good as all."""
MOST_OF_A_KIND: Final = 4
"""Names of one source, while there are others."""
MOST_QUERIES: Final = 3
LOOKED_AT: Final = 40
"""Names of which the best are chosen."""
LONG_WORD: Final = 8
"""Letters from which two slips are allowed."""
QUERIES_KEPT: Final = 5_000
QUERIES_FRESH: Final = 600.0
"""Seconds for which the questions of others are kept in memory."""
QUERY: Final = ""
"""The source of a suggestion that is a question, not an entry."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``url`` leads to the entry; None is a question to be asked. ``kind`` says what it is."""

    text: str
    url: str | None
    kind: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    items: tuple[Suggestion, ...] = ()
    is_complete: bool = True


def suggest(text: str, *, audiences: Sequence[str], limit: int = 8, view: View | None = None) -> Suggestions:
    """What ``text`` may become, for whoever belongs to ``audiences``."""
    # Folding makes words of some single signs („ﷺ“), so what it gives is read once more.
    folded = " ".join(fold(word.text) for word in words(clean(text)))
    typed = [word.text[:LONGEST_WORD] for word in words(folded)][:MOST_WORDS]
    if len("".join(typed)) < SHORTEST:
        return Suggestions()
    view = view or following.catch_up()
    allowed = view.allowed(audiences)
    asked = _questions(typed, view)[: min(MOST_QUERIES, limit)]
    names = _names(typed, view, allowed, _beginning) or _names(typed, view, allowed, _nearly)
    entries = _mixed(names, limit - len(asked))
    return Suggestions((*entries, *asked), view.is_complete)


def _beginning(word: str, view: View) -> tantivy.Query | None:
    """A word of the name begins so."""
    found = view.searcher.terms_with_prefix(schema.TITLE_EXACT, word, limit=MOST_BEGINNINGS)
    beginnings = [term for term, _count in found]
    return tantivy.Query.term_set_query(view.schema, schema.TITLE_EXACT, beginnings) if beginnings else None


def _nearly(word: str, view: View) -> tantivy.Query | None:
    """A word of the name begins nearly so."""
    if len(word) < 4:
        return _beginning(word, view)
    slips = 2 if len(word) >= LONG_WORD else 1
    return tantivy.Query.fuzzy_term_query(view.schema, schema.TITLE_EXACT, word, distance=slips, prefix=True)


def _names(typed: Sequence[str], view: View, allowed: tantivy.Query, meeting: Meeting) -> list[Suggestion]:
    """The likeliest entries whose names meet every typed word."""
    clauses: list[tuple[tantivy.Occur, tantivy.Query]] = [(Must, allowed)]
    for word in dict.fromkeys(typed):
        query = meeting(word, view)
        if query is None:
            return []
        clauses.append((Must, no_score(query)))
    begins = tantivy.Query.regex_query(view.schema, schema.NAME, f"{' '.join(typed)[:LONGEST_PATTERN]}.*")
    same = tantivy.Query.term_query(view.schema, schema.NAME, " ".join(typed), "basic")
    clauses += [
        (Must, tantivy.Query.const_score_query(tantivy.Query.all_query(), 1.0)),
        (Should, tantivy.Query.const_score_query(begins, 2.0)),
        (Should, tantivy.Query.const_score_query(same, 4.0)),
    ]
    query = tantivy.Query.boolean_query(clauses)
    hits = view.searcher.search(query, limit=LOOKED_AT, count=False, weight_by_field=schema.WEIGHT).hits
    return [_suggestion(view.searcher.doc(address)) for _score, address in hits]


def _suggestion(document: tantivy.Document) -> Suggestion:
    source = str(document.get_first(schema.SOURCE))
    told = schema.shown(document)
    return Suggestion(told.title, told.url, source_label(source), source, told.note)


def _mixed(names: Sequence[Suggestion], room: int) -> list[Suggestion]:
    """The first ones, but not all of one source while there are others; each text and note once."""
    unique = list({(each.text, each.note, each.source): each for each in names}.values())
    chosen: list[Suggestion] = []
    of_source: dict[str, int] = {}
    for each in unique:
        of_source[each.source] = of_source.get(each.source, 0) + 1
        if of_source[each.source] <= MOST_OF_A_KIND:
            chosen.append(each)
    chosen = chosen[:room]
    taken = set(chosen)
    chosen += [each for each in unique if each not in taken][: room - len(chosen)]
    return sorted(chosen, key=unique.index)


class _Questions:
    """Questions asked often, by the folded words in them; read again now and then."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str]] = []
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    def starting(self, typed: Sequence[str]) -> list[str]:
        """Those whose words begin with the typed ones in this order, the most asked first."""
        now = time.monotonic()
        if now - self._read_at > QUERIES_FRESH:
            with self._lock:
                self._read_at = now
                self._rows = [
                    (f" {schema.name_key(text)}", text) for text, _times in statistics.frequent(limit=QUERIES_KEPT)
                ]
        return [text for key, text in self._rows if _holds_in_order(key, typed)]

    def forget(self) -> None:
        self._rows, self._read_at = [], float("-inf")


def _holds_in_order(key: str, beginnings: Sequence[str]) -> bool:
    """Whether words of ``key`` begin so, in this order. The first that does is always right, so nothing is retried."""
    place = 0
    for beginning in beginnings:
        found = key.find(f" {beginning}", place)
        if found < 0:
            return False
        place = found + 1 + len(beginning)
    return True


questions = _Questions()


def _questions(typed: Sequence[str], view: View) -> list[Suggestion]:
    public = view.allowed((PUBLIC,))
    same = " ".join(typed)
    found = [text for text in questions.starting(typed)[: 2 * MOST_QUERIES] if schema.name_key(text) != same]
    return [Suggestion(text, None, _("häufige Suche"), QUERY) for text in found if _is_public(text, view, public)]


def _is_public(text: str, view: View, public: tantivy.Query) -> bool:
    """Whether each word of ``text`` stands in an entry everybody may read."""

    def stands(word: str) -> bool:
        term = tantivy.Query.term_query(view.schema, schema.TEXT_EXACT, word)
        query = tantivy.Query.boolean_query([(Must, term), (Must, public)])
        return bool(view.searcher.search(query, limit=1, count=False).hits)

    return all(stands(fold(word.text)) for word in words(text))
