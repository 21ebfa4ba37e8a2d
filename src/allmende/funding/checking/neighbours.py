# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who lies beside the first partner: the likeliest to join, offered with one click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from allmende.funding.checking.partners import Choice, name_of
from allmende.territory.finding import is_city
from allmende.territory.models import Level, Territory
from allmende.territory.surroundings import neighbours

if TYPE_CHECKING:
    from collections.abc import Collection

    from allmende.funding.checking.facts_query import Checked

MOST_OFFERED: Final = 6


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The neighbours of the partner ``name`` that are no partners yet, the longest common border first."""

    name: str
    choices: tuple[Choice, ...]


def first_partner(checked: Checked) -> str:
    """The key of who applies, else the first in the order of the register; empty while there is no partner."""
    known = [partner.key for partner in checked.read.partners if partner.land]
    return checked.facts.lead if checked.facts.lead in known else min(known, default="")


def neighbourhood(checked: Checked) -> Neighbourhood | None:
    """Whom to offer; None if there is no partner in Germany or nobody beside it (at most four queries)."""
    key = first_partner(checked)
    unit = Territory.objects.current().filter(ars=key).first() if key else None
    if unit is None:
        return None
    chosen = {partner.key for partner in checked.read.partners}
    beside = (neighbour.territory for neighbour in neighbours(unit))
    choices = [Choice(one.ars, name_of(one)) for one in beside if _can_join(one, chosen)]
    return Neighbourhood(name_of(unit), tuple(choices[:MOST_OFFERED])) if choices else None


def _can_join(unit: Territory, chosen: Collection[str]) -> bool:
    if unit.is_unincorporated or unit.dissolved_on is not None:
        return False
    if unit.level == Level.KREIS and is_city(unit.kind):
        return not any(key.startswith(unit.ars) for key in chosen)
    return unit.ars not in chosen
