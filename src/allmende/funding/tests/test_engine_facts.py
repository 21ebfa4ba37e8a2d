# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Facts that make sense, and yes, no or cannot be decided."""

from __future__ import annotations

from decimal import Decimal

import pytest

from allmende.funding.engine.conditions import all_hold, any_holds, holds
from allmende.funding.engine.facts import Facts, FactsError, Partner
from allmende.funding.engine.questions import LISTS, NUMBERS, OPERATORS, QUESTIONS, Kind
from allmende.funding.tests.building import facts, when


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"cost": Decimal(1)}, "unknown_question"),
        ({"partners": 3}, "derived"),
        ({"inhabitants": 3}, "derived"),
        ({"eligible_cost": 100}, "type"),
        ({"eligible_cost": 100.0}, "type"),
        ({"eligible_cost": "100"}, "type"),
        ({"eligible_cost": Decimal("NaN")}, "type"),
        ({"eligible_cost": Decimal("sNaN")}, "type"),
        ({"eligible_cost": Decimal("Infinity")}, "type"),
        ({"eligible_cost": Decimal("-0.01")}, "negative"),
        ({"eligible_cost": Decimal("1000000000000.01")}, "too_high"),
        ({"eligible_cost": Decimal("1e99")}, "too_high"),
        ({"eligible_cost": Decimal("0.001")}, "decimals"),
        ({"saving_percent": Decimal("100.01")}, "too_high"),
        ({"duration_years": Decimal(101)}, "too_high"),
        ({"fire_brigades": Decimal(2)}, "type"),
        ({"fire_brigades": True}, "type"),
        ({"fire_brigades": -1}, "negative"),
        ({"is_new": "ja"}, "type"),
        ({"is_new": 1}, "type"),
        ({"is_new": None}, "type"),
        ({"undertaking": "party"}, "unknown_option"),
        ({"undertaking": ""}, "type"),
        ({"undertaking": frozenset({"study"})}, "type"),
        ({"cost_kinds": "it"}, "type"),
        ({"cost_kinds": {"it"}}, "type"),
        ({"cost_kinds": frozenset({"it", 3})}, "type"),
        ({"cost_kinds": frozenset({"it", "party"})}, "unknown_option"),
    ],
)
def test_what_is_no_answer_is_refused(answers, problem) -> None:
    with pytest.raises(FactsError) as refused:
        Facts(answers=answers)
    assert (refused.value.field, refused.value.problem) == (next(iter(answers)), problem)
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize(
    "answers",
    [
        {"eligible_cost": Decimal(0)},
        {"eligible_cost": Decimal("1e12")},
        {"eligible_cost": Decimal("5.1000")},
        {"eligible_cost": Decimal("-0")},
        {"fire_brigades": 0},
        {"duration_years": Decimal("2.5")},
        {"topic": "whatever-the-database-knows"},
        {"cost_kinds": frozenset()},
    ],
)
def test_what_is_an_answer_is_taken(answers) -> None:
    assert Facts(answers=answers).answers == answers


ONE = Partner("071375001001", "Mendig", "07", 9000)


@pytest.mark.parametrize(
    ("partners", "lead", "field", "problem"),
    [
        ((ONE, ONE), "", "partners", "twice"),
        ((ONE, Partner(ONE.key, "Other name", "07")), "", "partners", "twice"),
        ((Partner("", "Nobody", "07"),), "", "partners", "partner"),
        ((Partner("1", "Nowhere", "7"),), "", "partners", "partner"),
        ((Partner("1", "Nowhere", "XX"),), "", "partners", "partner"),
        ((Partner("1", "Empty", "07", -1),), "", "partners", "partner"),
        ((ONE,), "05", "lead", "lead"),
        ((), "05", "lead", "lead"),
    ],
)
def test_partners_are_each_one_and_one_of_them_applies(partners, lead, field, problem) -> None:
    with pytest.raises(FactsError) as refused:
        Facts(partners, lead)
    assert (refused.value.field, refused.value.problem) == (field, problem)


# What is counted


@pytest.mark.parametrize(
    ("lands", "land", "expected"),
    [
        ((), "05", {}),
        (("05", "05"), "05", {"partners": 2, "partners_in_land": 2, "partners_elsewhere": 0, "lead_in_land": True}),
        (("07", ""), "05", {"partners": 2, "partners_in_land": 0, "partners_elsewhere": 2, "lead_in_land": False}),
        (("05", "07", ""), "05", {"partners": 3, "partners_in_land": 1, "partners_elsewhere": 2}),
        (("05", "07", ""), "", {"partners": 3, "partners_in_land": 2, "partners_elsewhere": 1}),
    ],
)
def test_partners_are_counted_for_the_land_of_the_directive(lands, land, expected) -> None:
    seen = facts(*lands).seen_from(land)
    assert seen == (expected | {"inhabitants": 1000 * len(lands)} if lands else {})


