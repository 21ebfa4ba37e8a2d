# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Marking the words because of which something was found, and choosing the stretch of text to show.

What is marked is decided by the same analysis as the match: the words of the text are analysed and compared with what
the plan of the query looks for. A compound is marked whole („Vertrag“ marks „Kooperationsvertrag“). Nothing here is
HTML; whoever shows the parts escapes them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from allmende.german import analysed, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

STRETCH: Final = 240
"""Characters of the stretch shown."""
BEFORE: Final = 90
"""Characters before the first marked word in which the beginning of its sentence is looked for."""
MOST_MARKS: Final = 400
"""Places of a text that are weighed; a text that holds the words more often is long, and its beginning says enough."""
MOST_ANALYSED: Final = 600
"""Words of a text that are analysed when none of them looks like what is sought (irregular forms)."""
LOOKS_LIKE: Final = 4
"""Letters of a key that must stand in a word, so that analysing it is worth the while."""
REPEATED: Final = 3
"""The same word marked more often than this in one stretch makes it no better."""

WORD: Final = re.compile(r"[^\W_]+(?:\u00ad[^\W_]+)*")
SENTENCE_END: Final = re.compile(r"(?<=[.!?:;])\s+(?=[\W\d_]*[A-ZÄÖÜ])")
ELLIPSIS: Final = "…"


