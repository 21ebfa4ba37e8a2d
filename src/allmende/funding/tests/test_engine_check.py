# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Verdicts and amounts, case by case."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from allmende.funding.engine.amounts import Amount, AmountKind, StepKind, share_of
from allmende.funding.engine.check import Outcome, Verdict, check
from allmende.funding.engine.directive import Severity
from allmende.funding.engine.facts import Facts, Partner
from allmende.funding.engine.limits import position_of
from allmende.funding.tests.building import DAY, UNVERIFIED, VERIFIED, amount, facts, rule, text, when

LASTS = rule(when("duration_years", "at_least", Decimal(5)), key="lasts")
SHORT, LONG, UNSAID = facts("05", duration_years=Decimal(4)), facts("05", duration_years=Decimal(5)), facts("05")

WRITTEN = {"dated": dt.date(2021, 8, 31), "valid_from": dt.date(2021, 8, 31)}


def outcome_and_verdict(alliance: Facts, directive, on: dt.date = DAY) -> tuple[Outcome, Verdict]:
    result = check(alliance, directive, on)
    return result.findings[0].outcome, result.verdict


def told(amount: Amount, names: str) -> list[object]:
    return [getattr(amount, name) for name in names.split()]


# Rules


@pytest.mark.parametrize(
    ("severity", "citation", "not_met", "is_open"),
    [
        (Severity.REFUSE, VERIFIED, Verdict.REFUSED, Verdict.OPEN),
        (Severity.REFUSE, UNVERIFIED, Verdict.WARNED, Verdict.OPEN),
        (Severity.WARN, VERIFIED, Verdict.WARNED, Verdict.OPEN),
        (Severity.WARN, UNVERIFIED, Verdict.WARNED, Verdict.OPEN),
        (Severity.INFO, VERIFIED, Verdict.POSSIBLE, Verdict.POSSIBLE),
        (Severity.INFO, UNVERIFIED, Verdict.POSSIBLE, Verdict.POSSIBLE),
    ],
)
def test_what_a_rule_can_do(severity, citation, not_met, is_open) -> None:
    directive = text(replace(LASTS, severity=severity, citation=citation))
    assert outcome_and_verdict(LONG, directive) == (Outcome.MET, Verdict.POSSIBLE)
    assert outcome_and_verdict(SHORT, directive) == (Outcome.NOT_MET, not_met)
    assert outcome_and_verdict(UNSAID, directive) == (Outcome.OPEN, is_open)
    incomplete = replace(directive, is_complete=False)
    expected = Verdict.REFUSED if not_met is Verdict.REFUSED else Verdict.OPEN
    assert outcome_and_verdict(SHORT, incomplete)[1] is expected
    assert outcome_and_verdict(LONG, incomplete)[1] is Verdict.OPEN, "where rules are missing silence proves nothing"


def test_a_value_that_is_not_known_leaves_it_open_whatever_is_answered() -> None:
    directive = text(rule(when("duration_years", "at_least", None)))
    for alliance in (SHORT, LONG, UNSAID):
        result = check(alliance, directive, DAY)
        assert (result.findings[0].outcome, result.verdict) == (Outcome.OPEN, Verdict.OPEN)
        assert result.findings[0].value_unknown
        assert not result.missing, "no answer can settle it"


@pytest.mark.parametrize(
    ("new", "duration", "expected"),
    [
        (True, 4, Outcome.NOT_MET),
        (True, 5, Outcome.MET),
        (True, None, Outcome.OPEN),
        (False, 4, Outcome.NOT_ASKED),
        (False, 5, Outcome.NOT_ASKED),
        (None, 4, Outcome.OPEN),
        (None, 5, Outcome.MET),
        (None, None, Outcome.OPEN),
    ],
)
def test_rules_for_some_cases_only(new, duration, expected) -> None:
    for_new = replace(LASTS, when=(when("is_new", "equals", True),))
    answers = {"is_new": new, "duration_years": duration and Decimal(duration)}
    known = facts("05", **{key: answer for key, answer in answers.items() if answer is not None})
    (finding,) = check(known, text(for_new), DAY).findings
    assert finding.outcome is expected
    if expected is Outcome.OPEN:
        assert finding.missing == {key for key, answer in answers.items() if answer is None}


