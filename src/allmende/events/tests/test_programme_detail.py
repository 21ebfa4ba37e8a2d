# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The page of an event: its dates beside each other, packages, what cannot be booked and why, what is never told."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings
from django.utils import timezone

from allmende.accounts.tests.organisation_stories import desk, member, organisation, person
from allmende.cooperation.tests.factories import make_rhineland, make_topic
from allmende.events.models import EventState, Material, PlaceState, SessionState
from allmende.events.session_times import days
from allmende.events.tests.stories import at, make_event, make_package, make_session, make_venue

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def row(response: Any, session: Any) -> str:
    """The line of one session in the table, as text with its links."""
    found = re.search(rf'<tr role="row" id="termin-{session.pk}".*?</tr>', response.content.decode(), re.DOTALL)
    assert found, "the session is not in the table"
    return " ".join(found.group().split())


def full_event(**values: Any) -> Any:
    places = make_rhineland()
    event = make_event(
        "Prozesse neu denken", number=1, land=places["07"], description="Erster Absatz.\n\nZweiter Absatz.",
        target_group="Alle Kommunen im Land.", bring="Einen eigenen Prozess.", cost_note="kostenfrei",
        funding_note="Das Land trägt die Kosten.", contact_email="workshops@example.org", **values,
    )  # fmt: skip
    event.speakers.create(name="Prof. Erika Beispiel", institution="Universität Musterstadt")
    event.topics.add(make_topic("Organisation"))
    return event


def test_the_page_says_all_there_is(client: Client):
    event = full_event(is_example=True)
    make_session(event, minimum_number=8, organisation_limit=2)

    page = text(client.get(event.get_absolute_url()))

    for told in (
        "Workshop Nr. 1 im Programm", "Beispiel", "Zweiter Absatz.", "Alle Kommunen im Land.", "Einen eigenen Prozess.",
        "kostenfrei", "Das Land trägt die Kosten.", "workshops@example.org", "Prof. Erika Beispiel",
        "Universität Musterstadt", "Organisation", "Beratungsstelle Beispiel", "Rheinland-Pfalz", "Rampe am Eingang",
        "Marktplatz 1", "56743 Mendig", "20 von 20 frei", "findet statt ab 8 Personen",
        "höchstens 2 Plätze je Organisation",
    ):  # fmt: skip
        assert told in page, told


def test_one_chooses_among_places_but_not_among_days_that_belong_together(client: Client):
    series, course, named = make_event("Serie"), make_event("Kurs"), make_event("Benannt")
    for number in (1, 2):
        make_session(series, days=10 * number)
        make_session(named, days=10 * number, label=f"Tag {number}")
    make_package(make_session(course, days=10), make_session(course, days=11))

    told = [
        "an allen Terminen derselbe" in text(client.get(event.get_absolute_url())) for event in (series, course, named)
    ]

    assert told == [True, False, False]


def test_what_is_not_known_is_said(client: Client):
    event = make_event()
    session = make_session(event, venue=make_venue("Halle", "Trier", accessibility=""), capacity=None)
    later = make_session(event, days=50)
    later.venue = None
    later.save()

    response = client.get(event.get_absolute_url())

    assert row(response, session).count("Angabe fehlt") == 2  # accessibility and seats
    assert "Der Ort steht noch nicht fest." in row(response, later)


