# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Surveys: written at the desk, answered once per place without a name, shown from five answers on."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from allmende.core.models import AuditEntry
from allmende.core.table_files import harmless
from allmende.events.models import ItemKind, Place, PlaceState, Survey, SurveyItem, SurveyKind, SurveyTicket
from allmende.events.services import moving
from allmende.events.services import survey as surveys
from allmende.events.survey_personal_data import forget_texts
from allmende.events.survey_presets import FEEDBACK, PRESETS
from allmende.events.tests.booking_stories import letters, registered, signed_in
from allmende.events.tests.day_stories import make_member, seat
from allmende.events.tests.stories import make_event, make_session
from allmende.events.tests.survey_stories import a_day, fill_box, make_survey, shut, was_there
from tests.permissions.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return a_day()


@pytest.fixture
def leader(session):
    return make_member(session)


@pytest.fixture
def desk(leader) -> Client:
    return signed_in(leader)


def page(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:500]
    return str(response.content.decode())


def item_of(survey: Survey, kind: str) -> SurveyItem:
    return survey.items.get(kind=kind)


def filled(survey: Survey, scale="4", choice="1", text="Mehr Beispiele") -> dict[str, str]:
    given: dict[str, str] = {ItemKind.SCALE: scale, ItemKind.CHOICE: choice, ItemKind.TEXT: text}
    return {f"frage-{item.pk}": given[item.kind] for item in survey.items.all()}


def own(survey: Survey, place: Place) -> str:
    return f"/umfrage/{survey.pk}/{place.attendee.secret}/"


def sheets(survey: Survey) -> list[dict]:
    survey.box.refresh_from_db()
    return list(survey.box.sheets)


