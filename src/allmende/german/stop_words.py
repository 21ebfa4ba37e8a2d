# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Stop words: words that say nothing about what a text is about. Left out of keys, kept for phrases."""

from __future__ import annotations

from allmende.german.folding import plain

_FUNCTION = """
der die das des dem den ein eine einer eines einem einen und oder sowie als wie dass daß ob um wenn weil da denn doch
von vom für in im ins zur zum zu bei beim mit auf aus an am ans über durch nach vor ohne bis unter gegen wegen seit
zwischen während gemäß laut je pro ab
nicht kein keine keiner keines keinem keinen auch noch nur schon so sehr mehr etwa dann hier dort nun bereits jedoch
ist sind war waren wird werden wurde wurden worden sei seien wäre bin bist hat haben hatte hatten habe
kann können konnte konnten soll sollen sollte muss muß müssen musste musste darf dürfen will wollen
es er sie ich wir ihr ihm ihn ihnen uns euch mich mir dich dir man sich
dieser diese dieses diesem diesen jener jene jenes seine seiner sein seinen seinem seines ihre ihrer ihren ihrem ihres
unser unsere unserer mein meine dein deine
"""
_ASKING = """
was wer wo wann warum weshalb wieso wofür woran worin wozu wovon womit wohin woher wessen wem wen
welche welcher welches welchen welchem wieviel wie viele viel gibt heißt heißen nennt genannt bitte
"""

STOP_WORDS = frozenset(plain(word) for word in _FUNCTION.split())
"""Function words, never keys of a text."""
QUESTION_WORDS = frozenset(plain(word) for word in _ASKING.split())
"""Words with which a question is asked; left out of queries as long as other words remain."""


def is_stop_word(word: str) -> bool:
    """Whether ``word``, in any spelling, says nothing by itself."""
    return plain(word) in STOP_WORDS
