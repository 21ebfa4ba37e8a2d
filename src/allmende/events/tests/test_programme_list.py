# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The list of the programme: what is to come and what is over, filters with counts, and why there is nothing."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from allmende.accounts.tests.organisation_stories import desk
from allmende.cooperation.tests.factories import make_rhineland, make_topic
from allmende.events.models import EventKind, EventState
from allmende.events.session_times import days, first_day
from allmende.events.tests.stories import at, make_event, make_package, make_session, make_venue

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "/veranstaltungen/"
HTMX = {"HX-Request": "true"}


def titles(response: Any) -> list[str]:
    return re.findall(r'card__title"><a href="[^"]+">([^<]+)</a>', response.content.decode())


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def month(days_ahead: int) -> str:
    return f"{at(days_ahead):%Y-%m}"


@pytest.fixture
def three(db):
    """Workshops in Mendig and Kusel, an online training for Hessen, and one with open dates."""
    places = make_rhineland()
    workshop = make_event("Gemeinsamer Bauhof", number=1, land=places["07"])
    workshop.topics.add(make_topic("Bauhof", parent="Infrastruktur"))
    make_session(workshop, days=100, venue=make_venue("Kreishaus", "Kusel", territory=places["07336"]))
    make_session(workshop, days=40, venue=make_venue(territory=places["071375004069"]), capacity=4)
    online = make_event("Steuern verstehen", number=2, land=places["06"], kind=EventKind.TRAINING)
    make_session(online, days=20, online_url="https://konferenz.example.org/geheim-4711", capacity=1, seats_taken=1)
    make_event("Irgendwann im Herbst", number=3, dates_note="zweites Halbjahr", state=EventState.SAVE_THE_DATE)
    return places


def test_the_next_date_comes_first_and_open_dates_come_last(client: Client, three):
    make_event("Ein Entwurf", state=EventState.DRAFT)

    response = client.get(LIST)

    assert titles(response) == ["Steuern verstehen", "Gemeinsamer Bauhof", "Irgendwann im Herbst"]
    assert re.findall(r'events-month">([^<]+)<', response.content.decode())[-1] == "Termin noch offen"
    assert "geheim-4711" not in response.content.decode()


def test_a_card_says_what_one_decides_by(client: Client, three):
    page = text(client.get(LIST))

    assert "Nr. 1" in page
    first = make_session(days=40)
    assert f"{days(first)}, Mendig" in page
    assert "24 Plätze frei" in page  # 4 and 20
    assert "Warteliste" in page  # the online training is full
    assert "Termin vormerken : Irgendwann im Herbst" in page
    assert "zweites Halbjahr" in page


def test_what_is_over_stands_behind_a_filter_by_year_backwards(client: Client):
    old = make_event("Vor zwei Jahren", state=EventState.HELD)
    make_session(old, days=-800)
    new = make_event("Neulich")
    make_session(new, days=-400)
    never = make_event("Nie gewesen", state=EventState.CANCELLED, year=2019)
    half = make_event("Halb vorbei")
    make_session(half, days=-5)
    make_session(half, days=5)

    assert titles(client.get(LIST)) == ["Halb vorbei"]
    response = client.get(f"{LIST}?zeit=vergangen")

    assert titles(response) == ["Neulich", "Vor zwei Jahren", "Nie gewesen"]
    years = [str(first_day(event.sessions.get()).year) for event in (new, old)] + ["2019"]
    assert re.findall(r'events-month">([^<]+)<', response.content.decode()) == years
    assert titles(client.get(f"{LIST}?zeit=vergangen&jahr=2019")) == ["Nie gewesen"]
    assert never.get_absolute_url() in response.content.decode()


