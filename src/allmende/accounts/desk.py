# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who at the desk answers for a place: to whom goes what concerns the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from allmende.accounts.models import User
from allmende.accounts.rules import DESK_PERMISSION

if TYPE_CHECKING:
    from collections.abc import Iterable


def desk_users(keys: Iterable[str]) -> list[User]:
    """Those of the desk who answer for these ARS; where there is nobody, the operators."""
    app, _dot, codename = DESK_PERMISSION.partition(".")
    right = Permission.objects.filter(content_type__app_label=app, codename=codename)
    given = Q(Exists(right.filter(user=OuterRef("pk")))) | Q(Exists(right.filter(group__user=OuterRef("pk"))))
    active = User.objects.filter(is_active=True)
    people = active.filter(given, is_superuser=False).prefetch_related("desk_areas").order_by("pk")
    wanted = list(keys)
    found = [person for person in people if _answers(person, wanted)]
    return found or list(active.filter(is_superuser=True).order_by("pk"))


def _answers(person: User, keys: list[str]) -> bool:
    areas = [area.ars for area in person.desk_areas.all()]
    return not areas or any(key.startswith(area) for key in keys for area in areas)
