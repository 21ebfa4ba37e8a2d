# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The people of a session at the desk: who is registered, who waits, who may stand there twice, what they need."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.core.pages import render_page
from allmende.events import rules
from allmende.events.desk_access import led_session, posted, query_of, trail, user_of
from allmende.events.desk_duplicates import is_pair, pairs_in
from allmende.events.desk_form_page import FormPage, answer
from allmende.events.desk_forms import DeskForm
from allmende.events.desk_people_forms import AddPersonForm
from allmende.events.models import ACTIVE, Answer, Attendee, Event, Needs, Place, PlaceState, Session
from allmende.events.services import seats

if TYPE_CHECKING:
    from django.http import HttpRequest

    from allmende.events.models.booking import PlaceQuerySet

STATES: Final = {
    "": (gettext_lazy("alle, die noch zählen"), ACTIVE),
    "angemeldet": (gettext_lazy("angemeldet"), (PlaceState.SEATED,)),
    "angeboten": (gettext_lazy("Platz angeboten"), (PlaceState.OFFERED,)),
    "warteliste": (gettext_lazy("auf der Warteliste"), (PlaceState.WAITING,)),
    "beendet": (
        gettext_lazy("abgemeldet, umgebucht oder abgelaufen"),
        (PlaceState.CANCELLED, PlaceState.EXPIRED, PlaceState.MOVED, PlaceState.SESSION_CANCELLED),
    ),
}
MOST_SHOWN: Final = 500


class PeopleFilter(forms.Form):
    """Which people are shown. Whatever it does not know shows those who count."""

    stand = forms.ChoiceField(label=gettext_lazy("Stand"), required=False)
    q = forms.CharField(label=gettext_lazy("Name, Adresse oder Organisation"), required=False, max_length=100)

    def __init__(self, data: dict[str, str]) -> None:
        stand = data.get("stand", "")
        self.chosen = {"stand": stand if stand in STATES else "", "q": data.get("q", "").strip()[:100]}
        super().__init__(self.chosen)
        self.fields["stand"].choices = [(key, label) for key, (label, _states) in STATES.items()]  # type: ignore[attr-defined]

    def narrowed(self, places: PlaceQuerySet) -> PlaceQuerySet:
        found = places.filter(state__in=STATES[self.chosen["stand"]][1])
        for word in self.chosen["q"].split():
            found = (
                found.filter(attendee__name__icontains=word)
                | found.filter(attendee__email__icontains=word)
                | found.filter(attendee__registration__contact_email__icontains=word)
                | found.filter(attendee__registration__organisation_name__icontains=word)
            )
        return found


class CapacityForm(DeskForm):
    """How many seats there are."""

    capacity = forms.IntegerField(
        label=gettext_lazy("Plätze"), min_value=0, max_value=10_000,
        error_messages={"required": gettext_lazy("Bitte geben Sie eine Zahl an.")},
    )  # fmt: skip


def _people(session: Session) -> PlaceQuerySet:
    return Place.objects.filter(session=session).select_related("attendee__registration__package")


