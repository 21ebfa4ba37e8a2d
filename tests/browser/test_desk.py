# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The desk's forms by keyboard, with errors, with a conflict, on a phone, in the dark and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.page_types import ALLIANCES, COOPERATIONS
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser
EDITOR = "redaktion@example.org"
DRESSES = pytest.mark.parametrize(
    "dress", [{}, {"color_scheme": "dark"}, {"width": 320}], ids=["light", "dark", "narrow"]
)


@pytest.fixture(scope="module")
def portal(own_portal):
    return own_portal


def save(page):
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_load_state("load")


@DRESSES
def test_every_form_of_the_desk_is_accessible(arrive, portal, dress):
    """New and changed, cooperation and alliance, refused, and overtaken by somebody else."""
    visitor = arrive(**dress)
    page = visitor.sign_in(EDITOR)
    alliance = portal.first_link("/kooperationen/verbuende/", ALLIANCES)
    for path in ("/kooperationen/neu/", "/kooperationen/verbuende/neu/", f"{alliance}bearbeiten/", alliance):
        visitor.open(path)
        assert visitor.violations() == [], path
        assert visitor.sideways() == [], path
    page = visitor.open(f"{portal.first_link('/kooperationen/', COOPERATIONS)}bearbeiten/")
    page.locator("input[name=version]").evaluate("field => { field.value = 'older' }")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Jemand anderes")
    expect(page.get_by_role("alert")).to_be_focused()
    assert visitor.violations() == []
    assert visitor.sideways() == []
    visitor.complaints = [line for line in visitor.complaints if "status of 409" not in line]


@DRESSES
def test_a_refused_form_leads_to_the_wrong_field(arrive, dress):
    visitor = arrive(**dress)
    visitor.sign_in(EDITOR)
    page = visitor.open("/kooperationen/neu/")
    page.locator("#id_participations-0-stated_name").fill("Xyzzyhausen")
    save(page)
    assert page.title().startswith("Fehler:")
    expect(page.locator("[data-focus]").first).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name=re.compile("Name:")).click()
    wrong = page.locator("#id_participations-0-stated_name")
    expect(wrong).to_be_focused()
    assert wrong.get_attribute("aria-invalid") == "true"
    expect(wrong).to_have_accessible_description(re.compile("nicht gefunden"))
    assert visitor.violations() == []
    assert visitor.sideways() == []
    visitor.complaints = [line for line in visitor.complaints if "status of 422" not in line]


def test_a_cooperation_is_entered_by_keyboard_alone(visitor):
    """Title, summary, a partner, one more row for another: the next Tab is in the new row."""
    page = visitor.sign_in(EDITOR)
    visitor.open("/kooperationen/neu/")
    tab_to(page, page.locator("#id_title"))
    page.keyboard.type("Gemeinsame Probe der Tastatur")
    tab_to(page, page.locator("#id_summary"))
    page.keyboard.type("Zwei Gemeinden versuchen es ohne Maus.")
    tab_to(page, page.locator("#id_participations-0-stated_name"), most=200)
    page.keyboard.type("Verbandsgemeinde Mendig")
    tab_to(page, page.get_by_role("button", name="Partner: weitere Zeile"))
    page.keyboard.press("Enter")
    page.wait_for_load_state("load")
    expect(page.locator("#id_title")).to_have_value("Gemeinsame Probe der Tastatur")
    page.keyboard.press("Tab")
    expect(page.locator("#id_participations-1-stated_name")).to_be_focused()
    page.keyboard.type("Verbandsgemeinde Pellenz")
    tab_to(page, page.get_by_role("button", name="Speichern", exact=True), most=120)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gemeinsame Probe der Tastatur")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Gespeichert")
    expect(page.get_by_role("link", name="Verbandsgemeinde Pellenz")).to_be_visible()


def test_the_desk_works_without_javascript(arrive):
    page = arrive(java_script_enabled=False).sign_in(EDITOR)
    page.goto(page.url.split("/konto")[0].rstrip("/") + "/kooperationen/neu/")
    page.get_by_role("button", name="Quellen: weitere Zeile").click()
    expect(page.locator("#id_sources-1-title")).to_be_visible()
    save(page)
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_role("button", name="Abmelden").first.click()
    expect(page.get_by_role("link", name="Anmelden").first).to_be_visible()
