# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of the import: who may, what is shown, asked and taken over, and files that are none."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from allmende.core.models import AuditEntry
from allmende.core.table_files import MAX_UNPACKED
from allmende.events.models import Event, EventState, ImportState, Package, ProgrammeImport, Session, Venue
from allmende.events.tests.import_stories import GOOD, a_file
from allmende.events.tests.stories import make_organiser
from tests.permissions.people import make_desk, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
URL = "/leitung/import/"
CONTRADICTION = {"Titel": "Umsatzsteuer", "Datum": "Dienstag 22. April 2026"}


@pytest.fixture
def desk(client):
    user = make_desk("redaktion")
    client.force_login(user)
    return user


def hand_in(client, content, name="programm.csv", **values):
    data = {"file": SimpleUploadedFile(name, content), "year": "2026", "organiser": make_organiser().pk} | values
    return client.post(URL, data)


def handed_in(client, *rows):
    response = hand_in(client, a_file(*rows))
    assert response.status_code == 302, response.content.decode()
    return ProgrammeImport.objects.latest("pk")


def answer(client, programme, **said):
    """Answer the questions of these kinds."""
    data = {}
    for stored in programme.questions:
        if stored["kind"] in said:
            choice = said[stored["kind"]]
            data[stored["key"]] = "own" if isinstance(choice, tuple) else choice
            if isinstance(choice, tuple):
                data[f"{stored['key']}-eigen"] = choice[1]
    response = client.post(reverse("events:import", args=[programme.pk]), data)
    programme.refresh_from_db()
    return response


def test_a_file_is_read_asked_about_and_taken_over(client, desk, django_assert_max_num_queries):
    double = {"Paket": "Mendig", "Titel": "Doppel"}
    programme = handed_in(
        client,
        CONTRADICTION,
        double,
        double | {"Datum": "25.02.2026", "Plätze": ""},
        {"Titel": "Methodik", **{key: "" for key in GOOD if key != "Titel"}, "Datum": "zweites Halbjahr 2026"},
    )
    with django_assert_max_num_queries(40):
        page = client.get(reverse("events:import", args=[programme.pk])).content.decode()
    assert "„Dienstag“ passt nicht zum Datum. Der 22.04.2026 ist ein Mittwoch." in page
    assert "Mittwoch, 22.04.2026" in page
    assert "Dienstag, 21.04.2026" in page
    assert "Zeile 4 der Datei" in page
    assert "Als Entwürfe übernehmen" not in page
    assert not Event.objects.exists()

    answer(client, programme, weekday="keep", no_capacity="unknown", past="keep")
    page = client.get(reverse("events:import", args=[programme.pk])).content.decode()
    assert "Als Entwürfe übernehmen" in page
    assert "Das Datum stimmt: Mittwoch, 22.04.2026" in page
    assert "Zahl der Plätze unbekannt" in page

    response = client.post(reverse("events:import_apply", args=[programme.pk]), follow=True)
    assert "3 Veranstaltungen übernommen." in response.content.decode()
    assert {event.state for event in Event.objects.all()} == {EventState.DRAFT}
    assert Event.objects.get(title="Methodik").dates_note == "zweites Halbjahr 2026"
    assert f"{Session.objects.get(event__title='Umsatzsteuer').local_start:%d.%m.%Y %H:%M}" == "22.04.2026 09:00"
    (package,) = Package.objects.all()
    assert package.title == "Mendig"
    assert [session.capacity for session in package.sessions.order_by("starts_at")] == [20, None]
    assert Venue.objects.count() == 1
    assert AuditEntry.objects.filter(verb="programmeimport.applied", actor=desk).count() == 1

    client.post(reverse("events:import_apply", args=[programme.pk]))
    assert Event.objects.count() == 3
    page = client.get(reverse("events:import", args=[programme.pk])).content.decode()
    assert "passt nicht zum Datum" in page
    assert "Das Datum stimmt: Mittwoch, 22.04.2026" in page


def test_the_same_file_again_asks_what_becomes_of_events_that_exist(client, desk):
    row = {"Titel": "Doppel", "Paket": "Mendig", "Datum": "24.02.2031", "Referierende": "Rosa Beispiel"}
    rows = [row, row | {"Datum": "25.02.2031"}]
    for choice, expected in (("", 1), ("skip", 1), ("new", 2)):
        hand_in(client, a_file(*rows), year="2031")
        programme = ProgrammeImport.objects.latest("pk")
        for _round in range(2):
            answer(client, programme, exists=choice, room="keep", speaker="keep")
        client.post(reverse("events:import_apply", args=[programme.pk]))
        assert Event.objects.count() == expected
    event = Event.objects.earliest("pk")
    hand_in(client, a_file(*[row | {"Plätze": "35", "Zielgruppe": "alle"} for row in rows]), year="2031")
    programme = ProgrammeImport.objects.latest("pk")
    for _round in range(2):
        answer(client, programme, exists=f"update:{event.pk}", room="keep", speaker="keep")
    client.post(reverse("events:import_apply", args=[programme.pk]), follow=True)
    event.refresh_from_db()
    assert event.target_group == "alle"
    assert [session.capacity for session in event.sessions.all()] == [35, 35]
    assert (Event.objects.count(), Package.objects.count()) == (2, 2)


