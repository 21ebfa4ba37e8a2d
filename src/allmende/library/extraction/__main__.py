# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The child: reads one file under limits and leaves a report and a picture in a folder. Started by ``runner``."""

from __future__ import annotations

import argparse
import errno
from pathlib import Path
from typing import TYPE_CHECKING

from allmende.library.extraction import docx, html_files, images, limits, ocr, odt, pdf, text_files, thumbnails, xlsx
from allmende.library.extraction.media_types import DOCX, HTML, JPEG, ODS, ODT, PDF, PNG, TEXT, XLSX
from allmende.library.extraction.outcomes import Failure, Note, UnreadableError
from allmende.library.extraction.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from allmende.library.extraction.thumbnails import Picture

READERS: dict[str, Callable[[Path, Report], None]] = {
    PDF: pdf.read,
    DOCX: docx.read,
    ODT: odt.read,
    ODS: odt.read,
    XLSX: xlsx.read,
    JPEG: images.read,
    PNG: images.read,
    HTML: html_files.read,
    TEXT: text_files.read,
}
PICTURES: dict[str, Picture] = {PDF: pdf.picture, JPEG: images.picture, PNG: images.picture}
"""Of which a page can be drawn."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m allmende.library.extraction", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("media_type")
    parser.add_argument("--limits", default=limits.Limits().to_json())
    given = parser.parse_args()
    bounds = limits.Limits.from_json(given.limits)
    limits.bind(bounds)
    with Report(given.folder, bounds) as report:
        if _told(given.file, given.media_type, report) and given.media_type in PICTURES:
            _told_of_pictures(given.file, PICTURES[given.media_type], report)


def _told(path: Path, media_type: str, report: Report) -> bool:
    """Whether the file could be read; if not, the report says why."""
    reader = READERS.get(media_type)
    if reader is None:
        report.note(Note.NO_TEXT_OF_THIS_SORT)
        report.read(0)
        return False
    try:
        reader(path, report)
    except UnreadableError as error:
        report.failed(error.failure)
    except MemoryError:
        report.failed(Failure.MEMORY)
    except Exception as error:  # noqa: BLE001 - whatever a reader stumbles over, the file is the cause
        report.error(error)
        is_too_large = isinstance(error, OSError) and error.errno == errno.EFBIG
        report.failed(Failure.UNPACKS_TOO_LARGE if is_too_large else Failure.DAMAGED)
    else:
        return True
    return False


def _told_of_pictures(path: Path, picture: Picture, report: Report) -> None:
    """Recognise scans and draw the first page; the text is safe already, whatever happens here."""
    for step in (ocr.recognise, thumbnails.draw) if report.scanned else (thumbnails.draw,):
        try:
            step(path, report, picture)
        except (Exception, MemoryError) as error:  # noqa: BLE001 - as above
            report.error(error)


if __name__ == "__main__":
    main()
