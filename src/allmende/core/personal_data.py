# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Personal data: who holds it, why, for how long. Each app says it of itself in ``AppConfig.ready()``.

Three registries: processings (the record of processing activities, Art. 30 GDPR), retention rules (Art. 5(1)(e)),
and holders, which give out (Art. 15, 20) and erase (Art. 17) what they hold about one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.utils.functional import _StrPromise


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


@dataclass(frozen=True, slots=True)
class Identity:
    """By what a person could still be recognised after the account is gone."""

    key: int
    name: str
    email: str


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


def register_processing(processing: Processing) -> None:
    _processings[processing.key] = processing


def register_rule(rule: RetentionRule) -> None:
    _rules[rule.key] = rule


def register_holder(holder: Holder) -> None:
    _holders[holder.name] = holder


def processings() -> tuple[Processing, ...]:
    return tuple(_processings.values())


def rules() -> tuple[RetentionRule, ...]:
    return tuple(_rules.values())


def holders() -> tuple[Holder, ...]:
    return tuple(_holders.values())
