# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the desk of events looks after in the permission matrix: our workshop with people, a package and a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from allmende.events.models import Answer, ConsentText, Event, Package, Place, Question, QuestionKind, Session, Venue
from allmende.events.tests.booking_stories import registered
from allmende.events.tests.stories import make_event, make_package, make_session, make_venue

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation
    from allmende.territory.models import Territory


@dataclass
class EventDeskStory:
    """Of ours, for our Land. ``place`` and ``other`` are two persons with seats at ``session``."""

    event: Event
    session: Session
    place: Place
    other: Place
    package: Package
    question: Question
    answer: Answer
    consent: ConsentText
    venue: Venue


def make_event_desk_story(organiser: Organisation, land: Territory) -> EventDeskStory:
    venue = make_venue("Rathaus", "Adorf")
    event = make_event("Umsatzsteuer", organiser=organiser, land=land)
    session = make_session(event, venue=venue, days=50)
    unused = make_package(make_session(event, venue=venue, days=60), make_session(event, venue=venue, days=61))
    question = Question.objects.create(event=event, text="Ihr Fall?", kind=QuestionKind.FILE)
    place, other = (
        Place.objects.get(attendee__registration=registered(session, name)) for name in ("Anna Adler", "Berta Busch")
    )
    answer = Answer.objects.create(
        registration=place.attendee.registration,
        question=question,
        file=ContentFile(b"Ein Fall", name="fall.txt"),
        file_name="fall.txt",
    )
    consent = ConsentText.objects.create(event=event, text="Ich willige ein.")
    return EventDeskStory(event, session, place, other, unused, question, answer, consent, venue)
