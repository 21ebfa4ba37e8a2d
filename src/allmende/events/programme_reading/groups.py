# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which rows are one event: the same number, or the same title; everything between is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.events.programme_reading.drafts import DraftEvent
from allmende.events.programme_reading.inquiry import OWN
from allmende.events.programme_reading.values import read_number
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.events.programme_reading.drafts import Row
    from allmende.events.programme_reading.inquiry import Inquiry

SKIP: Final = "skip"
APART: Final = "apart"
NONE: Final = "none"
LARGEST_NUMBER: Final = 32_767


class Groups:
    """The events of a table, in the order of their first rows."""

    def __init__(self, inquiry: Inquiry, rows: Sequence[Row]) -> None:
        self.inquiry = inquiry
        self.events: list[DraftEvent] = []
        self._by_number: dict[int, DraftEvent] = {}
        self._by_title: dict[str, DraftEvent] = {}
        for row in rows:
            self._add(row)

    def _add(self, row: Row) -> None:
        number, title = self._number(row), row.line("title")
        same_number = self._by_number.get(number) if number is not None else None
        if not title:
            if same_number is not None:
                same_number.rows.append(row)
                return
            title = self._title_of_untitled(row)
            if not title:
                return
        same_title = self._by_title.get(fold(title))
        if same_number is not None:
            self._with_number(row, title, same_number)
        elif same_title is None:
            self._begin(row, number, title)
        elif number is None or same_title.number is None:
            self._join(same_title, row, number)
        else:
            self._same_title_other_number(row, title, number, same_title)

    def _number(self, row: Row) -> int | None:
        text = row.line("number")
        number = read_number(text) if text else None
        if not text or (number is not None and number <= LARGEST_NUMBER):
            return number
        told = {"row": row.number, "text": text[:40]}
        words = _("Zeile %(row)s: „%(text)s“ ist keine Nummer.") % told
        choice, typed = self.inquiry.ask_value(
            "number", row.number, words, [(NONE, _("ohne Nummer"))], own="number", about=[text]
        )
        return typed if choice == OWN and typed <= LARGEST_NUMBER else None

    def _title_of_untitled(self, row: Row) -> str:
        """The title of a row without one; empty when it is left out or the row belongs to the event above."""
        above = self.events[-1] if self.events else None
        options = [(SKIP, _("Zeile %(row)s weglassen") % {"row": row.number})]
        if above is not None:
            options.insert(0, ("above", _("gehört zu „%(title)s“") % {"title": above.title}))
        answer = self.inquiry.ask(
            "untitled",
            [row.number],
            _("Zeile %(row)s hat keinen Titel.") % {"row": row.number},
            options,
            own="text",
            about=[above.title if above else ""],
        )
        if answer is not None and answer.choice == "above" and above is not None:
            above.rows.append(row)
        return answer.value if answer is not None and answer.choice == OWN else ""

    def _begin(self, row: Row, number: int | None, title: str) -> None:
        event = DraftEvent(number, title, [row])
        self.events.append(event)
        if number is not None:
            self._by_number.setdefault(number, event)
        self._by_title.setdefault(fold(title), event)

    def _join(self, event: DraftEvent, row: Row, number: int | None) -> None:
        event.rows.append(row)
        if event.number is None and number is not None:
            event.number = number
            self._by_number.setdefault(number, event)

    def _with_number(self, row: Row, title: str, event: DraftEvent) -> None:
        """The number is there already; so is the title, or somebody says which one counts."""
        if fold(title) == fold(event.title):
            event.rows.append(row)
            return
        first = event.rows[0].number
        told = {"number": event.number, "first": first, "row": row.number}
        answer = self.inquiry.ask(
            "titles",
            [first, row.number],
            _("Nr %(number)s hat in Zeile %(first)s und Zeile %(row)s verschiedene Titel.") % told,
            [
                ("first", _("eine Veranstaltung: „%(title)s“") % {"title": event.title}),
                ("this", _("eine Veranstaltung: „%(title)s“") % {"title": title}),
                (APART, _("zwei Veranstaltungen")),
            ],
            about=[event.title, title],
        )
        if answer is None:
            return
        if answer.choice == APART:
            self._begin(row, event.number, title)
            return
        event.rows.append(row)
        if answer.choice == "this":
            event.title = title

    def _same_title_other_number(self, row: Row, title: str, number: int, event: DraftEvent) -> None:
        told = {"title": title, "first": event.number, "second": number}
        answer = self.inquiry.ask(
            "same_title",
            [event.rows[0].number, row.number],
            _("„%(title)s“ steht unter Nr %(first)s und Nr %(second)s.") % told,
            [
                ("together", _("eine Veranstaltung, Nr %(first)s") % told),
                (APART, _("zwei Veranstaltungen mit demselben Titel")),
            ],
            about=[title, event.number, number],
        )
        if answer is None:
            return
        if answer.choice == APART:
            self._begin(row, number, title)
        else:
            event.rows.append(row)
            self._by_number.setdefault(number, event)
