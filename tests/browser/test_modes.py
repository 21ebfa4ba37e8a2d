"""Forced colours, print, errors in forms, the map, the language, the editors' admin."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from allmende.accounts.demo import PASSWORD
from tests.browser.page_types import COOPERATIONS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/", "/kooperationen/", "/kooperationen/zahlen/"])
def test_forced_colours_leave_controls_and_pictures_visible(arrive, path):
    """Buttons keep an edge; icons and bars are drawn in a colour that differs from what is behind them."""
    page = arrive(forced_colors="active").open(path)
    assert page.screenshot()
    edgeless = page.evaluate(
        "() => [...document.querySelectorAll('.kern-btn, main input, main select')].filter(e => e.offsetParent"
        " && getComputedStyle(e).borderStyle === 'none').map(e => e.outerHTML.slice(0, 100))"
    )
    assert edgeless == []
    lost = page.evaluate(
        "() => [...document.querySelectorAll('svg')].filter(e => e.getBoundingClientRect().width"
        " && getComputedStyle(e).visibility === 'visible').filter(e => ![...e.querySelectorAll('*')].some(p => {"
        "const s = getComputedStyle(p), back = getComputedStyle(document.body).backgroundColor;"
        "return [s.fill, s.stroke].some(c => c !== 'none' && c !== back); })).map(e => e.outerHTML.slice(0, 100))"
    )
    assert lost == []


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
    page.locator("input[name=username]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
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


def test_the_language_switch_changes_the_frame(visitor):
    page = visitor.open("/kooperationen/")
    page.get_by_role("link", name="English").first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("link", name="Skip to content")).to_be_attached()
    assert page.url.endswith("/kooperationen/")


def test_the_map_is_drawn_and_its_list_selects(visitor):
    page = visitor.open("/karte/")
    expect(page.locator("canvas.maplibregl-canvas")).to_be_visible()
    assert page.locator("canvas.maplibregl-canvas").get_attribute("aria-label")
    row = page.get_by_role("main").get_by_role("button").or_(page.get_by_role("main").get_by_role("link"))
    expect(row.filter(has_text=re.compile("Mayen|Rheinland-Pfalz")).first).to_be_visible()


def test_without_javascript_the_map_is_a_picture_with_a_list(arrive):
    page = arrive(java_script_enabled=False).open("/karte/")
    expect(page.locator("main svg[role=img], main img").first).to_be_visible()
    assert page.get_by_role("main").get_by_role("link", name=re.compile("Rheinland-Pfalz")).count() >= 1
