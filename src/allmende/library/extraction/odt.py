# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Text of OpenDocument files (ODT, ODS): paragraphs with their numbers, tables, footnotes, headers and footers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from allmende.library.extraction import containers
from allmende.library.extraction.odt_numbering import Lists, lists_of
from allmende.library.extraction.outcomes import Failure, Note, UnreadableError
from allmende.library.extraction.stretches import Block
from allmende.library.extraction.xml_trees import tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from allmende.library.extraction.report import Report

MANIFEST: Final = "META-INF/manifest.xml"
SIGNS: Final = {"tab": " ", "line-break": "\n"}
MOST_BLANKS: Final = 100
CELL_BORDER: Final = " | "
PARAGRAPHS: Final = frozenset({"p", "h"})
LISTS_OF_CONTENTS: Final = frozenset({"index-title-template", "table-of-content-source", "forms"})


def read(path: Path, report: Report) -> None:
    """Tell ``report`` the text of the OpenDocument file at ``path``."""
    containers.tell(path, report, _Document)


class _Document:
    """One reading through a file, in the order of its text."""

    def __init__(self, container: containers.Container) -> None:
        manifest = tree(container.chunks(MANIFEST)) if MANIFEST in container.names else None
        if manifest is not None and next(manifest.iter("encryption-data"), None) is not None:
            raise UnreadableError(Failure.PASSWORD)
        self.notes: set[Note] = set()
        self._content = tree(container.chunks("content.xml"))
        self._styles = tree(container.chunks("styles.xml")) if "styles.xml" in container.names else None
        self._lists: Lists = lists_of([root for root in (self._styles, self._content) if root is not None])
        self._footnotes: list[str] = []
        self._aside: list[Element] = []
        self._breaks = False

    def blocks(self) -> list[Block]:
        body = self._content.find("body")
        if body is None:
            raise UnreadableError(Failure.DAMAGED)
        headers, footers = self._around("header"), self._around("footer")
        text = list(self._flow(body))
        return [*headers, *text, *(Block(line) for line in self._footnotes), *footers]

    def _around(self, kind: str) -> list[Block]:
        texts: dict[str, None] = {}
        for part in self._styles.iter(kind) if self._styles is not None else ():
            texts.update(dict.fromkeys(block.text for block in self._flow(part) if block.text.strip()))
        self._breaks = False
        return [Block(text) for text in texts]

    def _flow(self, parent: Element) -> Iterator[Block]:
        for child in parent:
            name = child.tag
            if name in PARAGRAPHS:
                yield from self._paragraph(child, self._lists.heading(child) if name == "h" else "")
            elif name == "list":
                yield from self._list(child)
            elif name == "table":
                yield from self._table(child)
            elif name == "tracked-changes":
                self.notes.add(Note.TRACKED_CHANGES)  # holds what was deleted
            elif name == "soft-page-break":
                self._breaks = True
            elif name not in LISTS_OF_CONTENTS:
                yield from self._flow(child)

    def _list(self, element: Element) -> Iterator[Block]:
        """Items with their numbers; of several paragraphs in one item the first has it."""
        self._lists.enter(element)
        for item in element:
            label = self._lists.item(item) if item.tag == "list-item" else ""
            for child in item:
                if child.tag in PARAGRAPHS:
                    yield from self._paragraph(child, label)
                    label = ""
                elif child.tag == "list":
                    yield from self._list(child)
        self._lists.leave()

    def _paragraph(self, paragraph: Element, label: str) -> Iterator[Block]:
        new_page, self._breaks = self._breaks, False
        text = "".join(self._spoken(paragraph)).strip()
        if text:
            yield Block(f"{label} {text}" if label else text, new_page)
        else:
            self._breaks |= new_page
        aside, self._aside = self._aside, []
        for box in aside:
            yield from self._flow(box)

    def _spoken(self, parent: Element) -> Iterator[str]:
        """The words of a paragraph. Line ends and blanks in a row mean one blank; several are told by ``s``."""
        yield _plain(parent.text)
        for child in parent:
            name = child.tag
            if name == "s":
                yield " " * min(int(child.get("c", "1")) if child.get("c", "1").isdecimal() else 1, MOST_BLANKS)
            elif name in SIGNS:
                yield SIGNS[name]
            elif name == "note":
                yield self._note(child)
            elif name == "annotation":
                self.notes.add(Note.COMMENTS)
            elif name == "soft-page-break":
                self._breaks = True
            elif name == "text-box":
                self._aside.append(child)
            elif name not in {"annotation-end", "desc", "title", "tracked-changes"}:
                yield from self._spoken(child)
            yield _plain(child.tail)

    def _note(self, note: Element) -> str:
        body = note.find("note-body")
        mark = f"[{len(self._footnotes) + 1}]"
        if body is None:
            return ""
        place = len(self._footnotes)
        self._footnotes.append("")  # a note in a note comes after it
        breaks = self._breaks
        self._footnotes[place] = f"{mark} {' '.join(block.text for block in self._flow(body))}"
        self._breaks = breaks
        return mark

    def _table(self, table: Element) -> Iterator[Block]:
        rows = [[cell for cell in row if cell.tag == "table-cell"] for row in table.iter("table-row")]
        if all(len(row) <= 1 for row in rows):
            for row in rows:
                for cell in row:
                    yield from self._flow(cell)
            return
        for row in rows:
            new_page, self._breaks = self._breaks, False
            texts = [" ".join(" ".join(block.text.split()) for block in self._flow(cell)) for cell in row]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                yield Block(CELL_BORDER.join(texts), new_page)


def _plain(text: str | None) -> str:
    """Blanks and line ends of the file as blanks."""
    return "" if text is None else text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
