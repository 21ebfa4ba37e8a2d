# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From a file to rows: CSV in the encodings and separators of the offices, XLSX with its first sheet. With limits."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from allmende.cooperation.importing.columns import BY_KEY, REQUIRED, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.cooperation.importing.values import Cell

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 200
MAX_UNPACKED = 60_000_000
MAX_CELL = 20_000
LONGEST_HEADING = 20_000
"""Characters in which the separator is looked for."""


class FileRefusedError(ValueError):
    """The file as a whole cannot be read; the message says why."""


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
    if len(content) > MAX_BYTES:
        raise FileRefusedError(_("Die Datei ist größer als %(mb)d MB.") % {"mb": MAX_BYTES // 1_000_000})
    if filename.lower().endswith(".xlsx"):
        return _table(_read_xlsx(content))
    if content[:4] == b"PK\x03\x04":
        raise FileRefusedError(_("Das ist keine CSV-Datei. Eine Arbeitsmappe braucht die Endung .xlsx."))
    return _table(_read_csv(content))


def _read_csv(content: bytes) -> Iterable[Sequence[Cell]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            raise FileRefusedError(_("Die Zeichen der Datei sind weder UTF-8 noch Windows-1252.")) from None
    if "\x00" in text:  # UTF-16, or no text at all; PostgreSQL would refuse it later
        raise FileRefusedError(_("Die Zeichen der Datei sind weder UTF-8 noch Windows-1252."))
    heading = text[:LONGEST_HEADING].split("\n", 1)[0]
    delimiter = max(";,\t", key=lambda mark: sum(bool(key_of(cell)) for cell in heading.split(mark)))
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise FileRefusedError(_("Die CSV-Datei ist nicht lesbar: %(error)s.") % {"error": error}) from None


def _read_xlsx(content: bytes) -> Iterable[Sequence[Cell]]:
    try:
        _check_unpacked(content)
        # read_only streams the sheet; data_only gives what formulas last resulted in, not the formulas.
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        yield from sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS)
    except FileRefusedError:
        raise
    except Exception as error:
        # openpyxl raises whatever the broken part of a workbook leads to.
        raise FileRefusedError(_("Die Arbeitsmappe ist nicht lesbar.")) from error


def _check_unpacked(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
            raise FileRefusedError(_("Die Arbeitsmappe ist ausgepackt zu groß."))


def _table(lines: Iterable[Sequence[Cell]]) -> Table:
    iterator = iter(lines)
    headings = [str(cell or "").strip() for cell in next(iterator, [])][:MAX_COLUMNS]
    keys = [key_of(heading) if heading else None for heading in headings]
    _check_headings(keys)
    rows = []
    for number, line in enumerate(iterator, start=2):
        if number > MAX_ROWS + 1:
            raise FileRefusedError(_("Mehr als %(rows)d Zeilen. Bitte teilen Sie die Datei.") % {"rows": MAX_ROWS})
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
