# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The printed papers of a session: what stands on them, who gets them, long and odd names."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from django.urls import reverse

from allmende.events.models import PlaceState, Speaker
from allmende.events.papers import lists, words
from allmende.events.tests.day_stories import make_member, make_today, read_pdf, seat, text_of
from allmende.events.tests.stories import BERLIN, make_event, make_session
from tests.permissions.people import make_person

pytestmark = pytest.mark.django_db
LONGEST = "Donaudampfschifffahrtsgesellschaftskapitänswitwen-Müller " + "ohneleerzeichen" * 4
PAPERS = ("badges", "room_sheet", "attendance_list", "needs_sheet")


def moment(day: str, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour, minute), BERLIN)


@pytest.fixture
def session():
    event = make_event("Umsatzsteuer gemeinsam meistern")
    Speaker.objects.create(event=event, name="Prof. Dr. Ada Klug", institution="Hochschule Beispiel")
    values = {"starts_at": moment("2026-04-22", 9), "ends_at": moment("2026-04-22", 16, 30)}
    return make_session(event, label="Tag 1", room="Saal Rheinblick", **values)


def test_badges_hold_eight_on_a_page_with_the_speakers_first(session):
    for number in range(16):
        seat(session, f"Person Nummer{number:02}", organisation="Verbandsgemeinde Mendig")
    seat(session, "Wartet Noch", state=PlaceState.WAITING)
    content = lists.badges_pdf(session)
    pages = [" ".join(page.extract_text().split()) for page in read_pdf(content).pages]
    assert len(pages) == 3
    assert "Prof. Dr. Ada Klug Hochschule Beispiel Mitwirkung" in pages[0]
    assert pages[0].count("Umsatzsteuer gemeinsam meistern") == 8
    assert "Verbandsgemeinde Mendig" in pages[1]
    assert "Wartet" not in text_of(content)
    assert [entry.title for entry in read_pdf(content).outline][1] == "Person Nummer00"


def test_long_names_stay_on_their_badge(session):
    seat(session, LONGEST, organisation="Verbandsgemeindeverwaltung " * 7)
    seat(session, "Maximiliane Schmidt-Hohenzollern-Sigmaringen")
    content = lists.badges_pdf(session)
    assert len(read_pdf(content).pages) == 1
    found = text_of(content).replace("\u200b", "").replace("-", "").replace(" ", "")
    assert "kapitänswitwenMüller" in found
    assert "MaximilianeSchmidtHohenzollernSigmaringen" in found


def test_a_session_without_anybody_has_papers_too(session):
    session.event.speakers.all().delete()
    assert "noch niemand angemeldet" in text_of(lists.badges_pdf(session))
    assert len(read_pdf(lists.attendance_pdf(session)).pages) == 1
    assert "Niemand hat dazu etwas angegeben." in text_of(lists.needs_pdf(session))


def test_the_sign_at_the_door_says_what_when_and_where(session):
    content = lists.room_sheet_pdf(session)
    text = text_of(content)
    assert len(read_pdf(content).pages) == 1
    assert "Mittwoch, 22. April 2026 9:00 bis 16:30 Uhr Saal Rheinblick" in text
    assert "Bürgerhaus, Marktplatz 1, 56743 Mendig" in text
    assert "Barrierefreiheit: Rampe am Eingang" in text


@pytest.mark.parametrize("title", ["Kurz", "Interkommunale Zusammenarbeit " * 6, "Ü" * 200])
def test_the_sign_at_the_door_is_one_page_however_long_the_title(title):
    session = make_session(
        make_event(title[:200].strip()), label="Gruppe " * 15, room="Großer Saal im Erdgeschoss " * 4
    )
    session.venue.accessibility = "Der Aufzug ist hinten links. " * 30
    assert len(read_pdf(lists.room_sheet_pdf(session)).pages) == 1


def test_the_list_is_sorted_by_surname_and_has_empty_lines(session):
    for name in (
        "Zoe Adler",
        "Dr. Anna von der Heide",
        "Ärzte-Meier Bernd Öztürk",
        "Jo Müller",
        "Max Mustermann (VG Mendig)",
    ):
        seat(session, name, organisation="Stadt *Andernach*")
    content = lists.attendance_pdf(session)
    text = text_of(content)
    order = [text.index(name) for name in ("Adler", "Heide", "Müller", "Mustermann", "Öztürk")]
    assert order == sorted(order)
    assert "Stadt *Andernach*" in text
    rows = read_pdf(content).trailer["/Root"]["/StructTreeRoot"]
    assert _count(rows, "/TR") == 1 + 5 + lists.EMPTY_LINES
    assert _count(rows, "/TH") == 4