def test_a_rule_that_asks_nothing_is_met() -> None:
    assert outcome_and_verdict(UNSAID, text(rule())) == (Outcome.MET, Verdict.POSSIBLE)
    assert outcome_and_verdict(UNSAID, text(rule(any_of=True))) == (Outcome.MET, Verdict.POSSIBLE)


def test_rules_are_dated_within_a_version() -> None:
    first, last = dt.date(2024, 1, 1), dt.date(2024, 12, 31)
    directive = text(replace(LASTS, valid_from=first, valid_until=last))
    day = dt.timedelta(1)
    found = {on: outcome_and_verdict(SHORT, directive, on) for on in (first - day, first, last, last + day)}
    assert found == {
        first - day: (Outcome.NOT_ASKED, Verdict.POSSIBLE),
        first: (Outcome.NOT_MET, Verdict.REFUSED),
        last: (Outcome.NOT_MET, Verdict.REFUSED),
        last + day: (Outcome.NOT_ASKED, Verdict.POSSIBLE),
    }


@pytest.mark.parametrize(
    ("version", "on", "expected"),
    [
        ({"valid_from": dt.date(2024, 1, 1)}, dt.date(2023, 12, 31), Verdict.NOT_IN_FORCE),
        ({"valid_from": dt.date(2024, 1, 1)}, dt.date(2024, 1, 1), Verdict.POSSIBLE),
        ({"valid_until": dt.date(2024, 1, 1)}, dt.date(2024, 1, 1), Verdict.POSSIBLE),
        ({"valid_until": dt.date(2024, 1, 1)}, dt.date(2024, 1, 2), Verdict.NOT_IN_FORCE),
        ({"valid_until": dt.date(2024, 1, 1), "validity": UNVERIFIED}, dt.date(2024, 1, 2), Verdict.OPEN),
        ({"valid_from": dt.date(2024, 1, 1), "validity": UNVERIFIED}, dt.date(2023, 12, 31), Verdict.OPEN),
        ({**WRITTEN, "validity": UNVERIFIED}, dt.date(2021, 8, 30), Verdict.NOT_IN_FORCE),
        ({**WRITTEN, "validity": UNVERIFIED, "citation": UNVERIFIED}, dt.date(2021, 8, 30), Verdict.OPEN),
        ({"dated": dt.date(2024, 5, 31)}, dt.date(2024, 5, 30), Verdict.OPEN),
        ({"dated": dt.date(2024, 5, 31)}, dt.date(2024, 5, 31), Verdict.POSSIBLE),
        ({"dated": dt.date(2024, 5, 31), "valid_from": dt.date(2024, 1, 1)}, dt.date(2024, 2, 1), Verdict.POSSIBLE),
        ({}, dt.date(1999, 1, 1), Verdict.POSSIBLE),
    ],
)
def test_versions_are_in_force_for_a_time(version, on, expected) -> None:
    directive = text(LASTS, amount(lump=100), **version)
    result = check(LONG, directive, on)
    assert result.verdict is expected
    assert result.payable == (0 if expected is Verdict.NOT_IN_FORCE else 100)


def test_nothing_is_paid_where_an_application_is_refused() -> None:
    result = check(SHORT, text(LASTS, amount(lump=100)), DAY)
    assert (result.payable, result.amount.low) == (Decimal(0), Decimal(100)), "but what it would be is told"


# Amounts

NRW = amount(
    when("partners_in_land", "at_least", 2), lump=175_000, each=35_000, per="partners_in_land", above=2, rate=90
)


@pytest.mark.parametrize(
    ("partners", "cost", "expected"),
    [
        (2, "1000000", "175000"),
        (3, "1000000", "210000"),
        (10, "1000000", "455000"),
        (2, "100000", "90000"),
        (2, "194444.44", "175000.00"),
        (2, "194444.43", "174999.99"),
        (2, "0.01", "0.01"),
        (2, "0.005e1", "0.05"),
        (2, "0", "0"),
    ],
)
def test_the_least_of_the_parts(partners, cost, expected) -> None:
    result = check(facts(*["05"] * partners, eligible_cost=Decimal(cost)), text(NRW), DAY)
    assert result.amount.kind is AmountKind.EXACT
    assert result.payable == Decimal(expected)
    assert result.amount.ceiling == 175_000 + 35_000 * (partners - 2)


