# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a visitor is looking for: text, filters, order and page of the search, as one value that can be kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import MISSING, Field, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from allmende.german.queries import LONGEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

LONGEST_TEXT: Final = LONGEST + 1
"""Characters kept of the text: one more than is read, so that whoever reads it notices the cut."""
MAX_RADIUS_KM: Final = 200
MOST_VALUES: Final = 200
"""Values of one filter; more than anybody ticks."""
LAST_PAGE: Final = 10**9

NOTHING_TO_SEE: Final = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Unicode categories that are not typed but pasted: control characters, marks of direction, halves of a pair."""
_NAME: Final = r"[-a-zA-Z0-9_]{1,80}"
_PATTERNS: Final[dict[str, str]] = {
    "art": _NAME,
    "land": r"\d{2}",
    "kreis": r"\d{5}",
    "thema": r"[-a-zA-Z0-9_]{1,220}",
    "status": _NAME,
    "rechtsform": _NAME,
    "sorte": _NAME,
    "jahr": r"\d{4}",
}
FILTERS: Final[dict[str, str]] = {
    "art": "source",
    "land": "land",
    "kreis": "kreis",
    "thema": "topic",
    "status": "status",
    "rechtsform": "legal_form",
    "sorte": "sort",
    "jahr": "year",
}
"""Filters of several values, as they are called in the address, and the field of the index that each one means."""


class Sorting(TextChoices):
    """Orders of the hits. By distance only with a place; equal ones follow by relevance."""

    RELEVANCE = "relevanz", _("Relevanz")
    NEWEST = "neueste", _("Neueste zuerst")
    DISTANCE = "entfernung", _("Entfernung")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One search, named as in its address. Empty means „no matter“; ``ort`` is an ARS, ``radius`` km around it."""

    q: str = ""
    art: tuple[str, ...] = ()
    land: tuple[str, ...] = ()
    kreis: tuple[str, ...] = ()
    thema: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    rechtsform: tuple[str, ...] = ()
    sorte: tuple[str, ...] = ()
    jahr: tuple[str, ...] = ()
    ort: str = ""
    radius: int = 0
    sortierung: str = Sorting.RELEVANCE.value
    seite: int = 1

    @classmethod
    def from_params(cls, params: QueryDict | Mapping[str, Any]) -> SearchQuery:
        """Read ``params``; what is no possible value counts as not given, so that every address shows a page."""

        def text(name: str) -> str:
            value = params.get(name, "")
            return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""

        def number(name: str, most: int) -> int:
            value = text(name).strip()[:30]
            return min(int(value), most) if value.isascii() and value.isdigit() else 0

        ort = text("ort").strip()[:20]
        ort = ort if re.fullmatch(r"\d{2}|\d{3}|\d{5}|\d{9}|\d{12}", ort, re.ASCII) else ""
        sorting = text("sortierung")
        if sorting not in Sorting.values or (sorting == Sorting.DISTANCE and not ort):
            sorting = Sorting.RELEVANCE.value
        return cls(
            q=clean(text("q")),
            **{name: _values(params, name, pattern) for name, pattern in _PATTERNS.items()},
            ort=ort,
            radius=number("radius", MAX_RADIUS_KM) if ort else 0,
            sortierung=sorting,
            seite=number("seite", LAST_PAGE) or 1,
        )

    def params(self) -> list[tuple[str, str]]:
        """The parameters of this query, always in the same order; nothing that is the default anyway."""
        pairs: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value == _default(field):
                continue
            pairs += [(field.name, item) for item in value] if isinstance(value, tuple) else [(field.name, str(value))]
        return pairs

    def urlencode(self) -> str:
        """The address part after the question mark; the same query always gives the same text."""
        return urlencode(self.params())

    def to_json(self) -> dict[str, Any]:
        """Plain values, as a saved search keeps them."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in ((field.name, getattr(self, field.name)) for field in fields(self))
            if value != _default(self.__dataclass_fields__[name])
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> SearchQuery:
        """The query that ``to_json`` gave; read as carefully as an address."""
        return cls.from_params(stored)

    def without(self, name: str, value: str | None = None) -> SearchQuery:
        """The query with one filter taken away, or one of its values; a radius goes with its place. On page 1."""
        if name in FILTERS and value is not None:
            left: Any = tuple(item for item in getattr(self, name) if item != value)
            return replace(self, **{name: left, "seite": 1})
        names = {"ort": ("ort", "radius"), "land": ("land", "kreis")}.get(name, (name,))
        changes: dict[str, Any] = {each: _default(self.__dataclass_fields__[each]) for each in names}
        if "ort" in names and self.sortierung == Sorting.DISTANCE:
            changes["sortierung"] = Sorting.RELEVANCE.value
        changes.setdefault("seite", 1)
        return replace(self, **changes)

    def without_filters(self) -> SearchQuery:
        """Only the text, in its order."""
        query = self
        for name in self.active:
            query = query if name == "q" else query.without(name)
        return query

    @property
    def active(self) -> tuple[str, ...]:
        """Names of what is set, in the order of the address; radius, order and page are no filters."""
        return tuple(
            field.name
            for field in fields(self)
            if field.name not in {"radius", "sortierung", "seite"} and getattr(self, field.name) != _default(field)
        )

    def __bool__(self) -> bool:
        """Whether anything is sought."""
        return bool(self.q.strip()) or any(name != "q" for name in self.active)


def clean(text: str) -> str:
    """``text`` on one line, without what cannot be seen, no longer than is read.

    A space at the end stays one: it says that the last word is finished.
    """
    shown = text[: 4 * LONGEST_TEXT]
    visible = "".join(_visible(letter) for letter in shown)
    words = " ".join(visible.split())
    return (words + " " if words and visible[-1:].isspace() else words)[:LONGEST_TEXT]


def _visible(letter: str) -> str:
    if letter.isprintable():
        return letter
    category = unicodedata.category(letter)
    return "" if category == "Cf" else " " if category in NOTHING_TO_SEE or letter.isspace() else letter


def _values(params: QueryDict | Mapping[str, Any], name: str, pattern: str) -> tuple[str, ...]:
    getlist = getattr(params, "getlist", None)
    given = getlist(name) if getlist else params.get(name, ())
    given = [given] if isinstance(given, str | int) else given if isinstance(given, list | tuple) else []
    possible = (str(value).strip() for value in given[: 5 * MOST_VALUES])
    found = (value for value in possible if len(value) <= 220 and re.fullmatch(pattern, value, re.ASCII))
    return tuple(sorted(set(found)))[:MOST_VALUES]


def _default(field: Field[Any]) -> Any:
    return None if field.default is MISSING else field.default
