# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From an uploaded table to lines of cells: CSV in the encodings and separators of the offices, XLSX. With limits."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import xlsxwriter
from django.utils.translation import gettext as _
from openpyxl import load_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MAX_UNPACKED: Final = 60_000_000
"""Bytes of all parts of a workbook together."""
LONGEST_HEADING: Final = 20_000
"""Characters in which the separator is looked for."""
FORMULA: Final = re.compile(r"\s*[=+\-@\t\r]")
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

Cell: TypeAlias = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None


class FileRefusedError(ValueError):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a file may hold; ``rows`` without the heading."""

    size: int = 5_000_000
    rows: int = 5_000
    columns: int = 200


def read_lines(
    content: bytes, filename: str, *, knows: Callable[[str], bool], limits: Limits
) -> Iterator[Sequence[Cell]]:
    """The lines of ``content``, the headings first; ``filename`` says by its ending whether it is CSV or XLSX.

    Of the separators that one is taken that leads to the most headings which the reader ``knows``. One line more than
    the limit comes, so that the reader can say how many are allowed. Raises FileRefusedError.
    """
    if len(content) > limits.size:
        raise FileRefusedError(_("Die Datei ist größer als %(mb)d MB.") % {"mb": limits.size // 1_000_000})
    if filename.lower().endswith(".xlsx"):
        yield from _read_xlsx(content, limits)
    elif content[:4] == b"PK\x03\x04":
        raise FileRefusedError(_("Das ist keine CSV-Datei. Eine Arbeitsmappe braucht die Endung .xlsx."))
    else:
        yield from _read_csv(content, knows)


def _read_csv(content: bytes, knows: Callable[[str], bool]) -> Iterator[Sequence[Cell]]:
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
    delimiter = max(";,\t", key=lambda mark: sum(knows(cell.strip().strip('"')) for cell in heading.split(mark)))
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise FileRefusedError(_("Die CSV-Datei ist nicht lesbar: %(error)s.") % {"error": error}) from None


def _read_xlsx(content: bytes, limits: Limits) -> Iterator[Sequence[Cell]]:
    try:
        _check_unpacked(content)
        # read_only streams the sheet; data_only gives what formulas last resulted in, not the formulas.
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        yield from sheet.iter_rows(values_only=True, max_row=limits.rows + 2, max_col=limits.columns)
    except FileRefusedError:
        raise
    except Exception as error:
        # openpyxl raises whatever the broken part of a workbook leads to.
        raise FileRefusedError(_("Die Arbeitsmappe ist nicht lesbar.")) from error


def _check_unpacked(content: bytes) -> None:
    """What a container says about its parts is the most that is read of them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
            raise FileRefusedError(_("Die Arbeitsmappe ist ausgepackt zu groß."))


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """As spreadsheet programs of the offices open it; no cell is taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return BYTE_ORDER_MARK + out.getvalue().encode()


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[str]], *, sheet_name: str) -> bytes:
    """All cells are texts."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        sheet = workbook.add_worksheet(sheet_name)
        bold = workbook.add_format({"bold": True})
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """What ``harmless`` was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell
