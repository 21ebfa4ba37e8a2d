# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What rules can ask: every fact about an alliance and its project, with its kind. Words are in ``funding.wording``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from allmende.funding.engine.directive import Operator


class Kind(StrEnum):
    """What an answer is: whole number, EUR, percent, years, yes or no, one of a list, several of a list."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    YEARS = "years"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"


NUMBERS: Final = frozenset({Kind.COUNT, Kind.MONEY, Kind.PERCENT, Kind.YEARS})
_OF_NUMBERS: Final = (Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUALS)
OPERATORS: Final = {
    Kind.COUNT: _OF_NUMBERS,
    Kind.MONEY: _OF_NUMBERS,
    Kind.PERCENT: _OF_NUMBERS,
    Kind.YEARS: _OF_NUMBERS,
    Kind.YES_NO: (Operator.EQUALS,),
    Kind.CHOICE: (Operator.EQUALS, Operator.ONE_OF, Operator.EXCLUDES),
    Kind.CHOICES: (Operator.INCLUDES, Operator.EXCLUDES),
}
"""The operators that fit a kind of answer, the usual one first."""
LISTS: Final = frozenset({Operator.ONE_OF, Operator.INCLUDES, Operator.EXCLUDES})
"""Operators that compare with several values, a frozenset; the others compare with one."""


@dataclass(frozen=True, slots=True)
class Question:
    """One fact. ``derived``: counted from the partners and the Land of the directive, never asked.

    ``options`` are the keys of a closed list; an open one (topics, legal forms) is empty and known to the database.
    """

    key: str
    kind: Kind
    derived: bool = False
    options: tuple[str, ...] = ()


COST_KINDS: Final = (
    "preparation",
    "external_services",
    "project_staff",
    "materials",
    "investment",
    "it",
    "running",
    "retroactive",
    "debts",
)
UNDERTAKINGS: Final = ("cooperation", "study", "joint_administration", "fire_brigades")
BENEFITS: Final = ("revenue", "better_service", "lasting_contribution")

QUESTIONS: Final = {
    question.key: question
    for question in (
        Question("partners", Kind.COUNT, derived=True),
        Question("partners_in_land", Kind.COUNT, derived=True),
        Question("partners_elsewhere", Kind.COUNT, derived=True),
        Question("lead_in_land", Kind.YES_NO, derived=True),
        Question("inhabitants", Kind.COUNT, derived=True),
        Question("adjacent", Kind.YES_NO),
        Question("undertaking", Kind.CHOICE, options=UNDERTAKINGS),
        Question("topic", Kind.CHOICE),
        Question("legal_form", Kind.CHOICE),
        Question("duration_years", Kind.YEARS),
        Question("eligible_cost", Kind.MONEY),
        Question("requested_amount", Kind.MONEY),
        Question("cost_kinds", Kind.CHOICES, options=COST_KINDS),
        Question("saving_percent", Kind.PERCENT),
        Question("benefits", Kind.CHOICES, options=BENEFITS),
        Question("is_new", Kind.YES_NO),
        Question("has_begun", Kind.YES_NO),
        Question("resolutions", Kind.CHOICE, options=("all", "some", "none")),
        Question("is_model", Kind.YES_NO),
        Question("financially_weak", Kind.YES_NO),
        Question("special_need_area", Kind.YES_NO),
        Question("only_equipment", Kind.YES_NO),
        Question("other_state_funds", Kind.YES_NO),
        Question("fire_brigades", Kind.COUNT),
    )
}
"""By key. ``special_need_area``: applicant and most partners are in it. ``resolutions``: of how many partners."""
