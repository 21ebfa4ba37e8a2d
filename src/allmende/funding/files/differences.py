# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What differs between two versions of a directive: pure, field by field."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from allmende.funding.engine.directive import Citation, TestCase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allmende.funding.engine.directive import DirectiveText

Identity = tuple[str, int]
"""The name of an entry, and which of those of that name it is."""
SECTIONS: Final = ("rules", "amounts", "costs", "papers", "awards", "cases")
"""The lists of a directive, in the order of the file."""
NAMES: Final = {
    "rules": "key",
    "amounts": "key",
    "costs": "title",
    "papers": "title",
    "awards": "title",
    "cases": "name",
}
"""What an entry is recognised by. Entries of one name are told apart by their order."""


class ChangeKind(StrEnum):
    """``MOVED``: the same, but at another place among those that both versions have."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value that differs. ``name`` as in the file, with a dot for what is inside: ``citation.url``."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry of a list that differs: ``old`` and ``new`` are the engine's (None: not there). A changed one may have
    moved, too.
    """

    section: str
    name: str
    kind: ChangeKind
    old: Any
    new: Any
    fields: tuple[FieldChange, ...] = ()
    has_moved: bool = False

    @property
    def title(self) -> str:
        entry = self.new if self.new is not None else self.old
        return str(getattr(entry, "title", self.name))


@dataclass(frozen=True, slots=True)
class Differences:
    """``base``: of the directive itself. ``entries``: by section, in the order of the new version, each removed one
    after the entry that it followed.
    """

    base: tuple[FieldChange, ...]
    entries: tuple[EntryChange, ...]

    @property
    def is_empty(self) -> bool:
        return not self.base and not self.entries

    def of(self, section: str) -> tuple[EntryChange, ...]:
        """Those of one list."""
        return tuple(entry for entry in self.entries if entry.section == section)


def differences(old: DirectiveText, new: DirectiveText) -> Differences:
    """What ``new`` changes against ``old``. Their keys differ by nature and do not count."""
    base = tuple(_fields(old, new, {*SECTIONS, "key"}))
    return Differences(base, tuple(change for section in SECTIONS for change in _entries(section, old, new)))


def _entries(section: str, old: DirectiveText, new: DirectiveText) -> Iterator[EntryChange]:
    before, after = _by_name(section, getattr(old, section)), _by_name(section, getattr(new, section))
    moved = _moved([*before], [*after])
    for identity in _merged([*before], [*after]):
        first, second = before.get(identity), after.get(identity)
        name = identity[0]
        if first is None:
            yield EntryChange(section, name, ChangeKind.ADDED, None, second)
        elif second is None:
            yield EntryChange(section, name, ChangeKind.REMOVED, first, None)
        elif first != second:
            changed = tuple(_fields(first, second, set()))
            yield EntryChange(section, name, ChangeKind.CHANGED, first, second, changed, identity in moved)
        elif identity in moved:
            yield EntryChange(section, name, ChangeKind.MOVED, first, second, has_moved=True)


def _by_name(section: str, entries: Sequence[Any]) -> dict[Identity, Any]:
    found: dict[Identity, Any] = {}
    for entry in entries:
        name, number = getattr(entry, NAMES[section]), 0
        while (name, number) in found:
            number += 1
        found[name, number] = entry
    return found


def _merged(old: list[Identity], new: list[Identity]) -> Iterator[Identity]:
    """All of ``new``, each that is only in ``old`` after the one that it followed there."""
    staying, followers, last = set(new), dict[Identity | None, list[Identity]](), None
    for identity in old:
        if identity in staying:
            last = identity
        else:
            followers.setdefault(last, []).append(identity)
    yield from followers.get(None, ())
    for identity in new:
        yield identity
        yield from followers.get(identity, ())


def _fields(old: Any, new: Any, left_out: set[str]) -> Iterator[FieldChange]:
    """Of two of the same kind; citations and the facts of a test case are taken apart."""
    for field in fields(old):
        first, second = getattr(old, field.name), getattr(new, field.name)
        if field.name in left_out or first == second:
            continue
        if isinstance(first, Citation):
            inside = _fields(first, second, set())
            yield from (FieldChange(f"{field.name}.{part.name}", part.old, part.new) for part in inside)
        elif isinstance(old, TestCase) and field.name == "facts":
            yield from _fields(first, second, set())
        else:
            yield FieldChange(field.name, first, second)


def _moved(old: list[Identity], new: list[Identity]) -> set[Identity]:
    """The fewest entries that must change their place so that the others keep their order."""
    places = {identity: number for number, identity in enumerate(old)}
    common = [identity for identity in new if identity in places]
    ends: list[int] = []  # the smallest place at which a rising run of each length ends
    runs: list[tuple[Identity, ...]] = []
    for identity in common:
        length = bisect_left(ends, places[identity])
        run = (*(runs[length - 1] if length else ()), identity)
        ends[length : length + 1] = [places[identity]]
        runs[length : length + 1] = [run]
    return set(common).difference(runs[-1] if runs else ())
