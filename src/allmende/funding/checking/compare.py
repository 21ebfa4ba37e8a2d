# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The answers of several directives side by side: rules about the same question in one row, differences named.

Pure: answers in, rows out. A row has one cell for every answer, in their order; what a directive says nothing about is
an empty cell, not a missing one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from allmende.funding.engine.questions import COST_KINDS, QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from allmende.funding.checking.lines import Answer, RuleLine
    from allmende.funding.engine.directive import Condition, CostItem, Rule

Entry = TypeVar("Entry")

PARTNERS: Final = "partners"
TOPICS: Final = {
    "partners_in_land": PARTNERS,
    "partners_elsewhere": PARTNERS,
    "benefits": "saving_percent",
}
"""Questions that are set side by side with another one: both ask the same of an alliance in other words."""


class Difference(StrEnum):
    """What differs within a row. ``DEMAND``: what the directives say; ``OUTCOME``: only what comes of it here."""

    NONE = ""
    DEMAND = "demand"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class RuleRow:
    """All rules about one question (``topic`` is its key)."""

    topic: str
    cells: tuple[tuple[RuleLine, ...], ...]
    difference: Difference


@dataclass(frozen=True, slots=True)
class CostRow:
    """What the directives say about one kind of cost; ``kind`` is empty for those that have no kind of their own."""

    kind: str
    cells: tuple[tuple[CostItem, ...], ...]
    difference: Difference


def topic_of(rule: Rule) -> str:
    """The question under which the rule is set beside others: the first that it asks."""
    asked = rule.conditions[0].asks if rule.conditions else ""
    return TOPICS.get(asked, asked)


def rule_rows(answers: Sequence[Answer]) -> list[RuleRow]:
    """One row for every question that one of the directives asks, in the order of the questions."""
    by_topic: dict[str, list[list[RuleLine]]] = defaultdict(lambda: [[] for _ in answers])
    for index, answer in enumerate(answers):
        for line in answer.rules:
            by_topic[topic_of(line.rule)][index].append(line)
    order = [*QUESTIONS, *sorted(by_topic.keys() - QUESTIONS.keys())]
    return [_rule_row(topic, by_topic[topic]) for topic in order if topic in by_topic]


def cost_rows(answers: Sequence[Answer]) -> list[CostRow]:
    """One row for every kind of cost that one of the directives names, those of no kind together at the end."""
    by_kind: dict[str, list[list[CostItem]]] = defaultdict(lambda: [[] for _ in answers])
    for index, answer in enumerate(answers):
        for item in answer.result.directive.costs:
            by_kind[item.kind][index].append(item)
    order = [kind for kind in (*COST_KINDS, "") if kind in by_kind]
    return [_cost_row(kind, by_kind[kind]) for kind in order]


def differs(values: Sequence[Hashable]) -> bool:
    """Whether they are not all the same."""
    return len(set(values)) > 1


def _rule_row(topic: str, cells: Sequence[Sequence[RuleLine]]) -> RuleRow:
    return RuleRow(topic, tuple(map(tuple, cells)), _difference(cells, _demanded, _came_out))


def _cost_row(kind: str, cells: Sequence[Sequence[CostItem]]) -> CostRow:
    def stated(item: CostItem) -> Hashable:
        return (item.eligible, "" if kind else item.title)

    return CostRow(kind, tuple(map(tuple, cells)), _difference(cells, stated, stated))


def _difference(
    cells: Sequence[Sequence[Entry]], stated: Callable[[Entry], Hashable], came_out: Callable[[Entry], Hashable]
) -> Difference:
    if differs([frozenset(map(stated, cell)) for cell in cells]):
        return Difference.DEMAND
    if differs([frozenset(map(came_out, cell)) for cell in cells]):
        return Difference.OUTCOME
    return Difference.NONE


def _demanded(line: RuleLine) -> Hashable:
    rule = line.rule
    return (
        frozenset(map(_as_value, rule.conditions)),
        rule.any_of and len(rule.conditions) > 1,
        frozenset(map(_as_value, rule.when)),
        line.finding.effect,
    )


def _came_out(line: RuleLine) -> Hashable:
    return (_demanded(line), line.finding.outcome)


def _as_value(condition: Condition) -> Hashable:
    return (condition.asks, condition.operator, condition.value)
