# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""XML as a tree of elements without namespaces. A document type is refused: in office files only attackers need one."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from allmende.library.extraction.outcomes import Failure, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Generator

DEEPEST: Final = 200
MOST_ELEMENTS: Final = 1_500_000


def tree(chunks: Generator[bytes]) -> Element:
    """The root of the XML in ``chunks``; names of elements and attributes are local („p“, not „w:p“)."""
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        with closing(chunks):
            for chunk in chunks:
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
        return builder.close()
    except (expat.ExpatError, AssertionError) as error:
        raise UnreadableError(Failure.DAMAGED) from error


def _refuse(*_declaration: Any) -> None:
    raise UnreadableError(Failure.ENTITIES)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


class _Builder:
    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._depth = 0
        self._count = 0
        self._names: dict[str, str] = {}
        self.data = self._tree.data

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST:
            raise UnreadableError(Failure.DAMAGED)
        if self._count > MOST_ELEMENTS:
            raise UnreadableError(Failure.UNPACKS_TOO_LARGE)
        self._tree.start(self._known(name), {self._known(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self._depth -= 1
        self._tree.end(self._known(name))

    def close(self) -> Element:
        return self._tree.close()

    def _known(self, name: str) -> str:
        """The local name, one object for all elements of the same name."""
        if name not in self._names:
            self._names[name] = _local(name)
        return self._names[name]
