# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Tables that leave the desk: as CSV one of them, as a workbook several, with numbers as numbers and no formulas."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import xlsxwriter
from django.http import Http404, HttpResponse

from allmende.core.table_files import BYTE_ORDER_MARK, harmless
from allmende.core.traces import UMLAUTS
from allmende.events.papers.words import file_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

CONTENT_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDEST: Final = 50


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook. An unknown value is an empty cell."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str | int | float | Decimal | None]]


def as_csv(table: Table) -> bytes:
    """As the spreadsheet programs of German offices open it: semicolons, decimal commas, UTF-8 with a mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.headings)
    for row in table.rows:
        writer.writerow([_written(cell) for cell in row])
    return BYTE_ORDER_MARK + out.getvalue().encode()


def _written(cell: str | float | Decimal | None) -> str:
    if cell is None:
        return ""
    return harmless(cell) if isinstance(cell, str) else str(cell).replace(".", ",")


def as_workbook(tables: Sequence[Table]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for table in tables:
            sheet = workbook.add_worksheet(table.name)
            for place, heading in enumerate(table.headings):
                sheet.write_string(0, place, heading, bold)
                lengths = [len(str(row[place])) for row in table.rows if row[place] is not None]
                sheet.set_column(place, place, min(WIDEST, 2 + max([min(len(heading), 16), *lengths])))
            for number, row in enumerate(table.rows, start=1):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, place, cell)
                    elif cell is not None:
                        sheet.write_number(number, place, cell)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(table.rows), 1), max(len(table.headings) - 1, 0))
    return out.getvalue()


def answer(kind: str, name: str, tables: Sequence[Table], *, is_public: bool = False) -> HttpResponse:
    """The workbook, or its first table as CSV. Raises Http404 for another kind."""
    if kind not in CONTENT_TYPES:
        raise Http404
    content = as_workbook(tables) if kind == "xlsx" else as_csv(tables[0])
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{_ascii(name)}.{kind}"'
    if not is_public:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _ascii(name: str) -> str:
    """``name`` for a header that knows no umlauts."""
    plain = file_name(name.translate(UMLAUTS)).removesuffix(".pdf").encode("ascii", "ignore").decode()
    return plain.replace(" ", "-").lower() or "tabelle"
