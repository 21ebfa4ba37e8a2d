# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Figures of the programme: counted from what is there, also when persons have been taken out; open data of events."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from allmende.cooperation.tests.factories import make_rhineland
from allmende.events.models import EventState, Place, PlaceState, Registration, Session
from allmende.events.services import booking
from allmende.events.services.forgetting import forget_attendees, forget_contacts
from allmende.events.statistics import statistics_of
from allmende.events.tests.booking_stories import registered, signed_in
from allmende.events.tests.day_stories import make_member, make_past, seat
from allmende.events.tests.stories import at, make_event, make_organiser, make_session
from allmende.events.tests.survey_stories import was_there
from tests.permissions.people import make_desk, make_person

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
PAGE = "/leitung/statistik/"


@pytest.fixture
def desk() -> Client:
    return signed_in(make_desk("redaktion"))


def belongs(place: Place, name: str, **values) -> Place:
    values = {"organisation_key": f"name:{name.lower()}", "organisation_name": name} | values
    Registration.objects.filter(pk=place.attendee.registration_id).update(**values)
    return place


def of(*sessions: Session):
    return statistics_of(Session.objects.filter(pk__in=[session.pk for session in sessions]))


def told(found) -> tuple:
    (row,) = found.sessions
    shares = [(share.label, share.seated, share.attended) for share in found.by_kind + found.by_land + found.by_kreis]
    return (row.seated, row.attended, row.absent, found.organisations, found.first_time, shares)


class TestFigures:
    def test_who_came_and_from_where(self):
        places = make_rhineland()
        session = make_past(capacity=10)
        for number in range(3):
            place = was_there(session, f"Person {number}", "municipality")
            belongs(place, "Mendig", territory=places["071375004"])
        belongs(seat(session, "Abwesende"), "Kreis", organisation_kind="authority", territory=places["07137"])
        belongs(seat(session, "Unbekannte"), "")
        found = of(session)
        (row,) = found.sessions
        assert (row.seated, row.attended, row.absent, row.filling) == (5, 3, 2, 50)
        assert found.no_show_percent == 40
        shares = {share.label: (share.seated, share.attended) for share in found.by_kind}
        assert shares == {"Kommune": (3, 3), "Behörde": (1, 0), "Angabe fehlt": (1, 0)}
        assert [(share.label, share.seated) for share in found.by_land] == [("Rheinland-Pfalz", 4), ("Angabe fehlt", 1)]
        assert found.by_kreis[0].label == "Mayen-Koblenz"
        assert [(row.label, row.percent) for row in found.by_venue] == [("Mendig, Bürgerhaus", 50)]

    def test_without_check_in_nobody_is_absent(self):
        session = make_past()
        seat(session, "Anna Adler")
        found = of(session)
        assert (found.sessions[0].attended, found.attended, found.no_show_percent) == (None, None, None)
        assert [share.attended for share in found.by_kind] == [None]

    def test_the_first_time_counts_over_all_events(self):
        first, second = make_past(days=20), make_past(days=5)
        belongs(was_there(first, "Anna"), "Mendig")
        belongs(was_there(second, "Anna"), "Mendig")
        belongs(was_there(second, "Berta"), "Neuwied")
        belongs(seat(second, "Carla", state=PlaceState.WAITING), "Trier")
        assert [(of(one).organisations, of(one).first_time) for one in (first, second)] == [(1, 1), (2, 1)]
        assert (of(first, second).organisations, of(first, second).first_time) == (2, 2)

    def test_the_waiting_list_is_served_or_not(self):
        session = make_session(days=30, capacity=1)
        anna = registered(session, "Anna Adler")
        registered(session, "Berta Busch")
        registered(session, "Carla Christ")
        booking.cancel(places=list(Place.objects.filter(attendee__registration=anna)), by=None)
        (row,) = of(session).sessions
        assert (row.served, row.waiting, row.cancelled, row.seated) == (1, 1, 1, 1)

    def test_figures_stay_when_persons_are_taken_out(self):
        places = make_rhineland()
        session = make_past()
        belongs(was_there(session, "Anna", "municipality"), "Mendig", territory=places["071375004"])
        belongs(seat(session, "Berta"), "Neuwied", organisation_kind="authority")
        before = told(of(session))
        attendees = [place.attendee for place in session.places.all()]
        forget_attendees(attendees=type(attendees[0]).objects.all())
        forget_contacts(registrations=Registration.objects.all())
        assert told(of(session)) == before
        assert not Registration.objects.exclude(contact_email="").exists()

    def test_nothing_is_nothing(self):
        found = statistics_of(Session.objects.none())
        assert (found.sessions, found.attended, found.by_land, found.first_time) == ([], None, [], 0)

    def test_as_many_queries_for_many_as_for_one(self, django_assert_num_queries):
        make_rhineland()
        for days in (5, 6, 7):
            session = make_past(days=days)
            for number in range(3):
                belongs(was_there(session, f"Person {number}"), "Mendig")
        with django_assert_num_queries(6):
            statistics_of(Session.objects.all())


