# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Changing an event at the desk: what it says, its steps, questions, consents and packages."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from allmende.events import rules
from allmende.events.desk_access import planned_event, posted, require_planning, trail, user_of
from allmende.events.desk_form_page import FormPage, answer
from allmende.events.desk_forms import ConsentForm, EventForm, PackageForm, QuestionForm
from allmende.events.desk_people_forms import StepForm
from allmende.events.models import (
    ConsentText,
    Event,
    EventState,
    Package,
    Place,
    Question,
    Session,
    SessionState,
)
from allmende.events.services import programme, sessions
from allmende.events.workflow import STEPS, steps_from

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User

reading_or_posting = require_http_methods(["GET", "HEAD", "POST"])


def page_of(event: Event, part: str = "") -> str:
    return reverse("events:desk_event", args=[event.pk]) + (f"#{part}" if part else "")


@reading_or_posting
def event_create(request: HttpRequest) -> HttpResponse:
    require_planning(request)
    user = user_of(request)
    initial = {"year": timezone.localdate().year, "max_attendees": 10, "asks_needs": True}
    form = EventForm(posted(request), initial=initial, instance=Event(), user=user)

    def save() -> tuple[str, str]:
        data = form.cleaned_data
        event = programme.create_event(values=form.values(), topics=data["topics"], speakers=data["speakers"], by=user)
        return _("Der Entwurf ist angelegt. Als Nächstes fehlt ein Termin."), page_of(event)

    page = FormPage(
        title=_("Neue Veranstaltung"),
        lead=_("Es entsteht ein Entwurf, den nur die Leitung sieht. Termine kommen danach."),
        trail=trail(here=_("Neue Veranstaltung")),
        back=reverse("events:desk"),
    )
    return answer(request, form, page, save)


@reading_or_posting
def event_change(request: HttpRequest, pk: int) -> HttpResponse:
    event = planned_event(request, pk)
    user = user_of(request)
    form = EventForm(posted(request), instance=copy(event), user=user)

    def save() -> tuple[str, str]:
        data = form.cleaned_data
        programme.change_event(
            event=event, values=form.values(), topics=data["topics"], speakers=data["speakers"], by=user
        )
        return _("Gespeichert."), page_of(event)

    def remove() -> str:
        programme.delete_event(event=event, by=user)
        return _("Der Entwurf „%(title)s“ ist gelöscht.") % {"title": event.title}

    is_draft = event.state == EventState.DRAFT
    page = FormPage(
        title=_("Veranstaltung bearbeiten"),
        lead="" if is_draft else _("Die Veranstaltung ist veröffentlicht. Änderungen sind sofort zu sehen."),
        trail=trail(event, here=_("Bearbeiten")),
        back=reverse("events:desk") if is_draft and "loeschen" in request.POST else page_of(event),
        remove_label=_("Entwurf löschen") if is_draft else "",
    )
    return answer(request, form, page, save, remove if is_draft else None)


