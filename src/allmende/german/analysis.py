# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From words to the keys under which they are indexed and sought.

Each word has its ``exact`` form (folded), its ``keys`` (the stem of its lemma, and its own stem where that differs),
and the keys of the ``parts`` of a compound: of every unit and of runs of units, so that „Bauhofkooperation“ is
found in „Bauhofkooperationsvertrag“. All are computed once per word and kept.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import Stemmer

from allmende.german.compounds import flat, leaves
from allmende.german.dictionary import dictionary
from allmende.german.folding import collapse, plain, words
from allmende.german.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allmende.german.compounds import Unit

LONGEST = 80
"""Letters of a key; longer ones are cut."""
MOST_LEAVES = 8
"""A word of more parts than this is a chemical name or rubbish; only its single parts are keys."""
KEPT = 1 << 17
"""Words whose keys are kept, about 60 MB when full, which happens only where a whole index is made."""

_stemmer = Stemmer.Stemmer("german", 0)


class Token(NamedTuple):
    """A word of a text, ``text[start:end]``, with what it is indexed under."""

    start: int
    end: int
    exact: str
    keys: tuple[str, ...]
    parts: tuple[str, ...]
    is_stop: bool


class _Analysed(NamedTuple):
    exact: str
    keys: tuple[str, ...]
    parts: tuple[str, ...]
    is_stop: bool


def lemma(word: str) -> str | None:
    """The ground form of ``word`` in the plain spelling, a noun's if there is one; None for an unknown word."""
    spelling = plain(word)
    return dictionary().lemma(spelling) or dictionary().lemma(collapse(spelling))


@lru_cache(1 << 14)
def keys(word: str) -> tuple[str, ...]:
    """The index keys of ``word``: „Kriterien“ → „kriterium“, „kriteri“."""
    return _as_a_whole(word)[1]


def parts(word: str) -> tuple[str, ...]:
    """The keys of everything inside the compound ``word``, without those of the word itself."""
    return _analysed(word).parts


@lru_cache(4096)
def split(word: str) -> tuple[str, ...]:
    """The lemmas of the parts of a compound: „Bauhofkooperationsvertrag“ → „bauhof“, „kooperation“, „vertrag“."""
    spelling = plain(word)
    return tuple(unit.lemma for unit in flat(spelling) or flat(collapse(spelling)))


def analyse(text: str) -> list[Token]:
    """The words of ``text`` with their offsets and keys."""
    return [Token(word.start, word.end, *_analysed(word.text)) for word in words(text)]


def analysed(word: str) -> tuple[str, tuple[str, ...], tuple[str, ...], bool]:
    """Exact form, keys, keys of the parts, and whether it is a stop word."""
    return _analysed(word)


@lru_cache(KEPT)
def _analysed(word: str) -> _Analysed:
    folded, own, is_stop = _as_a_whole(word)
    spelling = plain(word)[:LONGEST]
    if is_stop or not spelling.isalpha():
        return _Analysed(folded, own, (), is_stop)
    inside = _parts(spelling) or (_parts(folded) if folded != spelling else ())
    return _Analysed(folded, own, tuple(key for key in inside if key not in own), is_stop)


def _as_a_whole(word: str) -> tuple[str, tuple[str, ...], bool]:
    """Exact form, keys, and whether it is a stop word: what needs no splitting."""
    spelling = plain(word)[:LONGEST]
    folded = collapse(spelling)
    if spelling in STOP_WORDS:
        return folded, (_stem(folded),), True
    if not spelling.isalpha():
        return folded, (folded,), False
    ground = dictionary().lemma(spelling) or (dictionary().lemma(folded) if folded != spelling else None)
    return folded, _unique([_stem(ground) if ground else "", _stem(folded)]), False


def _parts(spelling: str) -> tuple[str, ...]:
    found = leaves(spelling)
    if not found:
        return ()
    inside: list[str] = []
    for unit in found:
        surface = spelling[unit.start : unit.end]
        inside += [_stem(unit.lemma), _stem(surface)]
    if len(found) <= MOST_LEAVES:
        inside += _runs(spelling, found)
    return _unique(inside)


def _runs(spelling: str, found: Sequence[Unit]) -> Iterator[str]:
    """The keys of runs of units: from one border that people would draw to another, or a noun of the dictionary."""
    borders = {border for unit in flat(spelling) for border in (unit.start, unit.end)}
    for first, last in combinations(found, 2):
        run = spelling[first.start : last.start] + last.lemma
        is_whole = (first, last) == (found[0], found[-1])
        if not is_whole and ({first.start, last.end} <= borders or dictionary().lemma(run)):
            yield _stem(run)


def _stem(word: str) -> str:
    """Stem of a plain or folded word, folded."""
    return str(_stemmer.stemWord(collapse(word)))


def _unique(items: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for item in items if item))
