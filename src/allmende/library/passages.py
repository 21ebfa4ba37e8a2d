# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A page of text cut at the headings of its clauses, so that eyes and screen readers find them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection


class Passage(NamedTuple):
    text: str
    is_heading: bool = False


def passages(text: str, headings: Collection[str], *, page: str = "") -> list[Passage]:
    """``text`` in its order. A heading has a line or two to itself; ``page``, its printed number, is left out."""
    lines = text.strip().split("\n")
    if page and lines[0].strip() == page:
        del lines[0]
    if page and lines and lines[-1].strip() == page:
        del lines[-1]
    open_headings = [_plain(heading) for heading in headings if heading]
    found: list[Passage] = []
    running: list[str] = []
    place = 0
    while place < len(lines):
        taken = next((size for size in (1, 2) if _plain(" ".join(lines[place : place + size])) in open_headings), 0)
        if taken:
            heading = _plain(" ".join(lines[place : place + taken]))
            open_headings.remove(heading)
            found += [Passage("\n".join(running)), Passage(heading, is_heading=True)]
            running = []
        else:
            running.append(lines[place])
        place += taken or 1
    return [each for each in (*found, Passage("\n".join(running))) if each.text.strip()]


def _plain(text: str) -> str:
    return " ".join(text.split())
