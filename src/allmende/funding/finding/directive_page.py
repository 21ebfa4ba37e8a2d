# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A version of a directive in plain sentences: every rule and amount with where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allmende.funding import wording
from allmende.funding.engine.limits import position_of
from allmende.funding.finding.programme_page import period_text

if TYPE_CHECKING:
    import datetime as dt

    from allmende.funding.engine.directive import AmountRule, Award, DirectiveText, Rule
    from allmende.funding.engine.limits import Position
    from allmende.funding.wording import Names


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in words. ``effect_words``: what it does; an unverified rule never refuses."""

    rule: Rule
    demands: str
    only_if: str
    effect_words: str
    period: str

    @property
    def is_weakened(self) -> bool:
        """It would refuse, were it verified."""
        return self.rule.effect is not self.rule.severity


@dataclass(frozen=True, slots=True)
class AmountRow:
    """An amount in words and as a formula."""

    rule: AmountRule
    formula: str
    only_if: str
    period: str


@dataclass(frozen=True, slots=True)
class AwardRow:
    """A real award beside the published limit; without a number of partners there is none to compare with."""

    award: Award
    position: Position | None


def rule_rows(text: DirectiveText, names: Names) -> list[RuleRow]:
    return [
        RuleRow(
            rule=rule,
            demands=wording.rule_text(rule, names),
            only_if=wording.conditions_text(rule.when, names=names),
            effect_words=wording.severity_words(rule.effect),
            period=_own_period(rule),
        )
        for rule in text.rules
    ]


def amount_rows(text: DirectiveText, names: Names) -> list[AmountRow]:
    return [
        AmountRow(rule, wording.formula_text(rule), wording.conditions_text(rule.when, names=names), _own_period(rule))
        for rule in text.amounts
    ]


def award_rows(text: DirectiveText, on: dt.date) -> list[AwardRow]:
    """Beside the limits that apply on the day, or at the end of a version that is over."""
    day = on
    if text.valid_until is not None and text.valid_until < on:
        day = text.valid_until
    elif text.valid_from is not None and text.valid_from > on:
        day = text.valid_from
    return [
        AwardRow(award, position_of(award.amount, award.partners, text, day) if award.partners else None)
        for award in text.awards
    ]


def _own_period(rule: Rule | AmountRule) -> str:
    """Its own period, where it has one beside that of the version."""
    if rule.valid_from is None and rule.valid_until is None:
        return ""
    return period_text(rule.valid_from, rule.valid_until)
