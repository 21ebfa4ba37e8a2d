# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Statistics of the programme: a page and files for those who lead, and open data without any person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from allmende.core.access import public
from allmende.core.charts import Bar, BarChart
from allmende.core.outgoing import absolute
from allmende.events import spreadsheets
from allmende.events.desk_access import name_of, query_of, require_leading, trail, user_of
from allmende.events.models import Event, Session
from allmende.events.statistics import Statistics, public_rows, statistics_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from allmende.events.statistics import Share

HEADINGS: Final = (
    "Programmjahr", "Veranstaltung", "Datum", "Termin", "Plätze", "angemeldet", "anwesend", "nicht erschienen",
    "vor Ort aufgenommen", "abgemeldet", "Warteliste: nachgerückt", "Warteliste: offen", "Angebot verfallen",
)  # fmt: skip
MOST_BARS: Final = 15


class StatisticsFilter(forms.Form):
    """One year of the programme or all, one event or all. What it does not know shows the latest year."""

    jahr = forms.ChoiceField(label=gettext_lazy("Programmjahr"), required=False)
    veranstaltung = forms.ChoiceField(label=gettext_lazy("Veranstaltung"), required=False)

    def __init__(self, data: Mapping[str, str], *, events: Sequence[Event]) -> None:
        years = sorted({event.year for event in events}, reverse=True)
        this_year = timezone.localdate().year
        latest = next((year for year in years if year <= this_year), years[0] if years else "alle")
        known = {"alle", *map(str, years)}
        self.year = data.get("jahr", "") if data.get("jahr", "") in known else str(latest)
        listed = [event for event in events if self.year in {"alle", str(event.year)}]
        asked = data.get("veranstaltung", "")
        self.event = asked if asked in {str(event.pk) for event in listed} else ""
        super().__init__({"jahr": self.year, "veranstaltung": self.event})
        self.fields["jahr"].choices = [*((str(year), str(year)) for year in years), ("alle", _("alle Jahre"))]  # type: ignore[attr-defined]
        self.fields["veranstaltung"].choices = [  # type: ignore[attr-defined]
            ("", _("alle")), *((str(event.pk), f"{event.title} ({event.year})") for event in listed),
        ]  # fmt: skip

    def sessions(self, events: QuerySet[Event]) -> QuerySet[Session]:
        chosen = events.filter(pk=int(self.event)) if self.event else events
        if self.year != "alle":
            chosen = chosen.filter(year=int(self.year))
        return Session.objects.filter(event__in=chosen.order_by().values("pk"))


def _filtered(request: HttpRequest) -> tuple[StatisticsFilter, Statistics]:
    events = Event.objects.led_by(user_of(request))
    form = StatisticsFilter(query_of(request), events=list(events.order_by("-year", "number", "title", "pk")))
    return form, statistics_of(form.sessions(events))


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Figures, charts and a table of the sessions one leads."""
    require_leading(request)
    form, found = _filtered(request)
    context = {
        "form": form,
        "found": found,
        "figures": _figures(found),
        "charts": [chart for chart in _charts(found) if chart.bars],
        "query": request.GET.urlencode(),
        "trail": trail(here=_("Statistik")),
    }
    return render(request, "events/statistics/statistics.html", context)


def _figures(found: Statistics) -> list[tuple[str, str | None]]:
    """What stands on top, in the order in which things happen."""
    rate = found.no_show_percent
    return [
        (_("Termine"), str(len(found.sessions))),
        (_("Anmeldungen"), str(found.registrations)),
        (_("Personen mit Platz"), str(found.total("seated"))),
        (_("Teilgenommen"), _text(found.attended)),
        (_("Nicht erschienen"), None if rate is None else f"{rate} %"),
        (_("Abmeldungen"), str(found.total("cancelled"))),
        (_("Von der Warteliste nachgerückt"), str(found.total("served"))),
        (_("Auf der Warteliste geblieben"), str(found.total("waiting") + found.total("expired"))),
        (_("Einrichtungen"), str(found.organisations)),
        (_("davon zum ersten Mal"), str(found.first_time)),
    ]


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _charts(found: Statistics) -> list[BarChart]:
    venues = [
        Bar(row.label, row.percent, f"{row.percent} % ({row.seated}/{row.capacity})", is_content=True)
        for row in found.by_venue[:MOST_BARS]
    ]
    told = _("Anteil der vergebenen Plätze an allen; in Klammern vergebene und alle Plätze.")
    return [
        _chart(_("Nach Art der Einrichtung"), found.by_kind),
        _chart(_("Nach Land"), found.by_land),
        _chart(_("Nach Kreis"), found.by_kreis),
        BarChart(_("Auslastung nach Ort"), told, _("Prozent der Plätze"), venues),
    ]


def _chart(title: str, rows: Sequence[Share]) -> BarChart:
    """The largest ones; the rest is one bar, so that the sum is right."""
    shown, rest = list(rows[:MOST_BARS]), rows[MOST_BARS:]
    bars = [Bar(row.label, row.seated, _persons(row.seated, row.attended), is_content=True) for row in shown]
    if rest:
        seated, attended = sum(row.seated for row in rest), sum(row.attended or 0 for row in rest)
        bars.append(Bar(_("%(n)s weitere") % {"n": len(rest)}, seated, _persons(seated, attended)))
    told = _("Wie viele Personen einen Platz hatten, und wie viele davon beim Check-in da waren.")
    return BarChart(title, told, _("Personen"), bars)


def _persons(seated: int, attended: int | None) -> str:
    if attended is None:
        return str(seated)
    return _("%(seated)s, davon %(attended)s da") % {"seated": seated, "attended": attended}


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same selection as a workbook, or its sessions as CSV."""
    require_leading(request)
    _form, found = _filtered(request)
    tables = [spreadsheets.Table("Termine", HEADINGS, [
        [
            row.session.event.year, row.session.event.title, f"{row.session.local_start:%d.%m.%Y}",
            name_of(row.session), row.session.capacity, row.seated, row.attended, row.absent, row.walk_ins,
            row.cancelled, row.served, row.waiting, row.expired,
        ]
        for row in found.sessions
    ])]  # fmt: skip
    for name, shares in (("Art", found.by_kind), ("Land", found.by_land), ("Kreis", found.by_kreis)):
        rows = [[share.label, share.seated, share.attended] for share in shares]
        tables.append(spreadsheets.Table(name, (name, "angemeldet", "anwesend"), rows))
    return spreadsheets.answer(kind, f"statistik {timezone.localdate():%Y-%m-%d}", tables)


@public
@require_safe
def open_data(_request: HttpRequest, kind: str) -> HttpResponse:
    """Per event that is over: sessions, seats, and how many came. Nothing about fewer than five persons."""
    rows: list[dict[str, Any]] = public_rows(timezone.now())
    for row in rows:
        row["url"] = absolute(row.pop("path"))
    if kind == "json":
        return JsonResponse({"events": rows}, json_dumps_params={"ensure_ascii": False})
    if kind != "csv":
        raise Http404
    headings = ("year", "number", "title", "kind", "land", "sessions", "seats", "attended", "url")
    table = spreadsheets.Table("Veranstaltungen", headings, [[row[name] for name in headings] for row in rows])
    return spreadsheets.answer(kind, "veranstaltungen-statistik", [table], is_public=True)
