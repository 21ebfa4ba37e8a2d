# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Single values of a directive file: each kind converts what is written, writes it again and describes itself.

What is written may be text (all of YAML, and numbers of JSON) or a value of JSON.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import Enum

    from allmende.funding.files.problems import Place

REFUSED: Final = object()
"""Instead of a value that could not be read; why was said at its place."""
SLUG: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", re.ASCII)
ISO_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
GERMAN_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
"""Categories of Unicode: control characters, marks of direction and the like, halves of pairs."""
LONGEST_REPEATED: Final = 60
LONGEST_NUMBER: Final = 200
"""In bits: more is never read, and Python refuses to write very long ones."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
YES: Final = frozenset({"ja", "true", "yes"})
NO: Final = frozenset({"nein", "false", "no"})


class RefusedError(ValueError):
    """A single value cannot be read; the message says why."""


class Shape(ABC):
    """A kind of value of the file."""

    @abstractmethod
    def read(self, value: object, at: Place) -> Any:
        """What ``value`` means, or REFUSED after saying at ``at`` what is wrong. Never called with None."""

    @abstractmethod
    def write(self, value: Any) -> object:
        """As it is written to a file: text, number, yes or no, list or mapping."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""


class Scalar(Shape):
    """A single value."""

    @abstractmethod
    def convert(self, value: object) -> Any:
        """What ``value`` means. Raises RefusedError."""

    def read(self, value: object, at: Place) -> Any:
        try:
            return self.convert(value)
        except RefusedError as error:
            at.say(str(error))
            return REFUSED

    def write(self, value: Any) -> object:
        return value


@dataclass(frozen=True, slots=True)
class Text(Scalar):
    """Text without what cannot be seen: one line, or several if ``lines``."""

    limit: int
    lines: bool = False

    def convert(self, value: object) -> str:
        text = cleaned(_written(value))
        if not self.lines:
            text = re.sub(r"[ \n]+", " ", text)
        if len(text) > self.limit:
            message = _("Der Text hat %(length)d Zeichen. Erlaubt sind höchstens %(limit)d.")
            raise RefusedError(message % {"length": len(text), "limit": self.limit})
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.limit}


@dataclass(frozen=True, slots=True)
class Slug(Scalar):
    """A key that can stand in an address."""

    limit: int = 60

    def convert(self, value: object) -> str:
        text = _written(value).strip()
        if not SLUG.fullmatch(text):
            message = _("„%(text)s“ ist kein Schlüssel. Erlaubt sind Kleinbuchstaben ohne Umlaute, Ziffern und „-“.")
            raise RefusedError(message % {"text": shortened(text)})
        if len(text) > self.limit:
            message = _("Der Schlüssel hat %(length)d Zeichen. Erlaubt sind höchstens %(limit)d.")
            raise RefusedError(message % {"length": len(text), "limit": self.limit})
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{SLUG.pattern}$", "maxLength": self.limit}


