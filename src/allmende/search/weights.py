# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every weight of the ranking, in one place. What was measured to choose them: docs/decisions/0018.

The score of an entry is the sum over the words of the query of the best way in which each is found, BM25 as the engine
computes it, times these weights; then times ``weight_of`` the entry.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from allmende.core.searchables import Entry

# How a word is found: the kinds of alternatives for one word of the query.
EXACT: Final = 1.0
"""The very word, whatever its umlauts."""
KEY: Final = 0.88
"""The word in another inflection."""
SYNONYM: Final = 0.8
SPLIT: Final = 0.95
"""All parts of a compound of the query, wherever they stand."""
PART: Final = 0.65
"""The word inside a compound of the text."""
FUZZY: Final = 0.8
"""A word of the index that differs by one typing mistake; only where the word itself is unknown."""
FUZZY_FAR: Final = 0.5
"""The same with two."""
PREFIX: Final = 0.8
"""A word that begins as the unfinished last one, where that is no word itself."""
PREFIX_KNOWN: Final = 0.25
"""The same where it is."""
JOINED: Final = 0.85
"""Two words of the query written as one."""
DERIVED: Final = 0.4
"""The noun of a verb and the reverse."""
TIE: Final = 0.2
"""How much the second best way adds."""

# Where it is found, beside the whole text, which counts 1.
TITLE: Final = 0.7
TITLE_OF_QUESTION: Final = 0.2
KEYWORD: Final = 0.3
PHRASE_IN_TITLE: Final = 1.0
"""The words of the query in their order in the title; TITLE is for each word, in any order."""

WHOLE_WORDS: Final = 5.0
"""Added to what has every word of the query as a word of its own, not only inside others."""
SLOP: Final = 3
"""Words that may stand between those of the query."""

# How many of the words must be found where not enough entries have all.
ENOUGH: Final = 10
"""Entries."""
SHARE, SHARE_OF_QUESTION = 0.5, 0.35
"""Of the words."""
ALL_WORDS: Final = 100.0
"""Added to what has all words, so that it stays before what has some."""
ALL_WORDS_OF_QUESTION: Final = 2.0
"""The same in questions, which hold more words than their answers."""

# The entry itself: factors of the whole score, small enough that what fits better stays first.
FRESH: Final = 0.06
"""What an entry changed today has before an old one."""
CONFIRMED: Final = 0.06
"""What an entry confirmed by its owner today has before one never confirmed."""
HALF_LIFE: Final = 2 * 365
"""Days after which half of either is left."""
PRIOR: Final = 0.15
"""What an entry of prior 2 has before one of prior 1."""


def weight_of(entry: Entry, today: dt.date | None = None) -> float:
    """The factor of the score of ``entry``. Computed when it is indexed; it ages until it is indexed again."""
    today = today or dt.datetime.now(dt.UTC).date()
    factor = 1 + PRIOR * (min(max(entry.prior, 0.0), 2.0) - 1)
    return factor + FRESH * _left(entry.changed_on, today) + CONFIRMED * _left(entry.confirmed_on, today)


def _left(day: dt.date | None, today: dt.date) -> float:
    """1 for today, half of it after HALF_LIFE, 0 for never."""
    return 0.0 if day is None else math.exp2(-max((today - day).days, 0) / HALF_LIFE)
