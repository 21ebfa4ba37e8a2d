# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the tests of the search share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from allmende.search import changes, following, index, position, rebuilding
from allmende.search.builds import Node
from allmende.search.tests import noun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from allmende.core.searchables import Entry
    from allmende.search.index import View


@pytest.fixture
def index_of() -> Callable[[Iterable[Entry]], View]:
    """An index of made-up entries, without a database."""

    def build(entries: Iterable[Entry]) -> View:
        node = Node(None)
        made = node.begin()
        with made.writing() as batch:
            for entry in entries:
                changes.add(batch, entry)
            position.write(batch, position.Position(0))
        node.publish(made)
        return index.Reader(node).view()

    return build


@pytest.fixture
def notes() -> Iterator[None]:
    """The noun of ``tests.noun`` can be searched."""
    noun.register()
    yield
    noun.unregister()


@pytest.fixture
def node(tmp_path: Path, notes: None, db: None, monkeypatch: pytest.MonkeyPatch) -> Node:
    """A node with a directory and an index of its own. What it would leave to another process stays undone."""
    monkeypatch.setattr(following, "_work_off", lambda _node: None)
    made = Node(tmp_path / "search")
    rebuilding.rebuild(made)
    index.use(made)
    return made
