# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From the text of a search to a query of the engine, and to what is marked in the hits.

Words are planned with the vocabulary of what the asking person may find. A word that stands in hidden entries only is
unknown to them: it is corrected or given up like any other, so nobody learns that it exists.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from allmende.core import searchables
from allmende.german import words
from allmende.german.queries import CUT, EMPTY_FIELD, OPEN_QUOTE, Query, parse
from allmende.search import synonyms
from allmende.search.highlighting import Alternative, Highlighter
from allmende.search.planning import plan
from allmende.search.query_building import Pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tantivy

    from allmende.search.index import View
    from allmende.search.planning import Plan, Vocabulary


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one search as they are sought: for these audiences, at this state of the index."""

    read: Query
    plan: Plan
    vocabulary: Vocabulary
    view: View
    only_known: bool = True
    """Only what these audiences may find is asked for, so words that they cannot know need not be looked up."""
    _pieces: list[Pieces] = field(default_factory=list, init=False, repr=False, compare=False)
    """Made when they are asked for first: one, or none yet."""

    @classmethod
    def of(cls, read: Query, view: View, audiences: Sequence[str], *, only_known: bool = True) -> Wording:
        vocabulary = view.vocabulary_for(audiences)
        return cls(read, plan(read, vocabulary, synonyms.mapping()), vocabulary, view, only_known)

    def instead(self, read: Query) -> Wording:
        """The same for other words."""
        return replace(self, read=read, plan=plan(read, self.vocabulary, synonyms.mapping()))

    def text(self, required: int | None = None) -> tantivy.Query | None:
        """For the engine; ``required`` says how many words must be met (None: all). None when there are no words."""
        if not (self.plan.groups or self.plan.phrases or self.plan.excluded or self.plan.excluded_phrases):
            return None
        if not self._pieces:
            pieces = Pieces(self.plan, self.view.schema, self.vocabulary, only_known=self.only_known)
            self._pieces.append(pieces)
        return self._pieces[0].query(required)

    def highlighter(self) -> Highlighter:
        """Marks what was sought, in whichever of its ways it was met."""
        groups = [
            tuple(Alternative(tuple(term.text for term in way.terms)) for way in group.alternatives)
            for group in self.plan.groups
        ]
        return Highlighter(groups, self.plan.phrases)


def read_query(text: str) -> Query:
    """``text`` as it was meant, field words known to the portal."""
    return parse(text, field_words=searchables.field_words())


def with_words(read: Query, unknown: Sequence[tuple[str, str]]) -> Query:
    """Take the values of field words that nobody knows as plain words."""
    added = tuple(word.text for _field, value in unknown for word in words(value))
    return replace(read, words=(*read.words, *added)) if added else read


def told(read: Query, unknown: Sequence[tuple[str, str]]) -> list[str]:
    """What was wrong with the text, in words of the person who typed it."""
    problems = {
        CUT: _("Die Anfrage ist sehr lang. Gesucht wird nur nach ihrem Anfang."),
        OPEN_QUOTE: _("Ein Anführungszeichen war nicht geschlossen. Es gilt bis zum Ende der Eingabe."),
        EMPTY_FIELD: _("Nach einem Feldwort wie „ort:“ fehlt ein Wert. Es bleibt ohne Wirkung."),
    }
    found = [problems[problem] for problem in read.problems if problem in problems]
    for name, value in unknown:
        example = searchables.field_words()[name].example
        message = _("„%(value)s“ ist für „%(field)s:“ nicht bekannt und wird als Wort gesucht. Beispiel: %(example)s")
        found.append(message % {"value": value, "field": name, "example": example})
    return found


def not_there_yet() -> str:
    """What is said while there is no index to ask."""
    return _("Das Verzeichnis der Suche wird gerade aufgebaut. Bitte versuchen Sie es in einigen Minuten noch einmal.")