@dataclass(frozen=True, slots=True)
class Link(Scalar):
    """An address on the web, or empty."""

    limit: int = 500

    def convert(self, value: object) -> str:
        text = _written(value).strip()
        if not text:
            return ""
        try:
            parts = urlsplit(text)
            is_link = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
        except ValueError:
            is_link = False
        if not is_link or not text.isprintable() or " " in text or set(text) & set('<>"\\'):
            message = _("„%(text)s“ ist keine Adresse im Netz. Sie beginnt mit „https://“ oder „http://“.")
            raise RefusedError(message % {"text": shortened(text)})
        if len(text) > self.limit:
            message = _("Die Adresse hat %(length)d Zeichen. Erlaubt sind höchstens %(limit)d.")
            raise RefusedError(message % {"length": len(text), "limit": self.limit})
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^(https?://.+)?$", "maxLength": self.limit}


@dataclass(frozen=True, slots=True)
class Day(Scalar):
    """A day, as 2021-08-31 or 31.08.2021."""

    def convert(self, value: object) -> dt.date:
        text = _written(value).strip()
        if found := ISO_DAY.fullmatch(text):
            year, month, day = map(int, found.groups())
        elif found := GERMAN_DAY.fullmatch(text):
            day, month, year = map(int, found.groups())
        else:
            message = _("„%(text)s“ ist kein Datum. Bitte so schreiben: 2021-08-31 oder 31.08.2021.")
            raise RefusedError(message % {"text": shortened(text)})
        try:
            result = dt.date(year, month, day)
        except ValueError:
            message = _("Den Tag „%(text)s“ gibt es nicht.")
            raise RefusedError(message % {"text": text}) from None
        if not FIRST_YEAR <= year <= LAST_YEAR:
            message = _("Das Jahr muss zwischen %(first)d und %(last)d liegen.")
            raise RefusedError(message % {"first": FIRST_YEAR, "last": LAST_YEAR})
        return result

    def write(self, value: Any) -> object:
        return value.isoformat()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Flag(Scalar):
    """Yes or no."""

    def convert(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        text = _written(value).strip().casefold()
        if text not in YES | NO:
            message = _("„%(text)s“ ist weder ja noch nein. Erlaubt sind „ja“, „nein“, „true“ und „false“.")
            raise RefusedError(message % {"text": shortened(text)})
        return text in YES

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Number(Scalar):
    """A number that is not negative, with at most two decimals; written as text. ``cents``: an amount in EUR."""

    most: Decimal
    cents: bool = False

    def convert(self, value: object) -> Decimal:
        text = _written(value).strip()
        if re.fullmatch(r"-\d+(\.\d+)?", text, re.ASCII) and text.strip("-0."):
            raise RefusedError(_("Die Zahl darf nicht negativ sein."))
        if not re.fullmatch(r"-?\d{1,30}(\.\d{1,2})?", text, re.ASCII):
            message = _(
                "„%(text)s“ ist keine Zahl. Bitte ohne Tausenderpunkte schreiben, mit einem Punkt vor höchstens zwei"
                " Nachkommastellen: 35000 oder 35000.50."
            )
            raise RefusedError(message % {"text": shortened(text)})
        number = abs(Decimal(text))
        if number > self.most:
            message = _("%(text)s ist zu groß. Erlaubt sind höchstens %(most)s.")
            raise RefusedError(message % {"text": shortened(text), "most": self.most})
        return number

    def write(self, value: Any) -> object:
        number: Decimal = value
        if number == number.to_integral_value():
            return f"{number:.0f}"
        return f"{number:.2f}" if self.cents else f"{number.normalize():f}"

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number"], "pattern": r"^\d+(\.\d{1,2})?$", "minimum": 0, "maximum": int(self.most)}


@dataclass(frozen=True, slots=True)
class Whole(Scalar):
    """A whole number that is not negative."""

    most: int

    def convert(self, value: object) -> int:
        text = _written(value).strip()
        if not re.fullmatch(r"\d{1,30}", text, re.ASCII):
            message = _("„%(text)s“ ist keine ganze Zahl ab 0. Bitte ohne Punkte schreiben.")
            raise RefusedError(message % {"text": shortened(text)})
        if int(text) > self.most:
            message = _("%(text)s ist zu groß. Erlaubt sind höchstens %(most)s.")
            raise RefusedError(message % {"text": shortened(text), "most": self.most})
        return int(text)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 0, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Choice(Scalar):
    """One of a closed list of words; with ``enum`` as its member."""

    options: tuple[str, ...]
    enum: type[Enum] | None = None

    def convert(self, value: object) -> Any:
        text = _written(value).strip()
        if text not in self.options:
            raise RefusedError(no_option(text, self.options))
        return self.enum(text) if self.enum else text

    def write(self, value: Any) -> object:
        return str(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.options)}


def cleaned(text: str) -> str:
    """``text`` in composed letters, with plain line ends, without control characters, marks of direction, halves of
    pairs and space at the ends of lines.
    """
    text = LINE_ENDS.sub("\n", text).replace("\t", " ")
    if not text.isascii() or not text.isprintable():
        text = "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) not in UNSEEN)
        text = unicodedata.normalize("NFC", text)
    return "\n".join(line.rstrip(" ") for line in text.split("\n")).strip(" \n")


def shortened(text: str) -> str:
    """``text`` as it can be repeated in a message."""
    line = re.sub(r"\s+", " ", cleaned(text[:200]))
    return line if len(line) <= LONGEST_REPEATED else f"{line[: LONGEST_REPEATED - 1].rstrip()}…"


def no_option(text: str, options: Iterable[str]) -> str:
    """That ``text`` is none of the words, with the nearest one or all of them."""
    options = list(options)
    near = nearest(text, options)
    if near:
        message = _("„%(text)s“ gibt es hier nicht – gemeint ist vielleicht „%(near)s“?")
        return message % {"text": shortened(text), "near": near}
    message = _("„%(text)s“ gibt es hier nicht. Erlaubt sind: %(options)s.")
    return message % {"text": shortened(text), "options": ", ".join(options)}


def nearest(text: str, options: Iterable[str]) -> str:
    """The option that was probably meant; empty if none is near."""
    found = get_close_matches(text[:60].strip().casefold(), list(options), n=1, cutoff=0.6)
    return found[0] if found else ""


def _written(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > LONGEST_NUMBER:
        raise RefusedError(_("Die Zahl ist zu groß."))
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, bool):
        message = _("Hier steht „ja“ oder „nein“; erwartet wird eine andere Angabe.")
        raise RefusedError(message)
    if isinstance(value, dict):
        raise RefusedError(_("Hier stehen mehrere benannte Angaben; erwartet wird eine einzelne."))
    raise RefusedError(_("Hier steht eine Liste; erwartet wird eine einzelne Angabe."))
