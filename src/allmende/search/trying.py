# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the desk sees of a query: how it is read, and what each of its words finds besides itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allmende.core import searchables
from allmende.german import is_stop_word, keys, parts, split
from allmende.german.queries import Query, parse
from allmende.search.synonyms import synonym_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class WordTried:
    """One word of a query. ``synonyms`` are those of the word, or of the words from here on („häufige Fragen“)."""

    word: str
    forms: tuple[str, ...]
    pieces: tuple[str, ...]
    inside: tuple[str, ...]
    synonyms: tuple[str, ...]
    is_left_out: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """A query, taken apart."""

    query: Query
    words: tuple[WordTried, ...]


def try_out(text: str, synonyms: Mapping[str, tuple[str, ...]]) -> Tried:
    """Take ``text`` apart as the search does."""
    query = parse(text, field_words=[word.word for word in searchables.field_words().values()])
    return Tried(query, tuple(_tried(query.words, number, synonyms) for number in range(len(query.words))))


def _tried(words: Sequence[str], number: int, synonyms: Mapping[str, tuple[str, ...]]) -> WordTried:
    word = words[number]
    starting = (synonym_key(" ".join(words[number:end])) for end in range(len(words), number, -1))
    return WordTried(
        word=word,
        forms=keys(word),
        pieces=split(word),
        inside=parts(word),
        synonyms=next((synonyms[key] for key in starting if key in synonyms), ()),
        is_left_out=is_stop_word(word),
    )
