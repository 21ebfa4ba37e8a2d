# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What another system sends for a Fördercheck: partners, answers by the keys of the engine's questions, a day.

The fields of the answers are made from the questions, so that a new question is at once part of the API and of its
description.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final

from django.utils import translation
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, WithJsonSchema, create_model
from pydantic_core import PydanticCustomError

from allmende.funding import wording
from allmende.funding.checking.forms import FIRST_YEAR, LAST_YEAR
from allmende.funding.checking.numbers import MOST, NumberError, limited
from allmende.funding.checking.partners import MOST_ABROAD, MOST_PARTNERS
from allmende.funding.engine.questions import QUESTIONS, Kind, Question

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_DIRECTIVES: Final = 50
LONGEST_NUMBER: Final = 30
DECIMALS: Final = 2

DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DECIMAL_TEXT: Final = r"^\d{1,12}(\.\d{1,2})?$"
CASE: Final[dict[str, Any]] = {
    "partners": ["071375004069", "071370068068"],
    "partners_abroad": 1,
    "lead": "071375004069",
    "answers": {
        "undertaking": "cooperation",
        "duration_years": 5,
        "eligible_cost": "300000.00",
        "saving_percent": 15,
        "has_begun": False,
        "resolutions": "all",
    },
    "on": "2026-11-23",
}
"""The example of the description and of the page about the API."""


def refuse(message: str) -> PydanticCustomError:
    """An error whose words stand as they are."""
    return PydanticCustomError("german", "{words}", {"words": message})


def _number(kind: Kind) -> Callable[[Any], Decimal | None]:
    """Reads a number of JSON, or one in a text with a point: "1234.50". Raises with words of its own."""

    def read(value: Any) -> Decimal | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
            raise refuse('Hier gehört eine Zahl hin, auch als Text mit Punkt: "150000.00".')
        number = _from_text(value) if isinstance(value, str) else Decimal(value)
        if number < 0:
            raise refuse("Die Zahl ist nicht negativ.")
        try:
            found = limited(number, kind)
        except NumberError as error:
            raise refuse(str(error)) from None
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < -DECIMALS:  # 150.000 may be meant as 150 thousand
            raise refuse("Höchstens zwei Stellen hinter dem Punkt, ohne Tausenderzeichen.")
        return found

    return read


def _from_text(text: str) -> Decimal:
    bare = text.strip()
    digits = bare.removeprefix("-").replace(".", "", 1)
    if not bare.isascii() or len(bare) > LONGEST_NUMBER or not digits.isdigit() or not bare[-1].isdigit():
        raise refuse('Das ist keine Zahl. Mit Punkt und ohne Tausenderzeichen: "150000.00".')
    return Decimal(bare)


def _count(value: Any) -> int | None:
    number = _number(Kind.COUNT)(value)
    return None if number is None else int(number)


