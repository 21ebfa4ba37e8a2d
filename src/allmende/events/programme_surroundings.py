# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the portal knows that the table of a programme is compared with."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone, translation

from allmende.cooperation.models import Topic
from allmende.events import rules
from allmende.events.models import Event, EventKind, EventState, Session, SessionState, Venue
from allmende.events.programme_reading.drafts import House, KnownEvent, KnownSession, Surroundings
from allmende.events.programme_reading.plan import columns_of
from allmende.territory.models import Level, Territory
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allmende.accounts.models import User
    from allmende.events.models import ProgrammeImport
    from allmende.events.programme_reading.drafts import Table
    from allmende.events.programme_reading.inquiry import Answer

AT_ONCE: Final = 500
"""Names looked up in one query."""


def surroundings_of(
    programme: ProgrammeImport, table: Table, answers: Mapping[str, Answer], by: User | None
) -> Surroundings:
    """What ``by`` may see of the portal in the year of ``programme``; None sees everything."""
    events = Event.objects.filter(year=programme.year)
    if by is not None:
        events = events.visible_to(by)
    sessions = Session.objects.select_related("venue").order_by("starts_at", "pk")
    known = [
        _event(event, by)
        for event in events.select_related("land").prefetch_related(Prefetch("sessions", sessions)).order_by("pk")
    ]
    visible = sessions.planned().filter(starts_at__year=programme.year).exclude(venue=None).select_related("event")
    if by is not None:
        visible = visible.visible_to(by)
    return Surroundings(
        year=programme.year,
        today=timezone.localdate(),
        events=tuple(known),
        sessions=tuple(_session(session, session.event.title) for session in visible),
        venues=tuple(_house(venue) for venue in Venue.objects.order_by("pk")),
        topics={fold(name): (pk, name) for pk, name in Topic.objects.order_by("pk").values_list("pk", "name")},
        cities=_cities(_city_names(table, answers)),
        knows_cities=Territory.objects.filter(level=Level.GEMEINDE).exists(),
        kinds={str(value): str(label) for value, label in EventKind.choices},
        kind_words=_kind_words(),
    )


def _kind_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words |= {fold(str(kind.label)): kind.value for kind in EventKind}
    return words


def _event(event: Event, by: User | None) -> KnownEvent:
    can_change = event.state not in {EventState.HELD, EventState.CANCELLED}
    return KnownEvent(
        pk=event.pk,
        title=event.title,
        can_change=can_change and (by is None or rules.may_plan(by, event)),
        sessions=tuple(_session(session, event.title) for session in event.sessions.all()),
    )


def _session(session: Session, title: str) -> KnownSession:
    return KnownSession(
        pk=session.pk,
        event=session.event_id,
        title=title,
        day=session.local_start.date(),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        house=_house(session.venue).key if session.venue else None,
        room=session.room,
        is_cancelled=session.state != SessionState.PLANNED,
    )


def _house(venue: Venue) -> House:
    return House(venue.name, venue.street, venue.postcode, venue.city, venue.accessibility, venue.pk)


def _city_names(table: Table, answers: Mapping[str, Answer]) -> set[str]:
    place = columns_of(table, answers).get("city")
    if place is None:
        return set()
    return {fold(cells[place])[:200] for _number, cells in table.rows if place < len(cells) and cells[place]}


def _cities(names: Iterable[str]) -> dict[str, frozenset[str]]:
    """Municipalities by their folded names, with the postcodes of their administrations."""
    wanted = sorted(names)
    found: dict[str, set[str]] = defaultdict(set)
    for start in range(0, len(wanted), AT_ONCE):
        rows = Territory.objects.filter(level=Level.GEMEINDE, search_name__in=wanted[start : start + AT_ONCE])
        for name, postcode in rows.order_by("pk").values_list("search_name", "postcode"):
            found[name].add(postcode)
    return {name: frozenset(postcodes - {""}) for name, postcodes in found.items()}
