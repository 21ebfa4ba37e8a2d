# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Plain text: its encoding, and its pages where form feeds mark them."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

from allmende.library.extraction.lines import tidy
from allmende.library.extraction.stretches import Block, pages_of

if TYPE_CHECKING:
    from pathlib import Path

    from allmende.library.extraction.report import Report

MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
KNOWN: Final = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252"}
"""What browsers read under these names too."""
TRUSTED: Final = frozenset({"utf-8", "utf8", "cp1252", "windows-1252", "iso-8859-15"})


def decoded(content: bytes, stated: str = "") -> str:
    """``content`` as text: by its mark, by what it states, as UTF-8, and else as Windows writes German."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    stated = KNOWN.get(stated.lower(), stated.lower())
    try:
        return content.decode(stated if stated in TRUSTED else "utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read(path: Path, report: Report) -> None:
    """Tell ``report`` the text of the file at ``path``."""
    text = decoded(path.read_bytes()).replace("\r\n", "\n")
    blocks = []
    for number, page in enumerate(text.split("\f")):
        lines = page.split("\n")
        blocks += [Block(line, new_page=number > 0 and place == 0) for place, line in enumerate(lines)]
    report.pages([tidy(page) for page in pages_of(blocks)])
