# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a clause regulates, found by rules: words of its heading count most, then those of its text.

The words stand with their weights in ``classes.json``; they are compared by their German stems, also within compounds
(„Kündigungsfrist“ holds „Kündigung“). A clause has one main subject and may have others. The result is a guess that
people correct, never a certainty.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from allmende.german import analyse
from allmende.library.clauses.splitting import Sort

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allmende.german import Token

RULES: Final = Path(__file__).parent / "classes.json"
NO_SUBJECT: Final = {Sort.CONTENTS, Sort.PREAMBLE, Sort.SECTION, Sort.SIGNATURES}
OTHER: Final = "other"
PARTIES: Final = "parties"
HEADING: Final = 2.0
"""So many times a word in the heading counts."""
OPENING: Final = 1.4
"""And a word among the first of a text."""
OPENING_WORDS: Final = 25
INSIDE: Final = 0.7
"""What a word counts that is only a part of a compound."""
MOST_TEXT: Final = 12.0
"""What a text can count for one subject, however long it is."""
APART: Final = 4
"""The words of a phrase may stand so far from each other: „tritt am 1. Januar in Kraft“."""
LEAST: Final = 3.0
"""Under this nothing is said: the subject is „other“."""
SHARE: Final = 0.55
"""What regulates at least this share of the main subject's points is regulated „also“."""
LONGEST_READ: Final = 20_000
"""Characters of a text that are read; a clause that has not said by then what it is about has no subject."""
OPENS: Final = re.compile(
    r"\b(?:zwischen|vertreten durch|kommen überein|vereinbaren|abgeschlossen|schlie(?:ß|ss)en|bilden|beteiligten?)\b",
    re.IGNORECASE,
)
MUNICIPALITY: Final = re.compile(
    r"\b(?!Zweckverband)\w*(?:stadt|städten?|gemeinden?|kreis(?:es|en?)?|markt|flecken|kommunen)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Finding:
    """The subject found and those regulated beside it, as keys of ``classes.json``; ``points`` by subject."""

    subject: str
    also: tuple[str, ...]
    points: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that speaks for a subject. ``keys`` are those of its words, any one of each is enough."""

    subject: str
    weight: float
    keys: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Terms by a key of their first word, so that a text is read once."""

    heading: Mapping[str, Sequence[Term]]
    text: Mapping[str, Sequence[Term]]


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The rules as they stand in the data file."""
    told: dict[str, dict[str, dict[str, list[str]]]] = json.loads(RULES.read_text(encoding="utf-8"))
    return Rules(_index(told, "heading"), _index(told, "text"))


def _index(told: Mapping[str, Mapping[str, Mapping[str, list[str]]]], place: str) -> dict[str, list[Term]]:
    index: dict[str, list[Term]] = defaultdict(list)
    for subject, places in told.items():
        heaviest: dict[tuple[frozenset[str], ...], float] = {}
        for points, phrases in places[place].items():
            for phrase in phrases:
                keys = tuple(frozenset(token.keys) for token in analyse(phrase))
                heaviest[keys] = max(float(points), heaviest.get(keys, 0.0))
        for keys, weight in heaviest.items():
            for key in keys[0]:
                index[key].append(Term(subject, weight, keys))
    return index


def classify(*, heading: str, text: str, sort: Sort = Sort.CLAUSE) -> Finding:
    """The subject of a clause with this heading and text; of a preamble and of signatures none is sought."""
    if sort in NO_SUBJECT:
        return Finding(OTHER, (), {})
    if sort == Sort.OPENING:
        named = len(MUNICIPALITY.findall(text))
        return Finding(PARTIES if named > 1 or (named and OPENS.search(text)) else OTHER, (), {})
    points = points_of(heading, text)
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < LEAST:
        return Finding(OTHER, (), points)
    main, best = ranked[0]
    also = tuple(name for name, score in ranked[1:] if score >= max(LEAST, best * SHARE) and name != OTHER)
    return Finding(main, also, points)


def points_of(heading: str, text: str) -> dict[str, float]:
    """How much speaks for each subject."""
    points: dict[str, float] = defaultdict(float)
    for term, told, _ in _found(analyse(heading[:300]), rules().heading):
        points[term.subject] += HEADING * term.weight * told
    counted: dict[Term, list[float]] = defaultdict(list)
    for term, told, at in _found(analyse(text[:LONGEST_READ]), rules().text):
        counted[term].append(told * (OPENING if at < OPENING_WORDS else 1.0))
    told_by_text: dict[str, float] = defaultdict(float)
    for term, strengths in counted.items():
        told_by_text[term.subject] += term.weight * max(strengths) * sqrt(min(len(strengths), 4))
    for subject, told in told_by_text.items():
        points[subject] += min(told, MOST_TEXT)
    return dict(points)


def _found(tokens: Sequence[Token], index: Mapping[str, Sequence[Term]]) -> list[tuple[Term, float, int]]:
    """Terms in ``tokens``, how well they match, and where. A word that is a term is not also read as its parts."""
    found = []
    for at, token in enumerate(tokens):
        whole = _beginning(tokens, at, token.keys, index)
        found += [(term, 1.0, at) for term in whole]
        if not whole:
            found += [(term, INSIDE, at) for term in _beginning(tokens, at, token.parts, index) if len(term.keys) == 1]
    return found


def _beginning(
    tokens: Sequence[Token], at: int, keys: Sequence[str], index: Mapping[str, Sequence[Term]]
) -> list[Term]:
    """Terms whose first word has one of ``keys`` and whose others follow, with few words between."""
    candidates = {id(term): term for key in keys for term in index.get(key, ())}
    return [term for term in candidates.values() if _follows(tokens, at + 1, term.keys[1:])]


def _follows(tokens: Sequence[Token], at: int, rest: Sequence[frozenset[str]]) -> bool:
    for wanted in rest:
        near = range(at, min(at + APART, len(tokens)))
        place = next((there for there in near if wanted.intersection(tokens[there].keys)), None)
        if place is None:
            return False
        at = place + 1
    return True
