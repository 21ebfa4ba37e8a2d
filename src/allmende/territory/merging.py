# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How an edition meets what is in the database: what is new, what changes, what is dissolved.

Called by ``services.import_edition`` inside its transaction; nothing else writes territories.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allmende.territory.geometry import units_around
from allmende.territory.models import Border, Level, Territory
from allmende.territory.naming import fold, slug
from allmende.territory.records import LEVELS, Mismatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.territory.records import BorderLine, EditionData, Unit

COMPUTED_SUCCESSOR = "Nachfolger berechnet, nicht amtlich"
NO_SUCCESSOR = "Aufgelöst, Nachfolger unbekannt"
REKEYED = "Neuer Regionalschlüssel, dieselbe Gemeinde"

BATCH = 500
FIELDS = (
    "ars", "ags", "level", "kind", "kind_code", "name", "official_name", "slug", "search_name", "parent_id",
    "population", "population_on", "area_km2", "longitude", "latitude", "seat", "postcode", "is_unincorporated",
    "as_of", "dissolved_on",
)  # fmt: skip
"""What an import sets; two rows are the same when all of these are."""


class TerritoryMerge:
    """Bring the territories to the state of ``data``.

    A municipality is the same one as long as its AGS stays, also when it moves to another Verband and so gets another
    ARS; other units are the same as long as their ARS stays.
    """

    def __init__(self, data: EditionData) -> None:
        self.data = data
        self.rows = {row.pk: row for row in Territory.objects.order_by("pk")}
        self.before = {pk: _values(row) for pk, row in self.rows.items()}
        self.by_ars = {row.ars: row for row in self.rows.values()}
        self.by_ags = {row.ags: row for row in self.rows.values() if row.level == Level.GEMEINDE}
        self.by_ags |= {
            row.ags: row for row in self.rows.values() if row.level == Level.GEMEINDE and row.dissolved_on is None
        }
        self.keys: dict[str, Territory] = {}
        self.computed: list[Mismatch] = []

    def apply(self) -> tuple[int, int, int]:
        """Write everything; returns how many were created, updated and dissolved."""
        self._free_taken_keys()
        created = sum(self._write_level(level) for level in LEVELS.values())
        kept = {row.pk for row in self.keys.values()}
        gone = [row for row in self.rows.values() if row.dissolved_on is None and row.pk not in kept]
        for row in gone:
            row.dissolved_on = self.data.as_of
        updated = self._write_changes(gone)
        self._write_successors(gone)
        return created, updated, len(gone)

    def _match(self, unit: Unit) -> Territory | None:
        if unit.is_gemeinde and unit.dissolved_on is None and unit.ags in self.by_ags:
            return self.by_ags[unit.ags]
        return self.by_ars.get(unit.ars)

    def _free_taken_keys(self) -> None:
        """Give rows whose ARS changes a key of their own for the moment, so that two may swap theirs."""
        moved: list[Territory] = []
        for unit in self.data.units:
            row = self._match(unit)
            if row is not None and row.ars != unit.ars:
                self.computed.append(Mismatch(REKEYED, unit.ars, unit.name, f"bisher {row.ars}"))
                del self.by_ars[row.ars]
                row.ars = f"~{row.pk}"
                moved.append(row)
        Territory.objects.bulk_update(moved, ["ars"], batch_size=BATCH)

    def _write_level(self, level: str) -> int:
        """Match the units of one level; create those that are new (their parents have a key by now)."""
        new: list[Territory] = []
        for unit in self.data.units:
            if unit.level != level:
                continue
            row = self._match(unit) or Territory()
            self._fill(row, unit)
            self.keys[unit.ars] = row
            if row.pk is None:
                new.append(row)
        Territory.objects.bulk_create(new, batch_size=BATCH)
        return len(new)

    def _fill(self, row: Territory, unit: Unit) -> None:
        row.ars, row.ags, row.level = unit.ars, unit.ags, unit.level
        row.kind, row.kind_code = unit.kind[:80], unit.kind_code
        row.name, row.official_name = unit.name[:120], unit.official_name[:200]
        row.slug, row.search_name = slug(unit.name)[:140], fold(unit.name)[:200]
        row.parent_id = self.keys[unit.parent].pk if unit.parent else None
        row.population = unit.population
        row.population_on = self.data.population_on if unit.population is not None else None
        row.area_km2 = None if unit.area_km2 is None else round(unit.area_km2, 2)
        row.longitude, row.latitude = unit.longitude, unit.latitude
        row.seat, row.postcode = unit.seat[:120], unit.postcode
        row.is_unincorporated = unit.is_unincorporated
        row.as_of, row.dissolved_on = self.data.as_of, unit.dissolved_on

    def _write_changes(self, gone: list[Territory]) -> int:
        changed = [row for pk, row in self.rows.items() if _values(row) != self.before[pk]]
        Territory.objects.bulk_create(
            changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=list(FIELDS)
        )
        return len(changed) - len(gone)

    def _write_successors(self, gone: list[Territory]) -> None:
        """Link dissolved units to those that took their place: as told by the data, else computed."""
        wanted: dict[int, set[int]] = {}
        for unit in self.data.units:
            if unit.dissolved_on is not None and unit.successors:
                wanted[self.keys[unit.ars].pk] = {self.keys[ars].pk for ars in unit.successors}
        around = self._around(gone)
        for row in gone:
            wanted[row.pk] = {successor.pk for successor in self._computed_successors(row, around)}
        through = Territory.successors.through
        known: dict[int, set[int]] = defaultdict(set)
        links = through.objects.filter(from_territory_id__in=list(wanted)).order_by("pk")
        for source, target in links.values_list("from_territory_id", "to_territory_id"):
            known[source].add(target)
        missing = [
            through(from_territory_id=source, to_territory_id=target)
            for source, targets in wanted.items()
            for target in sorted(targets - known[source])
        ]
        through.objects.bulk_create(missing, batch_size=BATCH)

    def _computed_successors(self, gone: Territory, around: dict[str, str]) -> list[Territory]:
        """The unit in which the dissolved one's point lies now; for an upper level, where its members are now."""
        if gone.level == Level.GEMEINDE:
            found = [self.keys[around[gone.ars]]] if around.get(gone.ars) in self.keys else []
        else:
            members = [row for pk, row in self.rows.items() if self._was_in(pk, gone)]
            length = len(gone.ars)
            now = [around.get(row.ars, "") if row.dissolved_on else row.ars for row in members]
            keys = {ars[:length] for ars in now if ars}
            found = [self.keys[key] for key in sorted(keys) if key in self.keys]
        if found:
            names = ", ".join(f"{row.ars} {row.name}" for row in found)
            self.computed.append(Mismatch(COMPUTED_SUCCESSOR, gone.ars, gone.name, f"→ {names}"))
        else:
            self.computed.append(Mismatch(NO_SUCCESSOR, gone.ars, gone.name))
        return found

    def _was_in(self, pk: int, gone: Territory) -> bool:
        before = self.before[pk]
        return bool(before["level"] == Level.GEMEINDE and before["ars"].startswith(gone.ars))

    def _around(self, gone: list[Territory]) -> dict[str, str]:
        """ARS of a dissolved municipality → ARS of the one in which its point lies now."""
        points = {
            row.ars: (row.longitude, row.latitude)
            for row in gone
            if row.level == Level.GEMEINDE and row.longitude is not None and row.latitude is not None
        }
        return units_around(self.data.shapes, points) if self.data.shapes is not None else {}


