# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Text of XLSX: each sheet a page, each row a line. Formulas are not calculated; their last results are in the file."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final

from allmende.library.extraction import containers
from allmende.library.extraction.lines import tidy
from allmende.library.extraction.outcomes import Failure, UnreadableError
from allmende.library.extraction.stretches import Block, pages_of
from allmende.library.extraction.xml_trees import tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from allmende.library.extraction.report import Report

WORKBOOK: Final = "xl/workbook.xml"
CELL_BORDER: Final = " | "


def read(path: Path, report: Report) -> None:
    """Tell ``report`` the text of the XLSX at ``path``."""
    with containers.opened(path, report.limits.unpacked) as container:
        blocks = list(_blocks(container))
    report.pages([tidy(text) for text in pages_of(blocks)])


def _blocks(container: containers.Container) -> Iterator[Block]:
    if WORKBOOK not in container.names:
        raise UnreadableError(Failure.DAMAGED)
    strings = _strings(container)
    parts = _parts(container)
    for sheet in tree(container.chunks(WORKBOOK)).iterfind("sheets/sheet"):
        name = parts.get(sheet.get("id", ""), "")
        if name not in container.names:
            continue
        yield Block(sheet.get("name", ""), new_page=True)
        for row in tree(container.chunks(name)).iterfind("sheetData/row"):
            cells = [text for cell in row.iterfind("c") if (text := _text(cell, strings).strip())]
            if cells:
                yield Block(CELL_BORDER.join(cells))


def _strings(container: containers.Container) -> list[str]:
    """The texts that cells name by their place."""
    name = "xl/sharedStrings.xml"
    if name not in container.names:
        return []
    return [
        "".join(part.text or "" for part in entry.iter("t")) for entry in tree(container.chunks(name)).iterfind("si")
    ]


def _parts(container: containers.Container) -> dict[str, str]:
    """The part of each sheet by its relation."""
    name = "xl/_rels/workbook.xml.rels"
    relations = tree(container.chunks(name)) if name in container.names else ()
    return {
        relation.get("Id", ""): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in relations
        if relation.get("TargetMode") != "External"
    }


def _text(cell: Element, strings: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(part.text or "" for part in cell.iter("t"))
    value = cell.findtext("v") or ""
    if cell.get("t") != "s":
        return value
    place = int(value) if value.isdecimal() and len(value) < 10 else len(strings)
    return strings[place] if place < len(strings) else ""
