# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The lines of a contract as they were read from its pages, without what only belongs to the paper.

Page numbers and the headers and footers that come back on every page stand in the middle of the text when a PDF is
read; they are no part of any clause.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGE_NUMBER = re.compile(
    r"^(?:[-–—|]\s*)?(?:(?:seite|s\.|blatt)\s*)?\d{1,4}(?:\s*(?:von|/|\|)\s*\d{1,4})?(?:\s*[-–—|])?$", re.IGNORECASE
)
WITH_PAGE_NUMBER = re.compile(r"(?:^|[\s|·–-])(?:seite|blatt)\s+\d{1,4}(?:\s*(?:von|/)\s*\d{1,4})?$", re.IGNORECASE)
DRAWN = re.compile(r"^[=*~#-]{3,}$")
"""A line drawn under a heading."""
MARKS = re.compile(r"^(?:#{1,6} |\*{1,2}(?=\S))|(?<=\S)\*{1,2}$")
DIGITS = re.compile(r"\d+")
SPACE = re.compile(r"[\s\u00a0\u200b]+")
BREAKS = re.compile(r"\r\n?|[\v\u0085\u2028\u2029]")
EDGE = 2
"""So many lines at the top and the bottom of a page can be its header and footer."""
LONGEST_FURNITURE = 120
MOST_LINES = 20_000
"""About 400 pages; what follows in a longer document is left out."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty. ``number`` counts all lines of the document from 1, empty ones too."""

    number: int
    page: int
    text: str
    after_gap: bool
    """Whether it begins a block: an empty line or nothing stands before it."""


def lines_of(pages: Iterable[tuple[int, str]]) -> list[Line]:
    """The lines of ``pages`` (number, text), without page numbers, headers and footers."""
    rows = _rows(pages)
    furniture = _furniture(rows)
    lines: list[Line] = []
    gap = True
    for at, (page, text) in enumerate(rows):
        if not text:
            gap = True
        elif at not in furniture:
            lines.append(Line(at + 1, page, text, gap))
            gap = False
    return lines


def _rows(pages: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Page and text of every line, empty ones too; a form feed begins a new page."""
    rows: list[tuple[int, str]] = []
    for number, text in pages:
        for fed, stretch in enumerate(BREAKS.sub("\n", text).split("\f")):
            rows += [(number + fed, _plain(line)) for line in stretch.split("\n")]
            if len(rows) > MOST_LINES:
                return rows[:MOST_LINES]
    return rows


def _plain(line: str) -> str:
    """A line without surplus space and without the marks of plain text for bold and headings."""
    text = SPACE.sub(" ", line).strip()
    return "" if DRAWN.match(text) else MARKS.sub("", text)


def _furniture(rows: Sequence[tuple[int, str]]) -> set[int]:
    """Places of the lines that belong to the paper."""
    filled = [at for at, (_, text) in enumerate(rows) if text]
    numbers = {
        at
        for at in filled
        if len(rows[at][1]) <= LONGEST_FURNITURE
        and (PAGE_NUMBER.match(rows[at][1]) or WITH_PAGE_NUMBER.search(rows[at][1]))
    }
    edges = _edges(rows, filled, numbers)
    told = Counter(_pattern(rows[at][1]) for at in filled)
    repeated = {
        at
        for at in edges - numbers
        if len(rows[at][1]) <= LONGEST_FURNITURE
        and told[_pattern(rows[at][1])] > 1
        and not rows[at][1].startswith(("§", "(", "Art"))
        and not rows[at][1].endswith((".", ";", ","))
    }
    if not repeated:
        return numbers
    # The same words elsewhere are furniture too, but for the first time: that is the title they repeat.
    patterns = {_pattern(rows[at][1]) for at in repeated}
    everywhere = [at for at in filled if _pattern(rows[at][1]) in patterns]
    firsts = {_pattern(rows[at][1]): at for at in reversed(everywhere)}
    return numbers | {at for at in everywhere if at != firsts[_pattern(rows[at][1])]} | (repeated - set(filled[:3]))


def _edges(rows: Sequence[tuple[int, str]], filled: Sequence[int], numbers: set[int]) -> set[int]:
    """Lines at the top or bottom of a page, and beside a page number within the text."""
    edges: set[int] = set()
    for place, at in enumerate(filled):
        near = filled[max(0, place - EDGE) : place + EDGE + 1]
        if at in numbers or rows[near[0]][0] != rows[near[-1]][0]:
            edges.update(near)
    return edges


def _pattern(text: str) -> str:
    return DIGITS.sub("#", text).casefold()
