# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A town with its editor, its published cooperation, and somebody who says what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allmende.cooperation.tests.factories import make_cooperation, make_rhineland
from allmende.moderation.services import hints
from allmende.moderation.tests.stories import make_desk, make_editor, make_town

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation, User
    from allmende.cooperation.models import Cooperation
    from allmende.moderation.models import Hint
    from allmende.territory.models import Territory

GIVE = "/hinweise/geben/"
PAGE = "/kooperationen/gemeinsame-bussgeldstelle/"


@dataclass
class Story:
    places: dict[str, Territory]
    town: Organisation
    editor: User
    desk: User
    cooperation: Cooperation


def make_story() -> Story:
    """Mendig keeps the „Gemeinsame Bußgeldstelle“ with Andernach."""
    places = make_rhineland()
    town = make_town("Stadt Mendig", places["071375004069"])
    cooperation = make_cooperation(
        "Gemeinsame Bußgeldstelle",
        places["071375004069"],
        places["071370003003"],
        owner=town,
        contact_function="Ordnungsamt Mendig",
    )
    return Story(places, town, make_editor(town), make_desk(), cooperation)


def make_hint(page: str = PAGE, text: str = "Die Ansprechstelle heißt jetzt anders.", **fields: Any) -> Hint:
    return hints.give_hint(page=page, text=text, **fields)
