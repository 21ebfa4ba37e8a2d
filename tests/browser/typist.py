# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Somebody who has no mouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FOCUSED = "element => element === document.activeElement"


@dataclass(slots=True)
class Typist:
    """Hands on the keyboard. ``pressed`` counts the keys that lead somewhere; words that are typed do not count."""

    page: Page
    pressed: int = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def go(self) -> None:
        """Enter, and the next page."""
        with self.page.expect_navigation():
            self.press("Enter")

    def tab_to(self, locator: Locator, most: int) -> None:
        for _ in range(most):
            self.press("Tab")
            if locator.evaluate(FOCUSED):
                return
        pytest.fail(f"{locator} cannot be reached with {most} presses of Tab.")
