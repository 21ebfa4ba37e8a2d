# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Automatic numbering of OpenDocument: the numbers of lists and headings are counted, they stand in no text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from allmende.library.extraction.numerals import letters, roman

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

BULLET: Final = "–"
OUTLINE: Final = "outline-style"
LONGEST_LABEL: Final = 60


@dataclass(frozen=True, slots=True)
class Level:
    """How one level is numbered. ``form`` is „1“, „a“, „A“, „i“, „I“ or empty; ``shown`` levels are told."""

    form: str = ""
    before: str = ""
    after: str = ""
    start: int = 1
    shown: int = 1
    is_bullet: bool = False


@dataclass(slots=True)
class _Open:
    """A list that is being read."""

    style: str
    key: str
    counts: dict[int, int]


@dataclass(slots=True)
class Lists:
    """Counts through the lists and headings of one file in the order of its text."""

    styles: dict[str, dict[int, Level]]
    _open: list[_Open] = field(default_factory=list)
    _last_of_style: dict[str, dict[int, int]] = field(default_factory=dict)
    _by_key: dict[str, dict[int, int]] = field(default_factory=dict)
    _outline: dict[int, int] = field(default_factory=dict)

    def enter(self, element: Element) -> None:
        """A list begins; inside another it goes on with the style and the counts of that one."""
        if self._open:
            outer = self._open[-1]
            self._open.append(_Open(element.get("style-name") or outer.style, outer.key, outer.counts))
            return
        style = element.get("style-name", "")
        continued = self._by_key.get(element.get("continue-list", ""))
        if continued is None and element.get("continue-numbering") == "true":
            continued = self._last_of_style.get(style)
        counts = {} if continued is None else continued
        self._last_of_style[style] = counts
        if key := element.get("id", ""):
            self._by_key[key] = counts
        self._open.append(_Open(style, element.get("id", ""), counts))

    def leave(self) -> None:
        self._open.pop()

    def item(self, item: Element) -> str:
        """The number of the next item of the list that is being read."""
        current = self._open[-1]
        level = len(self._open)
        return self._next(self.styles.get(current.style, {}), current.counts, level, item.get("start-value", ""))

    def heading(self, heading: Element) -> str:
        """The number of a heading by the outline of the file; in a list the list has counted."""
        told = heading.get("outline-level", "1")
        if self._open or heading.get("is-list-header") == "true" or not told.isdecimal():
            return ""
        return self._next(self.styles.get(OUTLINE, {}), self._outline, int(told[:3]), heading.get("start-value", ""))

    def _next(self, levels: dict[int, Level], counts: dict[int, int], level: int, start: str) -> str:
        known = levels.get(level)
        if known is None:
            return ""
        if start.isdecimal():
            counts[level] = int(start[:6])
        else:
            counts[level] = counts[level] + 1 if level in counts else known.start
        for deeper in [number for number in counts if number > level]:
            del counts[deeper]
        if known.is_bullet:
            return BULLET
        if not known.form:
            return ""
        shown = range(max(level - known.shown + 1, 1), level + 1)
        numbers = [_in_form(counts.get(place, 1), levels[place].form) for place in shown if place in levels]
        return f"{known.before}{'.'.join(number for number in numbers if number)}{known.after}".strip()[:LONGEST_LABEL]


def _in_form(number: int, form: str) -> str:
    if form in {"a", "A"}:
        return letters(number) if form == "a" else letters(number).upper()
    if form in {"i", "I"}:
        return roman(number) if form == "i" else roman(number).upper()
    return str(number) if form else ""


def lists_of(roots: Iterable[Element]) -> Lists:
    """The list styles that the parts of a file declare, and the one of its headings."""
    styles: dict[str, dict[int, Level]] = {}
    for root in roots:
        for style in root.iter("list-style"):
            styles[style.get("name", "")] = _levels(style)
        for outline in root.iter(OUTLINE):
            styles[OUTLINE] = _levels(outline)
    return Lists(styles)


def _levels(style: Element) -> dict[int, Level]:
    found = {}
    for level in style:
        place = level.get("level", "")
        if place.isdecimal():
            found[int(place[:3])] = Level(
                form=level.get("num-format", ""),
                before=level.get("num-prefix", ""),
                after=level.get("num-suffix", ""),
                start=_whole(level.get("start-value", "1")),
                shown=_whole(level.get("display-levels", "1")),
                is_bullet=level.tag == "list-level-style-bullet",
            )
    return found


def _whole(text: str) -> int:
    return int(text[:6]) if text.isdecimal() else 1
