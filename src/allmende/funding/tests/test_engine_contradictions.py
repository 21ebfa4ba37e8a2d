# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is wrong with a directive: every flaw by a directive that has it and one that just does not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from allmende.funding.engine.contradictions import contradictions, has_errors, overlaps
from allmende.funding.engine.directive import Condition, Operator, Severity, TestCase
from allmende.funding.engine.facts import Facts
from allmende.funding.engine.flaws import Flaw
from allmende.funding.tests.building import DAY, amount, facts, rule, text, when


def flaws(directive) -> list[tuple[str, str]]:
    return [(found.flaw.value, found.paths[0]) for found in contradictions(directive)]


# One entry


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (when("partner", "at_least", 2), ("unknown_question", "asks")),
        (when("is_new", "at_least", 2), ("operator", "operator")),
        (when("partners", "one_of", {"2"}), ("operator", "operator")),
        (when("topic", "at_most", 2), ("operator", "operator")),
        (when("cost_kinds", "equals", "it"), ("operator", "operator")),
        (when("partners", "at_least", Decimal(2)), ("value", "value")),
        (when("partners", "at_least", True), ("value", "value")),
        (when("partners", "at_least", -1), ("value", "value")),
        (when("eligible_cost", "at_least", 5000), ("value", "value")),
        (when("eligible_cost", "at_least", Decimal("0.001")), ("value", "value")),
        (when("saving_percent", "at_least", Decimal(101)), ("value", "value")),
        (when("saving_percent", "at_least", Decimal("NaN")), ("value", "value")),
        (when("is_new", "equals", "ja"), ("value", "value")),
        (when("undertaking", "equals", {"study"}), ("value", "value")),
        (when("undertaking", "one_of", "study"), ("value", "value")),
        (when("undertaking", "one_of", set()), ("value", "value")),
        (when("undertaking", "one_of", {"study", "party"}), ("unknown_option", "value")),
        (when("cost_kinds", "includes", {"party"}), ("unknown_option", "value")),
    ],
)
def test_question_operator_and_value_must_fit(condition, expected) -> None:
    flaw, place = expected
    assert flaws(text(rule(condition))) == [(flaw, f"rules[0].conditions[0].{place}")]
    assert flaws(text(amount(condition, lump=1))) == [(flaw, f"amounts[0].when[0].{place}")]


@pytest.mark.parametrize(
    "condition",
    [
        when("partners", "at_least", 2),
        when("eligible_cost", "at_most", Decimal("5000.50")),
        when("duration_years", "at_least", Decimal("2.5")),
        when("is_new", "equals", True),
        when("undertaking", "excludes", {"study"}),
        when("topic", "one_of", {"whatever-the-database-knows"}),
        when("cost_kinds", "includes", {"it", "running"}),
        when("lead_in_land", "equals", True),
        when("partners", "at_least", None),
    ],
)
def test_what_fits_is_not_reported(condition) -> None:
    assert not contradictions(text(rule(condition), amount(condition, lump=1)))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"rate": 101}, ("rate", "rate")),
        ({"rate": 0}, ("rate", "rate")),
        ({"rate": -5}, ("rate", "rate")),
        ({"rate": "NaN"}, ("rate", "rate")),
        ({"lump": -1}, ("negative", "lump")),
        ({"cap": "-0.01"}, ("negative", "cap")),
        ({"lump": 1, "cap": "Infinity"}, ("too_high", "cap")),
        ({"lump": "1e13"}, ("too_high", "lump")),
        ({"lump": "0.005"}, ("parts_of_a_cent", "lump")),
        ({"each": 5}, ("each_without_per", "per")),
        ({"lump": 5, "per": "partners"}, ("per_without_each", "each")),
        ({"each": 5, "per": "duration_years"}, ("per_is_no_count", "per")),
        ({"each": 5, "per": "heads"}, ("per_is_no_count", "per")),
        ({"each": 5, "per": "partners", "above": -1}, ("negative", "above")),
        ({"lump": 5, "cap": "4.99"}, ("cap_below_lump", "cap")),
    ],
)
def test_numbers_of_an_amount_must_make_sense(more, expected) -> None:
    flaw, place = expected
    assert flaws(text(amount(**more))) == [(flaw, f"amounts[0].{place}")]


