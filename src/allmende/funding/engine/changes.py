# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What would change the answer: one thing at a time, with what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from allmende.funding.engine.amounts import cost_for
from allmende.funding.engine.check import Outcome, Verdict, check
from allmende.funding.engine.directive import Operator
from allmende.funding.engine.facts import Facts, Partner, problem_of
from allmende.funding.engine.questions import NUMBERS, QUESTIONS, Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from allmende.funding.engine.amounts import Amount
    from allmende.funding.engine.check import Result, RuleFinding
    from allmende.funding.engine.directive import Condition, DirectiveText
    from allmende.funding.engine.facts import Answer

Step = tuple[str, "Answer", Facts]
"""The question, the new answer, and the facts with it."""

ALTERABLE: Final = frozenset(
    {"legal_form", "duration_years", "eligible_cost", "saving_percent", "benefits", "resolutions"}
)
"""What an alliance can decide, so that other answers than the one given are worth a look."""
ADDED: Final = ("partners_in_land", "partners_elsewhere")
"""Partners are added from the Land of the directive, or from elsewhere."""
MOST_NEW_PARTNERS: Final = 20
RANKS: Final = {verdict: rank for rank, verdict in enumerate(Verdict)}
"""From the worst verdict to the best."""
NOTHING_PAID: Final = frozenset({Verdict.NOT_IN_FORCE, Verdict.REFUSED})
NO_OPTIONS: Final[Mapping[str, Sequence[str]]] = {}


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """What came of one rule before and after; None where the directive has no rule of this key."""

    key: str
    before: RuleFinding | None
    after: RuleFinding | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results: the rules of which something else came, and what the alliance gets more (EUR, less is negative).

    ``difference`` is None if one side is not known. ``is_exact``: both sides are one amount; else the highest possible
    ones are compared.
    """

    before: Result
    after: Result
    rules: tuple[RuleDifference, ...]
    difference: Decimal | None
    is_exact: bool

    @property
    def verdict_differs(self) -> bool:
        return self.before.verdict is not self.after.verdict

    @property
    def amount_differs(self) -> bool:
        return _sums(self.before.amount) != _sums(self.after.amount)


@dataclass(frozen=True, slots=True)
class Change:
    """Another answer (``old`` None: there was none) and what comes of it. ``facts`` are those with the new answer.

    ``question`` is empty for another version of the directive; then ``old`` and ``new`` are keys of versions.
    """

    question: str
    old: Answer | None
    new: Answer
    facts: Facts
    comparison: Comparison

    @property
    def result(self) -> Result:
        return self.comparison.after

    @property
    def verdict(self) -> Verdict:
        return self.result.verdict

    @property
    def amount(self) -> Amount:
        return self.result.amount

    @property
    def is_one_partner_more(self) -> bool:
        return self.question in ADDED and isinstance(self.old, int) and self.new == self.old + 1

    @property
    def difference(self) -> Decimal | None:
        return self.comparison.difference


def compare(before: Result, after: Result) -> Comparison:
    """Rule by rule (by key) and in EUR, for the same alliance or another, the same directive or another."""
    old = {finding.rule.key: finding for finding in before.findings}
    new = {finding.rule.key: finding for finding in after.findings}
    rules = [
        RuleDifference(key, old.get(key), new.get(key))
        for key in {**new, **old}
        if _came_out(old.get(key)) != _came_out(new.get(key))
    ]
    payable, paid = before.payable, after.payable
    most, other_most = _most(before), _most(after)
    difference = None if most is None or other_most is None else other_most - most
    return Comparison(before, after, tuple(rules), difference, is_exact=payable is not None and paid is not None)


def what_would_change(
    facts: Facts,
    directive: DirectiveText,
    on: dt.date,
    *,
    options: Mapping[str, Sequence[str]] = NO_OPTIONS,
    others: Sequence[DirectiveText] = (),
) -> tuple[Change, ...]:
    """Single changes after which the verdict or the amount is another one, those that bring most first.

    One partner more, another version and answers that are missing are told whatever comes of them; several partners and
    answers that are there only if another one would be better.

    ``options``: the answers to open lists that are worth a look (``legal_form``, ``topic``). ``others``: other versions
    of the programme, asked on the same day or, if they are not in force then, on the nearest day on which they are.
    """
    before = check(facts, directive, on)
    seen = facts.seen_from(directive.land)
    found: dict[tuple[str, Answer], Change] = {}
    for question, new, changed in _steps(facts, before, seen, options):
        if (question, new) not in found and seen.get(question) != new:
            comparison = compare(before, check(changed, directive, on))
            found[question, new] = Change(question, seen.get(question), new, changed, comparison)
    for other in others:
        if other.key != directive.key:
            comparison = compare(before, check(facts, other, _day_of(other, on)))
            found["", other.key] = Change("", directive.key, other.key, facts, comparison)
    return tuple(sorted(filter(_is_telling, found.values()), key=_gain))


def _is_telling(change: Change) -> bool:
    """Where nothing is paid before and after, it does not matter how much it would be."""
    comparison = change.comparison
    if comparison.before.verdict in NOTHING_PAID and change.verdict in NOTHING_PAID:
        return False
    if change.old is None or not change.question or change.is_one_partner_more:
        return comparison.verdict_differs or comparison.amount_differs
    if comparison.verdict_differs:
        return RANKS[change.verdict] > RANKS[comparison.before.verdict]
    if change.difference is not None:
        return change.difference > 0
    return _most(comparison.before) is None and _most(comparison.after) is not None


def _gain(change: Change) -> tuple[Decimal, int, int, Decimal, str]:
    """Most EUR first, then the best verdict, then in the order of the questions, the lower number first."""
    order = list(QUESTIONS).index(change.question) if change.question else len(QUESTIONS)
    new = change.new
    number = Decimal(new) if isinstance(new, (int, Decimal)) else Decimal(0)
    words = ",".join(sorted(new)) if isinstance(new, frozenset) else str(new)
    return -(change.difference or Decimal(0)), -RANKS[change.verdict], order, number, words


def _day_of(directive: DirectiveText, on: dt.date) -> dt.date:
    if directive.valid_from is not None and on < directive.valid_from:
        return directive.valid_from
    return directive.valid_until if directive.valid_until is not None and on > directive.valid_until else on


def _came_out(finding: RuleFinding | None) -> tuple[object, ...] | None:
    if finding is None:
        return None
    rule = finding.rule
    return finding.outcome, finding.effect, rule.conditions, rule.any_of, rule.when


def _sums(amount: Amount) -> tuple[object, ...]:
    """The limit counts where the amount is not known; else it lies somewhere above."""
    return amount.kind, amount.low, amount.high, amount.ceiling if amount.high is None else None


def _most(result: Result) -> Decimal | None:
    """What is paid, or the most of it that is possible."""
    return result.amount.high if result.payable is None else result.payable


def _steps(
    facts: Facts, before: Result, seen: Mapping[str, Answer], options: Mapping[str, Sequence[str]]
) -> Iterator[Step]:
    named: dict[str, list[Condition]] = {}
    for condition in _conditions(before.directive):
        named.setdefault(condition.asks, []).append(condition)
    yield from _more_partners(facts, before.directive, seen, named)
    if "lead_in_land" in named:
        yield from _other_leads(facts, before.directive.land)
    failed = {
        condition.asks
        for finding in before.findings
        if finding.outcome is Outcome.NOT_MET
        for condition in finding.rule.conditions
    }
    for key, question in QUESTIONS.items():
        if question.derived or not (key in before.missing or (key in named and key in failed | ALTERABLE)):
            continue
        for answer in _answers(key, named.get(key, []), seen.get(key), options.get(key, ())):
            yield from _answered(facts, key, answer)
    for derivation in before.amount.derivations:
        rate, ceiling, cost = derivation.rule.rate, derivation.ceiling, seen.get("eligible_cost", Decimal(0))
        if rate and ceiling and isinstance(cost, Decimal) and cost < cost_for(ceiling, rate):
            yield from _answered(facts, "eligible_cost", cost_for(ceiling, rate))
    if before.requested is not None and before.requested.is_above and before.requested.limit is not None:
        yield from _answered(facts, "requested_amount", before.requested.limit)


def _conditions(directive: DirectiveText) -> Iterator[Condition]:
    for rule in directive.rules:
        yield from (*rule.when, *rule.conditions)
    for amount in directive.amounts:
        yield from amount.when


def _answered(facts: Facts, key: str, answer: Answer) -> Iterator[Step]:
    """Nothing for what is no answer: a draft may name anything."""
    if problem_of(QUESTIONS[key], answer) is None:
        yield key, answer, replace(facts, answers={**facts.answers, key: answer})


def _more_partners(
    facts: Facts, directive: DirectiveText, seen: Mapping[str, Answer], named: Mapping[str, Sequence[Condition]]
) -> Iterator[Step]:
    """One more, and as many as a rule or an amount names."""
    inside = directive.land or next((partner.land for partner in sorted_partners(facts) if partner.land), "01")
    for question, land in zip(ADDED, (inside, ""), strict=True):
        now = seen.get(question, 0)
        if not isinstance(now, int):
            continue
        wanted = {now + 1} | {
            condition.value - (len(facts.partners) - now if condition.asks == "partners" else 0)
            for key in ("partners", question)
            for condition in named.get(key, ())
            if condition.operator is not Operator.AT_MOST and isinstance(condition.value, int)
        }
        for number in sorted(wanted):
            if now < number <= now + MOST_NEW_PARTNERS:
                taken = {partner.key for partner in facts.partners}
                names = (name for name in map("+{}".format, range(1, 2 * MOST_NEW_PARTNERS)) if name not in taken)
                added = tuple(Partner(next(names), "", land) for _ in range(number - now))
                yield question, number, replace(facts, partners=facts.partners + added)


def sorted_partners(facts: Facts) -> list[Partner]:
    return sorted(facts.partners, key=lambda partner: partner.key)


def _other_leads(facts: Facts, land: str) -> Iterator[Step]:
    for inside in (True, False):
        for partner in sorted_partners(facts):
            if (partner.land == land if land else bool(partner.land)) is inside:
                yield "lead_in_land", inside, replace(facts, lead=partner.key)
                break


def _answers(key: str, conditions: Iterable[Condition], old: Answer | None, options: Sequence[str]) -> Iterator[Answer]:
    """The answers that may matter: what is named for a number, every option of a list; of several, one more or less."""
    question = QUESTIONS[key]
    values = [condition.value for condition in conditions if condition.value is not None]
    if question.kind is Kind.YES_NO:
        yield from (True, False)
    elif question.kind in NUMBERS:
        yield from (value for value in values if not isinstance(value, (str, frozenset)))
    elif question.kind is Kind.CHOICE:
        named = {option for value in values for option in (value if isinstance(value, frozenset) else [str(value)])}
        yield from question.options or sorted(named.union(options))
    else:
        chosen = old if isinstance(old, frozenset) else frozenset()
        yield chosen
        for option in question.options:
            yield chosen ^ {option}
