# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The index as the search sees it: a view of what was committed last, the same for all threads of a process."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import structlog
import tantivy
from django.conf import settings

from allmende.search import position, schema, stamp
from allmende.search.builds import Build, Node
from allmende.search.vocabulary import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allmende.search.planning import Vocabulary

logger = structlog.get_logger(__name__)

Must, MustNot, Should = tantivy.Occur.Must, tantivy.Occur.MustNot, tantivy.Occur.Should

FEW_AUDIENCES: Final = 12
"""Up to so many the engine merges their lists as it goes; of more it first makes one list, which costs more."""


@dataclass(frozen=True, slots=True)
class View:
    """One state of the index. It stays the same while it is used, whatever is written meanwhile.

    ``number`` is the content version it has followed the database to. ``withheld`` are the ids of entries that have
    changed but could not be applied yet; they are left out, so that nothing withdrawn is shown.
    """

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    words: Words
    number: int
    owed: Mapping[str, int]
    is_there: bool = True
    is_behind: bool = False
    withheld: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """All that is published is in here. An answer from an incomplete view is not kept for others."""
        return self.is_there and not (self.is_behind or self.owed or self.withheld)

    def allowed(self, audiences: Sequence[str], *, pages: bool = False) -> tantivy.Query:
        """What these audiences may find: a necessary part of every query. With ``pages`` single pages of documents."""
        tokens = [schema.page_audience(token) if pages else token for token in dict.fromkeys(audiences)]
        if len(tokens) > FEW_AUDIENCES:
            seen = tantivy.Query.term_set_query(self.schema, schema.AUDIENCE, tokens)
        else:
            any_of = [tantivy.Query.term_query(self.schema, schema.AUDIENCE, token, "basic") for token in tokens]
            seen = any_of[0] if len(any_of) == 1 else tantivy.Query.boolean_query([(Should, one) for one in any_of])
        if not self.withheld:
            return tantivy.Query.const_score_query(seen, 0.0)
        clauses = [(Must, seen)]
        name = schema.PARENT if pages else schema.ID
        clauses.append((MustNot, tantivy.Query.term_set_query(self.schema, name, list(self.withheld))))
        return tantivy.Query.const_score_query(tantivy.Query.boolean_query(clauses), 0.0)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of what everybody may find."""
        return self.vocabulary_for((schema.PUBLIC,))

    def vocabulary_for(self, audiences: Sequence[str]) -> Vocabulary:
        """The words of what these audiences may find."""
        return self.words.seen_by(tuple(audiences), self.withheld, self.allowed(audiences))


class Reader:
    """Keeps the view of one node fresh."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.build: Build | None = None
        self._seen: tuple[int, ...] = ()
        self._view: View | None = None
        self._empty = Build("", None, stamp.Stamp("", ""), tantivy.Index(schema.SCHEMA))
        self._lock = threading.RLock()

    def view(self, *, afresh: bool = False) -> View:
        """What was committed last, by this process or another. ``afresh`` does not trust the look of the files."""
        seen = self.node.seen(self.build)
        if self._view is not None and seen == self._seen and not afresh:
            return self._view
        with self._lock:
            self._view = self._load()
            self._seen = seen
            return self._view

    def note(self, view: View, number: int) -> View:
        """Nothing that is searched has changed from ``view`` up to ``number``. Not written: it would be in vain."""
        with self._lock:
            if self._view is view:
                self._view = replace(view, number=number)
                return self._view
        return replace(view, number=number)

    def nothing(self) -> View:
        """A view of no entries at all."""
        searcher = self._empty.searcher()
        return View(searcher, schema.SCHEMA, Words(searcher), -1, {}, is_there=False)

    def _load(self) -> View:
        former, known = self.build, self._view
        if former is None or self.node.has_moved(former):
            self.build = self.node.open()
        try:
            searcher = (self.build or self._empty).searcher()
        except (OSError, ValueError) as error:  # somebody has deleted the files
            logger.warning("search.index_gone", error=str(error)[:200])
            self.build, searcher = None, self._empty.searcher()
        found = position.read(searcher)
        number = found.number
        if known is not None and former is not None and former is self.build:
            number = max(number, known.number)
        words = Words(searcher)
        return View(searcher, schema.SCHEMA, words, number, found.owed, is_there=self.build is not None)


_readers: dict[str, Reader] = {}
_changing = threading.Lock()


def reader() -> Reader:
    """The reader of this process, for the directory of this node."""
    found = _readers.get("")
    if found is None:
        with _changing:
            found = _readers.setdefault("", Reader(Node(settings.SEARCH_INDEX_DIR)))
    return found


def use(node: Node | None) -> None:
    """Let this process use another index: that of a test, of a measurement. None: the one of this node again."""
    with _changing:
        _readers.pop("", None)
        if node is not None:
            _readers[""] = Reader(node)


def current() -> View:
    """The view as it is, without asking the database (``following.catch_up`` does)."""
    return reader().view()
