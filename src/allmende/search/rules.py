# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may look into what is searched, and who may teach the search words."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from allmende.accounts.rules import desk_areas, is_desk

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from allmende.accounts.models import User

    Visitor: TypeAlias = User | AnonymousUser


def may_see_statistics(user: Visitor) -> bool:
    """The whole desk: it holds no person, and what is not found is missing everywhere."""
    return is_desk(user)


def may_keep_synonyms(user: Visitor) -> bool:
    """Words act on every search of the portal, so the desk of one Land cannot change them."""
    return is_desk(user) and not desk_areas(user)
