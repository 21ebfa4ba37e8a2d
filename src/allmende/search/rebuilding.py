# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Building the index anew, beside the one that answers meanwhile."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog
from django.db import DatabaseError

from allmende.core import searchables
from allmende.search import builds, changes, locking, position
from allmende.search.position import Position

if TYPE_CHECKING:
    from collections.abc import Callable

    from allmende.search.builds import Batch, Build, Node
    from allmende.search.index import View

logger = structlog.get_logger(__name__)

HEAP: Final = 100_000_000
"""Bytes the engine may hold before it writes a segment; it bounds the memory of a build, whatever its size."""
THREADS: Final = 2
SAY_EVERY: Final = 1.0
"""Seconds between two reports."""
PATIENCE: Final = 60.0
"""Seconds for which the finished build waits for those who write to the former one."""


class AlreadyRunningError(Exception):
    """Another process of this node is rebuilding."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``label`` is the heading of the source; ``expected`` how many entries the former index has of it, if any."""

    label: str
    done: int
    expected: int
    seconds: float

    def __str__(self) -> str:
        of = f" von etwa {self.expected:,}" if self.expected > self.done else ""
        rate = f" ({self.done / self.seconds:.0f} je Sekunde)" if self.seconds > SAY_EVERY else ""
        return f"{self.label}: {self.done:,}{of}{rate}".replace(",", ".")


def rebuild(node: Node, *, say: Callable[[Progress], object] = lambda _: None, former: View | None = None) -> Build:
    """Make a new index of everything, and let it answer once it is complete.

    What is changed meanwhile goes into the former index as ever, and into the new one at the end, before it answers.
    Raises AlreadyRunningError.
    """
    with locking.held(node.lock("rebuild")) as mine:
        if not mine:
            raise AlreadyRunningError
        node.tidy()
        started_at = changes.published().number
        build = node.begin()
        threads = 1 if node.is_in_memory else THREADS
        with build.writing(heap=builds.HEAP if node.is_in_memory else HEAP, threads=threads) as batch:
            owed = {}
            for source in searchables.sources():
                if not _write(batch, source, say, changes.count(former.searcher, source.key) if former else 0):
                    owed[source.key] = started_at
            position.write(batch, Position(started_at, owed))
        _finish(node, build)
    logger.info("search.rebuilt", build=build.name, entries=build.searcher().num_docs - 1)
    return build


def _write(batch: Batch, source: searchables.Source, say: Callable[[Progress], object], expected: int) -> bool:
    """Whether it went well. A source that fails is owed; without a database nothing goes on."""
    label, began, done = str(source.label), time.monotonic(), 0
    said = began
    try:
        for done, entry in enumerate(source.entries(), 1):
            changes.add(batch, entry)
            if (now := time.monotonic()) - said > SAY_EVERY:
                say(Progress(label, done, max(expected, done), now - began))
                said = now
    except DatabaseError:
        raise
    except Exception:
        logger.exception("search.source_failed", source=source.key)
        return False
    say(Progress(label, done, done, time.monotonic() - began))
    return True


def _finish(node: Node, build: Build) -> None:
    """Bring in what was changed while the build was made, then publish it. Nobody follows meanwhile."""
    _follow(build, at_once=None)  # most of it without keeping anybody waiting
    with node.writing(wait=PATIENCE) as mine:
        if not mine:
            raise AlreadyRunningError
        _follow(build, at_once=None)
        node.publish(build)


def _follow(build: Build, *, at_once: int | None) -> None:
    reached = position.read(build.searcher())
    todo = changes.pending(reached.number, changes.published().number)
    if todo:
        # „Everything“ said meanwhile is owed: the build may have passed what it was about.
        changes.apply(build, reached, todo, at_once=at_once)
