# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The report of an import: what was done, and every mismatch, for the terminal and a file under ``var/reports/``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from allmende.territory.records import Mismatch

SHOWN_ON_TERMINAL = 5


@dataclass(slots=True)
class ImportReport:
    """What one import did. ``mismatches`` also holds what was computed and is not official (successors)."""

    as_of: dt.date
    register_source: str
    boundary_source: str
    dry_run: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    created: int = 0
    updated: int = 0
    dissolved: int = 0
    borders_created: int = 0
    borders_updated: int = 0
    borders_deleted: int = 0
    map_version: str = ""
    map_changed: bool = False
    edition_changed: bool = False
    mismatches: Sequence[Mismatch] = ()
    file: Path | None = None

    @property
    def changed(self) -> bool:
        """Whether the import changed anything at all."""
        rows = self.created + self.updated + self.dissolved
        borders = self.borders_created + self.borders_updated + self.borders_deleted
        return bool(rows or borders or self.map_changed or self.edition_changed)

    def lines(self, *, shown: int | None = None) -> list[str]:
        """The report as text; ``shown`` limits how many mismatches of one kind are listed."""
        title = f"Gebietsstand {self.as_of:%d.%m.%Y}"
        lines = [title + (" (Probelauf, nichts gespeichert)" if self.dry_run else "")]
        lines.append(f"Verzeichnis: {self.register_source}")
        lines.append(f"Grenzen: {self.boundary_source or 'keine'}")
        lines += [f"{label}: {_grouped(number)}" for label, number in self.counts.items()]
        lines.append(f"Gebiete neu/geändert/aufgelöst: {self.created}/{self.updated}/{self.dissolved}")
        borders = f"{self.borders_created}/{self.borders_updated}/{self.borders_deleted}"
        lines.append(f"Nachbarschaften neu/geändert/entfallen: {borders}")
        lines.append(f"Kartendateien: {self.map_version or 'keine'}" + (" (neu)" if self.map_changed else ""))
        by_kind: dict[str, list[Mismatch]] = defaultdict(list)
        for mismatch in self.mismatches:
            by_kind[mismatch.kind].append(mismatch)
        for kind, members in by_kind.items():
            lines.append(f"{kind}: {_grouped(len(members))}")
            listed = members if shown is None else members[:shown]
            lines += ["  " + " · ".join(part for part in (item.ars, item.name, item.text) if part) for item in listed]
            if len(listed) < len(members):
                lines.append(f"  … und {_grouped(len(members) - len(listed))} weitere")
        return lines

    def short(self) -> list[str]:
        return self.lines(shown=SHOWN_ON_TERMINAL)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def write_report(report: ImportReport) -> Path:
    """Write the whole report to ``var/reports/`` and return the file."""
    folder = Path(settings.VAR_DIR) / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    now = timezone.localtime()
    file = folder / f"gebiete-{report.as_of:%Y-%m-%d}-{now:%Y%m%dT%H%M%S%f}.txt"
    file.write_text("\n".join([f"Eingespielt am {now:%d.%m.%Y %H:%M}", *report.lines(), ""]), encoding="utf-8")
    report.file = file
    return file
