# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a contract of a legal form should contain, as data with its citation, and what of it was found.

What was not found may still be there: the rules read words, they understand nothing. Contents that nobody has verified
in the law are hints only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from allmende.german import analyse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONTENTS: Final = Path(__file__).parent.parent / "data" / "minimum_contents.json"
LONGEST_READ: Final = 20_000


@dataclass(frozen=True, slots=True)
class Content:
    """One content. ``subjects`` cover it; with ``words`` a clause must hold one of these, too."""

    key: str
    label: str
    subjects: tuple[str, ...]
    words: tuple[str, ...]
    citation: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as the check needs it; ``subjects`` are all it regulates."""

    title: str
    text: str
    subjects: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A content and the clauses that may cover it; none: not found."""

    content: Content
    clauses: tuple[Clause, ...]


@lru_cache(maxsize=1)
def _contents() -> Mapping[str, tuple[Content, ...]]:
    told = json.loads(CONTENTS.read_text(encoding="utf-8"))
    return {
        form: tuple(
            Content(
                row["key"],
                row["label"],
                tuple(row["classes"]),
                tuple(row.get("words", ())),
                row["citation"],
                bool(row["is_verified"]),
            )
            for row in rows
        )
        for form, rows in told.items()
    }


def contents_of(legal_form: str) -> tuple[Content, ...]:
    """The contents of the legal form with this key; none for a form without data."""
    return _contents().get(legal_form, ())


def check(legal_form: str, clauses: Sequence[Clause]) -> list[Checked]:
    """Each content of the legal form with the clauses that may cover it."""
    return [
        Checked(content, tuple(clause for clause in clauses if _covers(clause, content)))
        for content in contents_of(legal_form)
    ]


def _covers(clause: Clause, content: Content) -> bool:
    """By its subject and, where words are given, one of these; a word in the heading is enough by itself."""
    wanted = _keys(content.words)
    if wanted & _keys_of(clause.title):
        return True
    if not set(clause.subjects) & set(content.subjects):
        return False
    return not wanted or bool(wanted & _keys_of(clause.text[:LONGEST_READ]))


@lru_cache(maxsize=256)
def _keys_of(text: str) -> frozenset[str]:
    return frozenset(key for token in analyse(text) for key in (*token.keys, *token.parts))


@lru_cache(maxsize=256)
def _keys(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key for word in words for token in analyse(word) for key in token.keys)