def test_amounts_that_make_sense_are_not_reported() -> None:
    whole = amount(lump=5, each="0.01", per="partners", above=2, rate=100, cap=5)
    assert not contradictions(text(whole))
    assert not contradictions(text(amount())), "nothing stated: the amount is not published"


def test_a_rule_that_asks_nothing_is_a_hint() -> None:
    found = contradictions(text(rule()))
    assert [(each.flaw, each.is_hint) for each in found] == [(Flaw.NO_CONDITION, True)]
    assert not has_errors(found)


def test_keys_name_one_entry() -> None:
    double = text(rule(key="a"), rule(key="b"), rule(key="a"), amount(key="a", lump=1))
    assert ("duplicate_key", "rules[2].key") in flaws(double), "the later one is to be mended"
    assert len([flaw for flaw, _ in flaws(double) if flaw == "duplicate_key"]) == 1, "an amount may be called alike"


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (None, None, []),
        ("2024-01-01", "2025-12-31", []),
        ("2024-06-01", "2024-06-01", []),
        ("2024-06-02", "2024-06-01", [("ends_before_it_begins", "rules[0].valid_until")]),
        ("2026-01-01", None, [("never_in_force", "rules[0].valid_from")]),
        (None, "2023-12-31", [("never_in_force", "rules[0].valid_until")]),
        ("2023-12-31", None, [("partly_in_force", "rules[0].valid_from")]),
        (None, "2026-01-01", [("partly_in_force", "rules[0].valid_until")]),
    ],
)
def test_rules_are_dated_within_the_version(begins, ends, expected) -> None:
    dated = rule(
        when("partners", "at_least", 2),
        valid_from=begins and dt.date.fromisoformat(begins),
        valid_until=ends and dt.date.fromisoformat(ends),
    )
    version = text(dated, valid_from=dt.date(2024, 1, 1), valid_until=dt.date(2025, 12, 31))
    assert flaws(version) == expected


def test_a_version_ends_after_it_begins() -> None:
    version = text(valid_from=dt.date(2024, 1, 2), valid_until=dt.date(2024, 1, 1))
    assert flaws(version) == [("ends_before_it_begins", "valid_until")]


# Rules that can never be met


@pytest.mark.parametrize(
    ("conditions", "possible"),
    [
        ([when("partners", "at_least", 5), when("partners", "at_most", 3)], False),
        ([when("partners", "at_least", 3), when("partners", "at_most", 3)], True),
        ([when("partners", "at_most", 2), when("partners_in_land", "at_least", 3)], False),
        ([when("partners", "equals", 3), when("partners_elsewhere", "equals", 3), when("lead_in_land", "equals", True)],
         False),
        ([when("partners", "equals", 3), when("partners_elsewhere", "equals", 2), when("lead_in_land", "equals", True)],
         True),
        ([when("partners_in_land", "at_most", 0), when("lead_in_land", "equals", True)], False),
        ([when("is_new", "equals", True), when("is_new", "equals", False)], False),
        ([when("cost_kinds", "includes", {"it"}), when("cost_kinds", "excludes", {"it", "debts"})], False),
        ([when("cost_kinds", "includes", {"it", "running"}), when("cost_kinds", "excludes", {"it"})], True),
        ([when("legal_form", "one_of", {"a"}), when("legal_form", "excludes", {"a", "b"})], False),
        ([when("legal_form", "excludes", {"a"}), when("legal_form", "excludes", {"b"})], True),
        ([when("saving_percent", "at_least", Decimal("0.02")), when("saving_percent", "at_most", Decimal("0.01"))],
         False),
        ([when("saving_percent", "at_least", Decimal(100)), when("saving_percent", "at_most", Decimal(100))], True),
        ([when("partners", "at_least", 5), when("partners", "at_most", None)], True),
    ],
)  # fmt: skip
def test_conditions_that_exclude_each_other(conditions, possible) -> None:
    assert flaws(text(rule(*conditions))) == ([] if possible else [("never_met", "rules[0].conditions")])
    assert not flaws(text(rule(*conditions, any_of=True))), "one of them is enough"
    concerned = text(rule(when("has_begun", "equals", False), when=tuple(conditions)))
    assert flaws(concerned) == ([] if possible else [("never_concerned", "rules[0].when")])
    apart = text(*(rule(condition, key=f"r{number}") for number, condition in enumerate(conditions)))
    if len(conditions) == 2:
        assert flaws(apart) == ([] if possible else [("never_together", "rules[1].conditions")])


