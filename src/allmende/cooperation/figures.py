# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Figures about what is published: how many cooperations, where, on what, since when, with how much money.

Everything is computed from published cooperations and alliances, in a fixed number of queries. Who counts as a
Kommune: a Gemeinde, a Gemeindeverband (e.g. a Verbandsgemeinde) or a Kreis that takes part by itself. Each is counted
once however often it takes part; a kreisfreie Stadt is one Kommune although the register holds it twice. Partners that
could not be assigned to the register and other organisations are not counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext as _

from allmende.cooperation.models import Alliance, Cooperation, Participation, Status, Topic
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MUNICIPAL_LEVELS = frozenset({Level.GEMEINDE.value, Level.VERBAND.value, Level.KREIS.value})
KREISFREI_TAIL = "0000000"


@dataclass(frozen=True, slots=True)
class Count:
    """One row of a table: what is counted, its key in the list's filter (empty: no such filter), how many."""

    label: str
    value: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the whole portal at one moment."""

    cooperations: int = 0
    alliances: int = 0
    municipalities: int = 0
    unresolved_partners: int = 0
    by_land: tuple[Count, ...] = ()
    by_topic: tuple[Count, ...] = ()
    by_status: tuple[Count, ...] = ()
    by_legal_form: tuple[Count, ...] = ()
    by_year: tuple[Count, ...] = ()
    municipalities_by_land: tuple[Count, ...] = ()


def municipal_key(ars: str, level: str) -> str | None:
    """What a Kommune is counted by, or None for what is none (a Land, a Regierungsbezirk).

    The Gemeinde of a kreisfreie Stadt (ARS = Kreis + seven zeros) and its Kreis share the five digits of the Kreis.
    """
    if level not in MUNICIPAL_LEVELS:
        return None
    return ars[:5] if ars[5:] == KREISFREI_TAIL else ars


def distinct_municipalities(territories: Iterable[Territory]) -> int:
    """How many Kommunen these are, each counted once."""
    keys = {municipal_key(territory.ars, territory.level) for territory in territories}
    return len(keys - {None})


@dataclass(slots=True)
class _Places:
    """Who takes part in what is published, gathered from one query."""

    municipalities: set[str] = field(default_factory=set)
    lands_of_cooperation: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    unresolved: int = 0

    @classmethod
    def gather(cls) -> _Places:
        places = cls()
        rows = Participation.objects.annotate(
            cooperation_shown=F("cooperation__published_at"), alliance_shown=F("alliance__published_at")
        ).values_list(
            "cooperation_id", "cooperation_shown", "alliance_shown", "territory__ars", "territory__level",
            "organisation_id", "organisation__territory__ars",
        )  # fmt: skip
        for cooperation_id, cooperation_shown, alliance_shown, ars, level, organisation_id, seat in rows:
            if cooperation_shown is None and alliance_shown is None:
                continue
            if cooperation_id is not None and (lies_in := ars or seat):
                places.lands_of_cooperation[cooperation_id].add(lies_in[:2])
            if ars is None:
                places.unresolved += organisation_id is None
                continue
            if (key := municipal_key(ars, level)) is not None:
                places.municipalities.add(key)
        return places


def _descending(counter: Mapping[str, int], labels: Mapping[str, str]) -> tuple[Count, ...]:
    """Counts with something in them, the largest first, equal ones by name."""
    counts = [Count(labels.get(key, key), value, key) for key, value in counter.items() if value]
    return tuple(sorted(counts, key=lambda count: (-count.value, count.label)))


def _by_land(places: _Places, cooperation_ids: Iterable[int], names: Mapping[str, str]) -> tuple[Count, ...]:
    counter: Counter[str] = Counter()
    without = 0
    for pk in cooperation_ids:
        lands = places.lands_of_cooperation.get(pk, set())
        counter.update(lands)
        without += not lands
    counts = _descending(counter, names)
    return (*counts, Count(_("ohne zugeordnetes Land"), without)) if without else counts


def _by_topic(cooperations: int) -> tuple[Count, ...]:
    """Cooperations per main topic; one that stands in two sub-topics of the same main topic is counted once."""
    topics = {topic.pk: topic for topic in Topic.objects.all()}
    members: dict[str, set[int]] = defaultdict(set)
    links = Cooperation.topics.through.objects.exclude(cooperation__published_at=None)
    seen: set[int] = set()
    for cooperation_id, topic_id in links.values_list("cooperation_id", "topic_id"):
        topic = topics[topic_id]
        while topic.parent_id is not None:
            topic = topics[topic.parent_id]
        members[topic.slug].add(cooperation_id)
        seen.add(cooperation_id)
    names = {topic.slug: topic.name for topic in topics.values()}
    counts = _descending({slug: len(ids) for slug, ids in members.items()}, names)
    without = cooperations - len(seen)
    return (*counts, Count(_("Thema nicht angegeben"), without)) if without else counts


def _by_year(years: Iterable[int | None]) -> tuple[Count, ...]:
    """Cooperations per year of their beginning, oldest first; those without a year come last."""
    counter = Counter(years)
    without = counter.pop(None, 0)
    counts = tuple(Count(str(year), counter[year]) for year in sorted(year for year in counter if year is not None))
    return (*counts, Count(_("Beginn nicht angegeben"), without)) if without else counts


def _by_legal_form(forms: Iterable[tuple[str | None, str | None]]) -> tuple[Count, ...]:
    counter: Counter[str] = Counter()
    names: dict[str, str] = {}
    without = 0
    for key, name in forms:
        if key is None:
            without += 1
        else:
            counter[key] += 1
            names[key] = name or key
    counts = _descending(counter, names)
    return (*counts, Count(_("Rechtsform nicht angegeben"), without)) if without else counts


def compute() -> Figures:
    """Count everything that is published (six queries, whatever the number of cooperations)."""
    rows = list(
        Cooperation.objects.published()
        .order_by("pk")
        .values_list("pk", "status", "starts_on", "legal_form__key", "legal_form__name")
    )
    places = _Places.gather()
    names = dict(Territory.objects.filter(level=Level.LAND).values_list("ars", "name"))
    statuses = Counter(row[1] for row in rows)
    return Figures(
        cooperations=len(rows),
        alliances=Alliance.objects.published().count(),
        municipalities=len(places.municipalities),
        unresolved_partners=places.unresolved,
        by_land=_by_land(places, [row[0] for row in rows], names),
        by_topic=_by_topic(len(rows)),
        by_status=tuple(
            Count(str(status.label), statuses[status.value], status.value)
            for status in Status
            if statuses[status.value]
        ),
        by_legal_form=_by_legal_form((row[3], row[4]) for row in rows),
        by_year=_by_year(row[2].year if row[2] else None for row in rows),
        municipalities_by_land=_descending(Counter(key[:2] for key in places.municipalities), names),
    )
