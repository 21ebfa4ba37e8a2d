# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The steps of an event: which can be taken from where, what hinders them, and what follows."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from allmende.core.models import AuditEntry
from allmende.events.models import EventState, PlaceState, SavedDate, SessionState
from allmende.events.services.booking import register
from allmende.events.services.programme import VERBS, take_step
from allmende.events.tests.stories import an_order, make_event, make_session
from allmende.events.workflow import STEPS, steps_from
from tests.permissions.people import make_desk, make_person

pytestmark = pytest.mark.django_db


def booked(session, *names):
    """A registration that has its number."""
    return register(order=an_order(session, *names), by=make_person(f"bucht-{session.pk}-{len(names)}"))


def test_every_step_has_a_verb():
    assert set(VERBS) == set(STEPS)


@pytest.mark.parametrize("state", EventState)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_only_from_its_sources(state, step):
    event = make_event(state=state, published_at=timezone.now(), dates_note="Herbst")
    make_session(event, days=-3 if step == "hold" else 30)
    if state in STEPS[step].sources:
        take_step(event=event, step=step, reason="Es regnet.", by=None)
        event.refresh_from_db()
        assert event.state == STEPS[step].target
        assert (event.published_at is None) == (event.state == EventState.DRAFT)
        assert AuditEntry.objects.filter(verb=VERBS[step]).count() == 1
    else:
        with pytest.raises(ValidationError, match="anderen Stand"):
            take_step(event=event, step=step, reason="Es regnet.", by=None)
        event.refresh_from_db()
        assert event.state == state


def test_steps_from_a_state_are_those_of_the_table():
    assert [step.key for step in steps_from(EventState.OPEN)] == ["close", "hold", "cancel"]
    assert steps_from(EventState.HELD) == []


@pytest.mark.parametrize(
    ("step", "state", "days", "words"),
    [
        ("announce", EventState.DRAFT, None, "erst einen Termin"),
        ("open", EventState.DRAFT, None, "fehlt ein Termin"),
        ("open", EventState.SAVE_THE_DATE, -1, "fehlt ein Termin"),
        ("hold", EventState.CLOSED, 3, "noch nicht vorbei"),
        ("hold", EventState.CLOSED, None, "keinen Termin"),
        ("cancel", EventState.OPEN, -1, "schon begonnen"),
    ],
)
def test_what_hinders_a_step_is_said(step, state, days, words):
    event = make_event(state=state)
    if days is not None:
        make_session(event, days=days)
    with pytest.raises(ValidationError, match=words):
        take_step(event=event, step=step, reason="Weil.", by=None)


def test_a_date_that_nobody_has_checked_is_not_published():
    event = make_event(state=EventState.DRAFT)
    make_session(event, needs_check=True)
    for step in ("announce", "open"):
        with pytest.raises(ValidationError, match="Termin prüfen"):
            take_step(event=event, step=step, by=None)


def test_opening_tells_those_who_saved_the_date_once(django_capture_on_commit_callbacks):
    event = make_event(state=EventState.SAVE_THE_DATE)
    make_session(event)
    SavedDate.objects.create(event=event, email="wartet@example.org", confirmed_at=timezone.now())
    SavedDate.objects.create(event=event, email="unbestaetigt@example.org")
    take_step(event=event, step="open", by=None)
    take_step(event=event, step="close", by=None)
    take_step(event=event, step="open", by=None)
    assert [saved.email for saved in SavedDate.objects.exclude(told_at=None)] == ["wartet@example.org"]


def test_cancelling_needs_a_reason_and_ends_every_place():
    event = make_event()
    first, second = make_session(event, days=10, capacity=1), make_session(event, days=20)
    booked(first, "Anna Adler")
    booked(second, "Berta Busch", "Carla Conrad")
    waiting = register(order=an_order(first, "Dora Damm"), by=make_person("dora"))
    with pytest.raises(ValidationError, match="Grund"):
        take_step(event=event, step="cancel", reason="  ", by=None)
    take_step(event=event, step="cancel", reason="Die Referentin ist erkrankt.", by=None)
    for session in (first, second):
        session.refresh_from_db()
        assert (session.state, session.seats_taken, session.sequence) == (SessionState.CANCELLED, 0, 1)
        assert session.state_reason == "Die Referentin ist erkrankt."
        assert {place.state for place in session.places.all()} == {PlaceState.SESSION_CANCELLED}
    assert waiting.attendees.get().places.get().state == PlaceState.SESSION_CANCELLED


def test_only_who_plans_takes_steps():
    event = make_event(state=EventState.DRAFT, dates_note="Herbst")
    with pytest.raises(PermissionDenied):
        take_step(event=event, step="announce", by=make_person("jemand"))
    assert take_step(event=event, step="announce", by=make_desk("redaktion")).state == EventState.SAVE_THE_DATE
    assert not mail.outbox
