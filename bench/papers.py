# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How long the papers of an event take: certificates, badges, lists. Each must be made within 0.2 seconds.

    .venv/bin/python bench/papers.py [--rounds 20]

In a SQLite database of its own that goes when the run ends; the time includes reading from it. In each round other
words stand on every paper, since the typesetter remembers what it has set. The first paper of a process, which loads
the fonts, is told apart. What counts is the computing time of all threads, which is the same on a busy machine; on an
idle one no paper takes longer. Exit code 1 if the middle one of the rounds needs more.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
VAR = tempfile.TemporaryDirectory(prefix="allmende-bench-")
os.environ |= {"ALLMENDE_DEMO": "1", "ALLMENDE_VAR": VAR.name, "DJANGO_SETTINGS_MODULE": "allmende.config.settings"}
os.environ.pop("ALLMENDE_DATABASE", None)
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import django  # noqa: E402 - the environment above is read by it

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from allmende.accounts.models import Organisation, OrganisationKind  # noqa: E402
from allmende.events.models import (  # noqa: E402
    Attendee,
    Certificate,
    Event,
    EventState,
    Place,
    PlaceState,
    Registration,
    Session,
)
from allmende.events.models.papers import new_code  # noqa: E402
from allmende.events.papers import lists  # noqa: E402
from allmende.events.papers.certificates import certificates_pdf  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 0.2
NAMES = ("Ute Ey", "Dr. Maximiliane Schmidt-Hohenzollern", "Jürgen Großmann", "Karl-Theodor von und zu Beispielstein")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    call_command("migrate", verbosity=0)
    small, large = a_session(30), a_session(200)
    one = Certificate(
        name=NAMES[1],
        organisation_name="Verbandsgemeindeverwaltung Beispielhausen",
        event_title=small.event.title,
        organiser_name=small.event.organiser.name,
        contents="Aufgaben gemeinsam erledigen. " * 10,
        starts_at=small.starts_at,
        ends_at=small.ends_at,
        time_zone=small.time_zone,
        issued_at=timezone.now(),
    )
    papers: dict[str, Callable[[], bytes]] = {
        "certificate": lambda: certificates_pdf([one]),
        "30 badges": lambda: lists.badges_pdf(small),
        "200 badges": lambda: lists.badges_pdf(large),
        "list of 30": lambda: lists.attendance_pdf(small),
        "list of 200": lambda: lists.attendance_pdf(large),
        "needs of 200": lambda: lists.needs_pdf(large),
        "sign at the door": lambda: lists.room_sheet_pdf(small),
    }
    sessions = (small, large)

    def turn(number: int) -> None:
        one.name, one.code = f"{NAMES[number % len(NAMES)]} {number}", new_code()
        for session in sessions:
            session.event.title = f"Verwaltung gemeinsam gestalten, Teil {number}"

    too_slow = [name for name, make in papers.items() if measure(name, make, rounds, turn) > LIMIT]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory of the process at most':<32}{peak:8.0f} MB")
    VAR.cleanup()
    sys.exit(f"Longer than {LIMIT} s: {', '.join(too_slow)}" if too_slow else 0)


def measure(name: str, make: Callable[[], bytes], rounds: int, turn: Callable[[int], None]) -> float:
    """Seconds of computing in the middle round."""
    computing, waiting = [], []
    for number in range(rounds + 1):
        turn(number)
        began, began_computing = time.perf_counter(), time.process_time()
        content = make()
        computing.append(time.process_time() - began_computing)
        waiting.append(time.perf_counter() - began)
    middle = statistics.median(computing[1:])
    told = f"{middle * 1000:8.1f} ms of computing, {statistics.median(waiting[1:]) * 1000:.1f} ms of waiting"
    print(f"{name:<32}{told}, first {waiting[0] * 1000:.1f}, {len(content) / 1000:.0f} kB")
    return middle


def a_session(people: int) -> Session:
    """A session tomorrow with so many seats, all of them taken."""
    now = timezone.now()
    organiser = Organisation.objects.get_or_create(
        name="Beratungsstelle Beispiel", defaults={"kind": OrganisationKind.CENTRE, "confirmed_at": now}
    )[0]
    event = Event.objects.create(
        title="Verwaltung gemeinsam gestalten",
        slug=f"verwaltung-{people}",
        year=now.year,
        state=EventState.OPEN,
        organiser=organiser,
        published_at=now,
    )
    begins = now + dt.timedelta(days=1)
    session = Session.objects.create(
        event=event, starts_at=begins, ends_at=begins + dt.timedelta(hours=7), capacity=people, seats_taken=people
    )
    for number in range(people):
        registration = Registration.objects.create(
            number=people * 1000 + number,
            session=session,
            contact_name="Beispiel",
            contact_email="beispiel@example.org",
            organisation_name=f"Verbandsgemeinde Beispielhausen {number}",
            confirmed_at=now,
        )
        name = f"{NAMES[number % len(NAMES)]} {number}"
        attendee = Attendee.objects.create(registration=registration, name=name, person_key=f"{people}-{number}")
        Place.objects.create(
            attendee=attendee,
            session=session,
            state=PlaceState.SEATED,
            number=registration.number,
            person_key=attendee.person_key,
        )
    return session


if __name__ == "__main__":
    main()
