# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Text of DOCX: paragraphs with their numbers, tables, footnotes, headers and footers. No link is followed."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final

from allmende.library.extraction import containers
from allmende.library.extraction.docx_numbering import numbering_of
from allmende.library.extraction.numerals import roman
from allmende.library.extraction.outcomes import Failure, Note, UnreadableError
from allmende.library.extraction.stretches import Block
from allmende.library.extraction.xml_trees import tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from allmende.library.extraction.report import Report

SILENT: Final = frozenset(
    {"pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "instrText", "delText", "delInstrText", "Fallback", "sdtPr"}
)
DELETED: Final = frozenset({"del", "moveFrom"})
SIGNS: Final = {"tab": " ", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
NOT_NOTES: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})
CELL_BORDER: Final = " | "


def read(path: Path, report: Report) -> None:
    """Tell ``report`` the text of the DOCX at ``path``."""
    containers.tell(path, report, _Document)


class _Document:
    """One reading through the parts of a file, in the order of its text."""

    def __init__(self, container: containers.Container) -> None:
        self.container = container
        self.notes: set[Note] = set()
        self._main = self._related("", "officeDocument", "word/document.xml")
        self._numbering = numbering_of(self._part("numbering"), self._part("styles"))
        self._footnotes = {kind: self._notes_of(kind) for kind in ("footnote", "endnote")}
        self._referred: list[str] = []
        self._counts = {"footnote": 0, "endnote": 0}
        self._boxes: list[Element] = []
        self._breaks = False
        self._begins_page = False
        self._has_text = False

    def blocks(self) -> list[Block]:
        root = self._tree(self._main)
        body = root.find("body") if root is not None else None
        if body is None:
            raise UnreadableError(Failure.DAMAGED)
        headers, footers = self._around("header"), self._around("footer")
        text = list(self._flow(body))
        return [*headers, *text, *(Block(line) for line in self._referred), *footers]

    # Parts

    def _related(self, of: str, kind: str, default: str) -> str:
        return next(iter(self._all_related(of, kind)), default)

    def _all_related(self, of: str, kind: str) -> list[str]:
        """The parts that ``of`` names as its ``kind``; what lies outside the file is never followed."""
        folder, name = posixpath.split(of)
        root = self._tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        return [
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            for relation in (root if root is not None else ())
            if relation.get("Type", "").endswith(f"/{kind}") and relation.get("TargetMode") != "External"
        ]

    def _tree(self, name: str) -> Element | None:
        return tree(self.container.chunks(name)) if name in self.container.names else None

    def _part(self, kind: str) -> Element | None:
        return self._tree(self._related(self._main, kind, f"word/{kind}.xml"))

    def _around(self, kind: str) -> list[Block]:
        """Headers or footers, each text once: a file has them for first, even and odd pages."""
        texts: dict[str, None] = {}
        for name in self._all_related(self._main, kind):
            root = self._tree(name)
            if root is not None:
                texts.update(dict.fromkeys(block.text for block in self._flow(root) if block.text.strip()))
        self._breaks = False
        return [Block(text) for text in texts]

    def _notes_of(self, kind: str) -> dict[str, Element]:
        root = self._part(f"{kind}s")
        return {} if root is None else {
            note.get("id", ""): note for note in root.iterfind(kind) if note.get("type") not in NOT_NOTES
        }  # fmt: skip

    # Text

    def _flow(self, parent: Element) -> Iterator[Block]:
        """The blocks of a body, a cell, a box or a note."""
        for child in parent:
            if child.tag == "p":
                yield from self._paragraph(child)
            elif child.tag == "tbl":
                yield from self._table(child)
            elif child.tag in DELETED:
                self.notes.add(Note.TRACKED_CHANGES)
            elif child.tag not in SILENT:
                yield from self._flow(child)

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        properties = paragraph.find("pPr")
        self._begins_page, self._breaks, self._has_text = self._breaks, False, False
        if properties is not None and _is_on(properties.find("pageBreakBefore")):
            self._begins_page = True
        text = "".join(self._spoken(paragraph))
        new_page = self._begins_page
        label = self._numbering.label(properties)  # an empty paragraph counts too
        if label and text.strip():
            text = f"{label} {text.strip()}"
        if properties is not None and (section := properties.find("sectPr")) is not None:
            kind = section.find("type")
            self._breaks |= kind is None or kind.get("val") not in {"continuous", "nextColumn"}
        if text.strip():
            yield Block(text, new_page)
        else:
            self._breaks |= new_page
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self._flow(box)

    def _spoken(self, parent: Element) -> Iterator[str]:
        for child in parent:
            name = child.tag
            if name == "t":
                self._has_text |= bool(child.text)
                yield child.text or ""
            elif name in SIGNS:
                yield SIGNS[name]
            elif name in {"br", "lastRenderedPageBreak"}:
                yield from self._broken(child)
            elif name in {"footnoteReference", "endnoteReference"}:
                yield self._note(name.removesuffix("Reference"), child.get("id", ""))
            elif name in DELETED:
                self.notes.add(Note.TRACKED_CHANGES)
            elif name == "txbxContent":
                self._boxes.append(child)
            elif name not in SILENT and not (name == "r" and _is_on(child.find("rPr/vanish"))):
                yield from self._descend(child)

    def _descend(self, child: Element) -> Iterator[str]:
        if child.tag in {"ins", "moveTo"}:
            self.notes.add(Note.TRACKED_CHANGES)
        if child.tag == "commentReference":
            self.notes.add(Note.COMMENTS)
        yield from self._spoken(child)

    def _broken(self, child: Element) -> Iterator[str]:
        if child.tag == "lastRenderedPageBreak" or child.get("type") == "page":
            # In the midst of a paragraph the next one begins the page: none is torn apart.
            self._breaks, self._begins_page = self._has_text, self._begins_page or not self._has_text
        else:
            yield "\n"

    def _note(self, kind: str, key: str) -> str:
        note = self._footnotes[kind].get(key)
        if note is None:
            return ""
        self._counts[kind] += 1
        mark = f"[{self._counts[kind] if kind == 'footnote' else roman(self._counts[kind])}]"
        kept = self._breaks, self._begins_page, self._has_text
        text = " ".join(block.text.strip() for block in self._flow(note))
        self._breaks, self._begins_page, self._has_text = kept
        self._referred.append(f"{mark} {text.strip()}")
        return mark

    def _table(self, table: Element) -> Iterator[Block]:
        """A row on one line, its cells apart; a table of one column only arranges, so its paragraphs stay."""
        rows = [list(_cells(row)) for row in _rows(table)]
        if all(len(row) <= 1 for row in rows):
            for row in rows:
                for cell in row:
                    yield from self._flow(cell)
            return
        for row in rows:
            texts = []
            new_page = False
            for cell in row:
                blocks = list(self._flow(cell))
                new_page |= any(block.new_page for block in blocks)
                texts.append(" ".join(" ".join(block.text.split()) for block in blocks))
            if any(texts):
                yield Block(CELL_BORDER.join(texts), new_page)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"sdt", "sdtContent", "ins"}:
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == "tc":
            yield child
        elif child.tag in {"sdt", "sdtContent"}:
            yield from _cells(child)


def _is_on(switch: Element | None) -> bool:
    return switch is not None and switch.get("val", "true") not in {"0", "false", "off"}
