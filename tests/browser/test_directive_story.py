# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Somebody who cannot program writes a directive with rules and test cases; a second person puts it in force."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.story import Stage, follow, headed, press, told
from tests.browser.typist import Typist

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

AUTHOR, SECOND = "redaktion.hessen@example.org", "redaktion@example.org"
PROGRAMME = "Förderung der interkommunalen Zusammenarbeit Hessen"
TITLE = "Beispielrichtlinie Hessen 2031"
CHECK = (
    "/foerdercheck/?partner=064110000000&partner=064120000000&partner=064130000000"
    "&dauer=5&neu=ja&kosten=200000&stichtag=2031-06-01"
)


def test_a_directive_from_the_first_rule_to_the_first_answer(browser, own_portal):
    stage = Stage(browser, own_portal)
    with stage.visit(AUTHOR) as page:
        begun(stage, page)
        ruled(stage, page)
        tried(page)
        mended(stage, page)
        submitted(page)
    with stage.visit(SECOND) as page:
        released(stage, page)
    with stage.visit() as page:
        page.goto(CHECK)
        answer = page.get_by_role("main")
        expect(answer).to_contain_text(TITLE)
        expect(answer).to_contain_text("60.000")
    assert stage.complaints == []


def field(page: Page | Locator, label: str) -> Locator:
    """The field of this name, whether or not it may be left out."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(– freiwillig\s*)?$"))


def typed(page: Page, **values: str) -> None:
    """Focus and type, as hands on a keyboard do; „_“ in a label stands for a space."""
    for label, value in values.items():
        field(page, label.replace("_", " ")).focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(value)


def saved(page: Page) -> None:
    save = page.get_by_role("main").get_by_role("button", name="Speichern", exact=True).last
    save.focus()
    Typist(page).go()
    told(page, "Gespeichert.")


def begun(stage: Stage, page: Page) -> None:
    """An empty version, and what it is about."""
    page.goto("/konto/")
    with page.expect_navigation():
        page.get_by_role("link", name="Förderung pflegen").press("Enter")
    stage.look()
    follow(page, PROGRAMME)
    follow(page, "Neue Fassung")
    typed(page, Titel=TITLE, Schlüssel="Falscher Schlüssel", Gilt_ab="01.01.2031")
    press(page, "Entwurf anlegen")
    expect(page.locator("[data-focus]")).to_be_focused()
    expect(field(page, "Titel")).to_have_value(TITLE)
    typed(page, Schlüssel="he-beispiel-2031")
    press(page, "Entwurf anlegen")
    headed(page, TITLE)
    follow(page, "Grunddaten bearbeiten")
    field(page, "Alle Regeln der Richtlinie sind erfasst").press("Space")
    saved(page)


def ruled(stage: Stage, page: Page) -> None:
    """Three rules and an amount. The first says four where three is meant."""
    rules = (
        ("Mindestens drei Partner", "partners_in_land", "4"),
        ("Mindestens fünf Jahre", "duration_years", "5"),
        ("Neue Zusammenarbeit", "is_new", "ja"),
    )
    for title, question, value in rules:
        follow(page, "Neue Regel")
        typed(page, Was_verlangt_wird=title)
        row = page.locator("#bedingung-0")
        field(row, "Gefragt wird").select_option(question)
        expect(field(row, "Wert")).to_be_visible()
        if value == "ja":
            field(row, "Wert").select_option(value)
        else:
            typed(page, Wert=value)
        page.get_by_role("radio", name=re.compile("^schließt aus")).press("Space")
        typed(page, Fundstelle="Nr. 3 der Beispielrichtlinie")
        field(page, "Am Wortlaut geprüft").press("Space")
        if question == "duration_years":
            expect(page.locator(".funding-sentence")).to_contain_text("Dauer der Zusammenarbeit: mindestens 5 Jahre")
            stage.look()
        saved(page)
    follow(page, "Neuer Betrag")
    typed(page, Wofür_der_Betrag_gilt="Festbetrag", Festbetrag="60.000", Fundstelle="Nr. 5")
    field(page, "Am Wortlaut geprüft").press("Space")
    saved(page)


def tried(page: Page) -> None:
    """Two cases of which the author knows what must come out; one does not."""
    for name, partners, verdict, amount in (
        ("Drei Partner", "3", "possible", "60.000"),
        ("Nur zwei Partner", "2", "refused", "0"),
    ):
        follow(page, "Neuer Testfall")
        typed(page, Name_des_Falls=name, Stichtag="01.06.2031", Partner_aus_dem_Land=partners)
        typed(page, Dauer_der_Zusammenarbeit="5", Erwarteter_Betrag=amount)
        field(page, "Die Zusammenarbeit ist neu").select_option("ja")
        field(page, "Erwartetes Ergebnis").select_option(verdict)
        saved(page)
    expect(page.get_by_role("main")).to_contain_text("1 Testfall geht auf, 1 geht nicht auf")
    follow(page, "Zur Freigabe geben")
    expect(page.get_by_role("main")).to_contain_text("Das steht noch im Weg")
    follow(page, "Zur Fassung")


def mended(stage: Stage, page: Page) -> None:
    """The rule is put right, and while it is typed the case becomes green."""
    follow(page, "Mindestens drei Partner")
    probe = page.locator("#probe")
    expect(probe).to_contain_text("geht nicht auf")
    expect(probe).to_contain_text("Mindestens drei Partner: nicht erfüllt")
    stage.look()
    typed(page, Wert="3")
    expect(probe).to_contain_text("2 Testfälle gehen auf.")
    expect(probe).not_to_contain_text("geht nicht auf")
    expect(field(page, "Wert")).to_be_focused()
    saved(page)


def submitted(page: Page) -> None:
    follow(page, "Zur Freigabe geben")
    press(page, "Zur Freigabe geben")
    told(page, "Zur Freigabe gegeben.")
    expect(page.get_by_role("main").get_by_role("link", name="Freigeben", exact=True)).to_have_count(0)


def released(stage: Stage, page: Page) -> None:
    """From the letter to the release."""
    letter = stage.letter(SECOND, f"Zur Freigabe: {TITLE}")
    found = re.search(r"https?://[^/\s]+(/leitung/foerderung/\S+)", letter)
    assert found is not None, letter
    page.goto(found.group(1))
    stage.look()
    follow(page, "Freigeben")
    press(page, "Freigeben")
    told(page, "Freigegeben.")
