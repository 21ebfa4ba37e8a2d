# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From a plan to a query of the engine.

The score of a word is that of the best of its alternatives. BM25 makes rare terms dear, so a rare alternative (another
form, a completion) would outrank the word itself; every alternative is therefore brought to the rarity of its group.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tantivy import Occur, Query

from allmende.search import schema as fields
from allmende.search import weights
from allmende.search.planning import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tantivy

    from allmende.search.planning import Alternative, Group, Plan, Term, Vocabulary

Must, MustNot, Should = Occur.Must, Occur.MustNot, Occur.Should

TEXT = {Kind.EXACT: fields.TEXT_EXACT, Kind.KEY: fields.TEXT_KEYS, Kind.PART: fields.TEXT_PARTS}
TITLE = {Kind.EXACT: fields.TITLE_EXACT, Kind.KEY: fields.TITLE_KEYS, Kind.PART: fields.TITLE_PARTS}
WHOLE = ("exact", "inflection", "correction", "completion")
"""Reasons for which a word is found as a word of its own."""
KEYWORD = {Kind.KEY: fields.KEYWORD_KEYS, Kind.PART: fields.KEYWORD_PARTS}


def build(
    plan: Plan, schema: tantivy.Schema, *, required: int | None = None, vocabulary: Vocabulary | None = None
) -> tantivy.Query:
    """The query of ``plan``. ``required``: how many of its groups an entry must match (``plan.steps``), None: all.

    With the vocabulary alternatives are weighed by their rarity.
    """
    return Pieces(plan, schema, vocabulary).query(required)


class Pieces:
    """The queries of the single words of a plan, made once; a stricter and a looser query are put together of them.

    With ``only_known`` ways to find a word that are not in the vocabulary are left out: among entries that the
    vocabulary knows they find nothing. Whoever asks for further entries must not leave them out.
    """

    def __init__(
        self, plan: Plan, schema: tantivy.Schema, vocabulary: Vocabulary | None, *, only_known: bool = False
    ) -> None:
        self.plan = plan
        self.builder = builder = _Builder(schema, plan, vocabulary, only_known=only_known)
        self.groups = [builder.group(group) for group in plan.groups]
        self.further: list[tuple[Occur, Query]] = []
        if len(self.groups) > 1:
            whole = Query.const_score_query(builder.whole(plan.groups), weights.WHOLE_WORDS)
            self.further.append((Should, whole))
        in_order = (plan.in_order, *plan.phrases)
        self.further += [(Should, query) for words in in_order for query in builder.order(words)]
        self.further += [(MustNot, builder.any_of(terms)) for terms in plan.excluded]
        self.further += [(MustNot, builder.phrase(phrase)) for phrase in plan.excluded_phrases]

    def query(self, required: int | None = None) -> Query:
        """What matches so many of the words, None: all of them."""
        needed = len(self.groups) if required is None else min(required, len(self.groups))
        clauses: list[tuple[Occur, Query]] = []
        every = [(Must, query) for query in self.groups]
        if needed == len(self.groups):
            clauses += every
        else:
            options = [(Should, query) for query in self.groups]
            clauses.append((Must, Query.boolean_query(options, minimum_number_should_match=needed)))
            clauses.append((Should, Query.const_score_query(Query.boolean_query(every), self.builder.all_words)))
        clauses += [(Must, self.builder.phrase(phrase)) for phrase in self.plan.phrases]
        if not clauses:
            clauses.append((Must, Query.const_score_query(Query.all_query(), 1.0)))
        return Query.boolean_query([*clauses, *self.further])


