# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What holds for every alliance and every directive, those that are shipped and any other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allmende.funding.engine.amounts import AmountKind, share_of
from allmende.funding.engine.changes import what_would_change
from allmende.funding.engine.check import Outcome, Result, Verdict, check, check_all
from allmende.funding.engine.contradictions import contradictions, has_errors
from allmende.funding.engine.directive import Citation, Condition, DirectiveText, Severity
from allmende.funding.engine.facts import Answer, Facts, Partner
from allmende.funding.engine.questions import LISTS, OPERATORS, QUESTIONS, Kind, Question
from allmende.funding.files.loading import read_file
from allmende.funding.tests.building import UNVERIFIED, VERIFIED, amount, rule, text

quick = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
SHIPPED = sorted(
    (path for path in (files("allmende.funding") / "data/directives").iterdir() if path.name.endswith(".yaml")),
    key=lambda path: path.name,
)
SOME_TOPICS = ("it", "building-yard", "finance")
DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2028, 1, 1))


@cache
def shipped() -> list[DirectiveText]:
    return [read_file(path.read_bytes(), path.name) for path in SHIPPED]


# Any facts and any directive

cents = st.integers(0, 100_000_000).map(lambda number: Decimal(number) / 100)
NUMBERS: dict[Kind, st.SearchStrategy[Answer]] = {
    Kind.COUNT: st.integers(0, 6),
    Kind.MONEY: cents,
    Kind.PERCENT: st.integers(0, 10_000).map(lambda number: Decimal(number) / 100),
    Kind.YEARS: st.integers(0, 12).map(Decimal),
    Kind.YES_NO: st.booleans(),
}


def answer_to(question: Question) -> st.SearchStrategy[Answer]:
    options = question.options or SOME_TOPICS
    if question.kind is Kind.CHOICE:
        return st.sampled_from(options)
    if question.kind is Kind.CHOICES:
        return st.frozensets(st.sampled_from(options), max_size=3)
    return NUMBERS[question.kind]


@st.composite
def conditions(draw: st.DrawFn, but: frozenset[str] = frozenset()) -> Condition:
    question = draw(st.sampled_from([question for key, question in QUESTIONS.items() if key not in but]))
    operator = draw(st.sampled_from(OPERATORS[question.kind]))
    value: Answer | None = draw(answer_to(question))
    if operator in LISTS:
        value = draw(st.frozensets(st.sampled_from(question.options or SOME_TOPICS), min_size=1, max_size=3))
    return Condition(question.key, operator, draw(st.sampled_from((value, value, value, None))))


rules = st.builds(
    lambda asked, when, **more: rule(*asked, when=tuple(when), **more),
    st.lists(conditions(), min_size=1, max_size=3),
    st.lists(conditions(), max_size=1),
    any_of=st.booleans(),
    severity=st.sampled_from(Severity),
    citation=st.sampled_from((VERIFIED, UNVERIFIED)),
    valid_from=st.none() | DAYS,
)
sums = st.none() | st.integers(0, 500_000)
amounts = st.builds(
    lambda when, **more: amount(*when, **more),
    st.lists(conditions(frozenset({"eligible_cost"})), max_size=2),
    lump=sums,
    each=sums,
    per=st.sampled_from(("partners", "partners_in_land", "fire_brigades")),
    above=st.integers(0, 3),
    rate=st.none() | st.integers(1, 100),
    cap=sums,
    is_ceiling=st.booleans(),
)
invented = st.builds(
    lambda those, sums, **more: text(*those, *sums, **more),
    st.lists(rules, max_size=3),
    st.lists(amounts, max_size=2),
    land=st.sampled_from(("05", "")),
    is_complete=st.booleans(),
    validity=st.sampled_from((VERIFIED, UNVERIFIED)),
    valid_until=st.none() | DAYS,
)
directives = invented | st.deferred(lambda: st.sampled_from(shipped()))


@st.composite
def alliances(draw: st.DrawFn) -> Facts:
    lands = draw(st.lists(st.sampled_from(("05", "05", "07", "06", "09", "")), max_size=6))
    people = st.none() | st.integers(0, 9_000)
    partners = tuple(Partner(f"{land}{number}", "", land, draw(people)) for number, land in enumerate(lands))
    asked = draw(st.sets(st.sampled_from([key for key, question in QUESTIONS.items() if not question.derived])))
    lead = draw(st.sampled_from(("", *(partner.key for partner in partners))))
    return Facts(partners, lead, {key: draw(answer_to(QUESTIONS[key])) for key in sorted(asked)})


def unverified(directive: DirectiveText) -> DirectiveText:
    def of(citation: Citation) -> Citation:
        return replace(citation, verified=False)

    return replace(
        directive,
        citation=of(directive.citation),
        validity=of(directive.validity),
        rules=tuple(replace(each, citation=of(each.citation)) for each in directive.rules),
    )


