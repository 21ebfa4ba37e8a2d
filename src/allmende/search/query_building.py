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
KEYWORD = {Kind.KEY: fields.KEYWORD_KEYS, Kind.PART: fields.KEYWORD_PARTS}


def build(
    plan: Plan, schema: tantivy.Schema, *, required: int | None = None, vocabulary: Vocabulary | None = None
) -> tantivy.Query:
    """The query of ``plan``. ``required``: how many of its groups an entry must match (``plan.steps``), None: all.

    With the vocabulary alternatives are weighed by their rarity.
    """
    builder = _Builder(schema, plan, vocabulary)
    groups = [builder.group(group) for group in plan.groups]
    needed = len(groups) if required is None else min(required, len(groups))
    clauses: list[tuple[Occur, Query]] = []
    if needed == len(groups):
        clauses += [(Must, query) for query in groups]
    elif groups:
        options = [(Should, query) for query in groups]
        clauses.append((Must, Query.boolean_query(options, minimum_number_should_match=needed)))
    clauses += [(Must, builder.phrase(phrase)) for phrase in plan.phrases]
    if not clauses:
        clauses.append((Must, Query.const_score_query(Query.all_query(), 1.0)))
    clauses += [(Should, query) for query in builder.order(plan.in_order)]
    clauses += [(MustNot, builder.any_of(terms)) for terms in plan.excluded]
    clauses += [(MustNot, builder.phrase(phrase)) for phrase in plan.excluded_phrases]
    return Query.boolean_query(clauses)


class _Builder:
    def __init__(self, schema: tantivy.Schema, plan: Plan, vocabulary: Vocabulary | None) -> None:
        self.schema, self.plan, self.vocabulary = schema, plan, vocabulary

    def group(self, group: Group) -> Query:
        text = [self._alternative(way, group) for way in group.alternatives]
        query = _best(text)
        singles = [(way.terms[0], way.weight) for way in group.alternatives if len(way.terms) == 1]
        title = [
            (name, self._term(name, term.text), weight) for term, weight in singles for name in _named(TITLE, term)
        ]
        keyword = [
            (name, self._term(name, term.text), weight) for term, weight in singles for name in _named(KEYWORD, term)
        ]
        clauses = [(Must, query)]
        clauses += [(Should, _best([Query.boost_query(q, w * weights.TITLE) for _, q, w in title]))] if title else []
        clauses += (
            [(Should, _best([Query.boost_query(q, w * weights.KEYWORD) for _, q, w in keyword]))] if keyword else []
        )
        return Query.boolean_query(clauses)

    def _alternative(self, way: Alternative, group: Group) -> Query:
        if len(way.terms) == 1:
            return Query.boost_query(self._anywhere(way.terms[0], group), way.weight)
        every = [(Must, self._anywhere(term, None)) for term in way.terms]
        return Query.boost_query(Query.boolean_query(every), way.weight / len(way.terms))

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
        return min(1.0, _rarity(max(group.frequency, own), self.plan.size) / _rarity(own, self.plan.size))

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
            Query.boost_query(self.phrase(words, weights.SLOP, fields.TEXT_EXACT), weights.PHRASE_IN_TEXT),
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
