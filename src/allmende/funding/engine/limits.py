# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Real awards and wishes beside the published limits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allmende.funding.engine.amounts import in_force
from allmende.funding.engine.conditions import all_hold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from allmende.funding.engine.directive import AmountRule, DirectiveText
    from allmende.funding.engine.facts import Answer


@dataclass(frozen=True, slots=True)
class Position:
    """How ``amount`` (EUR) lies to the published limit for a number of partners (None: none is published).

    ``of_fewer``: none is published for this number, so it is the highest one published for fewer partners.
    ``exceedable``: the words with which the directive or its authority allows more; empty if none are known.
    """

    amount: Decimal
    limit: Decimal | None
    rule: AmountRule | None = None
    of_fewer: bool = False
    exceedable: str = ""

    @property
    def is_above(self) -> bool:
        return self.limit is not None and self.amount > self.limit


def position_of(amount: Decimal, partners: int, directive: DirectiveText, on: dt.date) -> Position:
    """Beside the limit for ``partners`` partners from the Land, all else as usual; else for the most fewer ones."""
    for number in range(partners, 0, -1):
        found = [(limit, rule) for limit, rule in _limits(number, directive, on) if limit is not None]
        if found:
            limit, rule = max(found, key=lambda pair: pair[0])
            words = rule.exceedable or next((each.exceedable for each in directive.amounts if each.exceedable), "")
            return Position(amount, limit, rule, of_fewer=number < partners, exceedable=words)
    return Position(amount, None)


def _limits(partners: int, directive: DirectiveText, on: dt.date) -> Iterator[tuple[Decimal | None, AmountRule]]:
    seen: dict[str, Answer] = {
        "partners": partners,
        "partners_in_land": partners,
        "partners_elsewhere": 0,
        "undertaking": "cooperation",
        "financially_weak": False,
        "special_need_area": False,
    }
    for rule in directive.amounts:
        if in_force(rule.valid_from, rule.valid_until, on) and all_hold(rule.when, seen).holds:
            yield _limit(rule, seen), rule


def _limit(rule: AmountRule, seen: dict[str, Answer]) -> Decimal | None:
    limits = [rule.cap] if rule.cap is not None else []
    if rule.lump is not None or rule.each is not None:
        count = seen.get(rule.per, 0)
        units = max(0, count - rule.above) if isinstance(count, int) else 0
        limits.append((rule.lump or Decimal(0)) + (rule.each or Decimal(0)) * units)
    return min(limits) if limits else None
