# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Whose turn it is in the voting: the least-seen proposal first, ties at random but always the same for one person."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def lot(person: int, proposal: int) -> str:
    """The lot that ``person`` has drawn for ``proposal``: looks random, and is the same after a reload."""
    return hashlib.sha256(f"{person}:{proposal}".encode()).hexdigest()


def choose(views: Mapping[int, int], person: int) -> int | None:
    """Which of the proposals that ``person`` has not seen comes next. ``views``: by how many each has been seen."""
    if not views:
        return None
    return min(views, key=lambda proposal: (views[proposal], lot(person, proposal)))
