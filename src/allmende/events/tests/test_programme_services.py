# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Planning below the pages: times when the clocks change, moving a year, what the audit log and the search hear."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from allmende.core.models import AuditEntry, SearchChange
from allmende.events.local_times import TimeTwiceError, comes_twice, is_left_out, moment, moved, same_weekday
from allmende.events.models import Event, EventState, PlaceState, Session
from allmende.events.services import copying, programme, sessions
from allmende.events.tests.booking_stories import letters, registered
from allmende.events.tests.stories import at, make_event, make_organiser, make_package, make_session, make_venue
from allmende.territory.tests.factories import make_place
from tests.permissions.people import make_desk, make_desk_of

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = dt.date(2027, 3, 28), dt.date(2027, 10, 31)


class TestClocks:
    @pytest.mark.parametrize(
        ("day", "hour", "zone", "left_out", "twice"),
        [
            (SPRING, 1, "Europe/Berlin", False, False),
            (SPRING, 2, "Europe/Berlin", True, False),
            (SPRING, 3, "Europe/Berlin", False, False),
            (SPRING, 1, "Europe/London", True, False),
            (AUTUMN, 1, "Europe/Berlin", False, False),
            (AUTUMN, 2, "Europe/Berlin", False, True),
            (AUTUMN, 3, "Europe/Berlin", False, False),
            (SPRING, 2, "UTC", False, False),
        ],
    )
    def test_which_times_there_are(self, day, hour, zone, left_out, twice):
        local = dt.datetime.combine(day, dt.time(hour, 30))
        there = zoneinfo.ZoneInfo(zone)
        assert (is_left_out(local, there), comes_twice(local, there)) == (left_out, twice)

    def test_a_time_that_does_not_exist_is_refused_and_one_that_comes_twice_is_asked_for(self):
        with pytest.raises(ValidationError, match="vorgestellt"):
            moment(SPRING, dt.time(2, 30), "Europe/Berlin", second_hour=True)
        with pytest.raises(TimeTwiceError, match="Welche Stunde"):
            moment(AUTUMN, dt.time(2, 30), "Europe/Berlin")
        first, second = (moment(AUTUMN, dt.time(2, 30), "Europe/Berlin", second_hour=value) for value in (False, True))
        assert second - first == dt.timedelta(hours=1)

    def test_a_session_keeps_its_time_on_the_clock_when_it_moves_over_the_change(self):
        winter = dt.datetime(2027, 3, 1, 9, tzinfo=BERLIN)
        summer = moved(winter, 60, "Europe/Berlin")
        assert summer.astimezone(BERLIN).hour == 9
        assert summer - winter.astimezone(dt.UTC) == dt.timedelta(days=60, hours=-1)

    @pytest.mark.parametrize(
        "day", [dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2024, 2, 29), dt.date(2026, 6, 18)]
    )
    @pytest.mark.parametrize("years", [1, 2, 5])
    def test_the_same_weekday_of_another_year(self, day, years):
        found = same_weekday(day, day.year + years)
        assert (found.weekday(), found.year) == (day.weekday(), day.year + years)
        assert abs((found - day).days - 365.25 * years) < 7


