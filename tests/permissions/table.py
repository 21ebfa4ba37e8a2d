# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How one line of the matrix is written: an address with its parameters, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.permissions.cast import EVERYBODY, Person

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.permissions.cast import Cast

People = frozenset[Person]


@dataclass(frozen=True)
class Case:
    """One address with one set of parameters. ``may`` get an answer; all others are sent to sign in, or get 404.

    ``posts`` are those who may send something there, where that differs from who may look; ``data`` is what is sent.
    """

    may: People
    kwargs: Callable[[Cast], Mapping[str, Any]] = field(default=lambda _cast: {})
    label: str = ""
    posts: People | None = None
    data: Callable[[Cast], Mapping[str, Any]] = field(default=lambda _cast: {})
    query: str = ""

    @property
    def may_post(self) -> People:
        return self.may if self.posts is None else self.posts


def fixed(may: People = EVERYBODY, /, *, query: str = "", **kwargs: Any) -> list[Case]:
    """One case with parameters that need no story."""
    return [Case(may, lambda _cast: kwargs, query=query)]
