# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Text of HTML: what a browser without scripts, styles and pictures would say. Nothing is fetched or run."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from allmende.library.extraction.lines import tidy
from allmende.library.extraction.numerals import letters, roman
from allmende.library.extraction.outcomes import Note
from allmende.library.extraction.stretches import Block, pages_of
from allmende.library.extraction.text_files import decoded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from allmende.library.extraction.report import Report

SILENT: Final = frozenset(
    {"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "audio", "video", "canvas", "select"}
)
WORDS_OF_BLOCKS: Final = """
address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2
h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody tfoot thead title tr ul
"""
BLOCKS: Final = frozenset(WORDS_OF_BLOCKS.split())
CELLS: Final = frozenset({"td", "th"})
LISTS: Final = frozenset({"ol", "ul", "menu"})
CELL_BORDER: Final = " | "
CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
HEAD: Final = 4096
BULLET: Final = "–"
MOST_OPEN_LISTS: Final = 50


def read(path: Path, report: Report) -> None:
    """Tell ``report`` the text of the HTML at ``path``."""
    content = path.read_bytes()
    stated = CHARSET.search(content[:HEAD])
    parser = _Reader()
    text = decoded(content, stated[1].decode("ascii") if stated else "")
    # What follows the last tag holds none; the parser would look for the end of each again and again.
    end = text.rfind(">") + 1
    parser.feed(text[:end])
    parser.close()
    parser.handle_data(unescape(text[end:].partition("<")[0]))
    if parser.has_scripts:
        report.note(Note.SCRIPTS)
    report.pages([tidy(text) for text in pages_of(parser.blocks())])


class _List:
    """An open list and how it counts."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.form = (attributes.get("type") or "1") if tag == "ol" else ""
        start = attributes.get("start") or "1"
        self.next = int(start) if re.fullmatch(r"\d{1,6}", start) else 1

    def label(self) -> str:
        number, self.next = self.next, self.next + 1
        if not self.form:
            return BULLET
        forms = {"a": letters(number), "A": letters(number).upper(), "i": roman(number), "I": roman(number).upper()}
        return f"{forms.get(self.form, str(number))}."


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.has_scripts = False
        self._blocks: list[Block] = []
        self._line: list[str] = []
        self._lists: list[_List] = []
        self._label = ""
        self._silent = ""
        self._depth = 0
        self._is_kept = 0

    def blocks(self) -> Sequence[Block]:
        self._end_block()
        return self._blocks

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.has_scripts |= tag == "script" or any(name.startswith("on") for name in attributes)
        if self._silent:
            self._depth += tag == self._silent
            return
        if tag in SILENT:
            self._silent, self._depth = tag, 1
        elif tag == "br":
            self._line.append("\n")
        elif tag in CELLS:
            if "".join(self._line).strip():
                self._line.append(CELL_BORDER)
        elif tag in BLOCKS:
            self._end_block()
            self._begin(tag, attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A slash before the end means nothing to a browser, except in the foreign content that is left out anyway."""
        if not self._silent and tag not in {"svg", "math"}:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._depth -= tag == self._silent
            if not self._depth:
                self._silent = ""
        elif tag in BLOCKS:
            self._end_block()
            if tag in LISTS and self._lists:
                self._lists.pop()
            self._is_kept -= tag == "pre" and self._is_kept > 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._line.append(data if self._is_kept else re.sub(r"[ \t\r\n\f]+", " ", data))

    def _begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        self._is_kept += tag == "pre"
        if tag in LISTS and len(self._lists) < MOST_OPEN_LISTS:
            self._lists.append(_List(tag, attributes))
        elif tag == "li":
            self._label = self._lists[-1].label() if self._lists else BULLET

    def _end_block(self) -> None:
        """A number waits for the text of its item, which may be in a block of its own („<li><p>…“)."""
        text = "".join(self._line).strip()
        self._line = []
        if text:
            self._blocks.append(Block(f"{self._label} {text}" if self._label else text))
            self._label = ""