def test_each_date_says_what_can_be_done(client: Client):
    event, now = make_event(), timezone.now()
    url = f"{event.get_absolute_url()}anmelden/?termin="
    free = make_session(event, days=10)
    full = make_session(event, days=11, capacity=3, seats_taken=3)
    later = make_session(event, days=12, opens_at=at(5, 10))
    closed = make_session(event, days=13, closes_at=now)
    gone = make_session(event, days=14, closes_at=now, capacity=1, seats_taken=1)
    over = make_session(event, days=-3)
    off = make_session(event, days=15, state=SessionState.CANCELLED, state_reason="Der Raum ist gesperrt.")
    asked = make_session(event, days=16, capacity=None)

    response = client.get(event.get_absolute_url())

    assert f'href="{url}{free.pk}"' in row(response, free)
    assert "kern-btn--primary" in row(response, free)
    assert f'href="{url}{full.pk}"' in row(response, full)
    assert "Auf die Warteliste" in row(response, full)
    assert "alle 3 vergeben" in row(response, full)
    assert "öffnet am" in row(response, later)
    assert "10:00 Uhr" in row(response, later)
    assert "Anmeldung geschlossen" in row(response, closed)
    assert "ausgebucht" in row(response, gone)
    assert "vorbei" in row(response, over)
    assert "Der Raum ist gesperrt." in row(response, off)
    assert "nicht über dieses Portal" in row(response, asked)
    for session in (later, closed, gone, over, off, asked):
        assert "kern-btn" not in row(response, session)


def test_how_many_wait_is_told_without_names(client: Client):
    event = make_event()
    session = make_session(event, capacity=0)
    for number in (1, 2):
        registration = session.registrations.create(
            contact_name="Wanda Wartet", contact_email="wanda@example.org", number=number, confirmed_at=timezone.now()
        )
        attendee = registration.attendees.create(name="Wanda Wartet", person_key=str(number))
        attendee.places.create(session=session, state=PlaceState.WAITING, number=number, person_key=str(number))

    response = client.get(event.get_absolute_url())

    assert "2 Personen warten" in row(response, session)
    assert "Wanda" not in response.content.decode()


def test_seats_are_true_on_the_next_request(client: Client):
    session = make_session(capacity=2)
    url = session.event.get_absolute_url()

    assert "2</strong> von 2 frei" in row(client.get(url), session)
    session.__class__.objects.filter(pk=session.pk).update(seats_taken=2)
    assert "alle 2 vergeben" in row(client.get(url), session)


def test_the_address_of_an_online_session_is_not_on_the_page(client: Client):
    session = make_session(online_url="https://konferenz.example.org/geheim-4711")
    url = session.event.get_absolute_url()

    assert "Online. Den Link bekommen Sie mit Ihrer Anmeldung." in text(client.get(url))
    for visitor in (None, person("Paula"), desk()):
        if visitor is not None:
            client.force_login(visitor)
        assert "geheim-4711" not in client.get(url).content.decode()


def test_a_time_zone_that_is_not_the_portals_is_named(client: Client):
    event = make_event()
    there = make_session(event, time_zone="Europe/London")
    here = make_session(event, days=31)

    response = client.get(event.get_absolute_url())

    assert "08:00–15:00 Uhr (Ortszeit Europe/London)" in row(response, there)
    assert "Ortszeit" not in row(response, here)


def test_a_package_is_offered_with_the_other_event(client: Client):
    one, two = make_event("Prozesse"), make_event("KI-Projekte")
    first, second = make_session(one, days=10, capacity=5), make_session(two, days=11, capacity=3)
    package = make_package(first, second)

    for event, other in ((one, second), (two, first)):
        response = client.get(event.get_absolute_url())
        page = response.content.decode()
        assert f'href="{event.get_absolute_url()}anmelden/?paket={package.pk}"' in page
        assert f'href="{other.get_absolute_url()}"' in page
        assert "noch 3 Plätze für alle Tage frei" in text(response)
        assert "Am selben Ort" not in text(response), "the package says it already"


def test_a_package_with_a_full_day_leads_to_the_waiting_list_and_one_with_a_cancelled_day_is_gone(client: Client):
    event = make_event()
    first, second = make_session(event, days=10), make_session(event, days=11, capacity=1, seats_taken=1)
    make_package(first, second)

    assert "Alle Tage: auf die Warteliste" in text(client.get(event.get_absolute_url()))
    second.state = SessionState.CANCELLED
    second.save()
    assert "Zusammen buchen" not in text(client.get(event.get_absolute_url()))


