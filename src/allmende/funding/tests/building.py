# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Short words for directives, conditions and facts in tests of the engine."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from allmende.funding.engine.directive import AmountRule, Citation, Condition, DirectiveText, Operator, Rule, Severity
from allmende.funding.engine.facts import Facts, Partner

if TYPE_CHECKING:
    from allmende.funding.engine.facts import Answer

VERIFIED: Final = Citation("Nr. 1", "https://example.org/richtlinie", dt.date(2026, 1, 5), verified=True)
UNVERIFIED: Final = Citation()
DAY: Final = dt.date(2026, 6, 1)


def when(asks: str, operator: str, value: Answer | set[str] | None) -> Condition:
    return Condition(asks, Operator(operator), frozenset(value) if isinstance(value, set) else value)


def rule(*conditions: Condition, key: str = "rule", **more: Any) -> Rule:
    given: dict[str, Any] = {"title": key, "severity": Severity.REFUSE, "citation": VERIFIED}
    return Rule(key=key, conditions=conditions, **given | more)


def amount(*conditions: Condition, key: str = "amount", **more: Any) -> AmountRule:
    money = {name: None if more.get(name) is None else Decimal(more[name]) for name in ("lump", "each", "rate", "cap")}
    given: dict[str, Any] = {"title": key, "citation": VERIFIED}
    return AmountRule(key=key, when=conditions, **given | more | money)


def text(*entries: Rule | AmountRule, **more: Any) -> DirectiveText:
    given: dict[str, Any] = {
        "key": "text",
        "title": "Richtlinie",
        "land": "05",
        "citation": VERIFIED,
        "validity": VERIFIED,
        "is_complete": True,
    }
    rules = tuple(entry for entry in entries if isinstance(entry, Rule))
    amounts = tuple(entry for entry in entries if isinstance(entry, AmountRule))
    return DirectiveText(rules=rules, amounts=amounts, **given | more)


def partners(*lands: str) -> tuple[Partner, ...]:
    """One partner of 1,000 inhabitants for every Land named; empty: abroad."""
    return tuple(Partner(f"{land}{number:03}", f"Ort {number}", land, 1000) for number, land in enumerate(lands))


def facts(*lands: str, lead: str = "", **answers: Answer) -> Facts:
    return Facts(partners(*lands), lead, answers)
