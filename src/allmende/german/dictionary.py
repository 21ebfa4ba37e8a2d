# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The dictionary: forms of German words with their lemma, and how often a noun begins or ends others.

Made at build time by ``scripts/german_dictionary.py`` from simplemma's list (MIT) and read from one memory-mapped trie,
so that it costs no memory of its own and is shared by all processes. Keys are forms in the ``plain`` spelling; a form
has one record for each way to read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import marisa_trie

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = Path(__file__).parent / "data" / "german.marisa"
NOUN, OTHER, ADJECTIVE, VERB_STEM, WITHOUT_E = b"NOAVE"
"""Readings of a form: of a noun; of another word; an adjective's ground form; the stem of a verb („lösch“); a noun
without its -e („schul“)."""
HEAD_OF, TAIL_OF, STRIP, SUFFIX = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a form.

    ``as_head`` and ``as_tail``: in how many nouns its lemma is the first or the last part, as 16 · log2(1 + n).
    """

    kind: int
    lemma: str
    as_head: int
    as_tail: int


class Dictionary:
    def __init__(self, trie: marisa_trie.BytesTrie) -> None:
        self._trie = trie

    @classmethod
    def at(cls, path: Path) -> Dictionary:
        trie = marisa_trie.BytesTrie()
        try:
            trie.mmap(str(path))
        except OSError as error:
            raise RuntimeError(f"{path} is missing: run “make runtime”, or scripts/german_dictionary.py.") from error
        return cls(trie)

    def readings(self, form: str) -> Iterator[Reading]:
        """How ``form``, in the plain spelling, can be read."""
        for record in self._trie.get(form, ()):
            yield Reading(record[0], _lemma(form, record), record[HEAD_OF], record[TAIL_OF])

    def lemma(self, form: str) -> str | None:
        """The ground form, a noun's if there is one: „verträge“ → „vertrag“."""
        found = None
        for record in self._trie.get(form, ()):
            if record[0] == NOUN:
                return _lemma(form, record)
            if record[0] == OTHER:
                found = _lemma(form, record)
        return found

    def is_verb(self, form: str) -> bool:
        """Whether ``form`` is of a verb and of no noun but the verb's own („bestehen“, „das Bestehen“)."""
        verbs = {
            reading.lemma for reading in self.readings(form) if reading.kind == OTHER and reading.lemma.endswith("n")
        }
        return bool(verbs) and all(reading.lemma in verbs for reading in self.readings(form) if reading.kind == NOUN)

    def beginnings(self, text: str) -> list[str]:
        """The forms with which ``text`` begins."""
        found: list[str] = self._trie.prefixes(text)
        return found


def record(form: str, kind: int, lemma: str, as_head: int = 0, as_tail: int = 0) -> bytes:
    """One reading as it is stored: the lemma as what to take from the end of the form and what to add."""
    same = 0
    for here, there in zip(form, lemma, strict=False):
        if here != there:
            break
        same += 1
    return bytes((kind, as_head, as_tail, len(form) - same)) + lemma[same:].encode()


def _lemma(form: str, stored: bytes) -> str:
    return form[: len(form) - stored[STRIP]] + stored[SUFFIX:].decode()


@cache
def dictionary() -> Dictionary:
    """The one of this process, opened when first needed."""
    return Dictionary.at(PATH)
