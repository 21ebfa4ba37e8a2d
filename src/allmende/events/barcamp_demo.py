# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A BarCamp of the demo, in a few weeks: invented people, proposals, votes and half a plan. Real is nothing in it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from allmende.accounts.models import Membership, Organisation, User
from allmende.core.content_version import content_changed
from allmende.events import barcamp_planning
from allmende.events.barcamp_plan import planning_input
from allmende.events.local_times import moment
from allmende.events.models import (
    Attendee,
    Event,
    EventKind,
    EventState,
    Placement,
    Proposal,
    Session,
    Venue,
)
from allmende.events.models.programme import TIME_ZONE
from allmende.events.orders import Contact, Order, Person
from allmende.events.services.barcamp import judge, next_to_judge, propose
from allmende.events.services.barcamp_plan import Series, Settings, add_room, add_slots, change_settings
from allmende.events.services.booking import register
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Sequence

SLUG: Final = "beispiel-barcamp-gemeinsam-statt-allein"
LEADER: Final = "bearbeitung.mendig@example.org"
PARTICIPANT: Final = "buergerin@example.org"
DAYS_AHEAD: Final = 45
NAMES: Final = (
    "Aylin", "Bernd", "Clara", "Deniz", "Elif", "Frank", "Greta", "Hannes", "Ines", "Jonas",
    "Katja", "Lukas", "Mara", "Nils", "Olga", "Paul", "Rana", "Sven",
)  # fmt: skip
PROPOSALS: Final = (
    ("Ein Bauhof für drei Gemeinden: Was lief schief?", "Wir haben 2024 angefangen und würden manches anders machen."),
    ("§ 2b UStG: Wer hat schon eine verbindliche Auskunft?", "Ich bringe unseren Fall mit und suche Vergleiche."),
    (
        "Gemeinsames Standesamt: Wie sagen wir es dem Rat?",
        "Argumente, die überzeugt haben, und andere.",
    ),
    ("IT-Sicherheit zusammen einkaufen", "Wer macht mit bei einer gemeinsamen Ausschreibung?"),
    ("Fachkräfte teilen statt abwerben", "Zwei Tage hier, drei Tage dort: Geht das, und wer ist Chefin?"),
    ("Archivpflege im Verbund", ""),
    ("KI in der Bürgerauskunft: Erfahrungen nach einem Jahr", "Wir zeigen, was unser Assistent kann und wo er irrt."),
    ("Kostenschlüssel, über den niemand streitet", "Einwohner, Fälle, Fläche? Wir rechnen drei Schlüssel durch."),
    ("Wenn eine Kommune aussteigt", "Kündigung, Personal, Vermögen: Was stand bei Ihnen im Vertrag?"),
    ("Mobile Geschwindigkeitskontrolle zusammen", ""),
    ("Feuerwehr: Beschaffung im Verbund", "Gleiche Fahrzeuge, gleiche Schulung?"),
)


def load_demo_barcamp() -> None:
    """Made once; what is there already stays."""
    leader = User.objects.filter(email=LEADER).first()
    if leader is None or Event.objects.filter(slug=SLUG).exists():
        return
    organiser = Membership.objects.acting().filter(user=leader).select_related("organisation").get().organisation
    with transaction.atomic():
        session = _session(organiser)
        people = _people(session, leader)
        _proposals(session, people)
        _votes(session, people)
        _plan(session, leader)
        content_changed()


def _session(organiser: Organisation) -> Session:
    event = Event.objects.create(
        kind=EventKind.BARCAMP,
        state=EventState.OPEN,
        published_at=timezone.now(),
        slug=SLUG,
        year=timezone.localdate().year,
        title="Beispiel: BarCamp „Gemeinsam statt allein“",
        summary="Ein Tag ohne fertiges Programm: Die Sessions schlagen Sie vor. Personen und Themen sind erfunden.",
        organiser=organiser,
        land=Territory.objects.filter(ars="07").first(),
        is_example=True,
    )
    day = timezone.localdate() + dt.timedelta(days=DAYS_AHEAD)
    venue, _is_new = Venue.objects.get_or_create(
        name="Bürgerhaus Beispiel", city="Mendig", street="Beispielstraße 1", defaults={"postcode": "56743"}
    )
    return Session.objects.create(
        event=event,
        starts_at=moment(day, dt.time(9), TIME_ZONE),
        ends_at=moment(day, dt.time(16), TIME_ZONE),
        capacity=60,
        venue=venue,
    )


def _people(session: Session, leader: User) -> list[Attendee]:
    """One with an account, the others registered by the leader for two invented offices."""
    participant = User.objects.filter(email=PARTICIPANT).first()
    groups: list[tuple[User, tuple[Person, ...]]] = []
    if participant is not None:
        groups.append((participant, (Person(participant.name, participant.email, user=participant),)))
    half = len(NAMES) // 2
    for names in (NAMES[:half], NAMES[half:]):
        people = tuple(Person(f"{name} Beispiel", f"{name.lower()}@example.org") for name in names)
        groups.append((leader, people))
    found: list[Attendee] = []
    for by, people in groups:
        contact = Contact(by.name, by.email, organisation_name="Gemeinde Beispiel")
        registration = register(order=Order(target=session, contact=contact, people=people), by=by)
        found += registration.attendees.order_by("pk")
    return found


def _proposals(session: Session, people: Sequence[Attendee]) -> None:
    for number, (title, description) in enumerate(PROPOSALS):
        attendee = people[(number * 3) % len(people)]
        propose(session=session, title=title, description=description, attendee=attendee, by=None)


def _votes(session: Session, people: Sequence[Attendee]) -> None:
    """All but the first vote, so that there is something left to try."""
    for number, attendee in enumerate(people[1:], start=1):
        interest = next_to_judge(session=session, attendee=attendee, by=None)
        turn = 0
        while interest is not None:
            turn += 1
            wants = (number * 5 + interest.proposal_id * 7 + turn) % 3 != 0
            interest = judge(proposal=interest.proposal, wants=wants, attendee=attendee, by=None)


def _plan(session: Session, leader: User) -> None:
    """Three rooms, three slots, the first slots filled as the portal suggests."""
    settings = Settings(
        takes_proposals=True, takes_votes=True, is_public=True, shows_names=False, publishes_notes=False
    )
    change_settings(session=session, settings=settings, by=leader)
    for name, seats in (("Saal", 40), ("Werkstatt", 14), ("Bibliothek", 8)):
        add_room(session=session, name=name, seats=seats, by=leader)
    first = session.starts_at + dt.timedelta(minutes=90)
    add_slots(session=session, series=Series(first, dt.timedelta(minutes=45), dt.timedelta(minutes=15), 4), by=leader)
    given = planning_input(session, timezone.now())
    found = barcamp_planning.suggest(given.wishes, given.rooms, given.slots, {})
    for choice in found.choices[:7]:
        Placement.objects.create(proposal_id=choice.proposal, room_id=choice.room, slot_id=choice.slot)
    Proposal.objects.filter(session=session, title=PROPOSALS[0][0]).update(
        notes="Drei Gemeinden, ein Bauhof.\n\nOffen: Wer trägt die Kosten der Halle?", notes_version=1
    )
