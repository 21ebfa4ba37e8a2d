# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One browser and one portal for all tests of this directory; windows of the same kind are used again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.portal import CHROMIUM_VARIABLE, Portal, demo_portal, find_chromium
from tests.browser.visitor import CHROMIUM_OPTIONS, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="package")
def chromium() -> str:
    path = find_chromium()
    if path is None:
        pytest.skip(f"Browser tests need Chromium: install it or name it by {CHROMIUM_VARIABLE}.")
    return path


@pytest.fixture(scope="package")
def portal(chromium: str) -> Iterator[Portal]:
    with demo_portal() as portal:
        yield portal


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def windows() -> dict[str, Visitor]:
    """Windows that are open already, by their options."""
    return {}


@pytest.fixture
def arrive(browser: Browser, portal: Portal, windows: dict[str, Visitor]) -> Iterator[Callable[..., Visitor]]:
    """A clean window: ``arrive(width=320, color_scheme="dark")``. When the test ends, no complaint may be left."""
    visitors: list[Visitor] = []

    def visitor_with(*, width: int = 1280, **options: Any) -> Visitor:
        options["viewport"] = {"width": width, "height": 900}
        key = repr(sorted(options.items()))
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
