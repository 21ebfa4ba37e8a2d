# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Stories for tests of the import: small tables, read and answered in one line each."""

from __future__ import annotations

import csv
import datetime as dt
import io

from allmende.events.programme_reading.drafts import Surroundings
from allmende.events.programme_reading.inquiry import OWN, Answer
from allmende.events.programme_reading.plan import make_plan, read_table

GOOD = {
    "Titel": "Workshop A", "Datum": "24.02.2026", "Beginn": "09:00", "Ende": "16:00", "Ort/Haus": "Bürgerhaus",
    "Straße": "Marktplatz 1", "PLZ": "56743", "Stadt": "Mendig", "Plätze": "20",
}  # fmt: skip
"""A row that raises no question."""
AROUND = Surroundings(
    year=2026,
    today=dt.date(2026, 1, 1),
    kinds={"workshop": "Workshop", "barcamp": "BarCamp"},
    kind_words={"workshop": "workshop", "barcamp": "barcamp"},
    topics={"personal": (1, "Personal"), "vergabe und einkauf": (2, "Vergabe und Einkauf")},
)


def a_file(*rows, delimiter=";", encoding="utf-8") -> bytes:
    """A CSV file of rows that are like ``GOOD`` but for what they say."""
    named = [GOOD | row for row in rows] or [GOOD]
    headings = list(dict.fromkeys(key for row in named for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(named)
    return out.getvalue().encode(encoding)


def a_table(*rows):
    return read_table(a_file(*rows), "programm.csv")


def read(*rows, around=AROUND, answers=None):
    """The plan of these rows. ``answers`` are by kind of question: a choice, or (OWN, what is typed)."""
    table, given = a_table(*rows), {}
    plan = make_plan(table, given, around)
    for _round in range(8):
        fresh = {doubt.key: answer_to(doubt, answers or {}) for doubt in plan.open}
        fresh = {key: answer for key, answer in fresh.items() if answer is not None}
        if not fresh:
            break
        given |= fresh
        plan = make_plan(table, given, around)
    return plan


def answer_to(doubt, answers):
    said = answers.get(doubt.kind)
    if callable(said):
        said = said(doubt)
    if said is None:
        return None
    return Answer(OWN, said[1]) if isinstance(said, tuple) else Answer(said)


def kinds(plan):
    """What is asked."""
    return [doubt.kind for doubt in plan.open]


def only_session(plan):
    (event,) = plan.events
    (session,) = event.sessions
    return session
