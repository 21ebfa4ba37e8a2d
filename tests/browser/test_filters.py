# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Filtering with htmx: the address changes, and a full reload of it shows the very same."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def titles(page):
    return page.locator(".results .card__title").all_inner_texts()


def test_a_filter_changes_address_and_results_as_a_reload_does(visitor):
    page = visitor.open("/kooperationen/")
    before = titles(page)
    page.evaluate("window.stillTheSamePage = true")
    page.get_by_role("combobox", name="Land", exact=True).select_option("06")
    expect(page).to_have_url(re.compile("land=06"))
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.stillTheSamePage")
    swapped = titles(page)
    assert swapped
    assert swapped != before
    page.reload(wait_until="networkidle")
    assert titles(page) == swapped


def test_back_brings_the_former_results(visitor):
    page = visitor.open("/kooperationen/")
    before = titles(page)
    page.get_by_role("combobox", name="Land", exact=True).select_option("06")
    expect(page).to_have_url(re.compile("land=06"))
    page.go_back()
    page.wait_for_load_state("networkidle")
    assert "land=06" not in page.url
    assert titles(page) == before


def test_a_place_is_suggested_while_typing_and_narrows_the_list(visitor):
    page = visitor.open("/kooperationen/")
    place = page.get_by_label("Ort", exact=True)
    place.press_sequentially("Mendi")
    expect(page.get_by_role("option").first).to_contain_text("Mendig")
    place.press("ArrowDown")
    place.press("Enter")
    expect(page).to_have_url(re.compile(r"ort=07137\d+"))
    expect(page.get_by_role("main")).to_contain_text("Gemeinsamer Kommunaler Vollzugsdienst")
    expect(place).to_have_value("Mendig")
    found = titles(page)
    page.reload(wait_until="networkidle")
    assert titles(page) == found
    page.go_back()
    page.wait_for_load_state("networkidle")
    place.press_sequentially("Andern")
    expect(page.get_by_role("option").first).to_contain_text("Andernach")


def test_without_javascript_the_same_filter_is_a_button_away(arrive):
    page = arrive(java_script_enabled=False).open("/kooperationen/")
    page.get_by_role("combobox", name="Land", exact=True).select_option("06")
    page.get_by_role("main").get_by_role("button", name="Filter anwenden").click()
    assert "land=06" in page.url
    assert titles(page)


def test_an_empty_result_says_why_and_where_to_go(visitor):
    page = visitor.open("/kooperationen/?q=Weltraumbahnhof")
    assert titles(page) == []
    main = page.get_by_role("main")
    expect(main).to_contain_text("Weltraumbahnhof")
    assert main.get_by_role("link").count() >= 1