@pytest.mark.parametrize(
    ("cost", "rate", "expected"),
    [
        ("0.05", "90", "0.05"),
        ("0.01", "50", "0.01"),
        ("0.01", "49.99", "0"),
        ("1.11", "50", "0.56"),
        ("2.21", "50", "1.11"),
    ],
)
def test_half_a_cent_is_rounded_up(cost, rate, expected) -> None:
    assert share_of(Decimal(cost), Decimal(rate)) == Decimal(expected)


def test_every_step_names_its_operands() -> None:
    result = check(facts("05", "05", "05", eligible_cost=Decimal(200_000)), text(NRW), DAY)
    (derivation,) = result.amount.derivations
    assert [(step.kind, [int(number) for number in step.operands], int(step.result)) for step in derivation.steps] == [
        (StepKind.LUMP, [175_000], 175_000),
        (StepKind.EACH, [1, 35_000], 35_000),
        (StepKind.FIXED, [175_000, 35_000], 210_000),
        (StepKind.SHARE, [90, 200_000], 180_000),
        (StepKind.LEAST, [210_000, 180_000], 180_000),
    ]


@pytest.mark.parametrize(
    ("entry", "answers", "expected"),
    [
        ({"lump": 5}, {}, (AmountKind.EXACT, 5, 5, 5)),
        ({"rate": 85, "cap": 90}, {"eligible_cost": Decimal(100)}, (AmountKind.EXACT, 85, 85, 90)),
        ({"rate": 85, "cap": 90}, {}, (AmountKind.OPEN, None, None, 90)),
        ({"rate": 85}, {}, (AmountKind.OPEN, None, None, None)),
        ({"rate": 85}, {"eligible_cost": Decimal(100)}, (AmountKind.EXACT, 85, 85, None)),
        ({"each": 15, "per": "fire_brigades"}, {}, (AmountKind.OPEN, None, None, None)),
        ({"each": 15, "per": "fire_brigades", "cap": 40}, {}, (AmountKind.OPEN, None, None, 40)),
        ({"each": 15, "per": "fire_brigades", "cap": 40}, {"fire_brigades": 3}, (AmountKind.EXACT, 40, 40, 40)),
        ({"each": 15, "per": "fire_brigades", "above": 5}, {"fire_brigades": 3}, (AmountKind.EXACT, 0, 0, 0)),
        ({"cap": 30, "is_ceiling": True}, {}, (AmountKind.AT_MOST, None, 30, 30)),
        (
            {"rate": 75, "cap": 30, "is_ceiling": True},
            {"eligible_cost": Decimal(20)},
            (AmountKind.AT_MOST, None, 15, 30),
        ),
        ({"rate": 75, "cap": 30, "is_ceiling": True}, {}, (AmountKind.OPEN, None, None, 30)),
        ({}, {}, (AmountKind.UNPUBLISHED, None, None, None)),
    ],
)
def test_what_is_known_of_an_amount(entry, answers, expected) -> None:
    found = check(facts("05", **answers), text(amount(**entry)), DAY).amount
    assert (found.kind, found.low, found.high, found.ceiling) == expected


def test_missing_answers_give_a_range() -> None:
    weak = when("financially_weak", "equals", True)
    both = text(
        amount(when("financially_weak", "equals", False), key="usual", rate=80), amount(weak, key="weak", rate=90)
    )
    known = facts("05", eligible_cost=Decimal(1000))
    found = check(known, both, DAY).amount
    assert told(found, "kind low high missing") == [AmountKind.RANGE, 800, 900, {"financially_weak"}]
    found = check(facts("05"), both, DAY).amount
    assert told(found, "kind missing") == [AmountKind.OPEN, {"financially_weak", "eligible_cost"}]
    only = check(known, text(amount(weak, lump=90)), DAY).amount
    assert told(only, "kind ceiling missing") == [AmountKind.OPEN, 90, {"financially_weak"}], "it may not apply"
    overlapping = check(known, text(amount(key="all", lump=80), amount(weak, key="weak", lump=90)), DAY).amount
    assert told(overlapping, "kind low high") == [AmountKind.RANGE, 80, 90]
    same = check(known, text(amount(key="all", lump=90), amount(weak, key="weak", lump=90)), DAY)
    assert (same.amount.kind, same.missing) == (AmountKind.EXACT, frozenset()), "whichever applies"


