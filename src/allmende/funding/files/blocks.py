# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Values of a directive file that are made of others: named values, lists, and answers to the questions of rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from allmende.funding.engine.directive import Condition, Operator
from allmende.funding.engine.facts import MOST
from allmende.funding.engine.questions import LISTS, OPERATORS, QUESTIONS, Kind, Question
from allmende.funding.files.scalars import (
    REFUSED,
    Choice,
    Flag,
    Number,
    Scalar,
    Shape,
    Slug,
    Whole,
    nearest,
    no_option,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from allmende.funding.engine.facts import Answer
    from allmende.funding.files.problems import Place

ABSENT: Final = object()
"""Instead of a value that is not written, where the default of the dataclass applies."""
MOST_OPTIONS: Final = 50
LONGEST_SLUG: Final = 140
"""Of a topic; legal forms have shorter ones."""
UNKNOWN_KEYS_SAID: Final = 10
MOST_NAMES: Final = 50
SINGLE: Final[Mapping[Kind, Scalar]] = {
    Kind.COUNT: Whole(int(MOST[Kind.COUNT])),
    Kind.MONEY: Number(MOST[Kind.MONEY], cents=True),
    Kind.PERCENT: Number(MOST[Kind.PERCENT]),
    Kind.YEARS: Number(MOST[Kind.YEARS]),
    Kind.YES_NO: Flag(),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A named value. ``required``: must be there. ``may_be_empty``: and empty text says something. ``always``: is
    written even if it says nothing. ``about``: what it is, for those who write such files. ``absent``: what it is where
    it is not written, if the dataclass does not say so.
    """

    name: str
    shape: Shape
    required: bool = False
    may_be_empty: bool = False
    always: bool = False
    about: str = ""
    absent: object = ABSENT


@dataclass(frozen=True, slots=True)
class Block(Shape):
    """Named values that ``make`` puts together. ``defaults`` are not written. What does not fit together is said by
    ``fits`` before they are put together, and by ``check`` afterwards.
    """

    make: Callable[..., Any]
    fields: tuple[Field, ...]
    defaults: Mapping[str, object]
    take: Callable[[Any, str], object] = getattr
    fits: Callable[[dict[str, Any], Place], None] | None = None
    check: Callable[[Any, Place], None] | None = None

    def read(self, value: object, at: Place) -> Any:
        before = at.problems.count
        names = tuple(field.name for field in self.fields)
        given = named(value, names, at)
        if not isinstance(value, Mapping):
            return REFUSED
        # What is there under a misspelt name is not said to be missing, too.
        misspelt = {nearest(str(key), names) for key in list(value)[:MOST_NAMES] if key not in names}
        values = {
            field.name: _read_field(field, given.get(field.name), at.at(field.name))
            for field in self.fields
            if field.name not in misspelt or field.name in given
        }
        if at.problems.count > before:
            return REFUSED
        values = {name: part for name, part in values.items() if part is not ABSENT}
        if self.fits is not None:
            self.fits(values, at)
        if at.problems.count > before:
            return REFUSED
        made = self.make(**values)
        if self.check is not None:
            self.check(made, at)
        return REFUSED if at.problems.count > before else made

    def write(self, value: Any) -> dict[str, object]:
        written = {}
        for field in self.fields:
            part = self.take(value, field.name)
            if field.always or field.required or part != self.defaults.get(field.name):
                written[field.name] = None if part is None else field.shape.write(part)
        return written

    def schema(self) -> dict[str, Any]:
        properties = {}
        for field in self.fields:
            found = field.shape.schema()
            if not field.required:
                found = {"anyOf": [found, {"type": "null"}]}
            properties[field.name] = {**found, "description": field.about} if field.about else found
        return {
            "type": "object",
            "properties": properties,
            "required": [field.name for field in self.fields if field.required],
            "additionalProperties": False,
        }


@dataclass(frozen=True, slots=True)
class Rows(Shape):
    """A list. ``unique``: the name of a value that no two rows share. ``least``: so many must be there."""

    row: Shape
    limit: int
    unique: str = ""
    least: int = 0

    def read(self, value: object, at: Place) -> Any:
        if not isinstance(value, (list, tuple)):
            at.say(_("Hier wird eine Liste erwartet; in YAML beginnt jeder Eintrag mit „- “."))
            return REFUSED
        if len(value) > self.limit:
            message = _("Die Liste hat %(length)d Einträge. Erlaubt sind höchstens %(limit)d.")
            at.say(message % {"length": len(value), "limit": self.limit})
            return REFUSED
        if len(value) < self.least:
            at.say(_("Hier wird mindestens ein Eintrag gebraucht."))
            return REFUSED
        rows = []
        for number, raw in enumerate(value):
            if raw is None:
                at.at(number).say(_("Dieser Eintrag ist leer."))
            rows.append(REFUSED if raw is None or at.problems.is_full else self.row.read(raw, at.at(number)))
        if self.unique:
            self._say_twice(rows, at)
        return tuple(rows)

    def _say_twice(self, rows: list[Any], at: Place) -> None:
        first: dict[str, int] = {}
        for number, row in enumerate(rows):
            key = None if row is REFUSED else getattr(row, self.unique)
            if key is not None and first.setdefault(key, number) != number:
                message = _("„%(key)s“ steht schon bei Eintrag %(number)d.")
                at.at(number).at(self.unique).say(message % {"key": shortened(key), "number": first[key] + 1})

    def write(self, value: Any) -> object:
        return [self.row.write(row) for row in value]

    def schema(self) -> dict[str, Any]:
        found = {"type": "array", "items": self.row.schema(), "maxItems": self.limit}
        return {**found, "minItems": self.least} if self.least else found


@dataclass(frozen=True, slots=True)
class Options(Scalar):
    """Several words of a closed or open list, at least ``least``; one alone may stand without being a list."""

    option: Scalar
    least: int = 1

    def convert(self, value: object) -> frozenset[str]:
        rows = list(value) if isinstance(value, (list, tuple)) else [value]
        return frozenset(self.option.convert(row) for row in rows[:MOST_OPTIONS])

    def read(self, value: object, at: Place) -> Any:
        if not isinstance(value, (list, tuple)):
            return Scalar.read(self, value, at)
        return self._read_list(value, at)

    def _read_list(self, value: list[Any] | tuple[Any, ...], at: Place) -> Any:
        if not self.least <= len(value) <= MOST_OPTIONS:
            message = _("Die Liste muss zwischen %(least)d und %(limit)d Einträge haben.")
            at.say(message % {"least": self.least, "limit": MOST_OPTIONS})
            return REFUSED
        found = [self.option.read(row, at.at(number)) for number, row in enumerate(value)]
        return REFUSED if REFUSED in found else frozenset(found)

    def write(self, value: Any) -> object:
        return sorted(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.option.schema(), "minItems": self.least, "maxItems": MOST_OPTIONS}


class ConditionShape(Shape):
    """A question, an operator that fits its kind, and a value that fits both; null: the value is not known."""

    names = ("asks", "operator", "value")

    def read(self, value: object, at: Place) -> Any:
        before = at.problems.count
        given = named(value, self.names, at)
        if not given:
            return REFUSED
        if "value" not in given:
            at.at("value").say(_("Die Angabe „value“ fehlt. Ist der Wert nicht bekannt, steht hier „null“."))
        for name in ("asks", "operator"):
            if given.get(name) in (None, ""):
                at.at(name).say(missing(name))
        if at.problems.count > before:
            return REFUSED
        question = _question(given["asks"], at.at("asks"))
        operator = Choice(tuple(Operator), Operator).read(given["operator"], at.at("operator"))
        if question is None or operator is REFUSED:
            return REFUSED
        fitting = OPERATORS[question.kind]
        if operator not in fitting:
            message = _("„%(operator)s“ passt nicht zu „%(question)s“. Es passen: %(fitting)s.")
            words = {"operator": operator, "question": question.key, "fitting": ", ".join(fitting)}
            at.at("operator").say(message % words)
            return REFUSED
        if given["value"] is None:
            return Condition(question.key, operator, None)
        answer = value_shape(question, operator).read(given["value"], at.at("value"))
        return REFUSED if answer is REFUSED else Condition(question.key, operator, answer)

    def write(self, value: Any) -> dict[str, object]:
        condition: Condition = value
        question = QUESTIONS[condition.asks]
        shape = value_shape(question, condition.operator)
        written = None if condition.value is None else shape.write(condition.value)
        return {"asks": condition.asks, "operator": str(condition.operator), "value": written}

    def schema(self) -> dict[str, Any]:
        return {"$ref": "#/$defs/condition"}

    def definition(self) -> dict[str, Any]:
        """What the schema refers to: which operators fit which question, and which value fits both."""
        variants = []
        for question in QUESTIONS.values():
            for operator in OPERATORS[question.kind]:
                value = {"anyOf": [value_shape(question, operator).schema(), {"type": "null"}]}
                fitting = {"asks": {"const": question.key}, "operator": {"const": str(operator)}, "value": value}
                variants.append({"properties": fitting})
        return {
            "type": "object",
            "properties": {
                "asks": {"type": "string", "enum": list(QUESTIONS)},
                "operator": {"type": "string", "enum": list(Operator)},
                "value": {},
            },
            "required": list(self.names),
            "additionalProperties": False,
            "anyOf": variants,
        }


class AnswersShape(Shape):
    """Answers by question key, of those that are asked; null: not known, as if it were not there."""

    def read(self, value: object, at: Place) -> Any:
        names = tuple(key for key, question in QUESTIONS.items() if not question.derived)
        answers: dict[str, Answer] = {}
        for key, raw in named(value, names, at).items():
            if raw is not None and key in names:
                answers[key] = answer_shape(QUESTIONS[key]).read(raw, at.at(key))
        return answers

    def write(self, value: Any) -> dict[str, object]:
        return {key: answer_shape(QUESTIONS[key]).write(value[key]) for key in QUESTIONS if key in value}

    def schema(self) -> dict[str, Any]:
        asked = [question for question in QUESTIONS.values() if not question.derived]
        return {
            "type": "object",
            "properties": {each.key: {"anyOf": [answer_shape(each).schema(), {"type": "null"}]} for each in asked},
            "additionalProperties": False,
        }


def answer_shape(question: Question) -> Scalar:
    """How the answer to a question is written; „none of them“ is an answer too."""
    if question.kind in SINGLE:
        return SINGLE[question.kind]
    option: Scalar = Choice(question.options) if question.options else Slug(LONGEST_SLUG)
    return Options(option, least=0) if question.kind is Kind.CHOICES else option


def value_shape(question: Question, operator: Operator) -> Scalar:
    """How the value is written with which an answer is compared: a list where the operator asks for one."""
    shape = answer_shape(question)
    if isinstance(shape, Options):
        return Options(shape.option)
    return Options(shape) if operator in LISTS and question.kind is Kind.CHOICE else shape


def block(make: type[Any], *fields: Field, check: Callable[[Any, Place], None] | None = None) -> Block:
    """A block that becomes the dataclass ``make``, with its defaults."""
    defaults = {}
    for each in dataclasses.fields(make):
        if each.default is not dataclasses.MISSING:
            defaults[each.name] = each.default
        elif each.default_factory is not dataclasses.MISSING:
            defaults[each.name] = each.default_factory()
    return Block(make, fields, defaults, check=check)


def named(value: object, names: tuple[str, ...], at: Place) -> Mapping[str, object]:
    """The named values; empty after saying what is wrong. Names that are not known are said, with the nearest one."""
    if not isinstance(value, Mapping):
        at.say(_("Hier werden benannte Angaben erwartet: %(names)s.") % {"names": ", ".join(names)})
        return {}
    unknown = [key for key in value if key not in names]
    for key in unknown[:UNKNOWN_KEYS_SAID]:
        at.at(str(key)).say(_unknown_key(str(key), names))
    if len(unknown) > UNKNOWN_KEYS_SAID:
        at.say(_("Es gibt hier noch %(count)d unbekannte Angaben.") % {"count": len(unknown) - UNKNOWN_KEYS_SAID})
    return value


def missing(name: str) -> str:
    return _("Die Angabe „%(name)s“ fehlt.") % {"name": name}


def _read_field(field: Field, raw: object, at: Place) -> Any:
    """The value of the field, ABSENT if its default applies."""
    found = field.absent if raw is None else field.shape.read(raw, at)
    if field.required and (found is ABSENT or (found == "" and not field.may_be_empty)):
        at.say(missing(field.name))
    return found


def _question(raw: object, at: Place) -> Question | None:
    if isinstance(raw, str) and raw.strip() in QUESTIONS:
        return QUESTIONS[raw.strip()]
    at.say(no_option(raw if isinstance(raw, str) else "", QUESTIONS))
    return None


def _unknown_key(key: str, names: tuple[str, ...]) -> str:
    if key in QUESTIONS and QUESTIONS[key].derived:
        return _("„%(name)s“ wird aus den Beteiligten gezählt und nicht angegeben.") % {"name": key}
    words = {"name": shortened(key), "near": nearest(key, names), "names": ", ".join(names)}
    if words["near"]:
        return _("Unbekannte Angabe „%(name)s“ – gemeint ist vielleicht „%(near)s“? Erlaubt sind: %(names)s.") % words
    return _("Unbekannte Angabe „%(name)s“. Erlaubt sind: %(names)s.") % words