def _choice(question: Question) -> Callable[[Any], str | None]:
    def read(value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise refuse("Hier gehört Text hin, in Anführungszeichen.")
        if question.options and value not in question.options:
            raise refuse(f"Möglich sind: {', '.join(question.options)}.")
        return value

    return read


def _choices(question: Question) -> Callable[[Any], frozenset[str] | None]:
    one = _choice(question)

    def read(value: Any) -> frozenset[str] | None:
        if value is None:
            return None
        if not isinstance(value, list):
            raise refuse("Hier gehört eine Liste hin: [ … ].")
        return frozenset(found for item in value if (found := one(item)) is not None)

    return read


def _number_schema(kind: Kind, example: str) -> dict[str, Any]:
    return {
        "anyOf": [
            {"type": "string", "pattern": DECIMAL_TEXT},
            {"type": "number", "minimum": 0, "maximum": int(MOST[kind])},
            {"type": "null"},
        ],
        "examples": [example],
    }


def _options_schema(question: Question) -> dict[str, Any]:
    return {"type": "string", "enum": list(question.options)} if question.options else {"type": "string"}


def _type_of(question: Question) -> Any:
    """The type of one answer: how it is read, and how it is described."""
    if question.kind is Kind.YES_NO:
        return StrictBool | None
    if question.kind is Kind.COUNT:
        count = {"anyOf": [{"type": "integer", "minimum": 0, "maximum": int(MOST[Kind.COUNT])}, {"type": "null"}]}
        return Annotated[int | None, BeforeValidator(_count), WithJsonSchema(count)]
    if question.kind is Kind.CHOICE:
        one = {"anyOf": [_options_schema(question), {"type": "null"}]}
        return Annotated[str | None, BeforeValidator(_choice(question)), WithJsonSchema(one)]
    if question.kind is Kind.CHOICES:
        listed = {"type": "array", "items": _options_schema(question), "uniqueItems": True}
        several = {"anyOf": [listed, {"type": "null"}]}
        return Annotated[frozenset[str] | None, BeforeValidator(_choices(question)), WithJsonSchema(several)]
    example = {Kind.MONEY: "300000.00", Kind.PERCENT: "15", Kind.YEARS: "5"}[question.kind]
    schema = _number_schema(question.kind, example)
    return Annotated[Decimal | None, BeforeValidator(_number(question.kind)), WithJsonSchema(schema)]


def described(question: Question) -> str:
    """The question in words, with what its options mean."""
    text = wording.question_label(question.key)
    if question.kind is Kind.MONEY:
        text += " in Euro"
    elif question.kind is Kind.PERCENT:
        text += " in Prozent"
    elif question.kind is Kind.YEARS:
        text += " in Jahren"
    help_text = wording.question_help(question.key)
    options = "; ".join(f"`{key}`: {wording.option_label(question.key, key)}" for key in question.options)
    return ". ".join(part.rstrip(".") for part in (text, help_text, options) if part) + "."


ASKED: Final = tuple(question for question in QUESTIONS.values() if not question.derived)
"""What can be answered; the rest is counted from the partners."""


class Strict(BaseModel):
    """Names that are not known are refused: what is misspelt must not be passed over."""

    model_config = ConfigDict(extra="forbid")


def _answers() -> type[Strict]:
    with translation.override("de"):
        fields: dict[str, Any] = {
            question.key: (_type_of(question), Field(default=None, description=described(question)))
            for question in ASKED
        }
    words = "Was über das Vorhaben bekannt ist. Was fehlt oder null ist, gilt als nicht bekannt, nie als nein."
    return create_model("Answers", __base__=Strict, __doc__=words, **fields)


Answers: Final = _answers()


class CheckRequest(Strict):
    """Ein Vorhaben, zu dem die Richtlinien befragt werden."""

    model_config = ConfigDict(json_schema_extra={"examples": [CASE]})

    partners: list[str] = Field(
        default_factory=list,
        max_length=MOST_PARTNERS,
        description="Partner in Deutschland, jeder einmal: Regionalschlüssel (ARS: Gemeinde 12 Stellen, Verband 9, "
        "Kreis 5) oder amtlicher Gemeindeschlüssel (AGS, 8 Stellen).",
    )
    partners_abroad: int = Field(
        default=0, ge=0, le=MOST_ABROAD, strict=True, description="Zahl der Partner außerhalb Deutschlands."
    )
    lead: str | None = Field(
        default=None, description="Wer den Antrag stellt: der Schlüssel eines der Partner. Fehlt er, ist es offen."
    )
    answers: Answers = Field(  # type: ignore[valid-type]
        default_factory=Answers, description="Antworten nach den Schlüsseln der Fragen."
    )
    on: str | None = Field(
        default=None,
        description="Stichtag, JJJJ-MM-TT: An diesem Tag wird beantragt. Ohne Angabe heute.",
        json_schema_extra={"format": "date", "examples": ["2026-11-23"]},
    )
    directives: list[str] = Field(
        default_factory=list,
        max_length=MOST_DIRECTIVES,
        description="Schlüssel der Richtlinien, die antworten sollen. Ohne Angabe alle, die am Stichtag für die Länder "
        "der Partner gelten können.",
    )


def day_of(text: str | None) -> dt.date | None:
    """The day that ``text`` says. Raises ValueError with words of its own."""
    if text is None:
        return None
    try:
        day = dt.date.fromisoformat(text) if DAY.fullmatch(text) else None  # not 2026-W01-1
    except ValueError:
        day = None
    if day is None:
        raise ValueError("Das ist kein Tag. So geht es: 2026-11-23.")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"Bitte nennen Sie einen Tag zwischen {FIRST_YEAR} und {LAST_YEAR}.")
    return day
