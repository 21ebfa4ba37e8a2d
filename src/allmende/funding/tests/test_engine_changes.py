# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What would change an answer, and how two answers differ."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from allmende.funding.engine.amounts import cost_for, share_of
from allmende.funding.engine.changes import Change, compare, what_would_change
from allmende.funding.engine.check import Outcome, Verdict, check
from allmende.funding.engine.directive import Severity
from allmende.funding.engine.facts import Facts
from allmende.funding.tests.building import DAY, UNVERIFIED, amount, facts, partners, rule, text, when

MANY = amount(
    when("partners_in_land", "at_least", 2), lump=175_000, each=35_000, per="partners_in_land", above=2, rate=90
)


def told(changes: tuple[Change, ...]) -> list[tuple[object, ...]]:
    return [(each.question, each.new, each.verdict.value, each.difference) for each in changes]


def changes(alliance: Facts, directive, **more):
    return told(what_would_change(alliance, directive, DAY, **more))


def test_one_partner_more_brings_its_share() -> None:
    known = facts("05", "05", eligible_cost=Decimal(500_000))
    assert changes(known, text(MANY)) == [("partners_in_land", 3, "possible", Decimal(35_000))]
    (change,) = what_would_change(known, text(MANY), DAY)
    assert (change.old, len(change.facts.partners), change.amount.low) == (2, 3, Decimal(210_000))
    assert change.comparison.is_exact
    assert change.facts.partners[:2] == known.partners, "the others stay"


def test_a_partner_from_elsewhere_may_be_what_is_missing() -> None:
    across = rule(when("partners_elsewhere", "at_least", 1))
    assert changes(facts("05"), text(across)) == [("partners_elsewhere", 1, "possible", None)]


def test_as_many_partners_as_a_rule_names() -> None:
    five = rule(when("partners", "at_least", 5))
    assert [each[:3] for each in changes(facts("05", "07"), text(five))] == [
        ("partners_in_land", 4, "possible"),
        ("partners_elsewhere", 4, "possible"),
    ], "one of the two there is from elsewhere"
    many = rule(when("partners", "at_least", 50))
    assert not changes(facts("05"), text(many)), "so many are no small change"


def test_without_partners_the_first_ones_are_told() -> None:
    two = rule(when("partners", "at_least", 2))
    assert ("partners_in_land", 1, "refused") in [each[:3] for each in changes(Facts(), text(two))]
    assert ("partners_in_land", 2, "possible") in [each[:3] for each in changes(Facts(), text(two))]
    federal = text(rule(when("partners_in_land", "at_least", 1)), land="")
    assert [each[:3] for each in changes(Facts(), federal)] == [
        ("partners_in_land", 1, "possible"),
        ("partners_elsewhere", 1, "refused"),
    ]


def test_every_answer_that_is_missing() -> None:
    rules = (
        rule(when("is_new", "equals", True), key="new"),
        rule(when("resolutions", "one_of", {"all", "some"}), key="resolved", severity=Severity.WARN),
    )
    known = facts("05", is_new=True)
    assert changes(known, text(*rules)) == [
        ("resolutions", "all", "possible", None),
        ("resolutions", "some", "possible", None),
        ("resolutions", "none", "warned", None),
    ]
    assert [each[:3] for each in changes(facts("05", resolutions="all"), text(*rules))] == [
        ("is_new", True, "possible"),
        ("is_new", False, "refused"),
    ]


def test_what_is_given_is_told_only_if_another_answer_is_better() -> None:
    lasts = rule(when("duration_years", "at_least", Decimal(5)))
    assert changes(facts("05", duration_years=Decimal(3)), text(lasts)) == [
        ("duration_years", Decimal(5), "possible", None)
    ]
    assert not changes(facts("05", duration_years=Decimal(8)), text(lasts))
    started = rule(when("has_begun", "equals", False))
    assert changes(facts("05", has_begun=True), text(started)) == [("has_begun", False, "possible", None)]
    assert not changes(facts("05", has_begun=False), text(started))


def test_a_saving_or_an_alternative() -> None:
    either = rule(
        when("saving_percent", "at_least", Decimal(15)), when("benefits", "includes", {"revenue"}), any_of=True
    )
    little = facts("05", saving_percent=Decimal("14.99"), benefits=frozenset({"better_service"}))
    assert changes(little, text(either)) == [
        ("saving_percent", Decimal(15), "possible", None),
        ("benefits", frozenset({"better_service", "revenue"}), "possible", None),
    ]


