# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Recognition of text in scanned pages by Tesseract, if the operator has installed it with German."""

from __future__ import annotations

import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Final

from allmende.library.extraction import limits
from allmende.library.extraction.lines import tidy
from allmende.library.extraction.outcomes import Note

if TYPE_CHECKING:
    from pathlib import Path

    from allmende.library.extraction.report import Report
    from allmende.library.extraction.thumbnails import Picture

LANGUAGE: Final = "deu"
DOTS_PER_INCH: Final = 300
POINTS_PER_INCH: Final = 72
MOST_PIXELS: Final = 4_000
"""Of the longer side: A4 with 300 dpi has 3,508."""
ASK_SECONDS: Final = 10


def program() -> str | None:
    """Where Tesseract is, None if it is missing or knows no German."""
    found = shutil.which("tesseract")
    if found is None:
        return None
    told = _run([found, "--list-langs"], seconds=ASK_SECONDS)
    return found if told is not None and LANGUAGE in told.split() else None


def recognise(path: Path, report: Report, picture: Picture) -> None:
    """Tell ``report`` what stands on its scanned pages, as far as time allows; none of it can harm what was read."""
    tesseract = program()
    if tesseract is None:
        report.note(Note.OCR_MISSING)
        return
    seconds = report.limits.ocr_wall
    limits.extend_wall(seconds + report.limits.ocr_page)
    end = time.monotonic() + seconds
    for place, number in enumerate(report.scanned):
        if time.monotonic() >= end:
            report.note(Note.OCR_STOPPED, place)
            return
        image = picture(path, number, most_pixels=MOST_PIXELS, scale=DOTS_PER_INCH / POINTS_PER_INCH, is_grey=True)
        target = report.folder / "page.png"
        image.save(target, compress_level=1, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
        command = [tesseract, str(target), "-", "-l", LANGUAGE, "--dpi", str(DOTS_PER_INCH)]
        text = _run(command, seconds=report.limits.ocr_page)
        if text is not None:
            report.recognised(number, tidy(text))


def _run(command: list[str], *, seconds: float) -> str | None:
    """What ``command`` says; None when it fails or takes longer than ``seconds``."""
    try:
        done = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=seconds, check=False
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else None
