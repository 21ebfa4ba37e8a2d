# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is read from the table of a programme, and what is asked instead of guessed. Nothing here needs a database."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import openpyxl
import pytest

from allmende.events.programme_reading.columns import COLUMNS, key_of
from allmende.events.programme_reading.drafts import House, KnownEvent, KnownSession
from allmende.events.programme_reading.inquiry import OWN
from allmende.events.programme_reading.plan import make_plan, read_table
from allmende.events.programme_reading.values import (
    nearest,
    person,
    read_time,
    read_until,
    read_when,
    split_persons,
    text_of,
)
from allmende.events.tests.import_stories import AROUND, GOOD, a_file, a_table, kinds, only_session, read

NO_PLACE = {"Ort/Haus": "", "Straße": "", "PLZ": "", "Stadt": ""}


def test_a_row_without_contradictions_raises_no_question():
    plan = read({})
    assert kinds(plan) == []
    session = only_session(plan)
    assert session.starts_at == dt.datetime(2026, 2, 24, 8, tzinfo=dt.UTC)
    assert session.ends_at == dt.datetime(2026, 2, 24, 15, tzinfo=dt.UTC)
    assert (session.house.label, session.capacity) == ("Bürgerhaus, Marktplatz 1, 56743 Mendig", 20)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_files_of_the_offices_are_read(delimiter, encoding):
    table = read_table(a_file({}, delimiter=delimiter, encoding=encoding), "programm.csv")
    assert only_session(make_plan(table, {}, AROUND)).house.city == "Mendig"


def test_a_workbook_with_real_dates_and_times_is_read_like_its_texts():
    book = openpyxl.Workbook()
    book.active.append([*GOOD, "Nr"])
    book.active.append(
        ["Workshop A", dt.date(2026, 2, 24), dt.time(9), 0.6666666667, "Bürgerhaus", "Marktplatz 1", 56743,
         "Mendig", 20.0, 3.0]
    )  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    plan = make_plan(read_table(out.getvalue(), "programm.xlsx"), {}, AROUND)
    assert kinds(plan) == []
    assert dataclasses.replace(only_session(plan), row=2) == only_session(read({}))
    assert plan.events[0].number == 3


def test_no_two_columns_have_a_heading_in_common():
    headings = [text for column in COLUMNS for text in (column.heading, *column.aliases)]
    assert [key_of(heading) for heading in headings] == [
        column.key for column in COLUMNS for _ in (column.heading, *column.aliases)
    ]


@pytest.mark.parametrize(
    ("text", "day", "weekday"),
    [
        ("Dienstag 24. Februar 2026", (2026, 2, 24), 1),
        ("Di, 24.02.2026", (2026, 2, 24), 1),
        ("24.2.26", (2026, 2, 24), None),
        ("2026-02-24", (2026, 2, 24), None),
        ("Mittwoch, den 4. März 2026", (2026, 3, 4), 2),
        ("Sa. 1.8.2026", (2026, 8, 1), 5),
    ],
)
def test_dates_in_words_and_figures(text, day, weekday):
    when = read_when(text)
    assert (when.day, when.weekday) == (dt.date(*day), weekday)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("zweites Halbjahr 2026", (2026, 7, 1), (2026, 12, 31)),
        ("1. Halbjahr 2026", (2026, 1, 1), (2026, 6, 30)),
        ("3. Quartal 2026", (2026, 7, 1), (2026, 9, 30)),
        ("Februar 2028", (2028, 2, 1), (2028, 2, 29)),
    ],
)
def test_stretches_of_time(text, first, last):
    when = read_when(text)
    assert (when.day, when.note, when.first, when.last) == (None, text, dt.date(*first), dt.date(*last))


@pytest.mark.parametrize("text", ["31.02.2026", "24/02/2026", "irgendwann", "32. Mai 2026", "0000-01-01", "9" * 400])
def test_dates_that_are_none(text):
    assert read_when(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("09:00", (9, 0)), ("9 Uhr", (9, 0)), ("9.30 Uhr", (9, 30)), ("0.375", (9, 0)), ("16", (16, 0)), ("8:05", (8, 5))],
)
def test_times(text, expected):
    assert read_time(text) == dt.time(*expected)


