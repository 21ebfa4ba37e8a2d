# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From a query to a plan: for each word the ways in which it may be found, each with its weight.

A plan is data: groups of alternatives, one group per word. An alternative is one term, or several that must all be
there. Nothing here asks the engine but through the vocabulary, so the plan can be tested without an index.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from allmende.german import fold, is_stop_word, keys, lemma, split, words
from allmende.german.stop_words import QUESTION_WORDS
from allmende.search import weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allmende.german.queries import Query

MOST_GROUPS: Final = 16
"""Words of a query that are sought; of more, the rarest."""
MOST_COMPLETIONS, FEW_COMPLETIONS = 40, 10
"""Words tried for an unfinished last word: where it is no word itself, and where it is one."""
LINKS: Final = ("", "s", "n", "en", "es", "e", "er")
LONGEST_SYNONYM: Final = 4
"""Words of a synonym that consists of several."""


class Kind(StrEnum):
    """What of a word is compared. ``UNIT`` is a key as a word of its own or inside a compound."""

    EXACT = "exact"
    KEY = "keys"
    PART = "parts"
    UNIT = "unit"


class Vocabulary(Protocol):
    """The words of the index, as far as whoever asks may know them."""

    @property
    def size(self) -> int:
        """How many entries there are."""

    def known(self, key: str, kind: str = Kind.KEY) -> int:
        """In how many entries ``key`` occurs, as exact word, key or part."""

    def near(self, word: str) -> list[str]:
        """Exact words spelled almost like ``word`` (folded), the likeliest first."""

    def starting(self, prefix: str) -> list[str]:
        """Exact words that begin with ``prefix`` (folded), the most frequent first."""


