# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The map as a drawing: areas with their class, their link and their text, lines between partners."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from allmende.cooperation.filters import CooperationQuery
from allmende.cooperation.map_numbers import Counts, class_of, kreis_counts, municipality_counts, sentence
from allmende.territory.map_files import SvgMap, svg_map
from allmende.territory.models import Edition, Level

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

GERMANY = "de"
STEP = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Area:
    """One unit of the drawing: path, class of its number, where its link leads, what it says."""

    ars: str
    path: str
    number: int
    class_number: int
    url: str
    text: str
    is_highlighted: bool


@dataclass(frozen=True, slots=True)
class Line:
    """From the lead to one partner, in units of the drawing."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Figure:
    """Everything the drawing needs; ``areas`` is empty when no map files have been imported."""

    view_box: str
    areas: Sequence[Area]
    outlines: Sequence[str]
    counts: Counts
    edition: Edition | None
    lines: Sequence[Line] = field(default=())


def map_url(query: CooperationQuery, **selection: str) -> str:
    """The map with the filters of ``query`` and a selection (``gebiet``, ``kooperation``)."""
    parameters = [*query.params(), *((name, value) for name, value in selection.items() if value)]
    encoded = urlencode(parameters)
    return f"{reverse('map:index')}?{encoded}" if encoded else reverse("map:index")


def current_edition() -> Edition | None:
    return Edition.objects.order_by("-as_of", "-pk").first()


def kreis_map(filter: CooperationQuery | None = None, highlight: Collection[str] = ()) -> Figure:  # noqa: A002 - the name others call it by
    """The Kreise of Germany, coloured by number of cooperations that meet ``filter`` (three queries)."""
    query = filter or CooperationQuery()
    return drawn(GERMANY, query, kreis_counts(query), highlight)


def drawn(key: str, query: CooperationQuery, counts: Counts, highlight: Collection[str] = ()) -> Figure:
    """The drawing ``key`` („de“, a Land, a Kreis) with ``counts``; ``highlight`` names areas or what lies in them."""
    figure = svg_map(key) or SvgMap("0 0 1 1", (), ())
    bounds = counts.bounds
    areas = []
    for shape in figure.shapes:
        number = counts.numbers.get(shape.ars, 0)
        areas.append(
            Area(
                ars=shape.ars,
                path=shape.d,
                number=number,
                class_number=class_of(number, bounds),
                url=map_url(query, gebiet=shape.ars),
                text=f"{shape.name}: {sentence(number)}",
                is_highlighted=any(shape.ars.startswith(ars) for ars in highlight),
            )
        )
    return Figure(figure.view_box, areas, figure.outlines, counts, current_edition())


def counts_for(key: str, query: CooperationQuery) -> Counts:
    """The numbers of the areas that the drawing ``key`` shows."""
    return municipality_counts(query, key) if len(key) == 5 else kreis_counts(query)


def common_key(keys: Sequence[str]) -> str:
    """The smallest drawing that shows all places ``keys``: a Kreis, a Land, or Germany."""
    for digits in (5, 2):
        beginnings = {key[:digits] for key in keys}
        if len(beginnings) == 1 and len(min(beginnings)) == digits:
            return min(beginnings)
    return GERMANY


def lines_between(key: str, places: Sequence[str]) -> list[Line]:
    """Lines from the first of ``places`` (ARS) to the others on the drawing ``key``; places not drawn are left out."""
    figure = svg_map(key)
    if figure is None:
        return []
    points = [point for ars in places if (point := _place_on(figure, ars)) is not None]
    distinct = list(dict.fromkeys(points))
    return [Line(*distinct[0], *point) for point in distinct[1:]]


def _place_on(figure: SvgMap, ars: str) -> tuple[int, int] | None:
    """The middle of the areas that lie in ``ars``, or of the area in which ``ars`` lies."""
    middles = [middle(shape.d) for shape in figure.shapes if shape.ars.startswith(ars) or ars.startswith(shape.ars)]
    if not middles:
        return None
    return sum(x for x, _y in middles) // len(middles), sum(y for _x, y in middles) // len(middles)


@lru_cache(maxsize=4000)
def middle(path: str) -> tuple[int, int]:
    """The middle of the largest ring of a path of relative steps („M10 10l5 0 0 5z“), by its box."""
    best, size = (0, 0), -1
    for ring in path.split("z"):
        if not ring:
            continue
        numbers = [int(number) for number in STEP.findall(ring.replace("h1v1h-1", "l1 0 0 1-1 0"))]
        x, y = numbers[:2]
        xs, ys = [x], [y]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=False):
            x, y = x + dx, y + dy
            xs.append(x)
            ys.append(y)
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        if width * height > size:
            size = width * height
            best = ((max(xs) + min(xs)) // 2, (max(ys) + min(ys)) // 2)
    return best


def level_of(key: str) -> Level:
    """Of which level the areas of the drawing ``key`` are."""
    return Level.GEMEINDE if len(key) == 5 else Level.KREIS
