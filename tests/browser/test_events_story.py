# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The story of a double event: saved, opened, booked, given up, moved up, checked in, certified, asked about."""

from __future__ import annotations

import datetime as dt
import io
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, cast

import icalendar
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.story import Stage, follow, headed, press, told
from tests.browser.typist import Typist

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

DESK, CITIZEN = "redaktion@example.org", "buergerin@example.org"
TITLE = "Beispiel: Methoden für die ersten Schritte"
EVENT = "/veranstaltungen/beispiel-methoden-fuer-die-ersten-schritte/"
PACKAGE = "Beide Tage in Neuwied"
ROSA, KIM, ULI = "rosa.neuland@example.org", "kim.neuland@example.org", "uli.neuland@example.org"
BEGINS_NOW = "UPDATE events_session SET starts_at = ?, ends_at = ? WHERE label = 'Erster Tag'"


def test_a_double_event_from_the_saved_date_to_the_survey(browser, own_portal):
    stage = Stage(browser, own_portal)
    saved(stage)
    opened(stage)
    booked_for_two(stage)
    waiting(stage)
    given_up(stage)
    moved_up(stage)
    place = checked_in(stage)
    certified(stage)
    asked(stage, place)
    answered(stage)
    assert stage.complaints == []


def path_in(letter: str, start: str) -> str:
    """The address on the portal that begins with ``start``, as the letter names it."""
    found = re.search(rf"https?://[^/\s]+({re.escape(start)}\S*)", letter)
    assert found is not None, letter
    return found.group(1)


def entries(stage: Stage, to: str, subject: str) -> list[tuple[str, str, int]]:
    """Method, UID and number of the version of each calendar entry in the newest letter about ``subject``."""
    stage.letter(to, subject)
    letter = [one for one in stage.letters(to) if subject in one["Subject"]][-1]
    found = []
    for part in letter.walk():
        if part.get_content_type() == "text/calendar":
            calendar = icalendar.Calendar.from_ical(cast("bytes", part.get_payload(decode=True)))
            (entry,) = calendar.walk("VEVENT")
            assert part.get_param("method") == calendar["METHOD"]
            found.append((str(calendar["METHOD"]), str(entry["UID"]), int(str(entry["SEQUENCE"]))))
    return sorted(found)


def field(page: Page | Locator, label: str) -> Locator:
    """The field of this name, whether or not it may be left out."""
    return page.get_by_label(re.compile(rf"^\s*{label}\s*(– freiwillig\s*)?$"))


def type_into(page: Page, label: str, text: str) -> None:
    field(page, label).focus()
    page.keyboard.type(text)


def saved(stage: Stage) -> None:
    """A guest wants to be told, by keyboard, and proves her address."""
    with stage.visit() as page:
        page.goto(EVENT)
        stage.look()
        page.get_by_role("link", name="Termin vormerken").focus()
        hands = Typist(page)
        hands.go()
        stage.look()
        hands.tab_to(field(page, "Ihre E-Mail-Adresse"), most=25)
        page.keyboard.type(ROSA)
        hands.go()
        headed(page, "Bitte bestätigen Sie Ihre E-Mail-Adresse")
        page.goto(path_in(stage.letter(ROSA, "vormerken"), "/vormerkung/"))
        press(page, "Ja, vormerken")
        expect(page.get_by_role("main")).to_contain_text("Vorgemerkt. Wir schreiben Ihnen")


def opened(stage: Stage) -> None:
    """The desk enters two days, which are booked together or singly, and opens registration."""
    with stage.visit(DESK) as page:
        page.goto(EVENT)
        with page.expect_navigation():
            page.get_by_role("link", name="Anmeldungen und Angaben in der Leitung ansehen").click()
        for label, days in (("Erster Tag", 60), ("Zweiter Tag", 61)):
            follow(page, "Neuer Termin")
            type_into(page, "Bezeichnung", label)
            field(page, "Datum").fill(str(dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)))
            field(page, "Beginn").fill("09:00")
            field(page, "Ende").fill("16:00")
            place = page.get_by_role("option", name=re.compile("^Neuwied: Tagungshaus Beispiel"))
            field(page, "Veranstaltungsort").select_option(place.get_attribute("value"))
            field(page, "Plätze").fill("2")
            field(page, "Plätze").press("Enter")
            expect(page.get_by_role("table").first).to_contain_text(label)
        follow(page, "Neues Paket")
        type_into(page, "Titel", PACKAGE)
        for box in page.get_by_role("checkbox", name=re.compile("Neuwied: Beispiel")).all():
            box.check()
        stage.look()
        press(page, "Speichern")
        follow(page, "Anmeldung öffnen")
        expect(page.locator("p.lead")).to_contain_text("5 Personen, die sich den Termin vorgemerkt haben")
        press(page, "Anmeldung öffnen")
        told(page, "Stand: ")


