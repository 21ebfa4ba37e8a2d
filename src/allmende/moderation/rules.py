# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what with changes and hints. Pure: what they need of the database is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from allmende.accounts.rules import desk_areas

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.contrib.auth.models import AnonymousUser

    from allmende.accounts.models import User

__all__ = ["Party", "Who", "desk_areas", "is_desk", "may_take", "takes_as"]


class Who(StrEnum):
    """Who may take a step."""

    ORGANISATION = "organisation"  # an editor, signatory or manager of the change's organisation
    DESK = "desk"  # a desk user of its areas who has not written in it
    PORTAL = "portal"  # a job


@dataclass(frozen=True, slots=True)
class Party:
    """What somebody is to one change. Who has written in it (``has_written``) never reviews it."""

    is_member: bool = False
    is_desk: bool = False
    has_written: bool = False
    is_portal: bool = False


def is_desk(user: User | AnonymousUser) -> bool:
    """Whether ``user`` reviews what organisations send in."""
    return bool(user.is_authenticated and user.has_perm("moderation.review_change"))


def takes_as(who: Collection[Who], party: Party) -> Who | None:
    """As what ``party`` takes a step that is open to ``who``; None if not at all."""
    if party.is_portal:
        return Who.PORTAL if Who.PORTAL in who else None
    if Who.ORGANISATION in who and party.is_member:
        return Who.ORGANISATION
    if Who.DESK in who and party.is_desk and not party.has_written:
        return Who.DESK
    return None


def may_take(who: Collection[Who], sources: Collection[str], state: str, party: Party) -> bool:
    """Whether ``party`` may take a step that leads away from ``sources`` now that the change is in ``state``."""
    return state in sources and takes_as(who, party) is not None
