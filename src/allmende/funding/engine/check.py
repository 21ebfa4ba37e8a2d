# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The answer of one directive to one alliance on one day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from allmende.funding.engine.amounts import Amount, AmountKind, grant
from allmende.funding.engine.conditions import YES, all_hold, any_holds
from allmende.funding.engine.directive import Severity, in_force
from allmende.funding.engine.limits import Position, position_of_request

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from allmende.funding.engine.directive import DirectiveText, Rule
    from allmende.funding.engine.facts import Answer, Facts


class Outcome(StrEnum):
    """Of one rule. ``OPEN``: cannot be decided. ``NOT_ASKED``: not for this case, or not in force on the day."""

    MET = "met"
    NOT_MET = "not_met"
    OPEN = "open"
    NOT_ASKED = "not_asked"


class Verdict(StrEnum):
    """Of the directive. ``OPEN``: cannot be decided. ``WARNED``: possible, with something to clear first."""

    NOT_IN_FORCE = "not_in_force"
    REFUSED = "refused"
    OPEN = "open"
    WARNED = "warned"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """What came of one rule. ``effect``: its severity, but an unverified rule does no more than warn.

    ``missing``: question keys without an answer; ``value_unknown``: what the directive demands is not known.
    """

    rule: Rule
    outcome: Outcome
    effect: Severity
    missing: frozenset[str] = frozenset()
    value_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The answer: verdict, every rule in the order of the directive, the amount, and how what is asked for (the answer
    ``requested_amount``) lies to the published limit. ``missing``: question keys that would settle what is open.
    """

    directive: DirectiveText
    on: dt.date
    verdict: Verdict
    findings: tuple[RuleFinding, ...]
    amount: Amount
    requested: Position | None
    missing: frozenset[str]

    @property
    def payable(self) -> Decimal | None:
        """The grant in EUR as far as it is known: 0 if refused or not in force, None if it is not one amount."""
        if self.verdict in {Verdict.REFUSED, Verdict.NOT_IN_FORCE}:
            return Decimal(0)
        return self.amount.low if self.amount.kind is AmountKind.EXACT else None


def check(facts: Facts, directive: DirectiveText, on: dt.date) -> Result:
    """What ``directive`` says about the alliance on the day ``on``.

    Only verified rules and a verified period refuse an application; what is unverified or unknown leaves it open.
    """
    return _answer(facts.seen_from(directive.land), directive, on)


def check_all(facts: Facts, directives: Iterable[DirectiveText], on: dt.date) -> tuple[Result, ...]:
    """``check`` for each of them, in their order; the partners are counted once for every Land."""
    seen: dict[str, dict[str, Answer]] = {}
    results = []
    for directive in directives:
        if directive.land not in seen:
            seen[directive.land] = facts.seen_from(directive.land)
        results.append(_answer(seen[directive.land], directive, on))
    return tuple(results)


def _answer(seen: Mapping[str, Answer], directive: DirectiveText, on: dt.date) -> Result:
    findings = tuple(_find(rule, seen, on) for rule in directive.rules)
    amount = grant(directive.amounts, seen, on)
    requested = position_of_request(seen, directive, on)
    missing = amount.missing.union(*(found.missing for found in findings if found.outcome is Outcome.OPEN))
    verdict = _verdict(directive, findings, requested, on)
    return Result(directive, on, verdict, findings, amount, requested, missing)


def _find(rule: Rule, seen: Mapping[str, Answer], on: dt.date) -> RuleFinding:
    effect = rule.effect
    if not in_force(rule.valid_from, rule.valid_until, on):
        return RuleFinding(rule, Outcome.NOT_ASKED, effect)
    concerned = all_hold(rule.when, seen) if rule.when else YES
    if concerned.holds is False:
        return RuleFinding(rule, Outcome.NOT_ASKED, effect)
    truth = (any_holds if rule.any_of and rule.conditions else all_hold)(rule.conditions, seen)
    if truth.holds:  # met, whether it is demanded here or not
        return RuleFinding(rule, Outcome.MET, effect)
    if truth.holds is False and concerned.holds:
        return RuleFinding(rule, Outcome.NOT_MET, effect)
    missing = truth.missing | concerned.missing
    return RuleFinding(rule, Outcome.OPEN, effect, missing, truth.value_unknown or concerned.value_unknown)


def _verdict(
    directive: DirectiveText, findings: tuple[RuleFinding, ...], requested: Position | None, on: dt.date
) -> Verdict:
    valid = directive.in_force_on(on)
    if valid is False:
        return Verdict.NOT_IN_FORCE
    outcomes = {(found.outcome, found.effect) for found in findings}
    if (Outcome.NOT_MET, Severity.REFUSE) in outcomes:
        return Verdict.REFUSED
    is_open = not outcomes.isdisjoint({(Outcome.OPEN, Severity.REFUSE), (Outcome.OPEN, Severity.WARN)})
    if is_open or not valid or not directive.is_complete:
        return Verdict.OPEN
    if (Outcome.NOT_MET, Severity.WARN) in outcomes or (requested is not None and requested.is_above):
        return Verdict.WARNED
    return Verdict.POSSIBLE
