# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes about people and their sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from allmende.accounts.models import User
from allmende.core import audit

if TYPE_CHECKING:
    from collections.abc import Iterable


def create_account(
    *,
    email: str,
    password: str,
    name: str = "",
    groups: Iterable[str] = (),
    is_operator: bool = False,
    by: User | None,
) -> User:
    """Make an account. ``is_operator``: with every right. Groups that do not exist yet are made, without rights.

    Whoever makes it vouches for the address, so it counts as confirmed.
    """
    with transaction.atomic():
        create = User.objects.create_superuser if is_operator else User.objects.create_user
        user = create(email, password, name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        for group_name in groups:
            group, _is_new = Group.objects.get_or_create(name=group_name)
            user.groups.add(group)
        audit.record("user.created", user, by=by, after={"groups": list(groups), "is_operator": is_operator})
    return user


def note_sign_in(*, user: User) -> None:
    """Leave an audit row that ``user`` has signed in."""
    with transaction.atomic():
        audit.record("user.signed_in", user, by=user)
