# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The register in the database as a ``Register``, loaded once per Land, and resolutions as partners to be kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from allmende.accounts.models import Organisation, OrganisationKind
from allmende.cooperation.importing.partners import Register, Resolution, Unit, readings, without_brackets
from allmende.cooperation.models import Role
from allmende.cooperation.parts import PartnerData
from allmende.territory.models import Level, Territory
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

LAND_BY_LETTERS = {
    "SH": "01", "HH": "02", "NI": "03", "HB": "04", "NW": "05", "HE": "06", "RP": "07", "BW": "08",
    "BY": "09", "SL": "10", "BE": "11", "BB": "12", "MV": "13", "SN": "14", "ST": "15", "TH": "16",
}  # fmt: skip


@dataclass(slots=True)
class PartnerLookup:
    """Finds partners in the database; keeps what it loaded, so use one per import."""

    _registers: dict[str, Register] = field(default_factory=dict)
    _lands: dict[str, str] = field(default_factory=dict)

    def land_key(self, stated: str) -> str | None:
        """„RP“, „07“ or „Rheinland-Pfalz“ as the key of the Land; "" for nothing stated, None for no Land."""
        text = stated.strip()
        if not self._lands:
            rows = Territory.objects.filter(level=Level.LAND).order_by("ars").values_list("ars", "name")
            self._lands = {fold(name): ars for ars, name in rows} | {ars: ars for ars, _name in rows}
            self._lands |= {letters.lower(): ars for letters, ars in LAND_BY_LETTERS.items() if ars in self._lands}
        if not text:
            return ""
        return self._lands.get(fold(text))

    def land_names(self) -> list[str]:
        self.land_key("")
        return sorted(name for name in self._lands if not name.isdigit() and len(name) > 2)

    def register(self, land: str) -> Register:
        """The register of one Land, or of all for ""."""
        if land not in self._registers:
            units = Territory.objects.current().filter(ars__startswith=land).order_by("ars")
            rows = units.values_list("pk", "ars", "level", "kind", "name")
            organisations = self._organisations().values_list("pk", "name")
            self._registers[land] = Register([Unit(*row) for row in rows], list(organisations))
        return self._registers[land]

    @staticmethod
    def _organisations() -> QuerySet[Organisation]:
        # A municipality takes part as the territory it is, whether or not it acts on the portal.
        # What only a user has named is nobody's partner before the centre has looked.
        others = Organisation.objects.exclude(kind=OrganisationKind.MUNICIPALITY).exclude(confirmed_at=None)
        return others.order_by("pk")

    def forget(self) -> None:
        """Read the database again, after organisations were added."""
        self._registers.clear()

    def resolve_all(self, stated_names: Sequence[str], land: str = "", *, suggest: bool = True) -> list[Resolution]:
        return self.register(land).resolve_all(stated_names, suggest=suggest)

    def resolve_few(self, stated_names: Sequence[str]) -> list[Resolution]:
        """As ``resolve_all`` for a handful of names anywhere in Germany, without looking for similar ones.

        Building the register of all takes half a second; this reads only the units that begin with the same word,
        as every name and every short form of it does (``partners.stems``).
        """
        if "" in self._registers:
            return self.resolve_all(stated_names, suggest=False)
        read = {name for stated in stated_names for name, _level in readings(stated)}
        words = {fold(text).split(" ")[0] for name in read for text in (name, without_brackets(name))} - {""}
        wanted = Q(pk__in=[])
        for word in words:
            wanted |= Q(search_name__startswith=word)
        units = Territory.objects.current().filter(wanted).order_by("ars")
        organisations = self._organisations().filter(search_name__in=[fold(name) for name in stated_names])
        found = Register(
            [Unit(*row) for row in units.values_list("pk", "ars", "level", "kind", "name")],
            list(organisations.values_list("pk", "name")),
        )
        return found.resolve_all(stated_names, suggest=False)


def reason(resolution: Resolution) -> str:
    """Why a name is not resolved, in words that stay with the partner; empty when it is."""
    if resolution.problem == "several":
        return _("Mehrere passen: %(names)s.") % {"names": _shortened(resolution.candidates)}
    if resolution.problem == "unknown":
        return _("Im amtlichen Verzeichnis und unter den Organisationen nicht gefunden.")
    return ""


def _shortened(names: Sequence[str], most: int = 3) -> str:
    text = "; ".join(names[:most])
    return f"{text} …" if len(names) > most else text


def as_partners(
    resolutions: Sequence[Resolution], *, lead: str = "", territories: dict[int, Territory] | None = None
) -> list[PartnerData]:
    """Resolutions as partners; the one named ``lead`` leads. Unresolved ones keep their name and the reason."""
    keys = [item.territory_key for item in resolutions if item.territory_key]
    loaded = territories if territories is not None else Territory.objects.in_bulk(keys)
    organisations = Organisation.objects.in_bulk(
        [item.organisation_key for item in resolutions if item.organisation_key]
    )
    return [
        PartnerData(
            stated_name=item.stated_name,
            territory=loaded[item.territory_key] if item.territory_key else None,
            organisation=organisations[item.organisation_key] if item.organisation_key else None,
            unresolved_reason=reason(item)[:250],
            role=Role.LEAD if lead and fold(item.stated_name) == fold(lead) else Role.PARTNER,
        )
        for item in resolutions
    ]
