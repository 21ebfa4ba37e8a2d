# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is wrong with a single rule, amount or period of a directive, looked at by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from allmende.funding.engine.directive import in_force
from allmende.funding.engine.facts import MOST, FactsProblem, has_parts_of_a_cent, problem_of
from allmende.funding.engine.questions import LISTS, OPERATORS, QUESTIONS, Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from allmende.funding.engine.directive import AmountRule, Condition, DirectiveText, Rule
    from allmende.funding.engine.facts import Answer


class Flaw(StrEnum):
    """What is wrong. The first group concerns one entry, the second several of them or the whole.

    ``NEVER_MET``: no case meets the rule. ``NEVER_CONCERNED``: no case has what ``when`` demands. ``NEVER_TOGETHER``:
    no case meets both rules, though both are demanded of some. ``AMOUNTS_DIFFER``: two amounts apply to the same case.
    ``HOLE``: no amount for these numbers of partners, but for fewer and for more. ``CASE_FAILS``: a test case does not
    come out. ``CASE_EXPECTS_NOTHING``: it has nothing that must come out.
    """

    UNKNOWN_QUESTION = "unknown_question"
    OPERATOR = "operator"
    VALUE = "value"
    UNKNOWN_OPTION = "unknown_option"
    NO_CONDITION = "no_condition"
    NEGATIVE = "negative"
    TOO_HIGH = "too_high"
    PARTS_OF_A_CENT = "parts_of_a_cent"
    RATE = "rate"
    EACH_WITHOUT_PER = "each_without_per"
    PER_WITHOUT_EACH = "per_without_each"
    PER_IS_NO_COUNT = "per_is_no_count"
    CAP_BELOW_LUMP = "cap_below_lump"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    NEVER_IN_FORCE = "never_in_force"
    PARTLY_IN_FORCE = "partly_in_force"

    DUPLICATE_KEY = "duplicate_key"
    NEVER_MET = "never_met"
    NEVER_CONCERNED = "never_concerned"
    NEVER_TOGETHER = "never_together"
    AMOUNTS_DIFFER = "amounts_differ"
    HOLE = "hole"
    CASE_FAILS = "case_fails"
    CASE_EXPECTS_NOTHING = "case_expects_nothing"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that is wrong. ``paths``: where, as in ``files`` (``rules[2].severity``), the first one to be mended.

    ``keys``: the entries concerned. ``asks``: the question concerned. ``values``: what stands there or is expected, and
    what came out (CASE_FAILS: verdicts or EUR; HOLE: numbers of partners). ``case``: answers for which it happens.
    ``is_hint``: it may well be meant; all else must be mended before a directive is released.
    """

    flaw: Flaw
    paths: tuple[str, ...]
    keys: tuple[str, ...] = ()
    asks: str = ""
    values: tuple[Answer | None, ...] = ()
    case: tuple[tuple[str, Answer], ...] = ()
    is_hint: bool = False


def of_condition(condition: Condition, path: str, key: str) -> Iterator[Contradiction]:
    """Question, operator and value must fit each other."""
    question = QUESTIONS.get(condition.asks)
    if question is None:
        yield Contradiction(Flaw.UNKNOWN_QUESTION, (f"{path}.asks",), (key,), condition.asks)
        return
    if condition.operator not in OPERATORS[question.kind]:
        yield Contradiction(Flaw.OPERATOR, (f"{path}.operator",), (key,), condition.asks, (condition.operator,))
        return
    value = condition.value
    if value is None:
        return
    listed = condition.operator in LISTS
    if listed is not isinstance(value, frozenset) or value == frozenset():
        yield Contradiction(Flaw.VALUE, (f"{path}.value",), (key,), condition.asks, (value,))
        return
    each = sorted(value) if isinstance(value, frozenset) and question.kind is Kind.CHOICE else [value]
    for answer in each:
        problem = problem_of(question, answer)
        if problem is not None:
            unknown = Flaw.UNKNOWN_OPTION if problem is FactsProblem.UNKNOWN_OPTION else Flaw.VALUE
            yield Contradiction(unknown, (f"{path}.value",), (key,), condition.asks, (value,))
            return


def of_conditions(conditions: Sequence[Condition], path: str, key: str) -> Iterator[Contradiction]:
    for index, condition in enumerate(conditions):
        yield from of_condition(condition, f"{path}[{index}]", key)


def of_rule(rule: Rule, path: str) -> Iterator[Contradiction]:
    """A rule by itself."""
    if not rule.conditions:
        yield Contradiction(Flaw.NO_CONDITION, (f"{path}.conditions",), (rule.key,), is_hint=True)
    yield from of_conditions(rule.conditions, f"{path}.conditions", rule.key)
    yield from of_conditions(rule.when, f"{path}.when", rule.key)


def of_amount(rule: AmountRule, path: str) -> Iterator[Contradiction]:
    """An amount by itself."""
    yield from of_conditions(rule.when, f"{path}.when", rule.key)
    keys = (rule.key,)
    if rule.rate is not None and not (rule.rate.is_finite() and 0 < rule.rate <= MOST[Kind.PERCENT]):
        yield Contradiction(Flaw.RATE, (f"{path}.rate",), keys, values=(rule.rate,))
    sums: Mapping[str, Decimal | None] = {"lump": rule.lump, "each": rule.each, "cap": rule.cap}
    for name, number in sums.items():
        flaw = None if number is None else _of_money(number)
        if flaw is not None:
            yield Contradiction(flaw, (f"{path}.{name}",), keys, values=(number,))
    if rule.above < 0:
        yield Contradiction(Flaw.NEGATIVE, (f"{path}.above",), keys, values=(rule.above,))
    if rule.each is not None and not rule.per:
        yield Contradiction(Flaw.EACH_WITHOUT_PER, (f"{path}.per",), keys)
    if rule.per and rule.each is None:
        yield Contradiction(Flaw.PER_WITHOUT_EACH, (f"{path}.each",), keys, rule.per, is_hint=True)
    if rule.per and (rule.per not in QUESTIONS or QUESTIONS[rule.per].kind is not Kind.COUNT):
        yield Contradiction(Flaw.PER_IS_NO_COUNT, (f"{path}.per",), keys, rule.per)
    if rule.cap is not None and rule.lump is not None and rule.cap < rule.lump:
        yield Contradiction(Flaw.CAP_BELOW_LUMP, (f"{path}.cap",), keys, values=(rule.cap, rule.lump))


def _of_money(number: Decimal) -> Flaw | None:
    if not number.is_finite() or number > MOST[Kind.MONEY]:
        return Flaw.TOO_HIGH
    if number < 0:
        return Flaw.NEGATIVE
    return Flaw.PARTS_OF_A_CENT if has_parts_of_a_cent(number) else None


def of_period(entry: Rule | AmountRule, path: str, directive: DirectiveText) -> Iterator[Contradiction]:
    """Dates of a rule or an amount within the period of the version."""
    begins, ends, keys = entry.valid_from, entry.valid_until, (entry.key,)
    if ends_before_it_begins(begins, ends):
        yield Contradiction(Flaw.ENDS_BEFORE_IT_BEGINS, (f"{path}.valid_until",), keys)
    elif not _overlap(begins, ends, directive.valid_from, directive.valid_until):
        yield Contradiction(Flaw.NEVER_IN_FORCE, (f"{path}.valid_from" if begins else f"{path}.valid_until",), keys)
    else:
        for name, day in (("valid_from", begins), ("valid_until", ends)):
            if day is not None and not in_force(directive.valid_from, directive.valid_until, day):
                yield Contradiction(Flaw.PARTLY_IN_FORCE, (f"{path}.{name}",), keys, is_hint=True)


def ends_before_it_begins(begins: dt.date | None, ends: dt.date | None) -> bool:
    return begins is not None and ends is not None and ends < begins


def overlap(first: Rule | AmountRule, second: Rule | AmountRule) -> bool:
    """Whether there is a day on which both are in force."""
    return _overlap(first.valid_from, first.valid_until, second.valid_from, second.valid_until)


def _overlap(
    begins: dt.date | None, ends: dt.date | None, other_begins: dt.date | None, other_ends: dt.date | None
) -> bool:
    """Both days included; None: no bound on that side."""
    return not ends_before_it_begins(begins, other_ends) and not ends_before_it_begins(other_begins, ends)
