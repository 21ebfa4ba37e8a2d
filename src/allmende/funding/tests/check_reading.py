# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Reads a result page the way somebody does who asks of every number where it is written."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

RESULT: Final = "ergebnisse"
VOID: Final = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "circle"})
LINES: Final = frozenset({"li", "p"})
OF_THE_PAGE: Final = frozenset({"h2", "summary", "svg"})
"""What counts lines of the page itself, not what a directive says."""
SOURCE: Final = re.compile(r"^(?:/foerderung/\S+|https?://\S+|#id_\S+|\?\S+|/foerdercheck/\S+)$")
CITED: Final = re.compile(r"^(?:/foerderung/\S+/richtlinien/\S+|https?://\S+)$")


class _Element:
    def __init__(self, tag: str, attributes: dict[str, str], parent: _Element | None) -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.links: list[str] = []
        self.numbers: list[str] = []

    def up(self) -> list[_Element]:
        return [self, *(self.parent.up() if self.parent is not None else [])]

    @property
    def is_line(self) -> bool:
        return self.tag in LINES or "check-derivation" in self.attributes.get("class", "").split()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.here = _Element("page", {}, None)
        self.numbers: list[tuple[str, _Element]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = _Element(tag, attributes, self.here)
        if tag == "a":
            for around in self.here.up():
                around.links.append(attributes.get("href", ""))
        if tag not in VOID:
            self.here = element

    def handle_endtag(self, tag: str) -> None:
        names = [element.tag for element in self.here.up()]
        if tag in names:
            self.here = self.here.up()[names.index(tag)].parent or self.here

    def handle_data(self, data: str) -> None:
        if re.search(r"\d", data):
            self.numbers.append((" ".join(data.split()), self.here))


def numbers_without_source(html: str) -> list[str]:
    """The texts with a number in the result from which no link leads to where it is written."""
    page = _Page()
    page.feed(html)
    found = []
    for text, element in page.numbers:
        around = element.up()
        inside = any(one.attributes.get("id") == RESULT for one in around)
        if not inside or any(one.tag in OF_THE_PAGE for one in around):
            continue
        link = next((one.attributes.get("href", "") for one in around if one.tag == "a"), None)
        is_cited = any(CITED.match(url) for one in around if one.is_line for url in one.links)
        if not is_cited and (link is None or not SOURCE.match(link)):
            found.append(text)
    return found