@dataclass(frozen=True, slots=True)
class Term:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to find a word: all of ``terms``. ``reason`` tells the page why something was found."""

    terms: tuple[Term, ...]
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """A word of the query. ``frequency``: in about how many entries it is found in one way or another."""

    word: str
    alternatives: tuple[Alternative, ...]
    frequency: int = 0
    as_word: int = 0
    """In how many it is a word of its own; 0 where it stands inside others only, or not at all."""
    is_known: bool = True
    corrections: tuple[str, ...] = ()
    """What the word may have been meant to be, where it is unknown: „meinten Sie“."""


@dataclass(frozen=True, slots=True)
class Plan:
    groups: tuple[Group, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    """Folded words that must stand in this order."""
    excluded: tuple[tuple[Term, ...], ...] = ()
    """Terms none of which may occur, word by word."""
    excluded_phrases: tuple[tuple[str, ...], ...] = ()
    in_order: tuple[str, ...] = ()
    """The folded words as typed: entries that have them in this order come first."""
    is_question: bool = False
    size: int = 0
    steps: tuple[int, ...] = field(default=())
    """How many groups an entry must match: at first all, then, where that finds too little, fewer."""


def plan(query: Query, vocabulary: Vocabulary, synonyms: Mapping[str, tuple[str, ...]]) -> Plan:
    """How ``query`` is to be answered. ``synonyms``: folded words → what else counts for them, as typed."""
    chosen = _content_words(query)
    groups = [
        _group(word, vocabulary, is_open=query.is_open and place == len(query.words) - 1) for place, word in chosen
    ]
    words = [word for _, word in chosen]
    groups = _with_synonyms(words, groups, synonyms, vocabulary)
    groups = _with_joined(words, groups, vocabulary)
    if len(groups) > MOST_GROUPS:
        groups = sorted(groups, key=lambda group: group.frequency)[:MOST_GROUPS]
    return Plan(
        groups=tuple(groups),
        phrases=tuple(tuple(map(fold, phrase)) for phrase in query.phrases),
        excluded=tuple(_excluded(word) for word in query.excluded),
        excluded_phrases=tuple(tuple(map(fold, phrase)) for phrase in query.excluded_phrases),
        in_order=tuple(fold(word) for word in words) if len(words) > 1 and not query.is_question else (),
        is_question=query.is_question,
        size=vocabulary.size,
        steps=_steps(len(groups), is_question=query.is_question),
    )


def _steps(count: int, *, is_question: bool) -> tuple[int, ...]:
    if count <= 1:
        return (count,)
    return (count, max(1, round(count * (weights.SHARE_OF_QUESTION if is_question else weights.SHARE))))


def _content_words(query: Query) -> list[tuple[int, str]]:
    """The words that say something, with their places; all of them if none does."""
    placed = list(enumerate(query.words))
    telling = [(place, word) for place, word in placed if not is_stop_word(word)]
    if query.is_question:
        telling = [(place, word) for place, word in telling if fold(word) not in QUESTION_WORDS] or telling
    return telling or placed[:MOST_GROUPS]


def _group(word: str, vocabulary: Vocabulary, *, is_open: bool) -> Group:
    exact, own = fold(word), keys(word)
    found = [Alternative((Term(Kind.EXACT, exact),), weights.EXACT, "exact")]
    found += [Alternative((Term(Kind.KEY, key),), weights.KEY, "inflection") for key in own]
    found += [Alternative((Term(Kind.PART, key),), weights.PART, "part") for key in own]
    by_kind = [(term.kind, vocabulary.known(term.text, term.kind)) for way in found for term in way.terms]
    frequency = max(count for _, count in by_kind)
    as_word = max(count for kind, count in by_kind if kind != Kind.PART)
    units = split(word)
    if units:
        terms = tuple(dict.fromkeys(Term(Kind.UNIT, keys(unit)[0]) for unit in units))
        found.append(Alternative(terms, weights.SPLIT, "split"))
    found += _derived(word, vocabulary)
    completions: list[str] = []
    if is_open:
        known_by_itself = bool(vocabulary.known(exact, Kind.EXACT))
        weight = weights.PREFIX_KNOWN if known_by_itself else weights.PREFIX
        limit = FEW_COMPLETIONS if known_by_itself else MOST_COMPLETIONS
        completions = [other for other in vocabulary.starting(exact) if other != exact][:limit]
        found += [Alternative((Term(Kind.EXACT, other),), weight, "completion") for other in completions]
    corrections: list[str] = []
    if not frequency and not completions:
        corrections = vocabulary.near(exact)
        found += [way for other in corrections for way in _corrected(exact, other)]
    if not frequency:
        ways = (term for way in found for term in way.terms if len(way.terms) == 1)
        frequency = max((vocabulary.known(term.text, term.kind) for term in ways), default=0)
    return Group(
        word,
        _merged(found),
        frequency,
        as_word=as_word,
        is_known=bool(frequency) and not corrections,
        corrections=tuple(corrections),
    )


def _corrected(word: str, other: str) -> Iterator[Alternative]:
    weight = weights.FUZZY if abs(len(word) - len(other)) <= 1 else weights.FUZZY_FAR
    yield Alternative((Term(Kind.EXACT, other),), weight, "correction")
    for key in keys(other):
        yield Alternative((Term(Kind.KEY, key),), weight * weights.KEY, "correction")


def _derived(word: str, vocabulary: Vocabulary) -> Iterator[Alternative]:
    """The noun of a verb and the reverse: „reinigen“, „Reinigung“."""
    ground = lemma(word) or fold(word)
    if ground.endswith(("ische", "liche", "ale")):  # an adjective that is in the dictionary as a noun
        ground = ground[:-1]
    for ending, others in DERIVATIONS:
        if ground.endswith(ending) and len(ground) - len(ending) >= SHORTEST_STEM:
            stem = ground[: -len(ending)]
            for other in others:
                key = keys(stem + other)[0]
                if key not in keys(word) and (vocabulary.known(key) or vocabulary.known(key, Kind.PART)):
                    yield Alternative((Term(Kind.UNIT, key),), weights.DERIVED, "derivation")
            return


SHORTEST_STEM: Final = 3
DERIVATIONS: Final = (
    ("ierung", ("ieren", "ation")),
    ("ieren", ("ierung", "ation", "ion")),
    ("ation", ("ieren", "ierung", "ativ")),
    ("anisch", ("a", "aner")),
    ("isch", ("e", "en", "ien", "er", "ie", "ik", "")),
    ("lich", ("", "e")),
    ("al", ("e", "")),
    ("ung", ("en", "er")),
    ("eln", ("elung", "ler")),
    ("ern", ("erung", "er")),
    ("en", ("ung", "er", "")),
)
"""Endings, and what may stand in their place: verbs, what is done and who does it; adjectives and their nouns."""


def _with_synonyms(
    words: Sequence[str], groups: list[Group], synonyms: Mapping[str, tuple[str, ...]], vocabulary: Vocabulary
) -> list[Group]:
    """Give each word its synonyms. A synonym of several words counts for each of them."""
    if not synonyms:
        return groups
    folded = [fold(word) for word in words]
    grounds = [fold(lemma(word) or word) for word in words]
    for size in range(min(LONGEST_SYNONYM, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            span = slice(start, start + size)
            names = (" ".join(folded[span]), " ".join(grounds[span]))
            others = next((synonyms[name] for name in names if name in synonyms), ())
            ways = [way for other in others if (way := _synonym(other))]
            for place in range(start, start + size) if ways else ():
                groups[place] = _also(groups[place], ways, vocabulary)
    return groups


def _synonym(text: str) -> Alternative | None:
    found = [keys(word.text)[0] for word in words(text) if not is_stop_word(word.text) and keys(word.text)]
    terms = tuple(Term(Kind.UNIT, key) for key in dict.fromkeys(found))
    return Alternative(terms, weights.SYNONYM, "synonym") if terms else None


def _with_joined(words: Sequence[str], groups: list[Group], vocabulary: Vocabulary) -> list[Group]:
    """Where two words that follow each other are one in the index („Bau Hof“ → „Bauhof“), that counts for both."""
    for place in range(len(words) - 1):
        first, second = fold(words[place]), fold(words[place + 1])
        if not (first.isalpha() and second.isalpha() and len(first) > 2 and len(second) > 2):
            continue
        joined = (keys(first + link + second)[0] for link in LINKS)
        ways = [
            Alternative((Term(Kind.KEY, key),), weights.JOINED, "joined")
            for key in dict.fromkeys(joined)
            if vocabulary.known(key)
        ]
        if ways:
            groups[place] = _also(groups[place], ways, vocabulary)
            groups[place + 1] = _also(groups[place + 1], ways, vocabulary)
    return groups


def _also(group: Group, ways: Sequence[Alternative], vocabulary: Vocabulary) -> Group:
    frequency = max(group.frequency, *(min(vocabulary.known(term.text) for term in way.terms) for way in ways))
    return replace(
        group,
        alternatives=_merged([*group.alternatives, *ways]),
        frequency=frequency,
        is_known=group.is_known or bool(frequency),
    )


def _merged(ways: Sequence[Alternative]) -> tuple[Alternative, ...]:
    """Each way once, with its best weight."""
    best: dict[tuple[Term, ...], Alternative] = {}
    for way in ways:
        if way.terms not in best or best[way.terms].weight < way.weight:
            best[way.terms] = way
    return tuple(best.values())


def _excluded(word: str) -> tuple[Term, ...]:
    """The word in any inflection, not compounds that contain it."""
    return (Term(Kind.EXACT, fold(word)), *(Term(Kind.KEY, key) for key in keys(word)))
