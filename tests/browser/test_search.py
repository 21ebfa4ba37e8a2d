# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The search by keyboard: suggestions, results while one types, filters, a place; and the same by links and buttons."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def hits(page):
    return page.locator(".hit__title").all_inner_texts()


def test_typing_finds_a_filter_narrows_and_a_reload_shows_the_same(visitor):
    page = visitor.open("/suche/")
    field = page.get_by_role("main").get_by_role("combobox", name="Ort, Thema, Kooperation oder Dokument")
    field.focus()
    page.keyboard.type("Vergabestelle", delay=10)
    expect(page.get_by_role("listbox", name="Vorschläge").get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#ergebnis")).to_contain_text("Treffer")
    expect(page).to_have_url(re.compile(r"/suche/\?q=Vergabestelle$"))
    expect(field).to_be_focused()
    found = hits(page)
    box = page.get_by_role("group", name="Land", exact=True).get_by_role("checkbox", name=re.compile("Rheinland-Pfalz"))
    box.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"/suche/\?q=Vergabestelle&land=07$"))
    expect(page.get_by_role("list", name="Aktive Filter")).to_contain_text("Land: Rheinland-Pfalz")
    expect(box).to_be_focused()
    narrowed = hits(page)
    assert set(narrowed) <= set(found)
    page.reload(wait_until="networkidle")
    assert hits(page) == narrowed
    page.get_by_role("link", name=re.compile("Land: Rheinland-Pfalz")).press("Enter")
    expect(page).to_have_url(re.compile(r"/suche/\?q=Vergabestelle$"))
    expect(page.locator("#ergebnis")).to_be_focused()


LISTEN = """() => {
  window.said = [];
  for (const status of document.querySelectorAll("[role=status]"))
    new MutationObserver(() => status.textContent && window.said.push(status.textContent))
      .observe(status, { childList: true });
}"""


def test_somebody_who_types_slowly_is_told_once_what_was_found(visitor):
    """Suggestions and hits change with each letter; a screen reader hears of the last ones, after the last letter."""
    page = visitor.open("/suche/")
    page.get_by_role("main").get_by_role("combobox", name="Ort, Thema, Kooperation oder Dokument").focus()
    page.evaluate(LISTEN)
    page.keyboard.type("Bauh", delay=450)
    expect(page.locator("[data-announcer]")).to_contain_text("„Bauh“")
    expect(page.get_by_role("main").locator(".combobox__list + [role=status]").first).to_contain_text("Vorschl")
    said = page.evaluate("window.said")
    assert len(said) == 2, said


def test_a_place_is_chosen_from_suggestions_and_hits_tell_how_far_they_are(visitor):
    page = visitor.open("/suche/?q=Vergabestelle&art=kooperationen")
    place = page.get_by_role("combobox", name="Ort", exact=True)
    place.press_sequentially("Mainz", delay=10)
    expect(page.get_by_role("option", name=re.compile("Mainz")).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/suche/\?q=Vergabestelle&art=kooperationen&ort=\d+&radius=20$"))
    expect(place).to_be_focused()
    page.get_by_label("Umkreis").select_option("200")
    expect(page).to_have_url(re.compile("radius=200$"))
    expect(page.locator(".hit__meta").first).to_contain_text("km entfernt")
    page.get_by_role("link", name="Entfernung").press("Enter")
    expect(page).to_have_url(re.compile("sortierung=entfernung"))
    far = [
        float(text.split()[0].replace(".", "").replace(",", "."))
        for text in page.locator(".hit__meta").all_inner_texts()
    ]
    assert far == sorted(far)


def test_without_javascript_the_same_is_a_button_away(arrive):
    page = arrive(java_script_enabled=False).open("/suche/")
    page.get_by_role("main").get_by_role("searchbox").fill("Vergabestelle")
    page.get_by_role("main").get_by_role("button", name="Suchen").click()
    page.get_by_role("group", name="Land", exact=True).get_by_role(
        "checkbox", name=re.compile("Rheinland-Pfalz")
    ).check()
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page).to_have_url(re.compile("land=07"))
    expect(page.get_by_role("list", name="Aktive Filter")).to_contain_text("Land: Rheinland-Pfalz")
    page.get_by_role("link", name="Alle Filter löschen").first.click()
    expect(page).to_have_url(re.compile(r"/suche/\?q=Vergabestelle$"))
