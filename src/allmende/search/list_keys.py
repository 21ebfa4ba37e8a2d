# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The text filter of the lists: which entries of one source a text finds, as keys for the list's own query.

It finds what the search finds with all words: inflections, compounds, synonyms and typing mistakes included, but no
looser query when that is nothing; a list has filters of its own to let go. It does not filter by audience, since the
list does (``visible_to``). Typing mistakes are corrected with the words everybody may know; otherwise a list would
tell of words that stand in drafts only.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import tantivy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.core.searchables import PUBLIC, FoundKeys
from allmende.search import changes, filtering, following, index, ranking, reading, schema
from allmende.search.filtering import Narrowing
from allmende.search.query import Sorting, clean

if TYPE_CHECKING:
    from allmende.search.index import Reader, View

Must, MustNot = tantivy.Occur.Must, tantivy.Occur.MustNot

MOST: Final = 5_000
"""Keys of one answer: more than a list of the portal has, and fewer than a database takes as parameters."""
REMEMBERED: Final = 128
"""Answers that are kept. A page asks several times: for its rows, its counts, its ways out of nothing."""


class Memory:
    """The latest answers of one index; each counts as long as the index stands at the same number."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[object, ...], FoundKeys] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[object, ...]) -> FoundKeys | None:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: tuple[object, ...], answer: FoundKeys) -> None:
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)


_memories: WeakKeyDictionary[Reader, Memory] = WeakKeyDictionary()


def find_keys(source_key: str, text: str) -> FoundKeys:
    """The keys of the entries of ``source_key`` that ``text`` finds, best first; see ``core.searchables.find_keys``.

    A second call for the same text costs one small query: for the number the index has to stand at.
    """
    view = following.catch_up()
    if not view.is_there:
        return FoundKeys((), (reading.not_there_yet(),), is_complete=False)
    memory = _memories.setdefault(index.reader(), Memory())
    asked = (view.number, source_key, clean(text), get_language())
    found = memory.get(asked) if view.is_complete else None
    if found is None:
        found = _find(view, source_key, clean(text))
        if view.is_complete:
            memory.keep(asked, found)
    return found


def _find(view: View, source_key: str, text: str) -> FoundKeys:
    read = reading.read_query(text)
    conditions = Narrowing(view, (), _all_of(view, source_key))
    filtering.add_field_words(conditions, read)
    read = reading.with_words(read, conditions.unknown)
    problems = reading.told(read, conditions.unknown)
    if not read:
        problems.append(_("In der Eingabe ist kein Wort, nach dem gesucht werden kann."))
        return FoundKeys((), tuple(problems), is_complete=view.is_complete)
    # Corrected with public words; but lists also hold drafts, for those who may see them.
    wanted = reading.Wording.of(read, view, (PUBLIC,), only_known=False).text()
    order = ranking.Order(Sorting.RELEVANCE, schema.name_key(" ".join(read.words)))
    hits = ranking.ranked(order, wanted, conditions, offset=0, size=MOST)
    keys = (view.searcher.doc(hit.address).get_first(schema.KEY) for hit in hits)
    return FoundKeys(tuple(str(key) for key in keys), tuple(problems), is_complete=view.is_complete)


def _all_of(view: View, source_key: str) -> tantivy.Query:
    """Every entry of the source but those that are known to have changed since."""
    clauses = [(Must, changes.of_source(source_key))]
    if view.withheld:
        clauses.append((MustNot, tantivy.Query.term_set_query(view.schema, schema.ID, list(view.withheld))))
    return tantivy.Query.const_score_query(tantivy.Query.boolean_query(clauses), 0.0)
