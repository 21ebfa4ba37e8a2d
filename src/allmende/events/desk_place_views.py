# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One person's place at the desk: what was said, and what can be done on her behalf."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from allmende.core import audit
from allmende.core.models import AuditEntry
from allmende.events.checks import is_open
from allmende.events.desk_access import led_place, trail, user_of
from allmende.events.desk_people_forms import CancelPlaceForm, MoveForm, PersonForm
from allmende.events.models import Answer, Needs, Place, Session
from allmende.events.services import booking, moving, seats

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from allmende.events.desk_forms import DeskForm

LONGEST_LOG = 30


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, led_place(request, pk))


def _page(request: HttpRequest, found: Place, *, tried: dict[str, DeskForm] | None = None) -> HttpResponse:
    tried = tried or {}
    attendee, registration = found.attendee, found.attendee.registration
    person = {"name": "", "email": "", "position": attendee.position}
    same = {"name": attendee.name, "email": attendee.email, "position": attendee.position}
    others = Place.objects.led_by(user_of(request)).filter(attendee__registration=registration).exclude(pk=found.pk)
    context: dict[str, Any] = {
        "place": found,
        "attendee": attendee,
        "registration": registration,
        "session": found.session,
        "event": found.session.event,
        "position": seats.waiting_position(found),
        "needs": Needs.objects.filter(attendee=attendee).first(),
        "answers": Answer.objects.filter(registration=registration, question__event=found.session.event_id)
        .select_related("question")
        .order_by("question__position", "question"),
        "others": others.select_related("attendee", "session__venue").order_by("session__starts_at", "attendee"),
        "is_open": is_open(found),
        "is_active": found.ended_at is None,
        "cancel_form": tried.get("cancel", CancelPlaceForm(auto_id="id_cancel_%s")),
        "move_form": tried.get("move", MoveForm(auto_id="id_move_%s", offered=_other_sessions(found))),
        "transfer_form": tried.get("transfer", PersonForm(auto_id="id_transfer_%s", initial=person)),
        "correct_form": tried.get("correct", PersonForm(auto_id="id_correct_%s", initial=same)),
        "refused": next(iter(tried.values()), None),
        "log": [
            (entry, audit.verb_label(entry.verb))
            for entry in AuditEntry.objects.about(registration).order_by("-at", "-pk")[:LONGEST_LOG]
        ],
        "trail": trail(found.session.event, found.session, here=attendee.name),
    }
    return render(request, "events/desk/place.html", context, status=422 if tried else 200)


def _other_sessions(found: Place) -> QuerySet[Session]:
    """Where the person can be moved to: the other dates of the event that have not begun."""
    coming = Session.objects.planned().filter(event=found.session.event_id, starts_at__gt=timezone.now())
    there = Place.objects.active().filter(person_key=found.person_key).values("session")
    return coming.exclude(pk__in=there).select_related("event", "venue")


def _done(
    request: HttpRequest, found: Place, key: str, form: DeskForm, write: Callable[[], str], *, leaves: bool = False
) -> HttpResponse:
    """Take one of the forms of the page: ``write`` gives the message."""
    if form.is_valid():
        try:
            told = write()
        except ValidationError as error:
            form.add_error(None, error.messages)
        except PermissionDenied as error:
            raise Http404 from error
        else:
            messages.success(request, told)
            if leaves:
                return redirect("events:desk_session", pk=found.session_id)
            return redirect("events:desk_place", pk=found.pk)
    return _page(request, found, tried={key: form})


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the place on her behalf."""
    found = led_place(request, pk)
    form = CancelPlaceForm(request.POST, auto_id="id_cancel_%s")

    def write() -> str:
        reason = form.cleaned_data["reason"]
        if not booking.cancel(places=[found], by=user_of(request), reason=reason):
            raise ValidationError(_("Dieser Platz ist schon beendet."))
        return _("%(name)s ist abgemeldet.") % {"name": found.attendee.name}

    return _done(request, found, "cancel", form, write, leaves=True)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """To another date of the event; without a free seat there she keeps this one until she moves up."""
    found = led_place(request, pk)
    form = MoveForm(request.POST, auto_id="id_move_%s", offered=_other_sessions(found))

    def write() -> str:
        to = form.cleaned_data["session"]
        registration = found.attendee.registration
        new = moving.rebook(registration=registration, to=to, places=[found], by=user_of(request))
        if Place.objects.waiting().filter(attendee__registration=new).exists():
            return _("Dort ist kein Platz frei. Die Person steht auf der Warteliste und behält so lange diesen Platz.")
        return _("%(name)s ist umgebucht.") % {"name": found.attendee.name}

    return _done(request, found, "move", form, write, leaves=True)


@require_POST
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague comes instead."""
    found = led_place(request, pk)
    form = PersonForm(request.POST, auto_id="id_transfer_%s")

    def write() -> str:
        moving.transfer(attendee=found.attendee, to=form.person, by=user_of(request))
        return _("Den Platz hat jetzt %(name)s.") % {"name": form.person.name}

    return _done(request, found, "transfer", form, write)


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The same person, written as it should have been."""
    found = led_place(request, pk)
    form = PersonForm(request.POST, auto_id="id_correct_%s")

    def write() -> str:
        moving.correct_person(attendee=found.attendee, person=form.person, by=user_of(request))
        return _("Die Angaben sind berichtigt.")

    return _done(request, found, "correct", form, write)