@reading_or_posting
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of the workflow; what follows from it is said before."""
    event = planned_event(request, pk)
    if step not in STEPS:
        raise Http404
    taken = STEPS[step]
    form = StepForm(posted(request), needs_reason=taken.needs_reason)
    user = user_of(request)

    def save() -> tuple[str, str]:
        reason = form.cleaned_data.get("reason", "")
        changed = programme.take_step(event=event, step=step, reason=reason, by=user)
        return _("Stand: %(state)s.") % {"state": changed.get_state_display()}, page_of(event)

    hindrance = "" if taken in steps_from(event.state) else _("Das geht in diesem Stand nicht.")
    hindrance = hindrance or programme.what_hinders(event, step, list(Session.objects.planned().filter(event=event)))
    page = FormPage(
        title=str(taken.label),
        lead=consequences(event, step),
        warning=hindrance,
        trail=trail(event, here=str(taken.label)),
        back=page_of(event),
        submit=str(taken.label),
    )
    return answer(request, form, page, save)


def consequences(event: Event, step: str) -> str:
    """What follows from a step, with the number of those who will hear of it."""
    counted = {"open": _if_opened, "cancel": _if_cancelled, "retract": _if_retracted}.get(step)
    if counted is not None:
        return counted(event)
    return {
        "announce": _(
            "Alle sehen die Veranstaltung und können sich den Termin vormerken. Anmelden kann man sich noch nicht."
        ),
        "list": _("Alle sehen die Veranstaltung mit ihren Terminen. Anmelden kann man sich hier nicht."),
        "close": _("Niemand kann sich mehr anmelden. Wer auf der Warteliste steht, rückt weiter nach."),
        "hold": _("Die Veranstaltung ist abgeschlossen. Bescheinigungen und Unterlagen bleiben erreichbar."),
    }.get(step, "")


def _if_opened(event: Event) -> str:
    saved = event.saved_dates.filter(told_at=None).exclude(confirmed_at=None).count()
    if not saved:
        return _("Ab sofort kann man sich anmelden. Vorgemerkt hat sich den Termin niemand.")
    text = ngettext(
        "Ab sofort kann man sich anmelden. %(n)s Person, die sich den Termin vorgemerkt hat, wird benachrichtigt.",
        "Ab sofort kann man sich anmelden. %(n)s Personen, die sich den Termin vorgemerkt haben, werden "
        "benachrichtigt.",
        saved,
    )
    return text % {"n": saved}


def _if_cancelled(event: Event) -> str:
    told = Place.objects.active().filter(session__event=event).values("person_key").distinct().count()
    if not told:
        return _("Alle Termine werden abgesagt. Angemeldet ist niemand. Das lässt sich nicht zurücknehmen.")
    text = ngettext(
        "Alle Termine werden abgesagt. %(n)s Person wird benachrichtigt; der Eintrag verschwindet aus ihrem "
        "Kalender. Das lässt sich nicht zurücknehmen.",
        "Alle Termine werden abgesagt. %(n)s Personen werden benachrichtigt; der Eintrag verschwindet aus ihren "
        "Kalendern. Das lässt sich nicht zurücknehmen.",
        told,
    )
    return text % {"n": told}


def _if_retracted(event: Event) -> str:
    saved = event.saved_dates.exclude(confirmed_at=None).count()
    if not saved:
        return _("Die Seite verschwindet.")
    text = ngettext(
        "Die Seite verschwindet. %(n)s Person hat sich den Termin vorgemerkt und erfährt davon nichts.",
        "Die Seite verschwindet. %(n)s Personen haben sich den Termin vorgemerkt und erfahren davon nichts.",
        saved,
    )
    return text % {"n": saved}


@reading_or_posting
def question_create(request: HttpRequest, pk: int) -> HttpResponse:
    event = planned_event(request, pk)
    return _question(request, event, None)


@reading_or_posting
def question_change(request: HttpRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.select_related("event"), pk=pk)
    return _question(request, planned_event(request, question.event_id), question)


def _question(request: HttpRequest, event: Event, question: Question | None) -> HttpResponse:
    user = user_of(request)
    instance = copy(question) if question else Question(event=event, position=event.questions.count())
    form = QuestionForm(posted(request), instance=instance)

    def save() -> tuple[str, str]:
        programme.save_question(event=event, question=question, values=form.values(), by=user)
        return _("Die Frage ist gespeichert."), page_of(event, "fragen")

    def remove() -> str:
        if question is not None:
            programme.delete_question(question=question, by=user)
        return _("Die Frage ist gelöscht.")

    title = _("Frage bearbeiten") if question else _("Neue Frage")
    page = FormPage(
        title=title,
        lead=_("Die Frage steht im Anmeldeformular aller Termine dieser Veranstaltung."),
        trail=trail(event, here=title),
        back=page_of(event, "fragen"),
        remove_label=_("Frage löschen") if question else "",
    )
    return answer(request, form, page, save, remove if question else None)


@reading_or_posting
def consent_create(request: HttpRequest, pk: int) -> HttpResponse:
    return _consent(request, planned_event(request, pk), None)


@reading_or_posting
def consent_change(request: HttpRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(ConsentText.objects.select_related("event"), pk=pk)
    return _consent(request, planned_event(request, consent.event_id), consent)


def _consent(request: HttpRequest, event: Event, consent: ConsentText | None) -> HttpResponse:
    user = user_of(request)
    form = ConsentForm(posted(request), instance=copy(consent) if consent else ConsentText(event=event))

    def save() -> tuple[str, str]:
        programme.save_consent(event=event, consent=consent, **form.values(), by=user)
        return _("Die Einwilligung ist gespeichert."), page_of(event, "einwilligungen")

    def remove() -> str:
        if consent is not None:
            programme.delete_consent(consent=consent, by=user)
        return _("Nach der Einwilligung wird nicht mehr gefragt.")

    title = _("Einwilligung bearbeiten") if consent else _("Neue Einwilligung")
    page = FormPage(
        title=title,
        lead=_("Wer früher zugestimmt hat, hat dem damaligen Wortlaut zugestimmt; er bleibt festgehalten."),
        trail=trail(event, here=title),
        back=page_of(event, "einwilligungen"),
        remove_label=_("Einwilligung löschen") if consent else "",
    )
    return answer(request, form, page, save, remove if consent else None)


@reading_or_posting
def package_create(request: HttpRequest, pk: int) -> HttpResponse:
    return _package(request, planned_event(request, pk), None)


@reading_or_posting
def package_change(request: HttpRequest, pk: int) -> HttpResponse:
    """A package belongs to whoever plans all its events."""
    package = get_object_or_404(Package, pk=pk)
    events = list(Event.objects.filter(sessions__packages=package).select_related("land").distinct())
    if not events or not all(rules.may_plan(user_of(request), event) for event in events):
        raise Http404
    return _package(request, planned_event(request, events[0].pk), package)


def _package(request: HttpRequest, event: Event, package: Package | None) -> HttpResponse:
    user = user_of(request)
    form = PackageForm(
        posted(request), instance=copy(package) if package else Package(), offered=_packable(user, event, package)
    )

    def save() -> tuple[str, str]:
        data = form.cleaned_data | {"sessions": list(form.cleaned_data["sessions"])}
        sessions.save_package(package=package, **data, by=user)
        return _("Das Paket ist gespeichert."), page_of(event, "pakete")

    def remove() -> str:
        if package is not None:
            sessions.delete_package(package=package, by=user)
        return _("Das Paket ist gelöscht. Die Termine bleiben einzeln buchbar.")

    title = _("Paket bearbeiten") if package else _("Neues Paket")
    page = FormPage(
        title=title,
        lead=_("Mit einem Paket meldet man sich für mehrere Termine auf einmal an. Jeder bleibt auch einzeln buchbar."),
        trail=trail(event, here=title),
        back=page_of(event, "pakete"),
        remove_label=_("Paket löschen") if package else "",
    )
    return answer(request, form, page, save, remove if package else None)


def _packable(user: User, event: Event, package: Package | None) -> QuerySet[Session]:
    """Sessions of the same programme year that the visitor plans, and those in the package already."""
    events = [
        other.pk for other in Event.objects.led_by(user).filter(year=event.year).select_related("land")
        if rules.may_plan(user, other)
    ]  # fmt: skip
    there = Q(packages=package) if package else Q(pk=None)
    coming = Q(event__in=events, state=SessionState.PLANNED, ends_at__gte=timezone.now())
    return (
        Session.objects.filter(coming | there).select_related("event", "venue").distinct().order_by("starts_at", "pk")
    )
