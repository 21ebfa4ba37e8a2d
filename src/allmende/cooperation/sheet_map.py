# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The small map of one cooperation: where its partners lie, and lines between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allmende.cooperation.map_counts import common_key, current_edition, lines_between
from allmende.territory.map_files import svg_map

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.cooperation.map_counts import Line
    from allmende.cooperation.models import Participation
    from allmende.territory.models import Edition


@dataclass(frozen=True, slots=True)
class MapArea:
    """One unit of the drawing; ``is_partner`` when a partner is it, lies in it or holds it."""

    path: str
    is_partner: bool


@dataclass(frozen=True, slots=True)
class SheetMap:
    """A drawing of the Land that all partners share, else of Germany."""

    view_box: str
    areas: Sequence[MapArea]
    outlines: Sequence[str]
    lines: Sequence[Line]
    edition: Edition | None


def sheet_map(participations: Iterable[Participation]) -> SheetMap | None:
    """None when no partner is on the map or no map has been imported."""
    # Not narrower than a Land: a single Kreis tells nobody where in the country it lies.
    places = [part.place.ars for part in participations if part.place is not None and len(part.place.ars) > 2]
    if not places:
        return None
    key = common_key(places)
    key = key[:2] if key.isdigit() else key
    figure = svg_map(key)
    if figure is None:
        return None
    areas = [
        MapArea(shape.d, any(shape.ars.startswith(ars) or ars.startswith(shape.ars) for ars in places))
        for shape in figure.shapes
    ]
    return SheetMap(figure.view_box, areas, figure.outlines, lines_between(key, places), current_edition())
