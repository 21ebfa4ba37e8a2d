# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A guest registers a colleague too, by keyboard, on a small screen; confirms by the link; the colleague looks."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.page_types import BARCAMP
from tests.browser.typist import Typist

pytestmark = pytest.mark.browser
SECRETS = """
SELECT registration.secret, attendee.secret FROM events_registration AS registration
JOIN events_attendee AS attendee ON attendee.registration_id = registration.id WHERE attendee.name = 'Kim Neuland'
"""
SAVED = """
INSERT INTO events_saveddate (event_id, email, secret, created_at)
SELECT id, 'gast@example.org', 'vorgemerktvorgemerktvorgemerkt12', CURRENT_TIMESTAMP FROM events_event LIMIT 1
"""


@pytest.fixture(scope="module")
def portal(own_portal):
    return own_portal


def ask(portal, question: str):
    with closing(sqlite3.connect(portal.var / "allmende.sqlite3")) as database:
        found = database.execute(question).fetchone()
        database.commit()
        return found


def test_a_guest_registers_with_a_colleague(arrive, portal):
    visitor = arrive(width=320, color_scheme="dark")
    page = visitor.open(f"{BARCAMP}anmelden/")
    page.get_by_label("Ihr Name").fill("Rosa Neuland")
    page.get_by_label("Ihre E-Mail-Adresse").fill("rosa.neuland@example.org")
    page.get_by_label("Kommune oder Einrichtung").fill("Gemeinde Neuland (Beispiel)")
    page.get_by_label("Art der Einrichtung").select_option(index=1)
    page.get_by_label("Ihre Funktion").focus()
    typist = Typist(page)
    typist.tab_to(page.get_by_role("button", name="Weitere Person hinzufügen"), most=3)
    typist.press("Enter")
    expect(page.get_by_role("group", name="Weitere Person 1")).to_be_focused()
    page.get_by_label("Name", exact=True).fill("Kim Neuland")
    assert visitor.violations() + visitor.sideways() == []
    page.get_by_label("Ihr Name").press("Enter")  # sends the form, and adds no further row
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fast fertig")

    registration, attendee = ask(portal, SECRETS)
    page = visitor.open(f"/anmeldung/{registration}/bestaetigen/")
    assert visitor.violations() + visitor.sideways() == []
    page.get_by_role("button", name="Ja, verbindlich anmelden").click()
    expect(page.get_by_text("Sie haben einen Platz.")).to_have_count(2)
    assert visitor.violations() + visitor.sideways() == []
    page = visitor.open(f"/teilnahme/{attendee}/")
    expect(page.get_by_text("Rosa Neuland hat Sie angemeldet.")).to_be_visible()
    expect(page.get_by_text("rosa.neuland@example.org")).to_have_count(0)
    assert visitor.violations() == []


def test_a_saved_date_is_confirmed_and_taken_back(arrive, portal):
    ask(portal, SAVED)
    visitor = arrive(width=320)
    page = visitor.open("/vormerkung/vorgemerktvorgemerktvorgemerkt12/")
    assert visitor.violations() + visitor.sideways() == []
    page.get_by_role("button", name="Ja, vormerken").click()
    expect(page.get_by_role("main").get_by_text("Vorgemerkt. Wir schreiben")).to_be_visible()
    page.get_by_role("button", name="Nicht mehr vormerken").click()
    expect(page.get_by_role("main").get_by_text("Gelöscht.")).to_be_visible()
