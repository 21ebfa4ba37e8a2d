# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The grant in EUR, step by step. Shares are rounded half up to the cent, once, after multiplying."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from allmende.funding.engine.conditions import all_hold
from allmende.funding.engine.directive import in_force

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
    """What one amount rule gives. ``amount`` None: answers are ``missing``, or no amount is published.

    ``limit``: the least of the parts that can be computed, so never less than what is given. ``ceiling``: the same
    whatever the cost. Both None if there is no limit or none is known.
    """

    rule: AmountRule
    amount: Decimal | None
    ceiling: Decimal | None
    limit: Decimal | None
    steps: tuple[Step, ...] = ()
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Amount:
    """The grant: ``low`` to ``high`` in EUR (equal if exact; None if not known) and ``ceiling`` as in Derivation.

    ``AT_MOST`` has no ``low``. ``derivations``: of the rules that apply or may apply. ``missing``: question keys that
    would settle it; ``value_unknown``: when an amount applies is not known.
    """

    kind: AmountKind
    low: Decimal | None = None
    high: Decimal | None = None
    ceiling: Decimal | None = None
    derivations: tuple[Derivation, ...] = ()
    missing: frozenset[str] = frozenset()
    value_unknown: bool = False


def share_of(cost: Decimal, rate: Decimal) -> Decimal:
    """``rate`` percent of ``cost`` in EUR, half up to the cent."""
    return (cost * rate / HUNDRED).quantize(CENT, ROUND_HALF_UP)


def cost_for(share: Decimal, rate: Decimal) -> Decimal:
    """The lowest cost in EUR of which ``rate`` percent, rounded to the cent, are ``share``."""
    return ((share - CENT / 2) * HUNDRED / rate).quantize(CENT, ROUND_CEILING)


def derive(rule: AmountRule, seen: Mapping[str, Answer]) -> Derivation:
    """What the rule gives for these answers."""
    steps: list[Step] = []
    missing: set[str] = set()
    fixed = _fixed(rule, seen, steps, missing)
    limits = [limit for limit in (fixed, rule.cap) if limit is not None]
    if rule.cap is not None:
        steps.append(Step(StepKind.CAP, rule.cap, (rule.cap,)))
    ceiling = min(limits, default=None)
    if rule.rate is not None:
        cost = seen.get("eligible_cost")
        if isinstance(cost, Decimal):
            share = share_of(cost, rule.rate)
            limits.append(share)
            steps.append(Step(StepKind.SHARE, share, (rule.rate, cost)))
        else:
            missing.add("eligible_cost")
    limit = min(limits, default=None)
    if limit is not None and len(limits) > 1 and not missing:
        steps.append(Step(StepKind.LEAST, limit, tuple(limits)))
    amount = None if missing or rule.is_ceiling else limit
    return Derivation(rule, amount, ceiling, limit, tuple(steps), frozenset(missing))


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
    found: list[Derivation] = []
    missing: frozenset[str] = frozenset()
    is_certain = value_unknown = False
    for rule in rules:
        if not in_force(rule.valid_from, rule.valid_until, on):
            continue
        truth = all_hold(rule.when, seen)
        if truth.holds is not False:
            derivation = derive(rule, seen)
            found.append(derivation)
            missing |= truth.missing | derivation.missing
            is_certain |= truth.holds is True
            value_unknown |= truth.value_unknown
    return _put_together(tuple(found), missing, is_certain=is_certain, value_unknown=value_unknown)


def _put_together(
    found: tuple[Derivation, ...], missing: frozenset[str], *, is_certain: bool, value_unknown: bool
) -> Amount:
    """``is_certain``: one of them applies for sure. Else it may be that none does, and one amount proves nothing."""
    amounts = [derivation.amount for derivation in found if derivation.amount is not None]
    ceiling = _highest([derivation.ceiling for derivation in found])
    if found and len(amounts) == len(found):
        low, high = min(amounts), max(amounts)
        if low == high and is_certain:
            return Amount(AmountKind.EXACT, low, high, ceiling, found)
        if low < high:
            return Amount(AmountKind.RANGE, low, high, ceiling, found, missing, value_unknown)
    if missing:
        return Amount(AmountKind.OPEN, None, None, ceiling, found, missing, value_unknown)
    limit = _highest([derivation.limit for derivation in found])
    kind = AmountKind.UNPUBLISHED if limit is None else AmountKind.AT_MOST
    return Amount(kind, None, limit, ceiling, found, value_unknown=value_unknown)


def _highest(limits: Sequence[Decimal | None]) -> Decimal | None:
    """None if one of them is not known: then nothing says that it is lower."""
    known = [limit for limit in limits if limit is not None]
    return max(known) if known and len(known) == len(limits) else None
