# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How many seats the sessions have. What is not said stays unknown, and that is asked once for the whole table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.events.programme_reading.inquiry import OWN
from allmende.events.programme_reading.own_answers import READERS
from allmende.events.programme_reading.values import read_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.events.programme_reading.drafts import DraftSession, Row
    from allmende.events.programme_reading.inquiry import Inquiry

UNKNOWN: Final = "unknown"
EACH: Final = "each"
NONE: Final = "none"


def read_seats(inquiry: Inquiry, sessions: Sequence[tuple[Row, DraftSession | None]]) -> None:
    """Capacity, minimum number and the limit per organisation of every session; None is one that is asked about."""
    missing: list[tuple[Row, DraftSession | None]] = []
    for row, session in sessions:
        text = row.line("capacity")
        if session is None:
            if text and not READERS["seats"](text):
                _asked(inquiry, row, text)
            missing += [] if text else [(row, None)]
            continue
        session.minimum_number = _number(inquiry, row, "minimum", _("Mindestzahl"))
        session.organisation_limit = _number(inquiry, row, "limit", _("Plätze je Organisation"))
        if not text:
            missing.append((row, session))
        elif READERS["seats"](text):
            session.capacity = read_number(text)
        else:
            session.capacity = _asked(inquiry, row, text)
    if missing:
        _ask_for_missing(inquiry, missing)


def _ask_for_missing(inquiry: Inquiry, missing: Sequence[tuple[Row, DraftSession | None]]) -> None:
    options = [(UNKNOWN, _("unbekannt lassen; bis die Zahl eingetragen ist, kann man sich nicht anmelden"))]
    if len(missing) > 1:
        options.append((EACH, _("für jeden Termin einzeln fragen")))
    rows = [row.number for row, _session in missing]
    words = (
        _("Bei %(number)s Terminen fehlt die Zahl der Plätze.") if len(rows) > 1 else _("Die Zahl der Plätze fehlt.")
    )
    answer = inquiry.ask("no_capacity", rows, words % {"number": len(rows)}, options, own="seats", is_for_all=True)
    if answer is None or answer.choice == UNKNOWN:
        return
    for row, session in missing:
        if session is not None:
            session.capacity = READERS["seats"](answer.value) if answer.choice == OWN else _asked(inquiry, row, "")


def _asked(inquiry: Inquiry, row: Row, text: str) -> int | None:
    options = [(UNKNOWN, _("unbekannt lassen"))]
    told = {"row": row.number, "text": text[:60]}
    words = _("Zeile %(row)s: Wie viele Plätze gibt es?") % told
    if text:
        words = _("Zeile %(row)s: „%(text)s“ ist keine Zahl von Plätzen. Wie viele gibt es?") % told
        for found in dict.fromkeys(re.findall(r"\d+", text)):
            if READERS["seats"](found):
                options.insert(0, (f"seats:{int(found)}", _("%(number)s Plätze") % {"number": int(found)}))
    choice, typed = inquiry.ask_value("capacity", row.number, words, options, own="seats", about=[text])
    if choice == OWN:
        return int(typed)
    return int(choice.removeprefix("seats:")) if choice.startswith("seats:") else None


def _number(inquiry: Inquiry, row: Row, key: str, name: str) -> int | None:
    text = row.line(key)
    if not text or READERS["seats"](text):
        return read_number(text) if text else None
    told = {"row": row.number, "name": name, "text": text[:60]}
    words = _("Zeile %(row)s, %(name)s: „%(text)s“ ist keine Zahl.") % told
    choice, typed = inquiry.ask_value(key, row.number, words, [(NONE, _("keine"))], own="seats", about=[text])
    return typed if choice == OWN else None
