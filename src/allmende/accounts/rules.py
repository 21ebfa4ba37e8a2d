# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what with organisations, and what a desk user answers for. Pure but for what the user carries along."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from allmende.accounts.models import Membership, Organisation, User

    Visitor: TypeAlias = User | AnonymousUser

EDITORS_GROUP = "Redaktion"
"""Name of the group that writes and publishes; its rights are given by the apps above."""

LAND_EDITORS_GROUP = "Redaktion eines Landes"
"""Name of the group that reviews what municipalities of some areas send in, without the editorial pages."""

NOWHERE = "-"
"""No ARS begins like this."""

DESK_PERMISSION = "moderation.review_change"
"""Whoever has it belongs to the desk: reviews what organisations send in, and keeps the organisations."""


def desk_areas(user: Visitor) -> tuple[str, ...]:
    """ARS of the territories a desk user answers for; empty means everywhere. One query per request.

    Whoever belongs to the desk of a Land and has no area yet answers for nothing, not for everything.
    """
    if not user.is_authenticated or user.is_superuser:
        return ()
    found: tuple[str, ...] | None = getattr(user, "_desk_areas", None)
    if found is None:
        rows = set(user.__class__.objects.filter(pk=user.pk).values_list("desk_areas__ars", "groups__name"))
        groups = {group for _ars, group in rows}
        found = tuple(sorted({ars for ars, _group in rows if ars}))
        if not found and LAND_EDITORS_GROUP in groups and EDITORS_GROUP not in groups:
            found = (NOWHERE,)
        user._desk_areas = found  # type: ignore[attr-defined]  # noqa: SLF001 - on the request's own user object
    return found


def answers_for(user: Visitor, keys: Iterable[str]) -> bool:
    """Whether one of the territories with these ARS lies in the areas of a desk user."""
    areas = desk_areas(user)
    return not areas or any(key.startswith(area) for key in keys for area in areas)


def is_desk(user: Visitor) -> bool:
    return bool(user.is_authenticated and user.has_perm(DESK_PERMISSION))


def may_keep(user: Visitor, organisation: Organisation) -> bool:
    """The desk, in its areas: confirms, corrects, merges and deactivates. The same as ``kept_by``."""
    return is_desk(user) and answers_for(user, organisation.keys)


def may_enter_organisations(user: Visitor) -> bool:
    """What has no territory yet belongs to no Land, so the desk of one Land cannot enter it."""
    return is_desk(user) and not desk_areas(user)


def manages(user: Visitor, membership: Membership | None) -> bool:
    """Whether ``membership`` makes ``user`` a manager who can act now."""
    return (
        membership is not None
        and membership.user_id == user.pk
        and membership.is_active
        and membership.is_manager
        and membership.organisation.is_active
    )


def may_decide(user: Visitor, membership: Membership, *, own: Membership | None, has_other_manager: bool) -> bool:
    """Who decides about ``membership``, at whatever state it is: never the person it is about.

    ``own`` is the membership of ``user`` in the same organisation. The managers decide; the centre only while the
    organisation has no manager but perhaps the person concerned (``has_other_manager``).
    """
    if not user.is_authenticated or user.pk == membership.user_id:
        return False
    if own is not None and own.organisation_id == membership.organisation_id and manages(user, own):
        return True
    return not has_other_manager and may_keep(user, membership.organisation)


def may_confirm(user: Visitor, membership: Membership, *, own: Membership | None, has_other_manager: bool) -> bool:
    """A request to an organisation that can act. Declining is allowed to the same people, see ``may_decline``."""
    return membership.organisation.is_active and may_decline(
        user, membership, own=own, has_other_manager=has_other_manager
    )


def may_decline(user: Visitor, membership: Membership, *, own: Membership | None, has_other_manager: bool) -> bool:
    """A request, also one to an organisation that the centre has not checked."""
    decides = may_decide(user, membership, own=own, has_other_manager=has_other_manager)
    return decides and membership.is_requested


def may_change_roles(user: Visitor, membership: Membership, *, own: Membership | None, has_other_manager: bool) -> bool:
    """Nobody gives roles to oneself; a manager who wants to be one no more hands over."""
    decides = may_decide(user, membership, own=own, has_other_manager=has_other_manager)
    return decides and membership.is_active and membership.organisation.is_active


def may_remove(user: Visitor, membership: Membership, *, own: Membership | None, has_other_manager: bool) -> bool:
    decides = may_decide(user, membership, own=own, has_other_manager=has_other_manager)
    return decides and membership.is_active


def may_withdraw(user: Visitor, membership: Membership) -> bool:
    """One's own request, as long as nobody has decided."""
    return user.is_authenticated and user.pk == membership.user_id and membership.is_requested


def may_leave(user: Visitor, membership: Membership, *, has_other_manager: bool) -> bool:
    """One's own membership; the last manager of an organisation that acts hands over first."""
    if not user.is_authenticated or user.pk != membership.user_id or not membership.is_active:
        return False
    return has_other_manager or not manages(user, membership)


def may_hand_over(user: Visitor, membership: Membership) -> bool:
    """A manager's own membership."""
    return manages(user, membership)
