# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Surveys at the desk: written from a preset or anew, opened, closed, and who is invited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.core.outgoing import absolute
from allmende.events.desk_access import led_event, posted, trail, user_of
from allmende.events.desk_form_page import FormPage, answer
from allmende.events.models import Event, Survey, SurveyItem
from allmende.events.services import survey as surveys
from allmende.events.survey_forms import ItemForm, PresetForm, SheetForm, SurveyForm
from allmende.events.survey_results import count_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.events.desk_access import Trail


def led_survey(request: HttpRequest, pk: int) -> Survey:
    events = Event.objects.led_by(user_of(request)).order_by().values("pk")
    rows = Survey.objects.filter(event__in=events).select_related("event__organiser", "event__land")
    return get_object_or_404(rows, pk=pk)


def survey_trail(survey: Survey, here: str = "") -> Trail:
    """The way to a page about a survey."""
    steps = trail(survey.event, here=_("Umfragen"))
    steps[-1] = (steps[-1][0], reverse("events:desk_surveys", args=[survey.event_id]))
    steps.append((survey.title, reverse("events:desk_survey", args=[survey.pk]) if here else ""))
    return [*steps, (here, "")] if here else steps


@require_http_methods(["GET", "HEAD", "POST"])
def survey_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The surveys of an event, and the form for a new one."""
    event = led_event(request, pk)
    form = PresetForm(posted(request))
    if request.method == "POST" and form.is_valid():
        created = surveys.create_survey(event=event, preset=form.preset, by=user_of(request))
        messages.success(request, _("Umfrage angelegt. Prüfen Sie die Fragen, dann öffnen Sie sie."))
        return redirect("events:desk_survey", pk=created.pk)
    rows = event.surveys.annotate(answered=Count("tickets")).order_by("pk")
    context = {"event": event, "rows": rows, "form": form, "trail": trail(event, here=_("Umfragen"))}
    return render(request, "events/survey/list.html", context, status=422 if form.errors else 200)


@require_safe
def survey_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a survey stands, its questions, and what can be done next."""
    survey = led_survey(request, pk)
    answered = count_of(survey)
    context = {
        "survey": survey,
        "event": survey.event,
        "items": survey.items.all(),
        "answered": answered,
        "audience": surveys.audience(survey).count(),
        "to_invite": surveys.open_places(survey).count() if survey.stand == "open" else 0,
        "link": absolute(reverse("events:survey", args=[survey.pk])),
        "follow_up": f"{reverse('events:desk_letters', args=[survey.event_id])}?vorlage=nachbereitung",
        "trail": survey_trail(survey),
    }
    return render(request, "events/survey/survey.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def survey_change(request: HttpRequest, pk: int) -> HttpResponse:
    survey = led_survey(request, pk)
    form = SurveyForm(posted(request), survey=survey)
    address = reverse("events:desk_survey", args=[pk])

    def save() -> tuple[str, str]:
        surveys.change_survey(survey=survey, values=form.values(), by=user_of(request))
        return _("Gespeichert."), address

    def remove() -> str:
        surveys.delete_survey(survey=survey, by=user_of(request))
        return _("Umfrage gelöscht.")

    is_unanswered = not survey.tickets.exists()
    back = reverse("events:desk_surveys", args=[survey.event_id]) if "loeschen" in request.POST else address
    page = FormPage(
        _("Umfrage bearbeiten"),
        survey_trail(survey, _("Bearbeiten")),
        back,
        lead=_(
            "Solange ein Zeitraum fehlt, ist die Umfrage ein Entwurf. Ergebnisse sehen Sie, sobald sie geschlossen ist."
        ),
        remove_label=_("Umfrage löschen") if is_unanswered else "",
    )
    return answer(request, form, page, save, remove if is_unanswered else None)


@require_http_methods(["GET", "HEAD", "POST"])
def item_create(request: HttpRequest, pk: int) -> HttpResponse:
    survey = led_survey(request, pk)
    last = survey.items.order_by("position").last()
    item = SurveyItem(survey=survey, position=(last.position + 10) if last else 10)
    return _item_page(request, survey, item, _("Neue Frage"))


@require_http_methods(["GET", "HEAD", "POST"])
def item_change(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    survey = led_survey(request, pk)
    found = get_object_or_404(survey.items.select_related("survey__event"), pk=item)
    return _item_page(request, survey, found, _("Frage bearbeiten"))


def _item_page(request: HttpRequest, survey: Survey, item: SurveyItem, title: str) -> HttpResponse:
    form = ItemForm(posted(request), item=item)
    address = reverse("events:desk_survey", args=[survey.pk])

    def save() -> tuple[str, str]:
        for name, value in form.values().items():
            setattr(item, name, value)
        surveys.save_item(item=item, by=user_of(request))
        return _("Frage gespeichert."), address

    def remove() -> str:
        surveys.delete_item(item=item, by=user_of(request))
        return _("Frage gelöscht.")

    page = FormPage(
        title,
        survey_trail(survey, title),
        address,
        remove_label=_("Frage löschen") if item.pk else "",
    )
    return answer(request, form, page, save, remove if item.pk else None)


@require_safe
def survey_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as participants get it; it cannot be sent."""
    survey = led_survey(request, pk)
    context: dict[str, Any] = {
        "survey": survey,
        "event": survey.event,
        "form": SheetForm(None, survey=survey, places=()),
        "is_preview": True,
        "trail": survey_trail(survey, _("Vorschau")),
    }
    return render(request, "events/survey/sheet.html", context)


@require_POST
def survey_close(request: HttpRequest, pk: int) -> HttpResponse:
    survey = led_survey(request, pk)
    try:
        surveys.close_survey(survey=survey, by=user_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Umfrage geschlossen. Das sind die Ergebnisse."))
        return redirect("events:survey_results", pk=pk)
    return redirect("events:desk_survey", pk=pk)


@require_POST
def survey_invite(request: HttpRequest, pk: int) -> HttpResponse:
    survey = led_survey(request, pk)
    try:
        number = surveys.invite(survey=survey, by=user_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        told = ngettext("Einladung an %(n)s Person verschickt.", "Einladung an %(n)s Personen verschickt.", number)
        messages.success(request, told % {"n": number})
    return redirect("events:desk_survey", pk=pk)
