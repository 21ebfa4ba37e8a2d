# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the desk sees of a query: how it is read, and what each of its words finds besides itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from allmende.core.searchables import PUBLIC
from allmende.german import is_stop_word, keys, split
from allmende.search import following, synonyms
from allmende.search.reading import Wording, read_query
from allmende.search.synonyms import synonym_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.utils.functional import _StrPromise

    from allmende.german.queries import Query
    from allmende.search.planning import Group

FURTHER: Final = {
    "correction": _("andere Schreibweise"),
    "completion": _("als Anfang eines Wortes"),
    "derivation": _("verwandtes Wort"),
    "joined": _("zusammengeschrieben"),
}
"""Ways to find a word besides its own forms, its parts and its synonyms, as the plan of a query calls them."""
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class WordTried:
    """One word of a query. ``synonyms`` are those of the word, or of the words from here on („häufige Fragen“)."""

    word: str
    forms: tuple[str, ...]
    pieces: tuple[str, ...]
    synonyms: tuple[str, ...]
    further: tuple[tuple[str | _StrPromise, str], ...]
    """How else it is found: what kind of way, and the words."""
    entries: int
    """In about how many entries everybody may see it is found, in one way or another."""
    is_left_out: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """A query, taken apart."""

    query: Query
    words: tuple[WordTried, ...]


def try_out(text: str) -> Tried:
    """Take ``text`` apart as the search does for a visitor who is not signed in."""
    query = read_query(text)
    view, known = following.catch_up(), synonyms.mapping()
    planned = Wording.of(query, view, (PUBLIC,)).plan.groups if view.is_there else ()
    groups = {group.word: group for group in planned}
    words = (_tried(query.words, number, known, groups.get(word)) for number, word in enumerate(query.words))
    return Tried(query, tuple(words))


def _tried(words: Sequence[str], number: int, known: Mapping[str, tuple[str, ...]], group: Group | None) -> WordTried:
    word = words[number]
    starting = (synonym_key(" ".join(words[number:end])) for end in range(len(words), number, -1))
    return WordTried(
        word=word,
        forms=keys(word),
        pieces=split(word),
        synonyms=next((known[key] for key in starting if key in known), ()),
        further=tuple(_further(group)) if group else (),
        entries=group.frequency if group else 0,
        is_left_out=is_stop_word(word),
    )


def _further(group: Group) -> Iterator[tuple[str | _StrPromise, str]]:
    for reason, label in FURTHER.items():
        ways = [way for way in group.alternatives if way.reason == reason]
        found = dict.fromkeys(" + ".join(term.text for term in way.terms) for way in ways)
        if found:
            yield label, ", ".join(list(found)[:SHOWN])