class TestWriting:
    def test_from_a_preset_to_an_open_survey(self, desk, session):
        address = f"/leitung/veranstaltungen/{session.event_id}/umfragen/"
        assert "Bitte wählen Sie eine Vorlage" in page(desk.post(address, {}), 422)
        assert (
            desk.post(address, {"vorlage": "feedback", "title": "Fremd", "opens_at": "2020-01-01"}).status_code == 302
        )
        survey = Survey.objects.get()
        assert (survey.kind, survey.stand, survey.items.count()) == (SurveyKind.FEEDBACK, "draft", 9)
        today = timezone.localdate()
        change = f"/leitung/umfragen/{survey.pk}/bearbeiten/"
        data = {"title": "Wie war es?", "intro": "", "opens_day": f"{today}", "closes_day": f"{today}"}
        assert "beide Tage" in page(desk.post(change, data | {"closes_day": ""}), 422)
        wrong = page(desk.post(change, data | {"closes_day": f"{today - dt.timedelta(days=1)}"}), 422)
        assert "endet, bevor sie beginnt" in wrong
        assert "Wie war es?" in wrong
        assert desk.post(change, data).status_code == 302
        survey.refresh_from_db()
        assert survey.stand == "open"
        assert timezone.localtime(survey.closes_at).date() == today + dt.timedelta(days=1)
        assert "Einladung verschicken" in page(desk.get(f"/leitung/umfragen/{survey.pk}/"))

    def test_every_preset_makes_questions_that_can_be_saved(self, leader, session):
        for preset in PRESETS.values():
            survey = surveys.create_survey(event=session.event, preset=preset, by=leader)
            for item in survey.items.all():
                surveys.save_item(item=item, by=leader)
            assert survey.items.count() == len(preset.questions)
        sections = set(Survey.objects.get(kind=SurveyKind.NEEDS).items.values_list("section", flat=True))
        assert sections >= {"Bereitschaft", "Widerstände", "Unterstützungsbedarf"}

    def test_questions_are_written_until_somebody_answers(self, desk, session):
        survey = make_survey(session, is_open=False)
        new = f"/leitung/umfragen/{survey.pk}/fragen/neu/"
        data = {"text": "Welcher Tag?", "section": "", "kind": "choice", "choices": "Montag", "position": "5"}
        assert "mindestens zwei Antworten" in page(desk.post(new, data), 422)
        assert "Montag" in page(desk.post(new, data), 422)
        desk.post(new, data | {"choices": "Montag\n Freitag \nMontag"})
        item = survey.items.get(text="Welcher Tag?")
        assert item.choices == ["Montag", "Freitag"]
        change = f"/leitung/umfragen/{survey.pk}/fragen/{item.pk}/"
        assert "eine Zeile" in page(desk.post(change, data | {"text": "a\u2028b", "choices": "a\nb"}), 422)
        desk.post(change, data | {"kind": "scale", "low_label": "nie"})
        item.refresh_from_db()
        assert (item.kind, item.choices, item.low_label) == ("scale", [], "nie")
        SurveyTicket.objects.create(survey=survey, place=was_there(session, "Anna Adler"))
        assert "schon Antworten" in page(desk.post(change, data | {"kind": "text"}), 422)
        desk.post(change, {"loeschen": "ja"})
        assert survey.items.filter(pk=item.pk).exists()
        desk.post(f"/leitung/umfragen/{survey.pk}/bearbeiten/", {"loeschen": "ja", "title": "x"})
        assert Survey.objects.filter(pk=survey.pk).exists()

    def test_an_unanswered_survey_is_deleted(self, desk, session):
        survey = make_survey(session)
        assert desk.post(f"/leitung/umfragen/{survey.pk}/bearbeiten/", {"loeschen": "ja"}).status_code == 302
        assert not Survey.objects.exists()

    def test_a_question_of_another_survey_is_not_here(self, desk, session):
        survey, other = make_survey(session), make_survey(make_session())
        item = other.items.first()
        assert desk.get(f"/leitung/umfragen/{survey.pk}/fragen/{item.pk}/").status_code == 404
        assert desk.get(f"/leitung/umfragen/{other.pk}/").status_code == (
            200 if other.event.organiser == session.event.organiser else 404
        )

    def test_html_is_shown_as_text(self, desk, session):
        survey = make_survey(session, title="<script>alert(1)</script>", intro="<b>fett</b>")
        for address in ("", "vorschau/", "ergebnisse/"):
            text = page(desk.get(f"/leitung/umfragen/{survey.pk}/{address}"))
            assert "<script>alert" not in text
            assert "&lt;script&gt;alert" in text
            assert "<b>fett" not in text

    def test_the_preview_cannot_be_sent(self, desk, session):
        survey = make_survey(session)
        text = page(desk.get(f"/leitung/umfragen/{survey.pk}/vorschau/"))
        assert "Antworten abschicken" not in text
        assert desk.post(f"/leitung/umfragen/{survey.pk}/vorschau/", filled(survey)).status_code == 405

    def test_without_questions_it_does_not_open(self, leader, session):
        survey = surveys.create_survey(event=session.event, preset=PRESETS["empty"], by=leader)
        now = timezone.now()
        with pytest.raises(ValidationError, match="keine Fragen"):
            surveys.change_survey(
                survey=survey, values={"opens_at": now, "closes_at": now + dt.timedelta(days=1)}, by=leader
            )

    def test_queries(self, desk, session, django_assert_num_queries):
        survey = make_survey(session)
        was_there(session, "Anna Adler")
        desk.get(f"/leitung/umfragen/{survey.pk}/")
        with django_assert_num_queries(11):
            desk.get(f"/leitung/umfragen/{survey.pk}/")
        with django_assert_num_queries(8):
            desk.get(f"/leitung/veranstaltungen/{session.event_id}/umfragen/")
        shut(survey)
        fill_box(survey, [(session, "", {ItemKind.SCALE: 3})] * 6)
        with django_assert_num_queries(14):
            desk.get(f"/leitung/umfragen/{survey.pk}/ergebnisse/")


