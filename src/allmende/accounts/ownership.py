# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What organisations own: the apps above say it of themselves, in ``AppConfig.ready()``.

An organisation that ends, by a merger or because it gives up, leaves nothing behind: what it owns is moved to another
one, or closed by somebody who says so. ``ownership.register(OwnedChanges())``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

    from allmende.accounts.models import Organisation, User

SHOWN = 20
"""How many things of one sort a page lists; the count says how many there are."""


@dataclass(frozen=True, slots=True)
class OwnedItem:
    """One thing an organisation owns, as a page lists it. ``url`` empty: it has no page of its own."""

    label: str
    url: str = ""
    note: str = ""


class Owned(ABC):
    """One sort of things that organisations own. ``order`` decides where it is listed (small first)."""

    key: ClassVar[str]
    label: ClassVar[_StrPromise]
    order: ClassVar[int] = 50
    closing: ClassVar[_StrPromise | str] = ""
    """What closing means („Entwürfe verwerfen“); empty: it can only be moved."""

    @abstractmethod
    def count(self, organisation: Organisation) -> int:
        """All of it, also what is long done: this many a merger moves."""

    @abstractmethod
    def open_count(self, organisation: Organisation) -> int:
        """What somebody must still answer for: while there is any, the organisation cannot be deactivated."""

    @abstractmethod
    def open_items(self, organisation: Organisation) -> Sequence[OwnedItem]:
        """The first ``SHOWN`` of what is open."""

    @abstractmethod
    def move(self, *, source: Organisation, target: Organisation, by: User | None) -> int:
        """Make all of it the target's, in the caller's transaction; returns how many."""

    def close(self, *, organisation: Organisation, by: User | None) -> int:
        """End what is open and can be ended, in the caller's transaction; returns how many. Here nothing can."""
        return 0


_registry: dict[str, Owned] = {}


def register(owned: Owned) -> None:
    """Make one sort known; the same key again replaces the former one."""
    _registry[owned.key] = owned


def all_owned() -> tuple[Owned, ...]:
    return tuple(sorted(_registry.values(), key=lambda owned: (owned.order, owned.key)))


def owned(key: str) -> Owned | None:
    return _registry.get(key)


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What is open of one sort."""

    owned: Owned
    count: int
    items: Sequence[OwnedItem]

    @property
    def more(self) -> int:
        return self.count - len(self.items)


def open_work(organisation: Organisation) -> list[OpenWork]:
    """All that keeps ``organisation`` from being deactivated; empty sorts are left out."""
    found = []
    for sort in all_owned():
        count = sort.open_count(organisation)
        if count:
            found.append(OpenWork(sort, count, sort.open_items(organisation)))
    return found


def counts(organisation: Organisation) -> list[tuple[Owned, int]]:
    """All that a merger would move."""
    return [(sort, count) for sort in all_owned() if (count := sort.count(organisation))]
