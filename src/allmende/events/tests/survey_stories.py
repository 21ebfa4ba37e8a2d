# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Stories of surveys: an open one at a session that was held, people who were there, sheets in the box."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from allmende.events.models import ItemKind, Place, Registration, Survey, SurveyBox, SurveyItem, SurveyTicket
from allmende.events.tests.day_stories import make_past, seat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.events.models import Session


def make_survey(session: Session, *texts: str, is_open: bool = True, **values) -> Survey:
    """A survey with one question of each kind, open since yesterday for a week."""
    now = timezone.now()
    window = {"opens_at": now - dt.timedelta(days=1), "closes_at": now + dt.timedelta(days=7)} if is_open else {}
    survey = Survey.objects.create(event=session.event, **{"title": "Ihre Rückmeldung", **window, **values})
    SurveyBox.objects.create(survey=survey)
    items: tuple[tuple[ItemKind, str, dict[str, Any]], ...] = (
        (ItemKind.SCALE, "Wie gut war der Inhalt?", {"low_label": "schlecht", "high_label": "sehr gut"}),
        (ItemKind.CHOICE, "Würden Sie es weiterempfehlen?", {"choices": ["ja", "nein"]}),
        (ItemKind.TEXT, "Was hat gefehlt?", {}),
    )
    for position, (kind, text, more) in enumerate(items):
        SurveyItem.objects.create(survey=survey, kind=kind, text=text, position=position, **more)
    return survey


def was_there(session: Session, name: str, kind: str = "") -> Place:
    """Somebody who was checked in."""
    place = seat(session, name, organisation="Stadt Beispiel")
    Place.objects.filter(pk=place.pk).update(attended_at=session.starts_at)
    Registration.objects.filter(pk=place.attendee.registration_id).update(organisation_kind=kind)
    place.refresh_from_db()
    return place


def a_day(**values) -> Session:
    return make_past(**values)


def fill_box(survey: Survey, sheets: Iterable[tuple[Session, str, dict[str, int | str]]]) -> None:
    """Sheets as if they had been sent in: session, kind, and the answers by the kind of question."""
    keys = {item.kind: str(item.pk) for item in survey.items.all()}
    rows = []
    for number, (session, kind, values) in enumerate(sheets):
        place = was_there(session, f"Bogen {number}", kind)
        SurveyTicket.objects.create(survey=survey, place=place)
        told = {keys[name]: value for name, value in values.items()}
        rows.append({"session": session.pk, "kind": kind, "values": told})
    SurveyBox.objects.filter(survey=survey).update(sheets=rows)


def shut(survey: Survey) -> Survey:
    """It closed a minute ago."""
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now() - dt.timedelta(minutes=1))
    survey.refresh_from_db()
    return survey
