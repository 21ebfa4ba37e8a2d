# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Where a place lies: the small drawn map of its page, with the place standing out and links to the areas around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from allmende.territory.map_files import svg_map
from allmende.territory.models import Level
from allmende.territory.naming import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.territory.models import Territory

GERMANY = "de"


@dataclass(frozen=True, slots=True)
class LocatorArea:
    """One area of the map: its path, its page, and whether it is (part of) the place itself."""

    ars: str
    name: str
    path: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Locator:
    view_box: str
    areas: Sequence[LocatorArea]
    outlines: Sequence[str]


def key_for(territory: Territory) -> str:
    """The drawing on which a place is seen among its like: a Land in Germany, a Kreis in its Land, else the Kreis."""
    if territory.level == Level.LAND:
        return GERMANY
    return territory.land_key if territory.level in {Level.REGIERUNGSBEZIRK, Level.KREIS} else territory.kreis_key


def locator(territory: Territory | None = None) -> Locator | None:
    """The map of ``territory``, or of Germany; None while no map has been imported (one query)."""
    figure = svg_map(key_for(territory) if territory is not None else GERMANY)
    if figure is None:
        return None
    areas = [
        LocatorArea(
            ars=shape.ars,
            name=shape.name,
            path=shape.d,
            url=reverse("territory:detail", kwargs={"ars": shape.ars, "slug": slug(shape.name) or shape.ars}),
            is_here=territory is not None and shape.ars.startswith(territory.ars),
        )
        for shape in figure.shapes
    ]
    return Locator(figure.view_box, areas, figure.outlines)
