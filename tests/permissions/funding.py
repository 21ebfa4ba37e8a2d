# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may read which programme and which version of its rules, and who may follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.funding.models import FollowedProgramme
from allmende.funding.services import following
from tests.permissions.cast import DESK, EVERYBODY, SIGNED_IN
from tests.permissions.table import Case, fixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from allmende.accounts.models import User
    from tests.permissions.cast import Cast
    from tests.permissions.table import People


def of_programme(published: People, hidden: People) -> list[Case]:
    return [
        Case(published, lambda cast: cast.funding.of_profile(cast.funding.profile), label="published"),
        Case(hidden, lambda cast: cast.funding.of_profile(cast.funding.hidden), label="hidden"),
    ]


def of_directive(**more: str) -> list[Case]:
    return [
        Case(EVERYBODY, lambda cast: cast.funding.of_directive(cast.funding.released) | more, label="released"),
        Case(DESK, lambda cast: cast.funding.of_directive(cast.funding.draft) | more, label="draft"),
    ]


ADDRESSES: dict[str, list[Case]] = {
    "funding:finder": fixed(),
    "funding:feed": fixed(kind="rss"),
    "funding:deadlines": fixed(),
    "funding:programme": of_programme(EVERYBODY, DESK),
    "funding:programme_deadlines": of_programme(EVERYBODY, DESK),
    "funding:directive": of_directive(),
    "funding:directive_file": of_directive(kind="yaml"),
    "funding:differences": [
        Case(
            DESK,
            lambda cast: cast.funding.of_directive(cast.funding.released) | {"other": cast.funding.draft.key},
            label="with a draft",
        )
    ],
    "funding:follow": of_programme(SIGNED_IN, DESK),
    "funding:followed": fixed(SIGNED_IN),
}


def _unfollow(cast: Cast, user: User) -> Any:
    FollowedProgramme.objects.create(profile=cast.funding.profile, user=user)
    return following.unfollow(profile=cast.funding.profile, by=user)


SERVICES: dict[str, list[tuple[People, Callable[[Cast, User], Any], str]]] = {
    "funding.following.follow": [
        (SIGNED_IN, lambda cast, user: following.follow(profile=cast.funding.profile, by=user), "published"),
        (DESK, lambda cast, user: following.follow(profile=cast.funding.hidden, by=user), "hidden"),
    ],
    "funding.following.unfollow": [(SIGNED_IN, _unfollow, "")],
}
