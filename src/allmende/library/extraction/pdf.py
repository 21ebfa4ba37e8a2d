# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Text of PDF by PDFium: page by page; pages that are pictures are recognised as scans. Scripts are never run.

PDFium is built without an engine for JavaScript here, and form fields are not filled in or calculated.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from allmende.library.extraction.lines import tidy
from allmende.library.extraction.outcomes import Failure, Note, UnreadableError
from allmende.library.extraction.pdf_scripts import holds_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL.Image import Image

    from allmende.library.extraction.report import Report

FEWEST_LETTERS: Final = 25
"""A page with fewer letters and a large picture is a scan; a stamp or a page number may stand on it as text."""
SHARE_OF_PICTURE: Final = 0.4
"""Part of the page that its pictures cover at least if it is a scan."""
DEEPEST: Final = 3
MOST_OBJECTS: Final = 2_000


def read(path: Path, report: Report) -> None:
    """Tell ``report`` the text of the PDF at ``path``."""
    with opened(path) as document:
        count = len(document)
        if not count:
            raise UnreadableError(Failure.DAMAGED)
        if holds_scripts(path) or pdfium_c.FPDFDoc_GetJavaScriptActionCount(document) > 0:
            report.note(Note.SCRIPTS)
        if document.count_attachments() > 0:
            report.note(Note.ATTACHMENTS)
        if count > report.limits.pages:
            report.note(Note.MORE_PAGES, report.limits.pages)
        for number in range(min(count, report.limits.pages)):
            text, is_scanned = _page(document, number)
            if not report.page(text, is_scanned=is_scanned):
                break
        report.read(count)


@contextmanager
def opened(path: Path) -> Iterator[pdfium.PdfDocument]:
    """The document at ``path``; whatever keeps it from being opened becomes an UnreadableError."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        closed = {pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY}
        raise UnreadableError(Failure.PASSWORD if error.err_code in closed else Failure.DAMAGED) from error
    try:
        yield document
    finally:
        document.close()


def picture(path: Path, number: int, *, most_pixels: int, scale: float, is_grey: bool) -> Image:
    """The page as a picture, ``scale`` pixels a point, smaller if its longer side got more than ``most_pixels``."""
    with opened(path) as document:
        page = document.get_page(number - 1)
        longer = max(*page.get_size(), 1.0)
        bitmap = page.render(
            scale=min(scale, most_pixels / longer), grayscale=is_grey, may_draw_forms=False, draw_annots=False
        )
        image: Image = bitmap.to_pil().copy()
        page.close()
        return image


def _page(document: pdfium.PdfDocument, number: int) -> tuple[str, bool]:
    """The text of a page and whether it is a scan. A broken page is an empty one; the others are read all the same."""
    try:
        page = document.get_page(number)
    except pdfium.PdfiumError:
        return "", False
    try:
        textpage = page.get_textpage()
        text = tidy(textpage.get_text_bounded())
        textpage.close()
        return text, _letters(text) < FEWEST_LETTERS and _is_picture(page)
    except pdfium.PdfiumError:
        return "", False
    finally:
        page.close()


def _letters(text: str) -> int:
    return sum(letter.isalpha() for letter in text)


def _is_picture(page: pdfium.PdfPage) -> bool:
    width, height = page.get_size()
    covered = 0.0
    for place, found in enumerate(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=DEEPEST)):
        left, bottom, right, top = found.get_bounds()
        covered += max(min(right, width) - max(left, 0), 0) * max(min(top, height) - max(bottom, 0), 0)
        if covered >= SHARE_OF_PICTURE * width * height or place > MOST_OBJECTS:
            break
    return bool(covered >= SHARE_OF_PICTURE * width * height > 0)
