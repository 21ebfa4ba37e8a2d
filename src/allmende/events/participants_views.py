# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Participants as files, for those who lead the event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from allmende.core import pdf
from allmende.events import participants, spreadsheets
from allmende.events.desk_access import led_event, led_session
from allmende.events.papers import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def of_event(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """All sessions of an event: the workbook, or the participants alone as CSV."""
    event = led_event(request, pk)
    return spreadsheets.answer(kind, f"abrechnung {event.title}", participants.tables_of(event))


@require_safe
def of_session(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    session = led_session(request, pk)
    name = f"abrechnung {session.local_start:%Y-%m-%d} {session.event.title}"
    return spreadsheets.answer(kind, name, participants.tables_of(session.event, session))


@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was there, as a paper for the proof of use."""
    session = led_session(request, pk)
    filename = words.file_name("Teilnahmenachweis", f"{session.local_start:%Y-%m-%d}", session.event.title)
    return pdf.answer(participants.proof_pdf(session), filename=filename)
