# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is chosen on the map (an area, a cooperation) and what the list beside it says of that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.cooperation.map_counts import GERMANY, common_key, map_url
from allmende.cooperation.models import Cooperation, Participation
from allmende.territory.finding import is_city, titled
from allmende.territory.models import Level, Territory
from allmende.territory.surroundings import ancestors, inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from allmende.cooperation.filters import CooperationQuery
    from allmende.cooperation.map_numbers import Counts
    from allmende.cooperation.models import CooperationQuerySet

SHOWN_COOPERATIONS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One area in the list beside the map."""

    ars: str
    name: str
    kind: str
    number: int
    url: str
    is_selected: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Areas that belong together: the Kreise of a Land, the municipalities of a Kreis."""

    title: str
    url: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen area and cooperation; both may be missing. ``partners`` are those of the cooperation, lead first."""

    territory: Territory | None = None
    cooperation: Cooperation | None = None
    partners: Sequence[Participation] = ()

    @property
    def key(self) -> str:
        """Which drawing shows it: „de“, a Land (2 digits) or a Kreis (5 digits)."""
        if self.cooperation is not None:
            return common_key(self.places) if self.places else GERMANY
        if self.territory is None:
            return GERMANY
        return self.territory.kreis_key or self.territory.land_key

    @property
    def places(self) -> list[str]:
        """Where the partners are, by ARS, the lead first."""
        return [part.place.ars for part in self.partners if part.place is not None]

    @property
    def highlight(self) -> list[str]:
        if self.cooperation is not None:
            return self.places
        return [self.territory.ars] if self.territory is not None and len(self.territory.ars) > 5 else []


def selected(params: QueryDict) -> Selection:
    """The selection an address asks for; what does not exist counts as not chosen (at most three queries)."""
    ars, slug = params.get("gebiet", ""), params.get("kooperation", "")
    territory = cooperation = None
    if ars.isascii() and ars.isdigit() and len(ars) <= 12:
        known = Territory.objects.current().select_related("parent__parent__parent__parent")
        territory = known.filter(ars=ars).first()
    if slug and len(slug) <= 220 and "\x00" not in slug:
        cooperation = Cooperation.objects.published().filter(slug=slug).first()
    partners = list(Participation.objects.in_order().filter(cooperation=cooperation)) if cooperation is not None else []
    return Selection(territory, cooperation, partners)


def in_area(territory: Territory) -> Q:
    """Cooperations with a partner in ``territory``; for a municipality its Verband counts as itself."""
    if territory.level != Level.GEMEINDE:
        where = inside(territory.ars, "territory__ars") | inside(territory.ars, "organisation__territory__ars")
    else:
        keys = [territory.ars]
        parent = territory.parent
        if parent is not None and (parent.level == Level.VERBAND or is_city(parent.kind)):
            keys.append(parent.ars)
        where = Q(territory__ars__in=keys) | Q(organisation__territory__ars__in=keys)
    return Q(Exists(Participation.objects.filter(where, cooperation=OuterRef("pk"))))


def cooperations_of(selection: Selection, query: CooperationQuery) -> CooperationQuerySet:
    """Published cooperations that meet ``query`` in the chosen area."""
    found = Cooperation.objects.published().matching(query)
    return found.filter(in_area(selection.territory)) if selection.territory is not None else found.none()


def list_link(territory: Territory, query: CooperationQuery) -> str:
    """The list page for the same area and filters."""
    if territory.level == Level.LAND:
        narrowed = replace(query, land=territory.ars, kreis="")
    elif territory.level == Level.KREIS:
        narrowed = replace(query, land=territory.land_key, kreis=territory.ars)
    else:
        narrowed = replace(query, ort=territory.ars)
    return f"{reverse('cooperation:list')}?{narrowed.urlencode()}"


def groups_for(selection: Selection, counts: Counts, query: CooperationQuery) -> list[Group]:
    """The areas of the drawing as a list: all of a Land or Kreis; for Germany those with cooperations (one query)."""
    key = selection.key
    units = Territory.objects.current().order_by("search_name", "ars")
    if key == GERMANY:
        wanted = {*counts.numbers, *(ars[:2] for ars in counts.numbers)}
        units = units.filter(ars__in=wanted)
    elif len(key) == 2:
        units = units.filter(inside(key), level__in=(Level.LAND, Level.KREIS))
    else:
        units = units.filter(inside(key), level__in=(Level.KREIS, Level.GEMEINDE))
    found = list(units.only("ars", "name", "kind", "level", "slug"))
    heads = [unit for unit in found if unit.level == (Level.KREIS if len(key) == 5 else Level.LAND)]
    chosen = selection.territory.ars if selection.territory is not None else ""
    groups = []
    for head in heads:
        rows = [
            Row(
                unit.ars,
                unit.name,
                unit.kind,
                counts.numbers.get(unit.ars, 0),
                map_url(query, gebiet=unit.ars),
                unit.ars == chosen,
            )
            for unit in found
            if unit.level == counts.level and unit.ars.startswith(head.ars)
        ]
        groups.append(
            Group(titled(head.name, head.kind if len(key) == 5 else ""), map_url(query, gebiet=head.ars), rows)
        )
    return groups


def way_up(selection: Selection, query: CooperationQuery) -> list[tuple[str, str]]:
    """From Germany down to the chosen area, each with its address on the map; the area itself without one."""
    if selection.territory is None:
        return []
    territory = selection.territory
    steps = [(_("Deutschland"), map_url(query))]
    steps += [
        (titled(unit.name, unit.kind if unit.level != Level.LAND else ""), map_url(query, gebiet=unit.ars))
        for unit in ancestors(territory)
        if unit.level != Level.REGIERUNGSBEZIRK
    ]
    return [*steps, (titled(territory.name, territory.kind if territory.level != Level.LAND else ""), "")]
