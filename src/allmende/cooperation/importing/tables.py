# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From a file to rows of cooperations: the cells under their columns. With limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from allmende.cooperation.importing.columns import BY_KEY, REQUIRED, key_of
from allmende.core.table_files import FileRefusedError, Limits, read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.cooperation.importing.values import Cell

__all__ = ["FileRefusedError", "Row", "Table", "read_table"]

LIMITS = Limits()
MAX_CELL = 20_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (the heading is row 1) and its cells by column key."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a file, and the headings nobody knows."""

    rows: tuple[Row, ...]
    unknown_headings: tuple[str, ...]


def read_table(content: bytes, filename: str) -> Table:
    """Read ``content``; ``filename`` says by its ending whether it is CSV or XLSX. Raises FileRefusedError."""
    return _table(read_lines(content, filename, knows=lambda heading: bool(key_of(heading)), limits=LIMITS))


def _table(lines: Iterable[Sequence[Cell]]) -> Table:
    iterator = iter(lines)
    headings = [str(cell or "").strip() for cell in next(iterator, [])][: LIMITS.columns]
    keys = [key_of(heading) if heading else None for heading in headings]
    _check_headings(keys)
    rows = []
    for number, line in enumerate(iterator, start=2):
        if number > LIMITS.rows + 1:
            raise FileRefusedError(_("Mehr als %(rows)d Zeilen. Bitte teilen Sie die Datei.") % {"rows": LIMITS.rows})
        cells: dict[str, Cell] = {
            key: cell for key, cell in zip(keys, line, strict=False) if key and cell not in {None, ""}
        }
        if any(isinstance(cell, str) and len(cell) > MAX_CELL for cell in cells.values()):
            raise FileRefusedError(_("Zeile %(row)d: Ein Feld ist zu lang.") % {"row": number})
        if cells:
            rows.append(Row(number, cells))
    unknown = tuple(heading for heading, key in zip(headings, keys, strict=True) if heading and key is None)
    return Table(tuple(rows), unknown)


def _check_headings(keys: Sequence[str | None]) -> None:
    known = [key for key in keys if key]
    for key in REQUIRED:
        if key not in known:
            raise FileRefusedError(
                _("In der ersten Zeile fehlt die Spalte „%(name)s“.") % {"name": BY_KEY[key].heading}
            )
    for key in known:
        if known.count(key) > 1:
            raise FileRefusedError(_("Die Spalte „%(name)s“ ist doppelt.") % {"name": BY_KEY[key].heading})
