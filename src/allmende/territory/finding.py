# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Finding a place by its name: tolerant of spelling, telling the many Neustadts apart.

All names (about 16,000 in Germany) are held folded in one small table per process, built anew when what visitors
see has changed. A question is answered from the table without the database.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext
from rapidfuzz.distance import OSA

from allmende.core import content_version
from allmende.territory.models import Level, Territory
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.territory.distances import Point


LONGEST_QUERY = 100
MOST_WORDS = 8
LEVEL_RANK = {Level.LAND: 0, Level.REGIERUNGSBEZIRK: 1, Level.GEMEINDE: 2, Level.VERBAND: 3, Level.KREIS: 4}
"""Which of two places of the same name and population comes first; people mostly mean the municipality."""

LEVEL_WORDS: dict[str, frozenset[str]] = {
    "land": frozenset({Level.LAND}),
    "bundesland": frozenset({Level.LAND}),
    "bezirk": frozenset({Level.REGIERUNGSBEZIRK}),
    "regierungsbezirk": frozenset({Level.REGIERUNGSBEZIRK}),
    "kreis": frozenset({Level.KREIS}),
    "landkreis": frozenset({Level.KREIS}),
    "lk": frozenset({Level.KREIS}),
    "vg": frozenset({Level.VERBAND}),
    "verbandsgemeinde": frozenset({Level.VERBAND}),
    "verbandsgemeinden": frozenset({Level.VERBAND}),
    "verband": frozenset({Level.VERBAND}),
    "samtgemeinde": frozenset({Level.VERBAND}),
    "sg": frozenset({Level.VERBAND}),
    "amt": frozenset({Level.VERBAND}),
    "verwaltungsgemeinschaft": frozenset({Level.VERBAND}),
    "verwaltungsverband": frozenset({Level.VERBAND}),
    "vgem": frozenset({Level.VERBAND}),
    "stadt": frozenset({Level.GEMEINDE}),
    "gemeinde": frozenset({Level.GEMEINDE}),
    "ortsgemeinde": frozenset({Level.GEMEINDE}),
    "og": frozenset({Level.GEMEINDE}),
    "markt": frozenset({Level.GEMEINDE}),
}
"""First words that say which level is meant („VG Mendig“, „Landkreis Mayen-Koblenz“), already folded."""


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the table. ``within`` is the way up: names of Verband, Kreis and Land, nearest first."""

    ars: str
    name: str
    slug: str
    level: str
    kind: str
    population: int | None
    longitude: float | None
    latitude: float | None
    is_dissolved: bool
    within: tuple[str, ...]
    key: str

    @property
    def url(self) -> str:
        return reverse("territory:detail", kwargs={"ars": self.ars, "slug": self.slug})

    @property
    def point(self) -> Point | None:
        return None if self.longitude is None or self.latitude is None else (self.longitude, self.latitude)

    @property
    def note(self) -> str:
        """The line that tells namesakes apart: kind, Verband, Kreis, Land."""
        parts = [self.kind, *self.within]
        return " · ".join([*parts, gettext("aufgelöst")] if self.is_dissolved else parts)

    @property
    def order(self) -> tuple[bool, int, int, str]:
        return (self.is_dissolved, -(self.population or 0), LEVEL_RANK[Level(self.level)], self.ars)


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits, best first; how many there are in all; names spelled nearly so when there is none."""

    places: Sequence[Place] = ()
    total: int = 0
    suggestions: Sequence[str] = ()


