# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Numbers as people type them: German or English thousands separators, spaces, a unit behind."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.core.templatetags.core import thousands
from allmende.funding.engine.questions import Kind
from allmende.funding.wording import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

BILLION: Final = Decimal(1_000_000_000)
MOST: Final[Mapping[Kind, Decimal]] = {
    Kind.MONEY: BILLION,
    Kind.PERCENT: Decimal(100),
    Kind.YEARS: Decimal(99),
    Kind.COUNT: Decimal(999),
}
LONGEST: Final = 40
"""A number of more characters is none."""

UNIT: Final = re.compile(r"\s*(?:€|eur|euro|%|prozent|jahre?|j\.)$", re.IGNORECASE)
NO_CENTS: Final = re.compile(r",[-\u2013\u2014]{1,2}$")
SPACES: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]+")
NO_GROUP: Final = re.compile(rf"\d{SPACES.pattern}(?!\d{{3}}(?!\d))\d")
"""A space before other than three digits: two numbers, or a slip."""
PLAIN: Final = re.compile(r"\d+(?:[.,]\d{1,2})?")
GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3})+(?:,\d{1,2})?|(?:,\d{3})+(?:\.\d{1,2})?)")
MORE_DECIMALS: Final = re.compile(r"\d+[.,]\d{3,}|[1-9]\d{0,2}(?:(?:\.\d{3})+,\d{3,}|(?:,\d{3})+\.\d{3,})")


class NumberError(ValueError):
    """What somebody typed is no number of this kind; says so in the words of the page."""


def read_number(text: str, kind: Kind) -> Decimal:
    """„150.000“, „150,000.50“, „150 000 €“ → 150000, 150000.50, 150000.

    A separator with three digits behind it is one of thousands; with one or two, it is the decimal one.
    """
    bare = NO_CENTS.sub("", UNIT.sub("", text.strip()))
    joined = SPACES.sub("", bare).replace("\u2212", "-")
    if len(text) > LONGEST or not joined.isascii() or NO_GROUP.search(bare):
        raise NumberError(not_a_number(text, kind))
    if joined.startswith("-"):
        raise NumberError(_("„%(text)s“ ist negativ. Bitte geben Sie 0 oder mehr an.") % {"text": shown(text)})
    if GROUPED.fullmatch(joined) and (kind in {Kind.MONEY, Kind.COUNT} or joined.count(".") + joined.count(",") > 1):
        return limited(_ungrouped(joined), kind)
    if PLAIN.fullmatch(joined):
        return limited(Decimal(joined.replace(",", ".")), kind)
    if MORE_DECIMALS.fullmatch(joined):
        raise NumberError(_("„%(text)s“ hat mehr als zwei Stellen nach dem Komma.") % {"text": shown(text)})
    raise NumberError(not_a_number(text, kind))


def _ungrouped(joined: str) -> Decimal:
    first = next(character for character in joined if character in ".,")
    decimal = "," if first == "." else "."
    return Decimal(joined.replace(first, "").replace(decimal, "."))


def limited(number: Decimal, kind: Kind) -> Decimal:
    """``number``, if such a number can be for this kind of question; counts are whole."""
    if number > MOST[kind]:
        most = thousands(MOST[kind])
        raise NumberError(_("Das ist mehr, als hier möglich ist: höchstens %(most)s.") % {"most": most})
    if kind is Kind.COUNT and number != number.to_integral_value():
        raise NumberError(_("Bitte geben Sie eine ganze Zahl an."))
    return plain(number) if kind is not Kind.MONEY else number


def not_a_number(text: str, kind: Kind) -> str:
    """The message for what is none, with an example."""
    example = {Kind.MONEY: "150.000,50", Kind.PERCENT: "15", Kind.YEARS: "5", Kind.COUNT: "3"}[kind]
    words = _("„%(text)s“ lässt sich nicht als Zahl lesen. So ginge es: %(example)s.")
    return words % {"text": shown(text), "example": example}


def shown(text: str) -> str:
    """What was typed, short enough for a message."""
    one_line = "".join(character if character.isprintable() else "\ufffd" for character in " ".join(text.split()))
    return one_line if len(one_line) <= LONGEST else f"{one_line[:LONGEST]}…"


def written(number: Decimal) -> str:
    """For addresses: „150000“, „150000.50“. ``read_number`` reads it back."""
    return str(int(number)) if number == number.to_integral_value() else f"{number:.2f}"