def test_an_amount_whose_case_is_not_known_is_not_promised() -> None:
    unknown = when("partners", "at_least", None)
    found = check(facts("05"), text(amount(unknown, lump=90)), DAY).amount
    assert told(found, "kind high value_unknown missing") == [AmountKind.AT_MOST, 90, True, frozenset()]
    found = check(facts("05"), text(amount(key="a", lump=80), amount(unknown, lump=90)), DAY).amount
    assert told(found, "kind low high value_unknown") == [AmountKind.RANGE, 80, 90, True]


def test_amounts_are_dated_too() -> None:
    day = dt.date(2024, 7, 1)
    both = text(amount(key="old", lump=1, valid_until=day - dt.timedelta(1)), amount(key="new", lump=2, valid_from=day))
    assert [check(UNSAID, both, on).payable for on in (day - dt.timedelta(1), day)] == [1, 2]


# Limits

CAPS = text(
    *(
        amount(when("partners_in_land", "equals", number), key=str(number), cap=cap, is_ceiling=True, exceedable=words)
        for number, cap, words in ((3, 210_000, "wenn Besonderes dazukommt"), (4, 320_000, ""))
    ),
    land="07",
)


@pytest.mark.parametrize(
    ("given", "partners", "limit", "of_fewer", "above"),
    [
        ("215940", 3, 210_000, False, True),
        ("210000", 3, 210_000, False, False),
        ("420000", 6, 320_000, True, True),
        ("419923.40", 5, 320_000, True, True),
        ("100000", 2, None, False, False),
        ("100000", None, None, False, False),
    ],
)
def test_awards_beside_the_published_limit(given, partners, limit, of_fewer, above) -> None:
    position = position_of(Decimal(given), partners, CAPS, DAY)
    assert (position.limit, position.of_fewer, position.is_above) == (limit, of_fewer, above)
    assert bool(position.exceedable) is (limit is not None), "the words of one amount stand for all"


def test_a_wish_above_the_limit_is_a_warning() -> None:
    for wish, partners, verdict in (
        ("210000.00", 3, Verdict.POSSIBLE),
        ("210000.01", 3, Verdict.WARNED),
        ("320000.01", 5, Verdict.WARNED),
        ("999999999", 2, Verdict.POSSIBLE),
    ):
        result = check(facts(*["07"] * partners, requested_amount=Decimal(wish)), CAPS, DAY)
        assert result.verdict is verdict
        assert result.requested
        assert result.requested.is_above is (verdict is Verdict.WARNED)
    assert check(facts("07", "07", "07"), CAPS, DAY).requested is None
    assert check(Facts(answers={"requested_amount": Decimal(1)}), CAPS, DAY).requested is None


def test_a_wish_is_measured_by_what_is_answered() -> None:
    special = when("special_need_area", "equals", True)
    usual = when("special_need_area", "equals", False)
    directive = text(
        amount(usual, key="usual", rate=85, cap=50_000), amount(special, key="special", rate=85, cap=90_000)
    )
    for answers, limit in (
        ({}, 90_000),
        ({"special_need_area": False}, 50_000),
        ({"special_need_area": True}, 90_000),
        ({"special_need_area": True, "eligible_cost": Decimal(100_000)}, 85_000),
    ):
        known = facts("05", requested_amount=Decimal(80_000), **answers)
        position = check(known, directive, DAY).requested
        assert position
        assert position.limit == limit, "what is not answered is no „no“: the highest limit that may apply"


def test_partners_from_elsewhere_stay_when_fewer_are_looked_at() -> None:
    both = text(amount(when("partners", "equals", 3), cap=70, is_ceiling=True))
    known = Facts(
        (*facts("05", "05", "05").partners, Partner("x", "Abroad", "")), "", {"requested_amount": Decimal(80)}
    )
    position = check(known, both, DAY).requested
    assert position
    assert (position.limit, position.of_fewer) == (Decimal(70), True), "two from the Land and one from abroad"
