# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who cooperates: from keys of the official register to the partners that the engine knows, with what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.funding.checking.numbers import shown
from allmende.funding.engine.facts import Partner
from allmende.territory.finding import is_city, titled
from allmende.territory.models import Level, Territory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_PARTNERS: Final = 100
MOST_ABROAD: Final = 20
AGS_LENGTH: Final = 8
LONGEST_KEY: Final = 12
PARTNER_LEVELS: Final = frozenset({Level.GEMEINDE, Level.VERBAND, Level.KREIS})


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit to take instead: „Verbandsgemeinde Mendig“."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class PartnerProblem:
    """Why ``key`` (as it was sent) is no partner, and which units there are to take instead."""

    key: str
    message: str
    successors: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPartners:
    """The partners that can be counted, each once, by ARS; what was refused; what one should know of the others."""

    partners: tuple[Partner, ...] = ()
    problems: tuple[PartnerProblem, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def lands(self) -> tuple[str, ...]:
        """The Länder of the partners, the one with most partners first."""
        counted = [partner.land for partner in self.partners if partner.land]
        return tuple(sorted(set(counted), key=lambda land: (-counted.count(land), land)))


def read_partners(keys: Sequence[str], abroad: int = 0) -> ReadPartners:
    """Partners from ARS (or AGS) keys, and ``abroad`` ones outside Germany (at most three queries)."""
    asked = list(filter(None, (key.strip() for key in keys)))
    problems = []
    if len(asked) > MOST_PARTNERS:
        message = _("Das sind %(n)s Partner; geprüft werden höchstens %(most)s. Die übrigen sind weggelassen.")
        problems.append(PartnerProblem("", message % {"n": len(asked), "most": MOST_PARTNERS}))
        asked = asked[:MOST_PARTNERS]
    units = _units(asked)
    taken: dict[str, Territory] = {}
    for key in asked:
        unit = units.get(key)
        problem = _refusal(key, unit)
        if unit is not None and problem is None and unit.ars in taken:
            message = _("%(name)s ist zweimal angegeben und wird einmal gezählt.")
            problem = PartnerProblem(key, message % {"name": name_of(unit)})
        if problem is not None:
            problems.append(problem)
        elif unit is not None:
            taken[unit.ars] = unit
    partners = [partner_of(unit) for _ars, unit in sorted(taken.items())]
    partners += partners_abroad(abroad)
    return ReadPartners(tuple(partners), tuple(problems), tuple(_hints(taken.values())))


def partners_abroad(count: int) -> list[Partner]:
    """So many partners outside Germany, of which nothing else is known."""
    return [
        Partner(f"ausland-{number}", _("Partner im Ausland %(n)s") % {"n": number}, "")
        for number in range(1, min(count, MOST_ABROAD) + 1)
    ]


def partner_of(unit: Territory) -> Partner:
    """The unit as the engine counts it."""
    return Partner(unit.ars, name_of(unit), unit.land_key, unit.population)


def name_of(unit: Territory) -> str:
    """„Verbandsgemeinde Mendig“; a municipality by its name alone."""
    return unit.name if unit.level == Level.GEMEINDE else titled(unit.name, unit.kind)


def _units(keys: Iterable[str]) -> dict[str, Territory]:
    """The units by the key with which they were asked for; a Kreis that is one city stands for its municipality."""
    usable = {key for key in keys if key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY}
    if not usable:
        return {}
    codes = {key for key in usable if len(key) == AGS_LENGTH}
    found = list(
        Territory.objects.filter(Q(ars__in=usable) | Q(ags__in=codes)).select_related("parent").order_by("dissolved_on")
    )
    units = {unit.ars: unit for unit in found}
    for unit in found:
        if unit.ags in codes and (unit.ags not in units or unit.dissolved_on is None):
            units[unit.ags] = unit
    cities = [unit for unit in found if unit.level == Level.KREIS and is_city(unit.kind)]
    if cities:
        members = Territory.objects.current().filter(level=Level.GEMEINDE, parent__in=cities).order_by("ars")
        for member in members.select_related("parent"):
            if member.parent is not None:
                units[member.parent.ars] = member
    return {key: units[key] for key in usable if key in units}


def _refusal(key: str, unit: Territory | None) -> PartnerProblem | None:
    if unit is None:
        return PartnerProblem(key, _("Eine Kommune mit dem Schlüssel „%(key)s“ gibt es nicht.") % {"key": shown(key)})
    if unit.level not in PARTNER_LEVELS:
        message = _("%(name)s ist keine Kommune. Partner können Gemeinden, Gemeindeverbände und Kreise sein.")
        return PartnerProblem(key, message % {"name": name_of(unit)})
    if unit.is_unincorporated:
        message = _("%(name)s ist ein gemeindefreies Gebiet ohne eigene Vertretung und kann kein Partner sein.")
        return PartnerProblem(key, message % {"name": name_of(unit)})
    return None if unit.dissolved_on is None else _dissolved(key, unit)


def _dissolved(key: str, unit: Territory) -> PartnerProblem:
    successors = tuple(Choice(next_one.ars, name_of(next_one)) for next_one in unit.successors.order_by("ars"))
    values = {
        "name": name_of(unit),
        "day": f"{unit.dissolved_on:%d.%m.%Y}",
        "successors": ", ".join(choice.name for choice in successors),
    }
    if not successors:
        return PartnerProblem(key, _("%(name)s gibt es seit %(day)s nicht mehr.") % values)
    message = ngettext(
        "%(name)s gibt es seit %(day)s nicht mehr. Nachfolgerin ist %(successors)s.",
        "%(name)s gibt es seit %(day)s nicht mehr. Nachfolgerinnen sind %(successors)s.",
        len(successors),
    )
    return PartnerProblem(key, message % values, successors)


def _hints(units: Iterable[Territory]) -> Iterable[str]:
    listed = list(units)
    by_ars = {unit.ars: unit for unit in listed}
    for unit in listed:
        for length in (9, 5):
            above = by_ars.get(unit.ars[:length]) if len(unit.ars) > length else None
            if above is not None:
                message = _("%(part)s gehört zu %(whole)s. Beide zählen als eigene Partner.")
                yield message % {"part": name_of(unit), "whole": name_of(above)}
