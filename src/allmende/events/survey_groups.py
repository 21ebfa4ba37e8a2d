# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which groups of answers may be shown so that no smaller group can be worked out from them.

A group is everybody, those of one session, or those of one kind of organisation. All groups that are shown for a
question cut those who answered it into parts: two persons are in the same part if they are in the same shown groups.
A group is shown only if every part has at least five persons. Whatever is added, subtracted or cut out of shown groups
consists of whole parts, so it holds nobody or at least five. The groups are the same for whoever looks and whichever
filter is set: what several filters show together tells no more than this.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from allmende.events.models import SMALLEST_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = tuple[int, str]
"""Who somebody is, as coarsely as a sheet says it: the key of the session and the kind of organisation."""


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Those of one session, or of one kind of organisation; with neither, everybody."""

    session: int | None = None
    kind: str | None = None

    def holds(self, cell: Cell) -> bool:
        session, kind = cell
        return self.session in {None, session} and self.kind in {None, kind}


EVERYBODY: Final = Group()


def shown_groups(cells: Sequence[Cell]) -> list[Group]:
    """The groups that may be shown of those who are in ``cells``, one entry per person. Everybody is the first."""
    if len(cells) < SMALLEST_GROUP:
        return []
    parts = [Counter(cells)]
    shown = [EVERYBODY]
    for group in _candidates(cells):
        finer = [half for part in parts for half in _cut(part, group) if half]
        if all(half.total() >= SMALLEST_GROUP for half in finer):
            parts = finer
            shown.append(group)
    return shown


def _candidates(cells: Iterable[Cell]) -> list[Group]:
    """Sessions before kinds, large groups before small ones: so that as many answers as possible are told apart."""
    sizes: Counter[Group] = Counter()
    for session, kind in cells:
        sizes[Group(session=session)] += 1
        sizes[Group(kind=kind)] += 1
    return sorted(sizes, key=lambda group: (group.session is None, -sizes[group], group.session or 0, group.kind or ""))


def _cut(part: Counter[Cell], group: Group) -> tuple[Counter[Cell], Counter[Cell]]:
    """Those of ``part`` who are in ``group``, and those who are not."""
    inside = Counter({cell: number for cell, number in part.items() if group.holds(cell)})
    return inside, part - inside