class Part(NamedTuple):
    """A piece of a text; ``is_hit`` says that it is to be marked."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """Keys that must all be in a text; the last one may be only the beginning of a word."""

    keys: tuple[str, ...]
    is_prefix: bool = False


Group = tuple[Alternative, ...]
"""The ways in which one word of the query can be met."""


class Mark(NamedTuple):
    """A place in a text, ``text[start:end]``, and the number of the word of the query that it answers."""

    start: int
    end: int
    group: int


class Highlighter:
    """Marks what one query looks for. Made once for each answer; keeps what it has learned about words."""

    def __init__(self, groups: Sequence[Group], phrases: Sequence[Sequence[str]] = ()) -> None:
        # Of each group the single keys that meet it, and the sets of keys that do so together.
        self._ways = [
            (
                frozenset(key for way in group if len(way.keys) == 1 for key in _spelled(way)),
                [_spelled(way) for way in group if len(way.keys) > 1],
            )
            for group in groups
        ]
        self._phrases = [[fold(word) for word in phrase] for phrase in phrases]
        every = [alternative for group in groups for alternative in group]
        self._keys = frozenset(key for each in every for key in (each.keys[:-1] if each.is_prefix else each.keys))
        self._prefixes = tuple({each.keys[-1] for each in every if each.is_prefix})
        of_phrases = {word for phrase in self._phrases for word in phrase}
        sought = {*self._keys, *self._prefixes, *of_phrases}
        looks = {key[:LOOKS_LIKE] for key in sought if key}
        self._looks = re.compile("|".join(sorted(map(re.escape, looks)))) if looks else None
        self._known: dict[str, frozenset[str]] = {}

    def marks(self, text: str) -> list[Mark]:
        """The places of ``text`` to be marked, in order, none over another."""
        if self._looks is None or not text:
            return []
        met = self._met(text)
        marked = self._marked(met)
        found = [Mark(start, end, group) for word, group in marked.items() for start, end in _places_of(word, text)]
        found += self._phrase_marks(text)
        found.sort()
        kept: list[Mark] = []
        for mark in found:
            if not kept or mark.start >= kept[-1].end:
                kept.append(mark)
        return kept[:MOST_MARKS]

    def parts(self, text: str) -> tuple[Part, ...]:
        """All of ``text``, for titles."""
        text = _one_line(text)
        return tuple(_parts(text, self.marks(text), 0, len(text)))

    def stretch(self, text: str, *, length: int = STRETCH) -> tuple[Part, ...]:
        """The best ``length`` characters of ``text``: where most of the sought words stand together."""
        text = _one_line(text)
        marks = self.marks(text)
        start, end = _best(text, marks, length)
        return (
            *([Part(f"{ELLIPSIS} ")] if start else []),
            *_parts(text, marks, start, end),
            *([Part(f" {ELLIPSIS}")] if end < len(text) else []),
        )

    def worth(self, text: str) -> tuple[int, int]:
        """How many words of the query are met in ``text``, and how often in all."""
        marks = self.marks(_one_line(text))
        return len({mark.group for mark in marks}), len(marks)

    def _met(self, text: str) -> dict[str, frozenset[str]]:
        """The words of ``text`` that meet a key, with the keys they meet."""
        unique = list(dict.fromkeys(WORD.findall(text)))
        folded = fold("\n".join(unique)).split("\n") if unique else []
        assert self._looks is not None  # noqa: S101 - asked before
        looks = self._looks.search
        likely = [word for word, form in zip(unique, folded, strict=True) if looks(form)]
        met = self._meeting(likely)
        return met or self._meeting(unique[:MOST_ANALYSED])

    def _meeting(self, words: Iterable[str]) -> dict[str, frozenset[str]]:
        met = {}
        for word in words:
            keys = self._known.get(word)
            if keys is None:
                keys = self._known[word] = self._keys_met(word)
            if keys:
                met[word] = keys
        return met

    def _keys_met(self, word: str) -> frozenset[str]:
        exact, keys, parts, _is_stop = analysed(word)
        own = {exact, *keys}
        begun = {prefix for prefix in self._prefixes if any(form.startswith(prefix) for form in own)}
        return frozenset((self._keys & own.union(parts)) | {f"{prefix}*" for prefix in begun})

    def _marked(self, met: dict[str, frozenset[str]]) -> dict[str, int]:
        """Which word is marked for which group.

        A group is met by single words if it can be; only else by several that together say the same, and then only
        if the text holds all of them.
        """
        present = frozenset[str]().union(*met.values())
        marked: dict[str, int] = {}
        for number, (single, together) in enumerate(self._ways):
            wanted = single & present
            if not wanted:
                wanted = wanted.union(*(keys for keys in together if keys <= present))
            for word, keys_met in met.items() if wanted else ():
                if not wanted.isdisjoint(keys_met):
                    marked.setdefault(word, number)
        return marked

    def _phrase_marks(self, text: str) -> Iterator[Mark]:
        """The words of each phrase where they stand one after another."""
        if not self._phrases:
            return
        words = [(match.start(), match.end(), fold(match.group())) for match in WORD.finditer(text)]
        for number, phrase in enumerate(self._phrases, start=len(self._ways)):
            length = len(phrase)
            for at in range(len(words) - length + 1):
                if all(words[at + step][2] == phrase[step] for step in range(length)):
                    yield Mark(words[at][0], words[at + length - 1][1], number)


def _spelled(alternative: Alternative) -> frozenset[str]:
    if not alternative.is_prefix:
        return frozenset(alternative.keys)
    return frozenset((*alternative.keys[:-1], f"{alternative.keys[-1]}*"))


def _one_line(text: str) -> str:
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def _places_of(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Where ``word`` stands in ``text`` as a whole word."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (at and _goes_on(text[at - 1])) and not (end < len(text) and _goes_on(text[end])):
            yield at, end
        at = text.find(word, end)


def _goes_on(letter: str) -> bool:
    return letter.isalnum() or letter == "\u00ad"


def _best(text: str, marks: Sequence[Mark], length: int) -> tuple[int, int]:
    """Beginning and end of the best stretch: the most different words of the query, then the most marks."""
    if len(text) <= length:
        return 0, len(text)
    room = length - BEFORE // 2
    best, first = (-1, -1), 0
    starts = [mark.start for mark in marks]
    for number, mark in enumerate(marks):
        inside = marks[number : bisect_right(starts, mark.start + room)]
        inside = [each for each in inside if each.end <= mark.start + room] or [mark]
        of_group: dict[int, int] = {}
        for each in inside:
            of_group[each.group] = of_group.get(each.group, 0) + 1
        worth = (len(of_group), sum(min(count, REPEATED) for count in of_group.values()))
        if worth > best:
            best, first = worth, mark.start
    start = _beginning(text, first)
    end = min(len(text), start + length)
    if end < len(text):
        space = text.rfind(" ", start + length // 2, end + 1)
        end = space if space > 0 else end
    cut = next((mark for mark in marks if mark.start < end < mark.end), None)
    end = cut.end if cut else end
    return start, end


def _beginning(text: str, first: int) -> int:
    """Where to begin so that the mark at ``first`` is shown with what leads to it."""
    if first <= BEFORE:
        return 0
    ends = [match.end() for match in SENTENCE_END.finditer(text, first - BEFORE, first)]
    if ends:
        return ends[0]
    space = text.find(" ", first - BEFORE // 2, first)
    return space + 1 if space >= 0 else first


def _parts(text: str, marks: Sequence[Mark], start: int, end: int) -> Iterator[Part]:
    inside = [mark for mark in marks if mark.start >= start and mark.end <= end]
    borders = [start, *(border for mark in inside for border in (mark.start, mark.end)), end]
    for number, (here, there) in enumerate(pairwise(borders)):
        if there > here:
            yield Part(text[here:there], is_hit=number % 2 == 1)
