# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Places as the search of the portal knows them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.core import searchables
from allmende.core.searchables import Entry, Facet, FieldWord, Source
from allmende.territory.finding import Place, find_places, places, titled
from allmende.territory.models import Level, Territory
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SHORT_KINDS: Final[dict[str, str]] = {
    "Verbandsgemeinde": "VG",
    "Samtgemeinde": "SG",
    "Verwaltungsgemeinschaft": "VGem",
    "Landkreis": "LK",
    "Kreis": "LK",
    "Ortsgemeinde": "OG",
}
"""How officials shorten what a unit is; a place is found by „VG Mendig“ too."""

LAND_LETTERS: Final[dict[str, str]] = {
    "SH": "01", "HH": "02", "NI": "03", "NDS": "03", "HB": "04", "NW": "05", "NRW": "05", "HE": "06", "RP": "07",
    "RLP": "07", "BW": "08", "BY": "09", "SL": "10", "BE": "11", "BB": "12", "MV": "13", "SN": "14", "ST": "15",
    "LSA": "15", "TH": "16",
}  # fmt: skip
"""The Länder by their usual letters (ISO 3166-2:DE and what people write), with the first two digits of the ARS."""

MANY_PEOPLE: Final = 7
"""Decimal digits of the population of the largest units; the most likely place is the largest."""
EQUAL_PLACES: Final = 12
"""Namesakes that ``ort:`` takes together."""


class PlaceSource(Source):
    """Every unit of the official hierarchy, also dissolved ones. The register changes by imports only."""

    key: ClassVar = "orte"
    order: ClassVar = 20
    label: ClassVar = _("Orte")
    label_one: ClassVar = _("Ort")

    def entries(self, keys: Sequence[str] | None = None) -> Iterator[Entry]:
        table = places()
        found = table.places if keys is None else [table.by_ars[key] for key in keys if key in table.by_ars]
        numbers = _official_numbers(None if keys is None else [place.ars for place in found])
        return (_entry(place, numbers.get(place.ars, ())) for place in found)

    def more_url(self, query: str) -> str:
        return reverse("territory:search", query={"q": query})


def _official_numbers(keys: Sequence[str] | None) -> dict[str, tuple[str, ...]]:
    """AGS and postcode by ARS (one query): officials search by numbers too."""
    rows = Territory.objects.order_by("pk").values_list("ars", "ags", "postcode")
    found = rows if keys is None else rows.filter(ars__in=keys)
    return {ars: tuple(number for number in numbers if number) for ars, *numbers in found}


def _entry(place: Place, numbers: tuple[str, ...]) -> Entry:
    full = titled(place.name, place.kind)
    short = SHORT_KINDS.get(place.kind, "")
    likely = math.log10((place.population or 0) + 1) / MANY_PEOPLE
    return Entry(
        source=PlaceSource.key,
        key=place.ars,
        title=place.name,
        url=place.url,
        note=place.note,
        names=tuple(dict.fromkeys(name for name in (full, f"{short} {place.name}" if short else "") if name)),
        keywords=(*place.within, *numbers, place.ars),
        places=(place.ars,),
        point=place.point,
        prior=0.5 if place.is_dissolved else 1 + min(1.0, likely),
    )


def _names(level: Level) -> dict[str, str]:
    return dict(Territory.objects.filter(level=level).order_by("ars").values_list("ars", "name"))


def land_names(values: Sequence[str]) -> Mapping[str, str]:
    return {ars: name for ars, name in _names(Level.LAND).items() if ars in values}


def kreis_names(values: Sequence[str]) -> Mapping[str, str]:
    found = Territory.objects.filter(level=Level.KREIS, ars__in=values).order_by("ars")
    return {ars: titled(name, kind) for ars, name, kind in found.values_list("ars", "name", "kind")}


def find_place(text: str) -> list[tuple[str, str]]:
    """The places called exactly so, else the likeliest that begins so; with everything inside them."""
    found = [place for place in find_places(text, limit=EQUAL_PLACES).places if not place.is_dissolved]
    exact = [place for place in found if fold(text).endswith(place.key)]
    return [("place", place.ars) for place in exact or found[:1]]


def find_land(text: str) -> list[tuple[str, str]]:
    if (ars := LAND_LETTERS.get(text.strip().upper())) is not None:
        return [("land", ars)]
    wanted = fold(text)
    named = [ars for ars, name in _names(Level.LAND).items() if wanted and fold(name).startswith(wanted)]
    return [("land", ars) for ars in named]


def find_kreis(text: str) -> list[tuple[str, str]]:
    found = [place for place in find_places(text, limit=EQUAL_PLACES).places if len(place.ars) >= 5]
    kreise = [place for place in found if place.level == Level.KREIS] or found[:1]
    return [("kreis", ars) for ars in dict.fromkeys(place.ars[:5] for place in kreise)]


def register() -> None:
    """Called when the app is ready."""
    searchables.register(PlaceSource())
    searchables.register_facet(Facet("land", _("Land"), land_names))
    searchables.register_facet(Facet("kreis", _("Kreis"), kreis_names))
    searchables.register_field_word(FieldWord("ort", find_place, "ort:Mendig"))
    searchables.register_field_word(FieldWord("land", find_land, "land:Hessen"))
    searchables.register_field_word(FieldWord("kreis", find_kreis, "kreis:Ahrweiler"))
