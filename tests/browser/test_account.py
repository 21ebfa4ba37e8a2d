# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The account in the browser: its pages for everybody, and passkeys, which need JavaScript."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from allmende.accounts.demo import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
MEMBER = "zeichnung.donnersberg@example.org"
PAGES = [
    "/konto/",
    "/konto/zweiter-faktor/",
    "/konto/zweiter-faktor/app/einrichten/",
    "/konto/passkeys/neu/",
    "/konto/sitzungen/",
    "/konto/e-mail/",
    "/konto/passwort/aendern/",
    "/konto/noch-einmal-ausweisen/",
    "/konto/anmelden/?next=/redaktion/",
]


@pytest.fixture(scope="module")
def portal(own_portal):
    return own_portal


def sign_in(page) -> None:
    page.locator("input[name=login]").fill(MEMBER)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_load_state("load")


def sign_out(page) -> None:
    page.locator(".site-header__tools").get_by_role("button", name="Abmelden").click()
    page.wait_for_load_state("load")


@contextmanager
def with_authenticator(visitor: Visitor) -> Iterator[None]:
    """A device that holds passkeys and always says yes. Browsers know passkeys for names only, not for numbers."""
    debugger = visitor.context.new_cdp_session(visitor.page)
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    debugger.send("WebAuthn.enable")
    debugger.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    base, visitor.base = visitor.base, visitor.base.replace("127.0.0.1", "localhost")
    yield
    visitor.base = base
    debugger.detach()


@pytest.mark.parametrize("dress", [{}, {"width": 320, "color_scheme": "dark"}], ids=["light", "narrow and dark"])
def test_pages_of_the_account_are_accessible(arrive, dress):
    visitor = arrive(**dress)
    sign_in(visitor.open("/konto/anmelden/"))
    found = {}
    for path in PAGES:
        page = visitor.open(path)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        found[path] = visitor.violations() + visitor.sideways()
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_a_passkey_is_set_up_used_and_removed(visitor):
    with with_authenticator(visitor):
        sign_in(visitor.open("/konto/anmelden/"))
        page = visitor.open("/konto/passkeys/neu/")
        page.get_by_label("Name des Passkeys").fill("Diensthandy")
        page.get_by_role("button", name="Passkey einrichten").click()
        expect(page.get_by_role("heading", level=1, name="Wiederherstellungscodes")).to_be_visible()
        sign_out(page)

        page = visitor.open("/konto/anmelden/?next=/orte/")
        page.get_by_role("button", name="Mit Passkey anmelden").click()
        page.wait_for_url(f"{visitor.base}/orte/")
        sign_out(page)

        sign_in(visitor.open("/konto/anmelden/"))
        expect(page.get_by_role("heading", level=1, name="Zweiter Faktor")).to_be_visible()
        assert visitor.violations() == []
        page.get_by_role("button", name="Passkey verwenden").click()
        page.wait_for_url(f"{visitor.base}/konto/")

        visitor.open("/konto/passkeys/ausweisen/")
        assert visitor.violations() == []
        page = visitor.open("/konto/zweiter-faktor/")
        page.get_by_role("link", name="Umbenennen").click()
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert visitor.violations() == []
        page = visitor.open("/konto/zweiter-faktor/")
        page.get_by_role("link", name="Entfernen").click()
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert visitor.violations() == []
        page.get_by_role("main").get_by_role("button", name="Entfernen").click()
        expect(page.get_by_role("main").get_by_role("status").first).to_contain_text("Der Passkey ist entfernt.")


def test_without_a_passkey_the_page_says_it_has_not_worked(visitor):
    page = visitor.open("/konto/anmelden/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')); }")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page.get_by_role("alert")).to_contain_text("nicht geklappt")


def test_without_javascript_passkeys_say_what_they_need(browser, portal):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.base}/konto/anmelden/")
    expect(page.get_by_text("Passkeys brauchen JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Mit Passkey anmelden")).to_have_count(0)
    sign_in(page)
    assert page.url.endswith("/konto/")
    context.close()
