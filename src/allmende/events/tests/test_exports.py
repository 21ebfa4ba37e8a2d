# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Participants as files: for accounts and for those who gave the money. What a person needs is in none of them."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from allmende.cooperation.tests.factories import make_rhineland
from allmende.events import participants
from allmende.events.models import Needs, Place, PlaceState, Registration
from allmende.events.services.certificates import issue_certificates
from allmende.events.services.forgetting import forget_person
from allmende.events.tests.booking_stories import signed_in
from allmende.events.tests.day_stories import make_member, make_past, read_pdf, seat, text_of
from allmende.events.tests.survey_stories import was_there
from allmende.territory.models import Territory
from tests.permissions.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return make_past(days=5, capacity=20)


@pytest.fixture
def leader(session):
    return make_member(session)


@pytest.fixture
def desk(leader) -> Client:
    return signed_in(leader)


def read_csv(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def read_book(response) -> dict[str, list[tuple]]:
    assert response.status_code == 200
    book = load_workbook(io.BytesIO(response.content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def from_mendig(place: Place, **values) -> Place:
    mendig = Territory.objects.filter(ars="071375004").first() or make_rhineland()["071375004"]
    Registration.objects.filter(pk=place.attendee.registration_id).update(territory=mendig, **values)
    return place


def test_who_was_registered_and_who_came(desk, leader, session):
    other = make_past(days=4, event=session.event, capacity=10)
    anna = from_mendig(was_there(session, "Anna Zander", "municipality"), is_walk_in=True)
    Place.objects.create(
        attendee=anna.attendee, session=other, state=PlaceState.SEATED, number=1, person_key=anna.person_key
    )
    seat(session, "Berta Adler")
    gone = seat(session, "Carla Christ", state=PlaceState.WAITING)
    Place.objects.filter(pk=gone.pk).update(state=PlaceState.CANCELLED, ended_at=session.starts_at)
    issue_certificates(session=session, by=leader)
    rows = read_csv(desk.get(f"/leitung/veranstaltungen/{session.event_id}/abrechnung.csv"))
    here = {row["Name"]: row for row in rows if row["Datum"] == f"{session.local_start:%d.%m.%Y}"}
    assert list(here) == ["Berta Adler", "Carla Christ", "Anna Zander"]
    assert list(rows[0]) == [name for name, _meaning in participants.COLUMNS]
    told = here["Anna Zander"]
    assert (told["Organisation"], told["Art"]) == ("Stadt Beispiel", "Kommune")
    assert (told["Kreis"], told["Land"]) == ("Mayen-Koblenz", "Rheinland-Pfalz")
    assert (told["anwesend"], told["Bescheinigung"], told["vor Ort aufgenommen"]) == ("ja", "ja", "ja")
    assert (told["Tage angemeldet"], told["Tage anwesend"]) == ("2", "1")
    assert (here["Berta Adler"]["anwesend"], here["Berta Adler"]["Kreis"]) == ("nein", "")
    assert (here["Carla Christ"]["Stand"], here["Carla Christ"]["anwesend"]) == ("abgemeldet", "")
    assert here["Carla Christ"]["abgemeldet am"] == f"{session.local_start:%d.%m.%Y}"
    only = read_csv(desk.get(f"/leitung/termine/{other.pk}/abrechnung.csv"))
    assert [(row["Name"], row["anwesend"]) for row in only] == [("Anna Zander", "")]


def test_sums_and_diets_without_names(desk, session):
    for name, diet in (("Anna", "vegan"), ("Berta", "Vegan "), ("Carla", "glutenfrei"), ("Dora", "")):
        place = was_there(session, f"{name} Adler")
        Needs.objects.create(attendee=place.attendee, diet=diet, accessibility="Rollstuhl")
    waiting = seat(session, "Eva Adler", state=PlaceState.WAITING, diet="Fisch")
    book = read_book(desk.get(f"/leitung/termine/{session.pk}/abrechnung.xlsx"))
    assert list(book) == ["Teilnehmende", "Summen", "Essen (nur Summen)", "Spalten"]
    assert [row[2:] for row in book["Essen (nur Summen)"][1:]] == [("vegan", 2), ("glutenfrei", 1)]
    sums = dict(zip(*book["Summen"][:2], strict=True))
    assert (sums["Plätze"], sums["angemeldet"], sums["anwesend"], sums["nicht erschienen"]) == (20, 4, 4, 0)
    assert sums["Warteliste"] == 1
    people = str(book["Teilnehmende"])
    assert waiting.attendee.name in people
    for needed in ("vegan", "Rollstuhl", "Fisch"):
        assert needed not in people
    assert "Rollstuhl" not in str(book)
    assert len(book["Spalten"]) == 1 + len(participants.COLUMNS)


@pytest.mark.parametrize("name", ["=HYPERLINK(A1)", "+49 Anna", "-1+1", "@SUM(A1)", "\t=1+1"])
def test_no_cell_is_a_formula(desk, session, name):
    was_there(session, name)
    (row,) = read_csv(desk.get(f"/leitung/termine/{session.pk}/abrechnung.csv"))
    assert row["Name"] == f"'{name}"
    response = desk.get(f"/leitung/termine/{session.pk}/abrechnung.xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    cell = sheet.cell(2, 1 + [column for column, _meaning in participants.COLUMNS].index("Name"))
    assert (cell.value, cell.data_type) == (name, "s")


def test_files_are_private_and_named_after_the_event(desk, session):
    session.event.title = 'Übung "IKZ"\r\nX-Evil: 1'
    session.event.save()
    response = desk.get(f"/leitung/veranstaltungen/{session.event_id}/abrechnung.csv")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Disposition"] == ('attachment; filename="abrechnung-uebung--ikz--x-evil--1.csv"')
    assert desk.get(f"/leitung/veranstaltungen/{session.event_id}/abrechnung.pdf").status_code == 404


def test_the_proof_lists_only_those_who_were_there(desk, session):
    from_mendig(was_there(session, "Anna Adler"))
    seat(session, "Berta Busch")
    response = desk.get(f"/leitung/termine/{session.pk}/teilnahmenachweis.pdf")
    text = text_of(response.content)
    assert "Anna Adler" in text
    assert "Mayen-Koblenz" in text
    assert "1 Person" in text
    assert "Berta Busch" not in text
    assert read_pdf(response.content).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_whoever_is_forgotten_is_counted_without_a_name(desk, session):
    user = make_person("gehende")
    place = was_there(session, "Anna Adler")
    place.attendee.user = user
    place.attendee.save()
    forget_person(user_key=user.pk, addresses=[place.attendee.email])
    (row,) = read_csv(desk.get(f"/leitung/termine/{session.pk}/abrechnung.csv"))
    assert (row["Name"], row["anwesend"]) == ("gelöscht", "ja")


def test_strangers_get_nothing(session):
    addresses = [
        f"/leitung/veranstaltungen/{session.event_id}/abrechnung.csv",
        f"/leitung/termine/{session.pk}/abrechnung.xlsx",
        f"/leitung/termine/{session.pk}/teilnahmenachweis.pdf",
    ]
    stranger = signed_in(make_person("fremde"))
    assert [stranger.get(address).status_code for address in addresses] == [404] * 3
    assert [Client().get(address).status_code for address in addresses] == [302] * 3


def test_queries(desk, session, django_assert_num_queries):
    for number in range(6):
        from_mendig(was_there(session, f"Person {number}"))
    address = f"/leitung/veranstaltungen/{session.event_id}/abrechnung.xlsx"
    desk.get(address)
    with django_assert_num_queries(10):
        desk.get(address)
    assert timezone.now() > session.ends_at