def test_what_else_is_on_at_the_same_place_is_linked(client: Client):
    hall, other_hall = make_venue(), make_venue("Anderes Haus")
    event = make_event("Prozesse")
    make_session(event, days=10, venue=hall)
    cases = {
        "Am Tag danach": (make_session(make_event("Am Tag danach"), days=11, venue=hall), "(am Tag danach)"),
        "Am Abend": (make_session(make_event("Am Abend"), days=10, venue=hall), "(am selben Tag)"),
        "Anderswo": (make_session(make_event("Anderswo"), days=10, venue=other_hall), ""),
        "Später": (make_session(make_event("Später"), days=12, venue=hall), ""),
        "Entwurf": (make_session(make_event("Entwurf", state=EventState.DRAFT), days=10, venue=hall), ""),
        "Abgesagt": (make_session(make_event("Abgesagt", state=EventState.CANCELLED), days=10, venue=hall), ""),
    }

    page = text(client.get(event.get_absolute_url()))

    beside = page.partition("Am selben Ort, zur selben Zeit")[2]
    for title, (session, when) in cases.items():
        assert (f"{title} {days(session)}" in beside) is bool(when), title
        assert when in beside


def test_a_cancelled_event_says_why_on_top_and_offers_nothing(client: Client):
    event = make_event(state=EventState.CANCELLED, state_reason="Die Referentin ist erkrankt.")
    make_session(event)

    page = text(client.get(event.get_absolute_url()))

    assert page.index("Die Referentin ist erkrankt.") < page.index("Termine im Vergleich")
    assert "Anmelden :" not in page
    assert "Termin vormerken" not in page


@pytest.mark.parametrize(
    ("state", "session", "can_save"),
    [
        (EventState.SAVE_THE_DATE, {}, True),
        (EventState.SAVE_THE_DATE, None, True),
        (EventState.OPEN, {"opens_at": at(3)}, True),
        (EventState.OPEN, {}, False),
        (EventState.CLOSED, {}, False),
        (EventState.HELD, None, False),
        (EventState.SAVE_THE_DATE, {"days": -3}, False),
    ],
)
def test_a_date_can_be_saved_while_registration_is_not_open(client: Client, state, session, can_save):
    event = make_event(state=state)
    if session is not None:
        make_session(event, **session)

    assert (
        f"{event.get_absolute_url()}vormerken/" in client.get(event.get_absolute_url()).content.decode()
    ) is can_save


def test_open_dates_are_told_in_the_words_of_the_programme(client: Client):
    noted = make_event(dates_note="zweites Halbjahr 2027", state=EventState.SAVE_THE_DATE)
    ranged = make_event(expected_from=dt.date(2027, 7, 1), expected_until=dt.date(2027, 12, 31))
    unknown = make_event()

    assert "zweites Halbjahr 2027" in text(client.get(noted.get_absolute_url()))
    page = text(client.get(ranged.get_absolute_url()))
    assert "zwischen Donnerstag, 1. Juli 2027 und Freitag, 31. Dezember 2027" in page
    assert "Die Termine stehen noch nicht fest." in text(client.get(unknown.get_absolute_url()))


def test_public_materials_are_linked_others_are_not_named(client: Client):
    event = make_event(state=EventState.HELD)
    make_session(event, days=-10)
    now = timezone.now()
    Material.objects.create(event=event, title="Folien", url="https://example.org/folien.pdf", is_public=True)
    stored = Material.objects.create(
        event=event, title="Skript", is_public=True, file=ContentFile(b"x", "a.pdf"), file_name="skript.pdf"
    )
    Material.objects.create(event=event, title="Nur für Angemeldete", url="https://example.org/a")
    Material.objects.create(
        event=event,
        title="Noch nicht",
        url="https://example.org/b",
        is_public=True,
        available_from=now + dt.timedelta(1),
    )

    page = client.get(event.get_absolute_url()).content.decode()

    assert "https://example.org/folien.pdf" in page
    assert f"/veranstaltungen/unterlagen/{stored.pk}/" in page
    assert "Nur für Angemeldete" not in page
    assert "Noch nicht" not in page
    assert "kern-btn" not in page.partition("<main")[2].partition("</main>")[0], "what is over offers no button"