def test_filters_narrow_the_list(client: Client, three):
    everything = {"Steuern verstehen", "Gemeinsamer Bauhof", "Irgendwann im Herbst"}
    cases = [
        ("?thema=bauhof", {"Gemeinsamer Bauhof"}),
        ("?thema=infrastruktur", {"Gemeinsamer Bauhof"}),
        ("?land=06", {"Steuern verstehen", "Irgendwann im Herbst"}),  # the last is for all Länder
        ("?land=07", {"Gemeinsamer Bauhof", "Irgendwann im Herbst"}),
        ("?ort=Kusel", {"Gemeinsamer Bauhof"}),
        (f"?monat={month(100)}", {"Gemeinsamer Bauhof"}),
        (f"?ort=Kusel&monat={month(40)}", set()),  # in Kusel it is another month
        ("?art=training", {"Steuern verstehen"}),
        ("?form=online", {"Steuern verstehen"}),
        ("?form=vor-ort", {"Gemeinsamer Bauhof"}),
        ("?frei=1", {"Gemeinsamer Bauhof"}),
        ("?frei=1&form=online", set()),
        ("?q=bauhof", {"Gemeinsamer Bauhof"}),
        ("?q=Kusel", {"Gemeinsamer Bauhof"}),
        ("?zeit=unsinn&monat=2026-13&jahr=x&art=9&form=fax&land=zz&thema=%27--", everything),
        ("?land=99&thema=gibt-es-nicht", everything),
    ]
    for query, expected in cases:
        assert set(titles(client.get(LIST + query))) == expected, query


def test_every_option_says_how_many_it_leaves(client: Client, three):
    page = text(client.get(f"{LIST}?ort=Kusel"))

    assert "Rheinland-Pfalz · 1" in page
    assert "Hessen" not in page.partition("Alle Filter löschen")[0], "nothing is left of it in Kusel"
    assert "Mendig · 1" in page
    assert "Kusel · 1" in page
    assert "vor Ort · 1" in page
    page = text(client.get(LIST))
    assert "Hessen · 2" in page, "its own and the one for all"


def test_a_land_is_named_for_places_too(client: Client):
    places = make_rhineland()
    event = make_event("Für alle")
    make_session(event, venue=make_venue(territory=places["071375004069"]))

    assert "Rheinland-Pfalz · 1" in text(client.get(LIST))
    assert titles(client.get(f"{LIST}?land=07")) == ["Für alle"]
    assert titles(client.get(f"{LIST}?land=06")) == ["Für alle"]


def test_what_was_not_understood_is_said(client: Client, three):
    page = text(client.get(f"{LIST}?monat=2026-99&land=99&q=%22offen"))

    assert "Monat: „2026-99“ kennen wir nicht" in page
    assert "Land: „99“ kennen wir nicht" in page


def test_script_in_the_address_stays_text(client: Client, three):
    page = client.get(f"{LIST}?ort=<script>alert(1)</script>&q=<b>x</b>").content.decode()

    assert "<script>alert" not in page
    assert "<b>x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_empty_list_says_why_and_how_to_go_on(client: Client, three):
    past = make_event("Früher in Kusel", land=three["07"])
    make_session(past, days=-300, venue=make_venue("Kreishaus", "Kusel"))

    page = text(client.get(f"{LIST}?ort=Kusel&form=online"))

    assert "Alle Filter zusammen lassen nichts übrig." in page
    assert "ohne „Ort: Kusel“ – 1 Veranstaltung" in page
    assert "ohne „Teilnahme: online“ – 1 Veranstaltung" in page
    assert "alle Filter zurücksetzen (3 Veranstaltungen)" in page
    assert "vergangene Veranstaltung ansehen" not in page, "that was not online"
    page = text(client.get(f"{LIST}?ort=Kusel&art=barcamp"))
    assert "vergangene" not in page.partition("Alle Filter zusammen")[2]
    page = text(client.get(f"{LIST}?ort=Kusel&q=frueher"))
    assert "1 vergangene Veranstaltung ansehen" in page


def test_without_any_event_the_list_says_so(client: Client):
    assert "Zurzeit ist keine Veranstaltung angekündigt." in text(client.get(LIST))
    assert "noch keine vergangene Veranstaltung" in text(client.get(f"{LIST}?zeit=vergangen"))


