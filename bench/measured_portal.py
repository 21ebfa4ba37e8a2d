# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The portal that is measured: one already served (``--url``), or the demo in ``ALLMENDE_VAR`` served for the run."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.portal import Portal, find_chromium, served  # noqa: E402 - the path is set above

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def measured(url: str | None) -> Iterator[Portal]:
    if url:
        yield Portal(url.rstrip("/"))
        return
    var = Path(os.environ.get("ALLMENDE_VAR", "var")).resolve()
    if not (var / "allmende.sqlite3").exists():
        sys.exit(f"No demo in {var}. Run make demo first, or give --url.")
    with served(var) as portal:
        yield portal


def chromium() -> str:
    path = find_chromium()
    if path is None:
        sys.exit("Chromium is needed for this measurement and was not found.")
    return path
