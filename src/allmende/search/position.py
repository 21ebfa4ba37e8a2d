# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Up to which change an index has followed the database: a document inside the index, so that both commit together."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import tantivy

from allmende.search import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allmende.search.builds import Batch

KEY: Final = "=position"
"""Its id. Entries have a colon in theirs, so none can take it; without an audience no query finds it."""


@dataclass(frozen=True, slots=True)
class Position:
    """``number``: every change up to this content version has been applied to the entries named by their keys.

    ``owed``: sources of which anything may have changed since, with the number of the change that said so; the empty
    name stands for everything. What is owed is worked off in the background.
    """

    number: int = -1
    owed: Mapping[str, int] = field(default_factory=dict)


def read(searcher: tantivy.Searcher) -> Position:
    found = searcher.search(tantivy.Query.term_query(schema.SCHEMA, schema.ID, KEY), limit=1, count=False).hits
    if not found:
        return Position()
    told = json.loads(searcher.doc(found[0][1]).get_first(schema.FINGERPRINT) or "{}")
    return Position(told["number"], told["owed"])


def write(batch: Batch, position: Position) -> None:
    batch.remove(schema.ID, KEY)
    document = tantivy.Document()
    document.add_text(schema.ID, KEY)
    document.add_text(schema.FINGERPRINT, json.dumps({"number": position.number, "owed": dict(position.owed)}))
    batch.add(document)
