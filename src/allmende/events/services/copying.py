# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Taking over what a former year had: events as drafts, their dates on the same day of the week of the new year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.core.searchables import changed
from allmende.events import rules
from allmende.events.local_times import moved, same_weekday
from allmende.events.models import ConsentText, Event, Package, Question, Session, SessionState
from allmende.events.services.programme import COLUMNS as EVENT_COLUMNS
from allmende.events.services.programme import OTHER_PAGES
from allmende.territory.naming import free_slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allmende.accounts.models import User

EARLIEST_YEAR: Final = 2000
LATEST_YEAR: Final = 2100
QUESTION_COLUMNS: Final = ("kind", "text", "help_text", "choices", "is_required", "is_case", "position")
CONSENT_COLUMNS: Final = ("text", "is_required", "position")
SESSION_COLUMNS: Final = (
    "label", "time_zone", "venue_id", "room", "capacity", "minimum_number", "organisation_limit",
)  # fmt: skip
"""Not the link of an online session: it is a new meeting."""


def copy_programme(*, events: Sequence[Event], year: int, by: User | None) -> list[Event]:
    """Drafts of ``events`` for ``year``, with the packages whose sessions are all among them. All or none.

    Registrations, letters and what was said afterwards are not taken over.
    Each session moves to the nearest same day of the week and waits to be checked. An event taken over to that year
    already is refused.
    """
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValidationError({"year": _("Bitte geben Sie ein Jahr zwischen 2000 und 2100 an.")})
    for event in events:
        if by is not None and not rules.may_plan(by, event):
            raise PermissionDenied
    with transaction.atomic():
        # Whoever copies the same event at the same time waits here and then sees the copy.
        locked = list(Event.objects.select_for_update().filter(pk__in=[event.pk for event in events]).order_by("pk"))
        _refuse_twice(locked, year)
        sessions: dict[int, Session] = {}
        copies = {event.pk: _copy(event, year, sessions, by) for event in locked}
        _copy_packages(sessions)
        changed(*copies.values())
    return [copies[event.pk] for event in events]


def _refuse_twice(events: Sequence[Event], year: int) -> None:
    there = Event.objects.filter(copied_from__in=events, year=year).values_list("title", flat=True)
    if there:
        titles = "“, „".join(there)
        raise ValidationError(_("Schon übernommen: „%(titles)s“.") % {"titles": titles})


def _copy(event: Event, year: int, sessions: dict[int, Session], by: User | None) -> Event:
    copy = Event(copied_from=event, **{name: getattr(event, name) for name in EVENT_COLUMNS})
    copy.year = year
    copy.source_url = copy.notes = ""  # what was published of the former year says nothing of this one
    if copy.expected_from or copy.expected_until:
        copy.dates_note, copy.expected_from, copy.expected_until = "", None, None
    copy.slug = free_slug(copy.title, Event.objects.all(), other_pages=OTHER_PAGES)
    copy.full_clean()
    copy.save()
    copy.topics.set(event.topics.all())
    for speaker in event.speakers.all():
        copy.speakers.create(name=speaker.name, institution=speaker.institution, position=speaker.position)
    for question in event.questions.all():
        Question.objects.create(event=copy, **{name: getattr(question, name) for name in QUESTION_COLUMNS})
    for consent in event.consent_texts.all():
        ConsentText.objects.create(event=copy, **{name: getattr(consent, name) for name in CONSENT_COLUMNS})
    for session in event.sessions.exclude(state=SessionState.CANCELLED):
        sessions[session.pk] = _copy_session(session, copy, year - event.year)
    after = {"copied_from": event.pk, "year": year, "sessions": [str(item) for item in copy.sessions.all()]}
    audit.record("event.copied", copy, by=by, after=after)
    return copy


def _copy_session(session: Session, event: Event, years: int) -> Session:
    """A session of a programme year may lie in the year after it; so it moves by as many years as its event."""
    day = session.local_start.date()
    days = (same_weekday(day, day.year + years) - day).days
    copy = Session(event=event, needs_check=True, **{name: getattr(session, name) for name in SESSION_COLUMNS})
    for name in ("starts_at", "ends_at", "opens_at", "closes_at"):
        when = getattr(session, name)
        setattr(copy, name, moved(when, days, session.time_zone) if when else None)
    copy.save()
    return copy


def _copy_packages(sessions: Mapping[int, Session]) -> None:
    """Those whose sessions have all been taken over."""
    for package in Package.objects.filter(sessions__in=list(sessions)).distinct().prefetch_related("sessions"):
        keys = [session.pk for session in package.sessions.all()]
        if all(key in sessions for key in keys):
            copy = Package.objects.create(title=package.title, note=package.note, is_offered=package.is_offered)
            copy.sessions.set([sessions[key] for key in keys])
