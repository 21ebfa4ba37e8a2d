# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the tests of the search share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from allmende.search import changes, index, position
from allmende.search.builds import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from allmende.core.searchables import Entry
    from allmende.search.index import View


@pytest.fixture
def index_of() -> Callable[[Iterable[Entry]], View]:
    """An index of made-up entries, without a database."""

    def build(entries: Iterable[Entry]) -> View:
        node = Node(None)
        made = node.begin()
        with made.writing() as writer:
            for entry in entries:
                changes.add(writer, entry)
            position.write(writer, position.Position(0))
        node.publish(made)
        return index.Reader(node).view()

    return build
