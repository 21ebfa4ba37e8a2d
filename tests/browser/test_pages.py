# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every type of page, in every dress: no violation, nothing beside the window, nothing said in the console."""

from __future__ import annotations

import html
import re

import pytest

from tests.browser.page_types import PAGE_TYPES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=str)
def test_page_is_accessible_quiet_and_within_the_window(page_type, arrive, portal):
    """Light and wide, then dark on a phone, and at twice the text size, here at 640 px of 320 (WCAG 1.4.4)."""
    visitor = arrive()
    page = visitor.open(page_type.find(portal))
    assert visitor.violations() == []
    assert visitor.sideways() == []
    visitor.dress(width=320, color_scheme="dark")
    assert visitor.violations() == []
    assert visitor.sideways() == []
    visitor.dress(width=640)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert visitor.sideways() == []


def test_what_must_not_be_is_noticed(visitor):
    """The eyes of the other tests: a missing name, a wide page, a blocked script, a foreign picture."""
    page = visitor.open("/konto/anmelden/")
    page.evaluate(
        "document.querySelector('main').innerHTML = '<h1>x</h1><img src=https://elsewhere.example/x.png>"
        "<p class=wide>x</p><input>'; document.querySelector('.wide').style.width = '3000px'"
    )
    page.evaluate("document.head.appendChild(document.createElement('script')).textContent = 'window.ran = 1'")
    page.wait_for_timeout(300)
    assert {line.split(":")[0] for line in visitor.violations()} >= {"image-alt", "label"}
    assert visitor.sideways()
    assert any("another host: https://elsewhere.example" in complaint for complaint in visitor.complaints)
    assert any("Content Security Policy" in complaint for complaint in visitor.complaints)
    assert page.evaluate("window.ran") is None
    visitor.complaints.clear()


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=str)
def test_without_javascript_the_content_is_there(page_type, portal):
    """One heading of the first level, the navigation, and what the page is about."""
    path = page_type.find(portal)
    assert portal.html(path).count("<h1") == 1
    assert "<nav" in portal.html(path)
    assert " ".join(page_type.essential.lower().split()) in portal.main_text(path)


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=str)
def test_nothing_is_named_that_lies_elsewhere(page_type, portal):
    """No script, style, picture or frame from another host, and none inside the HTML."""
    source = portal.html(page_type.find(portal))
    assert re.findall(r"<(?:script|img|iframe|link)[^>]*(?:src|srcset)=[\"']?(?:https?:)?//[^>]*>", source) == []
    assert re.findall(r"<link[^>]*rel=[\"']?stylesheet[^>]*href=[\"']?(?:https?:)?//[^>]*>", source) == []
    assert re.findall(r"<script(?![^>]*src=)(?![^>]*type=[\"']application/(?:ld\+)?json)[^>]*>", source) == []
    assert re.findall(r"<style|\sstyle=[\"']|\son[a-z]+=[\"']", source) == []
    assert html.unescape(source).count("<h1") == 1
