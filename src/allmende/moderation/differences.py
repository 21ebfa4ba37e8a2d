# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Differences in plain words: part by part, line beside line, with the words marked that came or went."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from allmende.moderation.kinds import PartText

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.forms import BaseForm
    from django.forms.boundfield import BoundField

    from allmende.moderation.contents import Content
    from allmende.moderation.kinds import Kind

WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
MOST_COMPARED: Final = 2_000_000
"""Pairs of words. Beyond that the whole line counts as replaced, so that no text can keep the server busy."""
MOST_WORK: Final = 3_000_000
"""The same for texts that repeat few words or lines over and over, which is what takes long to compare."""
POPULAR_FROM: Final = 200
"""From so many on, ``difflib`` leaves out of the search what makes up more than a hundredth."""
LEAST_ALIKE: Final = 0.3
"""Lines less alike are shown as one gone and one come; marked words would only confuse."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line; ``is_changed``: only on this side."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class LinePair:
    """One line before and after; an empty side has no such line."""

    before: tuple[Segment, ...] = ()
    after: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class PartDifference:
    """One part before and after. ``is_changed`` is false where both say the same."""

    part: str
    label: str
    pairs: tuple[LinePair, ...] = ()
    is_changed: bool = False

    @property
    def has_before(self) -> bool:
        return any(pair.before for pair in self.pairs)

    @property
    def has_after(self) -> bool:
        return any(pair.after for pair in self.pairs)


def compare(before: Sequence[PartText], after: Sequence[PartText]) -> list[PartDifference]:
    """Every part that one side has, in the order of ``after``, then of ``before``."""
    old = {text.part: text for text in before}
    new = {text.part: text for text in after}
    empty = PartText("", "")
    found = []
    for part in dict.fromkeys([*new, *old]):
        label = str((new.get(part) or old[part]).label)
        was, now = old.get(part, empty).lines, new.get(part, empty).lines
        found.append(PartDifference(part, label, tuple(pair_lines(was, now)), is_changed=was != now))
    return found


def pair_lines(before: Sequence[str], after: Sequence[str]) -> list[LinePair]:
    """Lines beside each other: equal ones, changed ones with their words marked, gone and come ones alone."""
    pairs: list[LinePair] = []
    matcher = SequenceMatcher(None, list(before), list(after))
    whole = [("replace", 0, len(before), 0, len(after))]
    for tag, i1, i2, j1, j2 in matcher.get_opcodes() if _is_quick(before, after) else whole:
        if tag == "equal":
            pairs += [LinePair((Segment(line),), (Segment(line),)) for line in before[i1:i2]]
            continue
        for was, now in zip_longest(before[i1:i2], after[j1:j2]):
            pairs += _changed_line(was, now)
    return pairs


def _is_quick(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether both can be compared in little time: how many pairs say the same, for each match that may be found."""
    times = Counter(after)
    most = len(after) // 100 + 1 if len(after) >= POPULAR_FROM else len(after)
    same = sum(times[item] for item in before if times[item] <= most)
    return same * min(len(before), len(after)) <= MOST_WORK


def _changed_line(was: str | None, now: str | None) -> list[LinePair]:
    if was is None or now is None:
        return [LinePair(_whole(was), _whole(now))]
    old, new = WORDS.findall(was), WORDS.findall(now)
    words = [word for word in old if not word.isspace()], [word for word in new if not word.isspace()]
    if len(old) * len(new) > MOST_COMPARED or not _is_quick(*words):
        return [LinePair(_whole(was), _whole(now))]
    matcher = SequenceMatcher(str.isspace, old, new)
    if matcher.ratio() < LEAST_ALIKE:
        return [LinePair(_whole(was), _whole(now))]
    left: list[Segment] = []
    right: list[Segment] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        is_changed = tag != "equal"
        left += [Segment("".join(old[i1:i2]), is_changed)] if i2 > i1 else []
        right += [Segment("".join(new[j1:j2]), is_changed)] if j2 > j1 else []
    return [LinePair(_joined(left), _joined(right))]


def _whole(line: str | None) -> tuple[Segment, ...]:
    return () if line is None else (Segment(line, is_changed=True),)


def _joined(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """A blank between two changed words belongs to the change, so that it is read as one."""
    found = list(segments)
    for index in range(1, len(found) - 1):
        if found[index].text.isspace() and found[index - 1].is_changed and found[index + 1].is_changed:
            found[index] = Segment(found[index].text, is_changed=True)
    joined: list[Segment] = []
    for segment in found:
        if joined and joined[-1].is_changed == segment.is_changed:
            joined[-1] = Segment(joined[-1].text + segment.text, segment.is_changed)
        else:
            joined.append(segment)
    return tuple(joined)


def part_labels(kind: Kind, content: Content, *, obj: Any | None) -> dict[str, str]:
    """What the forms call each part, in the order of the forms."""
    return {text.part: text.label for text in typed_in_words(kind, content, obj=obj)}


def typed_in_words(kind: Kind, content: Content, *, obj: Any | None) -> list[PartText]:
    """What was typed, part by part, as far as it can be told while it is still wrong or incomplete."""
    found: dict[str, PartText] = {}
    for step in kind.steps:
        page = kind.page(step, content, obj=obj)
        for name in page.form.fields:
            bound = page.form[name]
            found[name] = PartText(name, str(bound.label or name), tuple(_shown(bound)))
        for part, label, rows in page.sections:
            lines = [line for row in rows for line in [_row_in_words(row)] if line]
            found[part] = PartText(part, str(label), tuple(lines))
    order = [part for step in kind.steps for part in step.parts]
    return [found[part] for part in order if part in found]


def _row_in_words(row: BaseForm) -> str:
    shown = [(bound, ", ".join(_shown(bound))) for bound in row if bound.name != "DELETE" and not bound.is_hidden]
    if not row.initial and not row.is_bound:
        return ""
    return "; ".join(f"{bound.label}: {text}" for bound, text in shown if text)


def _shown(bound: BoundField) -> list[str]:
    """The value as a person would read it: the names of chosen options, lines of a text."""
    value = bound.value()
    if value in (None, "", [], ()):
        return []
    if isinstance(value, bool):
        return [_("ja")] if value else []
    options = _options(getattr(bound.field, "choices", None) or ())
    values = value if isinstance(value, list | tuple) else [value]
    texts = [options.get(str(item), str(item)) for item in values]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def _options(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value, label in choices:
        if isinstance(label, list | tuple):
            found |= _options(label)
        else:
            found[str(value)] = str(label)
    return found
