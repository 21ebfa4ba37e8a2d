# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Figures of the portal and funded projects by phase: pages and the tables behind them as CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from allmende.cooperation import figures, sections
from allmende.cooperation.cards import partner_name
from allmende.cooperation.phases import ProgrammeFigures, compute_phases
from allmende.core.access import public
from allmende.core.charts import Bar, BarChart
from allmende.core.templatetags.core import euro

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from allmende.cooperation.figures import Count

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the figures page: the field of ``Figures`` it shows and the parameter of the list behind a row."""

    field: str
    title: _StrPromise
    heading: _StrPromise
    definition: _StrPromise
    unit: _StrPromise
    parameter: str = ""


TABLES: dict[str, Table] = {
    "laender": Table(
        "by_land",
        gettext_lazy("Kooperationen nach Ländern"),
        gettext_lazy("Land"),
        gettext_lazy(
            "Eine Kooperation zählt in jedem Land, in dem ein Partner liegt. Arbeiten Kommunen über eine Landesgrenze "
            "hinweg zusammen, ist die Summe deshalb größer als die Zahl der Kooperationen."
        ),
        gettext_lazy("Kooperationen"),
        "land",
    ),
    "kommunen": Table(
        "municipalities_by_land",
        gettext_lazy("Beteiligte Kommunen nach Ländern"),
        gettext_lazy("Land"),
        gettext_lazy(
            "Jede Gemeinde, jeder Gemeindeverband und jeder Kreis zählt einmal, auch bei mehreren Beteiligungen."
        ),
        gettext_lazy("Kommunen"),
    ),
    "themen": Table(
        "by_topic",
        gettext_lazy("Kooperationen nach Themen"),
        gettext_lazy("Themenfeld"),
        gettext_lazy(
            "Gezählt wird je Hauptthema samt seinen Unterthemen. Eine Kooperation kann mehrere Themen haben und zählt "
            "dann bei jedem."
        ),
        gettext_lazy("Kooperationen"),
        "thema",
    ),
    "status": Table(
        "by_status",
        gettext_lazy("Kooperationen nach Stand"),
        gettext_lazy("Stand"),
        gettext_lazy("Der Stand, den die jüngste Quelle nennt. Auch beendete und gescheiterte Vorhaben zählen mit."),
        gettext_lazy("Kooperationen"),
        "status",
    ),
    "rechtsformen": Table(
        "by_legal_form",
        gettext_lazy("Kooperationen nach Rechtsform"),
        gettext_lazy("Rechtsform"),
        gettext_lazy("Nur was eine Quelle nennt; vermutet wird nichts."),
        gettext_lazy("Kooperationen"),
        "rechtsform",
    ),
    "jahre": Table(
        "by_year",
        gettext_lazy("Kooperationen nach Jahr des Beginns"),
        gettext_lazy("Jahr"),
        gettext_lazy("Das Jahr, in dem die gemeinsame Arbeit begann oder beginnen soll."),
        gettext_lazy("Kooperationen"),
    ),
}


def sober(value: object) -> str:
    """A CSV cell that no spreadsheet program takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_response(name: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file as German spreadsheet programs expect it: semicolons, UTF-8 with BOM."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response, delimiter=";", lineterminator="\r\n")
    writer.writerow([sober(cell) for cell in header])
    writer.writerows([sober(cell) for cell in row] for row in rows)
    return response


def in_a_sentence(table: Table, counts: Sequence[Count]) -> str:
    """What can be read from the chart, for those who do not see it."""
    if not counts:
        return ""
    largest = max(counts, key=lambda count: count.value)
    return ngettext(
        "Ein Balken. %(label)s: %(value)s %(unit)s.",
        "%(number)s Balken. Der längste steht für „%(label)s“ mit %(value)s %(unit)s.",
        len(counts),
    ) % {"number": len(counts), "label": largest.label, "value": largest.value, "unit": table.unit}


CONTENT_LABELS = frozenset({"land", "thema", "rechtsform"})
"""Filters whose options are names, not words of the interface."""


def chart_of(table: Table, counts: Sequence[Count]) -> BarChart:
    """The picture of one table; bars lead to the list with that filter where there is one."""
    listing = reverse("cooperation:list")
    return BarChart(
        title=table.title,
        description=in_a_sentence(table, counts),
        unit=table.unit,
        bars=[
            Bar(
                count.label,
                count.value,
                str(count.value),
                f"{listing}?{urlencode({table.parameter: count.key})}" if table.parameter and count.key else "",
                is_content=table.parameter in CONTENT_LABELS,
            )
            for count in counts
        ],
    )


def money_chart(programme: ProgrammeFigures) -> BarChart | None:
    """Known money per phase; None when there is nothing to compare."""
    if programme.amount is None or not programme.has_phases:
        return None
    return BarChart(
        title=_("Bekannte Fördersummen: %(programme)s") % {"programme": programme.programme},
        description=_("Je Phase die Summe der hier bekannten Beträge; Verbünde ohne bekannten Betrag fehlen darin."),
        unit=_("Euro"),
        bars=[
            Bar(
                str(phase.phase or _("Phase nicht bekannt")),
                phase.amount,
                _("Angabe fehlt") if phase.amount is None else euro(phase.amount),
                is_content=bool(phase.phase),
            )
            for phase in programme.phases
        ],
    )


def money_totals(programmes: Sequence[ProgrammeFigures]) -> BarChart | None:
    """Known money per programme; None when not one amount is known."""
    known = [programme for programme in programmes if programme.amount is not None]
    if not known:
        return None
    phases = reverse("cooperation:phases")
    return BarChart(
        title=_("Bekannte Fördersummen je Programm"),
        description=_("Je Programm die Summe der hier bekannten Beträge."),
        unit=_("Euro"),
        bars=[
            Bar(item.programme.name, item.amount, euro(item.amount), f"{phases}#programm-{item.programme.slug}", True)
            for item in known
        ],
    )


@public
def figures_page(request: HttpRequest) -> HttpResponse:
    """What the portal holds, in numbers, each with a picture, a table and what is counted."""
    now = figures.compute()
    programmes = compute_phases()
    charts = [
        {"key": key, "table": table, "chart": chart_of(table, getattr(now, table.field))}
        for key, table in TABLES.items()
    ]
    money = [(programme, chart) for programme in programmes if (chart := money_chart(programme))]
    totals = money_totals(programmes)
    context = {
        "trail": sections.trail((_("Zahlen"), None)),
        "tabs": sections.tabs(),
        "figures": now,
        "charts": charts,
        "money": money,
        "totals": totals,
    }
    return render(request, "cooperation/figures.html", context)


@public
def figures_csv(_request: HttpRequest, table: str) -> HttpResponse:
    """One table of the figures page."""
    if table not in TABLES:
        raise Http404
    wanted = TABLES[table]
    counts: Sequence[Count] = getattr(figures.compute(), wanted.field)
    return csv_response(
        f"kooperationen-{table}", [wanted.heading, wanted.unit], [(count.label, count.value) for count in counts]
    )


@public
def phases_page(request: HttpRequest) -> HttpResponse:
    """Funded projects by award phase, the authority's numbers beside ours."""
    programmes = compute_phases()
    context = {
        "trail": sections.trail((_("Geförderte Projekte"), None)),
        "tabs": sections.tabs(),
        "programmes": [(programme, money_chart(programme)) for programme in programmes],
    }
    return render(request, "cooperation/phases.html", context)


@public
def phases_csv(_request: HttpRequest) -> HttpResponse:
    """Every funded project with its phase."""
    money = (_("Betrag in Euro"), _("Höchstbetrag"), _("Bescheid vom"))
    header = [_("Programm"), _("Phase"), _("Projekt"), _("Partner"), *money]
    rows = [
        (
            programme.programme,
            phase.phase or "",
            item.project.title,
            ", ".join(partner_name(part) for part in item.participations),
            "" if item.grant.amount is None else f"{item.grant.amount:.2f}".replace(".", ","),
            _("ja") if item.grant.amount is not None and item.grant.amount_is_maximum else "",
            item.grant.notice.isoformat() if item.grant.notice else "",
        )
        for programme in compute_phases()
        for phase in programme.phases
        for item in phase.projects
    ]
    return csv_response("gefoerderte-projekte", header, rows)
