# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a file consists of, whatever it is written in."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Event(NamedTuple):
    """A mapping or list begins or ends, or a single value or name stands there. ``line`` counts from 1."""

    kind: Literal["map", "list", "end", "scalar"]
    line: int
    value: str | bool | None = None
