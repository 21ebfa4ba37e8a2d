# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is printed before a session: badges, the sign at the door, the list to be signed, the needs of all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from allmende.core import pdf
from allmende.events.models import Needs, Place
from allmende.events.papers import words
from allmende.events.papers.badges import badge, sheet
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.events.models import Registration, Session

EMPTY_LINES: Final = 8
"""Lines for persons who come without registration."""
SAYS_NOTHING: Final = frozenset({"", "keine", "nein", "nichts", "-", "–", "keine angabe", "keine besonderheiten"})


def seated(session: Session) -> list[Place]:
    """Who has a seat, in the order of the surnames."""
    rows = Place.objects.filter(session=session).seated()
    rows = rows.select_related("attendee__registration__organisation")
    return sorted(rows, key=lambda place: words.surname_first(place.attendee.name))


def organisation_of(registration: Registration) -> str:
    """The organisation of the portal, or the name as typed."""
    return registration.organisation.name if registration.organisation else registration.organisation_name


def badges_pdf(session: Session) -> bytes:
    """Speakers first, then everybody with a seat."""
    title = session.event.title
    made = [badge(one.name, one.institution, role="Mitwirkung", event=title) for one in session.event.speakers.all()]
    made += [
        badge(place.attendee.name, organisation_of(place.attendee.registration), role="", event=title)
        for place in seated(session)
    ]
    return _pdf("badges.typ", session, "Namensschilder", sheet(made))


def room_sheet_pdf(session: Session) -> bytes:
    """The sign at the door."""
    event, start, end = session.event, session.local_start, session.local_end
    data = {
        "event": pdf.breakable(event.title),
        "label": session.label,
        "date": words.dates(start, end),
        "time": words.times(start, end),
        "room": session.room,
        "venue": session.venue.address if session.venue else "",
        "hint": session.venue.accessibility if session.venue else "",
        "organiser": event.organiser.name,
    }
    return _pdf("room_sheet.typ", session, "Raumschild", data)


def attendance_pdf(session: Session) -> bytes:
    """Everybody with a seat, with room for a signature, and empty lines."""
    data = {
        "event": pdf.breakable(session.event.title),
        "facts": words.facts_of(session),
        "people": [
            {
                "name": pdf.breakable(place.attendee.name),
                "organisation": pdf.breakable(organisation_of(place.attendee.registration)),
            }
            for place in seated(session)
        ],
        "empty": EMPTY_LINES,
    }
    return _pdf("attendance_list.typ", session, "Teilnahmeliste", data)


def needs_pdf(session: Session) -> bytes:
    """How many persons with a seat need what. No names: it goes to the kitchen and the house."""
    places = Place.objects.filter(session=session).seated()
    needs = list(Needs.objects.filter(attendee__in=places.order_by().values("attendee")).order_by("pk"))
    data = {
        "event": pdf.breakable(session.event.title),
        "facts": [*words.facts_of(session), ("Personen", str(places.count()))],
        "diets": counted(one.diet for one in needs),
        "accessibility": counted(one.accessibility for one in needs),
    }
    return _pdf("needs.typ", session, "Essen und Barrierefreiheit", data)


def counted(texts: Iterable[str]) -> list[dict[str, Any]]:
    """Equal answers together, however they are spelled, the most frequent first; what says nothing is left out."""
    numbers: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for text in texts:
        line = " ".join(text.split())
        key = fold(line) or line.lower()
        if key in SAYS_NOTHING or line.lower() in SAYS_NOTHING:
            continue
        numbers[key] += 1
        spelled.setdefault(key, line)
    return [
        {"text": pdf.breakable(spelled[key]), "number": number}
        for key, number in sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    ]


def _pdf(template: str, session: Session, title: str, data: dict[str, Any]) -> bytes:
    return pdf.render(
        words.FOLDER / template, data, title=f"{title}: {session.event.title}", author=session.event.organiser.name
    )
