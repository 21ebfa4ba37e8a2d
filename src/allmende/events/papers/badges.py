# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Name badges: the name as large as it fits, however long it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from allmende.core import pdf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH: Final = 9.0
HEIGHT: Final = 6.6
INSET: Final = 0.6
"""Centimetres; two badges beside and four above each other fill a sheet."""
ROOM_WIDTH: Final = WIDTH - 2 * INSET
ROOM_HEIGHT: Final = 2.9
"""Centimetres for the name."""
SIZES: Final = (32, 28, 24, 20, 17, 14, 11, 9)
"""Points, largest first."""
POINT: Final = 2.54 / 72
"""Centimetres."""
LINE: Final = 1.15
"""Height of a line, as a multiple of the size."""


def badge(name: str, organisation: str, *, role: str, event: str) -> dict[str, Any]:
    return {
        "name": pdf.breakable(name),
        "size": size_of(pdf.breakable(name)),
        "organisation": pdf.breakable(organisation),
        "role": role,
        "event": pdf.breakable(event),
    }


def sheet(badges: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All that the template needs."""
    return {"badges": badges, "width": WIDTH, "height": HEIGHT, "inset": INSET, "smallest": SIZES[-1]}


def size_of(name: str) -> int:
    """The largest size at which ``name`` fits and no word is broken; the smallest for whatever fits at none."""
    parts = [pdf.width_of(part) for part in re.split(r"[ \u200b]+|(?<=-)", name) if part]
    return next((size for size in SIZES if _fits(parts, size)), SIZES[-1])


def _fits(parts: Iterable[float], size: int) -> bool:
    room = ROOM_WIDTH / (size * POINT)
    blank = pdf.width_of(" ")
    lines, used = 1, 0.0
    for width in parts:
        if width > room:
            return False
        if used and used + blank + width > room:
            lines, used = lines + 1, width
        else:
            used += (blank if used else 0) + width
    return lines * size * LINE * POINT <= ROOM_HEIGHT
