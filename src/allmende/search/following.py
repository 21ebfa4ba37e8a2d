# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Following the database: before each answer the index is brought to the content version that is published.

Small changes are applied at once, in the request that finds them pending. What is large is worked off by a process of
its own beside the server; until then the old index answers, without the entries that are known to have changed.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import structlog
from django.db import connection

from allmende.search import changes, index, locking, rebuilding, stamp
from allmende.search.position import Position

if TYPE_CHECKING:
    from allmende.search.builds import Build, Node
    from allmende.search.changes import Pending, Published
    from allmende.search.index import Reader, View

logger = structlog.get_logger(__name__)

AT_ONCE: Final = 200
"""Entries that are analysed within a request; a few milliseconds each at most."""
PATIENCE: Final = 1.0
"""Seconds for which a request waits for another process that writes. Then it answers without what has changed."""
PAUSE: Final = 30.0
"""Seconds until a background process that has failed is started again."""
COMMAND: Final = (sys.executable, "-m", "allmende", "search", "rebuild", "--if-needed")
"""What works off the rest, beside the server."""

_not_before: dict[str, float] = {}


def catch_up(*, delegate: bool = True) -> View:
    """The index as of now; called before each answer. What goes wrong is logged and never the visitor's business.

    ``delegate``: start a process for what takes long. Whoever is about to do that work says no.
    """
    reader = index.reader()
    try:
        return _catch_up(reader, delegate=delegate)
    except Exception:
        logger.exception("search.catch_up_failed")
        return replace(reader.view(), is_behind=True)


def needs_rebuild(view: View, said: Published) -> bool:
    """Changes cannot bring it up to date.

    There is none, what it missed is forgotten, or the database was set back to an older state.
    """
    return not view.is_there or view.number < said.forgotten or view.number > said.number


def is_outdated(reader: Reader) -> bool:
    """It answers, but another version of the portal or other sources made it."""
    return reader.build is not None and reader.build.stamp.contents != stamp.current().contents


def _catch_up(reader: Reader, *, delegate: bool) -> View:
    said = changes.published()
    view = reader.view()
    if view.number > said.number:
        said = changes.published()  # another process may have applied what came after the first look
    if needs_rebuild(view, said):
        return _build(reader, said, delegate=delegate)
    if view.number < said.number:
        view = _follow(reader, view, said.number)
    if view.owed or is_outdated(reader):
        if reader.node.is_in_memory:
            rebuilding.rebuild(reader.node)
            return reader.view(afresh=True)
        if delegate:
            _work_off(reader.node)
    return view


def _build(reader: Reader, said: Published, *, delegate: bool) -> View:
    view = reader.view(afresh=True)
    if not needs_rebuild(view, said):
        return view
    if _within_a_write():
        return reader.nothing()
    if reader.node.is_in_memory:
        rebuilding.rebuild(reader.node)
        return reader.view(afresh=True)
    if delegate:
        _work_off(reader.node)
    return reader.nothing()  # the old one may hold what has been withdrawn since


def _follow(reader: Reader, view: View, number: int) -> View:
    todo = changes.pending(view.number, number)
    if not todo:
        return reader.note(view, number)
    if _within_a_write():
        return _without(view, todo)
    with reader.node.writing(wait=PATIENCE) as mine:
        view = reader.view(afresh=True)
        if view.number >= number:
            return view
        todo = changes.pending(view.number, number)
        if not mine or reader.build is None:
            return _without(view, todo)
        try:
            changes.apply(reader.build, _position(view), todo, at_once=_at_once(reader.node))
        except Exception:
            logger.exception("search.apply_failed")
            return _without(view, todo)
        view = reader.view(afresh=True)
    if reader.build.is_scattered:
        threading.Thread(target=_settle, args=[reader.node, reader.build], name="search-settle", daemon=True).start()
    return view


def _settle(node: Node, build: Build) -> None:
    """Joining small segments takes a moment, so no visitor waits for it. What fails is tried after the next change."""
    try:
        with node.writing(wait=0) as mine:
            if mine:
                build.settle()
    except (OSError, ValueError) as error:
        logger.info("search.not_settled", error=str(error)[:200])


def _without(view: View, todo: Pending) -> View:
    """What cannot be applied now is at least not shown."""
    return replace(view, withheld=todo.ids, is_behind=True)


def _position(view: View) -> Position:
    return Position(view.number, view.owed)


def _at_once(node: Node) -> int | None:
    return None if node.is_in_memory else AT_ONCE


def _within_a_write() -> bool:
    """What this connection sees may still be rolled back, so it must not get into the index.

    A test keeps its data in a transaction around everything; that one is none of ours.
    """
    blocks = connection.atomic_blocks
    return bool(blocks) and not getattr(blocks[-1], "_from_testcase", False)


def _work_off(node: Node) -> None:
    """Have a process of its own do what takes long; one at a time. One that fails is not repeated at once."""
    name, now = str(node.directory), time.monotonic()
    if node.is_in_memory or now < _not_before.get(name, now) or locking.is_held(node.lock("rebuild")):
        return
    _not_before[name] = float("inf")
    threading.Thread(target=_run, args=[name], name="search-work-off", daemon=True).start()


def _run(name: str) -> None:
    """Start it and wait for its end, so that no dead process stays behind."""
    went_well = False
    try:
        done = subprocess.run(COMMAND, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
        went_well = not done.returncode
    finally:
        _not_before[name] = time.monotonic() + (0 if went_well else PAUSE)
