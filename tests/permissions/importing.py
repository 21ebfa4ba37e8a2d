# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may take over a programme from a file: the desk, in its areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allmende.events.models import ProgrammeImport
from allmende.events.services import importing
from tests.permissions.cast import DESK, DESK_HERE
from tests.permissions.table import Case, fixed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from allmende.accounts.models import User
    from tests.permissions.cast import Cast
    from tests.permissions.table import People

CONTENT = b"Titel;Datum;Beginn;Ende\nWorkshop;24.02.2026;09:00;16:00\n"


def _pk(cast: Cast) -> Mapping[str, Any]:
    return {"pk": cast.programme_import.pk}


ADDRESSES: dict[str, list[Case]] = {
    "events:imports": fixed(DESK),
    "events:import_template": fixed(DESK, kind="csv"),
    "events:import_export": fixed(DESK, year=2026, kind="csv"),
    **{f"events:import{step}": [Case(DESK_HERE, _pk)] for step in ("", "_withdraw", "_apply", "_discard")},
}


def _begin(cast: Cast, user: User) -> Any:
    return importing.begin_import(
        content=CONTENT, filename="programm.csv", year=2026, organiser=cast.ours, land=cast.places["07"], by=user
    )


def _fresh(cast: Cast) -> ProgrammeImport:
    return ProgrammeImport.objects.get(pk=cast.programme_import.pk)


SERVICES: dict[str, tuple[People, Callable[[Cast, User], Any]]] = {
    "events.importing.begin_import": (DESK_HERE, _begin),
    "events.importing.answer_questions": (
        DESK_HERE,
        lambda cast, user: importing.answer_questions(programme=_fresh(cast), answers={}, by=user),
    ),
    "events.importing.apply_import": (
        DESK_HERE,
        lambda cast, user: importing.apply_import(programme=_fresh(cast), by=user),
    ),
    "events.importing.discard_import": (
        DESK_HERE,
        lambda cast, user: importing.discard_import(programme=_fresh(cast), by=user),
    ),
}
ANYBODY = {"events.importing.plan_of": "what would become of a file, as far as whoever asks may see; no writing"}
