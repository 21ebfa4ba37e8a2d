# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the scripts make quick goes by links and buttons too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def visitor(arrive):
    return arrive(java_script_enabled=False)


def test_an_ambiguous_place_is_chosen_from_links(visitor):
    page = visitor.open("/kooperationen/")
    form = page.get_by_role("search", name="Kooperationen filtern")
    form.get_by_label("Ort", exact=True).fill("Neustadt")
    form.get_by_role("button", name="Filter anwenden").click()
    choices = page.get_by_role("list", name="Mögliche Orte").get_by_role("link")
    assert choices.count() > 1
    choices.first.click()
    expect(page).to_have_url(re.compile(r"ort=\d+"))


def test_the_map_is_filtered_by_a_button(visitor):
    page = visitor.open("/karte/")
    page.locator(".map-filter summary").click()
    page.get_by_role("search", name="Karte filtern").get_by_label("Text").fill("Archiv")
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page).to_have_url(re.compile("q=Archiv"))
    expect(page.get_by_role("list", name="Aktive Filter")).to_contain_text("Archiv")


def test_exports_are_links(visitor, portal):
    page = visitor.open("/kooperationen/?land=07")
    for kind in ("CSV", "Excel", "JSON", "GeoJSON"):
        address = page.get_by_role("link", name=kind, exact=True).get_attribute("href")
        answer = page.request.get(portal.base + address)
        assert answer.ok
        assert "land=07" in address


def test_menu_and_language_are_at_hand_on_a_phone(arrive):
    page = arrive(java_script_enabled=False, width=320).open("/kooperationen/?land=07")
    page.locator("summary.menu__button").click()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "land=07" in page.url
