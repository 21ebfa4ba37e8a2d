# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Where the index of a node lies: one directory per build, and a pointer to the one that answers.

A build is published by replacing the pointer, atomically; the former goes afterwards. Whoever still reads from it has
its files open and finishes in peace. What no pointer names was left by a process that died, and goes with the next
build. A node without a directory keeps its index in memory.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import structlog
import tantivy

from allmende.search import locking, schema, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = structlog.get_logger(__name__)

POINTER: Final = "current"
PREFIX: Final = "build-"
HEAP: Final = 15_000_000
"""Bytes; the least the engine wants."""
SMALL, MANY_SMALL = 10_000, 8
"""Documents of a small segment, and how many such are joined to one: what the engine has set."""


class Batch:
    """What is written together. The engine is free for the next one once it is closed, whoever still holds this."""

    def __init__(self, writer: tantivy.IndexWriter) -> None:
        self._writer: tantivy.IndexWriter | None = writer

    @property
    def writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise RuntimeError("This batch is closed.")
        return self._writer

    def add(self, document: tantivy.Document) -> None:
        self.writer.add_document(document)

    def remove(self, name: str, value: str) -> None:
        """All documents with ``value`` in the field ``name`` that were there before."""
        self.writer.delete_documents_by_term(name, value)

    def commit(self, *, settle: bool) -> None:
        """``settle``: wait until the engine has put its segments in order."""
        self.writer.commit()
        if settle:
            self.writer.wait_merging_threads()

    def close(self) -> None:
        self._writer = None


@dataclass(frozen=True, slots=True)
class Build:
    """One index. ``stamp`` says what it was made of (``search.stamp``); ``path`` is None in memory."""

    name: str
    path: Path | None
    stamp: stamp.Stamp
    engine: tantivy.Index
    _reading: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def __post_init__(self) -> None:
        # By itself the engine also reloads in a thread of its own after each commit. One that is late would put back
        # the state before the next commit, with entries that have been withdrawn since.
        self.engine.config_reader("manual")

    def searcher(self) -> tantivy.Searcher:
        """What was committed last, by whatever process."""
        with self._reading:
            self.engine.reload()
            return self.engine.searcher()

    @contextmanager
    def writing(self, *, heap: int = HEAP, threads: int = 1) -> Iterator[Batch]:
        """Write in the block and commit at its end; after an exception nothing of it has happened.

        The writer is opened for each batch: that costs no more than keeping it (measured: 10 ms either way), and no
        process stands in the way of the others.
        """
        batch = Batch(self.engine.writer(heap, threads))
        try:
            yield batch
            batch.commit(settle=threads > 1)
        finally:
            batch.close()

    @property
    def is_scattered(self) -> bool:
        """It has so many small segments that the engine wants to join them, at the latest with the next commit."""
        if self.path is None:
            return False
        segments = json.loads((self.path / "meta.json").read_text())["segments"]
        small = [segment for segment in segments if segment["max_doc"] < SMALL]
        return len(small) >= MANY_SMALL

    def settle(self) -> None:
        """Let the engine join small segments; a commit of nothing makes it look for them."""
        batch = Batch(self.engine.writer(HEAP, 1))
        try:
            batch.commit(settle=True)
        finally:
            batch.close()

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(file.stat().st_size for file in self.path.iterdir()) if self.path else 0


class Node:
    """The builds of one node and the locks between its processes."""

    def __init__(self, directory: Path | None) -> None:
        self.directory = directory
        self._in_memory: Build | None = None
        self._threads = threading.RLock()

    @property
    def is_in_memory(self) -> bool:
        return self.directory is None

    def lock(self, name: str) -> Path | None:
        return self.directory / f"{name}.lock" if self.directory else None

    @contextmanager
    def writing(self, *, wait: float) -> Iterator[bool]:
        """One at a time changes the index that answers; the block learns whether it is its turn."""
        if self.directory is None:
            with self._threads:
                yield True
            return
        with locking.held(self.lock("writer"), wait=wait) as mine:
            yield mine

    def seen(self, build: Build | None) -> tuple[int, ...]:
        """Changes when another build than ``build`` is published, and with each commit to it. Costs two looks."""
        if self.directory is None:
            return (id(self._in_memory),)
        try:
            pointer = (self.directory / POINTER).stat()
            meta = (self.directory / (build.name if build else POINTER) / "meta.json").stat()
        except OSError:
            return ()
        return (pointer.st_mtime_ns, pointer.st_ino, meta.st_mtime_ns, meta.st_ino, meta.st_size)

    def has_moved(self, build: Build) -> bool:
        """Another build than ``build`` answers now, or none."""
        return build is not self._in_memory if self.directory is None else build.name != self._name()

    def open(self) -> Build | None:
        """The build that answers; None when there is none, or none that can be read by this version."""
        if self.directory is None:
            return self._in_memory
        for _attempt in range(3):  # another process may publish the next one and take this one away
            try:
                told = self._pointer()
                made_of = stamp.Stamp(**told["stamp"])
                if made_of.schema != stamp.current().schema:
                    return None
                path = self.directory / told["build"]
                return Build(told["build"], path, made_of, tantivy.Index.open(str(path)))
            except FileNotFoundError:
                continue
            except (KeyError, TypeError, ValueError, OSError) as error:
                logger.warning("search.index_unreadable", error=str(error)[:200])
                if not (self.directory / POINTER).exists():
                    continue
        return None

    def begin(self) -> Build:
        """An empty build beside the one that answers."""
        name = f"{PREFIX}{secrets.token_hex(6)}"
        if self.directory is None:
            return Build(name, None, stamp.current(), tantivy.Index(schema.SCHEMA))
        path = self.directory / name
        self.directory.mkdir(mode=locking.DIRECTORY_MODE, parents=True, exist_ok=True)
        path.mkdir(mode=locking.DIRECTORY_MODE)
        return Build(name, path, stamp.current(), tantivy.Index(schema.SCHEMA, path=str(path)))

    def publish(self, build: Build) -> None:
        """Let ``build`` answer from now on."""
        if self.directory is None:
            self._in_memory = build
            return
        new = self.directory / f"{POINTER}.new"
        with new.open("w") as file:
            json.dump({"build": build.name, "stamp": build.stamp.told()}, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.directory / POINTER)
        self.tidy(keep=build.name)

    def tidy(self, *, keep: str = "") -> None:
        """Remove the builds that no pointer names. Only for whoever holds the lock of rebuilding."""
        if self.directory is None:
            return
        kept = {keep, self._name()}
        for path in self.directory.glob(f"{PREFIX}*"):
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def _pointer(self) -> dict[str, Any]:
        if self.directory is None:
            return {}
        told = json.loads((self.directory / POINTER).read_text())
        return told if isinstance(told, dict) else {}

    def _name(self) -> str:
        try:
            return str(self._pointer().get("build") or "none")
        except (OSError, ValueError):
            return "none"
