# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Reading a file in this very process, without limits of the system: quick, for what a file says."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from allmende.library.extraction import runner
from allmende.library.extraction.limits import Limits
from allmende.library.extraction.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from allmende.library.extraction.runner import Extraction


def read_here(read: Callable[[Path, Report], None], content: bytes, folder: Path, **limits: int) -> Extraction:
    path = folder / "file"
    path.write_bytes(content)
    bounds = Limits(**limits)
    with Report(folder, bounds) as report:
        read(path, report)
    return runner.understood(folder, bounds)


def read_apart(content: bytes, media_type: str, **limits: int) -> Extraction:
    """In a process of its own, as the portal does."""
    return runner.extract(io.BytesIO(content), media_type, Limits(**limits))
