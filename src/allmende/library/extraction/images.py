# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Pictures (JPEG, PNG) are scans of one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError

from allmende.library.extraction.outcomes import Failure, UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from allmende.library.extraction.report import Report

FORMATS = ("JPEG", "PNG")


def read(path: Path, report: Report) -> None:
    """Tell ``report`` the page. Only the head of the file is looked at here."""
    try:
        with Image.open(path, formats=FORMATS):
            report.page("", is_scanned=True)
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
        raise UnreadableError(Failure.DAMAGED) from error
    report.read(1)


def picture(
    path: Path,
    _number: int,
    *,
    most_pixels: int,
    scale: float,  # noqa: ARG001 - a picture has no points, only pixels
    is_grey: bool,
) -> Image.Image:
    """The picture itself, upright, neither side longer than ``most_pixels``."""
    with Image.open(path, formats=FORMATS) as image:
        image.draft("L" if is_grey else "RGB", (most_pixels, most_pixels))  # JPEG is unpacked smaller at once
        image.thumbnail((most_pixels, most_pixels))
        return ImageOps.exif_transpose(image).convert("L" if is_grey else "RGB")
