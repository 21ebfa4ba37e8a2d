# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Taking over a programme from a file: hand it in, answer what is asked, look at what would be made, take it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.core.pages import paginate
from allmende.core.table_files import FileRefusedError
from allmende.events.desk_access import posted, require_planning, user_of
from allmende.events.import_forms import AnswersForm, UploadForm, rows_text
from allmende.events.import_preview import answered_of, read_of, sheets_of
from allmende.events.models import Event, ProgrammeImport
from allmende.events.programme_table import CONTENT_TYPES, EXAMPLE, as_file, rows_of
from allmende.events.services import importing

if TYPE_CHECKING:
    from django.http import HttpRequest

    from allmende.events.desk_access import Trail

IMPORTS_PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """What was taken over so far, and the form for another file."""
    require_planning(request)
    user = user_of(request)
    form = UploadForm(posted(request), request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = importing.begin_import(
                content=file.read(),
                filename=file.name or "",
                year=form.cleaned_data["year"],
                organiser=form.cleaned_data["organiser"],
                land=form.cleaned_data["land"],
                by=user,
            )
        except FileRefusedError as error:
            form.add_error("file", str(error))
        except PermissionDenied:
            form.add_error("land", _("Bitte wählen Sie ein Land, für das Sie zuständig sind."))
        else:
            number = len(made.rows)
            told = ngettext("%(n)s Zeile gelesen.", "%(n)s Zeilen gelesen.", number) % {"n": number}
            messages.success(request, told)
            return redirect(made)
    rows = ProgrammeImport.objects.visible_to(user).select_related("organiser", "by")
    context = {
        "form": form,
        "page": paginate(request, rows, per_page=IMPORTS_PER_PAGE),
        "years": _years(request),
        "trail": _trail(),
    }
    return render(request, "events/import/list.html", context, status=422 if form.errors else 200)


def _trail(programme: ProgrammeImport | None = None) -> Trail:
    steps = [(_("Veranstaltungen leiten"), reverse("events:desk")), (_("Programm einlesen"), "")]
    if programme is not None:
        steps[-1] = (steps[-1][0], reverse("events:imports"))
        steps.append((programme.name, ""))
    return steps


def _years(request: HttpRequest) -> list[int]:
    """Those with events that can be handed out."""
    led = Event.objects.led_by(user_of(request)).order_by()
    return sorted(set(led.values_list("year", flat=True)), reverse=True)


def _import(request: HttpRequest, pk: int) -> ProgrammeImport:
    require_planning(request)
    rows = ProgrammeImport.objects.visible_to(user_of(request)).select_related("organiser", "land", "by")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: the questions that are open, what would be made, and what was answered."""
    found = _import(request, pk)
    if not found.is_asking:
        if request.method == "POST":
            messages.error(request, _("Dieser Import ist schon abgeschlossen."))
            return redirect(found)
        return _closed(request, found)
    user = user_of(request)
    plan = importing.plan_of(found, by=user)
    form = AnswersForm(posted(request), doubts=plan.open)
    if request.method == "POST" and form.is_valid():
        try:
            importing.answer_questions(programme=found, answers=form.answers, by=user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            number = len(form.answers)
            told = ngettext("%(n)s Antwort gespeichert.", "%(n)s Antworten gespeichert.", number) % {"n": number}
            messages.success(request, told)
        return redirect(found)
    context = {
        "programme": found,
        "form": form,
        "plan": plan,
        "more": max(0, len(plan.open) - len(form.doubts)),
        "notices": [(notice.text, rows_text(notice.rows)) for notice in plan.notices],
        "sheets": sheets_of(plan),
        "answered": answered_of(found, plan.doubts),
        "read": read_of(found),
        "trail": _trail(found),
    }
    return render(request, "events/import/asking.html", context, status=422 if form.errors else 200)


def _closed(request: HttpRequest, found: ProgrammeImport) -> HttpResponse:
    context = {
        "programme": found,
        "events": found.events.order_by("number", "title", "pk"),
        "answered": answered_of(found),
        "read": read_of(found),
        "trail": _trail(found),
    }
    return render(request, "events/import/closed.html", context)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one answer back: the question is asked again."""
    found = _import(request, pk)
    key = request.POST.get("frage", "")
    try:
        importing.answer_questions(programme=found, answers={key: None}, by=user_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Die Antwort ist zurückgenommen."))
    return redirect(found)


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter everything as drafts."""
    found = _import(request, pk)
    try:
        events = importing.apply_import(programme=found, by=user_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except PermissionDenied as error:
        raise Http404 from error
    else:
        number = len(events)
        told = ngettext("%(n)s Veranstaltung übernommen.", "%(n)s Veranstaltungen übernommen.", number)
        messages.success(request, told % {"n": number})
    return redirect(found)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Take nothing over."""
    found = _import(request, pk)
    try:
        importing.discard_import(programme=found, by=user_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    messages.success(request, _("Der Import ist verworfen. Es wurde nichts übernommen."))
    return redirect("events:imports")


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An example to fill in."""
    require_planning(request)
    return _file([EXAMPLE], _("vorlage-programm"), kind)


@require_safe
def export(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The programme of a year in the columns that the import reads."""
    require_planning(request)
    return _file(rows_of(Event.objects.led_by(user_of(request)).filter(year=year)), f"programm-{year}", kind)


def _file(rows: list[dict[str, str]], name: str, kind: str) -> HttpResponse:
    if kind not in CONTENT_TYPES:
        raise Http404
    day = timezone.localdate()
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{day:%Y-%m-%d}.{kind}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(as_file(rows, kind), content_type=CONTENT_TYPES[kind], headers=headers)
