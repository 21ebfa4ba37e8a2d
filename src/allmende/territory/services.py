# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes of this app: importing an edition of the register and the boundaries."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum

from allmende.core import audit, searchables
from allmende.territory import dataset, map_build, reforms
from allmende.territory.map_files import remove_old_versions, write_map_files
from allmende.territory.merging import BorderMerge, TerritoryMerge
from allmende.territory.models import Edition, Level, Territory
from allmende.territory.records import ImportRefusedError
from allmende.territory.reports import ImportReport, write_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.base_user import AbstractBaseUser

    from allmende.territory.records import EditionData

    Progress = Callable[[str], None]

MOST_LOST = 0.10
"""Share of a Land's municipalities that may vanish in one import without a look at what became of their area."""
LEAST_AREA_KEPT = Decimal("0.95")
"""Reforms join municipalities, so the Land keeps its area; a broken file loses it."""


def import_edition(
    *, data: EditionData, by: AbstractBaseUser | None, dry_run: bool = False, progress: Progress = print
) -> ImportReport:
    """Make the register and the boundaries in ``data`` the current state; all of it or nothing.

    Idempotent: the same data again changes no row, writes no audit row and keeps the map version. Units that are not
    in ``data`` any more stay as dissolved ones. Raises ImportRefusedError for an older state than the current one or
    when a whole part is missing. With ``dry_run`` everything is done and taken back.
    """
    map_content = None
    if data.shapes is not None:
        progress("Kartendateien werden gezeichnet …")
        map_content = map_build.map_files(data.shapes, {unit.ars: unit.name for unit in data.units})
    with transaction.atomic():
        _refuse_older_or_smaller(data)
        report = ImportReport(data.as_of, data.register_source, data.boundary_source, dry_run=dry_run)
        progress(f"{len(data.units)} Gebiete werden verglichen …")
        territories = TerritoryMerge(data)
        report.created, report.updated, report.dissolved = territories.apply()
        report.mismatches = [*data.mismatches, *territories.computed]
        if data.shapes is not None:
            progress(f"{len(data.borders)} Nachbarschaften werden verglichen …")
            borders = BorderMerge(data.borders, territories.keys)
            report.borders_created, report.borders_updated, report.borders_deleted = borders.apply()
        report.counts = _counts(data)
        edition = _write_edition(data, report)
        if not dry_run and map_content is not None:
            report.map_version = write_map_files(map_content)
            report.map_changed = edition.map_version != report.map_version
            if report.map_changed:
                edition.map_version = report.map_version
                edition.save(update_fields=["map_version", "imported_at"])
        if report.changed:
            audit.record("territory.imported", edition, by=by, after=_for_audit(report))
            searchables.everything_changed()
        if dry_run:
            transaction.set_rollback(True)
        elif report.map_version:
            transaction.on_commit(lambda: remove_old_versions(report.map_version))
    write_report(report)
    return report


def load_demo_territories(*, by: AbstractBaseUser | None = None, progress: Progress = print) -> ImportReport:
    """Load the compact dataset that comes with the product: VG250 of 1 January 2016 with the reforms kept by hand.

    Does nothing once a newer state has been imported.
    """
    progress("Gebiete und Grenzen werden gelesen …")
    latest = Edition.objects.order_by("as_of", "pk").last()
    if latest is not None and latest.as_of > dataset.as_of():
        progress(f"Der neuere Gebietsstand {latest} bleibt, wie er ist.")
        return ImportReport(latest.as_of, latest.register_source, latest.boundary_source)
    data = reforms.apply_reforms(dataset.read_dataset(), reforms.read_reforms())
    return import_edition(data=data, by=by, progress=progress)


def _refuse_older_or_smaller(data: EditionData) -> None:
    latest = Edition.objects.order_by("as_of", "pk").last()
    if latest is not None and data.as_of < latest.as_of:
        problem = f"Der Gebietsstand {data.as_of:%d.%m.%Y} ist älter als der eingespielte ({latest})."
        raise ImportRefusedError(problem)
    known = Territory.objects.current().municipalities().filter(is_unincorporated=False)
    before = Counter(ags[:2] for ags in known.order_by("ars").values_list("ars", flat=True))
    after = Counter(unit.ars[:2] for unit in data.units if unit.is_gemeinde and not unit.is_unincorporated)
    for land, count in sorted(before.items()):
        if after[land] < count * (1 - MOST_LOST) - 1 and not _keeps_its_area(land, data):
            problem = (
                f"Im Land {land} wären nur noch {after[land]} von {count} Gemeinden da. Ist die Datei vollständig?"
            )
            raise ImportRefusedError(problem)


def _keeps_its_area(land: str, data: EditionData) -> bool:
    """Whether the municipalities of ``land`` cover what they covered before; no if that is not known."""
    known = Territory.objects.current().municipalities().filter(ars__startswith=land).aggregate(km2=Sum("area_km2"))
    units = [unit for unit in data.units if unit.is_gemeinde and unit.dissolved_on is None]
    now = sum((unit.area_km2 or Decimal(0) for unit in units if unit.ars.startswith(land)), Decimal(0))
    return known["km2"] is not None and now >= known["km2"] * LEAST_AREA_KEPT


def _counts(data: EditionData) -> dict[str, int]:
    """Figures of the edition, for the report."""
    current = [unit for unit in data.units if unit.dissolved_on is None]
    levels = Counter(unit.level for unit in current)
    counts = {str(level.label): levels[level.value] for level in Level}
    counts["davon gemeindefreie Gebiete"] = sum(unit.is_unincorporated for unit in current)
    populations = [unit.population for unit in current if unit.is_gemeinde and unit.population is not None]
    if populations:  # unknown is not 0
        counts["Einwohnerinnen und Einwohner"] = sum(populations)
    counts["Nachbarschaften"] = len(data.borders)
    return counts


def _write_edition(data: EditionData, report: ImportReport) -> Edition:
    """The edition's row: the same one for the same state."""
    values = {
        "register_source": data.register_source[:300],
        "boundary_source": data.boundary_source[:300],
        "attribution": data.attribution[:300],
    }
    edition = Edition.objects.filter(as_of=data.as_of).order_by("pk").last()
    if edition is None:
        previous = Edition.objects.order_by("as_of", "pk").last()
        kept = previous.map_version if previous is not None and data.shapes is None else ""
        edition = Edition.objects.create(as_of=data.as_of, map_version=kept, **values)
        report.edition_changed = True
    elif any(getattr(edition, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(edition, name, value)
        edition.save()
        report.edition_changed = True
    report.map_version = edition.map_version
    return edition


def _for_audit(report: ImportReport) -> dict[str, object]:
    return {
        "as_of": report.as_of,
        "register": report.register_source,
        "boundaries": report.boundary_source,
        "created": report.created,
        "updated": report.updated,
        "dissolved": report.dissolved,
        "borders": [report.borders_created, report.borders_updated, report.borders_deleted],
        "map_version": report.map_version,
        "mismatches": len(report.mismatches),
    }