class _Builder:
    def __init__(self, schema: tantivy.Schema, plan: Plan, vocabulary: Vocabulary | None, *, only_known: bool) -> None:
        self.schema, self.plan, self.vocabulary, self.only_known = schema, plan, vocabulary, only_known
        self.all_words = weights.ALL_WORDS_OF_QUESTION if plan.is_question else weights.ALL_WORDS
        self.title = weights.TITLE_OF_QUESTION if plan.is_question else weights.TITLE

    def group(self, group: Group) -> Query:
        possible = self._possible(group)
        clauses = [(Must, _best([self._alternative(way, group) for way in possible]))]
        for names, weight in ((TITLE, self.title), (KEYWORD, weights.KEYWORD)):
            ways = [(query, way.weight) for way in possible for query in self._in_field(way, group, names)]
            if ways and weight:
                clauses.append((Should, _best([Query.boost_query(query, own * weight) for query, own in ways])))
        return Query.boolean_query(clauses)

    def _possible(self, group: Group) -> Sequence[Alternative]:
        """The alternatives that can find something; one that does not where there is none."""
        if self.vocabulary is None or not self.only_known:
            return group.alternatives
        known = self.vocabulary.known
        ways = [way for way in group.alternatives if all(known(term.text, term.kind) for term in way.terms)]
        return ways or group.alternatives[:1]

    def _in_field(self, way: Alternative, group: Group, names: dict[Kind, str]) -> list[Query]:
        """The alternative in one of the short fields, as rare there as the engine finds it."""
        found = [[self._term(name, term.text) for name in _named(names, term)] for term in way.terms]
        if not all(found):
            return []
        if len(found) == 1:
            return found[0]
        every = Query.boolean_query([(Must, _best(options)) for options in found])
        return [Query.boost_query(every, self._evened_sum(way, group))]

    def whole(self, groups: Sequence[Group]) -> Query:
        """Every word as a word of its own, in whatever inflection."""
        every = [[term for way in group.alternatives for term in way.terms if way.reason in WHOLE] for group in groups]
        return Query.boolean_query([(Must, self.any_of(terms)) for terms in every])

    def _alternative(self, way: Alternative, group: Group) -> Query:
        if len(way.terms) == 1:
            return Query.boost_query(self._anywhere(way.terms[0], group), way.weight)
        every = [(Must, self._anywhere(term, None)) for term in way.terms]
        return Query.boost_query(Query.boolean_query(every), way.weight * self._evened_sum(way, group))

    def _anywhere(self, term: Term, group: Group | None) -> Query:
        """The term in the whole text, as rare as its group."""
        options = []
        for kind in (Kind.KEY, Kind.PART) if term.kind == Kind.UNIT else (term.kind,):
            query = self._term(TEXT[kind], term.text)
            factor = weights.PART / weights.KEY if term.kind == Kind.UNIT and kind == Kind.PART else 1.0
            options.append(Query.boost_query(query, factor * self._evened(term.text, kind, group)))
        return _best(options)

    def _evened(self, text: str, kind: Kind, group: Group | None) -> float:
        if group is None or self.vocabulary is None:
            return 1.0
        own = self.vocabulary.known(text, kind)
        if not own:
            return 1.0
        return min(
            1.0, _rarity(max(group.as_word or group.frequency, own), self.plan.size) / _rarity(own, self.plan.size)
        )

    def _evened_sum(self, way: Alternative, group: Group) -> float:
        """What brings the sum over several terms to the rarity of the group."""
        if self.vocabulary is None:
            return 1 / len(way.terms)
        size = self.plan.size
        together = sum(_rarity(self.vocabulary.known(term.text, term.kind), size) for term in way.terms)
        return min(1.0, _rarity(group.as_word or group.frequency, size) / together)

    def _term(self, name: str, text: str) -> Query:
        return Query.term_query(self.schema, name, text, index_option="freq")

    def phrase(self, words: Sequence[str], slop: int = 0, name: str = fields.TEXT_EXACT) -> Query:
        if len(words) == 1:
            return self._term(name, words[0])
        return Query.phrase_query(self.schema, name, list(words), slop)

    def order(self, words: Sequence[str]) -> list[Query]:
        """What lifts entries that have the words in the order of the query."""
        if len(words) < 2:
            return []
        return [
            Query.boost_query(self.phrase(words, weights.SLOP, fields.TITLE_EXACT), weights.PHRASE_IN_TITLE),
        ]

    def any_of(self, terms: Sequence[Term]) -> Query:
        return Query.boolean_query([(Should, self._term(TEXT[term.kind], term.text)) for term in terms])


def _named(names: dict[Kind, str], term: Term) -> list[str]:
    kinds = (Kind.KEY, Kind.PART) if term.kind == Kind.UNIT else (term.kind,)
    return [names[kind] for kind in kinds if kind in names]


def _best(options: Sequence[Query]) -> Query:
    return options[0] if len(options) == 1 else Query.disjunction_max_query(list(options), weights.TIE)


def _rarity(frequency: int, size: int) -> float:
    """The inverse document frequency as the engine computes it."""
    size = max(size, frequency)
    return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5)) + 1e-6