@pytest.mark.django_db
class TestWrites:
    def test_one_row_in_the_log_with_what_changed_and_none_for_nothing(self):
        event = make_event("Alt")
        before = AuditEntry.objects.count()
        programme.change_event(event=event, values={"title": "Neu"}, by=None)
        programme.change_event(event=event, values={"title": "Neu"}, by=None)
        entry = AuditEntry.objects.latest("pk")
        assert AuditEntry.objects.count() - before == 1
        assert (entry.verb, entry.before, entry.after) == ("event.changed", {"title": "Alt"}, {"title": "Neu"})

    def test_the_search_hears_of_sessions(self):
        event = make_event()
        session = sessions.create_session(
            event=event,
            values={"starts_at": at(10, 9), "ends_at": at(10, 16), "capacity": 5, "venue": make_venue()},
            by=None,
        )
        heard = SearchChange.objects.filter(key=str(event.pk)).count()
        sessions.change_session(session=session, values={"label": "Tag 1"}, by=None)
        sessions.change_session(session=session, values={"label": "Tag 1"}, by=None)
        assert SearchChange.objects.filter(key=str(event.pk)).count() == heard + 1

    @pytest.mark.parametrize("title", ["Zeile\nBcc: x", "BEGIN:VCALENDAR\r\n", "Nichts\x00", "Absatz\u2028"])
    def test_titles_that_would_break_mails_and_calendars_are_refused(self, title):
        with pytest.raises(ValidationError):
            programme.create_event(values={"title": title, "organiser": make_organiser(), "year": 2027}, by=None)
        with pytest.raises(ValidationError):
            sessions.change_session(session=make_session(), values={"label": title}, by=None)
        with pytest.raises(ValidationError):
            sessions.save_venue(values={"name": title, "city": "Mendig"}, by=None)

    def test_nobody_takes_over_or_gives_away_an_event_of_another_land(self):
        hessen, pfalz = make_place("06", "Hessen"), make_place("07", "Rheinland-Pfalz")
        desk = make_desk_of("pfalz", pfalz)
        with pytest.raises(PermissionDenied):
            programme.change_event(event=make_event(land=hessen), values={"land": pfalz}, by=desk)
        ours = make_event(land=pfalz)
        for land in (hessen, None):
            with pytest.raises(PermissionDenied):
                programme.change_event(event=ours, values={"land": land}, by=desk)
        with pytest.raises(PermissionDenied):
            sessions.save_package(
                title="Beide",
                sessions=[make_session(ours, days=5), make_session(make_event(land=hessen), days=6)],
                by=desk,
            )

    def test_the_seats_taken_are_not_written_back_by_a_stale_page(self):
        stale = make_session(capacity=5)
        registered(stale, "Anna Adler", "Berta Busch")
        sessions.change_session(session=stale, values={"label": "Neu", "capacity": 6}, by=None)
        fresh = Session.objects.get(pk=stale.pk)
        assert (fresh.label, fresh.capacity, fresh.seats_taken) == ("Neu", 6, 2)

    def test_with_more_seats_the_waiting_move_up_and_are_told(self):
        session = make_session(capacity=1)
        registered(session, "Anna Adler")
        waiting = registered(session, "Berta Busch").attendees.get().places.get()
        before = len(letters())
        sessions.change_session(session=session, values={"capacity": 2}, by=None)
        waiting.refresh_from_db()
        assert (waiting.state, len(letters()) > before) == (PlaceState.SEATED, True)

    def test_one_day_of_a_package_is_called_off_and_the_other_stays(self):
        first, second = make_session(days=10), make_session(days=11)
        registration = registered(make_package(first, second), "Anna Adler")
        sessions.cancel_session(session=second, reason="Sturm", by=None)
        states = list(registration.attendees.get().places.order_by("session").values_list("state", flat=True))
        assert states == [PlaceState.SEATED, PlaceState.SESSION_CANCELLED]

    def test_a_day_with_somebody_checked_in_is_not_called_off(self):
        session = make_session(days=10)
        place = registered(session, "Anna Adler").attendees.get().places.get()
        place.attended_at = at(10, 9)
        place.save()
        with pytest.raises(ValidationError, match="eingecheckt"):
            sessions.cancel_session(session=session, reason="Sturm", by=None)

    def test_all_or_none_is_copied(self):
        old, new = make_event(year=2026), make_event(year=2026)
        copying.copy_programme(events=[new], year=2027, by=None)
        with pytest.raises(ValidationError, match="Schon übernommen"):
            copying.copy_programme(events=[old, new], year=2027, by=make_desk("redaktion"))
        assert not old.copies.exists()

    def test_a_copy_takes_no_registrations_and_no_online_link(self):
        event = make_event(year=2026, state=EventState.HELD, dates_note="Herbst", expected_from=dt.date(2026, 9, 1))
        Event.objects.filter(pk=event.pk).update(source_url="https://example.org/2026", notes="Nur dieses Jahr.")
        registered(make_session(event=make_event(), days=5), "Anna Adler")
        make_session(event, online_url="https://treffen.example.org/geheim")
        (copy,) = copying.copy_programme(events=[event], year=2027, by=None)
        session = copy.sessions.get()
        assert (session.online_url, session.seats_taken, copy.expected_from) == ("", 0, None)
        assert (copy.source_url, copy.notes) == ("", "")
        assert not session.places.exists()
