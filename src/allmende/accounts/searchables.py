# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""To which audiences of the search a signed-in person belongs: the organisations for which one may act now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allmende.accounts.models import Organisation
from allmende.accounts.rules import desk_areas
from allmende.core import searchables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.accounts.rules import Visitor

TERRITORY_KEYS = (2, 3, 5, 9, 12)
"""Lengths of the ARS on the levels of the hierarchy; a desk answers for a unit with all that lies inside."""


def organisation_token(pk: int | None) -> str:
    """The audience of everybody who acts for one organisation."""
    return f"org:{pk}"


def desk_tokens(noun: str, places: Iterable[str]) -> set[str]:
    """Who of the desk of ``noun`` sees an entry that concerns these places (ARS): the whole desk and theirs."""
    inside = {ars[:length] for ars in places for length in TERRITORY_KEYS if len(ars) >= length}
    return {f"desk:{noun}", *(f"desk:{noun}:{area}" for area in inside)}


def desk_audiences(user: Visitor, noun: str, permission: str) -> list[str]:
    """The tokens of ``user`` for ``desk_tokens`` of the same noun; nothing without the permission."""
    if not user.has_perm(permission):
        return []
    return [f"desk:{noun}:{area}" for area in desk_areas(user)] or [f"desk:{noun}"]


def organisations_of(user: Visitor) -> Iterable[str]:
    return map(organisation_token, Organisation.objects.of(user).order_by("pk").values_list("pk", flat=True))


def register() -> None:
    """Called when the app is ready."""
    searchables.register_audience(organisations_of)
