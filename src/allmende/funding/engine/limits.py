# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Real awards and wishes beside the published limits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from allmende.funding.engine.amounts import derive
from allmende.funding.engine.conditions import all_hold
from allmende.funding.engine.directive import in_force

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from allmende.funding.engine.directive import AmountRule, DirectiveText
    from allmende.funding.engine.facts import Answer

USUAL: Final[Mapping[str, Answer]] = {
    "undertaking": "cooperation",
    "financially_weak": False,
    "special_need_area": False,
}
"""What is taken for granted of an award, of which nothing else is known: a limit is looked up for the usual case."""
USUAL_REQUEST: Final[Mapping[str, Answer]] = {"undertaking": "cooperation"}
"""Of a wish less is taken for granted: what is not answered is not known, and the highest limit that may apply counts.
"""


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


def position_of(amount: Decimal, partners: int | None, directive: DirectiveText, on: dt.date) -> Position:
    """Of an award: beside the limit for ``partners`` partners from the Land, all else as usual, else for the most
    fewer ones. None is found if the number of partners is not known.
    """
    return _position(amount, partners or 0, USUAL, directive, on)


def position_of_request(seen: Mapping[str, Answer], directive: DirectiveText, on: dt.date) -> Position | None:
    """Of what is asked for (``requested_amount``), under the answers that are there, beside the highest limit that may
    apply; None without such an answer or without partners.
    """
    asked, partners = seen.get("requested_amount"), seen.get("partners_in_land")
    if not isinstance(asked, Decimal) or not isinstance(partners, int):
        return None
    return _position(asked, partners, {**USUAL_REQUEST, **seen}, directive, on)


def _position(
    amount: Decimal, partners: int, others: Mapping[str, Answer], directive: DirectiveText, on: dt.date
) -> Position:
    rules = [rule for rule in directive.amounts if in_force(rule.valid_from, rule.valid_until, on)]
    elsewhere = others.get("partners_elsewhere", 0)
    for number in range(partners, 0, -1):
        total = number + elsewhere if isinstance(elsewhere, int) else number
        seen = {"partners_elsewhere": 0, **others, "partners": total, "partners_in_land": number}
        found = list(_limits(rules, seen))
        if found:
            limit, rule = max(found, key=lambda pair: pair[0])
            words = rule.exceedable or next((each.exceedable for each in directive.amounts if each.exceedable), "")
            return Position(amount, limit, rule, of_fewer=number < partners, exceedable=words)
    return Position(amount, None)


def _limits(rules: list[AmountRule], seen: Mapping[str, Answer]) -> Iterator[tuple[Decimal, AmountRule]]:
    for rule in rules:
        limit = derive(rule, seen).limit if all_hold(rule.when, seen).holds is not False else None
        if limit is not None:
            yield limit, rule