def test_who_applies_is_asked_only_where_it_matters() -> None:
    assert facts("05", "07", lead="05000").seen_from("05")["lead_in_land"] is True
    assert facts("05", "07", lead="07001").seen_from("05")["lead_in_land"] is False
    assert "lead_in_land" not in facts("05", "07").seen_from("05")


def test_inhabitants_are_known_only_if_all_are() -> None:
    assert Facts((ONE, Partner("2", "Unknown", "07"))).seen_from("07").get("inhabitants") is None
    assert Facts((ONE, Partner("2", "Empty", "07", 0))).seen_from("07")["inhabitants"] == 9000


# Three values


@pytest.mark.parametrize(
    ("condition", "answer", "expected"),
    [
        (when("partners", "at_least", 3), 2, False),
        (when("partners", "at_least", 3), 3, True),
        (when("partners", "at_most", 3), 3, True),
        (when("partners", "at_most", 3), 4, False),
        (when("eligible_cost", "at_least", Decimal(5000)), Decimal("4999.99"), False),
        (when("eligible_cost", "at_least", Decimal(5000)), Decimal("5000.00"), True),
        (when("duration_years", "equals", Decimal(5)), Decimal("5.0"), True),
        (when("is_new", "equals", False), False, True),
        (when("is_new", "equals", False), True, False),
        (when("topic", "one_of", {"a", "b"}), "b", True),
        (when("topic", "one_of", {"a", "b"}), "c", False),
        (when("topic", "excludes", {"a", "b"}), "c", True),
        (when("topic", "excludes", {"a", "b"}), "a", False),
        (when("cost_kinds", "includes", {"it", "debts"}), frozenset({"it", "running"}), True),
        (when("cost_kinds", "includes", {"it", "debts"}), frozenset({"running"}), False),
        (when("cost_kinds", "includes", {"it"}), frozenset(), False),
        (when("cost_kinds", "excludes", {"it", "debts"}), frozenset({"running", "debts"}), False),
        (when("cost_kinds", "excludes", {"it"}), frozenset(), True),
        (when("partners", "at_least", 3), None, None),
        (when("partners", "at_least", None), 3, None),
    ],
)
def test_one_condition(condition, answer, expected) -> None:
    seen = {} if answer is None else {condition.asks: answer}
    truth = holds(condition, seen)
    assert truth.holds is expected
    assert truth.missing == ({condition.asks} if answer is None else frozenset())
    assert truth.value_unknown is (condition.value is None)


def test_what_cannot_be_compared_is_an_error_of_the_directive() -> None:
    with pytest.raises(TypeError):
        holds(when("topic", "at_least", 2), {"topic": "a"})
    with pytest.raises(TypeError):
        holds(when("is_new", "at_least", 0), {"is_new": True})


YES, NO = when("is_new", "equals", True), when("is_new", "equals", False)
OPEN, UNKNOWN = when("has_begun", "equals", True), when("is_model", "equals", None)


@pytest.mark.parametrize(
    ("conditions", "all_of", "any_of"),
    [
        ((), True, False),
        ((YES, YES), True, True),
        ((YES, NO), False, True),
        ((NO, NO), False, False),
        ((YES, OPEN), None, True),
        ((OPEN, NO), False, None),
        ((OPEN, UNKNOWN), None, None),
        ((UNKNOWN, NO), False, None),
        ((YES, UNKNOWN), None, True),
    ],
)
def test_several_conditions(conditions, all_of, any_of) -> None:
    seen = {"is_new": True, "is_model": True}
    for truth, expected in ((all_hold(conditions, seen), all_of), (any_holds(conditions, seen), any_of)):
        assert truth.holds is expected
        undecided = expected is None
        assert truth.missing == ({"has_begun"} if undecided and OPEN in conditions else frozenset())
        assert truth.value_unknown is (undecided and UNKNOWN in conditions)


def test_every_question_can_be_asked_somehow() -> None:
    assert OPERATORS.keys() == set(Kind)
    for question in QUESTIONS.values():
        assert not question.options or question.kind in {Kind.CHOICE, Kind.CHOICES}
    assert all(not LISTS.intersection(OPERATORS[kind]) for kind in NUMBERS)


def test_as_if_in_another_land_moves_partners_in_germany_only() -> None:
    here = facts("07", "06", "")
    assert [partner.land for partner in here.as_if_in("05").partners] == ["05", "05", ""]
    assert here.as_if_in("") is here
