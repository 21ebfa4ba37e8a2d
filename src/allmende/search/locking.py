# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Locks between the processes of one node. The system takes them back when a process dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIRECTORY_MODE: Final = 0o750
"""The index also holds what not everybody may find."""
PAUSE: Final = 0.01
"""Seconds between two attempts."""


@contextmanager
def held(path: Path | None, *, wait: float = 0) -> Iterator[bool]:
    """Hold the lock at ``path`` for the block; the block learns whether it was to be had within ``wait`` seconds.

    Threads of one process exclude each other, too. Without a path there is nobody else, and the lock is always had.
    """
    if path is None:
        yield True
        return
    path.parent.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        yield _taken(descriptor, time.monotonic() + wait)
    finally:
        os.close(descriptor)


def is_held(path: Path | None) -> bool:
    """Somebody holds it at this moment."""
    if path is None or not path.exists():
        return False
    with held(path) as mine:
        return not mine


def _taken(descriptor: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(PAUSE)
        else:
            return True
