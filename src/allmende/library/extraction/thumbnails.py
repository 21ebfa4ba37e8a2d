# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A small picture of the first page, as WebP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from allmende.library.extraction.media_types import THUMBNAIL

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from allmende.library.extraction.report import Report

    class Picture(Protocol):
        """Makes a picture of one page of the file at ``path``, counted from 1."""

        def __call__(self, path: Path, number: int, /, *, most_pixels: int, scale: float, is_grey: bool) -> Image: ...


LONGEST_SIDE: Final = 400
"""Pixels."""


def draw(path: Path, report: Report, picture: Picture) -> None:
    """Leave the picture in the folder of ``report``."""
    image = picture(path, 1, most_pixels=LONGEST_SIDE, scale=float(LONGEST_SIDE), is_grey=False)
    image.convert("RGB").save(report.folder / THUMBNAIL, "WEBP", quality=75, method=4)