class TestAnswering:
    def test_by_the_own_address_once_and_without_a_name(self, client, session):
        survey, place = make_survey(session), was_there(session, "Anna Adler", "municipality")
        assert "Wie gut war der Inhalt?" in page(client.get(own(survey, place)))
        response = client.post(own(survey, place), filled(survey))
        assert response.status_code == 302
        assert "Vielen Dank" in page(client.get(response.url))
        assert client.post(own(survey, place), filled(survey, scale="1")).status_code == 200
        (sheet,) = sheets(survey)
        assert (sheet["session"], sheet["kind"]) == (session.pk, "municipality")
        assert sorted(map(str, sheet["values"].values())) == ["1", "4", "Mehr Beispiele"]
        assert set(sheet) == {"session", "kind", "values"}
        (entry,) = AuditEntry.objects.filter(verb="survey.answered")
        assert (entry.actor_id, entry.after, entry.before) == (None, None, None)
        assert {field.attname for field in SurveyTicket._meta.concrete_fields} == {"id", "survey_id", "place_id"}

    def test_sheets_are_shuffled(self, session):
        """With twenty sheets the order they came in is kept once in 20! times."""
        survey = make_survey(session)
        key = item_of(survey, ItemKind.TEXT).pk
        for number in range(20):
            place = was_there(session, f"Person {number}")
            surveys.answer(survey=survey, place=place, values={key: f"Text {number:02}"}, by=None)
        texts = [sheet["values"][str(key)] for sheet in sheets(survey)]
        assert sorted(texts) == [f"Text {number:02}" for number in range(20)]
        assert texts != sorted(texts)

    def test_what_is_typed_is_kept_when_something_is_wrong(self, client, session):
        survey, place = make_survey(session), was_there(session, "Anna Adler")
        text = page(client.post(own(survey, place), filled(survey, scale="9", text="Mein <b>Text</b>")), 422)
        assert "Mein &lt;b&gt;Text" in text
        assert "Diese Antwort gibt es nicht" in text
        assert "mindestens eine Frage" in page(client.post(own(survey, place), filled(survey, "", "", "  ")), 422)
        assert "Steuerzeichen" in page(client.post(own(survey, place), filled(survey, text="a\x07b")), 422)
        assert page(client.post(own(survey, place), filled(survey, choice="3", text="x" * 2001)), 422)
        assert (sheets(survey), SurveyTicket.objects.count()) == ([], 0)

    def test_questions_may_be_skipped_and_others_are_not_taken(self, client, session):
        survey, place = make_survey(session), was_there(session, "Anna Adler")
        foreign = make_survey(make_session()).items.first()
        data = filled(survey, scale="", text="") | {f"frage-{foreign.pk}": "1", "kind": "centre", "platz": "999"}
        assert client.post(own(survey, place), data).status_code == 302
        assert [sheet["values"] for sheet in sheets(survey)] == [{str(item_of(survey, ItemKind.CHOICE).pk): 1}]

    def test_only_those_who_were_there(self, client, session):
        survey = make_survey(session)
        there = was_there(session, "Anna Adler")
        absent = seat(session, "Berta Busch")
        elsewhere = was_there(a_day(), "Carla Christ")
        for place in (absent, elsewhere):
            assert client.get(own(survey, place)).status_code == 404
            assert client.post(own(survey, place), filled(survey)).status_code == 404
        assert client.get(f"/umfrage/{survey.pk}/{'x' * 32}/").status_code == 404
        assert client.get(own(survey, there)).status_code == 200
        with pytest.raises(PermissionDenied):
            surveys.answer(survey=survey, place=absent, values={item_of(survey, ItemKind.SCALE).pk: 3}, by=None)

    def test_where_nobody_was_checked_in_everybody_counts(self, client, session):
        survey, place = make_survey(session), seat(session, "Anna Adler")
        waiting = seat(session, "Berta Busch", state=PlaceState.WAITING)
        assert client.get(own(survey, place)).status_code == 200
        assert client.get(own(survey, waiting)).status_code == 404

    def test_a_needs_assessment_may_come_before_the_day(self, client):
        coming = make_session(days=20)
        survey, feedback = make_survey(coming, kind=SurveyKind.NEEDS), make_survey(coming)
        place = seat(coming, "Anna Adler")
        assert client.post(own(survey, place), filled(survey)).status_code == 302
        assert client.get(own(feedback, place)).status_code == 404

    def test_rebooking_to_and_fro_gives_no_second_sheet(self, client):
        event = make_event()
        here, there = make_session(event, days=20), make_session(event, days=21)
        survey = make_survey(here, kind=SurveyKind.NEEDS)
        registration = registered(here, "Rosa Beispiel", email="rosa@example.org")
        client.post(f"/umfrage/{survey.pk}/{registration.secret}/", filled(survey))
        new = moving.rebook(registration=registration, to=there, by=None)
        url = f"/umfrage/{survey.pk}/{new.secret}/"
        assert "Vielen Dank" in page(client.get(url))
        client.post(url, filled(survey))
        assert (survey.tickets.count(), surveys.open_places(survey).count()) == (1, 0)
        with pytest.raises(surveys.AlreadyAnsweredError):
            place = new.attendees.get().places.get()
            surveys.answer(survey=survey, place=place, values={item_of(survey, ItemKind.SCALE).pk: 4}, by=None)

    def test_only_while_it_is_open(self, client, session):
        place = was_there(session, "Anna Adler")
        draft = make_survey(session, is_open=False)
        closed = shut(make_survey(session))
        assert client.get(own(draft, place)).status_code == 404
        assert "geschlossen" in page(client.get(own(closed, place)))
        client.post(own(closed, place), filled(closed))
        with pytest.raises(surveys.SurveyClosedError):
            surveys.answer(survey=closed, place=place, values={item_of(closed, ItemKind.SCALE).pk: 3}, by=None)
        assert (sheets(draft), sheets(closed)) == ([], [])

    def test_whoever_registered_does_not_answer_for_those_with_a_mailbox(self, client, session):
        survey, place = make_survey(session), was_there(session, "Anna Adler")
        registration = place.attendee.registration
        colleague = registration.attendees.create(name="Berta Busch", email="berta@example.org", person_key="b")
        without = registration.attendees.create(name="Carla Christ", person_key="c")
        for attendee in (colleague, without):
            Place.objects.create(
                attendee=attendee, session=session, state=PlaceState.SEATED, number=1,
                person_key=attendee.person_key, attended_at=session.starts_at,
            )  # fmt: skip
        address = f"/umfrage/{survey.pk}/{registration.secret}/"
        text = page(client.get(address))
        assert ("Anna Adler" in text, "Carla Christ" in text, "Berta Busch" in text) == (True, True, False)
        assert "wofür Sie antworten" in page(client.post(address, filled(survey)), 422)
        berta = colleague.places.get()
        assert client.post(address, filled(survey) | {"platz": berta.pk}).status_code == 422
        for person in (place.attendee, without):
            assert client.post(address, filled(survey) | {"platz": person.places.get().pk}).status_code == 302
        assert "Vielen Dank" in page(client.get(address))
        assert (len(sheets(survey)), survey.tickets.filter(place=berta).exists()) == (2, False)

    def test_signed_in(self, session):
        user = make_person("teilnehmerin")
        survey, place = make_survey(session), was_there(session, "Anna Adler")
        address = f"/umfrage/{survey.pk}/"
        assert signed_in(user).get(address).status_code == 404
        with pytest.raises(PermissionDenied):
            surveys.answer(survey=survey, place=place, values={item_of(survey, ItemKind.SCALE).pk: 3}, by=user)
        place.attendee.user = user
        place.attendee.save()
        assert signed_in(user).post(address, filled(survey)).status_code == 302
        assert len(sheets(survey)) == 1

    def test_the_own_page_leads_to_it(self, client, session):
        survey, place = make_survey(session), was_there(session, "Anna Adler")
        address = place.attendee.get_absolute_url()
        assert own(survey, place) in page(client.get(address))
        client.post(own(survey, place), filled(survey))
        assert own(survey, place) not in page(client.get(address))


