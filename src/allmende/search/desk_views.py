# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The desk's side of the search: what is searched and not found, and the words that mean the same."""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.search import rules, statistics, synonyms
from allmende.search.forms import PeriodForm, SynonymForm
from allmende.search.models import SearchCount, SynonymGroup
from allmende.search.query import clean
from allmende.search.synonym_services import change_synonyms, create_synonyms, delete_synonyms, restore_synonyms
from allmende.search.trying import try_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from allmende.accounts.models import User
    from allmende.accounts.rules import Visitor

UNPROCESSABLE: Final = 422
WEEKS: Final = statistics.KEPT_DAYS // 7 + 1
MOST_ROWS: Final = 200
"""Queries listed on the page; the file has all of them."""
FORMULA: Final = re.compile(r"[=+\-@\t\r]")

reading_or_posting = require_http_methods(["GET", "HEAD", "POST"])


def only_for(may: Callable[[Visitor], bool]) -> Callable[..., Callable[..., HttpResponseBase]]:
    """For everybody else the page does not exist."""

    def closing(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return closed

    return closing


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on."""

    monday: dt.date

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)

    @property
    def key(self) -> str:
        return self.monday.isoformat()

    @property
    def label(self) -> str:
        """„KW 47 (16.11.–22.11.2026)“."""
        return _("KW %(number)s (%(first)s–%(last)s)") % {
            "number": self.monday.isocalendar().week,
            "first": f"{self.monday:%d.%m.}",
            "last": f"{self.sunday:%d.%m.%Y}",
        }


def weeks() -> list[Week]:
    """The weeks of which something is kept, the present one first."""
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    return [Week(monday - dt.timedelta(weeks=number)) for number in range(WEEKS)]


def _period(request: HttpRequest) -> tuple[PeriodForm, dt.date, dt.date]:
    """The form, and the first and last day of what it chooses."""
    offered = weeks()
    form = PeriodForm(request.GET, weeks=[(week.key, week.label) for week in offered])
    chosen = next((week for week in offered if week.key == form.chosen), None)
    return form, (chosen or offered[-1]).monday, (chosen or offered[0]).sunday


def _by_week() -> list[tuple[Week, int, int]]:
    """Each week with how often was asked and how often nothing was found, rare queries included. One query."""
    missed = Q(found=0) | Q(relaxed=True)
    rows = SearchCount.objects.order_by("day").values_list("day")
    sums = rows.annotate(Sum("asked"), lost=Sum("asked", filter=missed))
    days = {day: (asked, lost or 0) for day, asked, lost in sums}
    counted = []
    for week in weeks():
        inside = [numbers for day, numbers in days.items() if week.monday <= day <= week.sunday]
        counted.append((week, sum(asked for asked, _lost in inside), sum(lost for _asked, lost in inside)))
    return counted


@only_for(rules.may_see_statistics)
@require_safe
def statistics_page(request: HttpRequest) -> HttpResponse:
    """What is searched and what is not found, by week. No person is in it, and no query that only few asked."""
    form, first, last = _period(request)
    context = {
        "form": form,
        "unanswered": statistics.unanswered(first, last)[:MOST_ROWS],
        "readable": statistics.readable(first, last)[:MOST_ROWS],
        "weeks": _by_week(),
        "readable_from": statistics.READABLE_FROM,
        "kept_days": statistics.KEPT_DAYS,
        "may_keep_synonyms": rules.may_keep_synonyms(cast("User", request.user)),
        "trail": [(_("Suche"), reverse("search:index")), (_("Statistik"), "")],
    }
    return render(request, "search/statistics.html", context)


@only_for(rules.may_see_statistics)
@require_safe
def statistics_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table, for a spreadsheet."""
    _form, first, last = _period(request)
    lost = {row.query for row in statistics.unanswered(first, last)}
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="suche-{first:%Y-%m-%d}-{last:%Y-%m-%d}.csv"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow(["Suche", "gefragt", "Treffer höchstens", "Treffer mindestens", "ohne Treffer"])
    for row in statistics.readable(first, last):
        missed = "ja" if row.query in lost else "nein"
        writer.writerow([_cell(row.query), row.times, row.most, row.least, missed])
    return response


def _cell(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


@only_for(rules.may_keep_synonyms)
@require_safe
def synonym_list(request: HttpRequest) -> HttpResponse:
    """All groups, and a box that shows what a query is turned into."""
    text = clean(request.GET.get("probe", "")).strip()
    groups = list(SynonymGroup.objects.all())
    groups.sort(key=lambda group: (synonyms.synonym_key(group.words), group.pk))
    shown = [group for group in groups if group.is_active]
    context = {
        "groups": shown,
        "deleted": [group for group in groups if not group.is_active],
        "probe": text,
        "tried": try_out(text) if text else None,
        "trail": _trail(),
    }
    return render(request, "search/synonym_list.html", context)


@only_for(rules.may_keep_synonyms)
@reading_or_posting
def synonym_create(request: HttpRequest) -> HttpResponse:
    form = SynonymForm(request.POST or None, initial={"words": clean(request.GET.get("woerter", "")).strip()})
    return _form_page(request, form, None)


@only_for(rules.may_keep_synonyms)
@reading_or_posting
def synonym_change(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(SynonymGroup, pk=pk, is_active=True)
    initial = {"words": group.words, "is_one_way": group.is_one_way, "note": group.note}
    return _form_page(request, SynonymForm(request.POST or None, initial=initial), group)


def _form_page(request: HttpRequest, form: SynonymForm, group: SynonymGroup | None) -> HttpResponse:
    by = cast("User", request.user)
    if request.method == "POST" and form.is_valid():
        try:
            saved = (
                create_synonyms(**form.cleaned_data, by=by)
                if group is None
                else change_synonyms(group=group, **form.cleaned_data, by=by)
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            told = _("Gespeichert: %(words)s. Die Suche kennt die Wörter ab sofort.")
            messages.success(request, told % {"words": saved})
            return redirect("search:synonyms")
    label = _("Neue Gruppe") if group is None else str(group)
    context = {"form": form, "group": group, "is_refused": bool(form.errors), "trail": _trail((label, ""))}
    return render(request, "search/synonym_form.html", context, status=UNPROCESSABLE if form.errors else 200)


@only_for(rules.may_keep_synonyms)
@reading_or_posting
def synonym_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first; then the words stand for each other no more."""
    group = get_object_or_404(SynonymGroup, pk=pk, is_active=True)
    if request.method == "POST":
        delete_synonyms(group=group, by=cast("User", request.user))
        messages.success(request, _("Gelöscht: %(words)s") % {"words": group})
        return redirect("search:synonyms")
    label = _("Löschen")
    steps = ((str(group), reverse("search:synonym_change", args=[group.pk])), (label, ""))
    return render(request, "search/synonym_delete.html", {"group": group, "trail": _trail(*steps)})


@only_for(rules.may_keep_synonyms)
@require_POST
def synonym_restore(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(SynonymGroup.objects.exclude(supplied_key=""), pk=pk)
    restore_synonyms(group=group, by=cast("User", request.user))
    messages.success(request, _("Wieder eingesetzt: %(words)s") % {"words": group})
    return redirect("search:synonyms")


def _trail(*steps: tuple[str, str]) -> Iterable[tuple[str, str]]:
    home = (_("Suche"), reverse("search:index"))
    return [home, (_("Synonyme"), reverse("search:synonyms") if steps else ""), *steps]
