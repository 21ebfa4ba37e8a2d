# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""An outline somebody collects: clauses and headings of their own, in an order. It lives in the address only.

So it needs no account and no cookie, can be kept as a bookmark and passed on, and sending it twice changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from allmende.library.clause_listing import encoded, may_copy, with_documents
from allmende.library.clauses.outline import Entry, Source
from allmende.library.models import Clause

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import QueryDict

    from allmende.accounts.rules import Visitor

PART: Final = "teil"
MOST_PARTS: Final = 200
MOST_HEADINGS: Final = 40
LONGEST_HEADING: Final = 120
HEADING: Final = "u:"
OPERATIONS: Final = ("klausel", "ueberschrift", "hoch", "runter", "weg")
UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\s]+")
KEY: Final = re.compile(r"[1-9]\d{0,17}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts as they stand in the address: the key of a clause, or ``u:`` and a heading."""

    parts: tuple[str, ...] = ()
    is_cut: bool = False
    """Whether more was asked for than an outline holds."""

    @classmethod
    def of(cls, parts: Sequence[str]) -> Outline:
        """Only what can be a part, each clause once, no more than fit."""
        found: dict[str, None] = {}
        headings = 0
        is_cut = False
        for part in parts:
            text = _heading(part[len(HEADING) :]) if part.startswith(HEADING) else part
            if part.startswith(HEADING):
                headings += 1
                key = HEADING + text if text and headings <= MOST_HEADINGS else ""
                is_cut |= headings > MOST_HEADINGS
            else:
                key = part if KEY.fullmatch(part) else ""
            if key and len(found) >= MOST_PARTS and key not in found:
                is_cut = True
            elif key:
                found.setdefault(key)
        return cls(tuple(found), is_cut)

    @classmethod
    def from_params(cls, params: QueryDict) -> Outline:
        return cls.of(params.getlist(PART))

    def params(self) -> list[tuple[str, str]]:
        return [(PART, part) for part in self.parts]

    def urlencode(self) -> str:
        return encoded(self.params())

    def changed_by(self, params: QueryDict) -> tuple[Outline, int]:
        """After what the request asks to do, and the place (from 1) that was touched."""
        parts = list(self.parts)
        added = [*params.getlist("klausel"), *(HEADING + text for text in params.getlist("ueberschrift"))]
        if added:
            new = Outline.of([*parts, *added])
            return new, len(new.parts)
        for name, move in (("hoch", -1), ("runter", 1)):
            place = _place(params.get(name), parts)
            if place is not None:
                target = min(max(place + move, 0), len(parts) - 1)
                parts.insert(target, parts.pop(place))
                return Outline(tuple(parts)), target + 1
        place = _place(params.get("weg"), parts)
        if place is not None:
            del parts[place]
            return Outline(tuple(parts)), min(place + 1, len(parts))
        return self, 0


def _heading(text: str) -> str:
    return UNPRINTABLE.sub(" ", text).strip()[:LONGEST_HEADING].strip()


def _place(part: str | None, parts: Sequence[str]) -> int | None:
    """Where the part named stands. Parts are named, not counted: asked twice it is gone, not its neighbour."""
    return parts.index(part) if part in parts else None


@dataclass(frozen=True, slots=True)
class Row:
    """A part as it is shown: a clause that the visitor may see, or a heading of their own."""

    key: str
    heading: str
    clause: Clause | None = None

    @property
    def may_copy(self) -> bool:
        document = self.clause and self.clause.version.document
        return bool(document and may_copy(document))


def rows_of(outline: Outline, user: Visitor) -> list[Row]:
    """The parts in order; clauses that do not exist or that ``user`` may not see are left out. One query."""
    keys = [int(part) for part in outline.parts if not part.startswith(HEADING)]
    clauses = with_documents(Clause.objects.visible_to(user)).in_bulk(keys) if keys else {}
    rows = []
    for part in outline.parts:
        if part.startswith(HEADING):
            rows.append(Row(part, part[len(HEADING) :]))
        elif int(part) in clauses:
            rows.append(Row(part, clauses[int(part)].title, clauses[int(part)]))
    return rows


def entries_of(rows: Sequence[Row], absolute: Callable[[str], str]) -> list[Entry]:
    """The same for a file; ``absolute`` makes an address that can be called from outside."""
    return [_entry(row, absolute) for row in rows]


def _entry(row: Row, absolute: Callable[[str], str]) -> Entry:
    document = row.clause.version.document if row.clause else None
    if row.clause is None or document is None:
        return Entry(row.heading)
    source = Source(
        document=document.title,
        land=document.land.name if document.land else "",
        year=str(document.year) if document.year else "",
        licence=document.get_licence_display(),
        address=absolute(document.get_absolute_url()),
        is_example=document.is_example,
    )
    return Entry(row.heading, row.clause.about.value, row.clause.text if row.may_copy else None, source)
