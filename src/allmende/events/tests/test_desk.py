# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of the desk about the programme: overview, events, sessions, venues, packages, taking over a year."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from allmende.events.models import ConsentText, Event, EventState, Package, Question, SavedDate, Session, Venue
from allmende.events.services.seats import change_capacity
from allmende.events.tests.booking_stories import letters, letters_to, make_member, registered, signed_in
from allmende.events.tests.stories import BERLIN, make_event, make_organiser, make_package, make_session, make_venue
from allmende.territory.models import Territory
from allmende.territory.tests.factories import make_place
from tests.permissions.people import make_desk, make_desk_of, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ORGANISER = "Beratungsstelle Beispiel"


@pytest.fixture
def desk():
    return signed_in(make_desk("redaktion"))


@pytest.fixture
def leader():
    """Somebody who acts for the organiser, without belonging to the desk."""
    make_organiser()
    return signed_in(make_member("Lea Leitung", of=ORGANISER))


def url(name, *args):
    return reverse(f"events:{name}", args=args)


def event_data(**changes):
    data = {
        "kind": "workshop", "title": "Umsatzsteuer", "year": "2027", "organiser": make_organiser().pk,
        "max_attendees": "10", "speakers": "Dr. Erika Muster; Hochschule Beispielstadt\nPaul Probe",
    }  # fmt: skip
    return data | changes


def session_data(**changes):
    data = {
        "day": "2027-04-13", "begins": "09:00", "ends": "15:00", "time_zone": "Europe/Berlin", "capacity": "20",
        "venue": make_venue().pk,
    }  # fmt: skip
    return {key: value for key, value in (data | changes).items() if value is not None}


def errors_of(response):
    assert response.status_code == 422
    return response.context["form"].errors


def test_a_new_portal_leads_to_an_organisation_that_can_organise(desk):
    for name in ("desk_event_create", "imports"):
        assert 'href="/organisationen/neu/"' in desk.get(url(name)).content.decode()
    mine = signed_in(make_desk_of("land", make_place("06", "Hessen")))
    assert "/organisationen/neu/" not in mine.get(url("desk_event_create")).content.decode()


