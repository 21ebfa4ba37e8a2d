# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Yes, no, or cannot be decided: conditions under Kleene's three-valued logic, with what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from allmende.funding.engine.directive import Operator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

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
        return _missing(condition.asks)
    return YES if COMPARISONS[condition.operator](answer, condition.value) else NO


def all_hold(conditions: Iterable[Condition], seen: Mapping[str, Answer]) -> Truth:
    """No if one does not hold, else cannot be decided if one cannot, else yes (also without any condition)."""
    together = YES
    for condition in conditions:
        truth = holds(condition, seen)
        if truth is NO:
            return NO
        if truth is not YES:
            together = truth if together is YES else _both(together, truth)
    return together


def any_holds(conditions: Iterable[Condition], seen: Mapping[str, Answer]) -> Truth:
    """Yes if one holds, else cannot be decided if one cannot, else no."""
    together = NO
    for condition in conditions:
        truth = holds(condition, seen)
        if truth is YES:
            return YES
        if truth is not NO:
            together = truth if together is NO else _both(together, truth)
    return together


@lru_cache(maxsize=256)
def _missing(key: str) -> Truth:
    return Truth(holds=None, missing=frozenset((key,)))


def _both(one: Truth, other: Truth) -> Truth:
    return Truth(None, one.missing | other.missing, one.value_unknown or other.value_unknown)


def _equals(answer: Answer, value: Answer) -> bool:
    return answer == value


def _at_least(answer: Answer, value: Answer) -> bool:
    return _number(answer) >= _number(value)


def _at_most(answer: Answer, value: Answer) -> bool:
    return _number(answer) <= _number(value)


def _includes(answer: Answer, value: Answer) -> bool:
    return not _several(answer).isdisjoint(_several(value))


def _excludes(answer: Answer, value: Answer) -> bool:
    return _several(answer).isdisjoint(_several(value))


def _number(value: Answer) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        message = f"{value!r} is not a number."
        raise TypeError(message)
    return value


def _several(value: Answer) -> frozenset[Answer]:
    return value if isinstance(value, frozenset) else frozenset((value,))


COMPARISONS: Final[Mapping[Operator, Callable[[Answer, Answer], bool]]] = {
    Operator.AT_LEAST: _at_least,
    Operator.AT_MOST: _at_most,
    Operator.EQUALS: _equals,
    Operator.ONE_OF: _includes,
    Operator.INCLUDES: _includes,
    Operator.EXCLUDES: _excludes,
}
