# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the filters of all lists have in common: reading them, choices with their counts, chips for what is chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from django.utils.functional import _StrPromise

INDENT: Final = "\u2003"
MAX_TEXT: Final = 100
SHOWN_TEXT: Final = 40
SLUG: Final = re.compile(r"[-a-zA-Z0-9_]{1,220}")
LAND: Final = re.compile(r"[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter: its value in the address, what it is called, how many it leaves; depth 1 = below."""

    value: str
    label: str
    count: int
    selected: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter and the list without it."""

    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """A filter to drop when nothing is left, and how many entries that would show."""

    label: str
    url: str
    count: int


def fruitful(ways: Iterable[WayOut]) -> list[WayOut]:
    """The ways that lead to something, the one to the most entries first."""
    return sorted((way for way in ways if way.count), key=lambda way: -way.count)


def shortened(value: str) -> str:
    """``value`` in quotes, short enough for a message."""
    text = " ".join(value.replace("\x00", "").split())
    return f"„{text[:SHOWN_TEXT]}…“" if len(text) > SHOWN_TEXT else f"„{text}“"


class AddressReader:
    """Reads filters from an address. What is no possible value counts as not given: every address shows a list."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        self.params = params

    def text(self, name: str) -> str:
        value = self.params.get(name, "")
        return " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else ""

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        return self.text(name) if pattern.fullmatch(self.text(name)) else ""

    def among(self, name: str, values: Container[str]) -> str:
        return self.text(name) if self.text(name) in values else ""


@dataclass(frozen=True, slots=True)
class AddressFilters:
    """The filters of one list as texts, named as in its address; empty means „no matter“.

    ``LABELS`` names each filter for visitors; a field without a name there is no filter. ``SAYS_ITSELF`` are those
    whose field tells what is wrong with it.
    """

    LABELS: ClassVar[Mapping[str, _StrPromise]] = {}
    SAYS_ITSELF: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def not_understood(cls, name: str, value: str) -> str:
        words = {"name": cls.LABELS[name], "value": shortened(value)}
        return _("%(name)s: %(value)s kennen wir nicht. Der Filter wurde weggelassen.") % words

    def dropped(self, params: Mapping[str, Any]) -> list[str]:
        """Messages about what of ``params`` could not be used."""
        found = []
        for name in self.filters():
            given = params.get(name, "")
            is_lost = isinstance(given, str) and given.strip() and not getattr(self, name)
            if is_lost and name not in self.SAYS_ITSELF:
                found.append(self.not_understood(name, given))
        return found

    @classmethod
    def filters(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls) if field.name in cls.LABELS)

    def params(self) -> list[tuple[str, str]]:
        return [(field.name, getattr(self, field.name)) for field in fields(self) if getattr(self, field.name)]

    def urlencode(self) -> str:
        """The address part with its question mark; empty for no filter."""
        return f"?{urlencode(self.params())}" if self.params() else ""

    def without(self, *names: str) -> Self:
        return replace(self, **dict.fromkeys(names, ""))

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the filters that are set."""
        return tuple(name for name in self.filters() if getattr(self, name))


def choices(options: Iterable[Option], everything: Any) -> list[tuple[str, Any]]:
    """Choices of a select with their counts; those below another are indented."""
    rows: list[tuple[str, Any]] = [("", everything)]
    rows += [(option.value, f"{INDENT * option.depth}{option.label} · {option.count}") for option in options]
    return rows


class ContentSelect(forms.Select):
    """A choice among names (places, topics, programmes), which are German in every language of the portal."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value and get_language() != settings.LANGUAGE_CODE:
            option["attrs"]["lang"] = settings.LANGUAGE_CODE
        return option
