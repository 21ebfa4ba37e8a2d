# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""„Meinten Sie …?“: a query in which words nobody has written are replaced by near ones that stand in public entries.

The plan says which words are unknown and what they may have been meant to be. What is proposed is spelled as it stands
in an entry, and only if it finds something under the same conditions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import tantivy

from allmende.core.searchables import PUBLIC
from allmende.german import fold, keys, split, words
from allmende.german.folding import WORD
from allmende.search import schema
from allmende.search.filtering import no_score
from allmende.search.planning import Kind

if TYPE_CHECKING:
    from allmende.search.filtering import Narrowing
    from allmende.search.planning import Vocabulary
    from allmende.search.reading import Wording

Must = tantivy.Occur.Must

SHORTEST: Final = 4
"""Letters of a word that is doubted; shorter ones are near to everything."""
MOST_DOUBTED: Final = 3
"""Words of one query that are corrected; where more are wrong, it is another language."""


def did_you_mean(text: str, wording: Wording, conditions: Narrowing) -> str | None:
    """``text`` with its doubtful words corrected; None when there is nothing to propose."""
    public = conditions.view.vocabulary
    proposed: dict[str, str] = {}
    for group in wording.plan.groups:
        near = [word for word in group.corrections if public.known(word, Kind.EXACT)]
        if near and _is_doubtful(group.word, wording.vocabulary):
            proposed[group.word] = _spelled(near[0], conditions)
    if not proposed or len(proposed) > MOST_DOUBTED:
        return None
    better = tuple(proposed.get(word, word) for word in wording.read.words)
    corrected = wording.instead(replace(wording.read, words=better, is_open=False))
    if not conditions.finds(corrected.text()):
        return None
    return WORD.sub(lambda found: proposed.get(found.group(), found.group()), text).strip()


def _is_doubtful(word: str, vocabulary: Vocabulary) -> bool:
    """It is a word of letters, and no compound of words that are known."""
    if len(word) < SHORTEST or not word.isalpha():
        return False
    pieces = split(word)
    return not pieces or not all(any(vocabulary.known(key, Kind.UNIT) for key in keys(piece)) for piece in pieces)


def _spelled(folded: str, conditions: Narrowing) -> str:
    """The word as it stands in an entry everybody may read; as it is when none shows it."""
    view = conditions.view
    # Without a score, which would depend on entries that are hidden.
    term = no_score(tantivy.Query.term_query(view.schema, schema.TEXT_EXACT, folded, "basic"))
    query = tantivy.Query.boolean_query([(Must, term), (Must, view.allowed((PUBLIC,)))])
    for _score, address in view.searcher.search(query, limit=1, count=False).hits:
        told = schema.shown(view.searcher.doc(address))
        for text in (told.title, *told.names, *told.keywords, told.note, told.text):
            for word in words(text):
                if fold(word.text) == folded:
                    return word.text
    return folded
