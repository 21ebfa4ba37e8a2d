# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The results of a survey at the desk, and as a file. Both show the same groups and no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.events import spreadsheets
from allmende.events.desk_access import query_of
from allmende.events.models import SMALLEST_GROUP, ItemKind, Session, SurveyItem
from allmende.events.own_access import private
from allmende.events.survey_groups import EVERYBODY, Group
from allmende.events.survey_results import ItemResult, Results, count_of, name_of_group
from allmende.events.survey_views import led_survey, survey_trail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from allmende.events.models import Survey

UNSTATED: Final = "ohne"
HEADINGS: Final = ("Abschnitt", "Frage", "Art der Antwort", "Gruppe", "Antworten", "Mittelwert", "Antwort", "Anzahl")


@dataclass(frozen=True, slots=True)
class Row:
    """One question with what may be shown of it."""

    item: SurveyItem
    result: ItemResult | None


@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    survey = led_survey(request, pk)
    found = Results(survey)
    chosen = _chosen(request, found.groups)
    sessions = _sessions(survey)
    context = {
        "survey": survey,
        "event": survey.event,
        "total": count_of(survey),
        "smallest": SMALLEST_GROUP,
        "rows": [Row(item, found.of(item, chosen)) for item in found.items],
        "groups": [
            [(g.session, name_of_group(g, sessions), g.session == chosen.session) for g in found.groups if g.session],
            [
                (g.kind or UNSTATED, name_of_group(g, sessions), g.kind == chosen.kind)
                for g in found.groups
                if g.kind is not None
            ],
        ],
        "trail": survey_trail(survey, _("Ergebnisse")),
    }
    return private(render(request, "events/survey/results.html", context))


@require_safe
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """All that the page shows under any of its filters, as one table."""
    survey = led_survey(request, pk)
    found = Results(survey)
    table = spreadsheets.Table("Ergebnisse", HEADINGS, list(_rows(found, _sessions(survey))))
    return spreadsheets.answer(kind, f"umfrage {survey.title}", [table])


def _rows(found: Results, sessions: dict[int, Session]) -> Iterator[list[str | int | float | None]]:
    for item in found.items:
        start: list[str | int | float | None] = [item.section, item.text, str(item.get_kind_display())]
        for group in [EVERYBODY, *found.groups]:
            result = found.of(item, group)
            if result is None:
                if group == EVERYBODY:
                    yield [*start, name_of_group(group, sessions), None, None, _("zu wenige Antworten"), None]
                continue
            mean = None if result.mean is None else round(float(result.mean), 2)
            about = [*start, name_of_group(group, sessions), result.total, mean]
            if item.kind == ItemKind.TEXT:
                yield from ([*about, text, 1] for text in result.texts)
            else:
                yield from ([*about, count.label, count.number] for count in result.counts)


def _sessions(survey: Survey) -> dict[int, Session]:
    return {session.pk: session for session in survey.event.sessions.select_related("venue")}


def _chosen(request: HttpRequest, groups: list[Group]) -> Group:
    """What the query asks for, of what is shown at all."""
    query = query_of(request)
    sessions = {str(group.session): group.session for group in groups if group.session is not None}
    kinds = {group.kind or UNSTATED: group.kind for group in groups if group.kind is not None}
    return Group(session=sessions.get(query.get("termin", "")), kind=kinds.get(query.get("art", "")))
