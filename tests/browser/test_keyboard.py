# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The portal by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.page_types import COOPERATIONS

pytestmark = pytest.mark.browser


def tab_to(page, locator, most=80):
    """Press Tab until ``locator`` has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{locator} cannot be reached with {most} presses of Tab.")


def test_from_the_skip_link_over_a_filter_to_a_steckbrief(visitor):
    page = visitor.open("/kooperationen/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt springen")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#inhalt")).to_be_focused()

    search = page.get_by_role("main").locator("input[name=q]")
    tab_to(page, search)
    page.keyboard.type("Vollzugsdienst")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=Vollzugsdienst"))
    page.wait_for_load_state("networkidle")
    card = page.get_by_role("link", name="Gemeinsamer Kommunaler Vollzugsdienst").first
    tab_to(page, card, most=120)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gemeinsamer Kommunaler Vollzugsdienst")
    assert re.search(COOPERATIONS + "$", page.url)


SEEN = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const frame = element.closest(".card, label, .site-search") ?? element;
  const drawn = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    && !/transparent|, 0\\)$/.test(style.outlineColor);
  const styles = [getComputedStyle(element), getComputedStyle(frame), getComputedStyle(element, "::after")];
  return styles.some(drawn) ? "" : element.outerHTML.slice(0, 120);
}"""


CASES = (
    ("/", "none"),
    ("/kooperationen/", "none"),
    ("/kooperationen/zahlen/", "none"),
    ("/karte/", "active"),
    ("/bausteine/", "active"),
)


@pytest.mark.parametrize(("path", "colours"), CASES)
def test_every_focus_can_be_seen(arrive, path, colours):
    """Whatever has the focus has an outline of two pixels or more, which forced colours keep."""
    page = arrive(forced_colors=colours).open(path)
    steps = 70
    if path == "/karte/":
        page.wait_for_selector("#karte[data-ready]", timeout=60_000)
        page.locator(".map-filter summary").focus()
        steps = 10
    invisible = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        seen = page.evaluate(SEEN)
        if seen is None:
            break
        if seen:
            invisible.append(seen)
    assert invisible == []


def test_the_menu_of_a_phone_opens_and_closes(arrive):
    page = arrive(width=320).open("/")
    button = page.locator("summary.menu__button")
    tab_to(page, button)
    page.keyboard.press("Enter")
    link = page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Kooperationen", exact=True)
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(button).to_be_focused()


def test_search_suggests_and_the_keyboard_chooses(visitor):
    page = visitor.open("/")
    field = page.get_by_role("main").get_by_role("combobox").first
    field.focus()
    page.keyboard.type("Mendig", delay=30)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_count(1)
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)


def test_partners_of_a_check_are_found_taken_and_left_out(visitor):
    """The focus stays with the partners, and what was found is said."""
    page = visitor.open("/foerdercheck/?partner=071375004069")
    said = page.locator("[data-announcer]")
    place = page.get_by_role("main").get_by_role("combobox", name="Gemeinde, Verband oder Kreis")
    place.focus()
    page.keyboard.type("Neustadt")
    page.keyboard.press("Tab")
    search = page.get_by_role("button", name="Suchen und hinzufügen")
    expect(search).to_be_focused()
    page.keyboard.press("Enter")
    expect(said).to_have_text("Wen meinen Sie?")
    expect(search).to_be_focused()
    tab_to(page, page.get_by_role("button", name=re.compile("^Neustadt")).first, most=3)
    page.keyboard.press("Enter")
    remove = page.get_by_role("button", name=re.compile(r"^Neustadt.* entfernen$"))
    expect(remove).to_be_visible()
    heading = page.get_by_role("heading", name="Partner", exact=True)
    expect(heading).to_be_focused()
    remove.press("Enter")
    expect(remove).to_have_count(0)
    expect(heading).to_be_focused()

    cost = page.get_by_role("textbox", name="Förderfähige Kosten")
    cost.focus()
    page.keyboard.type("viel")
    page.keyboard.press("Tab")
    expect(cost).to_have_accessible_description(re.compile("„viel“ lässt sich nicht als Zahl lesen"))
    expect(said).to_contain_text("Eine Angabe konnte nicht gelesen werden")
