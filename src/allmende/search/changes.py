# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What has been noted in the change table since a number, and how it is brought into an index."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

import structlog
import tantivy

from allmende.core import searchables
from allmende.core.models import ContentVersion, SearchChange
from allmende.core.searchables import EVERYTHING
from allmende.search import position, schema
from allmende.search.counting import total
from allmende.search.position import Position

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from allmende.core.searchables import Entry, Source
    from allmende.search.builds import Batch, Build

logger = structlog.get_logger(__name__)

Item = TypeVar("Item")

BATCH: Final = 100
"""Entries asked of a source at once."""
ENTRIES: Final = tantivy.Query.term_query(schema.SCHEMA, schema.IS_PAGE, 0)
"""All entries, without the single pages of documents."""


@dataclass(frozen=True, slots=True)
class Published:
    """What the database says: the content version, and up to which number changes have been forgotten."""

    number: int = 0
    forgotten: int = 0


def published() -> Published:
    """One query."""
    row = ContentVersion.objects.filter(pk=1).values_list("value", "forgotten_up_to").first()
    return Published(*row) if row else Published()


@dataclass(frozen=True, slots=True)
class Pending:
    """What is to be applied to get to ``number``. ``wholes``: sources of which any entry may have changed."""

    number: int
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    wholes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.keys or self.wholes)

    @property
    def count(self) -> int:
        return sum(map(len, self.keys.values()))

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(id_of(name, key) for name, keys in self.keys.items() for key in keys)


def pending(since: int, number: int) -> Pending:
    """The changes after ``since`` up to ``number``; one query. What no source knows is left out."""
    known = {source.key for source in searchables.sources()} | {EVERYTHING}
    keys: dict[str, set[str]] = defaultdict(set)
    wholes: set[str] = set()
    rows = SearchChange.objects.filter(number__gt=since, number__lte=number).order_by("source", "key").distinct()
    for name, key in rows.values_list("source", "key").iterator():
        if name in known:
            wholes.add(name) if key == EVERYTHING else keys[name].add(key)
    return Pending(number, {name: frozenset(found) for name, found in keys.items()}, frozenset(wholes))


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """``items`` in lists of ``size``; only one of them is held at a time."""
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some


def id_of(name: str, key: str) -> str:
    return f"{name}:{key}"


def apply(build: Build, former: Position, todo: Pending, *, at_once: int | None) -> Position:
    """Bring ``todo`` into ``build`` with one commit; where the index stands then.

    Up to ``at_once`` entries are written anew here and now (None: all). Beyond that the named entries are only taken
    out, so that nothing withdrawn remains, and their sources are owed; so is a source that fails.
    """
    owed = dict(former.owed)
    with build.writing() as batch:
        is_much = at_once is not None and todo.count > at_once
        for name, keys in todo.keys.items():
            remove(batch, name, keys)
            if is_much or not _add(batch, searchables.source(name), keys):
                owed[name] = todo.number
        for name in todo.wholes:
            if name == EVERYTHING or not _replace(build, batch, searchables.source(name), at_once):
                owed[name] = todo.number
        reached = Position(todo.number, owed)
        position.write(batch, reached)
    return reached


def remove(batch: Batch, name: str, keys: Iterable[str]) -> None:
    """Take entries out, with the pages of documents."""
    for key in keys:
        batch.remove(schema.ID, id_of(name, key))
        batch.remove(schema.PARENT, id_of(name, key))


def of_source(name: str) -> tantivy.Query:
    """The entries of one source."""
    named = tantivy.Query.term_query(schema.SCHEMA, schema.SOURCE, name)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, named), (tantivy.Occur.Must, ENTRIES)])


def count(searcher: tantivy.Searcher, name: str) -> int:
    return total(searcher, of_source(name))


def add(batch: Batch, entry: Entry) -> None:
    batch.add(schema.to_document(entry))
    for page in schema.to_page_documents(entry):
        batch.add(page)


def _add(batch: Batch, source: Source, keys: Iterable[str]) -> bool:
    """Whether it went well: a source that fails must not keep the others from being followed."""
    try:
        for some in chunks(sorted(keys), BATCH):
            for entry in source.entries(some):
                add(batch, entry)
    except Exception:
        logger.exception("search.source_failed", source=source.key)
        return False
    return True


def _replace(build: Build, batch: Batch, source: Source, at_once: int | None) -> bool:
    """Write a whole source anew, if it is small."""
    searcher = build.searcher()
    former = [told.partition(":")[2] for told, _ in searcher.terms_with_prefix(schema.ID, f"{source.key}:", ENTRIES)]
    try:
        entries = list(islice(source.entries(), None if at_once is None else at_once + 1))
    except Exception:
        logger.exception("search.source_failed", source=source.key)
        return False
    if at_once is not None and max(len(entries), len(former)) > at_once:
        return False
    remove(batch, source.key, former)
    for entry in entries:
        add(batch, entry)
    return True
