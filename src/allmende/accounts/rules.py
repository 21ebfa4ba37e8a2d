# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what with organisations, and what a desk user answers for. Pure but for what the user carries along."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from allmende.accounts.models import User


def desk_areas(user: User | AnonymousUser) -> tuple[str, ...]:
    """ARS of the territories a desk user answers for; empty means everywhere. One query per request."""
    if not user.is_authenticated or user.is_superuser:
        return ()
    found: tuple[str, ...] | None = getattr(user, "_desk_areas", None)
    if found is None:
        found = tuple(user.desk_areas.order_by("ars").values_list("ars", flat=True))
        user._desk_areas = found  # type: ignore[attr-defined]  # noqa: SLF001 - on the request's own user object
    return found


def answers_for(user: User | AnonymousUser, keys: Iterable[str]) -> bool:
    """Whether one of the territories with these ARS lies in the areas of a desk user."""
    areas = desk_areas(user)
    return not areas or any(key.startswith(area) for key in keys for area in areas)
