# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is wrong with a directive as a whole: reported when it is saved, with a case for which it happens."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

from allmende.funding.engine.amounts import derive
from allmende.funding.engine.cases import run
from allmende.funding.engine.check import Verdict
from allmende.funding.engine.directive import Condition, Operator, Rule, Severity
from allmende.funding.engine.flaws import (
    Contradiction,
    Flaw,
    ends_before_it_begins,
    of_amount,
    of_period,
    of_rule,
    overlap,
)
from allmende.funding.engine.limits import USUAL
from allmende.funding.engine.trying import can_hold, cases

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from allmende.funding.engine.directive import AmountRule, DirectiveText
    from allmende.funding.engine.facts import Answer

COSTS_TO_TRY: Final = (Decimal(1_000), Decimal(100_000), Decimal(10_000_000))
UNITS_TO_TRY: Final = (2, 5)
MOST_CASES: Final = 2_000
"""So many cases are tried for a pair of amounts; what they name makes far fewer."""
COUNTED: Final = ("partners_in_land", "partners")
"""By these numbers of partners amounts are looked through for holes."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two versions that are both in force from ``begins`` to ``ends`` (both included; None: no bound is known)."""

    first: DirectiveText
    second: DirectiveText
    begins: dt.date | None
    ends: dt.date | None


def contradictions(directive: DirectiveText) -> tuple[Contradiction, ...]:
    """All that is wrong, in the order of the directive: single entries first, then pairs, then test cases.

    What is wrong by itself is not compared with others.
    """
    found = list(_of_whole(directive))
    rules: list[tuple[int, Rule]] = []
    for index, rule in enumerate(directive.rules):
        path = f"rules[{index}]"
        wrong = list(_errors_first(of_rule(rule, path), of_period(rule, path, directive), _never(rule, path)))
        found += wrong
        if not has_errors(wrong):
            rules.append((index, rule))
    amounts: list[tuple[int, AmountRule]] = []
    for index, amount in enumerate(directive.amounts):
        path = f"amounts[{index}]"
        wrong = list(_errors_first(of_amount(amount, path), of_period(amount, path, directive), _never(amount, path)))
        found += wrong
        if not has_errors(wrong):
            amounts.append((index, amount))
    is_sound = len(rules) == len(directive.rules) and len(amounts) == len(directive.amounts)
    found += _never_together(rules)
    found += _differ(amounts)
    found += _holes([amount for _, amount in amounts])
    if is_sound:  # else the engine could not answer, or not as meant
        found += _failing(directive)
    return tuple(found)


def has_errors(found: Iterable[Contradiction]) -> bool:
    """Whether something must be mended before the directive is released."""
    return any(not each.is_hint for each in found)


def _errors_first(*looks: Iterable[Contradiction]) -> Iterator[Contradiction]:
    """What each look finds; what comes after an error could not be looked at."""
    for look in looks:
        found = list(look)
        yield from found
        if has_errors(found):
            return


def overlaps(versions: Sequence[DirectiveText]) -> tuple[Overlap, ...]:
    """Pairs of versions of one programme that are in force on the same day, in the order given."""
    found = []
    for first, second in combinations(versions, 2):
        begins = max((day for day in (first.valid_from, second.valid_from) if day is not None), default=None)
        ends = min((day for day in (first.valid_until, second.valid_until) if day is not None), default=None)
        if not ends_before_it_begins(begins, ends):
            found.append(Overlap(first, second, begins, ends))
    return tuple(found)


def _of_whole(directive: DirectiveText) -> Iterator[Contradiction]:
    if ends_before_it_begins(directive.valid_from, directive.valid_until):
        yield Contradiction(Flaw.ENDS_BEFORE_IT_BEGINS, ("valid_until",))
    keys = {"rules": [rule.key for rule in directive.rules], "amounts": [rule.key for rule in directive.amounts]}
    for name, those in keys.items():
        for key, times in Counter(those).items():
            if times > 1:
                where = [f"{name}[{index}].key" for index, each in enumerate(those) if each == key]
                yield Contradiction(Flaw.DUPLICATE_KEY, tuple(where[1:] + where[:1]), (key,))


def _ways(rule: Rule) -> list[tuple[Condition, ...]]:
    """How it can be met: by all conditions, or by one of them."""
    return [(condition,) for condition in rule.conditions] if rule.any_of else [rule.conditions]


def _never(rule: Rule | AmountRule, path: str) -> Iterator[Contradiction]:
    if not can_hold(rule.when):
        yield Contradiction(Flaw.NEVER_CONCERNED, (f"{path}.when",), (rule.key,))
    elif isinstance(rule, Rule) and rule.conditions and not any(can_hold(rule.when + way) for way in _ways(rule)):
        yield Contradiction(Flaw.NEVER_MET, (f"{path}.conditions",), (rule.key,))


