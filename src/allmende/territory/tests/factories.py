# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A few real places of Rheinland-Pfalz and its surroundings, as the register has them."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from allmende.territory.map_files import write_map_files
from allmende.territory.models import Border, Edition, Level, Territory
from allmende.territory.naming import fold, slug

AS_OF = dt.date(2025, 11, 30)
LEVELS = {2: Level.LAND, 3: Level.REGIERUNGSBEZIRK, 5: Level.KREIS, 9: Level.VERBAND, 12: Level.GEMEINDE}
KINDS = {
    Level.LAND: "Land",
    Level.REGIERUNGSBEZIRK: "Regierungsbezirk",
    Level.KREIS: "Landkreis",
    Level.VERBAND: "Verbandsgemeinde",
    Level.GEMEINDE: "Ortsgemeinde",
}


def make_place(ars: str, name: str, kind: str = "", *, population: int | None = None, **values: Any) -> Territory:
    """One unit below the nearest unit that already exists."""
    level = LEVELS[len(ars)]
    above = [ars[:length] for length in (9, 5, 3, 2) if length < len(ars)]
    parents = {unit.ars: unit for unit in Territory.objects.filter(ars__in=above)}
    defaults: dict[str, Any] = {
        "ags": f"{ars[:5]}{ars[9:]}" if level == Level.GEMEINDE else ars if level in {Level.LAND, Level.KREIS} else "",
        "official_name": name,
        "parent": next((parents[key] for key in above if key in parents), None),
        "population_on": dt.date(2024, 12, 31) if population else None,
        "as_of": AS_OF,
    }
    return Territory.objects.create(
        ars=ars,
        level=level,
        kind=kind or KINDS[level],
        name=name,
        slug=slug(name),
        search_name=fold(name),
        population=population,
        **(defaults | values),
    )


def make_border(one: Territory, other: Territory, length_m: float) -> Border:
    a, b = sorted((one, other), key=lambda unit: unit.pk)
    return Border.objects.create(a=a, b=b, length_m=length_m)


def make_eifel() -> dict[str, Territory]:
    """Two Kreise with Verbandsgemeinden, a town without Verband, a kreisfreie Stadt, a Kreis in the next Land."""
    rows: list[tuple[str, str, str, int | None]] = [
        ("07", "Rheinland-Pfalz", "", 4_129_569),
        ("07137", "Mayen-Koblenz", "", 217_000),
        ("071375004", "Mendig", "", 14_000),
        ("071375004069", "Mendig", "Stadt", 9_034),
        ("071375004008", "Bell", "", 1_400),
        ("071375009", "Vordereifel", "", 16_000),
        ("071375009038", "Ettringen", "", 2_700),
        ("071370068068", "Mayen", "Große kreisangehörige Stadt", 19_600),
        ("07131", "Ahrweiler", "", 131_000),
        ("071315003", "Brohltal", "", 18_000),
        ("071315003029", "Glees", "", 600),
        ("07111", "Koblenz", "Kreisfreie Stadt", 115_000),
        ("071110000000", "Koblenz", "Kreisfreie Stadt", 115_000),
        ("05", "Nordrhein-Westfalen", "", 18_000_000),
        ("05366", "Euskirchen", "Kreis", 195_000),
        ("053660004004", "Blankenheim", "Gemeinde", 8_500),
    ]
    places = {ars: make_place(ars, name, kind, population=population) for ars, name, kind, population in rows}
    town = places["071375004069"]
    town.area_km2, town.longitude, town.latitude = Decimal("23.75"), 7.28, 50.37
    town.seat = "Mendig"
    town.save()
    for one, other, length in (
        ("071375004069", "071375004008", 6200),
        ("071375004069", "071375009038", 3500),
        ("071375004069", "071315003029", 1500),
        ("071375004008", "071315003029", 4100),
        ("071315003029", "053660004004", 900),
    ):
        make_border(places[one], places[other], length)
    return places


def make_map() -> Edition:
    """Map files of a few squares, and the edition that names them. Use it with a MAP_ROOT of the test's own."""

    def figure(*units: tuple[str, str]) -> bytes:
        shapes = [
            {"ars": ars, "name": name, "d": f"M{20 * place} 0l10 0 0 10-10 0z"}
            for place, (ars, name) in enumerate(units)
        ]
        return json.dumps({"view_box": "0 0 100 10", "shapes": shapes, "outlines": ["M0 0l100 0 0 10-100 0z"]}).encode()

    kreise = [("07111", "Koblenz"), ("07131", "Ahrweiler"), ("07137", "Mayen-Koblenz")]
    version = write_map_files(
        {
            "kreise.json": b'{"type":"Topology","objects":{},"arcs":[]}',
            "gemeinden-07.json": b'{"type":"Topology","objects":{},"arcs":[[]]}',
            "svg/de.json": figure(*kreise, ("05366", "Euskirchen")),
            "svg/07.json": figure(*kreise),
            "svg/07137.json": figure(("071375004008", "Bell"), ("071375004069", "Mendig"), ("071370068068", "Mayen")),
        }
    )
    return Edition.objects.create(
        as_of=AS_OF,
        register_source="Destatis",
        attribution="© GeoBasis-DE / BKG (2025) dl-de/by-2-0",
        map_version=version,
    )
