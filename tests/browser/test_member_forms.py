# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forms behind the sign-in by keyboard and by ear: what is wrong, what was asked, what was done; codes by mail and app.

The pages that are there only after something has happened are looked at here.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from allmende.accounts.demo import PASSWORD
from allmende.accounts.tests.signing_in import totp
from tests.browser.member_pages import DESK, EDITOR, MANAGER
from tests.browser.story import Stage
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "color_scheme": "dark"}
HERXHEIM = "bearbeitung.herxheim@example.org"


@pytest.fixture(scope="module")
def portal(own_portal):
    return own_portal


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def forgive(visitor, *statuses):
    """The browser notes the status of every refused form; that is what these tests are about."""
    visitor.complaints = [line for line in visitor.complaints if not any(f"status of {s}" in line for s in statuses)]


def look(visitor):
    expect(visitor.page.get_by_role("heading", level=1)).to_have_count(1)
    assert visitor.violations() == []
    assert visitor.sideways() == []


def said(page):
    return page.locator("[data-announcer]")


def test_a_step_tells_what_is_wrong_and_what_is_saved(arrive, sessions):
    """By keyboard: an error leads to its field, another row is reached with one Tab, saving is said."""
    visitor = sessions.become(arrive(**NARROW), HERXHEIM)
    page = visitor.open("/beitraege/neu/")
    press(page, "Neue Kooperation beginnen")
    change = re.sub(r"(/beitraege/\d+/).*", r"\1", page.url)
    page.goto(f"{change}stand/")
    tab_to(page, page.get_by_label("Beginn", exact=True), most=60)
    page.keyboard.type("übermorgen")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert page.title().startswith("Fehler:")
    tab_to(page, summary.get_by_role("link").first, most=2)
    page.keyboard.press("Enter")
    wrong = page.locator(":focus")
    assert wrong.get_attribute("aria-invalid") == "true"
    expect(wrong).to_have_value("übermorgen")
    expect(wrong).to_have_accessible_description(re.compile("TT.MM.JJJJ.*Fehler:"))
    look(visitor)
    page.goto(f"{change}beteiligte/")
    tab_to(page, page.locator("input[name$=stated_name]").last, most=120)
    page.keyboard.type("Verbandsgemeinde Mendig")
    page.keyboard.press("Escape")
    add = page.get_by_role("button", name=re.compile("weitere Zeile")).first
    tab_to(page, add, most=60)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("input[name$=stated_name]").last).to_be_focused()
    press(page, "Speichern und später weiter")
    expect(said(page)).to_contain_text("Gespeichert")
    look(visitor)
    forgive(visitor, 422)


def test_two_at_one_draft_hear_of_each_other(arrive, sessions):
    visitor = sessions.become(arrive(**NARROW), EDITOR)
    page = visitor.open("/beitraege/21/thema/")
    other = visitor.context.new_page()
    other.goto(page.url)
    other.locator("[name=summary]").fill("Die Fassung aus dem anderen Fenster.")
    press(other, "Speichern und weiter")
    other.close()
    page.locator("[name=summary]").fill("Die Fassung aus diesem Fenster.")
    press(page, "Speichern und weiter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Die Fassung aus dem anderen Fenster.")
    expect(page.locator("[name=summary]")).to_have_value("Die Fassung aus diesem Fenster.")
    assert page.title().startswith("Fehler:")
    look(visitor)
    forgive(visitor, 409)


def test_a_question_of_the_desk_is_heard_at_its_field(arrive, sessions, portal):
    """Returned with a question to one field: the editor lands there and hears it together with the label."""
    visitor = sessions.become(arrive(), DESK)
    page = visitor.open("/pruefung/1/")
    box = page.locator("summary", has_text="Kommentieren").filter(has_text="Kurzbeschreibung")
    tab_to(page, box, most=120)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Wer zahlt das?")
    page.locator("input[value=return]").check()
    press(page, "Entscheiden")
    forgive(visitor, 422)
    if page.get_by_role("alert").count():
        expect(page.get_by_role("alert")).to_be_focused()
        look(visitor)
        page.locator("#id_comment").fill("Bitte ergänzen.")
        press(page, "Entscheiden")
    expect(said(page)).to_contain_text("Standesamt")
    visitor = sessions.become(visitor, EDITOR)
    page = visitor.open("/beitraege/1/")
    look(visitor)
    page.get_by_role("region", name="Fragen der Redaktion").get_by_role("link").first.click()
    expect(page.locator("[name=summary]")).to_have_accessible_description(re.compile("Wer zahlt das"))
    look(visitor)


