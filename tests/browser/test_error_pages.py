# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Refused forms end on a page of the portal too: readable, quiet, with a way on, in the visitor's language."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from playwright.sync_api import expect

from allmende.core import errors

pytestmark = pytest.mark.browser

BREAK = {
    "old_form": "form => form.querySelector('[name=csrfmiddlewaretoken]').remove()",
    "too_much": "form => { for (let n = 0; n < 2100; n++) { const i = document.createElement('input');"
    " i.type = 'hidden'; i.name = `x${n}`; form.append(i); } }",
}
EXPECTED = {"old_form": ("403", "Das Formular ist nicht mehr gültig"), "too_much": ("400", "nicht lesen")}


def send_broken(page, how):
    form = page.get_by_role("main").locator("form")
    form.evaluate(BREAK[how])
    form.get_by_role("button").last.click()
    page.wait_for_load_state("load")


@pytest.mark.parametrize("how", BREAK)
@pytest.mark.parametrize("dress", [{}, {"color_scheme": "dark"}, {"width": 320}], ids=["light", "dark", "narrow"])
def test_a_refused_form_is_explained(arrive, dress, how):
    visitor = arrive(**dress)
    page = visitor.open("/barriere-melden/")
    send_broken(page, how)
    status, words = EXPECTED[how]
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)
    expect(page.get_by_role("main")).to_contain_text(status)
    expect(page.get_by_role("main").get_by_role("link", name="Zur Startseite")).to_be_visible()
    assert visitor.violations() == []
    assert visitor.sideways() == []


@pytest.mark.parametrize("how", BREAK)
def test_a_refused_form_is_explained_in_english(visitor, how):
    page = visitor.open("/sprache/en/?weiter=/barriere-melden/")
    send_broken(page, how)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("main").get_by_role("link", name="To the start page")).to_be_visible()


@pytest.mark.parametrize("dress", [{}, {"color_scheme": "dark", "width": 320}], ids=["light", "narrow and dark"])
@pytest.mark.parametrize("handler", [errors.permission_denied, errors.server_error], ids=["403", "500"])
def test_pages_that_no_address_shows_are_accessible(arrive, handler, dress):
    """Nothing in the demo breaks or is forbidden (that is 404), so the browser gets the page from here."""
    request = RequestFactory().get("/kaputt/")
    request.user, request.session = AnonymousUser(), {}
    answer = handler(request)
    visitor = arrive(**dress)
    visitor.page.route(
        "**/kaputt/", lambda route: route.fulfill(status=200, content_type="text/html", body=answer.content)
    )
    page = visitor.open("/kaputt/")
    visitor.page.unroute("**/kaputt/")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("main").get_by_role("link", name="Zur Startseite")).to_be_visible()
    assert page.locator("main").evaluate("main => getComputedStyle(main).fontFamily").startswith('"Fira Sans"')
    assert visitor.violations() == []
    assert visitor.sideways() == []
