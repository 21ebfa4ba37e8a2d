# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Comparing the index with the database, entry by entry, and mending what differs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import structlog
import tantivy

from allmende.core import searchables
from allmende.core.searchables import PUBLIC
from allmende.search import changes, following, index, position, schema
from allmende.search.changes import Pending, chunks, id_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from allmende.core.searchables import Entry, Source
    from allmende.search.index import Reader, View

logger = structlog.get_logger(__name__)

BATCH: Final = 500
PATIENCE: Final = 30.0
"""Seconds to wait for others who write."""

Name = tuple[str, str]
"""Source and key of an entry."""


@dataclass(slots=True)
class Report:
    """How index and database differ: entries by source and key.

    ``missing``: only in the database. ``stale``: otherwise in the index. ``surplus``: only in the index, or twice.
    ``hidden``: those of the stale ones that not everybody may find (any more).
    """

    entries: int = 0
    missing: list[Name] = field(default_factory=list)
    stale: list[Name] = field(default_factory=list)
    surplus: list[Name] = field(default_factory=list)
    hidden: list[Name] = field(default_factory=list)

    @property
    def differing(self) -> list[Name]:
        """In the order in which they are mended: first what must not be found."""
        return list(dict.fromkeys([*self.surplus, *self.hidden, *self.stale, *self.missing]))

    @property
    def is_same(self) -> bool:
        return not self.differing


def check(names: Collection[str] | None = None) -> Report:
    """Compare the sources called so, or all. What seems to differ is looked at again, since others may be writing."""
    report = Report()
    for source in searchables.sources():
        if names is not None and source.key not in names:
            continue
        differing = sorted(set(_suspects(source, report)))
        for some in chunks(differing, BATCH):
            _compare(source, some, following.catch_up(), report)
    return report


def repair(report: Report) -> None:
    """Write anew what differs. What is gone or no longer public is taken out first."""
    for some in chunks([*report.surplus, *report.hidden], BATCH):
        _apply(some)
    done = {*report.surplus, *report.hidden}
    for some in chunks([name for name in report.differing if name not in done], changes.BATCH):
        _apply(some)


def work_off() -> None:
    """Pay what the index owes: compare and mend the sources of which anything may have changed."""
    for name, number in following.catch_up(delegate=False).owed.items():
        try:
            repair(check(names=[name]))
            _forgive(name, number)
        except Exception:  # one that fails is owed on; the others are not to wait for it
            logger.exception("search.source_failed", source=name)


def _forgive(name: str, number: int) -> None:
    """Nothing is owed of the source any more, unless it was noted again since ``number``."""
    reader = index.reader()
    with reader.node.writing(wait=PATIENCE) as mine:
        if mine and reader.build is not None:
            now = position.read(reader.build.searcher())
            left = {other: since for other, since in now.owed.items() if other != name or since > number}
            with reader.build.writing() as batch:
                position.write(batch, position.Position(now.number, left))
    reader.view(afresh=True)


def _suspects(source: Source, report: Report) -> Iterator[str]:
    """Keys of entries that are not the same in both; some may only have been written at this moment."""
    view = following.catch_up()
    matched = 0
    for some in chunks(source.entries(), BATCH):
        report.entries += len(some)
        held = _held(view, [id_of(source.key, entry.key) for entry in some])
        matched += len(held)
        for entry in some:
            if held.get(id_of(source.key, entry.key)) != [entry.fingerprint]:
                yield entry.key
    if changes.count(view.searcher, source.key) != matched:
        yield from _surplus(source, view)


def _surplus(source: Source, view: View) -> Iterator[str]:
    """Keys the index has and the database has not, or that it has twice. Only looked for when the sums differ."""
    told = view.searcher.terms_with_prefix(schema.ID, f"{source.key}:", changes.ENTRIES)
    for some in chunks(((name.partition(":")[2], count) for name, count in told), BATCH):
        there = {entry.key for entry in source.entries([key for key, _ in some])}
        yield from (key for key, count in some if key not in there or count > 1)


def _compare(source: Source, keys: Sequence[str], view: View, report: Report) -> None:
    there: dict[str, Entry] = {entry.key: entry for entry in source.entries(keys)}
    held = _held(view, [id_of(source.key, key) for key in keys])
    for key in keys:
        found, entry, name = held.get(id_of(source.key, key), []), there.get(key), (source.key, key)
        if entry is None:
            if found:
                report.surplus.append(name)
        elif not found:
            report.missing.append(name)
        elif found != [entry.fingerprint]:
            report.stale.append(name)
            if PUBLIC not in entry.audience:
                report.hidden.append(name)


def _held(view: View, ids: Sequence[str]) -> dict[str, list[str]]:
    """The fingerprints of the entries with these ids."""
    query = tantivy.Query.term_set_query(view.schema, schema.ID, list(ids))
    found: dict[str, list[str]] = defaultdict(list)
    for _, address in view.searcher.search(query, limit=2 * len(ids), count=False).hits:
        document = view.searcher.doc(address)
        found[str(document.get_first(schema.ID))].append(str(document.get_first(schema.FINGERPRINT)))
    return found


def _apply(names: Sequence[Name]) -> None:
    """Bring the entries as they are now into the index; its position stays."""
    keys: dict[str, set[str]] = defaultdict(set)
    for name, key in names:
        keys[name].add(key)
    reader: Reader = index.reader()
    with reader.node.writing(wait=PATIENCE) as mine:
        view = reader.view(afresh=True)
        if not mine or reader.build is None:
            raise TimeoutError("Another process has been writing to the index for too long.")
        todo = Pending(view.number, {name: frozenset(found) for name, found in keys.items()})
        changes.apply(reader.build, position.Position(view.number, view.owed), todo, at_once=None)
    reader.view(afresh=True)