def booked_for_two(stage: Stage) -> None:
    """From the letter to two seats on both days for two colleagues, with all that is wrong said at its field."""
    letter = stage.letter(ROSA, f"Anmeldung offen: {TITLE}")
    with stage.visit() as page:
        page.goto(path_in(letter, "/veranstaltungen/"))
        page.get_by_role("link", name=re.compile(f"Alle Tage zusammen buchen.*{PACKAGE}")).focus()
        hands = Typist(page)
        hands.go()
        stage.look()
        hands.tab_to(field(page, "Ihr Name"), most=25)
        page.keyboard.type("Rosa Neuland")
        hands.press("Tab")
        page.keyboard.type(ROSA)
        type_into(page, "Kommune oder Einrichtung", "Gemeinde Neuland (Beispiel)")
        field(page, "Art der Einrichtung").select_option(index=1)
        hands.tab_to(field(page, "Ich nehme selbst teil"), most=3)
        hands.press("Space")
        for number in (1, 2):
            page.get_by_role("button", name="Weitere Person hinzufügen").focus()
            hands.press("Enter")
            expect(page.get_by_role("group", name=f"Weitere Person {number}")).to_be_focused()
        people = [page.get_by_role("group", name=f"Weitere Person {number}") for number in (1, 2)]
        field(people[0], "Name").fill("Kim Neuland")
        field(people[0], "E-Mail-Adresse").fill(KIM)
        field(people[1], "E-Mail-Adresse").fill("uli")
        field(people[1], "E-Mail-Adresse").press("Enter")
        summary = page.locator("[data-focus]")
        expect(summary).to_be_focused()
        stage.look()
        summary.get_by_role("link", name=re.compile("Weitere Person 2, Name")).press("Enter")
        expect(field(people[1], "Name")).to_be_focused()
        page.keyboard.type("Uli Neuland")
        field(people[1], "E-Mail-Adresse").fill(ULI)
        hands.tab_to(page.get_by_role("button", name="Verbindlich anmelden"), most=12)
        hands.go()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Fast fertig")
        page.goto(path_in(stage.letter(ROSA, "Bitte bestätigen: Anmeldung"), "/anmeldung/"))
        stage.look()
        press(page, "Ja, verbindlich anmelden")
        told(page, "Ihre Anmeldung ist bestätigt.")
        expect(page.get_by_role("main").get_by_text("angemeldet", exact=True)).to_have_count(4)
        stage.look()
    assert [method for method, _uid, _version in entries(stage, KIM, "Angemeldet: ")] == ["REQUEST"] * 2
    assert entries(stage, ROSA, "Angemeldet: ") == []


def waiting(stage: Stage) -> None:
    """Somebody with an account finds all seats taken, and waits for both days."""
    with stage.visit(CITIZEN) as page:
        page.goto(EVENT)
        page.get_by_role("link", name=re.compile(f"Alle Tage: auf die Warteliste.*{PACKAGE}")).focus()
        Typist(page).go()
        expect(page.get_by_role("main")).to_contain_text("Sie kommen auf die Warteliste, etwa an Stelle 1.")
        type_into(page, "Kommune oder Einrichtung", "Bürgerverein Neuland (Beispiel)")
        field(page, "Art der Einrichtung").select_option(index=1)
        press(page, "Verbindlich anmelden")
        told(page, "Ihre Anmeldung ist eingegangen.")
        expect(page.get_by_text("Stelle 1.")).to_have_count(2)
    assert entries(stage, CITIZEN, "Auf der Warteliste: ") == []


def given_up(stage: Stage) -> None:
    """One of the two cannot come: by her own letter, for herself alone."""
    before = entries(stage, KIM, "Angemeldet: ")
    with stage.visit() as page:
        page.goto(path_in(stage.letter(KIM, "Angemeldet: "), "/teilnahme/"))
        expect(page.get_by_role("main")).not_to_contain_text("Uli")
        page.get_by_role("main").get_by_role("link", name="Abmelden", exact=True).last.focus()
        hands = Typist(page)
        hands.go()
        stage.look()
        for box in page.get_by_role("checkbox").all():
            hands.tab_to(box, most=25)
            hands.press("Space")
        hands.tab_to(page.get_by_role("button", name="Verbindlich abmelden"), most=3)
        hands.go()
        expect(page.get_by_role("main").get_by_text("abgemeldet", exact=False).first).to_be_visible()
    after = entries(stage, KIM, "Abgemeldet: ")
    assert [(method, uid) for method, uid, _version in after] == [("CANCEL", uid) for _method, uid, _version in before]
    assert [version for *_rest, version in after] > [version for *_rest, version in before]


def moved_up(stage: Stage) -> None:
    assert [method for method, _uid, _version in entries(stage, CITIZEN, "Platz frei geworden: ")] == ["REQUEST"] * 2
    with stage.visit(CITIZEN) as page:
        page.goto("/konto/veranstaltungen/")
        stage.look()
        follow(page, PACKAGE)
        expect(page.get_by_text("Sie haben einen Platz.")).to_have_count(2)


