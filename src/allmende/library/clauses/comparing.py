# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Differences between two clauses, word by word, for people who read or hear them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Indel

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD: Final = re.compile(r"\n|[^\s\w]|\w+(?:[-–/]\w+)*[.,;:!?)]*")
MOST_WORDS: Final = 2_000
"""Words of each text that are compared; the rest is shown as it is."""
LEAST_SAME: Final = 3
"""Fewer equal words between two changes belong to the change: „der“ alone keeps nothing together."""
LEAST_ALIKE: Final = 0.2
"""With a smaller share of equal words two texts have hardly anything in common, and marks would hide them."""


class Kind(StrEnum):
    """Seen from the base: what both have, what only the base has, what only the other has."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words of one kind. ``breaks`` tells that a paragraph ends behind it."""

    kind: Kind
    text: str


def is_long(text: str) -> bool:
    """Whether only the beginning of ``text`` is compared."""
    return len(_words(text, MOST_WORDS + 1)) > MOST_WORDS


def are_alike(segments: Sequence[Segment]) -> bool:
    """Whether enough of the shorter text stands in the longer one, so that differences can be told."""
    told = {kind: sum(len(each.text.split()) for each in segments if each.kind == kind) for kind in Kind}
    shorter = told[Kind.SAME] + min(told[Kind.GONE], told[Kind.NEW])
    return not shorter or told[Kind.SAME] / shorter >= LEAST_ALIKE


def differences(base: str, other: str) -> list[Segment]:
    """``other`` as ``base`` with changes: segments whose SAME and NEW make ``other``, whose SAME and GONE ``base``.

    White space does not count. What lies behind the words compared follows as it is, as the same.
    """
    left, right = _words(base, MOST_WORDS), _words(other, MOST_WORDS)
    runs: list[tuple[Kind, list[str]]] = []
    for step in Indel.opcodes(left, right):
        if step.tag == "equal":
            _add(runs, Kind.SAME, left[step.src_start : step.src_end])
        else:
            _add(runs, Kind.GONE, left[step.src_start : step.src_end])
            _add(runs, Kind.NEW, right[step.dest_start : step.dest_end])
    segments = [Segment(kind, _text(words)) for kind, words in _joined(runs) if words]
    rest = _rest(other, len(right))
    return [*segments, Segment(Kind.SAME, rest)] if rest else segments


def _words(text: str, most: int) -> list[str]:
    found = []
    for match in WORD.finditer(text):
        found.append(match.group())
        if len(found) == most:
            break
    return found


def _rest(text: str, count: int) -> str:
    """What stands behind the first ``count`` words, when that is where comparing ended."""
    if count < MOST_WORDS:
        return ""
    for at, match in enumerate(WORD.finditer(text), start=1):
        if at == count:
            return text[match.end() :].strip()
    return ""


def _add(runs: list[tuple[Kind, list[str]]], kind: Kind, words: Sequence[str]) -> None:
    if not words:
        return
    if runs and runs[-1][0] == kind:
        runs[-1][1].extend(words)
    else:
        runs.append((kind, list(words)))


def _joined(runs: Sequence[tuple[Kind, list[str]]]) -> list[tuple[Kind, list[str]]]:
    """Runs with short islands of equal words taken into the changes around them, what goes before what comes."""
    joined: list[tuple[Kind, list[str]]] = []
    gone: list[str] = []
    new: list[str] = []
    for at, (kind, words) in enumerate(runs):
        if kind == Kind.GONE:
            gone += words
        elif kind == Kind.NEW:
            new += words
        elif 0 < at < len(runs) - 1 and len(words) < LEAST_SAME and "\n" not in words:
            gone += words
            new += words
        else:
            joined += [(Kind.GONE, gone), (Kind.NEW, new), (Kind.SAME, words)]
            gone, new = [], []
    return [*joined, (Kind.GONE, gone), (Kind.NEW, new)]


def _text(words: Sequence[str]) -> str:
    """Words as a text: no space before what closes, none behind what opens."""
    text = " ".join(words)
    text = re.sub(r" ?\n ?", "\n", text)
    text = re.sub(r"(?<=[(„«\[]) | (?=[)”“»\].,;:!?])", "", text)
    return re.sub(r"(?<=\w) (?=[/%°])", "", text)
