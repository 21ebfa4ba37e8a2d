# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The desk that reviews: twenty submissions by keyboard alone, and its pages in every dress."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from allmende.accounts.demo import PASSWORD
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser

PREPARED = 19
"""Submissions of the demo that wait; the twentieth is what was returned and is not the desk's turn."""
DRESSES = pytest.mark.parametrize(
    "dress", [{}, {"color_scheme": "dark"}, {"width": 320}], ids=["light", "dark", "narrow"]
)


def signed_in(visitor):
    page = visitor.open("/konto/anmelden/")
    page.locator("input[name=login]").fill("redaktion@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "anmelden" not in url)
    return page


@DRESSES
def test_the_pages_of_the_review_are_accessible(arrive, dress):
    visitor = arrive(**dress)
    page = signed_in(visitor)
    page = visitor.open("/pruefung/")
    first = page.locator(".review-row__title a").first.get_attribute("href")
    for path in ("/pruefung/", first, f"{first}vorschau/", "/pruefung/sammelannahme/", "/pruefung/zahlen/"):
        visitor.open(path)
        assert visitor.violations() == [], path
        assert visitor.sideways() == [], path


def test_the_desk_works_through_everything_by_keyboard_alone(visitor):
    """Nothing but Tab, arrows, Space, Enter and letters; after each decision the next one has the focus."""
    signed_in(visitor)
    page = visitor.open("/pruefung/")
    tab_to(page, page.locator(".review-row__title a").first)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    decided = work_through(page)
    assert decided >= PREPARED
    expect(page.get_by_text("Hier ist nichts.")).to_be_visible()


def work_through(page, most=40):
    """Return every second one with a comment and accept the others, until the queue is empty."""
    for number in range(most):
        page.wait_for_url("**/pruefung/**")
        if page.locator("#beitrag").count() == 0:
            return number
        title = page.locator("#beitrag").inner_text()
        if number:
            expect(page.locator("#beitrag")).to_be_focused()
        tab_to(page, page.get_by_role("link", name="Direkt zur Entscheidung"))
        page.keyboard.press("Enter")
        expect(page.locator("#entscheidung")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        if number % 2:
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowDown")
            expect(page.locator("input[value=return]")).to_be_checked()
            tab_to(page, page.locator("#id_comment"), most=5)
            page.keyboard.type("Bitte genauer.")
        else:
            expect(page.locator("input[value=accept]")).to_be_checked()
        tab_to(page, page.get_by_role("button", name="Entscheiden"), most=5)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator(".messages")).to_contain_text(title)
    pytest.fail("The queue does not end.")
