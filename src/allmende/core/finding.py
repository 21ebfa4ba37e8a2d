# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What can be found from the search box: each app says it for its own nouns, in ``AppConfig.ready()``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Finding:
    """One hit: where it leads, what it is called, one line that says which it is."""

    title: str
    url: str
    note: str = ""


class Findable(Protocol):
    """One kind of thing that can be found. ``key`` names it in URLs, ``order`` its place on the result page."""

    @property
    def key(self) -> str: ...

    @property
    def order(self) -> int: ...

    @property
    def label(self) -> str | _StrPromise:
        """The heading of its group on the result page."""
        ...

    def find(self, query: str, *, user: AbstractBaseUser | AnonymousUser, limit: int) -> tuple[Sequence[Finding], int]:
        """The best ``limit`` hits that ``user`` may see, and how many there are in all."""
        ...

    def more_url(self, query: str) -> str:
        """Where all hits of this kind are listed; empty when there is no such page."""
        ...


_findables: dict[str, Findable] = {}


def register(findable: Findable) -> None:
    """Make ``findable`` part of the search; the same key again replaces the former."""
    _findables[findable.key] = findable


def findables() -> tuple[Findable, ...]:
    """Every kind that can be found, in the order of the result page."""
    return tuple(sorted(_findables.values(), key=lambda item: item.order))
