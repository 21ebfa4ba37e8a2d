# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Contents: what was typed into the forms of a change, as plain values that are kept even where they are wrong.

``fields`` holds one text, or a list of texts for a choice of several, per field; ``rows`` a list of such rows per
section (partners, sources …). A part is one field or one section: what differs, what a comment is about, what a hint
points at.
"""

from __future__ import annotations

from typing import Final, TypedDict, cast

Typed = str | list[str]
Row = dict[str, str]


class Content(TypedDict):
    fields: dict[str, Typed]
    rows: dict[str, list[Row]]


EMPTY: Final[Typed] = ""


def empty() -> Content:
    return {"fields": {}, "rows": {}}


def part_of(content: Content, part: str) -> Typed | list[Row]:
    """What is typed for ``part``; nothing typed is empty."""
    if part in content["rows"]:
        return content["rows"][part]
    return content["fields"].get(part, EMPTY)


def parts_of(*contents: Content) -> list[str]:
    """Every part that one of ``contents`` has, fields first."""
    names = [name for content in contents for name in content["fields"]]
    names += [name for content in contents for name in content["rows"]]
    return list(dict.fromkeys(names))


def changed_parts(before: Content, after: Content) -> list[str]:
    """The parts in which ``after`` differs from ``before``; missing, empty and no rows are the same."""
    return [name for name in parts_of(before, after) if (part_of(before, name) or "") != (part_of(after, name) or "")]


def with_part(content: Content, part: str, value: Typed | list[Row], *, is_section: bool) -> Content:
    """A copy of ``content`` in which ``part`` is ``value``."""
    if is_section:
        return {"fields": content["fields"], "rows": {**content["rows"], part: cast("list[Row]", value)}}
    return {"fields": {**content["fields"], part: cast("Typed", value)}, "rows": content["rows"]}


def merged(*, base: Content, mine: Content, live: Content) -> tuple[Content, list[str]]:
    """``live`` with everything in which ``mine`` differs from ``base``, and the parts that both have changed.

    The second value names the conflicts: parts that differ from ``base`` on both sides, and from each other.
    """
    result: Content = {"fields": dict(live["fields"]), "rows": dict(live["rows"])}
    conflicts = []
    theirs = set(changed_parts(base, live))
    for part in changed_parts(base, mine):
        value = part_of(mine, part)
        if part in theirs and (value or "") != (part_of(live, part) or ""):
            conflicts.append(part)
        is_section = part in mine["rows"] or part in base["rows"]
        result = with_part(result, part, value or ([] if is_section else ""), is_section=is_section)
    return result, conflicts