class TestOverview:
    def test_open_matters_stand_first(self, desk, django_assert_max_num_queries):
        event = make_event("KI in der Verwaltung")
        soon = make_session(event, days=3, minimum_number=10)
        registered(soon, "Anna Adler")
        full = make_session(event, days=20, capacity=1)
        registered(full, "Berta Busch")
        registered(full, "Carla Conrad")
        Session.objects.filter(pk=full.pk).update(capacity=5)
        make_session(make_event("Scrum", state=EventState.SAVE_THE_DATE), days=30)
        make_event("Methodik", state=EventState.DRAFT, dates_note="")
        with django_assert_max_num_queries(14):
            response = desk.get(url("desk"))
        page = response.content.decode()
        assert "unter der Mindestzahl: 9 fehlen" in page
        assert "Warteliste trotz freier Plätze: 1 warten, 4 frei." in page
        assert "die Anmeldung ist noch nicht offen" in page
        assert "Noch kein Termin und keine Angabe" in page
        assert page.index("Bitte ansehen") < page.index("5 Termine" if "5 Termine" in page else "4 Termine")

    def test_each_matter_is_said_once_and_what_is_over_stands_last(self, desk):
        series = make_event("Reihe", state=EventState.CLOSED)
        for day in (-30, -20):
            make_session(series, days=day)
        going_on = make_event("Läuft noch")
        make_session(going_on, days=-2)
        make_session(going_on, days=9, minimum_number=2)
        response = desk.get(url("desk"))
        told = [(matter.event.title, len(matter.sessions)) for matter in response.context["matters"]]
        assert told == [("Läuft noch", 1), ("Reihe", 2)]
        rows = [row.session.starts_at > timezone.now() for row in response.context["page"].object_list]
        assert rows == [True, False, False, False]
        assert response.content.decode().count(reverse("events:statistics")) == 1

    def test_nobody_can_register_for_a_draft_so_no_end_of_registration_is_told(self, desk):
        make_session(make_event("Entwurf", state=EventState.DRAFT), days=60)
        assert "Anmeldung bis" not in desk.get(url("desk")).content.decode()

    def test_the_number_of_queries_does_not_grow(self, desk, django_assert_num_queries):
        event = make_event()
        for day in range(5, 25):
            make_session(event, days=day)
        desk.get(url("desk"))
        with django_assert_num_queries(10):
            desk.get(url("desk"))

    def test_filters(self, desk):
        past = make_session(make_event("Vergangenes", year=2025), days=-30)
        make_session(make_event("Künftiges", state=EventState.DRAFT), days=30, venue=make_venue(city="Landau"))
        past.event.state = EventState.HELD
        past.event.save()
        assert "Künftiges" in (page := desk.get(url("desk")).content.decode())
        assert "Vergangenes" not in page
        assert "Vergangenes" in desk.get(url("desk"), {"zeit": "vergangen"}).content.decode()
        assert "Künftiges" not in desk.get(url("desk"), {"zeit": "alle", "jahr": "2025"}).content.decode()
        assert "Künftiges" in desk.get(url("desk"), {"q": "landau"}).content.decode()
        assert "Künftiges" not in desk.get(url("desk"), {"stand": "open"}).content.decode()
        for nonsense in ({"zeit": "x", "jahr": "9" * 5000, "stand": "'"}, {"q": "\x00%'" * 50}, {"seite": "-1"}):
            assert desk.get(url("desk"), nonsense).status_code == 200

    def test_each_sees_what_she_leads(self, leader):
        make_session(make_event("Unseres"))
        make_session(make_event("Fremdes", organiser=make_organiser("Andere Stelle")))
        page = leader.get(url("desk")).content.decode()
        assert "Unseres" in page
        assert "Fremdes" not in page
        assert "Neue Veranstaltung" not in page
        assert signed_in(make_person("niemand")).get(url("desk")).status_code == 404

    def test_the_desk_of_another_land_sees_nothing_of_it(self):
        hessen = make_place("06", "Hessen")
        event = make_event("Hessisch", land=hessen)
        elsewhere = signed_in(make_desk_of("anderswo", make_place("07", "Rheinland-Pfalz")))
        assert "Hessisch" not in elsewhere.get(url("desk")).content.decode()
        for name in ("desk_event", "desk_event_change", "desk_letters", "desk_session_create"):
            assert elsewhere.get(url(name, event.pk)).status_code == 404

    def test_files(self, desk):
        session = make_session(make_event("=1+1", dates_note=""), days=10, capacity=12)
        registered(session, "Anna Adler")
        text = desk.get(url("desk_export", "csv")).content.decode("utf-8-sig")
        assert "'=1+1" in text
        assert "Anna" not in text
        sheet = openpyxl.load_workbook(io.BytesIO(desk.get(url("desk_export", "xlsx")).content)).active
        cells = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
        assert (cells["Veranstaltung"], cells["Plätze"], cells["angemeldet"]) == ("=1+1", 12, 1)
        assert sheet["C2"].data_type == "s"
        assert desk.get(url("desk_export", "exe")).status_code == 404

    def test_the_panel_says_what_is_next(self, leader):
        make_session(make_event("Unseres"), days=3, minimum_number=4)
        page = leader.get("/konto/").content.decode()
        assert "Bei 1 gibt es etwas anzusehen." in page
        assert "Unseres" in page
        assert "Veranstaltungen leiten" not in signed_in(make_person("niemand")).get("/konto/").content.decode()


