# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How many documents of an index a query finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import tantivy


def total(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """The exact number."""
    found: Any = searcher.search(query, limit=1)  # the engine's stubs do not name the count
    return int(found.count or 0)
