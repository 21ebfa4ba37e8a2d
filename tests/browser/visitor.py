# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Someone in front of the browser: opens pages, and notes everything that must not happen there."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from allmende.accounts.demo import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EXPECTED_ERROR = "Failed to load resource: the server responded with a status of"
"""Chromium reports the status of an error page in the console; that is the page we asked for, no fault of it."""

DRIVER_MESSAGE = "GL Driver Message"
"""Software rendering complains of its own slowness when a picture of the map is read."""


@dataclass  # not slots: Playwright notes its handlers on it
class Visitor:
    """One browser window with one theme and width. ``complaints`` holds console messages, errors, foreign requests."""

    context: BrowserContext
    page: Page
    base: str
    size: ViewportSize
    color_scheme: Literal["light", "dark"] = "light"
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def arrive(cls, browser: Browser, base: str, **options: Any) -> Visitor:
        settings = {"locale": "de-DE", "viewport": {"width": 1280, "height": 900}, **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(15_000)
        visitor = cls(
            context=context,
            page=context.new_page(),
            base=base,
            size=settings["viewport"],
            color_scheme=settings.get("color_scheme", "light"),
        )
        visitor.page.on("console", visitor._hear)
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(f"page error: {error}"))
        visitor.page.on("request", visitor._see)
        return visitor

    def _hear(self, message: ConsoleMessage) -> None:
        own_error_page = message.text.startswith(EXPECTED_ERROR) and message.location["url"] == self.page.url
        if not own_error_page and DRIVER_MESSAGE not in message.text:
            self.complaints.append(f"console {message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" != self.base:
            self.complaints.append(f"request to another host: {request.url}")

    def open(self, path: str) -> Page:
        """Go to ``path`` and wait until everything it names is loaded."""
        answer = self.page.goto(self.base + path, wait_until="load")
        if answer is None or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.complaints.append(f"{path} failed")
        return self.page

    def sign_in(self, email: str) -> Page:
        """Come in with an account of the demo."""
        page = self.open("/konto/anmelden/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(PASSWORD)
        with page.expect_navigation(url=lambda url: "/anmelden" not in url):
            page.locator("input[name=password]").press("Enter")
        return page

    def sign_out(self) -> None:
        with self.page.expect_navigation():
            self.page.locator(".site-header__tools").get_by_role("button", name="Abmelden").click()

    def dress(self, *, width: int = 0, color_scheme: Literal["light", "dark"] | None = None) -> None:
        """Look at the same page in another width or theme, without asking for it again."""
        if width:
            self.page.set_viewport_size({"width": width, "height": 900})
        if color_scheme:
            self.page.emulate_media(color_scheme=color_scheme)

    def violations(self, rules: Sequence[str] = AXE_RULES) -> list[str]:
        """What axe finds on the page as it stands, one line each. ``rules`` are tags of axe or names of its rules."""
        if not self.page.evaluate("typeof window.axe === 'object'"):
            # Through the debugger, not as a script element: the content security policy stays as visitors have it.
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "async rules => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations.map("
            "v => `${v.id}: ${v.help}: ` + v.nodes.slice(0, 3).map("
            "n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | '))",
            list(rules),
        )
        return [str(line) for line in found]

    def sideways(self) -> list[str]:
        """What sticks out of the window to the right when the page can be scrolled sideways; empty when it cannot."""
        found = self.page.evaluate(
            "() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.body.querySelectorAll('*')]"
            ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5)"
            ".map(e => e.tagName + '.' + e.className).concat(['page is ' + document.documentElement.scrollWidth])"
        )
        return [str(line) for line in found]

    def forget(self) -> None:
        """Become a new visitor in the same window: no cookies, no complaints, no page."""
        self.context.clear_cookies()
        self.page.emulate_media(media="null", color_scheme=self.color_scheme)
        self.page.set_viewport_size(self.size)
        self.page.goto("about:blank")
        self.complaints.clear()

    def leave(self) -> None:
        self.context.close()
