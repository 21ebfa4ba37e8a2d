# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which column of the table is which, and which rows count."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.events.programme_reading.columns import BY_KEY, COLUMNS, key_of
from allmende.events.programme_reading.drafts import Row

if TYPE_CHECKING:
    from allmende.events.programme_reading.drafts import Table
    from allmende.events.programme_reading.inquiry import Inquiry

SKIP: Final = "skip"
FIRST_ROW: Final = 1
"""That of the headings."""


def choose_columns(inquiry: Inquiry, table: Table) -> dict[str, int]:
    """The place of each column by its key. Headings that nobody knows, or that come twice, are asked about."""
    places: dict[str, int] = {}
    unsure: list[int] = []
    for place, heading in enumerate(table.headings):
        key = key_of(heading)
        if key and key not in places:
            places[key] = place
        elif heading or any(len(cells) > place and cells[place] for _number, cells in table.rows):
            unsure.append(place)
    for place in unsure:
        answer = inquiry.ask(
            "heading",
            [FIRST_ROW],
            _heading_text(table, place),
            [(SKIP, _("nicht übernehmen")), *((c.key, c.heading) for c in COLUMNS if c.key not in places)],
            about=[place, table.headings[place]],
        )
        if answer is not None and answer.choice != SKIP:
            places.setdefault(answer.choice, place)
    return places


def _heading_text(table: Table, place: int) -> str:
    heading = table.headings[place]
    if not heading:
        return _("Spalte %(number)s hat keine Überschrift. Was steht darin?") % {"number": place + 1}
    if key := key_of(heading):
        told = {"heading": heading, "meaning": BY_KEY[key].heading}
        return _("„%(heading)s“ bedeutet „%(meaning)s“, und diese Spalte gibt es schon. Was steht darin?") % told
    return _("Die Überschrift „%(heading)s“ kennen wir nicht. Was steht in dieser Spalte?") % {"heading": heading}


def ask_for_titles(inquiry: Inquiry, table: Table, places: dict[str, int]) -> None:
    """No event without a title: which of the columns has it?"""
    if "title" in places:
        return
    answer = inquiry.ask(
        "title_column",
        [FIRST_ROW],
        _("Welche Spalte enthält den Titel der Veranstaltung?"),
        [(str(place), heading) for place, heading in enumerate(table.headings) if heading],
        about=table.headings,
    )
    if answer is not None:
        place = int(answer.choice)
        for key in [key for key, taken in places.items() if taken == place]:
            del places[key]
        places["title"] = place


def rows_of(inquiry: Inquiry, table: Table, places: dict[str, int]) -> list[Row]:
    """The rows by column. One that says the same as an earlier one is asked about."""
    rows: list[Row] = []
    for number, cells in table.rows:
        named = {key: cells[place] for key, place in places.items() if place < len(cells) and cells[place]}
        if named:
            rows.append(Row(number, named))
    seen: dict[tuple[tuple[str, str], ...], Row] = {}
    kept = []
    for row in rows:
        same = tuple(sorted((key, row.line(key).lower()) for key in row.cells))
        first = seen.setdefault(same, row)
        if first is row or _is_meant(inquiry, first, row):
            kept.append(row)
    return kept


def _is_meant(inquiry: Inquiry, first: Row, row: Row) -> bool:
    answer = inquiry.ask(
        "duplicate",
        [first.number, row.number],
        _("Zeile %(second)s sagt dasselbe wie Zeile %(first)s.") % {"first": first.number, "second": row.number},
        [
            (SKIP, _("Zeile %(row)s weglassen") % {"row": row.number}),
            ("keep", _("beide übernehmen")),
        ],
    )
    return answer is not None and answer.choice == "keep"


def differing(rows: list[Row], key: str) -> dict[str, list[Row]]:
    """The texts that rows of one event have in a column, with their rows, in the order of the rows."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if text := row.text(key):
            same = next((other for other in found if other.split() == text.split()), text)
            found[same].append(row)
    return dict(found)
