# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Cases for which conditions hold: found by trying the values that they name, the next lower and the next higher one.

Questions are answered independently, but for the partners: all of them are those from the Land and those from
elsewhere, and who applies is one of them.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Final

from allmende.funding.engine.conditions import holds
from allmende.funding.engine.facts import MOST
from allmende.funding.engine.questions import NUMBERS, QUESTIONS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from allmende.funding.engine.directive import Condition
    from allmende.funding.engine.facts import Answer

PARTNERS: Final = frozenset({"partners", "partners_in_land", "partners_elsewhere", "lead_in_land"})
OTHER: Final = "other"
"""Stands for any option of an open list that no condition names."""
NOTHING: Final[Mapping[str, Sequence[Answer]]] = {}


def can_hold(conditions: Iterable[Condition]) -> bool:
    """Whether there is a case for which all hold. A condition whose value is not known can always hold."""
    return next(cases(conditions), None) is not None


def cases(
    conditions: Iterable[Condition], spread: Mapping[str, Sequence[Answer]] = NOTHING
) -> Iterator[dict[str, Answer]]:
    """Answers to the questions asked for which all hold; only one for every question that is not in ``spread``.

    ``spread``: questions whose answers matter, with values to try besides those that are named.
    """
    asked: dict[str, list[Condition]] = {key: [] for key in spread}
    for condition in conditions:
        if condition.value is not None:
            asked.setdefault(condition.asks, []).append(condition)
    groups: list[list[dict[str, Answer]]] = []
    among = {key: asked[key] for key in asked if key in PARTNERS}
    if among:
        found = list(_partners(among, spread))
        groups.append(found if not PARTNERS.isdisjoint(spread) else found[:1])
    for key, those in asked.items():
        if key not in PARTNERS:
            fitting = [
                {key: answer} for answer in values_to_try(key, those, spread.get(key, ())) if _fit(answer, those)
            ]
            groups.append(fitting if key in spread else fitting[:1])
    for parts in product(*groups):
        case: dict[str, Answer] = {}
        for part in parts:
            case |= part
        yield case


def values_to_try(key: str, conditions: Iterable[Condition], also: Iterable[Answer] = ()) -> list[Answer]:
    """What is named and what lies beside it, and ``also``, in a fixed order; something where nothing is named."""
    question = QUESTIONS[key]
    named = [condition.value for condition in conditions if condition.value is not None]
    if question.kind is Kind.YES_NO:
        return [True, False]
    if question.kind in NUMBERS:
        return _numbers(question.kind, named, also)
    options = set(question.options)
    for value in named:
        options |= value if isinstance(value, frozenset) else {str(value)}
    if question.kind is Kind.CHOICE:
        return [*sorted(options), *([] if question.options else [OTHER])]
    several = [frozenset(options - value) for value in named if isinstance(value, frozenset)]
    # What excludes most leaves the least, so it comes last: all that no condition excludes.
    left = frozenset(options).intersection(*several) if several else frozenset(options)
    return [frozenset(options), *several, left, *(frozenset((option,)) for option in sorted(options)), frozenset()]


def _numbers(kind: Kind, named: Iterable[Answer], also: Iterable[Answer]) -> list[Answer]:
    step = 1 if kind is Kind.COUNT else Decimal("0.01")
    found = {number + move for number in named if isinstance(number, (int, Decimal)) for move in (-step, 0, step)}
    found |= {number for number in also if isinstance(number, (int, Decimal))}
    return sorted(number for number in found if 0 <= number <= MOST[kind]) or [1 if kind is Kind.COUNT else Decimal(1)]


def _fit(answer: Answer, conditions: Iterable[Condition]) -> bool:
    return all(holds(condition, {condition.asks: answer}).holds for condition in conditions)


def _partners(
    asked: Mapping[str, Sequence[Condition]], spread: Mapping[str, Sequence[Answer]]
) -> Iterator[dict[str, Answer]]:
    """With as few from elsewhere as can be."""
    conditions = [condition for those in asked.values() for condition in those]
    numbers = {0, 1}
    for key in asked:
        if key != "lead_in_land":
            those = values_to_try(key, asked[key], spread.get(key, ()))
            numbers |= {number for number in those if isinstance(number, int)}
    differences = {number - less for number in numbers for less in numbers if number >= less}
    inside = sorted(differences)
    outside = inside if {"partners", "partners_elsewhere"} & asked.keys() else [0, 1]
    for elsewhere, here in product(outside, inside):
        if here + elsewhere:
            leads = [lead for lead in (True, False) if (here if lead else elsewhere)]
            for lead in leads:
                seen: dict[str, Answer] = {
                    "partners": here + elsewhere,
                    "partners_in_land": here,
                    "partners_elsewhere": elsewhere,
                    "lead_in_land": lead,
                }
                if all(holds(condition, seen).holds for condition in conditions):
                    yield seen
                    break
