# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Words of the index that are spelled almost like a word of the query.

One mistake (a letter too many, too few, another, or two exchanged) is found by looking up every word it can have been:
some hundred look-ups of microseconds. Two mistakes are only assumed in long words, and found among the words that begin
or end alike; what has a mistake in both its first and its last third is missed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LETTERS: Final = "etnrisaduhglcmobfkzwvpjyxq"
SHORTEST, SHORTEST_FOR_TWO = 4, 8
"""Letters of a word that is corrected, and of one in which two mistakes are assumed."""
SHORTEST_SHARED: Final = 4
"""Letters of the common beginning or end by which words with two mistakes are sought."""
MOST: Final = 6
MOST_LOOKED_AT: Final = 3_000


def near(
    word: str,
    *,
    frequency: Callable[[str], int],
    starting: Callable[[str], Iterable[str]],
    ending: Callable[[str], Iterable[str]],
) -> list[str]:
    """The words most like ``word`` (folded), the likeliest first: fewest mistakes, same first letter, most frequent."""
    if len(word) < SHORTEST or not word.isalpha():
        return []
    found = {candidate: count for candidate in one_mistake(word) if (count := frequency(candidate))}
    if not found and len(word) >= SHORTEST_FOR_TWO:
        found = {candidate: frequency(candidate) for candidate in _two_mistakes(word, starting, ending)}
    order = sorted(found, key=lambda candidate: (candidate[:1] != word[:1], -found[candidate], candidate))
    return order[:MOST]


def one_mistake(word: str) -> Iterator[str]:
    """Every word from which ``word`` comes by one mistake."""
    seen = {word}
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        options = [before + letter + after for letter in LETTERS]
        if after:
            options.append(before + after[1:])
            options += [before + letter + after[1:] for letter in LETTERS]
        if len(after) > 1:
            options.append(before + after[1] + after[0] + after[2:])
        for option in options:
            if option not in seen:
                seen.add(option)
                yield option


def _two_mistakes(
    word: str, starting: Callable[[str], Iterable[str]], ending: Callable[[str], Iterable[str]]
) -> Iterator[str]:
    shared = max(SHORTEST_SHARED, len(word) // 3)
    seen: set[str] = set()
    for lookup, part in ((starting, word[:shared]), (ending, word[-shared:])):
        for number, candidate in enumerate(lookup(part)):
            if number >= MOST_LOOKED_AT:
                break
            if candidate not in seen and abs(len(candidate) - len(word)) <= 2:
                seen.add(candidate)
                if OSA.distance(word, candidate, score_cutoff=2) <= 2:
                    yield candidate
