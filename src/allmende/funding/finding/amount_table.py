# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a directive gives by the number of partners, all else as usual; reckoned by the engine, not written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.core.templatetags.core import euro
from allmende.funding import wording
from allmende.funding.engine.amounts import AmountKind, grant

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

    from allmende.funding.engine.amounts import Amount
    from allmende.funding.engine.directive import AmountRule, DirectiveText
    from allmende.funding.engine.facts import Answer

FEWEST: Final = 2
MOST: Final = 8
COST: Final = "eligible_cost"


@dataclass(frozen=True, slots=True)
class Line:
    """Numbers of partners for which the same is given; ``last`` is ``first`` for one number. ``rules`` say so."""

    first: int
    last: int
    words: str
    rules: tuple[AmountRule, ...]

    @property
    def partners(self) -> str:
        if self.last == self.first:
            return str(self.first)
        return _("%(first)s bis %(last)s") % {"first": self.first, "last": self.last}


def usual_case(partners: int) -> Mapping[str, Answer]:
    """A new cooperation of neighbours from the Land, without what the directive treats as special."""
    return {
        "partners": partners,
        "partners_in_land": partners,
        "partners_elsewhere": 0,
        "lead_in_land": True,
        "undertaking": "cooperation",
        "adjacent": True,
        "financially_weak": False,
        "special_need_area": False,
        "is_model": False,
    }


def amount_table(text: DirectiveText, on: dt.date) -> list[Line]:
    """A line for every number from two to eight, those that give the same drawn together; none without amounts."""
    lines: list[Line] = []
    for number in range(FEWEST, MOST + 1):
        amount = grant(text.amounts, usual_case(number), on)
        rules = tuple(derivation.rule for derivation in amount.derivations)
        words = words_of(amount)
        if lines and (lines[-1].words, lines[-1].rules) == (words, rules):
            lines[-1] = Line(lines[-1].first, number, words, rules)
        else:
            lines.append(Line(number, number, words, rules))
    return lines if any(line.rules for line in lines) else []


def words_of(amount: Amount) -> str:
    """The amount without knowing the cost: „90 % der förderfähigen Kosten, höchstens 175.000 €“."""
    if amount.kind is not AmountKind.OPEN or amount.missing - {COST}:
        return wording.amount_text(amount)
    rates = sorted({derivation.rule.rate for derivation in amount.derivations if derivation.rule.rate is not None})
    parts = [_("%(rate)s der förderfähigen Kosten") % {"rate": wording.percent(rate)} for rate in rates]
    if amount.ceiling is not None:
        parts.append(_("höchstens %(most)s") % {"most": euro(amount.ceiling)})
    return ", ".join(parts)


def most_of(text: DirectiveText, on: dt.date) -> tuple[Decimal, int] | None:
    """The highest published amount for two to eight partners and the fewest partners that get it; None if unknown."""
    best: tuple[Decimal, int] | None = None
    for number in range(FEWEST, MOST + 1):
        limit = grant(text.amounts, usual_case(number), on).ceiling
        if limit is not None and (best is None or limit > best[0]):
            best = limit, number
    return best