class TestEvent:
    def test_from_nothing_to_open(self, desk):
        response = desk.post(url("desk_event_create"), event_data())
        event = Event.objects.get()
        assert response.url == url("desk_event", event.pk)
        assert event.slug == "umsatzsteuer"
        assert [str(one) for one in event.speakers.all()] == [
            "Dr. Erika Muster (Hochschule Beispielstadt)",
            "Paul Probe",
        ]
        SavedDate.objects.create(event=event, email="wartet@example.org", confirmed_at=timezone.now())
        hindered = desk.get(url("desk_step", event.pk, "open")).content.decode()
        assert "1 Person, die sich den Termin vorgemerkt hat, wird benachrichtigt." in hindered
        assert "fehlt ein Termin" in hindered
        desk.post(url("desk_session_create", event.pk), session_data(day=f"{timezone.now().year + 1}-04-13"))
        assert desk.post(url("desk_step", event.pk, "open")).status_code == 302
        event.refresh_from_db()
        assert event.state == EventState.OPEN
        assert len(letters_to("wartet@example.org")) == 1

    def test_the_address_stays(self, desk):
        event = make_event("Alt", slug="alt")
        desk.post(url("desk_event_change", event.pk), event_data(title="Neu"))
        event.refresh_from_db()
        assert (event.title, event.slug) == ("Neu", "alt")

    def test_no_event_takes_the_address_of_a_page(self, desk):
        desk.post(url("desk_event_create"), event_data(title="Kalender"))
        assert Event.objects.get().slug == "kalender-2"

    def test_what_is_wrong_is_said_at_the_field_and_typed_text_stays(self, desk):
        data = event_data(title="", year="1", speakers="x" * 200, summary="Bleibt stehen")
        response = desk.post(url("desk_event_create"), data)
        assert {"title", "year", "speakers"} <= set(errors_of(response))
        assert "Bleibt stehen" in response.content.decode()
        for bad in ({"title": "A\nBcc: x@example.org"}, {"title": "A\x00"}, {"number": "-1"}, {"contact_email": "x"}):
            assert set(errors_of(desk.post(url("desk_event_create"), event_data(**bad)))) == set(bad)
        wrong = event_data(expected_from="2027-05-01", expected_until="2027-04-01")
        assert "endet, bevor er beginnt" in str(errors_of(desk.post(url("desk_event_create"), wrong)))
        assert not Event.objects.exists()

    def test_forged_fields_are_ignored(self, desk):
        desk.post(
            url("desk_event_create"), event_data(state="open", slug="leitung", published_at="2020-01-01", price="5")
        )
        event = Event.objects.get()
        assert (event.state, event.slug, event.published_at) == (EventState.DRAFT, "umsatzsteuer", None)

    def test_html_is_shown_as_text(self, desk):
        event = make_event("<script>alert(1)</script>", summary="<b>fett</b>")
        page = desk.get(url("desk_event", event.pk)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;b&gt;fett" in page

    def test_an_empty_draft_is_deleted_and_nothing_else(self, desk):
        draft, public = make_event("Entwurf", state=EventState.DRAFT), make_event("Offen")
        assert "Entwurf löschen" in desk.get(url("desk_event_change", draft.pk)).content.decode()
        assert Event.objects.count() == 2  # looking deletes nothing
        desk.post(url("desk_event_change", draft.pk), {"loeschen": "ja"})
        desk.post(url("desk_event_change", public.pk), {"loeschen": "ja"})
        assert list(Event.objects.all()) == [public]

    def test_the_organiser_looks_but_does_not_plan(self, leader):
        session = make_session(make_event())
        assert leader.get(url("desk_event", session.event_id)).status_code == 200
        for address in (
            url("desk_event_change", session.event_id), url("desk_step", session.event_id, "cancel"),
            url("desk_session_change", session.pk), url("desk_session_cancel", session.pk), url("desk_copy"),
            url("desk_event_create"), url("desk_venues"), url("desk_question_create", session.event_id),
        ):  # fmt: skip
            assert leader.get(address).status_code == 404
            assert leader.post(address, {"reason": "x"}).status_code in {404, 405}

    def test_cancelling_says_how_many_hear_of_it(self, desk):
        session = make_session()
        registered(session, "Anna Adler", "Berta Busch")
        address = url("desk_step", session.event_id, "cancel")
        assert "2 Personen werden benachrichtigt" in desk.get(address).content.decode()
        assert "reason" in errors_of(desk.post(address, {}))
        assert desk.post(address, {"reason": "Krankheit"}).status_code == 302
        assert "anderen Stand" in desk.post(address, {"reason": "Krankheit"}).content.decode()

    def test_queries_of_the_page(self, desk, django_assert_num_queries):
        event = make_event()
        for day in (10, 20, 30):
            make_session(event, days=day)
        desk.get(url("desk_event", event.pk))
        with django_assert_num_queries(16):
            desk.get(url("desk_event", event.pk))


class TestQuestionsAndConsents:
    def test_a_choice_needs_choices(self, desk):
        event = make_event()
        address = url("desk_question_create", event.pk)
        data = {"text": "Womit arbeiten Sie?", "kind": "choice", "choices": "Papier", "position": "0"}
        assert "choices" in errors_of(desk.post(address, data))
        desk.post(address, data | {"choices": "Papier\n\n Tabelle \nPapier"})
        assert event.questions.get().choices == ["Papier", "Tabelle"]

    def test_an_answered_question_stays(self, desk):
        session = make_session()
        question = Question.objects.create(event=session.event, text="Worum geht es?")
        registered(session, "Anna Adler").answers.create(question=question, text="Um Steuern.")
        assert desk.post(url("desk_question", question.pk), {"loeschen": "ja"}).url == url("desk_question", question.pk)
        data = {"text": "Worum geht es?", "kind": "file", "position": "0"}
        assert "kind" in errors_of(desk.post(url("desk_question", question.pk), data))
        assert Question.objects.get().kind == "text"

    def test_consents(self, desk):
        event = make_event()
        desk.post(url("desk_consent_create", event.pk), {"text": "Ich bin einverstanden.\nMit Fotos."})
        consent = ConsentText.objects.get()
        assert (consent.text, consent.is_required) == ("Ich bin einverstanden. Mit Fotos.", False)
        desk.post(url("desk_consent", consent.pk), {"text": "Ich willige ein.", "is_required": "on"})
        desk.post(url("desk_consent", consent.pk), {"loeschen": "ja"})
        assert not ConsentText.objects.exists()


class TestSession:
    def test_a_new_session_with_a_new_venue(self, desk):
        event = make_event(state=EventState.DRAFT)
        data = session_data(
            venue=None, new_name="Haus der Vereine", new_city="Landau", new_postcode="76829",
            opens_day="2027-01-01", closes_day="2027-04-01", closes_time="12:00",
        )  # fmt: skip
        assert desk.post(url("desk_session_create", event.pk), data).status_code == 302
        session = event.sessions.get()
        assert session.venue.city == "Landau"
        assert session.starts_at.astimezone(BERLIN) == dt.datetime(2027, 4, 13, 9, tzinfo=BERLIN)
        assert session.opens_at.astimezone(BERLIN) == dt.datetime(2027, 1, 1, tzinfo=BERLIN)
        assert session.closes_at.astimezone(BERLIN) == dt.datetime(2027, 4, 1, 12, tzinfo=BERLIN)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"ends": "08:00"}, "ends"),
            ({"day": "2027-02-30"}, "day"),
            ({"day": "0001-01-01", "begins": "00:00"}, "begins"),
            ({"begins": "25:00"}, "begins"),
            ({"last_day": "2027-06-01"}, "last_day"),
            ({"capacity": "-1"}, "capacity"),
            ({"capacity": "99999999999999999999"}, "capacity"),
            ({"time_zone": "Mars/Olympus"}, "time_zone"),
            ({"online_url": "javascript:alert(1)"}, "online_url"),
            ({"venue": "999999"}, "venue"),
            ({"new_name": "Haus", "new_city": "Landau"}, "venue"),
            ({"venue": None, "new_name": "Haus"}, "new_city"),
            ({"venue": None, "new_name": "Haus", "new_city": "Landau", "new_postcode": "7682x"}, "new_postcode"),
            ({"opens_day": "2027-05-01"}, "opens_day"),
            ({"opens_day": "2027-02-01", "closes_day": "2027-01-01"}, "closes_day"),
            ({"closes_time": "12:00"}, "closes_day"),
            ({"room": "1\r\nX: y"}, "room"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, desk, changes, field):
        event = make_event()
        response = desk.post(url("desk_session_create", event.pk), session_data(**changes))
        assert field in errors_of(response)
        assert not Session.objects.exists()
        assert Venue.objects.count() <= 1

    def test_an_hour_that_is_left_out_and_one_that_comes_twice(self, desk):
        event = make_event()
        address = url("desk_session_create", event.pk)
        left_out = desk.post(address, session_data(day="2027-03-28", begins="02:30", ends="05:00"))
        assert "02:30 Uhr gibt es am 28.03.2027 nicht" in str(errors_of(left_out))
        twice = session_data(day="2027-10-31", begins="02:30", ends="05:00")
        asked = desk.post(address, twice)
        assert "zweimal" in str(errors_of(asked))
        assert "noch in der Sommerzeit" in asked.content.decode()
        desk.post(address, twice | {"hour": "second"})
        assert Session.objects.get().starts_at == dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC)
        desk.post(url("desk_session_change", Session.objects.get().pk), twice | {"hour": "first"})
        assert Session.objects.get().starts_at == dt.datetime(2027, 10, 31, 0, 30, tzinfo=dt.UTC)

    def test_a_changed_time_is_told_to_those_who_are_registered(self, desk):
        session = make_session(days=30, capacity=1)
        seated = registered(session, "Anna Adler", email="anna@example.org")
        registered(session, "Berta Busch", email="berta@example.org")
        before = len(letters())
        local = session.local_start
        data = session_data(
            day=f"{local:%Y-%m-%d}",
            begins="10:00",
            ends="16:00",
            capacity="1",
            venue=session.venue_id,
            notice="Bahnstreik",
        )
        page = desk.get(url("desk_session_change", session.pk)).content.decode()
        assert "1 Person ist angemeldet." in page
        assert desk.post(url("desk_session_change", session.pk), data).status_code == 302
        session.refresh_from_db()
        assert (session.sequence, session.seats_taken) == (1, 1)
        sent = letters()[before:]
        assert [letter["to"] for letter in sent] == ["anna@example.org"]
        assert "Bahnstreik" in str(sent)
        assert seated.attendees.get().places.get().state == "seated"
        desk.post(url("desk_session_change", session.pk), data | {"label": "Tag 1"})
        session.refresh_from_db()
        assert (session.label, session.sequence, len(letters()) - before) == ("Tag 1", 1, 1)

    def test_capacity_below_the_taken_is_refused_and_nothing_else_is_saved(self, desk):
        session = make_session(days=30, capacity=3)
        registered(session, "Anna Adler", "Berta Busch")
        local = session.local_start
        data = session_data(day=f"{local:%Y-%m-%d}", ends="16:00", capacity="1", label="Neu")
        response = desk.post(url("desk_session_change", session.pk), data)
        assert "2 Plätze sind schon vergeben" in response.content.decode()
        session.refresh_from_db()
        assert (session.capacity, session.label) == (3, "")

    def test_a_coming_date_with_people_does_not_slip_into_the_past(self, desk):
        session = make_session(days=30)
        registered(session, "Anna Adler")
        data = session_data(day="2020-04-13", ends="16:00")
        assert "liegt in der Vergangenheit" in str(errors_of(desk.post(url("desk_session_change", session.pk), data)))

    def test_a_session_with_people_is_called_off_not_deleted(self, desk):
        session = make_session(days=30)
        unused = make_session(session.event, days=31)
        registered(session, "Anna Adler")
        for one in (session, unused):
            desk.post(url("desk_session_change", one.pk), {"loeschen": "ja"} | session_data())
        assert session.event.sessions.filter(pk=session.pk).exists()
        assert not Session.objects.filter(pk=unused.pk).exists()
        assert "1 Person wird benachrichtigt" in desk.get(url("desk_session_cancel", session.pk)).content.decode()
        desk.post(url("desk_session_cancel", session.pk), {"reason": "Zu wenige"})
        session.refresh_from_db()
        assert (session.state, session.state_reason) == ("cancelled", "Zu wenige")
        assert desk.post(url("desk_session_cancel", session.pk), {"reason": "Noch mal"}).status_code == 404
        assert desk.get(url("desk_session_change", session.pk)).status_code == 404


