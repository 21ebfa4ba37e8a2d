# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What one can do with a session at a moment, and when it is in words."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from allmende.events.models import EventState, Session, SessionState
from allmende.events.session_times import days, hours, moment_text
from allmende.events.standing import (
    BOOKABLE,
    Standing,
    best_standing,
    changes_soon,
    standing_of,
    standing_together,
)
from allmende.events.tests.stories import at, make_event, make_session

UTC = dt.UTC
HOUR = dt.timedelta(hours=1)


def session(**values):
    now = timezone.now()
    return Session(**({"starts_at": now + 48 * HOUR, "ends_at": now + 55 * HOUR, "capacity": 10} | values))


def test_the_standing_of_an_open_event_follows_its_window_and_its_seats():
    now = timezone.now()
    cases = [
        ({}, Standing.FREE),
        ({"seats_taken": 10}, Standing.WAITING),
        ({"capacity": 0}, Standing.WAITING),
        ({"capacity": None}, Standing.ELSEWHERE),
        ({"opens_at": now + HOUR}, Standing.NOT_YET),
        ({"opens_at": now}, Standing.FREE),
        ({"closes_at": now}, Standing.CLOSED),
        ({"closes_at": now, "seats_taken": 10}, Standing.FULL),
        ({"starts_at": now - HOUR, "ends_at": now + HOUR}, Standing.CLOSED),
        ({"starts_at": now - 2 * HOUR, "ends_at": now - HOUR}, Standing.OVER),
        ({"state": SessionState.CANCELLED}, Standing.CANCELLED),
    ]
    for values, expected in cases:
        assert standing_of(session(**values), EventState.OPEN, now) == expected, values


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (EventState.DRAFT, Standing.ANNOUNCED),
        (EventState.SAVE_THE_DATE, Standing.ANNOUNCED),
        (EventState.CLOSED, Standing.CLOSED),
        (EventState.HELD, Standing.OVER),
        (EventState.CANCELLED, Standing.CANCELLED),
    ],
)
def test_the_state_of_the_event_counts_first(state, expected):
    assert standing_of(session(), state, timezone.now()) == expected


@pytest.mark.django_db
def test_it_can_be_booked_exactly_while_the_session_says_so():
    now = timezone.now()
    windows = [None, now - HOUR, now + HOUR]
    events = {state: make_event(state=state) for state in EventState}
    for event, opens_at, closes_at in itertools.product(events.values(), windows, windows):
        if opens_at and closes_at and closes_at <= opens_at:
            continue
        for days_ahead, state in itertools.product((-3, 3), SessionState):
            make_session(event, days=days_ahead, opens_at=opens_at, closes_at=closes_at, state=state)
    make_session(events[EventState.OPEN], capacity=None)
    sessions = list(Session.objects.select_related("event"))
    bookable = {row.pk for row in sessions if standing_of(row, row.event.state, now) in BOOKABLE}

    assert bookable == {row.pk for row in sessions if row.is_open(now)}
    assert bookable == set(Session.objects.open_for_booking(now).values_list("pk", flat=True))
    assert bookable


def test_of_a_package_the_worst_day_counts_of_a_choice_the_best():
    assert standing_together([Standing.FREE, Standing.WAITING]) == Standing.WAITING
    assert standing_together([Standing.FREE, Standing.OVER]) == Standing.OVER
    assert standing_together([]) == Standing.CLOSED
    assert best_standing([Standing.OVER, Standing.NOT_YET, Standing.FULL]) == Standing.NOT_YET
    assert best_standing([]) is None


def test_a_page_is_not_kept_over_the_moment_at_which_booking_opens():
    now = timezone.now()

    assert changes_soon([session(opens_at=now + dt.timedelta(minutes=5))], now)
    assert changes_soon([session(closes_at=now + dt.timedelta(minutes=5))], now)
    assert not changes_soon([session(opens_at=now + HOUR), session(opens_at=now - HOUR)], now)


def test_times_are_those_of_the_clock_at_the_place():
    row = Session(starts_at=dt.datetime(2026, 2, 24, 8, tzinfo=UTC), ends_at=dt.datetime(2026, 2, 24, 15, tzinfo=UTC))
    there = Session(starts_at=row.starts_at, ends_at=row.ends_at, time_zone="Europe/London")

    assert (days(row), hours(row)) == ("Dienstag, 24. Februar 2026", "09:00–16:00 Uhr")
    assert hours(there) == "08:00–15:00 Uhr (Ortszeit Europe/London)"
    assert moment_text(row.starts_at, "Europe/London") == "24. Februar 2026, 08:00 Uhr"
    with override("en"):
        assert days(row).startswith("Tuesday, ")


def test_templates_show_the_clock_of_the_place_too():
    row = Session(
        starts_at=dt.datetime(2026, 2, 24, 8, tzinfo=UTC),
        ends_at=dt.datetime(2026, 2, 24, 15, tzinfo=UTC),
        time_zone="Europe/London",
    )
    shown = Template('{{ row.local_start|date:"H:i" }} {{ row.local_end|date:"d.m.Y, H:i" }} {{ row.local_start }}')

    assert shown.render(Context({"row": row})) == "08:00 24.02.2026, 15:00 24. Februar 2026 08:00"


def test_the_hour_that_comes_twice_stays_the_second():
    row = Session(starts_at=dt.datetime(2026, 10, 25, 1, 30, tzinfo=UTC))

    assert row.local_start.isoformat() == "2026-10-25T02:30:00+01:00"
    assert row.local_start.astimezone(UTC) == row.starts_at


def test_the_time_of_a_place_counts_for_its_day_too():
    row = Session(
        starts_at=dt.datetime(2026, 6, 18, 23, 30, tzinfo=UTC), ends_at=dt.datetime(2026, 6, 19, 1, tzinfo=UTC)
    )

    assert days(row) == "Freitag, 19. Juni 2026"


def test_several_days_are_named_from_the_first_to_the_last_and_midnight_is_no_new_day():
    start = dt.datetime(2026, 6, 18, 8, tzinfo=UTC)
    two = Session(starts_at=start, ends_at=start + dt.timedelta(days=1, hours=6))
    late = Session(starts_at=start, ends_at=dt.datetime(2026, 6, 18, 22, tzinfo=UTC))

    assert days(two) == "Donnerstag, 18. Juni 2026 bis Freitag, 19. Juni 2026"
    assert hours(two) == "Beginn 10:00 Uhr, Ende 16:00 Uhr"
    assert (days(late), hours(late)) == ("Donnerstag, 18. Juni 2026", "10:00–00:00 Uhr")


@pytest.mark.django_db
def test_the_day_stays_the_same_when_the_clocks_change():
    row = make_session(starts_at=dt.datetime(2026, 3, 29, 0, 30, tzinfo=UTC), ends_at=at(400))

    assert days(row).startswith("Sonntag, 29. März 2026")
    assert hours(row).startswith("Beginn 01:30 Uhr")
