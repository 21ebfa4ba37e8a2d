# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The grant in EUR, step by step. Shares are rounded half up to the cent, once, after multiplying."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from allmende.funding.engine.conditions import all_hold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from allmende.funding.engine.directive import AmountRule
    from allmende.funding.engine.facts import Answer

CENT: Final = Decimal("0.01")
HUNDRED: Final = Decimal(100)


class AmountKind(StrEnum):
    """``EXACT``: one amount. ``RANGE``: between two, depending on missing answers. ``AT_MOST``: only the limit is
    published. ``OPEN``: answers are missing. ``UNPUBLISHED``: no amount is known for this case.
    """

    EXACT = "exact"
    RANGE = "range"
    AT_MOST = "at_most"
    OPEN = "open"
    UNPUBLISHED = "unpublished"


class StepKind(StrEnum):
    """A line of the derivation, with its operands: ``LUMP`` (lump) · ``EACH`` (units, each) · ``FIXED`` (sum of both)
    · ``SHARE`` (rate, cost) · ``CAP`` (cap) · ``LEAST`` (all limits).
    """

    LUMP = "lump"
    EACH = "each"
    FIXED = "fixed"
    SHARE = "share"
    CAP = "cap"
    LEAST = "least"


@dataclass(frozen=True, slots=True)
class Step:
    """One line: what was computed from which operands, and the result in EUR."""

    kind: StepKind
    result: Decimal
    operands: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivation:
    """What one amount rule gives. ``amount`` None: ``missing`` answers, or only ``ceiling`` is known.

    ``ceiling``: the most it can give to these partners, whatever the cost; None if there is no limit or none
    is known.
    """

    rule: AmountRule
    amount: Decimal | None
    ceiling: Decimal | None
    steps: tuple[Step, ...] = ()
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Amount:
    """The grant: ``low`` to ``high`` in EUR (equal if exact, None if not known) and ``ceiling`` as in Derivation.

    ``derivations``: of the rules that apply or may apply. ``missing``: question keys that would settle it.
    """

    kind: AmountKind
    low: Decimal | None = None
    high: Decimal | None = None
    ceiling: Decimal | None = None
    derivations: tuple[Derivation, ...] = ()
    missing: frozenset[str] = frozenset()


def share_of(cost: Decimal, rate: Decimal) -> Decimal:
    """``rate`` percent of ``cost`` in EUR, half up to the cent."""
    return (cost * rate / HUNDRED).quantize(CENT, ROUND_HALF_UP)


def derive(rule: AmountRule, seen: Mapping[str, Answer]) -> Derivation:
    """What the rule gives for these answers."""
    steps: list[Step] = []
    missing: set[str] = set()
    fixed = _fixed(rule, seen, steps, missing)
    limits = [limit for limit in (fixed, rule.cap) if limit is not None]
    if rule.cap is not None:
        steps.append(Step(StepKind.CAP, rule.cap, (rule.cap,)))
    ceiling = min(limits) if limits and not missing else None
    if rule.rate is not None:
        cost = seen.get("eligible_cost")
        if isinstance(cost, Decimal):
            share = share_of(cost, rule.rate)
            limits.append(share)
            steps.append(Step(StepKind.SHARE, share, (rule.rate, cost)))
        else:
            missing.add("eligible_cost")
    if missing or rule.is_ceiling or not limits:
        return Derivation(rule, None, ceiling, tuple(steps), frozenset(missing))
    amount = min(limits)
    if len(limits) > 1:
        steps.append(Step(StepKind.LEAST, amount, tuple(limits)))
    return Derivation(rule, amount, ceiling, tuple(steps))


def _fixed(rule: AmountRule, seen: Mapping[str, Answer], steps: list[Step], missing: set[str]) -> Decimal | None:
    if rule.lump is None and rule.each is None:
        return None
    fixed = rule.lump or Decimal(0)
    if rule.lump is not None:
        steps.append(Step(StepKind.LUMP, rule.lump, (rule.lump,)))
    if rule.each is not None:
        count = seen.get(rule.per)
        if not isinstance(count, int):
            missing.add(rule.per)
            return None
        units = max(0, count - rule.above)
        if units:
            steps.append(Step(StepKind.EACH, rule.each * units, (Decimal(units), rule.each)))
        fixed += rule.each * units
        if units and rule.lump is not None:
            steps.append(Step(StepKind.FIXED, fixed, (rule.lump, rule.each * units)))
    return fixed


def grant(rules: Sequence[AmountRule], seen: Mapping[str, Answer], on: dt.date) -> Amount:
    """The amount by the rules in force on the day: of the one that applies, or the range of those that may apply.

    Several that apply contradict each other (reported when a directive is saved); then all count as possible.
    """
    applying: list[Derivation] = []
    possible: list[Derivation] = []
    missing: frozenset[str] = frozenset()
    for rule in rules:
        if not in_force(rule.valid_from, rule.valid_until, on):
            continue
        truth = all_hold(rule.when, seen)
        if truth.holds is False:
            continue
        (applying if truth.holds else possible).append(derive(rule, seen))
        missing |= truth.missing
    if applying:
        return _put_together(applying, frozenset())
    if possible:
        return _put_together(possible, missing)
    return Amount(AmountKind.UNPUBLISHED)


def in_force(valid_from: dt.date | None, valid_until: dt.date | None, on: dt.date) -> bool:
    """Both days included; None: no bound on that side."""
    return (valid_from is None or valid_from <= on) and (valid_until is None or on <= valid_until)


def _put_together(derivations: Sequence[Derivation], missing: frozenset[str]) -> Amount:
    found = tuple(derivations)
    missing = missing.union(*(derivation.missing for derivation in found))
    ceilings = [derivation.ceiling for derivation in found]
    ceiling = None if None in ceilings else max(limit for limit in ceilings if limit is not None)
    amounts = [derivation.amount for derivation in found if derivation.amount is not None]
    if len(amounts) == len(found):
        low, high = min(amounts), max(amounts)
        kind = AmountKind.EXACT if low == high else AmountKind.RANGE
        return Amount(kind, low, high, ceiling, found, missing)
    if missing:
        return Amount(AmountKind.OPEN, None, None, ceiling, found, missing)
    kind = AmountKind.UNPUBLISHED if ceiling is None else AmountKind.AT_MOST
    return Amount(kind, None, ceiling, ceiling, found)