def test_legal_forms_are_given_by_who_asks() -> None:
    forms = rule(when("legal_form", "one_of", {"contract", "association"}))
    known = facts("05", legal_form="company")
    assert [new for _, new, _, _ in changes(known, text(forms))] == ["association", "contract"], "those it names"
    excluded = text(rule(when("legal_form", "excludes", {"company"})))
    assert not changes(known, excluded)
    offered = changes(known, excluded, options={"legal_form": ("contract", "company")})
    assert offered == [("legal_form", "contract", "possible", None)]


def test_who_applies() -> None:
    inside = rule(when("lead_in_land", "equals", True))
    assert changes(facts("05", "07", lead="07001"), text(inside)) == [("lead_in_land", True, "possible", None)]
    (change,) = what_would_change(facts("05", "07", lead="07001"), text(inside), DAY)
    assert change.facts.lead == "05000"
    assert [each[:3] for each in changes(facts("05", "07"), text(inside))] == [
        ("lead_in_land", True, "possible"),
        ("lead_in_land", False, "refused"),
    ]


@pytest.mark.parametrize(
    ("share", "rate"),
    [
        ("175000", "90"),
        ("210000", "90"),
        ("50000", "85"),
        ("0.01", "90"),
        ("30000", "75"),
        ("1", "33.33"),
        ("7", "100"),
    ],
)
def test_the_cost_that_brings_the_most_is_computed_to_the_cent(share, rate) -> None:
    cost = cost_for(Decimal(share), Decimal(rate))
    assert share_of(cost, Decimal(rate)) >= Decimal(share)
    assert share_of(cost - Decimal("0.01"), Decimal(rate)) < Decimal(share)


def test_cost_is_told_up_to_the_limit() -> None:
    two = text(amount(lump=175_000, rate=90))
    missing = changes(facts("05", "05"), two)
    assert missing == [("eligible_cost", Decimal("194444.44"), "possible", None)]
    less = changes(facts("05", "05", eligible_cost=Decimal(100_000)), two)
    assert less == [("eligible_cost", Decimal("194444.44"), "possible", Decimal(85_000))]
    assert not changes(facts("05", "05", eligible_cost=Decimal("194444.44")), two)
    least = text(rule(when("eligible_cost", "at_least", Decimal(5_000))), amount(rate=85))
    assert changes(facts("05", eligible_cost=Decimal(4_000)), least) == [
        ("eligible_cost", Decimal(5_000), "possible", Decimal(4_250))
    ]
    assert not changes(facts("05", eligible_cost=Decimal(6_000)), least), "lower cost is no gain"
    huge = text(amount(cap="1e12", rate="0.01"))
    assert not changes(facts("05", eligible_cost=Decimal(1)), huge), "beyond all that can be answered"


def test_a_wish_above_the_limit_can_be_lowered() -> None:
    capped = text(amount(cap=210_000, is_ceiling=True))
    assert changes(facts("05", requested_amount=Decimal(215_940)), capped) == [
        ("requested_amount", Decimal(210_000), "possible", Decimal(0))
    ]


def test_ceilings_are_compared_where_no_amount_is_known() -> None:
    caps = [
        amount(when("partners_in_land", "equals", number), key=str(number), cap=cap, is_ceiling=True)
        for number, cap in ((3, 210_000), (4, 320_000))
    ]
    (change,) = what_would_change(facts("07", "07", "07"), text(*caps, land="07"), DAY)
    assert (change.new, change.difference, change.comparison.is_exact) == (4, Decimal(110_000), False)


def test_another_version_on_the_nearest_day_on_which_it_is_in_force() -> None:
    old = text(amount(lump=150_000), key="old", valid_until=dt.date(2021, 8, 30))
    new = text(amount(lump=175_000), key="new", valid_from=dt.date(2021, 8, 31))
    (change,) = what_would_change(facts("05"), old, dt.date(2020, 1, 1), others=(old, new))
    assert (change.question, change.old, change.new, change.difference) == ("", "old", "new", Decimal(25_000))
    assert change.result.on == dt.date(2021, 8, 31)
    (back,) = what_would_change(facts("05"), new, DAY, others=(old, new))
    assert (back.difference, back.result.on) == (Decimal(-25_000), dt.date(2021, 8, 30))
    same = replace(old, key="same")
    assert not what_would_change(facts("05"), old, dt.date(2020, 1, 1), others=(same,))