@pytest.mark.parametrize("dress", [{}, NARROW], ids=["light", "narrow and dark"])
def test_a_refused_hint_and_a_refused_sign_in_lead_to_the_field(arrive, dress):
    visitor = arrive(**dress)
    page = visitor.open("/hinweise/geben/")
    press(page, "Hinweis absenden")
    expect(page.locator("[data-focus]").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("aria-invalid") == "true"
    look(visitor)
    page = visitor.open("/konto/anmelden/")
    page.locator("input[name=login]").focus()
    page.keyboard.type("niemand@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("falsch")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("input[name=login]")).to_have_value("niemand@example.org")
    look(visitor)
    forgive(visitor, 422)


def test_the_code_for_a_new_account_is_asked_for_in_plain_words(arrive):
    visitor = arrive(**NARROW)
    page = visitor.open("/konto/registrieren/")
    page.get_by_label("Vor- und Nachname").fill("Nele Neu")
    page.get_by_label("E-Mail-Adresse").fill("nele.neu@example.org")
    page.get_by_label("Passwort", exact=True).fill("ein ganz neuer Satz als Passwort")
    press(page, "Konto anlegen")
    expect(page.get_by_role("heading", level=1)).to_have_text("E-Mail-Adresse bestätigen")
    expect(page.get_by_role("main")).to_contain_text("Viertelstunde")
    look(visitor)
    page.get_by_label("Code").fill("0000-0000")
    press(page, "Bestätigen")
    expect(page.get_by_role("alert")).to_be_focused()
    look(visitor)
    forgive(visitor, 422)


def test_a_forgotten_password_is_set_anew_with_the_code_of_the_letter(arrive, browser, portal):
    email = "zeichnung.herxheim@example.org"
    visitor = arrive(**NARROW)
    page = visitor.open("/konto/passwort/vergessen/")
    page.get_by_label("E-Mail-Adresse").fill(email)
    press(page, "Code anfordern")
    expect(page.get_by_role("main")).to_contain_text("Viertelstunde")
    look(visitor)
    letter = Stage(browser, portal).letter(email, "Passwort")
    page.get_by_label("Code").fill(re.findall(r"\b\d{4}-\d{4}\b", letter)[0])
    press(page, "Weiter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Neues Passwort wählen")
    expect(page.locator("input[autocomplete=username]")).to_have_value(email)
    look(visitor)
    page.get_by_label("Neues Passwort").fill("ein ganz neuer Satz als Passwort")
    press(page, "Passwort speichern")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Passwort ist neu")


def test_an_app_with_codes_from_setting_up_to_taking_away(arrive):
    visitor = arrive(**NARROW)
    visitor.sign_in("zeichnung.mendig@example.org")
    page = visitor.open("/konto/zweiter-faktor/app/einrichten/")
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code").fill("000000")
    press(page, "App einrichten")
    expect(page.get_by_role("alert")).to_be_focused()
    look(visitor)
    assert page.locator("code.secret").inner_text() == secret
    page.get_by_label("Code").fill(totp(secret))
    press(page, "App einrichten")
    look(visitor)
    page = visitor.open("/konto/wiederherstellung/")
    codes = re.findall(r"\b[0-9a-f]{8}\b", page.get_by_role("main").inner_text())
    look(visitor)
    for path in ("/konto/wiederherstellung/neu/", "/konto/zweiter-faktor/", "/konto/zweiter-faktor/ausweisen/"):
        visitor.open(path)
        look(visitor)
    visitor.context.clear_cookies()
    page = visitor.open("/konto/anmelden/")
    page.locator("input[name=login]").fill("zeichnung.mendig@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Anmelden")
    look(visitor)
    page.get_by_label("Code").fill(codes[0])
    with page.expect_navigation():
        page.get_by_label("Code").press("Enter")
    page = visitor.open("/konto/zweiter-faktor/app/entfernen/")
    look(visitor)
    press(page, "Entfernen")
    expect(said(page)).not_to_be_empty()
    forgive(visitor, 422)


def test_a_manager_decides_about_a_request_by_keyboard(arrive, sessions):
    visitor = sessions.become(arrive(**NARROW), "buergerin@example.org")
    page = visitor.open("/konto/organisationen/beitreten/?q=Mendig")
    page.get_by_role("main").get_by_role("link", name=re.compile("Mendig")).first.click()
    look(visitor)
    page.get_by_role("main").get_by_role("button", name="Anfrage senden").click()
    expect(said(page)).not_to_be_empty()
    visitor = sessions.become(visitor, MANAGER)
    page = visitor.open("/konto/organisationen/1/")
    request = page.get_by_role("region", name="Wartende Anfragen").get_by_role("link").first
    tab_to(page, request)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look(visitor)