def test_badges_tell_how_an_event_stands(client: Client):
    now = timezone.now()
    cases: list[tuple[dict[str, Any] | None, dict[str, Any], str]] = [
        ({"seats_taken": 19}, {}, "noch 1 Platz frei"),
        ({"opens_at": at(10)}, {}, "Anmeldung ab"),
        ({"closes_at": now}, {}, "Anmeldung geschlossen"),
        ({"closes_at": now, "seats_taken": 20}, {}, "ausgebucht"),
        ({}, {"state": EventState.CANCELLED}, "abgesagt"),
        ({}, {"state": EventState.SAVE_THE_DATE}, "Termin vormerken"),
        ({}, {"state": EventState.HELD}, "vorbei"),
        (None, {"state": EventState.OPEN}, "Termin noch offen"),
    ]
    expected = []
    for number, (session, values, badge) in enumerate(cases):
        event = make_event(f"Nummer {number}", number=number, **values)
        if session is not None:
            make_session(event, days=30 + number, **session)
        expected.append(badge)
    badges = re.findall(r'<span class="badge[^"]*">([^<]+)</span>', client.get(LIST).content.decode())

    assert [badge.partition(" ab ")[0] for badge in badges] == [badge.removesuffix(" ab") for badge in expected]


def test_examples_are_marked(client: Client):
    make_session(make_event("Erfunden", is_example=True))

    assert "Beispiel" in text(client.get(LIST)).partition("Erfunden")[0]


def test_a_package_is_hinted_at_once_however_many_places(client: Client):
    one, two = make_event("Prozesse"), make_event("KI-Projekte")
    for days_ahead in (10, 17):
        make_package(make_session(one, days=days_ahead), make_session(two, days=days_ahead + 1))

    page = text(client.get(LIST))

    assert page.count("Zusammen mit „ KI-Projekte “ buchbar") == 1
    assert page.count("Zusammen mit „ Prozesse “ buchbar") == 1


def test_a_package_with_a_draft_says_nothing_of_it(client: Client):
    one, draft = make_event("Prozesse"), make_event("Geheim", state=EventState.DRAFT)
    make_package(make_session(one, days=10), make_session(draft, days=11))

    assert "Geheim" not in text(client.get(LIST))
    assert "Geheim" not in text(client.get(one.get_absolute_url()))


def test_drafts_are_listed_for_those_who_lead_them(client: Client):
    draft = make_event("Ein Entwurf", state=EventState.DRAFT)

    assert "Ein Entwurf" not in text(client.get(LIST))
    client.force_login(desk())
    response = client.get(LIST)
    assert draft.get_absolute_url() in response.content.decode()
    assert titles(response) == []


def test_a_fragment_is_the_part_of_the_page_and_pushes_its_shortest_address(client: Client, three):
    whole = client.get(f"{LIST}?ort=Kusel&art=&frei=").content.decode()
    response = client.get(f"{LIST}?ort=Kusel&art=&frei=", headers=HTMX)

    assert response.content.decode().strip() in whole
    assert response.headers["HX-Push-Url"] == "/veranstaltungen/?ort=Kusel"


def test_pages_keep_their_filters(client: Client, monkeypatch):
    monkeypatch.setattr("allmende.events.programme_views.PER_PAGE", 2)
    for number in range(5):
        make_session(make_event(f"Nummer {number}"), days=10 + number)

    response = client.get(f"{LIST}?ort=Mendig&seite=2")

    assert titles(response) == ["Nummer 2", "Nummer 3"]
    assert "?ort=Mendig&amp;seite=3" in response.content.decode()
    assert titles(client.get(f"{LIST}?seite=99")) == ["Nummer 4"]


def test_the_list_costs_the_same_whatever_its_length(client: Client, three, django_assert_num_queries):
    first, second = make_event("Tag eins"), make_event("Tag zwei")
    make_package(make_session(first, days=10), make_session(second, days=11))
    client.get(LIST)

    with django_assert_num_queries(11):
        client.get(LIST)
    for number in range(5):
        make_session(make_event(f"Nummer {number}"))
    with django_assert_num_queries(11):
        client.get(LIST)


def test_a_page_on_which_booking_opens_soon_is_not_kept(client: Client, three):
    assert client.get(LIST).headers.get("Cache-Control") is None
    make_session(make_event("Gleich"), opens_at=timezone.now() + dt.timedelta(minutes=3))

    assert client.get(LIST).headers["Cache-Control"] == "no-cache"
