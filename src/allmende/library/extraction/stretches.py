# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Files without pages are told in stretches: by the page breaks they hold, else by length at the end of a paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

STRETCH: Final = 4_000
"""Characters of a stretch where no page is marked."""
LONGEST_PAGE: Final = 20_000
"""Characters after which even a marked page is cut."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or the row of a table; ``new_page`` when it begins a page."""

    text: str
    new_page: bool = False


def pages_of(blocks: Sequence[Block]) -> list[str]:
    """The texts of the pages, blocks on lines of their own. No text at all is one empty page."""
    longest = LONGEST_PAGE if any(block.new_page for block in blocks) else STRETCH
    pages: list[list[str]] = [[]]
    length = 0
    for block in blocks:
        for place, text in enumerate(_cut(block.text)):
            begins_page = block.new_page and place == 0
            if pages[-1] and (begins_page or length + len(text) > longest):
                pages.append([])
                length = 0
            pages[-1].append(text)
            length += len(text) + 1
    return ["\n".join(lines).strip("\n") for lines in pages]


def _cut(text: str) -> list[str]:
    """``text`` itself, or pieces of it when one paragraph is longer than any page."""
    if len(text) <= LONGEST_PAGE:
        return [text]
    pieces = []
    while len(text) > LONGEST_PAGE:
        end = text.rfind(" ", 1, LONGEST_PAGE)
        end = end if end > 0 else LONGEST_PAGE
        pieces.append(text[:end])
        text = text[end:].lstrip()
    return [*pieces, text]
