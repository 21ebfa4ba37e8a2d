# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One browser and one portal for all tests of this directory; windows of the same kind are used again.

A module whose tests write serves a copy of its own, so that the others find the demo as it was built::

    @pytest.fixture(scope="module")
    def portal(own_portal):
        return own_portal
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.portal import (
    CHROMIUM_VARIABLE,
    URL_VARIABLE,
    Portal,
    built_demo,
    find_chromium,
    served_copy,
)
from tests.browser.signed_in import Sessions
from tests.browser.visitor import CHROMIUM_OPTIONS, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


LONGEST = ("test_member_pages", "test_pages", "test_events_story", "test_story", "test_twenty_by_keyboard", "test_desk")
"""Modules that begin first: two processes end at about the same time when short ones come last."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


@pytest.fixture(scope="package")
def chromium() -> str:
    path = find_chromium()
    if path is None:
        pytest.skip(f"Browser tests need Chromium: install it or name it by {CHROMIUM_VARIABLE}.")
    return path


@pytest.fixture(scope="package")
def demo() -> Iterator[Path]:
    """The data directory of the built demo. Nobody serves it; copies of it are served."""
    with built_demo() as var:
        yield var


@pytest.fixture(scope="package")
def portal(chromium: str, request: pytest.FixtureRequest) -> Iterator[Portal]:
    """The portal that all tests look at."""
    if url := os.environ.get(URL_VARIABLE):
        yield Portal(url.rstrip("/"))
        return
    with served_copy(request.getfixturevalue("demo")) as portal:
        yield portal


@pytest.fixture(scope="module")
def own_portal(chromium: str, demo: Path) -> Iterator[Portal]:
    """A portal for the tests of one module, which may change it."""
    with served_copy(demo) as portal:
        yield portal


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def windows() -> dict[str, Visitor]:
    """Windows that are open already, by their options."""
    return {}


@pytest.fixture(scope="package")
def known_sessions() -> dict[str, Sessions]:
    """Who has signed in already, by the address of the portal."""
    return {}


@pytest.fixture
def sessions(portal: Portal, known_sessions: dict[str, Sessions]) -> Sessions:
    """Accounts of the demo, each signed in once for all tests that only look."""
    return known_sessions.setdefault(portal.base, Sessions(portal.base))


@pytest.fixture
def arrive(browser: Browser, portal: Portal, windows: dict[str, Visitor]) -> Iterator[Callable[..., Visitor]]:
    """A clean window: ``arrive(width=320, color_scheme="dark")``. When the test ends, no complaint may be left."""
    visitors: list[Visitor] = []

    def visitor_with(*, width: int = 1280, **options: Any) -> Visitor:
        options["viewport"] = {"width": width, "height": 900}
        key = repr((portal.base, sorted(options.items())))
        if key not in windows:
            windows[key] = Visitor.arrive(browser, portal.base, **options)
        visitors.append(windows[key])
        return windows[key]

    yield visitor_with
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.forget()
    assert complaints == []


@pytest.fixture
def visitor(arrive: Callable[..., Visitor]) -> Visitor:
    """A window of 1,280 px in the light theme."""
    return arrive()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line instead of one per test."""
    if terminalreporter.stats.get("skipped") and find_chromium() is None:
        terminalreporter.write_line(f"Skipped the browser tests: no Chromium. Install it or set {CHROMIUM_VARIABLE}.")
