# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the story of a cooperation needs: visits of its people, the letters they got, what machines read."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from playwright.sync_api import Browser, Page

    from tests.browser.portal import Portal

MAIL_AFTER = 30
"""Seconds within which a letter must have left."""


@dataclass(slots=True)
class Stage:
    """The portal, and everybody who comes to it one after the other."""

    browser: Browser
    portal: Portal
    complaints: list[str] = field(default_factory=list)
    visitor: Visitor | None = None
    """Whoever is there right now."""

    @contextmanager
    def visit(self, email: str = "", *, refused: bool = False) -> Iterator[Page]:
        """Somebody comes with a clean browser, signs in by ``email`` and out again at the end.

        ``refused``: error pages are what the visit is about, so the browser may note them.
        """
        visitor = Visitor.arrive(self.browser, self.portal.base, base_url=self.portal.base)
        self.visitor = visitor
        if email:
            visitor.sign_in(email)
        yield visitor.page
        if email:
            visitor.sign_out()
        if not refused:
            self.complaints += visitor.complaints
        visitor.leave()

    def look(self) -> None:
        """The page before the visitor is accessible, and not wider than the window."""
        assert self.visitor is not None
        assert self.visitor.violations() + self.visitor.sideways() == [], self.visitor.page.url

    def read(self, path: str, **headers: str) -> str:
        """What the server answers to somebody without account and without cookies."""
        request = Request(self.portal.base + path, headers={"Accept-Language": "de", **headers})
        with urlopen(request, timeout=30) as answer:
            found: str = answer.read().decode(errors="replace")
        return found

    def json(self, path: str) -> Any:
        return json.loads(self.read(path))

    def letters(self, to: str) -> list[EmailMessage]:
        """The letters written so far to the address ``to``, the oldest first."""
        if self.portal.var is None:
            raise LookupError("Somebody else serves this portal; its letters are out of reach.")
        files = sorted((self.portal.var / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns)
        parts = [part for path in files for part in path.read_bytes().split(b"-" * 79 + b"\n") if part.strip()]
        found = [message_from_bytes(part, policy=policy.default) for part in parts]
        return [letter for letter in found if to in letter["To"]]

    def letter(self, to: str, subject: str) -> str:
        """The text of the newest letter to ``to`` about ``subject``; waits until it has left."""
        until = time.monotonic() + MAIL_AFTER
        while time.monotonic() < until:
            about = [letter for letter in self.letters(to) if subject in letter["Subject"]]
            if about:
                body = about[-1].get_body(("plain",))
                return str(body.get_content()) if body is not None else ""
            time.sleep(0.2)
        raise AssertionError(f"{to} got no letter „{subject}“: {[one['Subject'] for one in self.letters(to)]}")


def press(page: Page, name: str) -> None:
    """Press the button ``name`` of the page itself and wait for the next page."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow the link ``name`` of the page itself."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def headed(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def told(page: Page, text: str) -> None:
    """What the portal says about what was just done."""
    expect(page.locator(".messages")).to_contain_text(text)
