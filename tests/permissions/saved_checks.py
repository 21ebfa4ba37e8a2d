# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Saved checks are for the person who saved them and nobody else; the API is for everybody and knows nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.funding.models import SavedCheck
from allmende.funding.services import checks
from tests.permissions.cast import NOBODY, SIGNED_IN, Person
from tests.permissions.table import Case, fixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from allmende.accounts.models import User
    from tests.permissions.cast import Cast
    from tests.permissions.table import People

HERSELF = frozenset({Person.CITIZEN})


def _check(cast: Cast) -> SavedCheck:
    return SavedCheck.objects.get_or_create(user=cast.people[Person.CITIZEN], name="Bauhof")[0]


def _hers() -> list[Case]:
    return [Case(HERSELF, lambda cast: {"pk": _check(cast).pk})]


ADDRESSES: dict[str, list[Case]] = {
    "api:index": fixed(),
    "api:openapi": fixed(),
    "api:programmes": fixed(),
    "api:directives": fixed(),
    "api:directive": fixed(NOBODY, key="none"),
    "api:check": fixed(),
    "funding:save_check": fixed(SIGNED_IN),
    "funding:saved_checks": fixed(SIGNED_IN),
    "funding:saved_checks_json": fixed(SIGNED_IN),
    "funding:rename_check": _hers(),
    "funding:see_check": _hers(),
    "funding:delete_check": _hers(),
}


def _rename(cast: Cast, user: User) -> Any:
    return checks.rename_check(check=_check(cast), name="Kita", by=user)


def _see(cast: Cast, user: User) -> Any:
    return checks.note_seen(check=_check(cast), seen={"a": {}}, by=user)


def _delete(cast: Cast, user: User) -> Any:
    return checks.delete_check(check=_check(cast), by=user)


SERVICES: dict[str, tuple[People, Callable[[Cast, User], Any]]] = {
    "funding.checks.save_check": (
        SIGNED_IN,
        lambda _cast, user: checks.save_check(name="Neu", query="", seen={}, by=user),
    ),
    "funding.checks.rename_check": (HERSELF, _rename),
    "funding.checks.note_seen": (HERSELF, _see),
    "funding.checks.delete_check": (HERSELF, _delete),
}
