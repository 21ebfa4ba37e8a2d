# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Planning at the desk: sessions and the places where they are held."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from allmende.core.pages import paginate
from allmende.events import rules
from allmende.events.desk_access import (
    name_of,
    planned_event,
    planned_session,
    posted,
    query_of,
    require_planning,
    trail,
    user_of,
)
from allmende.events.desk_form_page import FormPage, answer
from allmende.events.desk_forms import VenueForm
from allmende.events.desk_people_forms import StepForm
from allmende.events.desk_session_form import SessionForm
from allmende.events.models import TAKES_SEAT, Event, EventState, Place, Session, Venue
from allmende.events.services import sessions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User
    from allmende.events.services.sessions import SessionValues

reading_or_posting = require_http_methods(["GET", "HEAD", "POST"])


def _values(form: SessionForm, user: User) -> SessionValues:
    """With the venue that is entered along with the session. In the transaction of the session."""
    values: SessionValues = form.values()
    if form.new_venue:
        values["venue"] = sessions.save_venue(values=form.new_venue, by=user)  # type: ignore[arg-type]
    return values


@reading_or_posting
def session_create(request: HttpRequest, pk: int) -> HttpResponse:
    event = planned_event(request, pk)
    user = user_of(request)
    form = SessionForm(posted(request))

    def save() -> tuple[str, str]:
        with transaction.atomic():
            session = sessions.create_session(event=event, values=_values(form, user), by=user)
        told = _("Der Termin am %(day)s ist angelegt.") % {"day": f"{session.local_start:%d.%m.%Y}"}
        return told, reverse("events:desk_event", args=[event.pk])

    page = FormPage(
        title=_("Neuer Termin"),
        lead=event.title,
        trail=trail(event, here=_("Neuer Termin")),
        back=reverse("events:desk_event", args=[event.pk]),
    )
    return answer(request, form, page, save)


@reading_or_posting
def session_change(request: HttpRequest, pk: int) -> HttpResponse:
    session = planned_session(request, pk)
    user = user_of(request)
    if session.is_cancelled:
        raise Http404
    here = Place.objects.filter(session=session)
    told = here.taking_seats().count()
    tells = told > 0 and not session.is_over(timezone.now())
    form = SessionForm(posted(request), session=session, tells=tells)

    def save() -> tuple[str, str]:
        with transaction.atomic():
            reason = form.cleaned_data.get("notice", "")
            sessions.change_session(session=session, values=_values(form, user), reason=reason, by=user)
        return _("Der Termin ist gespeichert."), reverse("events:desk_session", args=[session.pk])

    def remove() -> str:
        sessions.delete_session(session=session, by=user)
        return _("Der Termin ist gelöscht.")

    is_unused = not here.exists()
    page = FormPage(
        title=_("Termin bearbeiten"),
        lead=ngettext(
            "%(n)s Person ist angemeldet. Ändern Sie Zeit oder Ort, bekommt sie sofort eine Mail mit dem neuen "
            "Kalendereintrag.",
            "%(n)s Personen sind angemeldet. Ändern Sie Zeit oder Ort, bekommen alle sofort eine Mail mit dem neuen "
            "Kalendereintrag.",
            told,
        )
        % {"n": told}
        if tells
        else "",
        warning=_("Übernommen aus einem anderen Jahr. Mit dem Speichern gilt der Termin als geprüft.")
        if session.needs_check
        else "",
        trail=trail(session.event, session, here=_("Bearbeiten")),
        back=reverse("events:desk_event", args=[session.event_id]),
        remove_label=_("Termin löschen") if is_unused else "",
    )
    return answer(request, form, page, save, remove if is_unused else None)


@reading_or_posting
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Says how many will hear of it, then calls the session off."""
    session = planned_session(request, pk)
    if session.is_cancelled:
        raise Http404
    user = user_of(request)
    form = StepForm(posted(request), needs_reason=True)
    told = Place.objects.active().filter(session=session).count()

    def save() -> tuple[str, str]:
        sessions.cancel_session(session=session, reason=form.cleaned_data["reason"], by=user)
        return _("Der Termin ist abgesagt."), reverse("events:desk_session", args=[session.pk])

    page = FormPage(
        title=_("Termin absagen"),
        lead=ngettext(
            "%(name)s: %(n)s Person wird benachrichtigt. Das lässt sich nicht zurücknehmen.",
            "%(name)s: %(n)s Personen werden benachrichtigt. Das lässt sich nicht zurücknehmen.",
            told,
        )
        % {"n": told, "name": name_of(session)},
        trail=trail(session.event, session, here=_("Absagen")),
        back=reverse("events:desk_session", args=[session.pk]),
        submit=_("Termin absagen"),
    )
    return answer(request, form, page, save)


@require_safe
def venues(request: HttpRequest) -> HttpResponse:
    """Where sessions take place, with what is missing about them."""
    require_planning(request)
    text = query_of(request).get("q", "").strip()[:100]
    found = Venue.objects.annotate(session_count=Count("sessions")).order_by("city", "name", "pk")
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(city__icontains=word))
    context = {"page": paginate(request, found, per_page=40), "q": text, "trail": trail(here=_("Veranstaltungsorte"))}
    return render(request, "events/desk/venues.html", context)


@reading_or_posting
def venue_create(request: HttpRequest) -> HttpResponse:
    require_planning(request)
    return _venue(request, None)


@reading_or_posting
def venue_change(request: HttpRequest, pk: int) -> HttpResponse:
    require_planning(request)
    venue = get_object_or_404(Venue, pk=pk)
    events = Event.objects.filter(sessions__venue=venue).select_related("land").distinct()
    if not all(rules.may_plan(user_of(request), event) for event in events):
        raise Http404
    return _venue(request, venue)


def _venue(request: HttpRequest, venue: Venue | None) -> HttpResponse:
    user = user_of(request)
    form = VenueForm(posted(request), instance=copy(venue) if venue else Venue())
    back = reverse("events:desk_venues")

    def save() -> tuple[str, str]:
        sessions.save_venue(venue=venue, values=form.values(), by=user)
        return _("Der Veranstaltungsort ist gespeichert."), back

    def remove() -> str:
        if venue is not None:
            sessions.delete_venue(venue=venue, by=user)
        return _("Der Veranstaltungsort ist gelöscht.")

    title = str(venue) if venue else _("Neuer Veranstaltungsort")
    page = FormPage(
        title=title,
        lead=_told_of(venue) if venue else "",
        trail=[*trail(here=_("Veranstaltungsorte"))[:-1], (_("Veranstaltungsorte"), back), (title, "")],
        back=back,
        remove_label=_("Veranstaltungsort löschen") if venue and not venue.sessions.exists() else "",
    )
    return answer(request, form, page, save, remove if venue and not venue.sessions.exists() else None)


def _told_of(venue: Venue) -> str:
    coming = Session.objects.planned().filter(venue=venue, ends_at__gte=timezone.now())
    coming = coming.exclude(event__state__in=[EventState.CANCELLED, EventState.HELD])
    people = Place.objects.filter(session__in=coming, state__in=TAKES_SEAT).count()
    if not people:
        return ""
    return ngettext(
        "Hier ist %(n)s Person angemeldet. Ändern Sie Name oder Anschrift, bekommt sie eine Mail.",
        "Hier sind %(n)s Personen angemeldet. Ändern Sie Name oder Anschrift, bekommen alle eine Mail.",
        people,
    ) % {"n": people}
