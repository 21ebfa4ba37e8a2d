# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which clause of a former splitting is which of a new one: by number, heading and text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

ALIKE: Final = 85.0
"""Texts at least so similar (percent) are the same clause in other words."""
COMPARED: Final = 2_000
"""Characters of a text that are compared."""
MOST_COMPARED: Final = 60
"""With more left over on both sides only equal ones are found; that is no contract any more."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a clause is recognised by."""

    number: str
    heading: str
    text: str


def pairs(former: Sequence[Known], now: Sequence[Known]) -> dict[int, int]:
    """For each place in ``now`` that was there before, its place in ``former``; nothing is used twice."""
    found: dict[int, int] = {}
    keys: tuple[Callable[[Known], Hashable], ...] = (
        lambda each: (each.number, each.heading, each.text),
        lambda each: (each.heading, each.text) if each.text else None,
        lambda each: each.text[:COMPARED] or None,
        lambda each: (each.number, each.heading) if each.heading else None,
        lambda each: each.heading or None,
    )
    for key in keys:
        left: dict[Hashable, list[int]] = {}
        for place, each in enumerate(former):
            if place not in found.values() and key(each) is not None:
                left.setdefault(key(each), []).append(place)
        for place, each in enumerate(now):
            if place not in found and left.get(key(each)):
                found[place] = left[key(each)].pop(0)
    return found | _alike(former, now, found)


def _alike(former: Sequence[Known], now: Sequence[Known], found: dict[int, int]) -> dict[int, int]:
    """Those left over whose texts hardly differ."""
    used = set(found.values())
    left = [place for place in range(len(former)) if place not in used]
    new = [place for place in range(len(now)) if place not in found]
    more: dict[int, int] = {}
    if len(left) > MOST_COMPARED or len(new) > MOST_COMPARED:
        return more
    for place in new:
        text = now[place].text[:COMPARED]
        scores = [(fuzz.ratio(text, former[old].text[:COMPARED], score_cutoff=ALIKE), old) for old in left]
        best = max(scores, default=(0.0, -1))
        if best[0] >= ALIKE and text:
            more[place] = best[1]
            left.remove(best[1])
    return more
