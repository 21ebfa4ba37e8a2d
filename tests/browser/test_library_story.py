# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The story of a contract by keyboard alone: find, filter, compare three exits, collect them, take them along as DOCX.

Nobody signs in and nothing is written, so the portal is that of all tests.
"""

from __future__ import annotations

import re

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.browser.typist import Typist

pytestmark = pytest.mark.browser

CONTRACT = "Beispiel: Zweckvereinbarung über einen gemeinsamen Bauhof"
SUBJECT = "Auseinandersetzung und Austritt"
OWN_HEADING = "Was mit dem Fuhrpark geschieht"


def test_from_a_word_to_a_draft_of_three_exits(visitor, tmp_path):
    page = visitor.open("/")
    typist = Typist(page)
    find_the_contract(typist)
    go_to_what_others_say(typist)
    chosen = compare_three(typist)
    collect(typist)
    check_draft(take_along(typist, tmp_path / "entwurf.docx"), chosen)


def find_the_contract(typist: Typist) -> None:
    """Suggestions come and go, the search is sent by Enter, a filter leaves contracts."""
    page = typist.page
    field = page.get_by_role("main").get_by_role("combobox")
    typist.tab_to(field, most=30)
    page.keyboard.type("gemeinsamer Bauhof", delay=5)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    typist.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    typist.press("Escape")
    expect(options.first).to_be_hidden()
    typist.go()
    sort = page.get_by_role("group", name="Art des Dokuments").get_by_role("checkbox", name=re.compile("Vertrag"))
    typist.tab_to(sort, most=80)
    typist.press("Space")
    expect(page).to_have_url(re.compile("sorte=contract"))
    expect(sort).to_be_focused()
    expect(sort).to_be_checked()
    expect(page.locator("[data-announcer]")).to_have_text(re.compile("Treffer für „gemeinsamer Bauhof“"))
    typist.tab_to(page.locator(".hit__title").get_by_role("link", name=CONTRACT), most=80)
    typist.go()
    expect(page.get_by_role("heading", level=1)).to_have_text(CONTRACT)


def go_to_what_others_say(typist: Typist) -> None:
    """Over the clauses of the contract to those of others about the same, narrowed by a filter."""
    page = typist.page
    typist.tab_to(page.get_by_role("link", name="Alle Klauseln lesen"), most=80)
    typist.go()
    typist.tab_to(page.get_by_role("link", name=re.compile(f"Wie andere das regeln.*{SUBJECT}")).first, most=150)
    typist.go()
    heading = page.locator("#ergebnis")
    before = heading.inner_text()
    land = page.get_by_role("combobox", name="Land", exact=True)
    typist.tab_to(land, most=40)
    page.keyboard.type("Rheinland-Pfalz")
    expect(page).to_have_url(re.compile(r"gegenstand=exit&land=07$"))
    expect(heading).not_to_have_text(before)
    expect(land).to_be_focused()
    expect(page).to_have_title(f"Klauseln (Gegenstand: {SUBJECT}, Land: Rheinland-Pfalz) – Allmende")


def compare_three(typist: Typist) -> list[str]:
    """Three clauses are ticked and stand side by side; the titles of their documents."""
    page = typist.page
    boxes = page.get_by_role("checkbox", name=re.compile("^Auswählen:"))
    for number in range(3):
        typist.tab_to(boxes.nth(number), most=20)
        typist.press("Space")
    typist.tab_to(page.get_by_role("button", name="Ausgewählte vergleichen"), most=80)
    typist.go()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Klauseln vergleichen: {SUBJECT}")
    columns = page.locator(".clause-columns > li")
    expect(columns).to_have_count(3)
    expect(columns.first).to_contain_text("Grundlage")
    tops = columns.evaluate_all("columns => columns.map(column => column.getBoundingClientRect().top)")
    assert len(set(tops)) == 1, "The three do not stand side by side."
    return columns.get_by_role("heading").all_inner_texts()


def collect(typist: Typist) -> None:
    """The three and a heading of one's own, which moves up; what was moved has the focus."""
    page = typist.page
    typist.tab_to(page.get_by_role("link", name="Diese Klauseln in eine Gliederung"), most=60)
    typist.go()
    parts = page.locator(".outline-parts > li")
    expect(parts).to_have_count(3)
    typist.tab_to(page.get_by_label("Eigene Überschrift hinzufügen"), most=60)
    page.keyboard.type(OWN_HEADING)
    typist.go()
    expect(parts.nth(3)).to_be_focused()
    typist.tab_to(page.get_by_role("button", name=re.compile(f"Nach oben.*{OWN_HEADING}")), most=3)
    typist.go()
    expect(parts.nth(2)).to_contain_text(OWN_HEADING)
    expect(parts.nth(2)).to_be_focused()


def take_along(typist: Typist, path):
    page = typist.page
    typist.tab_to(page.get_by_role("link", name="Entwurf (DOCX)"), most=40)
    with page.expect_download() as download:
        typist.press("Enter")
    assert download.value.suggested_filename == "allmende-entwurf.docx"
    download.value.save_as(path)
    return path


def check_draft(path, chosen: list[str]) -> None:
    """Real headings in the order of the outline, each clause with its text and its source, and the warning."""
    file = Document(str(path))
    headings = [each.text for each in file.paragraphs if each.style and each.style.name == "Heading 1"]
    assert len(headings) == 4
    assert headings[2] == OWN_HEADING
    text = "\n".join(each.text for each in file.paragraphs)
    assert "Muster müssen angepasst werden" in text
    assert "[Ihr Text]" in text
    for title in chosen:
        assert title in text
