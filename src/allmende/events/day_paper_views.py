# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is printed for a session: the page with all papers, and each of them as a PDF file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.core import pdf
from allmende.events.desk_access import led_session, name_of, trail
from allmende.events.models import Place
from allmende.events.papers import lists, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from allmende.events.models import Session


@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that can be printed, with what it is for."""
    session = led_session(request, pk)
    seats = Place.objects.filter(session=session).seated()
    context = {
        "session": session,
        "event": session.event,
        "name": name_of(session),
        "seated": seats.count(),
        "there": seats.filter(attended_at__isnull=False).count(),
        "empty_lines": lists.EMPTY_LINES,
        "trail": trail(session.event, session, _("Papiere")),
    }
    return render(request, "events/day/papers.html", context)


@require_safe
def badges(request: HttpRequest, pk: int) -> HttpResponse:
    return _paper(request, pk, lists.badges_pdf, "Namensschilder")


@require_safe
def room_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    return _paper(request, pk, lists.room_sheet_pdf, "Raumschild")


@require_safe
def attendance_list(request: HttpRequest, pk: int) -> HttpResponse:
    return _paper(request, pk, lists.attendance_pdf, "Teilnahmeliste")


@require_safe
def needs_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    return _paper(request, pk, lists.needs_pdf, "Essen und Barrierefreiheit")


def _paper(request: HttpRequest, pk: int, make: Callable[[Session], bytes], name: str) -> HttpResponse:
    session = led_session(request, pk)
    filename = words.file_name(name, f"{session.local_start:%Y-%m-%d}", session.event.title)
    return pdf.answer(make(session), filename=filename)
