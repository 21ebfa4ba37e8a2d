# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A BarCamp: a guest comes in by a secret address and votes; the moderator plans without a mouse; the wall follows."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.member_pages import EDITOR
from tests.browser.page_types import barcamp
from tests.browser.typist import Typist

pytestmark = pytest.mark.browser
SECRETS = """
SELECT attendee.secret, registration.secret FROM events_attendee AS attendee
JOIN events_registration AS registration ON registration.id = attendee.registration_id
WHERE attendee.name = 'Bernd Beispiel'
"""


@pytest.fixture(scope="module")
def portal(own_portal):
    return own_portal


@pytest.fixture
def secrets(portal):
    """That of one person, and that of those who were registered together."""
    with closing(sqlite3.connect(portal.var / "allmende.sqlite3")) as database:
        return database.execute(SECRETS).fetchone()


def test_a_guest_says_who_she_is_and_proposes(arrive, portal, secrets):
    visitor = arrive(width=320)
    place = barcamp(portal)
    page = visitor.open(f"/anmeldung/{secrets[1]}{place}")
    assert visitor.violations() + visitor.sideways() == []
    page.get_by_label("Aylin Beispiel").check()
    page.get_by_role("button", name="Zum BarCamp").click()
    expect(page.get_by_text("Sie machen mit als Aylin Beispiel.")).to_be_visible()
    page.get_by_role("link", name="Session vorschlagen").click()
    page.get_by_label("Titel").fill("Ratsinformation gemeinsam")
    page.get_by_role("button", name="Vorschlagen").click()
    expect(page.get_by_role("link", name="Ratsinformation gemeinsam")).to_be_visible()
    page = visitor.open(f"/teilnahme/{secrets[0]}{place}")
    assert visitor.violations() == []
    page.get_by_role("button", name="Zum BarCamp").click()
    page.get_by_role("link", name="Abstimmen").last.click()
    page.get_by_role("button", name="Weiter abstimmen").click()
    expect(page.get_by_role("heading", name="Ratsinformation gemeinsam")).to_be_focused()  # buttons are a Tab away
    assert visitor.violations() == []
    page.get_by_role("button", name="Da will ich hin").first.click()
    expect(page.get_by_text("Sie haben alles gesehen")).to_be_visible()


def test_the_moderator_plans_without_a_mouse_and_the_wall_follows(arrive, portal, sessions):
    place = barcamp(portal)
    wall = arrive(color_scheme="dark").open(f"{place}wand/")
    visitor = sessions.become(arrive(), EDITOR)
    page = visitor.open(f"{place}plan/")
    hands = Typist(page)
    chosen = page.locator(".barcamp-waiting a").first
    title = chosen.inner_text()
    chosen.focus()
    hands.go()
    expect(page.get_by_text(f"Wohin mit „{title}“?")).to_be_visible()
    cells = page.locator("button[name=zelle]")
    cells.first.focus()
    hands.press("ArrowRight")
    expect(cells.nth(1)).to_be_focused()
    hands.press("ArrowDown")
    expect(cells.nth(4)).to_be_focused()
    free = page.get_by_role("button", name="Hierher").last
    free.focus()
    assert visitor.violations() == []
    hands.go()
    expect(page.get_by_role("main").get_by_role("status").first).to_contain_text(f"„{title}“ ist jetzt")
    expect(page.locator("[data-cell]").last).to_contain_text(title)
    expect(wall.get_by_role("cell", name=title)).to_be_visible()