@require_safe
def session_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is registered and who waits, in order; what can be done about it."""
    return _session_page(request, led_session(request, pk), CapacityForm())


def _session_page(
    request: HttpRequest, session: Session, capacity_form: CapacityForm, *, status: int = 200
) -> HttpResponse:
    form = PeopleFilter(dict(query_of(request)))
    places = list(form.narrowed(_people(session)).order_by("number", "pk")[:MOST_SHOWN])
    active = places if not any(form.chosen.values()) else list(_people(session).active())
    counts = Counter(place.state for place in active)
    positions = seats.waiting_positions(places)
    if "capacity" not in capacity_form.data:
        capacity_form.initial["capacity"] = session.capacity
    now = timezone.now()
    context: dict[str, Any] = {
        "session": session,
        "event": session.event,
        "form": form,
        "capacity_form": capacity_form,
        "rows": [(place, positions.get(place.pk)) for place in places],
        "seated": counts[PlaceState.SEATED],
        "offered": counts[PlaceState.OFFERED],
        "waiting": counts[PlaceState.WAITING],
        "percent": min(100, round(100 * session.seats_taken / session.capacity)) if session.capacity else 0,
        "attended": sum(place.attended_at is not None for place in active),
        "pairs": pairs_in(active),
        "needs": Needs.objects.filter(attendee__places__in=[p for p in active if p.state != PlaceState.WAITING])
        .select_related("attendee")
        .distinct(),
        "answers": _answers(session),
        "may_plan": rules.may_plan(user_of(request), session.event),
        "is_over": session.is_over(now),
        "has_begun": session.starts_at <= now,
        "trail": trail(session.event, session),
    }
    return render_page(request, "events/desk/session.html", "events/desk/_people.html", context, status=status)


def _answers(session: Session) -> list[Answer]:
    """What those who have a seat here have answered, question by question."""
    places = Place.objects.filter(session=session).taking_seats()
    found = Answer.objects.filter(
        registration__attendees__places__in=places, question__event=session.event_id
    ).select_related("question", "registration")
    return list(found.distinct().order_by("question__position", "question", "registration__number"))


@require_POST
def capacity(request: HttpRequest, pk: int) -> HttpResponse:
    """More or fewer seats."""
    session = led_session(request, pk)
    form = CapacityForm(request.POST)
    if form.is_valid():
        try:
            seats.change_capacity(session=session, capacity=form.cleaned_data["capacity"], by=user_of(request))
        except ValidationError as error:
            form.add_error("capacity", error.messages)
        else:
            messages.success(request, _("Die Zahl der Plätze ist geändert. Wer wartet und Platz hat, rückt nach."))
            return redirect("events:desk_session", pk=pk)
    return _session_page(request, session, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter somebody who called or wrote."""
    session = led_session(request, pk)
    if session.is_cancelled or session.is_over(timezone.now()):
        raise Http404
    form = AddPersonForm(posted(request), event=session.event)
    back = reverse("events:desk_session", args=[session.pk])

    def save() -> tuple[str, str]:
        data = form.cleaned_data
        seats.walk_in(
            session=session, person=form.person, contact=form.contact, extra=data["extra"], by=user_of(request)
        )
        return _("%(name)s ist angemeldet.") % {"name": data["name"]}, back

    lead = _("%(free)s Plätze sind frei. Die Person bekommt sofort einen Platz und eine Bestätigung per Mail.")
    page = FormPage(
        title=_("Person von Hand aufnehmen"),
        lead=lead % {"free": session.seats_free},
        warning=_("Es gibt eine Warteliste. Wer von Hand aufgenommen wird, kommt vor allen, die warten.")
        if Place.objects.waiting().filter(session=session).exists()
        else "",
        trail=trail(session.event, session, here=_("Person aufnehmen")),
        back=back,
        submit=_("Aufnehmen"),
    )
    return answer(request, form, page, save)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int, keep: int, other: int) -> HttpResponse:
    """Two who are one person: which entry stays is seen before."""
    session = led_session(request, pk)
    places = list(_people(session).active())
    if not is_pair(places, keep, other):
        raise Http404
    kept, ended = (get_object_or_404(Attendee.objects.select_related("registration"), pk=key) for key in (keep, other))
    back = reverse("events:desk_session", args=[session.pk])

    def save() -> tuple[str, str]:
        seats.merge(keep=kept, other=ended, by=user_of(request))
        return _("Zusammengelegt. Der doppelte Platz ist wieder frei."), back

    lead = _(
        "„%(kept)s“ und „%(ended)s“ sind dieselbe Person. Je Termin bleibt der bessere Platz, sonst der frühere; der "
        "andere wird frei, und die Person bekommt eine Mail."
    )
    page = FormPage(
        title=_("Doppelte Anmeldung zusammenlegen"),
        lead=lead % {"kept": _told(kept), "ended": _told(ended)},
        trail=trail(session.event, session, here=_("Zusammenlegen")),
        back=back,
        submit=_("Zusammenlegen"),
    )
    return answer(request, DeskForm(posted(request)), page, save)


def _told(attendee: Attendee) -> str:
    return f"{attendee.name} ({attendee.letter_address})"


@require_safe
def answer_file(request: HttpRequest, pk: int) -> FileResponse:
    """A file that was handed in with a registration, for those who lead the event."""
    events = Event.objects.led_by(user_of(request)).order_by().values("pk")
    answers = Answer.objects.filter(question__event__in=events).exclude(file="")
    found = get_object_or_404(answers, pk=pk)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=found.file_name or "datei")
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