def _never_together(rules: Sequence[tuple[int, Rule]]) -> Iterator[Contradiction]:
    """A hint if one of both does no more than warn: then a case is possible, with a warning."""
    asked = [(index, rule) for index, rule in rules if rule.severity is not Severity.INFO and rule.conditions]
    for (index, first), (other, second) in combinations(asked, 2):
        demanded = first.when + second.when
        if not overlap(first, second) or any(
            can_hold(demanded + way + another) for way in _ways(first) for another in _ways(second)
        ):
            continue
        case = next(cases(demanded), None)
        if case is not None:
            paths = (f"rules[{other}].conditions", f"rules[{index}].conditions")
            is_hint = Severity.WARN in {first.severity, second.severity}
            keys = (first.key, second.key)
            yield Contradiction(Flaw.NEVER_TOGETHER, paths, keys, _asked_by_both(first, second), is_hint=is_hint)


def _asked_by_both(first: Rule, second: Rule) -> str:
    """The question on which they disagree, if it is one."""
    others = {condition.asks for condition in second.conditions}
    return next((condition.asks for condition in first.conditions if condition.asks in others), "")


def _differ(amounts: Sequence[tuple[int, AmountRule]]) -> Iterator[Contradiction]:
    for (index, first), (other, second) in combinations(amounts, 2):
        if not overlap(first, second):
            continue
        case = _case_of_difference(first, second)
        if case is not None:
            given = (derive(first, case).limit, derive(second, case).limit)
            paths = (f"amounts[{other}].when", f"amounts[{index}].when")
            keys = (first.key, second.key)
            yield Contradiction(Flaw.AMOUNTS_DIFFER, paths, keys, values=given, case=tuple(case.items()))


def _case_of_difference(first: AmountRule, second: AmountRule) -> dict[str, Answer] | None:
    """A case to which both apply with different amounts. What is not known may be different; that is not told."""
    when = first.when + second.when
    if any(condition.value is None for condition in when):
        return None
    spread: dict[str, tuple[Answer, ...]] = {}
    for rule in (first, second):
        if rule.each is not None:
            spread[rule.per] = (*spread.get(rule.per, ()), *UNITS_TO_TRY, rule.above, rule.above + 1)
        if rule.rate is not None:
            spread["eligible_cost"] = COSTS_TO_TRY
    for number, case in enumerate(cases(when, spread)):
        one, two = derive(first, case), derive(second, case)
        if (one.amount, one.limit) != (two.amount, two.limit):
            return case
        if number > MOST_CASES:
            break
    return None


def _holes(amounts: Sequence[AmountRule]) -> Iterator[Contradiction]:
    """Numbers of partners without an amount, all else as usual."""
    usual = tuple(Condition(key, Operator.EQUALS, answer) for key, answer in USUAL.items())
    for key in COUNTED:
        named = {
            condition.value
            for rule in amounts
            for condition in rule.when
            if condition.asks == key and isinstance(condition.value, int)
        }
        covered = [
            number
            for number in sorted({move + number for number in named for move in (-1, 0, 1)} - {-1, 0})
            if any(can_hold((*rule.when, *usual, Condition(key, Operator.EQUALS, number))) for rule in amounts)
        ]
        gaps = [(low + 1, high - 1) for low, high in pairwise(covered) if high - low > 1]
        for low, high in gaps:
            if not any(can_hold((*rule.when, *usual, Condition(key, Operator.EQUALS, low))) for rule in amounts):
                yield Contradiction(Flaw.HOLE, ("amounts",), asks=key, values=(low, high), is_hint=True)


def _failing(directive: DirectiveText) -> Iterator[Contradiction]:
    verdicts = set(Verdict)
    for index, case in enumerate(directive.cases):
        path = f"cases[{index}]"
        if not case.verdict and case.amount is None and case.ceiling is None:
            yield Contradiction(Flaw.CASE_EXPECTS_NOTHING, (path,), (case.name,), is_hint=True)
        if case.verdict and case.verdict not in verdicts:
            yield Contradiction(Flaw.VALUE, (f"{path}.verdict",), (case.name,), values=(case.verdict,))
            continue
        tried = run(case, directive)
        expected: tuple[tuple[str, bool | None, Answer | None, Answer | None], ...] = (
            ("verdict", tried.verdict_fits, case.verdict, tried.result.verdict.value),
            ("amount", tried.amount_fits, case.amount, tried.result.payable),
            ("ceiling", tried.ceiling_fits, case.ceiling, tried.result.amount.ceiling),
        )
        for name, fits, value, found in expected:
            if fits is False:
                yield Contradiction(Flaw.CASE_FAILS, (f"{path}.{name}",), (case.name,), name, (value, found))
