# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Events, their sessions, who registers, and what follows from it."""

from allmende.events.models.barcamp import Barcamp, BarcampRoom, BarcampSlot, Interest, Placement, Proposal
from allmende.events.models.booking import (
    ACTIVE,
    TAKES_SEAT,
    Attendee,
    BookingLedger,
    Needs,
    Place,
    PlaceState,
    Registration,
)
from allmende.events.models.door import DoorNote
from allmende.events.models.following import CalendarAddress, SavedDate
from allmende.events.models.form import Answer, ConsentGiven, ConsentText, Question, QuestionKind
from allmende.events.models.importing import ImportState, ProgrammeImport
from allmende.events.models.papers import Certificate, GroupLetter, LetterGroup, Material
from allmende.events.models.programme import Event, EventKind, EventState, Speaker, Venue
from allmende.events.models.session import Package, Session, SessionState
from allmende.events.models.survey import (
    SCALE,
    SMALLEST_GROUP,
    ItemKind,
    Survey,
    SurveyBox,
    SurveyItem,
    SurveyKind,
    SurveyTicket,
)

__all__ = [
    "ACTIVE",
    "SCALE",
    "SMALLEST_GROUP",
    "TAKES_SEAT",
    "Answer",
    "Attendee",
    "Barcamp",
    "BarcampRoom",
    "BarcampSlot",
    "BookingLedger",
    "CalendarAddress",
    "Certificate",
    "ConsentGiven",
    "ConsentText",
    "DoorNote",
    "Event",
    "EventKind",
    "EventState",
    "GroupLetter",
    "ImportState",
    "Interest",
    "ItemKind",
    "LetterGroup",
    "Material",
    "Needs",
    "Package",
    "Place",
    "PlaceState",
    "Placement",
    "ProgrammeImport",
    "Proposal",
    "Question",
    "QuestionKind",
    "Registration",
    "SavedDate",
    "Session",
    "SessionState",
    "Speaker",
    "Survey",
    "SurveyBox",
    "SurveyItem",
    "SurveyKind",
    "SurveyTicket",
    "Venue",
]
