# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Words of German: folding, lemma and stem, compounds, stop words, and the language of the search field.

Pure and deterministic; knows neither Django nor the portal, so that it can be used elsewhere.
"""

from __future__ import annotations

from allmende.german.analysis import Token, analyse, analysed, keys, lemma, parts, split
from allmende.german.folding import Word, fold, words
from allmende.german.stop_words import is_stop_word

VERSION = 2
"""To be raised with every change of what words are indexed under: indexes are then made anew."""

__all__ = [
    "VERSION",
    "Token",
    "Word",
    "analyse",
    "analysed",
    "fold",
    "is_stop_word",
    "keys",
    "lemma",
    "parts",
    "split",
    "words",
]
