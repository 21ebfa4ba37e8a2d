# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What an index is made of: whether one that lies there still fits this version of the portal and its database."""

from __future__ import annotations

import hashlib
import inspect
import os
import pickle
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connection

from allmende import german
from allmende.core import searchables
from allmende.search import schema, weights

if TYPE_CHECKING:
    from collections.abc import Iterable

ANALYSIS: Final = ("*.py", "data/*")
"""Files of ``allmende.german`` that decide under which words a text is found."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """``schema``: of another one no line can be read. ``contents``: with another one the index answers, but is made
    anew. Synonyms belong to neither: they are applied to the query.
    """

    schema: str
    contents: str

    def told(self) -> dict[str, str]:
        return asdict(self)


def current() -> Stamp:
    """The stamp of an index that would be built now."""
    told = connection.settings_dict
    # A file is named as seen from the index: both may be moved or copied together.
    name = os.path.relpath(told["NAME"], settings.SEARCH_INDEX_DIR) if connection.vendor == "sqlite" else told["NAME"]
    database = [connection.vendor, str(told.get("HOST")), str(told.get("PORT")), str(name)]
    makers = tuple(sorted({inspect.getfile(type(source)) for source in searchables.sources()}))
    keys = [source.key for source in searchables.sources()]
    return Stamp(schema=_fields(), contents=_digest([*database, *keys, _code(makers)]))


@cache
def _fields() -> str:
    return _digest([version("tantivy"), str(schema.VERSION), pickle.dumps(schema.SCHEMA).hex()])


@cache
def _code(makers: tuple[str, ...]) -> str:
    """Of everything that turns nouns into entries and entries into words; read once by each process."""
    home = Path(german.__file__).parent
    files = [path for pattern in ANALYSIS for path in sorted(home.glob(pattern))]
    files += [Path(file) for file in (schema.__file__, weights.__file__, *makers)]
    return _digest(f"{path.name} {hashlib.blake2b(path.read_bytes()).hexdigest()}" for path in files if path.is_file())


def _digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()
