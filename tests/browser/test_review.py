# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of the desk that reviews, in every dress."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

DRESSES = pytest.mark.parametrize(
    "dress", [{}, {"color_scheme": "dark"}, {"width": 320}], ids=["light", "dark", "narrow"]
)


@DRESSES
def test_the_pages_of_the_review_are_accessible(arrive, dress):
    visitor = arrive(**dress)
    visitor.sign_in("redaktion@example.org")
    page = visitor.open("/pruefung/")
    first = page.locator(".review-row__title a").first.get_attribute("href")
    for path in ("/pruefung/", first, f"{first}vorschau/", "/pruefung/sammelannahme/", "/pruefung/zahlen/"):
        visitor.open(path)
        assert visitor.violations() == [], path
        assert visitor.sideways() == [], path