def _values(row: Territory) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


@dataclass(frozen=True, slots=True)
class BorderMerge:
    """Bring the borders to the state of the edition."""

    lines: Sequence[BorderLine]
    keys: dict[str, Territory]

    def apply(self) -> tuple[int, int, int]:
        """Write them; returns how many were created, updated and deleted."""
        wanted: dict[tuple[int, int], float] = {}
        for line in self.lines:
            one, other = sorted((self.keys[line.a].pk, self.keys[line.b].pk))
            wanted[one, other] = line.length_m
        known = {(border.a_id, border.b_id): border for border in Border.objects.order_by("pk")}
        lost = [border.pk for pair, border in known.items() if pair not in wanted]
        for start in range(0, len(lost), BATCH):
            Border.objects.filter(pk__in=lost[start : start + BATCH]).delete()
        changed = [border for pair, border in known.items() if pair in wanted and border.length_m != wanted[pair]]
        for border in changed:
            border.length_m = wanted[border.a_id, border.b_id]
        Border.objects.bulk_update(changed, ["length_m"], batch_size=BATCH)
        new = [Border(a_id=a, b_id=b, length_m=length) for (a, b), length in wanted.items() if (a, b) not in known]
        Border.objects.bulk_create(new, batch_size=BATCH)
        return len(new), len(changed), len(lost)
