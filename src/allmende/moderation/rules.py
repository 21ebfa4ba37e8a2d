# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what with changes and hints. Pure: what they need of the database is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allmende.accounts.rules import desk_areas

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from allmende.accounts.models import User

__all__ = ["desk_areas", "is_desk"]


def is_desk(user: User | AnonymousUser) -> bool:
    """Whether ``user`` reviews what organisations send in."""
    return bool(user.is_authenticated and user.has_perm("moderation.review_change"))
