# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The overview of the desk as a file for spreadsheets. No person is in it."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

import xlsxwriter

from allmende.events.desk_listing import state_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.events.desk_listing import Row

FORMULA: Final = re.compile(r"\s*[=+\-@\t\r]")
CONTENT_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEADINGS: Final = (
    "Programmjahr", "Nummer", "Veranstaltung", "Art", "Stand", "Datum", "Beginn", "Ende", "Zeitzone", "Bezeichnung",
    "Veranstaltungsort", "Plätze", "angemeldet", "angeboten", "Warteliste", "Mindestzahl", "Anmeldung bis", "offen",
)  # fmt: skip
Cell = str | int | None


def record_of(row: Row) -> list[Cell]:
    """The cells of one row; unknown is empty."""
    event, session = row.event, row.session
    first: list[Cell] = [event.year, event.number, event.title, str(event.get_kind_display()), state_of(row)]
    if session is None:
        return [*first, event.dates_note, *[None] * (len(HEADINGS) - 7), "; ".join(row.matters)]
    where = session.venue.address if session.venue else "online" if session.online_url else None
    return [
        *first,
        f"{session.local_start:%d.%m.%Y}", f"{session.local_start:%H:%M}", f"{session.local_end:%H:%M}",
        session.time_zone, session.label, where, session.capacity, row.seated, row.offered, row.waiting,
        session.minimum_number, f"{session.booking_ends_at.astimezone(session.local_start.tzinfo):%d.%m.%Y %H:%M}",
        "; ".join(row.matters),
    ]  # fmt: skip


def as_csv(rows: Sequence[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for row in rows:
        writer.writerow([_safe(cell) for cell in record_of(row)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(rows: Sequence[Row]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        sheet = workbook.add_worksheet("Programm")
        bold = workbook.add_format({"bold": True})
        for place, heading in enumerate(HEADINGS):
            sheet.write_string(0, place, heading, bold)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(record_of(row)):
                if isinstance(cell, int):
                    sheet.write_number(number, place, cell)
                elif cell:
                    sheet.write_string(number, place, cell)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, max(len(rows), 1), len(HEADINGS) - 1)
    return out.getvalue()


WRITERS: Final = {"csv": as_csv, "xlsx": as_xlsx}


def _safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet program takes for a formula."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell
