# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the map shows: how many cooperations each area takes part in, as numbers and classes.

A cooperation counts once for every Kreis in which it has a partner, and once for every municipality that is a partner
itself or by its Verband (or, for a kreisfreie Stadt, by its Kreis). Partners on the level of a Land count for no Kreis.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.cooperation.models import Cooperation, Participation
from allmende.territory.models import Level, Territory
from allmende.territory.surroundings import inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from allmende.cooperation.filters import CooperationQuery

CLASSES = 5
"""Class 0 is "none"; 1 to 4 are the numbers that occur, in steps that widen."""


@dataclass(frozen=True, slots=True)
class MapClass:
    """One colour of the map with the text of its legend; ``at_least`` is the smallest number in it."""

    number: int
    at_least: int
    label: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Cooperations per area (ARS → number; areas without are left out), for one level."""

    level: Level
    numbers: Mapping[str, int]
    cooperations: int

    @property
    def bounds(self) -> tuple[int, ...]:
        return class_bounds(max(self.numbers.values(), default=0))

    @property
    def classes(self) -> list[MapClass]:
        return legend(self.bounds)

    def class_of(self, ars: str) -> int:
        return class_of(self.numbers.get(ars, 0), self.bounds)


def class_bounds(most: int) -> tuple[int, ...]:
    """The smallest numbers of the classes 1 to 4, so that ``most`` falls into the last that is needed."""
    for bounds in ((1, 2, 3, 4), (1, 2, 3, 5), (1, 2, 4, 7), (1, 3, 6, 11), (1, 6, 16, 31)):
        if most < 2 * bounds[-1]:
            return bounds
    step = most // 8
    return (1, step, 2 * step, 4 * step)


def class_of(number: int, bounds: Sequence[int]) -> int:
    return sum(number >= bound for bound in bounds)


def legend(bounds: Sequence[int]) -> list[MapClass]:
    """The classes with their texts: „keine“, „1“, „2 bis 3“, „4 oder mehr“."""
    classes = [MapClass(0, 0, _("keine"))]
    for number, bound in enumerate(bounds, start=1):
        following = bounds[number] if number < len(bounds) else None
        if following is None:
            label = _("%(least)d oder mehr") % {"least": bound}
        elif following == bound + 1:
            label = str(bound)
        else:
            label = _("%(least)d bis %(most)d") % {"least": bound, "most": following - 1}
        classes.append(MapClass(number, bound, label))
    return classes


def _partner_keys(query: CooperationQuery) -> list[tuple[int, str]]:
    """Every pair of a published cooperation that meets ``query`` and the ARS of a partner (one query)."""
    cooperations = Cooperation.objects.published().matching(query).order_by().values("pk")
    rows = (
        Participation.objects.filter(cooperation__in=cooperations)
        .annotate(ars=Coalesce("territory__ars", "organisation__territory__ars"))
        .exclude(ars=None)
        .order_by()
        .values_list("cooperation_id", "ars")
        .distinct()
    )
    return list(rows)


def _numbers(pairs: Iterable[tuple[int, str]]) -> dict[str, int]:
    found: dict[str, set[int]] = defaultdict(set)
    for cooperation, key in pairs:
        found[key].add(cooperation)
    return {key: len(cooperations) for key, cooperations in sorted(found.items())}


def kreis_counts(query: CooperationQuery) -> Counts:
    """Numbers per Kreis, all of Germany (one query)."""
    pairs = _partner_keys(query)
    numbers = _numbers((cooperation, ars[:5]) for cooperation, ars in pairs if len(ars) >= 5)
    return Counts(Level.KREIS, numbers, len({cooperation for cooperation, _ars in pairs}))


def municipality_counts(query: CooperationQuery, prefix: str) -> Counts:
    """Numbers per municipality of the Land or Kreis ``prefix`` (two queries)."""
    pairs = [(cooperation, ars) for cooperation, ars in _partner_keys(query) if ars.startswith(prefix)]
    units = {ars for _cooperation, ars in pairs if len(ars) < 12}
    by_unit: dict[str, list[str]] = defaultdict(list)
    municipalities = Territory.objects.current().municipalities().filter(inside(prefix))
    rows = municipalities.values_list("ars", "parent__ars", "parent__level", "parent__kind") if units else ()
    for ars, parent, level, kind in rows:
        if level == Level.VERBAND or (level == Level.KREIS and "stadt" in kind.lower()):
            by_unit[parent].append(ars)
    spread = ((cooperation, own) for cooperation, ars in pairs for own in _own_keys(ars, by_unit))
    return Counts(Level.GEMEINDE, _numbers(spread), len({cooperation for cooperation, _ars in pairs}))


def _own_keys(ars: str, by_unit: Mapping[str, Sequence[str]]) -> Sequence[str]:
    return (ars,) if len(ars) == 12 else by_unit.get(ars, ())


def sentence(number: int) -> str:
    """„3 Kooperationen“, „keine Kooperation“."""
    if not number:
        return _("keine Kooperation")
    return ngettext("%(number)d Kooperation", "%(number)d Kooperationen", number) % {"number": number}
