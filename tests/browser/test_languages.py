# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""In English the portal speaks English, and what is German says that it is (WCAG 3.1.2)."""

from __future__ import annotations

import pytest

from tests.browser.page_types import PAGE_TYPES

pytestmark = pytest.mark.browser

GERMAN_IN_ENGLISH = """() => {
  const words = /(^|[^\\p{L}])(und|für|das|mit|eine|ist|sind|nicht|zum|oder|wird|Sie|Ihre)(?=$|[^\\p{L}])/u;
  const found = [];
  const check = (element, text) => {
    if (element.closest("[lang]").lang === "de" || element.closest("svg")) return;
    if (words.test(text.replace(/“[^”]*”/g, ""))) found.push(text.trim());
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) check(walker.currentNode.parentElement, walker.currentNode.textContent);
  for (const name of ["aria-label", "title", "placeholder", "alt"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) check(element, element.getAttribute(name));
  }
  return found.slice(0, 5);
}"""


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=str)
def test_german_parts_of_an_english_page_are_marked(page_type, arrive, portal):
    visitor = arrive()
    visitor.open("/sprache/en/")
    page = visitor.open(page_type.find(portal))
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.evaluate(GERMAN_IN_ENGLISH) == []


def test_a_german_page_says_it_once(portal):
    """Marks of the language are for English pages only; the switch names its own."""
    for path in ("/", "/beratung/", "/kooperationen/", "/orte/07137-mayen-koblenz/"):
        assert 'lang="de"' not in portal.html(path).replace('<html lang="de">', "").replace('hreflang="de"', "")
