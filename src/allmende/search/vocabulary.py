# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The words of the index, for correcting typing mistakes and for completing words, as far as somebody may know them.

Nothing is kept beside the index: words that begin or end alike are read from its own dictionary, with the number of
documents that the asking person may find. A word that stands in hidden documents only does not exist for others, and
what was withdrawn is forgotten with the commit that takes it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import tantivy

from allmende.search import schema, similar_words
from allmende.search.counting import total
from allmende.search.planning import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

Must, Should = tantivy.Occur.Must, tantivy.Occur.Should

FIELDS: Final = {
    Kind.EXACT: (schema.TEXT_EXACT,),
    Kind.KEY: (schema.TEXT_KEYS,),
    Kind.PART: (schema.TEXT_PARTS,),
    Kind.UNIT: (schema.TEXT_KEYS, schema.TEXT_PARTS),
}
MOST_STARTING: Final = 40
MOST_REMEMBERED: Final = 50_000
"""Words whose frequency is remembered; at most some 10 MB."""

MOST_LISTS: Final = 2_000


class Words:
    """The words of one state of the index; what was asked for once is remembered as long as it lasts."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self._seen: dict[tuple[tuple[str, ...], tuple[str, ...]], SeenWords] = {}

    def seen_by(self, audiences: tuple[str, ...], withheld: tuple[str, ...], allowed: tantivy.Query) -> SeenWords:
        """``allowed`` is what these audiences may find, without what is withheld from everybody."""
        key = (audiences, withheld)
        found = self._seen.get(key)
        if found is None:
            if len(self._seen) > 20:
                self._seen.clear()
            found = self._seen[key] = SeenWords(self._searcher, allowed)
        return found


class SeenWords:
    """A ``planning.Vocabulary``: the words of the documents that ``allowed`` lets through."""

    def __init__(self, searcher: tantivy.Searcher, allowed: tantivy.Query) -> None:
        self._searcher = searcher
        self._allowed = allowed
        self._size = total(searcher, allowed)
        entries, pages = (searcher.doc_freq(schema.IS_PAGE, number) for number in (0, 1))
        self._sees_all = entries == self._size and not pages
        self._remembered: dict[tuple[str, str], int] = {}
        self._lists: dict[tuple[str, str], list[str]] = {}

    @property
    def size(self) -> int:
        """Documents that may be found."""
        return self._size

    def known(self, key: str, kind: str = Kind.KEY) -> int:
        """In how many of them ``key`` occurs."""
        found = self._remembered.get((key, kind))
        if found is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key, kind] = self._count(key, FIELDS[Kind(kind)])
        return found

    def near(self, word: str) -> list[str]:
        """Words that ``word`` may have been before a typing mistake."""
        return self._once(
            "near",
            word,
            lambda: similar_words.near(word, frequency=self._exact, starting=self._starting, ending=self._ending),
        )

    def starting(self, prefix: str) -> list[str]:
        """Words that begin so, the most frequent first."""
        return self._once(
            "starting",
            prefix,
            lambda: [word for word, _ in self._terms(schema.TEXT_EXACT, prefix, MOST_STARTING)],
        )

    def _once(self, what: str, word: str, found: Callable[[], list[str]]) -> list[str]:
        """Short beginnings stand before tens of thousands of words and are asked for again and again."""
        known = self._lists.get((what, word))
        if known is None:
            if len(self._lists) >= MOST_LISTS:
                self._lists.clear()
            known = self._lists[what, word] = found()
        return list(known)

    def _count(self, key: str, names: tuple[str, ...]) -> int:
        # The dictionary also holds words of documents that are hidden or deleted: a first, quick answer for „never“.
        told = [(name, self._searcher.doc_freq(name, key)) for name in names]
        there = [name for name, count in told if count]
        if not there:
            return 0
        if self._sees_all and len(there) == 1:
            return max(count for _, count in told)
        anyhow = [(Should, tantivy.Query.term_query(schema.SCHEMA, name, key, index_option="basic")) for name in there]
        query = tantivy.Query.boolean_query([(Must, self._allowed), (Must, tantivy.Query.boolean_query(anyhow))])
        return total(self._searcher, query)

    def _exact(self, word: str) -> int:
        return self._count(word, FIELDS[Kind.EXACT])

    def _starting(self, beginning: str) -> list[str]:
        return [word for word, _ in self._terms(schema.TEXT_EXACT, beginning, similar_words.MOST_LOOKED_AT)]

    def _ending(self, end: str) -> list[str]:
        told = self._terms(schema.BACKWARDS, end[::-1], similar_words.MOST_LOOKED_AT)
        return [word[::-1] for word, _ in told]

    def _terms(self, name: str, prefix: str, most: int) -> list[tuple[str, int]]:
        allowed = None if self._sees_all else self._allowed
        return self._searcher.terms_with_prefix(name, prefix, allowed, most)
