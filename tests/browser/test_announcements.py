# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What someone with a screen reader hears and keeps when a part of the page is loaded anew: number, title, focus."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def said(page):
    """The live region in which the portal says what changed."""
    return page.locator("[data-announcer]")


def test_a_filter_says_the_number_names_the_page_and_keeps_the_focus(visitor):
    page = visitor.open("/kooperationen/")
    land = page.get_by_role("combobox", name="Land", exact=True)
    land.focus()
    land.select_option("06")
    expect(said(page)).to_have_text(re.compile(r"^\d+ Kooperationen$"))
    expect(page).to_have_title("Kooperationen (Land: Hessen) – Allmende")
    expect(land).to_be_focused()
    swapped = page.title()
    page.reload()
    expect(page).to_have_title(swapped)


def test_a_checkbox_of_the_filters_keeps_the_focus(visitor):
    page = visitor.open("/kooperationen/")
    box = page.get_by_role("group", name="Stand").get_by_role("checkbox").first
    box.focus()
    page.keyboard.press("Space")
    expect(said(page)).not_to_be_empty()
    expect(page.get_by_role("group", name="Stand").get_by_role("checkbox").first).to_be_focused()


def test_what_goes_with_its_own_link_leaves_the_focus_at_the_results(visitor):
    """A chip that is removed, a page that is turned: the next Tab is not at the top of the page."""
    page = visitor.open("/kooperationen/?land=06")
    page.get_by_role("link", name="Land: Hessen Filter entfernen").press("Enter")
    results = page.locator("#ergebnis")
    expect(results).to_be_focused()
    expect(page).to_have_title("Kooperationen – Allmende")
    page.get_by_role("link", name=re.compile("Weiter.*Seite 2")).press("Enter")
    expect(results).to_contain_text("Seite 2")
    expect(results).to_be_focused()
    expect(said(page)).to_contain_text("Seite 2")
    expect(page).to_have_title("Kooperationen – Seite 2 – Allmende")


@pytest.mark.parametrize(
    ("path", "word", "words", "title"),
    [
        ("/suche/", "Mendig", "Treffer für „Mendig“", "Suche nach „Mendig“ – Allmende"),
        ("/orte/suche/", "Neustadt", "Orte gefunden", "Orte: „Neustadt“ – Allmende"),
        ("/orte/suche/", "Xyzzyhausen", "gibt es keinen Ort", "Orte: „Xyzzyhausen“ – Allmende"),
    ],
)
def test_a_search_says_its_number_while_one_types(visitor, path, word, words, title):
    page = visitor.open(path)
    field = page.get_by_role("main").locator("input[name=q]")
    field.focus()
    page.keyboard.type(word, delay=10)
    expect(said(page)).to_contain_text(words)
    expect(page).to_have_title(title)
    expect(field).to_be_focused()


def test_the_list_of_suggestions_says_its_number_and_leads_to_a_place(visitor):
    page = visitor.open("/orte/")
    field = page.get_by_role("combobox", name="Name des Ortes")
    field.focus()
    page.keyboard.type("Mendig", delay=10)
    options = page.get_by_role("listbox", name="Vorschläge").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(page.get_by_role("main").locator(".combobox [role=status]")).to_have_text(f"{options.count()} Vorschläge")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("Mendig")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mendig")


def test_no_suggestion_is_said_too(visitor):
    page = visitor.open("/orte/")
    page.get_by_role("combobox", name="Name des Ortes").focus()
    page.keyboard.type("Xyzzyhausen", delay=10)
    expect(page.get_by_role("main").locator(".combobox [role=status]")).to_have_text("Keine Vorschläge")


def test_titles_tell_pages_apart(portal):
    paths = ["/", "/kooperationen/", "/kooperationen/?seite=2", "/kooperationen/?land=07", "/kooperationen/?q=Archiv"]
    paths += ["/karte/", "/karte/?gebiet=07", "/karte/?gebiet=07137", "/orte/suche/?q=Neustadt", "/suche/?q=Neustadt"]
    paths += ["/orte/suche/?q=Neustadt&seite=2", "/suche/?q=Neustadt&art=orte", "/orte/071375004-mendig/"]
    paths += ["/orte/071375004069-mendig/", "/kooperationen/verbuende/", "/kooperationen/zahlen/", "/gibt-es-nicht/"]
    titles = {path: re.findall(r"<title>([^<]+)</title>", portal.html(path))[0] for path in paths}
    assert len(set(titles.values())) == len(paths), titles
