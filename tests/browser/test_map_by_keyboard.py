# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The interactive map without a mouse, and as it is told to those who do not see it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser
READY = "#karte[data-ready]"


@pytest.fixture
def page(visitor):
    page = visitor.open("/karte/")
    page.wait_for_selector(READY, timeout=60_000)
    return page


def test_tab_passes_the_map_in_five_steps(page):
    """The canvas is one stop and no trap; its three buttons are named; the list comes next."""
    page.locator(".map-filter summary").focus()
    tab_to(page, page.locator("canvas.maplibregl-canvas"), most=3)
    for name in ("Vergrößern", "Verkleinern", "Ganz Deutschland zeigen"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#auswahl a").first).to_be_focused()


def test_from_a_kreis_to_the_lines_between_partners_and_back(page):
    links = page.locator("#auswahl a[data-ars]")
    links.first.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    name = links.nth(1).inner_text().split()[0]
    expect(page.locator(".map-readout")).to_contain_text(name)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"gebiet=\d{5}"))
    heading = page.locator("#auswahl h2")
    expect(heading).to_contain_text(name)
    expect(heading).to_be_focused()
    expect(page.locator("[data-announcer]")).to_have_text(re.compile(rf"{name}.*: \d+ Kooperation"))
    assert name in page.title()
    page.get_by_role("link", name=re.compile("Partner auf der Karte")).first.press("Enter")
    expect(page).to_have_url(re.compile("kooperation="))
    expect(heading).to_be_focused()
    page.go_back()
    expect(heading).to_contain_text(name)
    expect(heading).to_be_focused()


def test_partners_of_a_funding_check_are_chosen_on_the_map_and_taken_back(visitor):
    """Map and focus stay where they are; what is chosen is said, marked and kept with the answers."""
    page = visitor.open("/foerdercheck/?partner=071375004069")
    cost = page.get_by_role("textbox", name="Förderfähige Kosten")
    cost.fill("300.000")
    cost.press("Tab")
    expect(page).to_have_url(re.compile("kosten=300.000"))
    page.get_by_role("button", name="Auf der Karte auswählen").press("Enter")
    page.wait_for_selector(READY, timeout=60_000)
    bell = page.locator("#gebiete + ul a[data-ars='071375004008']")
    bell.press("Enter")
    expect(page).to_have_url(re.compile("partner=071375004008&.*kosten=300.000"))
    expect(bell).to_contain_text("gewählt")
    expect(bell).to_be_focused()
    expect(page.locator(".map-readout")).to_have_text("Bell: gewählt")
    expect(page.locator("[data-announcer]")).to_have_text(re.compile("Gewählte Partner: Bell, Mendig"))
    page.get_by_role("link", name="Zum Fördercheck").press("Enter")
    expect(page.get_by_role("button", name="Bell entfernen")).to_be_visible()
    expect(cost).to_have_value("300.000")


@pytest.mark.parametrize("path", ["/karte/?gebiet=07137", "/karte/?q=Weltraumbahnhof"])
def test_every_state_of_the_map_is_accessible(arrive, path):
    for dress in ({}, {"width": 320}):
        visitor = arrive(**dress)
        page = visitor.open(path)
        page.wait_for_selector(READY, timeout=60_000)
        page.locator(".map-filter summary").click()
        assert visitor.violations() == []
        assert visitor.sideways() == []


def test_the_map_speaks_english_on_request(arrive):
    page = arrive().open("/sprache/en/?weiter=/karte/")
    page.wait_for_selector(READY, timeout=60_000)
    assert "Arrow keys move it" in (page.locator("canvas.maplibregl-canvas").get_attribute("aria-label") or "")
    expect(page.get_by_role("button", name="Zoom in")).to_be_visible()
    page.locator("#auswahl a[data-ars]").first.focus()
    expect(page.locator(".map-readout")).to_have_text(re.compile(r": \d+ cooperations?$"))