def without_values(directive: DirectiveText) -> DirectiveText:
    def of(those: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(replace(each, value=None) for each in those)

    return replace(
        directive,
        rules=tuple(replace(each, conditions=of(each.conditions), when=of(each.when)) for each in directive.rules),
        amounts=tuple(replace(each, when=of(each.when)) for each in directive.amounts),
    )


# What holds


@quick
@given(alliances(), directives, DAYS)
def test_an_amount_is_never_above_its_limits(alliance, directive, on) -> None:
    cost = alliance.answers.get("eligible_cost")
    result = check(alliance, directive, on)
    for derivation in result.amount.derivations:
        given_cap, rate = derivation.rule.cap, derivation.rule.rate
        for found in (derivation.amount, derivation.limit):
            if found is None:
                continue
            assert found >= 0
            assert found == round(found, 2)
            assert given_cap is None or found <= given_cap
            assert derivation.ceiling is None or found <= derivation.ceiling
            if rate is not None and cost is not None:
                assert found <= share_of(cost, rate) <= cost
    most = [each.limit for each in result.amount.derivations if each.limit is not None]
    for found in (result.amount.low, result.amount.high, result.payable):
        assert found is None or found <= max(most, default=Decimal(0))


@quick
@given(alliances(), directives, DAYS, cents, cents)
def test_more_cost_never_gives_less(alliance, directive, on, cost, more) -> None:
    low, high = (
        check(replace(alliance, answers={**alliance.answers, "eligible_cost": cost + extra}), directive, on).amount
        for extra in (Decimal(0), more)
    )
    assert low.kind is high.kind or {low.kind, high.kind} <= {AmountKind.EXACT, AmountKind.RANGE, AmountKind.OPEN}
    for less, greater in ((low.low, high.low), (low.high, high.high)):
        assert less is None or greater is None or less <= greater
    assert low.ceiling == high.ceiling, "the most that is possible does not depend on the cost"


@quick
@given(alliances(), directives, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_partners_does_not_matter(alliance, directive, on, chance) -> None:
    partners = list(alliance.partners)
    chance.shuffle(partners)
    other = replace(alliance, partners=tuple(partners), answers=dict(reversed(alliance.answers.items())))
    before = check(alliance, directive, on)
    assert check(other, directive, on) == before == check(alliance, directive, on)
    assert check_all(other, [directive, *shipped(), directive], on)[:: len(SHIPPED) + 1] == (before, before)


@quick
@given(alliances(), directives, DAYS)
def test_what_is_not_verified_or_not_known_refuses_nobody(alliance, directive, on) -> None:
    assert check(alliance, unverified(directive), on).verdict not in {Verdict.REFUSED, Verdict.NOT_IN_FORCE}
    blank = without_values(directive)
    for finding in check(alliance, blank, on).findings:
        if finding.rule.conditions:
            assert finding.outcome in {Outcome.OPEN, Outcome.NOT_ASKED}
            assert finding.outcome is Outcome.NOT_ASKED or finding.value_unknown
    for finding in check(Facts(), directive, on).findings:
        if finding.rule.conditions:
            assert finding.outcome in {Outcome.OPEN, Outcome.NOT_ASKED}, "nothing is known of the alliance"


LATER: dict[Outcome, set[Outcome]] = {
    Outcome.MET: {Outcome.MET, Outcome.NOT_ASKED},
    Outcome.NOT_MET: {Outcome.NOT_MET},
    Outcome.NOT_ASKED: {Outcome.NOT_ASKED},
    Outcome.OPEN: set(Outcome),
}
"""What may come of a rule when more is answered: a decision stays, but what is met may turn out not to be asked."""


@quick
@given(alliances(), directives, DAYS, st.sets(st.sampled_from(sorted(QUESTIONS))), st.booleans())
def test_more_answers_never_turn_a_decision(alliance, directive, on, left_out, lead_known) -> None:
    answers = {key: answer for key, answer in alliance.answers.items() if key not in left_out}
    before = check(Facts(alliance.partners, alliance.lead if lead_known else "", answers), directive, on)
    after = check(alliance, directive, on)
    for old, new in zip(before.findings, after.findings, strict=True):
        assert new.outcome in LATER[old.outcome]
    if before.verdict in {Verdict.REFUSED, Verdict.NOT_IN_FORCE}:
        assert after.verdict is before.verdict
    if before.verdict in {Verdict.POSSIBLE, Verdict.WARNED}:
        assert after.verdict in {Verdict.POSSIBLE, Verdict.WARNED}
    if before.amount.kind is AmountKind.EXACT:
        assert after.amount.low == before.amount.low
    assert before.missing.isdisjoint(answers), "what is answered is not missing"


@settings(quick, max_examples=30)
@given(alliances(), directives, DAYS)
def test_changes_come_out_as_told(alliance, directive, on) -> None:
    before = check(alliance, directive, on)
    found = what_would_change(alliance, directive, on, others=shipped()[:1])
    for change in found:
        assert change.result == check(change.facts, change.result.directive, change.result.on)
        assert told(change.result) != told(before)
    gains = [change.difference or Decimal(0) for change in found]
    assert gains == sorted(gains, reverse=True)


def told(result: Result) -> tuple[object, ...]:
    amount = result.amount
    return result.verdict, amount.kind, amount.low, amount.high, amount.ceiling, result.payable


@settings(quick, max_examples=30)
@given(invented)
def test_any_directive_can_be_looked_through(directive) -> None:
    assert contradictions(directive) == contradictions(directive)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_directives_do_not_contradict_themselves(path) -> None:
    found = contradictions(read_file(path.read_bytes(), path.name))
    assert not has_errors(found), found
