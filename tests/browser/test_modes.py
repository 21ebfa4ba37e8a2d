# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Forced colours, print, errors in forms, the map, the language, the editors' admin."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from allmende.accounts.demo import PASSWORD
from tests.browser.page_types import COOPERATIONS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/", "/kooperationen/", "/kooperationen/zahlen/"])
def test_forced_colours_leave_controls_and_pictures_visible(arrive, path):
    """Buttons and fields keep an edge; what is drawn as SVG is drawn in more than one colour."""
    page = arrive(forced_colors="active").open(path)
    edgeless = page.evaluate(
        "() => [...document.querySelectorAll('.kern-btn, main input:not([type=checkbox], [type=radio]), main select')]"
        ".filter(e => e.checkVisibility() && getComputedStyle(e).borderStyle === 'none')"
        ".map(e => e.outerHTML.slice(0, 100))"
    )
    assert edgeless == []
    drawings = [svg for svg in page.locator("svg").all() if svg.is_visible()]
    assert len(drawings) >= 3
    for svg in drawings[:12]:
        picture = Image.open(io.BytesIO(svg.screenshot())).convert("L")
        darkest, lightest = picture.getextrema()
        assert lightest - darkest > 100, svg.evaluate("element => element.outerHTML.slice(0, 120)")


def test_a_printed_steckbrief_is_content_only(visitor, portal):
    page = visitor.open(portal.first_link("/kooperationen/", COOPERATIONS))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for gone in (".site-nav", ".site-search", ".skip-link"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.pdf()[:5] == b"%PDF-"


def test_a_form_says_what_is_wrong_where_it_is(arrive):
    visitor = arrive(width=320)
    page = visitor.open("/barriere-melden/")
    page.locator("main form").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    page.wait_for_load_state("networkidle")
    summary = page.locator(".form-errors, [role=alert]").first
    expect(summary).to_be_visible()
    summary.get_by_role("link").first.click()
    wrong = page.locator("main :focus")
    assert wrong.get_attribute("aria-invalid") == "true"
    described = (wrong.get_attribute("aria-describedby") or "").split()
    assert any(page.locator(f"#{name}").inner_text().strip() for name in described)
    assert visitor.violations() == []


def sign_in(page, email, password):
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_load_state("networkidle")


def test_a_wrong_password_is_told_accessibly(visitor):
    page = visitor.open("/konto/anmelden/")
    sign_in(page, "redaktion@example.org", "falsch")
    assert "/konto/anmelden/" in page.url
    expect(page.get_by_role("alert").first).to_be_visible()
    assert visitor.violations() == []


def test_the_editor_gets_into_the_desk(visitor):
    page = visitor.open("/konto/anmelden/?next=/redaktion/")
    sign_in(page, "redaktion@example.org", PASSWORD)
    assert page.url.endswith("/redaktion/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    visitor.open("/redaktion/pages/")
    expect(page.get_by_role("link", name="Startseite").first).to_be_attached()


@pytest.mark.parametrize("dress", [{}, {"color_scheme": "dark"}, {"width": 320}], ids=["light", "dark", "narrow"])
def test_the_desk_form_of_a_steckbrief_is_accessible(arrive, portal, dress):
    visitor = arrive(**dress)
    sign_in(visitor.open("/konto/anmelden/"), "redaktion@example.org", PASSWORD)
    page = visitor.open(portal.first_link("/kooperationen/", COOPERATIONS))
    page.get_by_role("main").get_by_role("link", name="Bearbeiten").first.click()
    page.wait_for_load_state("load")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bearbeiten")
    assert visitor.violations() == []
    assert visitor.sideways() == []


def test_the_language_switch_changes_the_frame(visitor):
    page = visitor.open("/kooperationen/")
    page.get_by_role("link", name="English").first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("link", name="Skip to content")).to_be_attached()
    assert page.url.endswith("/kooperationen/")


def test_the_map_is_drawn_and_its_list_selects(visitor):
    """Choosing in the list works by keyboard, changes the address and marks the place on the map."""
    page = visitor.open("/karte/")
    canvas = page.locator("canvas.maplibregl-canvas")
    expect(canvas).to_be_visible(timeout=60_000)
    assert canvas.get_attribute("aria-label")
    main = page.get_by_role("main")
    main.locator("a[data-karte][data-ars^='07']").first.press("Enter")
    expect(page).to_have_url(re.compile(r"gebiet=07\d{3}"))
    expect(main.get_by_role("heading", level=2).first).not_to_have_text("Deutschland")
    expect(canvas).to_be_visible()


def test_without_javascript_the_map_is_a_picture_with_a_list(arrive):
    page = arrive(java_script_enabled=False).open("/karte/")
    assert page.locator("svg.kreis-map__drawing path").count() > 400
    page.get_by_role("main").get_by_role("link", name="Rheinland-Pfalz", exact=True).click()
    assert "gebiet=07" in page.url
    assert page.get_by_role("main").locator("a[data-ars]").count() > 5