class TestInviting:
    def test_everybody_gets_an_own_address_once(self, desk, session):
        survey = make_survey(session, intro="Drei Minuten.")
        anna, berta = was_there(session, "Anna Adler"), was_there(session, "Berta Busch")
        seat(session, "Carla Christ")
        for _click in range(2):
            assert desk.post(f"/leitung/umfragen/{survey.pk}/einladen/").status_code == 302
        sent = letters()
        assert len(sent) == 2
        for place in (anna, berta):
            (letter,) = [letter for letter in sent if place.attendee.email in letter["to"]]
            assert own(survey, place) in letter["text"]
            assert "Drei Minuten." in letter["text"]

    def test_a_reminder_goes_to_those_who_have_not_answered(self, leader, session):
        survey = make_survey(session)
        anna, berta = was_there(session, "Anna Adler"), was_there(session, "Berta Busch")
        surveys.answer(survey=survey, place=anna, values={item_of(survey, ItemKind.SCALE).pk: 3}, by=None)
        Survey.objects.filter(pk=survey.pk).update(invited_at=timezone.now() - dt.timedelta(days=2))
        assert surveys.invite(survey=survey, by=leader) == 1
        (letter,) = letters()
        assert berta.attendee.email in letter["to"]
        assert letter["subject"].startswith("Noch Zeit")

    def test_a_closed_one_invites_nobody(self, desk, session):
        survey = make_survey(session, is_open=False)
        was_there(session, "Anna Adler")
        response = desk.post(f"/leitung/umfragen/{survey.pk}/einladen/", follow=True)
        assert "zu einer offenen Umfrage" in page(response)
        assert letters() == []

    def test_the_follow_up_letter_is_prepared(self, desk, session):
        address = f"/leitung/veranstaltungen/{session.event_id}/rundschreiben/"
        text = page(desk.get(address + "?vorlage=nachbereitung"))
        assert "vielen Dank, dass Sie dabei waren" in text
        assert "vielen Dank" not in page(desk.get(address))