@dataclass(frozen=True)
class PlaceTable:
    """All places with the sorted words of their names; read-only once built."""

    places: Sequence[Place]
    by_ars: dict[str, Place] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_ars", {place.ars: place for place in self.places})

    @cached_property
    def _words(self) -> list[tuple[str, int]]:
        """Every word of every name with the number of its place, sorted for prefix search."""
        return sorted({(word, number) for number, place in enumerate(self.places) for word in place.key.split()})

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Every key with the name it is shown as; beginnings of long names too („Bad Neuenahr“)."""
        spellings = {place.key: place.name for place in self.places if not place.is_dissolved}
        for key, name in list(spellings.items()):
            words = key.split()
            for count in range(1, len(words)):
                beginning = " ".join(words[:count])
                if len(beginning) > 4:
                    spellings.setdefault(beginning, name)
        return spellings

    @cached_property
    def _keys_by_pair(self) -> dict[str, list[str]]:
        """The keys in which a pair of letters occurs; finds candidates for near spellings."""
        keys: dict[str, list[str]] = defaultdict(list)
        for key in self._spellings:
            for pair in _pairs(key):
                keys[pair].append(key)
        return keys

    def _starting(self, word: str) -> set[int]:
        start = bisect_left(self._words, (word, -1))
        numbers = set()
        for known, number in self._words[start:]:
            if not known.startswith(word):
                break
            numbers.add(number)
        return numbers

    def matching(self, key: str, levels: frozenset[str]) -> list[tuple[int, Place]]:
        """Places whose name has a word starting with each word of ``key``, with 0 exact, 1 prefix, 2 otherwise."""
        words = key.split()
        if not words:
            return []
        numbers = set.intersection(*(self._starting(word) for word in words))
        found = []
        for number in numbers:
            place = self.places[number]
            if not levels or place.level in levels:
                tier = 0 if place.key == key else 1 if place.key.startswith(key) else 2
                found.append((tier, place))
        return found

    def near(self, key: str, *, limit: int = 5) -> list[str]:
        """Names at most two slips of the pen away (three in long names), nearest first."""
        pairs = _pairs(key)
        shared: Counter[str] = Counter()
        for pair in pairs:
            shared.update(self._keys_by_pair.get(pair, ()))
        likely = sorted(shared, key=lambda known: (-2 * shared[known] / (len(pairs) + len(known) + 1), known))[:80]
        allowed = 1 if len(key) < 5 else 2 if len(key) < 12 else 3
        slips = sorted((OSA.distance(key, known, score_cutoff=allowed), known) for known in likely)
        enough = min(allowed, slips[0][0] + (len(key) > 6)) if slips else 0
        return list(dict.fromkeys(self._spellings[known] for count, known in slips if count <= enough))[:limit]


def _pairs(key: str) -> set[str]:
    framed = f" {key} "
    return {framed[at : at + 2] for at in range(len(framed) - 1)}


def _built() -> PlaceTable:
    """The table as the register stands now (one query)."""
    rows = list(
        Territory.objects.order_by("pk").values_list(
            *(
                "pk",
                "ars",
                "name",
                "slug",
                "level",
                "kind",
                "population",
                "longitude",
                "latitude",
                "dissolved_on",
                "parent",
            )
        )
    )
    names = {row[0]: (row[2], row[4], row[5], row[10]) for row in rows}

    def way_up(pk: int | None) -> Iterable[str]:
        while pk is not None:
            name, level, kind, pk = names[pk]
            if level == Level.VERBAND or (level == Level.KREIS and not is_city(kind)):
                yield titled(name, kind)
            elif level == Level.LAND:
                yield name

    places = [
        Place(
            ars=ars,
            name=name,
            slug=slug,
            level=level,
            kind=kind,
            population=population,
            longitude=longitude,
            latitude=latitude,
            is_dissolved=dissolved_on is not None,
            within=tuple(way_up(parent)),
            key=fold(name),
        )
        for _pk, ars, name, slug, level, kind, population, longitude, latitude, dissolved_on, parent in rows
    ]
    twins = {(place.ars[:5], place.key) for place in places if place.level == Level.GEMEINDE}
    # a kreisfreie Stadt is listed once, as the municipality; the page of the Kreis is reached from there
    return PlaceTable([place for place in places if not _is_twin(place, twins)])


def _is_twin(place: Place, twins: set[tuple[str, str]]) -> bool:
    return place.level == Level.KREIS and is_city(place.kind) and (place.ars, place.key) in twins


def is_city(kind: str) -> bool:
    """Whether a Kreis of this official kind is a single city: „Kreisfreie Stadt“, „Stadtkreis“."""
    return "stadt" in kind.lower()


KREIS_WORDS = ("kreis", "region", "regionalverband")
"""Words in the name of a Kreis that say already what it is: „Region Hannover“, „Städteregion Aachen“."""


def titled(name: str, kind: str) -> str:
    """„Verbandsgemeinde Mendig“, „Landkreis Mayen-Koblenz“; the kind only once („Eifelkreis Bitburg-Prüm“)."""
    is_kreis = kind.lower().endswith("kreis") and any(word.lower().endswith(KREIS_WORDS) for word in name.split())
    says_it = kind.lower() in name.lower() or is_kreis
    return name if says_it or not kind else f"{kind} {name}"


_held: dict[tuple[object, ...], PlaceTable] = {}


def places() -> PlaceTable:
    """The table of this process, built anew when the content version or the register has changed."""
    version = content_version.current()
    register = Territory.objects.aggregate(Count("pk"), Max("pk"), Max("as_of"))
    stamp = (version, *register.values())
    table = _held.get(stamp)
    if table is None:
        table = _built()
        _held.clear()
        _held[stamp] = table
    return table


def forget() -> None:
    """Drop the table, so that the next question reads the register again (after a rolled-back import, in tests)."""
    _held.clear()


def _readings(key: str) -> list[tuple[str, frozenset[str]]]:
    """The question as it stands, and without a word for the level at its start or end."""
    words = key.split()
    readings = [(key, frozenset[str]())]
    if len(words) > 2 and words[0] == "kreisfreie":
        words = words[1:]
    if len(words) > 1 and words[0] in LEVEL_WORDS:
        readings.append((" ".join(words[1:]), LEVEL_WORDS[words[0]]))
    if len(words) > 1 and words[-1] in {"kreis", "landkreis"}:
        readings.append((" ".join(words[:-1]), LEVEL_WORDS[words[-1]]))
    return readings


def find_places(query: str, *, limit: int = 20, offset: int = 0) -> Answer:
    """Places called ``query``: the exact name first, then names that start so, then names with such words.

    Among equals the one with more people comes first; dissolved units come last.
    """
    key = " ".join(fold(query[:LONGEST_QUERY]).split()[:MOST_WORDS])
    if not key:
        return Answer()
    table = places()
    best: dict[str, tuple[int, int, Place]] = {}
    readings = _readings(key)
    for reading, (text, levels) in enumerate(readings):
        for tier, place in table.matching(text, levels):
            if place.ars not in best or tier < best[place.ars][0]:
                best[place.ars] = (tier, reading, place)
    if not best:
        near = [name for text, _levels in reversed(readings) for name in table.near(text)]
        return Answer(suggestions=tuple(dict.fromkeys(near))[:5])
    ranked = sorted(best.values(), key=lambda found: (found[0], found[1], *found[2].order))
    return Answer([place for *_rank, place in ranked[offset : offset + limit]], len(ranked))


def addresses() -> Iterable[str]:
    """The pages of all places that exist, for search engines."""
    return (place.url for place in places().places if not place.is_dissolved)