@pytest.mark.parametrize("text", ["24:00", "9:60", "neun", "1.5", ""])
def test_times_that_are_none(text):
    assert read_time(text) is None


def test_other_cells():
    assert split_persons("Prof. A (Trier), Prof. B (Kassel, Lehrstuhl)") == [
        "Prof. A (Trier)",
        "Prof. B (Kassel, Lehrstuhl)",
    ]
    assert split_persons("Muster, Anna") is None
    assert person("Prof. A (Trier)") == ("Prof. A", "Trier")
    assert read_until("10. Februar 2026, 12 Uhr").time == dt.time(12)
    assert text_of(dt.timedelta(hours=9, minutes=30)) == "09:30"
    assert text_of("'=1+1") == "=1+1"
    assert nearest(dt.date(2026, 4, 22), 1) == [dt.date(2026, 4, 21), dt.date(2026, 4, 28)]


def test_the_weekday_that_does_not_match_is_asked_with_the_nearest_days():
    plan = read({"Datum": "Dienstag 22. April 2026"})
    (doubt,) = plan.open
    assert doubt.kind == "weekday"
    assert "Der 22.04.2026 ist ein Mittwoch." in doubt.text
    assert [value for value, _label in doubt.options] == ["keep", "2026-04-21", "2026-04-28"]
    assert plan.events[0].sessions == []


@pytest.mark.parametrize(
    ("choice", "day"),
    [("keep", (2026, 4, 22)), ("2026-04-28", (2026, 4, 28)), ((OWN, "23.04.2026"), (2026, 4, 23))],
)
def test_what_is_answered_counts(choice, day):
    plan = read({"Datum": "Dienstag 22. April 2026"}, answers={"weekday": choice})
    assert plan.open == []
    assert only_session(plan).day == dt.date(*day)


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ({"Wochentag": "Montag"}, ["weekday"]),
        ({"Datum": "24.02.2027"}, ["year"]),
        ({"Datum": "24. Februar"}, ["date"]),
        ({"Datum": "bald"}, ["date"]),
        ({"Datum": ""}, ["date"]),
        ({"Ende": "08:00"}, ["order"]),
        ({"Ende": "09:00"}, ["order"]),
        ({"Ende": "spät"}, ["ends"]),
        ({"Beginn": "", "Ende": ""}, ["hours"]),
        ({"Letzter Tag": "20.02.2026"}, ["last_day"]),
        ({"Datum": "29.03.2026", "Beginn": "02:30"}, ["clock_starts"]),
        ({"Datum": "25.10.2026", "Beginn": "02:30"}, ["clock_starts"]),
        ({"Straße": ""}, ["address"]),
        ({"PLZ": ""}, ["address"]),
        ({"PLZ": "5674"}, ["postcode", "address"]),
        ({"Ort/Haus": "", "Straße": ""}, ["address"]),
        (NO_PLACE, ["place"]),
        (NO_PLACE | {"Online-Link": "https://example.org/raum"}, []),
        (NO_PLACE | {"Online-Link": "javascript:alert(1)"}, ["online_link"]),
        ({"Plätze": ""}, ["no_capacity"]),
        ({"Plätze": "ca. 30"}, ["capacity"]),
        ({"Plätze": "0"}, ["capacity"]),
        ({"Mindestzahl": "viele"}, ["minimum"]),
        ({"Anmeldeschluss": "25.02.2026"}, ["deadline"]),
        ({"Anmeldeschluss": "24.02.2026"}, []),
        ({"Anmeldeschluss": "rechtzeitig"}, ["deadline"]),
        ({"Anmeldung ab": "10.02.2026", "Anmeldeschluss": "09.02.2026"}, ["deadline"]),
        ({"Zeitzone": "Mond/Krater"}, ["zone"]),
        ({"Paket": "A"}, ["package"]),
        ({"Themen": "Personal"}, []),
        ({"Themen": "Personalwesen"}, ["topic"]),
        ({"Art": "Kaffeefahrt"}, ["kind"]),
        ({"Referierende": "Muster, Anna"}, ["speakers"]),
        ({"Titel": ""}, ["untitled"]),
        ({"Titel": "x" * 201}, ["long"]),
        ({"Nr": "drei"}, ["number"]),
        ({"Kontakt": "kein Postfach"}, ["contact"]),
        ({"Bemerkungsspalte": "x"}, ["heading"]),
    ],
)
def test_what_is_asked_about_one_row(row, asked):
    assert kinds(read(row)) == asked


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        (({}, {}), ["duplicate"]),
        (({}, {"Titel": "B"}), ["room"]),
        (({}, {"Titel": "B", "Raum": "Saal"}), []),
        (({}, {"Titel": "B", "Beginn": "16:00", "Ende": "17:00"}), []),
        (({"Referierende": "Rosa"}, {"Titel": "B", "Stadt": "Mayen", "Referierende": "Rosa"}), ["speaker"]),
        (({"Nr": "1"}, {"Nr": "1", "Titel": "B", "Datum": "25.02.2026"}), ["titles"]),
        (({"Nr": "1"}, {"Nr": "2", "Datum": "25.02.2026"}), ["same_title"]),
        (({"Zielgruppe": "a"}, {"Zielgruppe": "b", "Datum": "25.02.2026"}), ["differs_target_group"]),
        (({"Paket": "A"}, {"Paket": "A", "Datum": "25.02.2026"}), []),
        (({"Paket": "A"}, {"Paket": "A", "Raum": "Saal", "Titel": "B"}), ["package"]),
        (({}, {"Straße": "", "Datum": "25.02.2026"}), ["address"]),
    ],
)
def test_what_is_asked_about_several_rows(rows, asked):
    assert kinds(read(*rows)) == asked


