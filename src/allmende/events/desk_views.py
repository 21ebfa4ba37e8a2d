# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The organiser's desk: the overview, an event with all that belongs to it, and taking over a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from allmende.core.pages import paginate, render_page
from allmende.events import desk_export, desk_listing, rules
from allmende.events.desk_access import (
    led_event,
    posted,
    query_of,
    require_leading,
    require_planning,
    trail,
    user_of,
)
from allmende.events.desk_forms import CopyForm
from allmende.events.models import Event, EventState, Package
from allmende.events.services.copying import copy_programme
from allmende.events.workflow import steps_from

if TYPE_CHECKING:
    from django.http import HttpRequest

ROWS_PER_PAGE = 40
MOST_MATTERS = 12


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All sessions one leads, open matters first."""
    require_leading(request)
    user = user_of(request)
    form = desk_listing.OverviewFilter(query_of(request), years=desk_listing.years_of(user))
    rows = desk_listing.rows_of(user, form.chosen)
    context = {
        "form": form,
        "page": paginate(request, rows, per_page=ROWS_PER_PAGE),
        "matters": desk_listing.matters_of(rows)[:MOST_MATTERS],
        "may_plan": rules.may_plan(user),
        "trail": trail(),
    }
    return render_page(request, "events/desk/overview.html", "events/desk/_overview.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same selection as a file."""
    require_leading(request)
    if kind not in desk_export.WRITERS:
        raise Http404
    user = user_of(request)
    form = desk_listing.OverviewFilter(query_of(request), years=desk_listing.years_of(user))
    content = desk_export.WRITERS[kind](desk_listing.rows_of(user, form.chosen))
    name = f"veranstaltungen-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=desk_export.CONTENT_TYPES[kind], headers=headers)


@require_safe
def event_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: where it stands, its dates, and everything that can be changed."""
    event = led_event(request, pk)
    rows = []
    for session in desk_listing.counted(event.sessions.select_related("venue")).order_by("starts_at", "pk"):
        session.event = event
        rows.append(desk_listing.row_of(session))
    packages = Package.objects.filter(sessions__event=event).distinct()
    may_plan = rules.may_plan(user_of(request), event)
    context = {
        "event": event,
        "rows": rows,
        "packages": packages.prefetch_related("sessions__venue"),
        "questions": event.questions.annotate(answer_count=Count("answers")).order_by("position", "pk"),
        "consents": event.consent_texts.all(),
        "speakers": event.speakers.all(),
        "topics": event.topics.all(),
        "steps": steps_from(event.state) if may_plan else [],
        "may_plan": may_plan,
        "is_draft": event.state == EventState.DRAFT,
        "saved_dates": event.saved_dates.exclude(confirmed_at=None).count(),
        "letters": event.group_letters.select_related("session__venue", "by")[:5],
        "trail": trail(event),
    }
    return render(request, "events/desk/event.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest) -> HttpResponse:
    """Choose a year and its events; they become drafts of another year."""
    require_planning(request)
    user = user_of(request)
    plannable = [event for event in Event.objects.led_by(user).select_related("land") if rules.may_plan(user, event)]
    years = sorted({event.year for event in plannable}, reverse=True)
    asked = request.POST.get("jahr") or request.GET.get("jahr") or ""
    usual = next((year for year in years if year <= _this_year()), next(iter(years), 0))
    year = next((year for year in years if str(year) == asked), usual)
    events = [event for event in plannable if event.year == year and event.state != EventState.CANCELLED]
    form = CopyForm(posted(request), events=events, year=year or _this_year())
    if request.method == "POST" and form.is_valid():
        chosen = sorted(form.cleaned_data["veranstaltung"], key=lambda event: (event.number or 0, event.pk))
        try:
            copies = copy_programme(events=chosen, year=form.cleaned_data["nach"], by=user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done = ngettext("%(n)s Veranstaltung übernommen.", "%(n)s Veranstaltungen übernommen.", len(copies))
            messages.success(request, done % {"n": len(copies)} + " " + _("Bitte prüfen Sie die Termine."))
            return redirect(f"{reverse('events:desk')}?jahr={form.cleaned_data['nach']}&zeit=alle&stand=draft")
    context: dict[str, Any] = {
        "form": form,
        "years": years,
        "year": year,
        "events": events,
        "trail": trail(here=_("Programm übernehmen")),
    }
    return render(request, "events/desk/copy.html", context, status=422 if form.errors else 200)


def _this_year() -> int:
    return timezone.localdate().year