def test_drafts_are_for_those_who_lead_them(client: Client):
    ours = organisation("Kommunalakademie")
    event = make_event("Geheimer Entwurf", state=EventState.DRAFT, organiser=ours)
    make_session(event)
    url = event.get_absolute_url()

    assert client.get(url).status_code == 404
    client.force_login(person("Paula"))
    assert client.get(url).status_code == 404
    client.force_login(member("Mia", ours).user)
    page = text(client.get(url))
    assert "Entwurf, nicht öffentlich" in page
    assert "Anmeldung noch nicht offen" in page


def test_the_way_to_the_desk_is_shown_to_those_who_lead(client: Client):
    event = make_event()
    link = f"/leitung/veranstaltungen/{event.pk}/"

    assert link not in client.get(event.get_absolute_url()).content.decode()
    client.force_login(desk())
    assert link in client.get(event.get_absolute_url()).content.decode()


def test_markup_in_texts_stays_text(client: Client):
    evil = "<script>alert(1)</script>"
    event = make_event(
        evil, slug="boese", summary=evil, description=evil, target_group=evil, bring=evil, cost_note=evil,
        dates_note=evil, state_reason=evil, state=EventState.CANCELLED,
    )  # fmt: skip
    venue = make_venue(evil, evil, street=evil, accessibility=evil, directions=evil)
    session = make_session(event, venue=venue, label=evil, room=evil)
    event.speakers.create(name=evil, institution=evil)
    make_package(session, make_session(make_event(), venue=venue), title=evil)

    for url in (event.get_absolute_url(), "/veranstaltungen/", "/"):
        assert "<script>alert" not in client.get(url).content.decode()


def structured(response: Any) -> list[dict[str, Any]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return json.loads(found.group(1))["@graph"] if found else []


@override_settings(BASE_URL="https://portal.example.org")
def test_search_engines_read_the_dates_but_no_address_of_an_online_session(client: Client):
    event = make_event("Bauhof </script> & Co")
    make_session(event, days=-3)
    make_session(event, days=10, capacity=2, seats_taken=2)
    make_session(event, days=11, online_url="https://konferenz.example.org/geheim-4711", state=SessionState.CANCELLED)
    url = f"https://portal.example.org{event.get_absolute_url()}"

    first, second = structured(client.get(event.get_absolute_url()))

    assert first["name"] == "Bauhof </script> & Co"
    assert first["location"][0]["address"]["addressLocality"] == "Mendig"
    assert first["remainingAttendeeCapacity"] == 0
    assert first["offers"]["availability"] == "https://schema.org/SoldOut"
    assert first["startDate"][11:16] == "09:00"
    assert second["eventStatus"] == "https://schema.org/EventCancelled"
    assert second["location"] == [{"@type": "VirtualLocation", "url": url}]


def test_invented_events_are_not_told_to_search_engines(client: Client):
    for values in ({"is_example": True}, {"state": EventState.HELD}, {}):
        event = make_event(**values)
        make_session(event)
        assert bool(structured(client.get(event.get_absolute_url()))) is not bool(values)


def test_the_page_costs_the_same_whatever_the_number_of_dates(client: Client, django_assert_num_queries):
    event, other = full_event(), make_event("KI-Projekte")
    make_package(make_session(event, days=10), make_session(other, days=11))
    client.get(event.get_absolute_url())

    with django_assert_num_queries(8):
        client.get(event.get_absolute_url())
    for number in range(4):
        make_package(make_session(event, days=20 + number), make_session(other, days=21 + number))
    with django_assert_num_queries(8):
        client.get(event.get_absolute_url())
