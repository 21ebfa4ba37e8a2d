# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The reading as a whole: from the file to the table, and from the table with its answers to the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.core.table_files import FileRefusedError, Limits, read_lines
from allmende.events.programme_reading import checks
from allmende.events.programme_reading.columns import key_of
from allmende.events.programme_reading.contents import fitting_rows, read_contents
from allmende.events.programme_reading.drafts import Plan, Table
from allmende.events.programme_reading.groups import Groups
from allmende.events.programme_reading.headings import ask_for_titles, choose_columns, rows_of
from allmende.events.programme_reading.inquiry import Answer, Inquiry
from allmende.events.programme_reading.places import Places
from allmende.events.programme_reading.seats import read_seats
from allmende.events.programme_reading.sessions import read_sessions
from allmende.events.programme_reading.values import one_line, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allmende.events.programme_reading.drafts import Surroundings

LIMITS: Final = Limits(size=5_000_000, rows=2_000, columns=80)
LONGEST_CELL: Final = 20_000


def read_table(content: bytes, filename: str) -> Table:
    """Read ``content`` as a programme. Raises FileRefusedError with what is wrong with the file as a whole."""
    if not content.strip():
        raise FileRefusedError(_("Die Datei ist leer."))
    lines = read_lines(content, filename, knows=lambda heading: bool(key_of(heading)), limits=LIMITS)
    headings = tuple(one_line(text_of(cell))[:200] for cell in next(lines, []))[: LIMITS.columns]
    if not any(key_of(heading) for heading in headings):
        raise FileRefusedError(
            _("In der ersten Zeile steht keine Überschrift, die wir kennen. Ist das ein Programm als CSV oder XLSX?")
        )
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, line in enumerate(lines, start=2):
        if number > LIMITS.rows + 1:
            raise FileRefusedError(_("Mehr als %(rows)d Zeilen. Bitte teilen Sie die Datei.") % {"rows": LIMITS.rows})
        cells = tuple(text_of(cell) for cell in line[: LIMITS.columns])
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise FileRefusedError(_("Zeile %(row)d: Ein Feld ist zu lang.") % {"row": number})
        if any(cells):
            rows.append((number, cells))
    if not rows:
        raise FileRefusedError(_("Unter den Überschriften steht nichts."))
    return Table(headings, tuple(rows))


def columns_of(table: Table, answers: Mapping[str, Answer]) -> dict[str, int]:
    """The columns as they are known with these answers."""
    return choose_columns(Inquiry(answers), table)


def make_plan(table: Table, answers: Mapping[str, Answer], around: Surroundings) -> Plan:
    """What becomes of ``table`` with these answers. The same for the same, and nothing is written."""
    inquiry = Inquiry(answers)
    plan = Plan()
    columns = choose_columns(inquiry, table)
    ask_for_titles(inquiry, table, columns)
    if "title" in columns:
        rows = fitting_rows(inquiry, rows_of(inquiry, table, columns))
        plan.events = Groups(inquiry, rows).events
        places = Places(inquiry, around, rows)
        sessions = []
        for event in plan.events:
            read_contents(inquiry, event, around)
            sessions += read_sessions(inquiry, event, around, places)
        read_seats(inquiry, sessions)
        checks.ask_about_known(inquiry, plan, around)
        checks.ask_about_past(inquiry, plan, around)
        checks.ask_about_rooms(inquiry, plan, around)
        checks.ask_about_speakers(inquiry, plan)
        checks.read_packages(inquiry, plan)
        checks.notice_cities(plan, around)
        checks.notice_undated(inquiry, plan, around)
    plan.doubts, plan.open = inquiry.doubts, inquiry.open
    return plan
