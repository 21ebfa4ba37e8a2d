# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The accounts of the cast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allmende.accounts.services import EDITORS_GROUP, create_account
from allmende.content.services import prepare_editors_group

if TYPE_CHECKING:
    from allmende.accounts.models import User
    from allmende.territory.models import Territory

PASSWORD = "ein langes Kennwort"


def make_person(name: str, *, groups: tuple[str, ...] = (), is_operator: bool = False) -> User:
    """An account called ``name``."""
    return create_account(
        email=f"{name}@example.org", password=PASSWORD, name=name, groups=groups, is_operator=is_operator, by=None
    )


def make_desk(name: str) -> User:
    prepare_editors_group()
    return make_person(name, groups=(EDITORS_GROUP,))


def make_desk_of(name: str, area: Territory) -> User:
    """A desk user who answers for ``area`` only."""
    user = make_desk(name)
    user.desk_areas.add(area)
    return user


def make_operator(name: str) -> User:
    return make_person(name, is_operator=True)
