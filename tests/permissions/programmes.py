# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may describe funding programmes: the desk, in its areas; those of no Land who answers for all of Germany."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.cooperation.models import Programme
from allmende.funding.models import Call, ProgrammeProfile
from allmende.funding.services import programmes
from allmende.funding.services.programmes import CallData, NewProgramme, ProfileData
from tests.permissions.cast import DESK_HERE
from tests.permissions.expected import DESK_EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from allmende.accounts.models import User
    from tests.permissions.cast import Cast
    from tests.permissions.table import People


def _profile(cast: Cast) -> ProgrammeProfile:
    """Made for one question; it goes with the transaction."""
    programme = Programme.objects.create(name="Programm der Matrix", slug="programm-der-matrix", land=cast.places["07"])
    return ProgrammeProfile.objects.create(programme=programme)


def _call(cast: Cast) -> Call:
    return Call.objects.create(profile=_profile(cast), title="Erste Phase")


def _new(land: str) -> Callable[[Cast, User], Any]:
    return lambda cast, user: programmes.create_profile(
        programme=NewProgramme("Neues Programm", land=cast.places[land] if land else None), data=ProfileData(), by=user
    )


SERVICES: dict[str, list[tuple[People, Callable[[Cast, User], Any], str]]] = {
    "funding.programmes.create_profile": [
        (DESK_HERE, _new("07"), "of a Land"),
        (DESK_EVERYWHERE, _new(""), "of no Land"),
    ],
    "funding.programmes.change_profile": [
        (
            DESK_HERE,
            lambda cast, user: programmes.change_profile(
                profile=_profile(cast), data=ProfileData(summary="Neu."), by=user
            ),
            "",
        )
    ],
    "funding.programmes.delete_profile": [
        (DESK_HERE, lambda cast, user: programmes.delete_profile(profile=_profile(cast), by=user), "")
    ],
    "funding.programmes.create_call": [
        (
            DESK_HERE,
            lambda cast, user: programmes.create_call(profile=_profile(cast), data=CallData("Neue Phase"), by=user),
            "",
        )
    ],
    "funding.programmes.change_call": [
        (
            DESK_HERE,
            lambda cast, user: programmes.change_call(call=_call(cast), data=CallData("Andere Phase"), by=user),
            "",
        )
    ],
    "funding.programmes.delete_call": [
        (DESK_HERE, lambda cast, user: programmes.delete_call(call=_call(cast), by=user), "")
    ],
}
PORTAL_ONLY = frozenset({"funding.programmes.keep_profile", "funding.programmes.keep_call"})
