# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the pages of an import show: what was read, what was answered, what would be made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.events.programme_reading.drafts import SKIP, UPDATE
from allmende.events.programme_reading.inquiry import restored
from allmende.events.programme_reading.values import day_words
from allmende.events.services.importing import answers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.events.models import ProgrammeImport
    from allmende.events.programme_reading.drafts import DraftEvent, DraftSession, Plan
    from allmende.events.programme_reading.inquiry import Doubt

MOST_ROWS: Final = 100
"""Rows of the file that are shown."""
LONGEST_CELL: Final = 120


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer in words."""

    key: str
    question: str
    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A date as it would be entered."""

    when: str
    where: str
    seats: int | None
    packages: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class EventSheet:
    """An event as it would be entered."""

    number: int | None
    title: str
    speakers: str
    dates_note: str
    is_update: bool
    is_skipped: bool
    is_asked: bool
    """Questions about it are open."""
    lines: Sequence[SessionLine]


@dataclass(frozen=True, slots=True)
class Read:
    """The beginning of the file; ``more`` rows are not shown."""

    headings: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    more: int


def answered_of(programme: ProgrammeImport, doubts: Iterable[Doubt] | None = None) -> list[Answered]:
    """The questions of ``programme`` that are answered; as they are stored unless ``doubts`` are given."""
    answers = answers_of(programme)
    known = [restored(stored) for stored in programme.questions] if doubts is None else doubts
    return [
        Answered(doubt.key, doubt.text, doubt.told(answers[doubt.key]), answers[doubt.key].note)
        for doubt in known
        if doubt.key in answers and doubt.takes(answers[doubt.key])
    ]


def read_of(programme: ProgrammeImport) -> Read:
    rows = [(int(row["number"]), [_short(cell) for cell in row["cells"]]) for row in programme.rows[:MOST_ROWS]]
    return Read(programme.headings, rows, max(0, len(programme.rows) - MOST_ROWS))


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else f"{cell[: LONGEST_CELL - 1]}…"


def sheets_of(plan: Plan) -> list[EventSheet]:
    together = {session.row: package.title for package in plan.packages for session in package.sessions}
    asked = {row for doubt in plan.open for row in doubt.rows}
    return [_sheet(event, together, asked) for event in plan.events]


def _sheet(event: DraftEvent, together: dict[int, str], asked: set[int]) -> EventSheet:
    speakers = [f"{name} ({where})" if where else name for name, where in event.speakers]
    return EventSheet(
        number=event.number,
        title=event.title,
        speakers=", ".join(speakers),
        dates_note=event.dates_note,
        is_update=event.action == UPDATE,
        is_skipped=event.action == SKIP and not asked & set(event.row_numbers),
        is_asked=bool(asked & set(event.row_numbers)),
        lines=[_line(session, together.get(session.row, "")) for session in event.sessions],
    )


def _line(session: DraftSession, packages: str) -> SessionLine:
    hours = f"{session.starts:%H:%M}–{session.ends:%H:%M}"
    if session.last_day == session.day:
        when = _("%(day)s, %(hours)s Uhr") % {"day": day_words(session.day), "hours": hours}
    else:
        told = {
            "first": day_words(session.day),
            "start": f"{session.starts:%H:%M}",
            "last": day_words(session.last_day),
            "end": f"{session.ends:%H:%M}",
        }
        when = _("%(first)s, %(start)s Uhr bis %(last)s, %(end)s Uhr") % told
    house = session.house.label if session.house else ""
    where = " · ".join(part for part in (house, session.room, _("online") if session.online_url else "") if part)
    return SessionLine(when, where, session.capacity, packages, session.known is not None)