class TestResults:
    @pytest.fixture
    def survey(self, session):
        return make_survey(session)

    def answers(self, session, *numbers: int, kind="municipality", **more):
        return [(session, kind, {ItemKind.SCALE: number, **more}) for number in numbers]

    def results(self, desk, survey, query="") -> str:
        return page(desk.get(f"/leitung/umfragen/{survey.pk}/ergebnisse/{query}"))

    def table(self, desk, survey) -> list[dict[str, str]]:
        response = desk.get(f"/leitung/umfragen/{survey.pk}/ergebnisse.csv")
        return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))

    def test_nothing_before_it_is_closed_and_then_for_good(self, desk, leader, session, survey):
        fill_box(survey, self.answers(session, 1, 2, 3, 4, 5, 5))
        assert "Noch keine Ergebnisse" in self.results(desk, survey)
        assert self.table(desk, survey)[0]["Antwort"] == "zu wenige Antworten"
        assert desk.post(f"/leitung/umfragen/{survey.pk}/schliessen/").status_code == 302
        text = self.results(desk, survey)
        assert "Mittelwert 3,3" in text
        survey.refresh_from_db()
        with pytest.raises(ValidationError, match="bleibt es"):
            surveys.change_survey(survey=survey, values={"closes_at": timezone.now() + dt.timedelta(days=1)}, by=leader)
        assert desk.post(f"/leitung/umfragen/{survey.pk}/schliessen/").status_code == 302
        with pytest.raises(surveys.SurveyClosedError):
            surveys.close_survey(survey=survey, by=leader)

    def test_four_answers_are_not_shown(self, desk, session, survey):
        fill_box(survey, self.answers(session, 5, 5, 5, 5, text="Geheim", choice=1))
        text = self.results(desk, shut(survey))
        assert "Geheim" not in text
        assert text.count("Zu wenige Antworten") == 3
        assert {row["Antwort"] for row in self.table(desk, survey)} == {"zu wenige Antworten"}

    def test_what_few_have_answered_is_not_shown_beside_what_many_have(self, desk, session, survey):
        rows = self.answers(session, 1, 2, 3, 4, 5, 5)
        rows[0][2][ItemKind.TEXT] = rows[1][2][ItemKind.TEXT] = "Geheim"
        fill_box(survey, rows)
        text = self.results(desk, shut(survey))
        assert "Geheim" not in text
        assert "Mittelwert 3,3" in text

    def test_the_rest_of_seven_does_not_follow(self, desk, session, survey):
        other = a_day(event=session.event, days=9)
        fill_box(survey, [*self.answers(session, 1, 1, 1, 1, 1), *self.answers(other, 5, 5)])
        text = self.results(desk, shut(survey))
        assert f'<option value="{session.pk}"' not in text
        forged = self.results(desk, survey, f"?termin={session.pk}")
        assert "Mittelwert 2,1" in forged
        assert "Mittelwert 1,0" not in forged
        assert {row["Gruppe"] for row in self.table(desk, survey) if row["Antworten"]} <= {"alle", "Kommune"}

    def test_filters_and_the_file_show_the_same_groups(self, desk, session, survey):
        other = a_day(event=session.event, days=9)
        fill_box(
            survey,
            [
                *self.answers(session, 1, 1, 1, 1, 1), *self.answers(session, 2, kind="authority"),
                *self.answers(other, 5, 5, 5, 5, 5), *self.answers(other, 4, kind="authority"),
            ],
        )  # fmt: skip
        shut(survey)
        assert "Mittelwert 1,2" in self.results(desk, survey, f"?termin={session.pk}")
        assert "Mittelwert 4,8" in self.results(desk, survey, f"?termin={other.pk}")
        assert "Mittelwert 3,0" in self.results(desk, survey, "?art=authority")
        rows = [row for row in self.table(desk, survey) if row["Mittelwert"]]
        groups = {(row["Gruppe"], row["Antworten"], row["Mittelwert"]) for row in rows}
        assert len(groups) == 3
        assert {number for _name, number, _mean in groups} == {"12", "6"}
        assert {mean for _name, _number, mean in groups} == {"3,0", "1,17", "4,83"}

    def test_texts_are_for_all_together_and_no_formulas(self, desk, session, survey):
        rows = self.answers(session, 1, 2, 3, 4, 5)
        for number, row in enumerate(rows):
            row[2][ItemKind.TEXT] = f"=1+{number} <i>"
        fill_box(survey, rows)
        text = self.results(desk, shut(survey))
        assert text.count("=1+") == 5
        assert "<i>" not in text
        assert "=1+" not in self.results(desk, survey, f"?termin={session.pk}")
        told = {row["Antwort"] for row in self.table(desk, survey) if "1+" in row["Antwort"]}
        assert told == {harmless(f"=1+{number} <i>") for number in range(5)}
        book = desk.get(f"/leitung/umfragen/{survey.pk}/ergebnisse.xlsx")
        assert (book.status_code, book.content[:2]) == (200, b"PK")
        assert desk.get(f"/leitung/umfragen/{survey.pk}/ergebnisse.exe").status_code == 404

    def test_old_texts_are_forgotten_and_figures_stay(self, desk, session, survey):
        fill_box(survey, self.answers(session, 1, 2, 3, 4, 5, text="Persönlich"))
        shut(survey)
        assert forget_texts(timezone.now() - dt.timedelta(days=1)) == 0
        assert forget_texts(timezone.now()) == 5
        text = self.results(desk, survey)
        assert "Persönlich" not in text
        assert "Mittelwert 3,0" in text


class TestRights:
    @pytest.mark.parametrize("what", ["", "bearbeiten/", "fragen/neu/", "vorschau/", "ergebnisse/", "ergebnisse.csv"])
    def test_strangers_find_nothing(self, session, what):
        survey = make_survey(session)
        address = f"/leitung/umfragen/{survey.pk}/{what}"
        assert signed_in(make_person("fremde")).get(address).status_code == 404
        assert Client().get(address).status_code == 302

    def test_services_refuse_strangers(self, session):
        survey, stranger = make_survey(session), make_person("fremde")
        for call in (
            lambda: surveys.create_survey(event=session.event, preset=FEEDBACK, by=stranger),
            lambda: surveys.change_survey(survey=survey, values={"title": "x"}, by=stranger),
            lambda: surveys.close_survey(survey=survey, by=stranger),
            lambda: surveys.delete_survey(survey=survey, by=stranger),
            lambda: surveys.invite(survey=survey, by=stranger),
            lambda: surveys.save_item(item=survey.items.first(), by=stranger),
            lambda: surveys.delete_item(item=survey.items.first(), by=stranger),
        ):
            with pytest.raises(PermissionDenied):
                call()