def _count(element, kind):
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        return sum(_count(child, kind) for child in element)
    if not isinstance(element, dict):
        return 0
    return (element.get("/S") == kind) + (_count(element["/K"], kind) if "/K" in element else 0)


def test_the_kitchen_gets_numbers_and_no_names(session):
    seat(session, "Anna Geheim", diet="Vegetarisch", accessibility="Rollstuhl")
    seat(session, "Bernd Geheim", diet="vegetarisch ")
    seat(session, "Carla Geheim", diet="keine", accessibility="-")
    seat(session, "Dora Wartet", diet="vegan", state=PlaceState.WAITING)
    text = text_of(lists.needs_pdf(session))
    assert "Vegetarisch 2" in text
    assert "Rollstuhl 1" in text
    assert "Personen: 3" in text
    assert "Geheim" not in text
    assert "vegan" not in text
    assert "keine 1" not in text


def test_what_people_type_stays_text_on_every_paper(session):
    session.event.title = '#eval("1") *Steuer* $x$ @y'
    session.event.save()
    seat(session, '#panic("aus") [x] = y', organisation='#read("/etc/passwd")', diet="*ohne* $Salz$")
    assert '#panic("aus") [x] = y' in text_of(lists.badges_pdf(session))
    assert '#read("/etc/passwd")' in text_of(lists.attendance_pdf(session))
    assert "*ohne* $Salz$ 1" in text_of(lists.needs_pdf(session))
    assert '#eval("1") *Steuer* $x$ @y' in text_of(lists.room_sheet_pdf(session))


@pytest.mark.parametrize("name", PAPERS)
def test_papers_are_for_those_who_lead(client, name):
    session = make_today(event=make_event("Grüße/Steuern: <Teil> 1"))
    address = reverse(f"events:{name}", args=[session.pk])
    client.force_login(make_person("fremd"))
    assert client.get(address).status_code == 404
    client.force_login(make_member(session))
    answer = client.get(address)
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]
    assert "Gr%C3%BC%C3%9Fe-Steuern-%20-Teil-%201.pdf" in answer["Content-Disposition"]
    assert client.post(address).status_code == 405


def test_the_page_of_papers_leads_to_all_of_them(client, django_assert_num_queries):
    session = make_today()
    client.force_login(make_member(session))
    for number in range(3):
        seat(session, f"Person {number}")
    with django_assert_num_queries(9):
        page = client.get(reverse("events:papers", args=[session.pk])).content.decode()
    for name in PAPERS:
        assert reverse(f"events:{name}", args=[session.pk]) in page
    assert "3 Personen haben einen Platz." in page


def test_the_number_of_queries_of_a_list_does_not_grow(session, django_assert_num_queries):
    for number in range(5):
        seat(session, f"Person {number}")
    for make, queries in ((lists.badges_pdf, 2), (lists.attendance_pdf, 1), (lists.needs_pdf, 2)):
        with django_assert_num_queries(queries):
            make(session)


def test_times_are_told_as_a_clock_there_shows_them():
    start, end = moment("2026-03-29", 1), moment("2026-03-29", 5, 30)
    assert words.times(start, end) == "1:00 bis 5:30 Uhr"
    assert words.duration(start, end) == "3 Stunden 30 Minuten"  # the clocks are put forward that night
    lisbon = zoneinfo.ZoneInfo("Europe/Lisbon")
    assert words.times(start.astimezone(lisbon), end.astimezone(lisbon)).endswith("Uhr (Europe/Lisbon)")
    assert words.duration(moment("2026-05-01", 9), moment("2026-05-01", 10, 1)) == "1 Stunde 1 Minute"
    assert words.dates(start, moment("2026-03-30", 1)) == "Sonntag, 29. März 2026 bis Montag, 30. März 2026"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Schild", "a/b\\c:d"), "Schild a-b-c-d.pdf"),
        (("..", "x\r\ny\x00"), "x y.pdf"),
        (("a" * 300,), "a" * 120 + ".pdf"),
    ],
)
def test_names_of_files_do_no_harm(parts, name):
    assert words.file_name(*parts) == name
