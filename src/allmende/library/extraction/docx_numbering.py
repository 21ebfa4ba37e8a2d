# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Automatic numbering of DOCX: „§ 3“, „(2)“, „a)“ stand in no text, they are counted from the lists of the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from allmende.library.extraction.numerals import letters, roman

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from xml.etree.ElementTree import Element

MOST_LEVELS: Final = 9
HIGHEST: Final = 1_000_000
LONGEST_LABEL: Final = 60
BULLET: Final = "–"
OFF: Final = "0"
"""The number of a list that says: not numbered."""
CHAIN: Final = 20
"""Styles rest on styles; a chain that is longer goes in a circle."""
FORMS: Final[dict[str, Callable[[int], str]]] = {
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "ordinal": lambda number: f"{number}.",
    "none": lambda _number: "",
}


def value_of(element: Element | None, path: str, default: str = "") -> str:
    """The attribute ``val`` of what lies at ``path``."""
    found = element.find(path) if element is not None else None
    return default if found is None else found.get("val", default)


def number_of(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,7}", text) else default


@dataclass(slots=True)
class Level:
    """How one level of a list is numbered: ``text`` is „§ %1“, where %1 is the count of the first level."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    style: str = ""
    only_decimal: bool = False


@dataclass(slots=True)
class Style:
    """What a paragraph style says about numbering."""

    based_on: str = ""
    list_id: str = ""
    level: int | None = None


@dataclass(slots=True)
class Numbering:
    """Counts through the lists of one file, paragraph by paragraph, in the order of the text."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    """Of each abstract list, which several lists share together with its counts."""
    lists: dict[str, str] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    """Where a list begins to count anew."""
    styles: dict[str, Style] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, properties: Element | None) -> str:
        """The number of the next paragraph by its properties; empty when it has none."""
        list_id, level = self._place(properties)
        abstract = self.lists.get(list_id, "")
        levels = self.levels.get(abstract)
        if not levels or level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        self._count(list_id, level, counts, levels)
        return _written(levels, level, counts)

    def _place(self, properties: Element | None) -> tuple[str, int]:
        """The list and the level of a paragraph: its own word, else that of its style."""
        style = value_of(properties, "pStyle")
        own = value_of(properties, "numPr/numId")
        own_level = value_of(properties, "numPr/ilvl")
        list_id, level = own, number_of(own_level, -1)
        name = style
        for _step in range(CHAIN):
            known = self.styles.get(name)
            if known is None or (list_id and level >= 0):
                break
            if not list_id and known.list_id:
                list_id = known.list_id
            if level < 0 and known.level is not None:
                level = known.level
            name = known.based_on
        if list_id == OFF:
            return "", 0
        if level < 0:
            levels = self.levels.get(self.lists.get(list_id, ""), {})
            level = next((number for number, known in levels.items() if style and known.style == style), 0)
        return list_id, level

    def _count(self, list_id: str, level: int, counts: dict[int, int], levels: dict[int, Level]) -> None:
        restart = self.starts.get(list_id, {}).get(level)
        if restart is not None and (list_id, level) not in self._begun:
            counts[level] = restart
        else:
            counts[level] = min(counts[level] + 1, HIGHEST) if level in counts else levels[level].start
        self._begun.add((list_id, level))
        for deeper in [number for number in counts if number > level]:
            del counts[deeper]


def _written(levels: dict[int, Level], level: int, counts: dict[int, int]) -> str:
    own = levels[level]
    if own.form == "bullet":
        return BULLET
    if own.form == "none":
        return own.text.strip()[:LONGEST_LABEL] if "%" not in own.text else ""

    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        known = levels.get(place, own)
        form = "decimal" if own.only_decimal else known.form
        return _in_form(counts.get(place, known.start), form)

    return re.sub(r"%([1-9])", number, own.text).strip()[:LONGEST_LABEL]


def _in_form(number: int, form: str) -> str:
    return FORMS[form](number) if form in FORMS else str(number)


def numbering_of(numbering: Element | None, styles: Element | None) -> Numbering:
    """What ``numbering.xml`` and ``styles.xml`` say; both may be missing."""
    found = Numbering()
    if styles is not None:
        found.styles = dict(_styles(styles))
    if numbering is None:
        return found
    linked: dict[str, str] = {}
    borrowed: dict[str, str] = {}
    for abstract in numbering.iterfind("abstractNum"):
        key = abstract.get("abstractNumId", "")
        found.levels[key] = dict(_levels(abstract))
        if name := value_of(abstract, "styleLink"):
            linked[name] = key
        if name := value_of(abstract, "numStyleLink"):
            borrowed[key] = name
    for key, name in borrowed.items():
        if name in linked:
            found.levels[key] = found.levels[linked[name]]
    for number in numbering.iterfind("num"):
        key = number.get("numId", "")
        found.lists[key] = value_of(number, "abstractNumId")
        found.starts[key] = {
            number_of(override.get("ilvl", ""), 0): number_of(value_of(override, "startOverride"), 1)
            for override in number.iterfind("lvlOverride")
            if override.find("startOverride") is not None
        }
    return found


def _styles(styles: Element) -> Iterator[tuple[str, Style]]:
    for style in styles.iterfind("style"):
        level = value_of(style, "pPr/numPr/ilvl")
        list_id = value_of(style, "pPr/numPr/numId")
        known = Style(value_of(style, "basedOn"), list_id, number_of(level, 0) if level else None)
        yield style.get("styleId", ""), known


def _levels(abstract: Element) -> Iterator[tuple[int, Level]]:
    for level in abstract.iterfind("lvl"):
        place = number_of(level.get("ilvl", ""), MOST_LEVELS)
        if 0 <= place < MOST_LEVELS:
            yield (
                place,
                Level(
                    start=number_of(value_of(level, "start", "1"), 1),
                    form=value_of(level, "numFmt", "decimal"),
                    text=value_of(level, "lvlText"),
                    style=value_of(level, "pStyle"),
                    only_decimal=level.find("isLgl") is not None,
                ),
            )
