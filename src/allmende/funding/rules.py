# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what with programmes and directives. Who sees them is ``visible_to``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allmende.accounts.rules import answers_for, is_desk

if TYPE_CHECKING:
    from allmende.accounts.rules import Visitor
    from allmende.funding.models import Directive, ProgrammeProfile


def may_edit(user: Visitor, profile: ProgrammeProfile | None = None) -> bool:
    """Enter and change programmes and directives: the desk, in its areas; what belongs to no Land only who answers for
    all of Germany.
    """
    if not is_desk(user):
        return False
    return profile is None or answers_for(user, areas_of(profile))


def may_release(user: Visitor, directive: Directive) -> bool:
    """Put a version in force: another person of the desk than the one who submitted it."""
    return may_edit(user, directive.profile) and user.pk not in {directive.submitted_by_id, directive.changed_by_id}


def areas_of(profile: ProgrammeProfile) -> list[str]:
    """The keys of the territories that a programme concerns; none for all of Germany."""
    land = profile.programme.land
    return [land.ars] if land is not None else []


def land_of(profile: ProgrammeProfile) -> str:
    """The Land of its directives as in their files: the first two digits of the ARS, empty for all of Germany."""
    land = profile.programme.land
    return land.ars[:2] if land is not None else ""