class TestVenuesAndPackages:
    def test_another_address_is_told(self, desk):
        venue = make_venue()
        session = make_session(days=30, venue=venue)
        registered(session, "Anna Adler", email="anna@example.org")
        before = len(letters())
        address = url("desk_venue", venue.pk)
        assert "Hier ist 1 Person angemeldet." in desk.get(address).content.decode()
        data = {"name": "Bürgerhaus", "street": "Marktplatz 1", "postcode": "56743", "city": "Mendig"}
        desk.post(address, data | {"accessibility": "Rampe und Aufzug"})
        assert len(letters()) == before
        desk.post(address, data | {"street": "Marktplatz 2"})
        session.refresh_from_db()
        assert (session.sequence, len(letters()) - before) == (1, 1)

    def test_a_venue_of_others_stays(self):
        hessen, pfalz = make_place("06", "Hessen"), make_place("07", "Rheinland-Pfalz")
        session = make_session(make_event(land=hessen))
        pfalz_desk = signed_in(make_desk_of("pfalz", pfalz))
        assert pfalz_desk.get(url("desk_venues"), {"q": "mendig"}).status_code == 200
        assert pfalz_desk.get(url("desk_venue", session.venue_id)).status_code == 404
        assert Territory.objects.count() == 2

    def test_twice_the_same_venue(self, desk):
        make_venue()
        data = {"name": "Bürgerhaus", "street": "Marktplatz 1", "postcode": "56743", "city": "Mendig"}
        assert "gibt es schon" in str(errors_of(desk.post(url("desk_venue_create"), data)))

    def test_a_package_of_two_events(self, desk):
        first, second = make_session(days=10), make_session(days=11)
        address = url("desk_package_create", first.event_id)
        assert "sessions" in errors_of(desk.post(address, {"title": "Beide Tage", "sessions": [first.pk]}))
        desk.post(address, {"title": "Beide Tage", "sessions": [first.pk, second.pk], "is_offered": "on"})
        package = Package.objects.get()
        assert package.is_offered
        registered(package, "Anna Adler")
        third = make_session(first.event, days=12)
        data = {"title": "Drei", "sessions": [first.pk, second.pk, third.pk]}
        assert "sessions" in errors_of(desk.post(url("desk_package", package.pk), data))
        desk.post(url("desk_package", package.pk), {"loeschen": "ja"})
        assert Package.objects.exists()
        desk.post(url("desk_package", package.pk), {"title": "Zwei", "sessions": [first.pk, second.pk]})
        package.refresh_from_db()
        assert (package.title, package.is_offered) == ("Zwei", False)

    def test_sessions_at_the_same_time_are_no_package(self, desk):
        one, other = make_session(days=10), make_session(days=10)
        data = {"title": "Beide", "sessions": [one.pk, other.pk]}
        assert "selben Zeit" in str(errors_of(desk.post(url("desk_package_create", one.event_id), data)))


