# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Where sessions of a BarCamp go on: each app says for its own nouns what it can make of one.

An upper app registers its target in ``AppConfig.ready()``: ``handover.register(SheetFromProposal())``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from allmende.accounts.models import Organisation, User
    from allmende.events.models import Proposal


class Target(Protocol):
    """Something a proposal can become. ``name`` stands in forms and in the audit log."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> _StrPromise: ...

    @property
    def about(self) -> _StrPromise:
        """One sentence on what happens then."""
        ...

    @property
    def order(self) -> int: ...

    def made_of(self, proposal: Proposal, *, by: User) -> str:
        """Where ``by`` finds what it has become already; empty when there is nothing that she may see."""
        ...

    def hand_over(self, proposal: Proposal, *, organisation: Organisation, by: User) -> str:
        """Make it, for ``organisation``, in the caller's transaction; returns the address where ``by`` goes on.

        Asked for twice it is the same. Raises ValidationError when it cannot be made.
        """
        ...


_targets: dict[str, Target] = {}


def register(target: Target) -> None:
    """Offer ``target``; the same name again replaces the former one."""
    _targets[target.name] = target


def targets() -> list[Target]:
    """In the order in which they are offered."""
    return sorted(_targets.values(), key=lambda target: target.order)


def target(name: str) -> Target:
    """Raises KeyError for a name nobody has registered."""
    return _targets[name]
