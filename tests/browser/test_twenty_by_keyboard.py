# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The desk works through the twenty prepared submissions by keyboard alone, each decided in one of the four ways."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.typist import Typist

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PREPARED = 20
MOST_KEYS = 50 + 12 * PREPARED
"""To the first of them, and for each: Tab, arrows, Space and Enter; the words that are typed come on top."""


@pytest.fixture(scope="module")
def portal(own_portal):
    return own_portal


@dataclass(slots=True)
class Reviewer(Typist):
    """Decides on one submission after the other, and notes their titles."""

    titles: list[str] = field(default_factory=list)

    def decide(self, step: str, words: str = "", *, day: str = "") -> None:
        """From the heading of a submission to the next one."""
        heading = self.page.locator("#beitrag")
        if self.titles:
            expect(heading).to_be_focused()
        self.tab_to(self.page.get_by_role("link", name="Direkt zur Entscheidung"), most=1 if self.titles else 40)
        self.titles.append(heading.inner_text())
        self.press("Enter")
        expect(self.page.locator("#entscheidung")).to_be_focused()
        self.press("Tab")
        choice = self.page.get_by_role("radio", name=step, exact=True)
        self.press("Space")
        for _ in range(4):
            if choice.is_checked():
                break
            self.press("ArrowDown")
        expect(choice).to_be_checked()
        if day:
            self.tab_to(self.page.locator("#id_day"), most=1)
            self.page.keyboard.type(day)
        if words:
            self.tab_to(self.page.locator("#id_comment"), most=3)
            self.page.keyboard.type(words)
        self.tab_to(self.page.get_by_role("button", name="Entscheiden"), most=4)
        self.go()
        expect(self.page.locator(".messages")).to_contain_text(self.titles[-1])


WAYS = (
    ("Annehmen und veröffentlichen", "", False),
    ("Zurückgeben", "Bitte nennen Sie noch eine Quelle.", False),
    ("Ablehnen", "Das steht schon im Portal.", False),
    ("Annehmen und später veröffentlichen", "", True),
)


def test_the_desk_decides_on_all_twenty(visitor):
    visitor.sign_in("redaktion@example.org")
    page = visitor.open("/pruefung/")
    expect(page.locator("#ergebnis")).to_contain_text(f"{PREPARED} Beiträge")
    typist = Reviewer(page)
    typist.tab_to(page.locator(".review-row__title a").first, most=40)
    typist.go()
    next_week = (dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=7)).strftime("%d.%m.%Y")
    for number in range(PREPARED):
        step, words, is_later = WAYS[number % len(WAYS)]
        typist.decide(step, words, day=next_week if is_later else "")
    assert len(set(typist.titles)) == PREPARED
    nothing_waits(page)
    assert typist.pressed <= MOST_KEYS, f"{typist.pressed} keys for {PREPARED} decisions."


def nothing_waits(page: Page) -> None:
    """The focus is on the heading, and the queue says what became of the twenty."""
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_text("Hier ist nichts.")).to_be_visible()
    expect(page.locator("#ergebnis")).to_contain_text("0 Beiträge")
    waiting = page.get_by_role("region", name="Auf einen Blick").locator(".facts__row").first
    expect(waiting).to_contain_text(re.compile(r"Warten auf Prüfung\s*0"))
    options = page.locator("#id_stand option").all_text_contents()
    counted = dict(option.split(" · ") for option in options)
    assert counted == {
        "wartet auf Prüfung": "0",
        "angenommen, erscheint später": "5",
        "zurückgegeben": "5",
        "angenommen oder abgelehnt": "11",
        "alle": "21",
    }
