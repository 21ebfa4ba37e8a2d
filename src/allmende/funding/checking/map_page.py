# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Partners of a check chosen on the map: the area shown, its units, a way to take or leave each, all in the address.

The map and its script are those of the cooperations. A click on it sends ``klick``; what that means depends on the
level that clicks choose (``ebene``). Every link of drawing and list says the whole outcome, so none needs a script.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.cooperation.filters import CooperationQuery
from allmende.cooperation.map_counts import GERMANY, drawn, level_of
from allmende.cooperation.map_numbers import Counts
from allmende.funding.checking import parameters
from allmende.funding.checking.facts_query import Checked, read_facts
from allmende.funding.checking.neighbours import first_partner
from allmende.funding.checking.partners import PARTNER_LEVELS
from allmende.funding.checking.picking import pick
from allmende.territory.finding import is_city, titled
from allmende.territory.models import Level, Territory
from allmende.territory.surroundings import inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

    from allmende.accounts.rules import Visitor
    from allmende.cooperation.map_counts import Area, Figure

AREA: Final = "gebiet"
LEVEL: Final = "ebene"
CLICKED: Final = "klick"
KREIS_DIGITS, VERBAND_DIGITS, LONGEST_KEY = 5, 9, 12
DIGITS: Final[Mapping[str, int]] = {Level.VERBAND: VERBAND_DIGITS, Level.KREIS: KREIS_DIGITS}
"""How long the keys of these levels are; those of municipalities are the longest."""
WHOLE_CITY: Final = "0" * 7
"""How the ARS of a kreisfreie Stadt goes on after that of its Kreis."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One line of the list. ``url`` takes or leaves it as a partner (empty: a Land).

    ``inner_url`` shows what lies in it; ``is_member``: of the Verband above it.
    """

    ars: str
    name: str
    kind: str
    is_chosen: bool
    url: str
    inner_url: str = ""
    is_member: bool = False


@dataclass(frozen=True, slots=True)
class PartnerMap:
    """The page: what was said (``checked``), the address of it all (``query``), the area shown, what clicks choose."""

    checked: Checked
    query: QueryDict
    level: str
    land: Territory | None
    kreis: Territory | None

    @property
    def area(self) -> Territory | None:
        return self.kreis or self.land

    @property
    def key(self) -> str:
        return self.area.ars if self.area is not None else GERMANY

    @property
    def title(self) -> str:
        return _whole_name(self.area) if self.area is not None else _("Deutschland")

    @property
    def chosen(self) -> list[str]:
        return [partner.key for partner in self.checked.read.partners if partner.land]

    @property
    def check_url(self) -> str:
        return _with_query(reverse("funding:check"), self.query)

    @property
    def address(self) -> str:
        return self.showing(self.key)

    def showing(self, key: str, level: str = "") -> str:
        """This page with another area or level."""
        return self._address(self.query, key, level or self.level)

    def toggling(self, unit: str) -> str:
        """This page with the unit as a partner, or without it if it is one."""
        query = self.query.copy()
        toggle(query, unit)
        return self._address(query, self.key, self.level)

    @staticmethod
    def _address(query: QueryDict, key: str, level: str) -> str:
        whole = query.copy()
        whole[AREA], whole[LEVEL] = key, level
        return _with_query(reverse("funding:check_map"), whole)

    def steps(self) -> list[tuple[str, str]]:
        """From Germany down to the area; the area itself without address."""
        above = [(_("Deutschland"), self.showing(GERMANY))] if self.area is not None else []
        if self.kreis is not None and self.land is not None:
            above.append((self.land.name, self.showing(self.land.ars)))
        return [*above, (self.title, "")] if above else []

    def levels(self) -> list[tuple[str, str, bool]]:
        """What a click on the map can choose: words, address, whether it does now."""
        words = {
            Level.GEMEINDE: _("Städte und Gemeinden"),
            Level.VERBAND: _("Verbände"),
            Level.KREIS: _("Kreise"),
        }
        return [(text, self.showing(self.key, level), level == self.level) for level, text in words.items()]

    def units(self) -> list[Unit]:
        """The equivalent of the map in words: Länder, the Kreise of a Land, or all of a Kreis (one query)."""
        units = Territory.objects.current().filter(is_unincorporated=False).order_by("search_name", "ars")
        if self.area is None:
            return [self._unit(land) for land in units.filter(level=Level.LAND)]
        within = units.filter(inside(self.key))
        if self.kreis is None:
            return [self._unit(kreis) for kreis in within.filter(level=Level.KREIS)]
        found = list(within.filter(level__in=PARTNER_LEVELS))
        verbaende = {unit.ars for unit in found if unit.level == Level.VERBAND}
        listed = [self._unit(self.kreis)]
        for unit in found:
            if unit.level == Level.VERBAND:
                members = [one for one in found if one.ars != unit.ars and one.ars.startswith(unit.ars)]
                listed += [self._unit(unit), *(replace(self._unit(one), is_member=True) for one in members)]
            elif unit.level == Level.GEMEINDE and unit.ars[:VERBAND_DIGITS] not in verbaende:
                listed.append(self._unit(unit))
        return listed

    def _unit(self, unit: Territory) -> Unit:
        is_larger = unit.level == Level.LAND or (unit.level == Level.KREIS and not is_city(unit.kind))
        return Unit(
            unit.ars,
            unit.name,
            unit.kind if unit.level != Level.LAND else "",
            not {unit.ars, unit.ars + WHOLE_CITY}.isdisjoint(self.chosen),
            self.toggling(unit.ars) if unit.level != Level.LAND else "",
            self.showing(unit.ars) if is_larger and unit.ars != self.key else "",
        )

    def figure(self, units: Iterable[Unit]) -> Figure:
        """The drawing of the area with its links (one query)."""
        figure = drawn(self.key, CooperationQuery(), Counts(level_of(self.key), {}, 0))
        listed = {unit.ars: unit for unit in units}
        return replace(figure, areas=[self._area(area, listed) for area in figure.areas])

    def _area(self, area: Area, listed: dict[str, Unit]) -> Area:
        digits = DIGITS.get(self.level, LONGEST_KEY)
        unit = listed.get(area.ars[:digits]) or listed.get(area.ars)
        chooses = len(area.ars) > KREIS_DIGITS or self.level == Level.KREIS or (unit is not None and not unit.inner_url)
        url = self.toggling(unit.ars if unit is not None else area.ars) if chooses else self.showing(area.ars)
        name = area.text.rpartition(": ")[0]
        is_marked = _is_marked(area.ars, self.chosen)
        holds_some = any(key.startswith(area.ars) for key in self.chosen)
        return replace(
            area,
            url=url,
            text=_("%(name)s: gewählt") % {"name": name} if is_marked else name,
            class_number=3 if is_marked else int(holds_some),
            is_highlighted=is_marked,
        )


