# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the page of a place shows of its cooperations: its own, its neighbours', its Kreis', and its alliances."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.cooperation.filters import CooperationQuery
from allmende.cooperation.map_counts import map_url
from allmende.cooperation.models import Alliance, Cooperation, Participation
from allmende.territory.finding import is_city, titled
from allmende.territory.models import Level, Territory
from allmende.territory.surroundings import inside, neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from django.http import HttpRequest

SHOWN = 6
"""Cooperations per block; the rest is one link away."""


@dataclass(frozen=True, slots=True)
class Item:
    """A cooperation or alliance with the partners by which it belongs here („über die Verbandsgemeinde Mendig“)."""

    title: str
    url: str
    status: str = ""
    by: tuple[str, ...] = ()


@dataclass(slots=True)
class Block:
    """One heading with its cooperations; ``total`` counts those that are not shown too."""

    key: str
    title: str
    items: list[Item] = field(default_factory=list)
    total: int = 0
    more_url: str = ""


@dataclass(frozen=True, slots=True)
class Stakes:
    """Which units count as the place itself, which as its neighbours, and the Kreis or Land around."""

    own: frozenset[int]
    beside: frozenset[int]
    prefix: str


def same_as(territory: Territory) -> list[Territory]:
    """The unit itself, and for a municipality its Verband or, for a kreisfreie Stadt, its Kreis."""
    parent = territory.parent
    if territory.level != Level.GEMEINDE or parent is None:
        return [territory]
    is_same = parent.level == Level.VERBAND or (parent.level == Level.KREIS and is_city(parent.kind))
    return [territory, parent] if is_same else [territory]


def stakes_of(territory: Territory) -> Stakes:
    """Neighbours count with their Verbände (at most three queries)."""
    own = frozenset(unit.pk for unit in same_as(territory))
    if territory.level not in {Level.GEMEINDE, Level.VERBAND}:
        return Stakes(own, frozenset(), territory.ars)
    beside = {unit.pk for neighbour in neighbours(territory) for unit in same_as(neighbour.territory)}
    return Stakes(own, frozenset(beside - own), territory.kreis_key)


def _participations(stakes: Stakes) -> Iterable[Participation]:
    """Every participation that makes a published cooperation appear here (one query)."""
    near = {*stakes.own, *stakes.beside}
    where = inside(stakes.prefix, "territory__ars") | inside(stakes.prefix, "organisation__territory__ars")
    where |= Q(territory__in=near) | Q(organisation__territory__in=near)
    return (
        Participation.objects.filter(where, cooperation__in=Cooperation.objects.published().order_by())
        .select_related("cooperation", "territory", "organisation__territory")
        .defer("cooperation__tasks")
        .order_by("cooperation__title", "cooperation_id", "pk")
    )


class TerritoryCooperations:
    """Cooperations on the page of a place, each in the first block it belongs to."""

    order = 10
    template = "cooperation/panels/territory_cooperations.html"

    def context(self, request: HttpRequest, subject: Territory) -> Mapping[str, Any] | None:
        stakes = stakes_of(subject)
        members: dict[str, dict[int, list[Participation]]] = defaultdict(lambda: defaultdict(list))
        for part in _participations(stakes):
            members[self._block_of(part, subject, stakes)][part.cooperation_id or 0].append(part)
        seen: set[int] = set()
        blocks = []
        for block in self._blocks(subject):
            found = {pk: parts for pk, parts in members[block.key].items() if pk not in seen}
            seen |= set(found)
            block.total = len(found)
            block.items = [_item(parts, subject) for parts in list(found.values())[:SHOWN]]
            blocks.append(block)
        return {"blocks": blocks, "map_url": map_url(CooperationQuery(), gebiet=subject.ars)}

    @staticmethod
    def _block_of(part: Participation, subject: Territory, stakes: Stakes) -> str:
        place = part.place
        if place is None:
            return ""
        if place.pk in stakes.own or (len(subject.ars) < 12 and place.ars.startswith(subject.ars)):
            return "own"
        return "beside" if place.pk in stakes.beside else "around"

    @staticmethod
    def _blocks(subject: Territory) -> list[Block]:
        own = Block("own", _("Kooperationen"), more_url=_list_of(subject))
        if subject.level not in {Level.GEMEINDE, Level.VERBAND}:
            return [own]
        kreis = Block("around", _("Weitere Kooperationen im Kreis"), more_url=f"{_list()}?{_kreis(subject)}")
        return [own, Block("beside", _("Kooperationen der Nachbarn")), kreis]


class TerritoryAlliances:
    """Alliances in which the place takes part, itself or by its Verband; for upper levels those of its members."""

    order = 20
    template = "cooperation/panels/territory_alliances.html"

    def context(self, request: HttpRequest, subject: Territory) -> Mapping[str, Any] | None:
        own = [unit.pk for unit in same_as(subject)]
        where = Q(territory__in=own) | Q(organisation__territory__in=own)
        if subject.level != Level.GEMEINDE:
            where |= inside(subject.ars, "territory__ars") | inside(subject.ars, "organisation__territory__ars")
        parts = (
            Participation.objects.filter(where, alliance__in=Alliance.objects.published().order_by())
            .select_related("alliance", "territory", "organisation__territory")
            .order_by("alliance__title", "alliance_id", "pk")
        )
        by_alliance: dict[int, list[Participation]] = defaultdict(list)
        for part in parts:
            by_alliance[part.alliance_id or 0].append(part)
        items = [_item(found, subject) for found in by_alliance.values()]
        return {"items": items} if items else None


def _item(parts: Sequence[Participation], subject: Territory) -> Item:
    thing = parts[0].cooperation or parts[0].alliance
    by = []
    for part in parts:
        place = part.place
        if place is not None and place.pk != subject.pk:
            by.append(with_article(titled(place.name, place.kind), place.kind))
    status = thing.get_status_display() if isinstance(thing, Cooperation) else ""
    shown = () if len(by) < len(parts) else tuple(dict.fromkeys(by))[:3]
    return Item(str(thing), thing.get_absolute_url() if thing is not None else "", status, shown)


def with_article(name: str, kind: str) -> str:
    """„die Verbandsgemeinde Mendig“, „den Landkreis Neuwied“: as it stands after „über“; bare in other languages."""
    if not (get_language() or "de").startswith("de") or not name.startswith(kind):
        return name
    ending = kind.lower()
    if ending.endswith(("gemeinde", "gemeinschaft", "stadt", "region")):
        return f"die {name}"
    return f"das {name}" if ending.endswith("amt") else f"den {name}"


def _list() -> str:
    return reverse("cooperation:list")


def _kreis(subject: Territory) -> str:
    return CooperationQuery(land=subject.land_key, kreis=subject.kreis_key).urlencode()


def _list_of(subject: Territory) -> str:
    if subject.level == Level.LAND:
        return f"{_list()}?{CooperationQuery(land=subject.ars).urlencode()}"
    if subject.level == Level.KREIS:
        return f"{_list()}?{_kreis(subject)}"
    return (
        "" if subject.level == Level.REGIERUNGSBEZIRK else f"{_list()}?{CooperationQuery(ort=subject.ars).urlencode()}"
    )