def checked_in(stage: Stage) -> str:
    """The first day has come; who is there is noted while the network is away, and sent when it is back."""
    assert stage.portal.var is not None
    with closing(sqlite3.connect(stage.portal.var / "allmende.sqlite3")) as database:
        now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        times = (now - dt.timedelta(hours=1), now + dt.timedelta(hours=2))
        database.execute(BEGINS_NOW, [str(time) for time in times])
        database.commit()
    with stage.visit(DESK, refused=True) as page:
        page.goto(EVENT)
        with page.expect_navigation():
            page.get_by_role("link", name="Anmeldungen und Angaben in der Leitung ansehen").click()
        desk = page.url
        page.get_by_role("main").get_by_role("link", name=re.compile("Erster Tag")).first.click()
        follow(page, "Einchecken")
        count = page.get_by_role("status").filter(has_text="von 2 da")
        expect(count).to_have_text("0 von 2 da")
        stage.look()
        page.context.set_offline(True)
        hands = Typist(page)
        hands.tab_to(page.get_by_role("searchbox"), most=40)
        page.keyboard.type("uli")
        expect(page.locator("[data-announcer]")).to_have_text("Uli Neuland")
        page.get_by_role("searchbox").clear()
        for number, name in enumerate(page.locator(".door__name").all_inner_texts(), start=1):
            hands.tab_to(page.get_by_role("button", name=re.compile(f"Ist da.*{re.escape(name)}")), most=6)
            hands.press("Enter")
            hands.press("Enter")  # trembling fingers undo nothing
            expect(page.get_by_role("button", name=re.compile(f"Doch nicht da.*{re.escape(name)}"))).to_be_focused()
            expect(count).to_have_text(f"{number} von 2 da")
        expect(page.get_by_role("alert")).to_contain_text("Keine Verbindung.")
        expect(page.get_by_text("2 noch nicht übertragen")).to_be_visible()
        stage.look()
        page.context.set_offline(False)
        expect(page.get_by_text("noch nicht übertragen")).to_be_hidden()
        page.reload()
        expect(count).to_have_text("2 von 2 da")
        return desk


def certified(stage: Stage) -> None:
    """The paper comes by the own page; its code is typed off, small and with blanks, by somebody without an account."""
    with stage.visit(CITIZEN) as page:
        page.goto("/konto/veranstaltungen/")
        follow(page, PACKAGE)
        links = page.get_by_role("link", name="Teilnahmebescheinigung (PDF)")
        expect(links).to_have_count(1)
        address = links.get_attribute("href")
        assert address is not None
        paper = PdfReader(io.BytesIO(page.request.get(stage.portal.base + address).body()))
    text = paper.pages[0].extract_text()
    code = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", text)
    assert code is not None, text
    with stage.visit() as page:
        page.goto("/nachweis/")
        hands = Typist(page)
        hands.tab_to(field(page, "Code der Bescheinigung"), most=25)
        page.keyboard.type(code.group().lower().replace("-", " "))
        hands.go()
        headed(page, "Diese Bescheinigung ist echt")
        expect(page.get_by_role("main")).to_contain_text(TITLE)
        stage.look()


def asked(stage: Stage, desk: str) -> None:
    with stage.visit(DESK) as page:
        page.goto(desk)
        follow(page, "Umfragen")
        page.get_by_role("radio").first.check()
        press(page, "Umfrage anlegen")
        follow(page, "Zeitraum festlegen")
        today = dt.datetime.now(dt.UTC).date()
        field(page, "offen ab").fill(str(today - dt.timedelta(days=1)))
        field(page, "offen bis einschließlich").fill(str(today + dt.timedelta(days=7)))
        press(page, "Speichern")
        stage.look()
        press(page, "Einladung verschicken")
        told(page, "Einladung an 2 Personen verschickt.")


def answered(stage: Stage) -> None:
    """By keyboard alone: nothing answered is refused, one answer is enough, and there is no second sheet."""
    address = path_in(stage.letter(ULI, f"Ihre Meinung ist gefragt: {TITLE}"), "/umfrage/")
    assert "Abgemeldet: " in stage.letters(KIM)[-1]["Subject"]  # who was not there is not asked
    with stage.visit() as page:
        page.goto(address)
        stage.look()
        hands = Typist(page)
        send = page.get_by_role("button", name="Antworten abschicken")
        send.focus()
        hands.go()
        expect(page.locator("[data-focus]")).to_be_focused()
        stage.look()
        hands.tab_to(page.get_by_role("radio", checked=True).first, most=5)  # "no answer"
        hands.press("ArrowUp")
        send.focus()
        hands.go()
        headed(page, "Vielen Dank für Ihre Antworten!")
        stage.look()
        page.goto(address)
        headed(page, "Vielen Dank für Ihre Antworten!")
