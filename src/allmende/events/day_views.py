# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""At the door: the list with a button per person, what devices send, who comes without registration."""

from __future__ import annotations

import datetime as dt
import json
import math
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.events import door
from allmende.events.day_forms import WalkInForm
from allmende.events.desk_access import led_session, name_of, query_of, trail, user_of
from allmende.events.errors import BookingError, NotFreeError
from allmende.events.models import Place, Session
from allmende.events.models.programme import zone
from allmende.events.own_access import private
from allmende.events.papers.lists import organisation_of, seated
from allmende.events.services import day, seats
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

LONGEST_AGO: Final = dt.timedelta(days=14)
"""No device keeps a note for longer; more is a mistake of its clock."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the list; ``words`` is what the search compares, ``since`` the time on the clock there."""

    place: Place
    organisation: str
    words: str
    since: str


def _rows(session: Session) -> list[Row]:
    rows = []
    for place in seated(session):
        organisation = organisation_of(place.attendee.registration)
        text = f"{place.attendee.name} {organisation}"
        words = f"{fold(text)} {text.lower()}"  # of other alphabets nothing is left when folded
        rows.append(Row(place, organisation, words, _clock(session, place.attended_at)))
    return rows


def _clock(session: Session, at: dt.datetime | None) -> str:
    """„9:05“; with the day when it was another one than that of the session."""
    if at is None:
        return ""
    local = timezone.localtime(at, zone(session.time_zone))
    told = f"{local.hour}:{local:%M}"
    return told if local.date() == session.local_start.date() else f"{local:%d.%m.} {told}"


def _closed(request: HttpRequest, session: Session) -> str:
    """Why nothing can be noted now; empty when the door is open for whoever asks."""
    now = timezone.now()
    if session.is_cancelled:
        return _("Der Termin ist abgesagt.")
    if door.may_note(user_of(request), session, now):
        return ""
    if now < door.opens_at(session):
        opens = timezone.localtime(door.opens_at(session), zone(session.time_zone))
        return _("Der Check-in beginnt am %(day)s um %(time)s Uhr, zwei Stunden vor dem Termin.") % {
            "day": f"{opens:%d.%m.%Y}",
            "time": f"{opens.hour}:{opens:%M}",
        }
    return _("Der Check-in ist abgeschlossen. Die Redaktion kann ihn noch berichtigen.")


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody with a seat; a POST says of one of them that she came, or that this was a mistake."""
    session = led_session(request, pk)
    if request.method == "POST":
        return _note_one(request, session)
    query = query_of(request).get("q", "").strip()[:100]
    rows = _rows(session)
    wanted = (fold(query) or query.lower()).split()
    context = {
        "session": session,
        "event": session.event,
        "name": name_of(session),
        "rows": [row for row in rows if all(word in row.words for word in wanted)],
        "total": len(rows),
        "there": sum(row.place.attended_at is not None for row in rows),
        "query": query,
        "closed": _closed(request, session),
        "store": f"allmende-door-{session.pk}-{user_of(request).pk}",
        "trail": trail(session.event, session, _("Check-in")),
    }
    return private(render(request, "events/day/check_in.html", context))


def _note_one(request: HttpRequest, session: Session) -> HttpResponse:
    key = request.POST.get("place", "")
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        raise Http404
    place = Place.objects.select_related("attendee", "session").filter(session=session, pk=int(key)).first()
    if place is None:
        raise Http404
    came = request.POST.get("action") != "mistake"
    try:
        if came:
            day.check_in(place=place, by=user_of(request))
        else:
            day.undo_check_in(place=place, by=user_of(request))
    except BookingError as error:
        messages.error(request, str(error))
    else:
        text = _("%(name)s ist da.") if came else _("%(name)s ist nicht mehr als anwesend vermerkt.")
        messages.success(request, text % {"name": place.attendee.name})
    return redirect(f"{reverse('events:check_in', args=[session.pk])}#platz-{place.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """For the script of the list: takes what a device has noted (POST), and says who is there now."""
    session = led_session(request, pk)
    refused: dict[str, str] = {}
    if request.method == "POST":
        found = _read_notes(request.body)
        if found is None:
            return JsonResponse({"error": _("Diese Anfrage konnten wir nicht lesen.")}, status=400)
        try:
            problems = day.take_notes(session=session, notes=found, by=user_of(request))
        except BookingError as error:
            refused = {str(note.key): str(error) for note in found}
        else:
            refused = {str(key): str(problem) for key, problem in problems.items()}
    rows = Place.objects.filter(session=session).seated().order_by("pk").values_list("pk", "attended_at")
    places = {str(key): _clock(session, at) for key, at in rows}
    answer = {"places": places, "there": sum(bool(since) for since in places.values()), "refused": refused}
    return private(JsonResponse(answer))


def _read_notes(body: bytes) -> Sequence[day.Note] | None:
    """What the device sent, None for anything that is not what our script sends."""
    try:
        sent = json.loads(body)["notes"]
        if not isinstance(sent, list) or len(sent) > day.MOST_AT_ONCE:
            return None
        return [_read_note(one) for one in sent]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, AttributeError):
        return None


def _read_note(one: Any) -> day.Note:
    place, came, ago = one["place"], one["came"], one["ago"]
    if type(place) is not int or not 0 < place < 2**63 or type(came) is not bool or type(ago) not in {int, float}:
        raise TypeError
    if not math.isfinite(ago):
        raise ValueError
    stretch = dt.timedelta(milliseconds=max(0, min(ago, LONGEST_AGO / dt.timedelta(milliseconds=1))))
    return day.Note(place=place, came=came, ago=stretch, key=uuid.UUID(one["key"]))


@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody stands at the door without registration: a seat, and checked in when the door is open."""
    session = led_session(request, pk)
    form = WalkInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _take_in(request, session, form):
            return redirect("events:check_in", pk=session.pk)
    context = {
        "session": session,
        "event": session.event,
        "form": form,
        "is_full": session.seats_free == 0,
        "trail": trail(session.event, session, _("Ohne Anmeldung aufnehmen")),
    }
    return private(render(request, "events/day/walk_in.html", context, status=status))


def _take_in(request: HttpRequest, session: Session, form: WalkInForm) -> bool:
    try:
        place = seats.walk_in(
            session=session,
            person=form.person(),
            contact=form.contact(),
            by=user_of(request),
            extra=form.cleaned_data["extra"],
        )
        if not _closed(request, session):
            day.check_in(place=place, by=user_of(request))
    except NotFreeError as error:
        form.add_error("extra", f"{error} {_('Mit diesem Haken wird ein Platz mehr eingerichtet.')}")
        return False
    except BookingError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("%(name)s ist aufgenommen.") % {"name": place.attendee.name})
    return True
