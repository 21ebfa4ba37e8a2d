# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Whether a PDF holds scripts, told from its bytes: a name in the open or in a packed stream of objects.

Nothing here runs or interprets them. That none is found proves nothing; it need not, because none is ever run.
"""

from __future__ import annotations

import mmap
import re
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = re.compile(rb"/J(?:ava)?S(?:cript)?(?![\w])")
ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
OBJECTS: Final = re.compile(rb"/ObjStm\b[^>]{0,400}>>\s{0,4}stream\r?\n")
MOST_STREAMS: Final = 500
MOST_UNPACKED: Final = 1024 * 1024
MOST_PACKED: Final = 4 * 1024 * 1024
HEX_NAME: Final = re.compile(rb"/[\w#]{0,40}#[\w#]{0,60}")


def holds_scripts(path: Path) -> bool:
    """Whether the names /JavaScript or /JS stand in the file at ``path``."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _names_script(content):
            return True
        for place, found in enumerate(OBJECTS.finditer(content)):
            if place >= MOST_STREAMS:
                break
            if _names_script(_unpacked(content[found.end() : found.end() + MOST_PACKED])):
                return True
    return False


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MOST_UNPACKED)
    except zlib.error:
        return b""


def _names_script(content: bytes | mmap.mmap) -> bool:
    """„/J#61vaScript“ is the same name."""
    if NAME.search(content):
        return True
    return any(NAME.match(_plain(found[0])) for found in HEX_NAME.finditer(content))


def _plain(name: bytes) -> bytes:
    return ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), name)