def test_dates_that_are_over_are_asked_about_once():
    around = dataclasses.replace(AROUND, today=dt.date(2026, 12, 1))
    rows = ({}, {"Datum": "25.02.2026"}, {"Datum": "24.12.2026"})
    (doubt,) = read(*rows, around=around).open
    assert (doubt.kind, doubt.rows) == ("past", (2, 3))
    kept = read(*rows, around=around, answers={"past": "drop"})
    assert [session.day for session in kept.events[0].sessions] == [dt.date(2026, 12, 24)]


def test_missing_capacities_are_asked_about_once_or_one_by_one():
    rows = ({"Plätze": ""}, {"Plätze": "", "Datum": "25.02.2026"})
    assert [s.capacity for s in read(*rows, answers={"no_capacity": "unknown"}).events[0].sessions] == [None, None]
    assert [s.capacity for s in read(*rows, answers={"no_capacity": (OWN, "25")}).events[0].sessions] == [25, 25]
    numbers = iter(["10", "11"])
    plan = read(*rows, answers={"no_capacity": "each", "capacity": lambda _doubt: (OWN, next(numbers))})
    assert [session.capacity for session in plan.events[0].sessions] == [10, 11]
    assert only_session(read({"Plätze": "ca. 30"}, answers={"capacity": "seats:30"})).capacity == 30


@pytest.mark.parametrize(
    ("choice", "starts", "ends", "later"),
    [("swap", 8, 9, 0), ("overnight", 9, 8, 1), ((OWN, "17 Uhr"), 9, 17, 0)],
)
def test_an_end_before_the_start(choice, starts, ends, later):
    session = only_session(read({"Ende": "08:00"}, answers={"order": choice}))
    assert (session.starts.hour, session.ends.hour) == (starts, ends)
    assert (session.last_day - session.day).days == later


def test_a_typed_answer_that_does_not_fit_either_is_asked_again():
    plan = read({"Ende": "08:00"}, answers={"order": (OWN, "07:00")})
    assert kinds(plan) == ["order"]  # each answer was heard, and none of them fits
    assert len(plan.doubts) > 2
    assert plan.events[0].sessions == []


