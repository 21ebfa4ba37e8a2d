# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the filters of all lists have in common: choices with their counts, and chips for what is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Iterable

INDENT: Final = "\u2003"


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