def read_map(query: QueryDict, user: Visitor) -> PartnerMap:
    """What the address says; nothing in it can make this fail. Keys that are no partners are told and then dropped."""
    kept = pick(query, user).query
    level = query.get(LEVEL, "")
    area = query.get(AREA, "")
    clicked = _unit_at(query.get(CLICKED, ""), level)
    if clicked is not None:
        if clicked.level == Level.KREIS and level != Level.KREIS and not is_city(clicked.kind):
            area = clicked.ars
        else:
            toggle(kept, clicked.ars)
    checked = read_facts(kept)
    first = first_partner(checked)
    canonical = kept.copy()
    replaceable = [problem.key for problem in checked.read.problems if problem.successors]
    partners = [partner.key for partner in checked.read.partners if partner.land]
    canonical.setlist(parameters.PARTNER, [*partners, *replaceable])
    if level not in PARTNER_LEVELS:
        level = next((name for name, digits in DIGITS.items() if digits == len(first)), Level.GEMEINDE)
    land, kreis = _area(area or (first[:2] if len(first) == KREIS_DIGITS else first))
    return PartnerMap(checked, canonical, str(level), land, kreis)


def toggle(query: QueryDict, ars: str) -> None:
    """Take the unit as a partner, or leave it out; a kreisfreie Stadt is the same by the key of its Kreis."""
    keys = query.getlist(parameters.PARTNER)
    same = {ars, ars + WHOLE_CITY} if len(ars) == KREIS_DIGITS else {ars, ars.removesuffix(WHOLE_CITY)}
    others = [key for key in keys if key not in same]
    query.setlist(parameters.PARTNER, others if len(others) < len(keys) else [*keys, ars])
    if query.get(parameters.LEAD) in same:
        del query[parameters.LEAD]


def _unit_at(key: str, level: str) -> Territory | None:
    """The unit of the level that lies where the map was clicked; where there is no such, the one that was clicked."""
    if not _is_key(key):
        return None
    keys = {key, key[: DIGITS.get(level, LONGEST_KEY)]}
    return Territory.objects.current().filter(ars__in=keys, level__in=PARTNER_LEVELS).order_by("ars").first()


def _area(key: str) -> tuple[Territory | None, Territory | None]:
    """The Land and the Kreis to show; a kreisfreie Stadt is shown among the Kreise of its Land (one query)."""
    if not _is_key(key):
        return None, None
    found = Territory.objects.current().filter(ars__in={key[:2], key[:KREIS_DIGITS]})
    units = {unit.level: unit for unit in found}
    land, kreis = units.get(Level.LAND), units.get(Level.KREIS)
    return land, kreis if kreis is not None and not is_city(kreis.kind) else None


def _is_key(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY


def _is_marked(ars: str, chosen: Iterable[str]) -> bool:
    """Whether the unit is a partner or lies in one."""
    return any(ars.startswith(key) or key == ars + WHOLE_CITY for key in chosen)


def _whole_name(unit: Territory) -> str:
    return unit.name if unit.level == Level.LAND else titled(unit.name, unit.kind)


def _with_query(path: str, query: QueryDict) -> str:
    encoded = query.urlencode()
    return f"{path}?{encoded}" if encoded else path
