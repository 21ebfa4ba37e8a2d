# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which questions stand where: those that matter to a directive in question first, all others behind one heading."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from allmende.funding import wording
from allmende.funding.checking import parameters
from allmende.funding.engine.questions import NUMBERS, QUESTIONS

if TYPE_CHECKING:
    from django.forms import BoundField

    from allmende.funding.checking.facts_query import Checked
    from allmende.funding.checking.partners import Choice
    from allmende.funding.checking.result import CheckResult


@dataclass(frozen=True, slots=True)
class Asked:
    """One field; ``reading``: how its number was understood, empty where nobody can doubt it."""

    field: BoundField
    reading: str = ""


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A chosen partner, or a key that is none (``message`` says why, ``successors`` what to take instead)."""

    key: str
    name: str
    land: str = ""
    message: str = ""
    successors: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The form in its parts."""

    partners: tuple[PartnerRow, ...]
    problems: tuple[PartnerRow, ...]
    hints: tuple[str, ...]
    alliance: tuple[Asked, ...]
    main: tuple[Asked, ...]
    more: tuple[Asked, ...]
    day: Asked

    @property
    def fields(self) -> tuple[Asked, ...]:
        return (*self.alliance, *self.main, *self.more, self.day)

    @property
    def is_more_open(self) -> bool:
        """Something is said there, rightly or wrongly."""
        return any(asked.field.value() or asked.field.errors for asked in self.more)


def questionnaire(checked: Checked, result: CheckResult) -> Questionnaire:
    """The questions for this check."""
    asked = {name: _asked(checked, name) for name in parameters.QUESTION_OF}
    main = [name for name, key in parameters.QUESTION_OF.items() if key in result.asked]
    read = checked.read
    return Questionnaire(
        partners=tuple(
            PartnerRow(one.key, one.name, result.lands.get(one.land, "")) for one in read.partners if one.land
        ),
        problems=tuple(PartnerRow(one.key, "", "", one.message, one.successors) for one in read.problems),
        hints=(*read.hints, *_land_hints(checked, result)),
        alliance=(_asked(checked, parameters.ABROAD), _asked(checked, parameters.LEAD)),
        main=tuple(asked[name] for name in main),
        more=tuple(one for name, one in asked.items() if name not in main),
        day=_asked(checked, parameters.DAY),
    )


def _asked(checked: Checked, name: str) -> Asked:
    field = checked.form[name]
    key = parameters.QUESTION_OF.get(name, "")
    answer = checked.facts.answers.get(key)
    if key and QUESTIONS[key].kind in NUMBERS and isinstance(answer, int | Decimal):
        text = wording.answer_text(key, answer)
        return Asked(field, "" if _bare(text) == _bare(str(field.value())) else text)
    return Asked(field)


def _bare(text: str) -> str:
    """Without what does not matter to how a number is understood."""
    return "".join(character for character in text if character.isdigit() or character in ".,")


def _land_hints(checked: Checked, result: CheckResult) -> list[str]:
    lands = checked.read.lands
    if len(lands) < 2:
        return []
    words = _(
        "Die Partner kommen aus mehreren Ländern (%(lands)s). Jede Richtlinie zählt nur die Partner aus ihrem Land; "
        "die anderen zählen dort als Partner von außerhalb."
    )
    return [words % {"lands": ", ".join(result.lands.get(land, land) for land in lands)}]
