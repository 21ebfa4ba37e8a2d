# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What an import has to say about a file: row by row, column by column."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _


class Severity(StrEnum):
    """An error and an open question stop the row; a note does not."""

    ERROR = "error"
    QUESTION = "question"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in one row, with what may have been meant instead."""

    row: int
    column: str
    message: str
    severity: Severity = Severity.ERROR
    suggestions: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        return self.severity != Severity.NOTE

    def __str__(self) -> str:
        place = _("Zeile %(row)d") % {"row": self.row} + (f", {self.column}" if self.column else "")
        hint = _(" Gemeint? %(names)s.") % {"names": "; ".join(self.suggestions)} if self.suggestions else ""
        return f"{place}: {self.message}{hint}"


@dataclass(slots=True)
class ImportReport:
    """What became of each row: made, there already, or stopped; nothing is written when ``is_written`` is false."""

    rows: int = 0
    created: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    stopped: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    unknown_headings: tuple[str, ...] = ()
    is_written: bool = False

    def add(self, problem: Problem) -> None:
        self.problems.append(problem)
        if problem.stops:
            self.stopped.add(problem.row)

    @property
    def has_errors(self) -> bool:
        return bool(self.stopped)

    def lines(self) -> list[str]:
        """The report in words."""
        counts = {
            "rows": self.rows,
            "created": len(self.created),
            "present": len(self.present),
            "stopped": len(self.stopped),
        }
        lines = [str(problem) for problem in sorted(self.problems, key=lambda item: (item.row, item.column))]
        if self.unknown_headings:
            names = ", ".join(self.unknown_headings)
            lines.append(_("Diese Spalten kennt der Import nicht, sie bleiben liegen: %(names)s.") % {"names": names})
        lines.append(
            _("%(rows)d Zeilen: %(created)d neu, %(present)d schon vorhanden, %(stopped)d mit Fehlern oder Fragen.")
            % counts
        )
        lines.append(_("Geschrieben.") if self.is_written else _("Es wurde nichts geschrieben."))
        return lines