def test_two_rules_that_cannot_both_be_met_are_named_with_their_question() -> None:
    five, three = when("partners", "at_least", 5), when("partners", "at_most", 3)
    (found,) = contradictions(text(rule(five, key="five"), rule(three, key="three")))
    assert (found.flaw, found.keys, found.asks, found.is_hint) == (
        Flaw.NEVER_TOGETHER,
        ("five", "three"),
        "partners",
        False,
    )
    (found,) = contradictions(text(rule(five), rule(three, key="b", severity=Severity.WARN)))
    assert found.is_hint, "then it is possible with a warning"
    assert not contradictions(text(rule(five), rule(three, key="b", severity=Severity.INFO)))


def test_rules_for_different_cases_or_times_do_not_contradict() -> None:
    five, three = when("partners", "at_least", 5), when("partners", "at_most", 3)
    study, other = when("undertaking", "equals", "study"), when("undertaking", "excludes", {"study"})
    assert not contradictions(text(rule(five, when=(study,)), rule(three, key="b", when=(other,))))
    assert flaws(text(rule(five, when=(study,)), rule(three, key="b")))
    day = dt.date(2025, 1, 1)
    old, new = rule(five, valid_until=day - dt.timedelta(1)), rule(three, key="b", valid_from=day)
    assert not contradictions(text(old, new))
    assert flaws(text(replace(old, valid_until=day), new)), "both are in force on one day"


def test_one_of_several_is_enough_for_both() -> None:
    saves = rule(
        when("saving_percent", "at_least", Decimal(15)), when("benefits", "includes", {"revenue"}), any_of=True
    )
    no_revenue = rule(when("benefits", "excludes", {"revenue"}), key="b")
    assert not contradictions(text(saves, no_revenue))
    saves_little = rule(when("saving_percent", "at_most", Decimal(5)), key="c")
    assert not contradictions(text(saves, saves_little)), "each pair for itself"


# Amounts


def test_amounts_that_differ_for_one_case_are_found_with_it() -> None:
    two = amount(when("partners_in_land", "at_least", 2), key="two", lump=50_000)
    three = amount(when("partners_in_land", "at_least", 3), key="three", lump=75_000)
    (found,) = contradictions(text(two, three))
    assert (found.flaw, found.keys, found.values) == (Flaw.AMOUNTS_DIFFER, ("two", "three"), (50_000, 75_000))
    assert dict(found.case)["partners_in_land"] == 3
    exact = amount(when("partners_in_land", "equals", 2), key="two", lump=50_000)
    assert not contradictions(text(exact, three))
    assert not contradictions(text(two, replace(three, lump=Decimal(50_000)))), "the same amount twice does no harm"


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ({"rate": 80}, {"rate": 90}, True),
        ({"rate": 90}, {"rate": 90, "cap": 90_000}, True),
        ({"rate": 90, "cap": "1e12"}, {"rate": 90}, False),
        ({"lump": 70, "each": 10, "per": "partners"}, {"lump": 60, "each": 15, "per": "partners"}, True),
        ({"lump": 60, "each": 10, "per": "partners", "above": 2}, {"lump": 40, "each": 10, "per": "partners"}, True),
        ({"lump": 60}, {"cap": 60, "is_ceiling": True}, True),
        ({"lump": 60}, {}, True),
    ],
)
def test_amounts_are_compared_by_what_they_give(first, second, differ) -> None:
    both = text(amount(key="a", **first), amount(key="b", **second))
    assert flaws(both) == ([("amounts_differ", "amounts[1].when")] if differ else [])