class TestCopy:
    def test_last_years_programme(self, desk):
        event = make_event("UStG", year=2026, state=EventState.HELD, number=3)
        first = make_session(
            event,
            starts_at=dt.datetime(2026, 3, 26, 9, tzinfo=BERLIN),
            ends_at=dt.datetime(2026, 3, 26, 15, tzinfo=BERLIN),
        )
        second = make_session(
            event,
            starts_at=dt.datetime(2026, 4, 1, 9, tzinfo=BERLIN),
            ends_at=dt.datetime(2026, 4, 1, 15, tzinfo=BERLIN),
        )
        make_package(first, second)
        Question.objects.create(event=event, text="Ihr Fall?", kind="file", is_case=True)
        change_capacity(session=first, capacity=33, by=None)
        data = {"jahr": "2026", "nach": "2027", "veranstaltung": [event.pk]}
        assert desk.post(url("desk_copy"), data).status_code == 302
        copy = Event.objects.get(copied_from=event)
        assert (copy.state, copy.year, copy.slug != event.slug) == (EventState.DRAFT, 2027, True)
        assert copy.questions.get().is_case
        days = [session.local_start for session in copy.sessions.all()]
        assert [f"{day:%a %d.%m.%Y %H:%M}" for day in days] == ["Thu 25.03.2027 09:00", "Wed 31.03.2027 09:00"]
        assert all(session.needs_check for session in copy.sessions.all())
        assert copy.sessions.first().capacity == 33
        assert Package.objects.filter(sessions__event=copy).distinct().count() == 1
        again = desk.post(url("desk_copy"), data)
        assert "Schon übernommen: „UStG“" in again.content.decode()
        assert Event.objects.count() == 2

    def test_usually_that_of_this_year(self, desk):
        this_year = timezone.now().year
        for year in (this_year - 1, this_year, this_year + 1):
            make_event(f"Aus {year}", year=year)
        page = desk.get(url("desk_copy")).content.decode()
        assert f"Aus {this_year}" in page
        assert f"Aus {this_year + 1}" not in page
        assert f"Aus {this_year - 1}" in desk.get(url("desk_copy"), {"jahr": this_year - 1}).content.decode()

    def test_nonsense(self, desk):
        make_event(year=2026)
        for data in ({}, {"jahr": "x" * 5000}, {"jahr": "2026", "nach": "99999", "veranstaltung": ["1' OR"]}):
            assert desk.post(url("desk_copy"), data).status_code == 422
        assert desk.get(url("desk_copy"), {"jahr": "9" * 6000}).status_code == 200