def test_most_gain_comes_first_and_partners_in_any_order_make_no_difference() -> None:
    directive = text(MANY, rule(when("saving_percent", "at_least", Decimal(15)), citation=UNVERIFIED))
    known = Facts(partners("05", "05", "07"), "", {"eligible_cost": Decimal(190_000), "saving_percent": Decimal(5)})
    found = changes(known, directive)
    assert found == [
        ("eligible_cost", Decimal("194444.44"), "warned", Decimal(4_000)),
        ("saving_percent", Decimal(15), "possible", Decimal(0)),
    ]
    assert changes(replace(known, partners=known.partners[::-1]), directive) == found


def test_what_a_draft_names_need_not_be_an_answer() -> None:
    assert not changes(facts("05"), text(rule(when("duration_years", "at_least", Decimal(-5)))))


def test_amounts_that_nobody_gets_are_not_told() -> None:
    by_number = [
        amount(when("partners", "equals", number), key=str(number), lump=lump)
        for number, lump in ((2, 50_000), (3, 75_000), (5, 60_000))
    ]
    lasts, resolved = (
        rule(when("duration_years", "at_least", Decimal(5)), key="lasts"),
        rule(when("resolutions", "equals", "all"), key="resolved"),
    )
    short = facts("05", "05", "05", duration_years=Decimal(3), resolutions="some")
    assert not changes(short, text(*by_number, lasts, resolved)), "two rules refuse; one answer mends neither"
    one = changes(short, text(*by_number, lasts))
    assert one == [("duration_years", Decimal(5), "possible", Decimal(75_000))]
    long = changes(facts("05", "05", "05"), text(*by_number))
    assert [each[:2] for each in long] == [("partners_in_land", 4), ("partners_elsewhere", 1)], "five get less"


def test_lower_numbers_come_first() -> None:
    least = rule(when("eligible_cost", "at_least", Decimal(5_000)))
    capped = amount(rate=85, cap=50_000, is_ceiling=True)
    found = changes(facts("05", eligible_cost=Decimal(4_000)), text(least, capped))
    assert [each[1] for each in found] == [Decimal("58823.53"), Decimal(5_000)], "but more EUR before less"
    found = changes(
        facts("05", eligible_cost=Decimal(4_000)),
        text(least, amount(when("is_new", "equals", True), rate=85, cap=50_000)),
    )
    assert [each[1] for each in found] == [Decimal(5_000), Decimal("58823.53")]


# Two results beside each other


def test_results_are_compared_rule_by_rule_and_in_eur() -> None:
    lasts, new = (
        rule(when("duration_years", "at_least", Decimal(5)), key="lasts"),
        rule(when("is_new", "equals", True), key="new"),
    )
    directive = text(lasts, new, amount(lump=75_000))
    short = check(facts("05", duration_years=Decimal(3), is_new=True), directive, DAY)
    long = check(facts("05", duration_years=Decimal(5), is_new=True), directive, DAY)
    found = compare(short, long)
    assert [
        (each.key, each.before and each.before.outcome, each.after and each.after.outcome) for each in found.rules
    ] == [("lasts", Outcome.NOT_MET, Outcome.MET)]
    assert (found.verdict_differs, found.amount_differs) == (True, False)
    assert found.difference == 75_000, "nothing is paid where an application is refused"
    nothing = compare(short, short)
    assert (nothing.rules, nothing.difference, nothing.verdict_differs) == ((), Decimal(0), False)


def test_results_of_two_directives_name_what_only_one_asks() -> None:
    lasts = rule(when("duration_years", "at_least", Decimal(5)), key="lasts")
    longer = rule(when("duration_years", "at_least", Decimal(8)), key="lasts")
    known = facts("05", duration_years=Decimal(9))
    other = text(longer, rule(when("is_new", "equals", True), key="new"))
    found = compare(check(known, text(lasts), DAY), check(known, other, DAY))
    assert [(each.key, each.before is None, each.after is None) for each in found.rules] == [
        ("lasts", False, False),
        ("new", True, False),
    ], "met in both, but something else is demanded"
    assert found.difference is None
    assert found.after.verdict is Verdict.OPEN
