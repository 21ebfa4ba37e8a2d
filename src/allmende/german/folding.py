# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Folding: one form for all the ways in which the same German word is typed.

Two forms are made. ``plain`` lowers case, spells ß as ss and drops every mark above or below a letter; it is the form
of the dictionary. ``fold`` also reads ae, oe and ue as the umlauts they may stand for, so that „Muenchen“, „München“
and „Munchen“ meet; it is the form of the index. ``fold`` is for comparing only:
„aktuell“ becomes „aktull“, everywhere alike.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD = re.compile(r"[^\W_]+(?:\u00ad[^\W_]+)*")
"""A word: letters and digits of any script; a soft hyphen inside does not end it."""
SPELLED_OUT = re.compile(r"(?<![aeiouyq])([aou])e")
"""ae, oe, ue, but not after a vowel or q: „neue“, „Bauer“ and „Quelle“ hold no umlaut."""
LETTERS = str.maketrans(
    {"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "\u00ad": ""}
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in a text, and where: ``text[start:end]``."""

    text: str
    start: int
    end: int


def plain(text: str) -> str:
    """``text`` in lower case, ß as ss, without marks: „Straße“ → „strasse“, „Crème“ → „creme“."""
    text = text.lower()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text).translate(LETTERS)
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()


def collapse(text: str) -> str:
    """``text``, already plain, with ae, oe, ue read as umlauts."""
    return SPELLED_OUT.sub(r"\1", text) if "e" in text else text


def fold(text: str) -> str:
    """The form in which words are compared: „München“, „Muenchen“, „Munchen“ → „munchen“."""
    return collapse(plain(text))


def words(text: str) -> Iterator[Word]:
    """The words of ``text`` in order, with their offsets in ``text`` as given.

    A combining mark (as macOS writes umlauts) belongs to the letter before it.
    """
    if _is_composed(text):
        for match in WORD.finditer(text):
            yield Word(match.group(), match.start(), match.end())
    else:
        yield from _words_with_marks(text)


def _is_composed(text: str) -> bool:
    return text.isascii() or unicodedata.is_normalized("NFC", text)


WORD_WITH_MARKS = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad])*")


def _words_with_marks(text: str) -> Iterator[Word]:
    for match in WORD_WITH_MARKS.finditer(text):
        yield Word(match.group(), match.start(), match.end())
