# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""In English the portal speaks English, and what is German says that it is (WCAG 3.1.2)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.browser.page_types import PAGE_TYPES
from tests.browser.portal import Portal

pytestmark = pytest.mark.browser
GERMAN = re.compile(r"(?<!\w)(und|für|das|mit|eine|ist|sind|nicht|zum|oder|wird|Sie|Ihre)(?!\w)")
QUOTED = re.compile("“[^”]*”")
SPOKEN = {"aria-label", "title", "placeholder", "alt"}
UNREAD = {"script", "style", "template", "svg"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class GermanWords(HTMLParser):
    """Texts and names of a page with a German word, outside of parts that say to be German."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        lang = values.get("lang") or (self._open[-1][1] if self._open else "")
        for name in SPOKEN & set(values):
            self._look_at(values[name] or "", tag, lang)
        if tag not in VOID:
            self._open.append((tag, lang))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self._look_at(data, *self._open[-1])

    def _look_at(self, text: str, tag: str, lang: str) -> None:
        inside = {name for name, _lang in self._open} | {tag}
        if lang != "de" and "body" in inside and not inside & UNREAD and GERMAN.search(QUOTED.sub("", text)):
            self.found.append(" ".join(text.split()))


@pytest.fixture(scope="module")
def english(portal):
    return Portal(portal.base, cookies="sprache=en")


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=str)
def test_german_parts_of_an_english_page_are_marked(page_type, portal, english):
    page = english.html(page_type.find(portal))
    assert re.search(r"<html\b[^>]*\blang=\"?en\b", page)
    assert GermanWords(page).found == []


def test_german_words_are_noticed():
    page = '<html lang="en"><body><p>Ort und <span lang="de">Land und</span></p><a title="für Sie">“und”</a></body>'
    assert GermanWords(page).found == ["Ort und", "für Sie"]


def test_a_german_page_says_it_once(portal):
    """Marks of the language are for English pages only; the switch names its own."""
    for path in ("/", "/beratung/", "/kooperationen/", "/orte/07137-mayen-koblenz/"):
        assert 'lang="de"' not in portal.html(path).replace('<html lang="de">', "").replace('hreflang="de"', "")
