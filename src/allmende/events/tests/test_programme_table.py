# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The programme as a file: what is handed out and read again is the same."""

from __future__ import annotations

import datetime as dt

import pytest

from allmende.cooperation.models import Topic
from allmende.events.models import Event, EventKind, EventState, Package, Session
from allmende.events.programme_reading.plan import make_plan, read_table
from allmende.events.programme_table import CONTENT_TYPES, EXAMPLE, as_file, rows_of
from allmende.events.services.importing import answer_questions, apply_import, begin_import, plan_of
from allmende.events.tests.import_stories import AROUND, answer_to
from allmende.events.tests.stories import at, make_event, make_organiser, make_package, make_session, make_venue

pytestmark = pytest.mark.django_db
EVENT = (
    "kind", "number", "title", "summary", "description", "target_group", "bring", "cost_note", "funding_note",
    "notes", "contact_email", "dates_note", "expected_from", "expected_until", "source_url",
)  # fmt: skip
SESSION = (
    "label", "starts_at", "ends_at", "time_zone", "room", "online_url", "capacity", "minimum_number",
    "organisation_limit", "opens_at", "closes_at", "venue__name", "venue__street", "venue__city",
)  # fmt: skip


def told(year):
    """Everything the programme of a year says, by titles."""
    events = Event.objects.filter(year=year)
    return {
        event.title: (
            {name: getattr(event, name) for name in EVENT},
            [str(speaker) for speaker in event.speakers.all()],
            [topic.name for topic in event.topics.order_by("name")],
            list(event.sessions.filter(state="planned").order_by("starts_at", "pk").values_list(*SESSION)),
            sorted(Package.objects.filter(sessions__event=event).values_list("title", flat=True)),
        )
        for event in events
    }


def a_programme(year):
    """Two events with everything a table can say, and some that is hard to write down."""
    topics = [Topic.objects.create(name=name, slug=name.lower()) for name in ("Personal", "Vergabe, Einkauf")]
    texts = {
        "number": 1, "kind": EventKind.TRAINING, "description": "Zuerst.\n\nDann „mehr“; und =1+1", "bring": "=Stift",
        "target_group": "alle", "cost_note": "frei", "funding_note": "keine", "notes": "Ohne Gewähr.",
        "contact_email": "ikz@example.org", "source_url": "https://example.org/programm", "year": year,
        "state": EventState.DRAFT,
    }  # fmt: skip
    first = make_event("Aller Anfang", **texts)
    first.topics.set(topics)
    first.speakers.create(name="Rosa Beispiel, M. A.", institution="Hochschule")
    second = make_event("=Zweites; mit Semikolon", state=EventState.DRAFT, year=year, summary="")
    day = {"venue": make_venue(accessibility=""), "starts_at": at(400), "ends_at": at(400, 16)}
    one = make_session(
        first, room="Saal", label="Tag 1", minimum_number=5, organisation_limit=2, opens_at=at(350, 0),
        closes_at=at(380, 12, 30), **day,
    )  # fmt: skip
    later = {"starts_at": at(401, 18), "ends_at": at(403, 12), "closes_at": at(390, 0)}
    two = make_session(second, room="Saal", **day | later)
    make_session(second, online_url="https://example.org/raum", starts_at=at(410), ends_at=at(410, 12))
    make_session(second, time_zone="Europe/London", venue=make_venue("Town Hall", "Luton"), starts_at=at(420),
                 ends_at=at(420, 12))  # fmt: skip
    make_session(second, state="cancelled", days=405)
    make_package(one, two)
    make_event("Später", state=EventState.DRAFT, year=year, summary="", dates_note=f"zweites Halbjahr {year}",
               expected_from=dt.date(year, 7, 1), expected_until=dt.date(year, 12, 31))  # fmt: skip


@pytest.mark.parametrize("kind", CONTENT_TYPES)
def test_handed_out_and_read_again_the_programme_is_the_same(kind):
    year = at(400).year
    a_programme(year)
    before = told(year)
    content = as_file(rows_of(Event.objects.filter(year=year)), kind)
    Package.objects.all().delete()
    Session.objects.all().delete()
    Event.objects.all().delete()
    programme = begin_import(
        content=content, filename=f"programm.{kind}", year=year, organiser=make_organiser(), land=None, by=None
    )
    asked = plan_of(programme, by=None).open
    # What contradicts itself by intention, and dates of the programme in the year after it.
    assert {doubt.kind for doubt in asked} <= {"year"}
    answers = {doubt.key: answer_to(doubt, {"year": "keep"}) for doubt in asked}
    answer_questions(programme=programme, answers=answers, by=None)
    apply_import(programme=programme, by=None)
    assert told(year) == before


def test_the_example_of_the_template_has_no_contradictions():
    plan = make_plan(read_table(as_file([EXAMPLE], "csv"), "vorlage.csv"), {}, AROUND)
    assert {doubt.kind for doubt in plan.open} == {"package"}  # which needs a second row
