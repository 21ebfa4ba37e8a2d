# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How exported data and the record of processing are laid out for reading. Plain values in, plain values out."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format

from allmende.core import personal_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from allmende.accounts.services.retention import Kept
    from allmende.core.personal_data import Processing

MOST_ROWS: Final = 20
"""Rows of one section on the page; the file has all of them."""

MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")

Row = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with its rows, each a list of label and text."""

    title: str
    rows: list[Row]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class Line:
    """A processing with the periods that count now."""

    processing: Processing
    periods: list[Kept]


def sections(data: Mapping[str, Any]) -> Iterator[Section]:
    """The export, section by section; lists inside a section become sections of their own."""
    for title, value in data.items():
        if isinstance(value, dict):
            plain = {name: item for name, item in value.items() if not _is_table(item)}
            if plain:
                yield Section(title, [_row(plain)], 1)
            yield from sections({name: item for name, item in value.items() if _is_table(item)})
        else:
            yield Section(title, [_row(item) for item in value[:MOST_ROWS]], len(value))


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value) and value != []


def _row(item: Mapping[str, Any]) -> Row:
    return [(name, _text(value)) for name, value in item.items()]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return date_format(dt.datetime.fromisoformat(value), "d.m.Y H:i") if MOMENT.fullmatch(value) else value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def lines(entries: Sequence[Kept]) -> list[Line]:
    """Every processing with its periods."""
    by_key = {entry.rule.key: entry for entry in entries}
    return [
        Line(processing, [by_key[key] for key in processing.rules if key in by_key])
        for processing in personal_data.processings()
    ]


def record(line: Line) -> dict[str, Any]:
    """A line of the record of processing as plain values."""
    processing = line.processing
    return {
        "name": str(processing.label),
        "purpose": str(processing.purpose),
        "legal_basis": str(processing.legal_basis),
        "persons": str(processing.persons),
        "data": str(processing.data),
        "recipients": str(processing.recipients),
        "retention": [{"what": str(entry.rule.label), "days": entry.days} for entry in line.periods],
    }