def test_amounts_of_different_times_or_unknown_bounds_are_not_compared() -> None:
    day = dt.date(2025, 1, 1)
    old, new = amount(lump=1, valid_until=day - dt.timedelta(1)), amount(key="b", lump=2, valid_from=day)
    assert not contradictions(text(old, new))
    unknown = amount(when("partners", "at_least", None), key="b", lump=2)
    assert not contradictions(text(amount(lump=1), unknown))


def test_numbers_of_partners_without_an_amount_are_a_hint() -> None:
    def of(operator: str, number: int):
        return amount(when("partners_in_land", operator, number), key=f"{operator}{number}", lump=number)

    (found,) = contradictions(text(of("equals", 2), of("at_least", 6)))
    assert (found.flaw, found.asks, found.values, found.is_hint) == (Flaw.HOLE, "partners_in_land", (3, 5), True)
    assert not contradictions(text(of("equals", 2), of("at_least", 3)))
    assert not contradictions(text(of("equals", 3), of("equals", 4))), "for more nothing is published"
    every = amount(when("undertaking", "equals", "study"), key="study", lump=1)
    study_apart = text(of("equals", 2), of("equals", 4), every)
    assert ("hole", "amounts") in flaws(study_apart), "the amount of a special case fills no hole"


# Test cases and versions


def test_cases_that_do_not_come_out_are_told_with_what_came() -> None:
    two = amount(when("partners_in_land", "equals", 2), lump=150_000)
    at_least = rule(when("partners", "at_least", 2))
    cases = (
        TestCase("passes", facts("05", "05"), DAY, "possible", Decimal(150_000), Decimal(150_000)),
        TestCase("verdict", facts("05"), DAY, "possible"),
        TestCase("amount", facts("05", "05"), DAY, amount=Decimal("150000.01")),
        TestCase("refused", facts("05"), DAY, amount=Decimal(0)),
        TestCase("ceiling", facts("05"), DAY, ceiling=Decimal(1)),
        TestCase("nothing", Facts(), DAY),
        TestCase("word", Facts(), DAY, "maybe"),
    )
    found = contradictions(text(at_least, two, cases=cases))
    assert [(each.flaw.value, each.paths[0], each.values) for each in found] == [
        ("case_fails", "cases[1].verdict", ("possible", "refused")),
        ("case_fails", "cases[2].amount", (Decimal("150000.01"), Decimal(150_000))),
        ("case_fails", "cases[4].ceiling", (Decimal(1), None)),
        ("case_expects_nothing", "cases[5]", ()),
        ("value", "cases[6].verdict", ("maybe",)),
    ]


def test_cases_wait_until_every_rule_can_be_asked() -> None:
    broken = Condition("partners", Operator.AT_LEAST, "two")
    case = TestCase("a", facts("05"), DAY, "possible")
    assert flaws(text(rule(broken), cases=(case,))) == [("value", "rules[0].conditions[0].value")]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("2019-01-01", "2021-08-30"), ("2021-08-31", None), None),
        (("2019-01-01", "2021-08-31"), ("2021-08-31", None), ("2021-08-31", "2021-08-31")),
        (("2019-01-01", None), ("2021-08-31", None), ("2021-08-31", None)),
        ((None, None), ("2021-08-31", "2026-12-31"), ("2021-08-31", "2026-12-31")),
        ((None, "2020-12-31"), (None, "2026-12-31"), (None, "2020-12-31")),
    ],
)
def test_versions_that_overlap(first, second, expected) -> None:
    def days(pair):
        return tuple(day and dt.date.fromisoformat(day) for day in pair)

    versions = [
        text(key=str(number), valid_from=begins, valid_until=ends)
        for number, (begins, ends) in enumerate((days(first), days(second)))
    ]
    for ordered in (versions, versions[::-1]):
        found = [(each.begins, each.ends) for each in overlaps(ordered)]
        assert found == ([] if expected is None else [days(expected)])
