# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The sample texts of the demo as real files: PDF, DOCX, ODT and HTML from one plain format.

The format: „# “ begins the title, „## “ a heading, „- “ a point of a list; an empty line ends a paragraph.
"""

from __future__ import annotations

import ctypes
import io
import textwrap
import zipfile
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

import docx
import pypdfium2
import pypdfium2.raw as pdfium
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

A4: Final = (595.28, 841.89)
"""Points."""
MARGIN: Final = 62.0
SIZES: Final = {"title": 16.0, "heading": 12.0}
TEXT_SIZE: Final = 10.5
LEADING: Final = 1.4
CHARACTER: Final = 0.5
"""Mean width of a letter of Helvetica, as a share of the size of the font."""
ODT_TYPE: Final = "application/vnd.oasis.opendocument.text"
ODT_NAMES: Final = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"'
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph; ``kind`` is title, heading, item or text."""

    kind: str
    text: str


def blocks_of(source: str) -> list[Block]:
    """The paragraphs of a sample text."""
    found = []
    for piece in source.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in piece.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("# "):
            found.append(Block("title", lines[0][2:]))
        elif lines[0].startswith("## "):
            found.append(Block("heading", lines[0][3:]))
        elif all(line.startswith("- ") for line in lines):
            found += [Block("item", line[2:]) for line in lines]
        else:
            found.append(Block("text", "\n".join(lines)))
    return found


class _Pages:
    """Writes lines of text onto pages of a PDF, from the top down."""

    def __init__(self) -> None:
        self.document = pypdfium2.PdfDocument.new()
        self._fonts = {
            name: pdfium.FPDFText_LoadStandardFont(self.document.raw, name.encode())
            for name in ("Helvetica", "Helvetica-Bold")
        }
        self._page: Any = None
        self._y = 0.0

    def line(self, text: str, size: float, *, is_bold: bool = False, indent: float = 0.0) -> None:
        if self._page is None or self._y < MARGIN + 2 * size:
            self._begin_page()
        self._put(text, MARGIN + indent, self._y, size, "Helvetica-Bold" if is_bold else "Helvetica")
        self._y -= size * LEADING

    def space(self, points: float) -> None:
        self._y -= points

    def _begin_page(self) -> None:
        self._end_page()
        self._page = self.document.new_page(*A4)
        self._y = A4[1] - MARGIN
        self._put(str(len(self.document)), A4[0] / 2, MARGIN / 2, 9.0, "Helvetica")

    def _end_page(self) -> None:
        if self._page is not None:
            pdfium.FPDFPage_GenerateContent(self._page.raw)

    def _put(self, text: str, x: float, y: float, size: float, font: str) -> None:
        piece = pdfium.FPDFPageObj_CreateTextObj(self.document.raw, self._fonts[font], size)
        units = f"{text}\0".encode("utf-16-le")
        buffer = (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units)
        pdfium.FPDFText_SetText(piece, buffer)
        pdfium.FPDFPageObj_Transform(piece, 1, 0, 0, 1, x, y)
        pdfium.FPDFPage_InsertObject(self._page.raw, piece)

    def save(self) -> bytes:
        self._end_page()
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()


def pdf(_title: str, blocks: Sequence[Block]) -> bytes:
    """Text objects in a standard font, so that the text can be read again."""
    pages = _Pages()
    for block in blocks:
        size = SIZES.get(block.kind, TEXT_SIZE)
        indent = 14.0 if block.kind == "item" else 0.0
        width = int((A4[0] - 2 * MARGIN - indent) / (size * CHARACTER))
        if block.kind in SIZES:
            pages.space(size * 0.6)
        for text in block.text.splitlines():
            for line in textwrap.wrap(f"– {text}" if indent else text, width) or [""]:
                pages.line(line, size, is_bold=block.kind in SIZES, indent=indent)
        pages.space(size * 0.5)
    return pages.save()


def docx_file(title: str, blocks: Sequence[Block]) -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = "Allmende"
    document.core_properties.language = "de-DE"
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "de-DE")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    styles = {"title": "Title", "heading": "Heading 1", "item": "List Bullet"}
    for block in blocks:
        document.add_paragraph(block.text, style=styles.get(block.kind, "Normal"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def odt(title: str, blocks: Sequence[Block]) -> bytes:
    body = "".join(_odt_block(block) for block in blocks)
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    listed = (("/", ODT_TYPE), *((name, "text/xml") for name in ("content.xml", "styles.xml", "meta.xml")))
    files = {
        "content.xml": f"{head}<office:document-content {ODT_NAMES}><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>",
        "styles.xml": f"{head}<office:document-styles {ODT_NAMES}><office:styles>"
        '<style:default-style style:family="paragraph"><style:text-properties fo:language="de" fo:country="DE"/>'
        "</style:default-style></office:styles></office:document-styles>",
        "meta.xml": f"{head}<office:document-meta {ODT_NAMES}><office:meta><dc:title>{escape(title)}</dc:title>"
        "<dc:language>de-DE</dc:language></office:meta></office:document-meta>",
        "META-INF/manifest.xml": f"{head}<manifest:manifest "
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        + "".join(entry.format(name, kind) for name, kind in listed)
        + "</manifest:manifest>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("mimetype", ODT_TYPE)  # first and not compressed, as the format asks
        for name, text in files.items():
            container.writestr(name, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _odt_block(block: Block) -> str:
    text = "<text:line-break/>".join(escape(line) for line in block.text.splitlines())
    if block.kind in SIZES:
        level = 1 if block.kind == "title" else 2
        return f'<text:h text:outline-level="{level}">{text}</text:h>'
    if block.kind == "item":
        return f"<text:list><text:list-item><text:p>{text}</text:p></text:list-item></text:list>"
    return f"<text:p>{text}</text:p>"


def html(title: str, blocks: Sequence[Block]) -> bytes:
    return "\n".join(_html_lines(title, blocks)).encode()


def _html_lines(title: str, blocks: Sequence[Block]) -> Iterator[str]:
    yield "<!doctype html>"
    yield f'<html lang="de"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>'
    tags = {"title": "h1", "heading": "h2"}
    for block in blocks:
        text = "<br>".join(escape(line) for line in block.text.splitlines())
        tag = tags.get(block.kind, "p")
        yield f"<ul><li>{text}</li></ul>" if block.kind == "item" else f"<{tag}>{text}</{tag}>"
    yield "</body></html>"


WRITERS: Final[dict[str, Callable[[str, Sequence[Block]], bytes]]] = {
    "pdf": pdf,
    "docx": docx_file,
    "odt": odt,
    "html": html,
}
