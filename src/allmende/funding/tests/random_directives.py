# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Any directive that a file can hold, and what anybody may send instead of one."""

from __future__ import annotations

import datetime as dt
import string
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from allmende.funding.engine.check import Verdict
from allmende.funding.engine.directive import (
    AmountRule,
    Award,
    Citation,
    Condition,
    CostItem,
    DirectiveText,
    Operator,
    Paper,
    Rule,
    Severity,
    TestCase,
)
from allmende.funding.engine.facts import MOST, Facts, Partner
from allmende.funding.engine.questions import COST_KINDS, LISTS, OPERATORS, QUESTIONS, Kind, Question
from allmende.funding.files.scalars import cleaned
from allmende.funding.files.table import LANDS

if TYPE_CHECKING:
    from decimal import Decimal

SPECIAL = [
    "no",
    "null",
    "~",
    "1.000,50",
    "- a: b",
    "# x",
    "'\"",
    "„§ 3“\u00a0Abs. 2",
    "a\n\n  b",
    "@",
    "100 %",
    "🏛",
    "2021-08-31",
]
keys = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
days = st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31))
texts = (st.text(max_size=30) | st.sampled_from(SPECIAL)).map(cleaned)
titles = texts.map(lambda text: " ".join(text.split()) or "Titel")
links = st.sampled_from(["", "https://example.org/a?b=%C3%BC#c", "http://example.org"])
citations = st.builds(Citation, titles, links, st.none() | days, st.booleans())
counts = st.integers(0, 10**6)


def numbers(kind: Kind) -> st.SearchStrategy[Decimal]:
    return st.decimals(0, MOST[kind], places=2)


money = numbers(Kind.MONEY)


def answers_to(question: Question) -> st.SearchStrategy[Any]:
    options = st.sampled_from(question.options) if question.options else keys
    if question.kind is Kind.COUNT:
        return counts
    if question.kind is Kind.YES_NO:
        return st.booleans()
    if question.kind is Kind.CHOICE:
        return options
    return st.frozensets(options) if question.kind is Kind.CHOICES else numbers(question.kind)


def values_for(question: Question, operator: Operator) -> st.SearchStrategy[Any]:
    answers = answers_to(question)
    if question.kind is Kind.CHOICES:
        return answers.filter(bool)
    return st.frozensets(answers, min_size=1) if operator in LISTS else answers


pairs = [(question, operator) for question in QUESTIONS.values() for operator in OPERATORS[question.kind]]
conditions = st.sampled_from(pairs).flatmap(
    lambda pair: st.builds(Condition, st.just(pair[0].key), st.just(pair[1]), st.none() | values_for(*pair))
)
whens = st.lists(conditions, max_size=2).map(tuple)


@st.composite
def periods(draw: st.DrawFn) -> dict[str, Any]:
    first, last = draw(st.none() | days), draw(st.none() | days)
    if first and last and last < first:
        first, last = last, first
    return {"valid_from": first, "valid_until": last}


@st.composite
def rules(draw: st.DrawFn, key: str) -> Rule:
    demanded = tuple(draw(st.lists(conditions, min_size=1, max_size=3)))
    severity = draw(st.sampled_from(list(Severity)))
    more: dict[str, Any] = {"any_of": draw(st.booleans()), "when": draw(whens), "note": draw(texts)}
    return Rule(key, draw(titles), demanded, severity, draw(citations), **more, **draw(periods()))


@st.composite
def amounts(draw: st.DrawFn, key: str) -> AmountRule:
    money_or_not = st.none() | money
    more: dict[str, Any] = {name: draw(money_or_not) for name in ("lump", "each", "cap")}
    return AmountRule(
        key,
        draw(titles),
        draw(citations),
        when=draw(whens),
        **more,
        per=draw(st.sampled_from([question.key for question in QUESTIONS.values() if question.kind is Kind.COUNT])),
        above=draw(counts),
        rate=draw(st.none() | numbers(Kind.PERCENT)),
        is_ceiling=draw(st.booleans()),
        exceedable=draw(texts),
        note=draw(texts),
        **draw(periods()),
    )


@st.composite
def cases(draw: st.DrawFn) -> TestCase:
    people = st.none() | counts
    partners = tuple(
        Partner(key, draw(titles), draw(st.sampled_from(LANDS)), draw(people))
        for key in draw(st.lists(keys, max_size=2, unique=True))
    )
    asked = draw(st.lists(st.sampled_from([each for each in QUESTIONS.values() if not each.derived]), max_size=3))
    answers = {question.key: draw(answers_to(question)) for question in asked}
    facts = Facts(partners, draw(st.sampled_from(["", *(partner.key for partner in partners)])), answers)
    verdict = draw(st.sampled_from(["", *map(str, Verdict)]))
    return TestCase(draw(titles), facts, draw(days), verdict, draw(st.none() | money), draw(st.none() | money))


@st.composite
def directives(draw: st.DrawFn) -> DirectiveText:
    several = st.lists(keys, max_size=3, unique=True)
    return DirectiveText(
        draw(keys),
        draw(titles),
        draw(st.sampled_from(LANDS)),
        draw(citations),
        dated=draw(st.none() | days),
        **draw(periods()),
        validity=draw(citations),
        is_complete=draw(st.booleans()),
        applicants=draw(texts),
        summary=draw(texts),
        rules=tuple(draw(rules(key)) for key in draw(several)),
        amounts=tuple(draw(amounts(key)) for key in draw(several)),
        costs=tuple(
            draw(
                st.lists(
                    st.builds(CostItem, titles, st.booleans(), citations, st.sampled_from(["", *COST_KINDS])),
                    max_size=2,
                )
            )
        ),
        papers=tuple(draw(st.lists(st.builds(Paper, titles, citations, st.booleans()), max_size=2))),
        awards=tuple(draw(st.lists(st.builds(Award, titles, money, st.none() | counts, citations, texts), max_size=2))),
        cases=tuple(draw(st.lists(cases(), max_size=2))),
    )


words = st.sampled_from(
    [*QUESTIONS, *Operator, "format", "key", "title", "rules", "conditions", "value", "asks", "operator"]
)
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | words,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(words | st.text(max_size=5), inside, max_size=4),
    max_leaves=12,
)
"""Anything that JSON can hold, often with the names of the format."""
