# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Personal data: who holds it, why, for how long. Each app says it of itself in ``AppConfig.ready()``.

Three registries: processings (the record of processing activities, Art. 30 GDPR), retention rules (Art. 5(1)(e)),
and holders, which give out (Art. 15, 20) and erase (Art. 17) what they hold about one person. What no holder thinks of
is found by the sweep through every text of the database (``sweeping``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.db.models import Model, Q

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    Touched = Mapping[type[Model], set[Any]]
    """The keys of the rows in which something was replaced, by model."""

AnyModel = TypeVar("AnyModel", bound=Model)


@dataclass(frozen=True, slots=True)
class Processing:
    """One line of the record of processing activities (Art. 30(1) GDPR)."""

    key: str
    label: _StrPromise
    purpose: _StrPromise
    legal_basis: _StrPromise
    persons: _StrPromise
    data: _StrPromise
    recipients: _StrPromise
    rules: tuple[str, ...] = ()
    """Keys of the retention rules that say when it is deleted."""


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long something is kept, in days; ``forget`` deletes or anonymises what is older and returns how many."""

    key: str
    label: _StrPromise
    default_days: int
    shortest_days: int
    forget: Callable[[dt.datetime], int]
    days_elsewhere: Callable[[], int] | None = None
    """Where another page sets the period: what it says. ``forget`` then asks there itself."""


@dataclass(frozen=True, slots=True)
class Identity:
    """By what a person could still be recognised after the account is gone."""

    key: int
    name: str
    email: str
    further: tuple[str, ...] = ()
    """Names the person had, and further addresses that are proven to be theirs."""

    @property
    def names(self) -> list[str]:
        return [text for text in dict.fromkeys((self.name, *self.further)) if text and "@" not in text]

    @property
    def addresses(self) -> list[str]:
        return [text for text in dict.fromkeys((self.email, *self.further)) if "@" in text]


def with_address(rows: QuerySet[AnyModel], column: str, addresses: Iterable[str]) -> QuerySet[AnyModel]:
    """Those of ``rows`` whose ``column`` is one of ``addresses``, in capital or small letters.

    The database only proposes: some take „ı“ for „i“ when they ignore case, and whoever buys such a domain would be
    given, or erase, what belongs to others.
    """
    wanted = {address.lower() for address in addresses if address}
    alike = reduce(or_, (Q(**{f"{column}__iexact": address}) for address in sorted(wanted)), Q(pk__in=[]))
    found = rows.filter(alike).order_by().values_list("pk", column)
    return rows.filter(pk__in=[key for key, text in found if str(text).lower() in wanted])


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who decides about the processing (Art. 4(7) GDPR); empty is not stated."""

    body: str = ""
    email: str = ""


class Holder(Protocol):
    """What an app holds about a person."""

    name: str

    def export(self, user: AbstractBaseUser) -> dict[str, Any]:
        """Everything, as plain values; the keys are German words for the person who reads it."""
        ...

    def erase(self, user: AbstractBaseUser, identity: Identity) -> None:
        """Delete what is the person's own; take the person out of what must stay. Runs before the account goes."""
        ...


_processings: dict[str, Processing] = {}
_rules: dict[str, RetentionRule] = {}
_holders: dict[str, Holder] = {}
_followers: list[Callable[[Touched], None]] = []
_shared: set[str] = set()
_references: set[str] = set()
_responsible: list[Callable[[], Responsible]] = []


def register_processing(processing: Processing) -> None:
    _processings[processing.key] = processing


def register_rule(rule: RetentionRule) -> None:
    _rules[rule.key] = rule


def register_holder(holder: Holder) -> None:
    _holders[holder.name] = holder


def register_follower(follow: Callable[[Touched], None]) -> None:
    """``follow`` brings up to date what is made from rows in which the sweep replaced something (search indexes)."""
    if follow not in _followers:
        _followers.append(follow)


def register_references(*labels: str) -> None:
    """Models („app.model“, or „app.*“) that hold official or technical data of no person: the sweep leaves them out."""
    _references.update(label.lower() for label in labels)


def register_shared(*labels: str) -> None:
    """Models („app.model“, or „app.*“) whose texts belong to others or to the public.

    There only a name somebody has vouched for is taken out, so that nobody can strike words by choosing a name.
    """
    _shared.update(label.lower() for label in labels)


def register_responsible(ask: Callable[[], Responsible]) -> None:
    _responsible[:] = [ask]


def processings() -> tuple[Processing, ...]:
    return tuple(_processings.values())


def rules() -> tuple[RetentionRule, ...]:
    return tuple(_rules.values())


def holders() -> tuple[Holder, ...]:
    return tuple(_holders.values())


def followers() -> tuple[Callable[[Touched], None], ...]:
    return tuple(_followers)


def is_reference(model: type[Model]) -> bool:
    return _is_listed(model, _references)


def is_shared(model: type[Model]) -> bool:
    return _is_listed(model, _shared)


def _is_listed(model: type[Model], labels: set[str]) -> bool:
    return model._meta.label_lower in labels or f"{model._meta.app_label}.*" in labels


def responsible() -> Responsible:
    return _responsible[0]() if _responsible else Responsible()
