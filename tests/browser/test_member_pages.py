# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every page behind the sign-in, in light and wide, dark and narrow, and without JavaScript; none is forgotten."""

from __future__ import annotations

import pytest
from django.urls import resolve
from playwright.sync_api import expect

from tests.browser.member_pages import IN_A_STORY, MEMBER_PAGES, NO_PAGE
from tests.browser.page_types import PAGE_TYPES
from tests.permissions.expected import EXPECTED

pytestmark = pytest.mark.browser
WIDTH_AND_THEME = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
"""What a narrow window or the dark theme can change; everything else was looked at in the wide and light one."""


@pytest.mark.parametrize("member_page", MEMBER_PAGES, ids=str)
def test_page_of_a_member_is_accessible_quiet_and_within_the_window(member_page, arrive, sessions):
    """Light and wide, then dark and narrow."""
    path = member_page.find(sessions.portal(member_page.account))
    visitor = sessions.become(arrive(), member_page.account)
    page = visitor.open(path)
    assert page.url == visitor.base + path
    assert page.get_by_role("heading", level=1).count() == 1
    assert visitor.violations() + visitor.sideways() == []
    visitor.dress(width=320, color_scheme="dark")
    assert visitor.violations(WIDTH_AND_THEME) + visitor.sideways() == []


@pytest.mark.parametrize("member_page", MEMBER_PAGES, ids=str)
def test_page_of_a_member_says_what_matters_without_javascript(member_page, sessions):
    portal = sessions.portal(member_page.account)
    path = member_page.find(portal)
    assert portal.html(path).count("<h1") == 1
    assert " ".join(member_page.essential.lower().split()) in portal.main_text(path)


def test_no_address_is_forgotten(portal, sessions):
    """Each address of the portal is opened as a page here or in ``test_pages``, or it is said why not."""
    paths = [page_type.find(portal) for page_type in PAGE_TYPES]
    paths += [member_page.find(sessions.portal(member_page.account)) for member_page in MEMBER_PAGES]
    opened = {resolve(path.partition("?")[0]).view_name for path in paths}
    explained = {name for names in (*NO_PAGE.values(), *IN_A_STORY.values()) for name in names}
    assert set(EXPECTED) - opened - explained == set()
    assert explained & opened == set()
    assert explained - set(EXPECTED) == set()


def test_where_nobody_may_begin_the_way_on_is_said(arrive, sessions):
    """A new entry without an organisation: not a dead end, but the page where one asks to be taken in."""
    visitor = sessions.become(arrive(), "buergerin@example.org")
    page = visitor.open("/beitraege/neu/")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Organisation")
    assert visitor.violations() == []
