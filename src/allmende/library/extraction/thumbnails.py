# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A small picture of the first page of a PDF, as WebP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from allmende.library.extraction import pdf
from allmende.library.extraction.media_types import THUMBNAIL

if TYPE_CHECKING:
    from pathlib import Path

    from allmende.library.extraction.report import Report

LONGEST_SIDE: Final = 400
"""Pixels."""


def draw(path: Path, report: Report) -> None:
    """Leave the picture in the folder of ``report``."""
    with pdf.opened(path) as document:
        image = pdf.picture(document, 0, most_pixels=LONGEST_SIDE, scale=float(LONGEST_SIDE), is_grey=False)
    image.convert("RGB").save(report.folder / THUMBNAIL, "WEBP", quality=75, method=4)