class TestPage:
    def test_figures_charts_and_a_table(self, desk):
        session = make_past(capacity=10)
        was_there(session, "Anna <b>Adler</b>", "municipality")
        text = desk.get(PAGE).content.decode()
        assert "Personen mit Platz" in text
        assert "Nach Art der Einrichtung" in text
        assert "Anna" not in text
        assert "10 %" in text

    def test_one_year_and_one_event(self, desk):
        this, last = make_past(), make_past(event=make_event("Voriges Jahr", year=2020))
        text = desk.get(PAGE).content.decode()
        assert f"/leitung/termine/{this.pk}/" in text
        assert f"/leitung/termine/{last.pk}/" not in text
        both = desk.get(PAGE, {"jahr": "alle"}).content.decode()
        assert f"/leitung/termine/{last.pk}/" in both
        one = desk.get(PAGE, {"jahr": "alle", "veranstaltung": last.event_id}).content.decode()
        assert f"/leitung/termine/{this.pk}/" not in one
        for odd in ({"jahr": "x\x00"}, {"veranstaltung": "999999999999999999999"}, {"jahr": "9999"}):
            assert desk.get(PAGE, odd).status_code == 200

    def test_an_organiser_counts_what_it_leads(self):
        mine = make_past()
        other = make_past(event=make_event("Fremd", organiser=make_organiser("Andere Stelle")))
        client = signed_in(make_member(mine))
        text = client.get(PAGE, {"veranstaltung": other.event_id}).content.decode()
        assert f"/leitung/termine/{mine.pk}/" in text
        assert "Fremd" not in text
        assert signed_in(make_person("fremde")).get(PAGE).status_code == 404

    def test_files_hold_the_same(self, desk):
        session = make_past(event=make_event("=1+1"), capacity=10)
        was_there(session, "Anna Adler")
        seat(session, "Berta Busch")
        response = desk.get("/leitung/statistik.csv")
        (row,) = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
        assert (row["Veranstaltung"], row["angemeldet"], row["anwesend"], row["nicht erschienen"]) == (
            "'=1+1", "2", "1", "1",
        )  # fmt: skip
        assert desk.get("/leitung/statistik.xlsx").content[:2] == b"PK"
        assert desk.get("/leitung/statistik.pdf").status_code == 404

    def test_before_the_first_event_nothing_is_wrong(self, desk):
        assert "gültige Auswahl" not in desk.get(PAGE).content.decode()

    def test_queries(self, desk, django_assert_num_queries):
        for days in (5, 6):
            session = make_past(days=days)
            was_there(session, "Anna Adler")
        desk.get(PAGE)
        with django_assert_num_queries(14):
            desk.get(PAGE)


class TestOpenData:
    def test_per_event_and_never_few(self, client):
        many, few = make_past(event=make_event("Viele"), capacity=10), make_past(event=make_event("Wenige"), capacity=9)
        for number in range(5):
            was_there(many, f"Person {number}")
        for number in range(4):
            was_there(few, f"Mensch {number}")
        rows = {row["title"]: row for row in client.get("/veranstaltungen/statistik.json").json()["events"]}
        assert (rows["Viele"]["attended"], rows["Viele"]["seats"], rows["Viele"]["sessions"]) == (5, 10, 1)
        assert rows["Wenige"]["attended"] is None
        assert rows["Viele"]["url"].endswith(many.event.get_absolute_url())
        text = client.get("/veranstaltungen/statistik.csv").content.decode("utf-8-sig")
        assert [line.split(";")[7] for line in text.splitlines()] in (
            ["attended", "5", ""], ["attended", "", "5"],
        )  # fmt: skip
        assert "Person" not in text

    def test_only_what_is_public_and_over(self, client):
        make_session(make_event("Kommt"), days=3)
        make_past(event=make_event("Entwurf", state=EventState.DRAFT))
        make_past(event=make_event("Abgesagt", state=EventState.CANCELLED))
        make_past(event=make_event("Beispiel", is_example=True))
        half = make_event("Halb vorbei")
        make_past(event=half)
        make_session(half, days=9)
        assert client.get("/veranstaltungen/statistik.json").json() == {"events": []}
        assert client.get("/veranstaltungen/statistik.xml").status_code == 404

    def test_an_unknown_capacity_is_unknown(self, client):
        event = make_event("Offen")
        make_past(event=event, capacity=10)
        make_session(event, capacity=None, starts_at=at(-4, 9), ends_at=at(-4, 16))
        (row,) = client.get("/veranstaltungen/statistik.json").json()["events"]
        assert (row["seats"], row["sessions"]) == (None, 2)

    def test_queries(self, client, django_assert_num_queries):
        for number in range(4):
            make_past(event=make_event(f"Nummer {number}"))
        with django_assert_num_queries(3):
            client.get("/veranstaltungen/statistik.json")
