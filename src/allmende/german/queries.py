# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is typed into the search field, read: words, phrases, exclusions, field words. Never raises.

For example: bauhof „gemeinsame Vereinbarung“ -friedhof land:hessen ort:"Bad Ems"
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from allmende.german.folding import plain, words
from allmende.german.stop_words import QUESTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LONGEST, MOST_WORDS, MOST_FIELDS = 300, 32, 5
"""Characters, words and values of field words that are read; natural questions reach 25 words."""
QUOTES = '"„“”«»‟'
"""Any of them opens and closes: who types one kind rarely has both."""
ITEM = re.compile(
    rf"(?P<minus>(?<!\S)-)?(?:(?P<field>\w+):)?"
    rf"(?:[{QUOTES}](?P<phrase>[^{QUOTES}]*)(?P<close>[{QUOTES}]?)|(?P<text>[^\s{QUOTES}]+))"
)
CUT, OPEN_QUOTE, EMPTY_FIELD = "cut", "open-quote", "empty-field"
"""Problems of a query: too long and cut; an unclosed quote (closed at the end); a field word without value."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is sought. Words are as typed; several values of a field word are alternatives."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    is_open: bool = False
    """The last word may be unfinished: nothing was typed after it."""
    is_question: bool = False
    """Ends with a question mark, or begins with a question word."""
    problems: tuple[str, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        """Whether anything is sought; exclusions and fields alone count too."""
        return bool(self.words or self.phrases or self.excluded or self.excluded_phrases or self.fields)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Query:
        """The query that ``to_json`` gave, also after a round through JSON; what is not known is left out."""
        return cls(
            words=tuple(map(str, stored.get("words", ()))),
            phrases=tuple(tuple(map(str, phrase)) for phrase in stored.get("phrases", ())),
            excluded=tuple(map(str, stored.get("excluded", ()))),
            excluded_phrases=tuple(tuple(map(str, phrase)) for phrase in stored.get("excluded_phrases", ())),
            fields=tuple((str(name), str(value)) for name, value in stored.get("fields", ())),
            is_open=bool(stored.get("is_open", False)),
            is_question=bool(stored.get("is_question", False)),
            problems=tuple(map(str, stored.get("problems", ()))),
        )


class _Reading:
    """What has been read of a query so far."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.phrases: list[tuple[str, ...]] = []
        self.excluded: list[str] = []
        self.excluded_phrases: list[tuple[str, ...]] = []
        self.fields: list[tuple[str, str]] = []
        self.problems: list[str] = []
        self.room = MOST_WORDS

    def take(self, text: str) -> tuple[str, ...]:
        """The words of ``text``, as many as may still be read."""
        found = [word.text for word in words(text)]
        if len(found) > self.room:
            self.problems.append(CUT)
        found = found[: self.room]
        self.room -= len(found)
        return tuple(found)

    def add(self, found: tuple[str, ...], *, quoted: bool, excluded: bool) -> None:
        as_phrase = quoted and len(found) > 1
        if not found:
            return
        if as_phrase:
            (self.excluded_phrases if excluded else self.phrases).append(found)
        elif excluded and len(found) > 1:
            self.excluded_phrases.append(found)
        else:
            (self.excluded if excluded else self.words).extend(found)

    def add_field(self, name: str, value: str) -> None:
        """Each value once: looking one up among all places takes milliseconds."""
        if (name, value) in self.fields:
            return
        if len(self.fields) < MOST_FIELDS:
            self.fields.append((name, value))
        else:
            self.problems.append(CUT)


def parse(text: str, *, field_words: Collection[str] = ()) -> Query:
    """Read ``text``. ``field_words`` are the names that may stand before a colon (``ort``, ``land`` …)."""
    shown = text[:LONGEST]
    read = _Reading()
    if len(text) > LONGEST:
        read.problems.append(CUT)
    known = {name.casefold(): name for name in field_words}
    ends_with_word = False
    for item in ITEM.finditer(shown):
        ends_with_word = _read_item(item, known, read) and item.end() == len(shown)
    last = shown[-1:]
    is_open = ends_with_word and len(text) <= LONGEST and (last.isalnum() or last == "\u00ad")
    return Query(
        words=tuple(read.words),
        phrases=tuple(read.phrases),
        excluded=tuple(read.excluded),
        excluded_phrases=tuple(read.excluded_phrases),
        fields=tuple(read.fields),
        is_open=is_open,
        is_question=_is_question(shown),
        problems=tuple(dict.fromkeys(read.problems)),
    )


def without_field(text: str, name: str) -> str:
    """``text`` without the field word ``name`` (with or without its colon) and its values."""
    unwanted = name.removesuffix(":").casefold()
    kept = (item[0] for item in ITEM.finditer(text[:LONGEST]) if (item["field"] or "").casefold() != unwanted)
    return " ".join(kept)


def _read_item(item: re.Match[str], known: Mapping[str, str], read: _Reading) -> bool:
    """Take in one item; whether it was plain words."""
    minus, name, phrase, text = item["minus"], item["field"], item["phrase"], item["text"]
    quoted = phrase is not None
    if quoted and not item["close"]:
        read.problems.append(OPEN_QUOTE)
    value = (phrase if quoted else text) or ""
    if name is not None and name.casefold() in known:
        if value.strip():
            read.add_field(known[name.casefold()], " ".join(value.split()))
        else:
            read.problems.append(EMPTY_FIELD)
        return False
    if text is not None and text.endswith(":") and text[:-1].casefold() in known:
        read.problems.append(EMPTY_FIELD)
        return False
    if name is not None:
        read.add(read.take(name), quoted=False, excluded=bool(minus))
    found = read.take(value)
    read.add(found, quoted=quoted, excluded=bool(minus))
    return bool(found) and not quoted and not minus


def _is_question(text: str) -> bool:
    first = next(words(text), None)
    asks = first is not None and plain(first.text) in QUESTION_WORDS and " " in text.strip()
    return asks or text.rstrip().endswith("?")
