# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How much one file may cost. Bytes, seconds and numbers; the child sets them for itself before it opens the file."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from dataclasses import asdict, dataclass

NICENESS = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one reading. ``memory`` is address space, ``cpu`` and ``wall`` are seconds for everything but OCR."""

    memory: int = 1024 * 1024 * 1024
    cpu: int = 60
    wall: int = 90
    ocr_wall: int = 180
    """Seconds on top for the recognition of scanned pages."""
    ocr_page: int = 30
    written: int = 64 * 1024 * 1024
    """Bytes of the largest file the child may write."""
    open_files: int = 64
    pages: int = 3000
    text: int = 10_000_000
    """Characters of all pages together."""
    page_text: int = 200_000
    unpacked: int = 64 * 1024 * 1024
    """Bytes that are unpacked of a container, all parts together."""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, told: str) -> Limits:
        return cls(**json.loads(told))

    @property
    def deadline(self) -> int:
        """Seconds after which the parent ends whatever is still going on."""
        return self.wall + self.ocr_wall + 10


def bind(limits: Limits) -> None:
    """Bind this process, and all it starts, to ``limits``. There is no way back."""
    for what, most in (
        *([(resource.RLIMIT_AS, limits.memory)] if sys.platform != "darwin" else []),  # macOS refuses to set it
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(what, most)
    signal.setitimer(signal.ITIMER_REAL, limits.wall)  # nobody catches it, so it ends loops in C too
    os.nice(NICENESS)


def extend_wall(seconds: float) -> None:
    """Give this process ``seconds`` from now on."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _lower(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))
