# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Yes, no, or cannot be decided: conditions under Kleene's three-valued logic, with what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from allmende.funding.engine.directive import Operator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allmende.funding.engine.directive import Condition
    from allmende.funding.engine.facts import Answer


@dataclass(frozen=True, slots=True)
class Truth:
    """``holds`` True, False, or None: cannot be decided, because of ``missing`` answers (question keys) or because the
    value that the directive demands is not known (``value_unknown``).
    """

    holds: bool | None
    missing: frozenset[str] = frozenset()
    value_unknown: bool = False


YES: Final = Truth(holds=True)
NO: Final = Truth(holds=False)
UNKNOWN_VALUE: Final = Truth(holds=None, value_unknown=True)


def holds(condition: Condition, seen: Mapping[str, Answer]) -> Truth:
    """Whether the condition holds for the answers that are there."""
    if condition.value is None:
        return UNKNOWN_VALUE
    answer = seen.get(condition.asks)
    if answer is None:
        return Truth(holds=None, missing=frozenset((condition.asks,)))
    return YES if _compare(condition.operator, answer, condition.value) else NO


def all_hold(conditions: Iterable[Condition], seen: Mapping[str, Answer]) -> Truth:
    """No if one does not hold, else cannot be decided if one cannot, else yes (also without any condition)."""
    undecided: list[Truth] = []
    for condition in conditions:
        truth = holds(condition, seen)
        if truth.holds is False:
            return NO
        if truth.holds is None:
            undecided.append(truth)
    return _together(undecided) if undecided else YES


def any_holds(conditions: Iterable[Condition], seen: Mapping[str, Answer]) -> Truth:
    """Yes if one holds, else cannot be decided if one cannot, else no."""
    undecided: list[Truth] = []
    for condition in conditions:
        truth = holds(condition, seen)
        if truth.holds:
            return YES
        if truth.holds is None:
            undecided.append(truth)
    return _together(undecided) if undecided else NO


def _together(undecided: list[Truth]) -> Truth:
    missing = frozenset[str]().union(*(truth.missing for truth in undecided))
    return Truth(holds=None, missing=missing, value_unknown=any(truth.value_unknown for truth in undecided))


def _compare(operator: Operator, answer: Answer, value: Answer) -> bool:
    if operator is Operator.EQUALS:
        return answer == value
    if operator in {Operator.AT_LEAST, Operator.AT_MOST}:
        number, bound = _number(answer), _number(value)
        return number >= bound if operator is Operator.AT_LEAST else number <= bound
    given = answer if isinstance(answer, frozenset) else frozenset((answer,))
    listed = value if isinstance(value, frozenset) else frozenset((value,))
    common = not given.isdisjoint(listed)
    return not common if operator is Operator.EXCLUDES else common


def _number(value: Answer) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        message = f"{value!r} is not a number."
        raise TypeError(message)
    return value