def test_the_clocks_that_change():
    left_out = {"Datum": "29.03.2026", "Beginn": "02:30"}
    assert only_session(read(left_out, answers={"clock_starts": "later"})).starts_at.hour == 1
    twice = {"Datum": "25.10.2026", "Beginn": "02:30"}
    hours = [only_session(read(twice, answers={"clock_starts": which})).starts_at.hour for which in ("first", "second")]
    assert hours == [0, 1]


def test_a_place_without_address_can_be_one_the_portal_has():
    known = House("Bürgerhaus", "Marktplatz 1", "56743", "Mendig", "Rampe", 7)
    around = dataclasses.replace(AROUND, venues=(known,))
    assert only_session(read({}, around=around)).house.pk == 7
    (doubt,) = read({"Straße": ""}, around=around).open
    assert doubt.options[0] == ("place:0", "Bürgerhaus, Marktplatz 1, 56743 Mendig")
    assert only_session(read({"Straße": ""}, around=around, answers={"address": "place:0"})).house.pk == 7
    typed = {"address": (OWN, "Rathaus, Markt 2, 56727 Mayen")}
    assert only_session(read({"Straße": ""}, around=around, answers=typed)).house.city == "Mayen"
    assert kinds(read({"Straße": "Nebenweg 3"}, around=around)) == ["venue_differs"]


def test_a_room_that_the_portal_has_given_away_is_asked_about():
    start = dt.datetime(2026, 2, 24, 9, tzinfo=dt.UTC)
    known = KnownSession(
        1,
        1,
        "Sitzung",
        start.date(),
        start,
        start + dt.timedelta(hours=1),
        ("burgerhaus", "mendig", "marktplatz 1"),
        "",
    )
    (doubt,) = read({}, around=dataclasses.replace(AROUND, sessions=(known,))).open
    assert "„Sitzung“ im Portal" in doubt.text
    assert doubt.rows == (2,)


def test_events_that_exist_are_skipped_updated_or_entered_anew():
    day = dt.date(2026, 2, 24)
    start = dt.datetime(2026, 2, 24, 8, tzinfo=dt.UTC)
    session = KnownSession(5, 3, "Workshop A", day, start, start, ("burgerhaus", "mendig", "marktplatz 1"), "")
    around = dataclasses.replace(AROUND, events=(KnownEvent(3, "Workshop A", True, (session,)),))
    assert kinds(read({}, around=around)) == ["exists"]
    assert read({}, around=around, answers={"exists": "skip"}).written == []
    assert only_session(read({}, around=around, answers={"exists": "new"})).known is None
    updated = read({}, around=around, answers={"exists": "update:3"})
    assert (updated.events[0].known, only_session(updated).known) == (3, 5)


def test_one_speaker_less():
    rows = ({"Referierende": "Rosa"}, {"Titel": "B", "Stadt": "Mayen", "Referierende": "Rosa; Emil"})
    plan = read(*rows, answers={"speaker": "drop:3"})
    assert [event.speakers for event in plan.events] == [[("Rosa", "")], [("Emil", "")]]


def test_cities_that_nobody_knows_are_told_and_not_asked():
    around = dataclasses.replace(AROUND, knows_cities=True, cities={"mendig": frozenset({"56743"})})
    assert read({}, around=around).notices == []
    (unknown,) = read({"Stadt": "Mändich"}, around=around).notices
    (elsewhere,) = read({"PLZ": "10115"}, around=around).notices
    assert "Mändich" in unknown.text
    assert "10115" in elsewhere.text


def test_answers_do_not_fit_other_questions():
    doubt = read({"Datum": "Dienstag 22. April 2026"}).open[0]
    other = read({"Datum": "Dienstag 23. April 2026"}).open[0]
    assert doubt.key != other.key


def test_a_table_full_of_nonsense_is_answered_in_time():
    rows = [{"Titel": f"T{number}", "Datum": "x" * 50, "Plätze": "viele"} for number in range(1500)]
    plan = make_plan(a_table(*rows), {}, AROUND)
    assert len(plan.open) >= 1500
