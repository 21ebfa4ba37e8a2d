# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Office files are ZIP containers. Parts are unpacked one by one under a limit; containers inside are never opened."""

from __future__ import annotations

import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from allmende.library.extraction.lines import tidy
from allmende.library.extraction.outcomes import Failure, UnreadableError
from allmende.library.extraction.stretches import pages_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from allmende.library.extraction.outcomes import Note
    from allmende.library.extraction.report import Report
    from allmende.library.extraction.stretches import Block

MOST_PARTS: Final = 10_000
CHUNK: Final = 256 * 1024
MOST_RATIO: Final = 250
"""Times a part may grow when unpacked. Text in XML grows up to some fifty times."""
RATIO_COUNTS_FROM: Final = 4 * 1024 * 1024
"""Bytes up to which a part may grow as much as it likes."""
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How encrypted Office files begin, and those from before 2007."""
IS_ENCRYPTED: Final = 0x1


class Container:
    """The parts of one file by their names."""

    def __init__(self, packed: zipfile.ZipFile, most_unpacked: int) -> None:
        self._packed = packed
        self._room = most_unpacked
        self.names = frozenset(packed.namelist())
        if len(self.names) > MOST_PARTS:
            raise UnreadableError(Failure.UNPACKS_TOO_LARGE)

    def chunks(self, name: str) -> Generator[bytes]:
        """The content of one part. What the container says about sizes is not believed: what comes out is counted."""
        part = self._packed.getinfo(name)
        if part.flag_bits & IS_ENCRYPTED:
            raise UnreadableError(Failure.PASSWORD)
        unpacked = 0
        with self._packed.open(part) as stream:
            while chunk := stream.read(CHUNK):
                unpacked += len(chunk)
                self._room -= len(chunk)
                grows = unpacked > RATIO_COUNTS_FROM and unpacked > MOST_RATIO * max(part.compress_size, 1)
                if self._room < 0 or grows:
                    raise UnreadableError(Failure.UNPACKS_TOO_LARGE)
                yield chunk


@contextmanager
def opened(path: Path, most_unpacked: int) -> Iterator[Container]:
    """The container at ``path``; whatever is wrong with it becomes an UnreadableError."""
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            raise UnreadableError(Failure.PASSWORD)
    try:
        with zipfile.ZipFile(path) as packed:
            yield Container(packed, most_unpacked)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, RuntimeError, ValueError) as error:
        raise UnreadableError(Failure.DAMAGED) from error


class Reading(Protocol):
    """One reading through a container: what is in it, and what is to be said about it afterwards."""

    notes: set[Note]

    def blocks(self) -> list[Block]: ...


def tell(path: Path, report: Report, reading: Callable[[Container], Reading]) -> None:
    """Tell ``report`` the text of the container at ``path`` as ``reading`` finds it."""
    with opened(path, report.limits.unpacked) as container:
        document = reading(container)
        blocks = document.blocks()
    for note in sorted(document.notes):
        report.note(note)
    report.pages([tidy(text) for text in pages_of(blocks)])