def test_own_answers_are_read_and_refused_with_words(client, desk):
    programme = handed_in(client, CONTRADICTION)
    response = answer(client, programme, weekday=("own", "übermorgen"))
    assert response.status_code == 422
    assert "zum Beispiel 22.04.2026" in response.content.decode()
    assert "übermorgen" in response.content.decode()
    answer(client, programme, weekday=("own", "23.04.2026"))
    assert "23.04.2026" in str(programme.answers)
    key = next(iter(programme.answers))
    client.post(reverse("events:import_withdraw", args=[programme.pk]), {"frage": key})
    programme.refresh_from_db()
    assert programme.answers == {}


def test_choices_that_a_question_does_not_have_are_refused(client, desk):
    programme = handed_in(client, CONTRADICTION)
    assert answer(client, programme, weekday="1999-01-01").status_code == 422
    client.post(reverse("events:import", args=[programme.pk]), {"weekday-0000": "keep"})
    client.post(reverse("events:import_withdraw", args=[programme.pk]), {"frage": "gibt-es-nicht"})
    programme.refresh_from_db()
    assert programme.answers == {}
    client.post(reverse("events:import_apply", args=[programme.pk]))
    assert not Event.objects.exists()


def test_a_discarded_import_forgets_what_was_read(client, desk):
    programme = handed_in(client, CONTRADICTION)
    client.post(reverse("events:import_discard", args=[programme.pk]))
    programme.refresh_from_db()
    assert (programme.state, programme.rows) == (ImportState.DISCARDED, [])
    client.post(reverse("events:import_apply", args=[programme.pk]))
    assert not Event.objects.exists()
    assert "verworfen" in client.get(reverse("events:import", args=[programme.pk])).content.decode()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (MAX_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "programm.csv", "leer"),
        (b"%PDF-1.7 \x00\x01", "programm.csv", "weder UTF-8 noch"),
        (b"Hallo Welt\nwie geht es\n", "programm.csv", "keine Überschrift"),
        (b"Titel;Datum\n", "programm.csv", "steht nichts"),
        (b"PK\x03\x04 kaputt", "programm.xlsx", "nicht lesbar"),
        (b"PK\x03\x04 kaputt", "programm.csv", "Endung .xlsx"),
        (b'Titel;Datum\n"offen;1\n', "programm.csv", "nicht lesbar"),
        (b"Titel\n" + b"x\n" * 10_000, "programm.csv", "Mehr als 2000 Zeilen"),
        (b"Titel\n" + b"x" * 5_000_001, "programm.csv", "größer als 5 MB"),
        (b"Titel\n" + b"x" * 20_001, "programm.csv", "zu lang"),
    ],
)
def test_files_that_are_no_programme_are_refused_with_words(client, desk, content, name, words):
    response = hand_in(client, content, name)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ProgrammeImport.objects.exists()


def test_a_workbook_that_unpacks_too_large_is_refused(client, desk):
    response = hand_in(client, bomb(), "programm.xlsx")
    assert "ausgepackt zu groß" in response.content.decode()


def test_what_stands_in_the_file_is_only_text(client, desk):
    programme = handed_in(client, {"Titel": "<script>alert(1)</script>", "Datum": "<b>bald</b>"})
    page = client.get(reverse("events:import", args=[programme.pk])).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "<b>bald" not in page


def test_only_who_plans_gets_in(client):
    programme = ProgrammeImport.objects.create(name="programm.csv", year=2026, organiser=make_organiser())
    client.force_login(make_person("buergerin"))
    paths = [reverse("events:import", args=[programme.pk]), URL, f"{URL}vorlage.csv", f"{URL}programm-2026.csv"]
    assert {client.get(path).status_code for path in paths} == {404}
    steps = ("import_apply", "import_discard", "import_withdraw")
    assert {client.post(reverse(f"events:{step}", args=[programme.pk])).status_code for step in steps} == {404}
    assert hand_in(client, a_file()).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_can_be_handed_in_as_it_is(client, desk, kind):
    content = client.get(f"{URL}vorlage.{kind}").content
    hand_in(client, content, f"vorlage.{kind}")
    programme = ProgrammeImport.objects.get()
    assert {stored["kind"] for stored in programme.questions} <= {"past", "topic", "package"}
    assert len(programme.rows) == 1
    assert client.get(f"{URL}vorlage.exe").status_code == 404
