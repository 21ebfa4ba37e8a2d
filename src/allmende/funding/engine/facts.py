# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is known of an alliance and its project. What is not known is missing, never 0 and never no."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from allmende.funding.engine.questions import QUESTIONS, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allmende.funding.engine.questions import Question

Answer = int | bool | str | Decimal | frozenset[str]
"""The value of one question: COUNT int, MONEY/PERCENT/YEARS Decimal, YES_NO bool, CHOICE str, CHOICES frozenset."""

MOST: Final = {
    Kind.COUNT: Decimal(1_000_000_000),
    Kind.MONEY: Decimal(1_000_000_000_000),
    Kind.PERCENT: Decimal(100),
    Kind.YEARS: Decimal(100),
}
"""The highest answer of a kind; the lowest is 0. Money has two decimals, and so have the others at most."""
DECIMALS: Final = 2


class FactsProblem(StrEnum):
    """Why something is no answer. ``TYPE``: of the wrong kind, or not finite. ``LEAD``: is not one of the partners.
    ``TWICE``: the same partner twice. ``DERIVED``: is counted, never answered.
    """

    UNKNOWN_QUESTION = "unknown_question"
    DERIVED = "derived"
    TYPE = "type"
    NEGATIVE = "negative"
    TOO_HIGH = "too_high"
    DECIMALS = "decimals"
    UNKNOWN_OPTION = "unknown_option"
    PARTNER = "partner"
    TWICE = "twice"
    LEAD = "lead"


class FactsError(ValueError):
    """These facts make no sense. ``field``: a question key, ``partners`` or ``lead``."""

    def __init__(self, field: str, problem: FactsProblem, given: object) -> None:
        super().__init__(f"{field}: {problem} ({given!r})")
        self.field = field
        self.problem = problem


def problem_of(question: Question, answer: object) -> FactsProblem | None:
    """What keeps ``answer`` from being an answer to the question; None if it is one."""
    if question.kind is Kind.YES_NO:
        return None if isinstance(answer, bool) else FactsProblem.TYPE
    if question.kind in {Kind.CHOICE, Kind.CHOICES}:
        return _problem_of_choice(question, answer)
    return _problem_of_number(question.kind, answer)


def _problem_of_number(kind: Kind, answer: object) -> FactsProblem | None:
    right = isinstance(answer, int) if kind is Kind.COUNT else isinstance(answer, Decimal) and answer.is_finite()
    if not right or not isinstance(answer, (int, Decimal)) or isinstance(answer, bool):
        return FactsProblem.TYPE
    if answer < 0:
        return FactsProblem.NEGATIVE
    if answer > MOST[kind]:
        return FactsProblem.TOO_HIGH
    return FactsProblem.DECIMALS if isinstance(answer, Decimal) and has_parts_of_a_cent(answer) else None


def has_parts_of_a_cent(number: Decimal) -> bool:
    """More than two decimals, zeros at the end not counted."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent < -DECIMALS and number != round(number, DECIMALS)


def _problem_of_choice(question: Question, answer: object) -> FactsProblem | None:
    if question.kind is Kind.CHOICE:
        given = frozenset((answer,))
    elif isinstance(answer, frozenset):
        given = answer
    else:
        return FactsProblem.TYPE
    if not all(isinstance(option, str) and option for option in given):
        return FactsProblem.TYPE
    known = not question.options or given.issubset(question.options)
    return None if known else FactsProblem.UNKNOWN_OPTION


@dataclass(frozen=True, slots=True)
class Partner:
    """A municipality or association of municipalities that takes part.

    ``key``: ARS, or a name of its own for a partner outside Germany. ``land``: the first two digits of the ARS, empty
    outside Germany. ``population`` in persons, None if not known.
    """

    key: str
    name: str
    land: str
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Partners (each once, in any order), the key of the one that applies, and the answers by question key.

    Raises FactsError where they make no sense.
    """

    partners: tuple[Partner, ...] = ()
    lead: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_partners(self.partners, self.lead)
        for key, answer in self.answers.items():
            question = QUESTIONS.get(key)
            if question is None:
                raise FactsError(key, FactsProblem.UNKNOWN_QUESTION, answer)
            problem = FactsProblem.DERIVED if question.derived else problem_of(question, answer)
            if problem is not None:
                raise FactsError(key, problem, answer)

    def as_if_in(self, land: str) -> Facts:
        """The same alliance with all its partners in Germany thought to lie in ``land``; for no Land as it is."""
        if not land:
            return self
        moved = tuple(replace(partner, land=land) if partner.land else partner for partner in self.partners)
        return replace(self, partners=moved)

    def seen_from(self, land: str) -> dict[str, Answer]:
        """All answers by question key, with those counted for the Land that has made the directive.

        Partners in Germany count as partners in the Land for what the federal level or the EU has made (``land``
        empty). Without partners nothing is counted: "no partner" is not an answer, it is missing. Who applies needs
        not be known where all partners are from the Land, or none.
        """
        seen = dict(self.answers)
        if not self.partners:
            return seen
        inside = [partner.key for partner in self.partners if (partner.land == land if land else partner.land)]
        seen["partners"] = len(self.partners)
        seen["partners_in_land"] = len(inside)
        seen["partners_elsewhere"] = len(self.partners) - len(inside)
        if self.lead or len(inside) in {0, len(self.partners)}:
            seen["lead_in_land"] = self.lead in inside if self.lead else bool(inside)
        populations = [partner.population for partner in self.partners if partner.population is not None]
        if len(populations) == len(self.partners):
            seen["inhabitants"] = sum(populations)
        return seen


def _check_partners(partners: tuple[Partner, ...], lead: str) -> None:
    keys = set()
    for partner in partners:
        if not partner.key or not (partner.land == "" or (len(partner.land) == 2 and partner.land.isdecimal())):
            raise FactsError("partners", FactsProblem.PARTNER, partner)
        if partner.key in keys:
            raise FactsError("partners", FactsProblem.TWICE, partner.key)
        keys.add(partner.key)
        people = partner.population
        if people is not None and problem_of(QUESTIONS["inhabitants"], people):
            raise FactsError("partners", FactsProblem.PARTNER, partner)
    if lead and lead not in keys:
        raise FactsError("lead", FactsProblem.LEAD, lead)
