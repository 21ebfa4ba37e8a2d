# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Trying out: a change is really published, looked at, and taken back in the same transaction. Nothing of it remains.

So difference and preview show what acceptance would do, not what somebody believes it would do.
"""

from __future__ import annotations

from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from allmende.moderation import kinds
from allmende.moderation.differences import PartDifference, compare, typed_in_words
from allmende.moderation.services.publishing import MINE, Resolution, merge, publish_content
from allmende.moderation.workflow import MissingObjectError, NotReadyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from allmende.moderation.kinds import PartText, Problem
    from allmende.moderation.models import Change
    from allmende.moderation.services.publishing import Merge


@dataclass(frozen=True, slots=True)
class Conflict:
    """One part that both have changed: what each side says now, beside each other."""

    part: str
    label: str
    live: tuple[str, ...]
    mine: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What publishing would do. With ``refusal`` it cannot be done; then the parts show what was typed."""

    obj: Any | None
    parts: list[PartDifference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refusal: str = ""
    conflicts: list[Conflict] = field(default_factory=list)
    mark: str = ""

    @property
    def changed(self) -> list[PartDifference]:
        return [part for part in self.parts if part.is_changed]

    @property
    def unchanged(self) -> list[PartDifference]:
        return [part for part in self.parts if not part.is_changed and part.pairs]


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction whose writes nobody but it ever sees."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def try_out(*, change: Change) -> Trial:
    """Publish ``change`` for a moment and say in words what that changes. Where both sides changed, this one counts."""
    kind = kinds.kind(change.kind)
    try:
        merging = merge(change=change)
    except MissingObjectError as error:
        return Trial(obj=None, refusal=" ".join(error.messages), parts=_as_typed(change, None))
    conflicts = _conflicts(change, merging)
    before = kind.in_words(merging.obj) if merging.obj is not None else []
    try:
        with taken_back():
            after = kind.in_words(_published(change, merging))
    except NotReadyError as error:
        return Trial(
            obj=_untouched(change),
            parts=_as_typed(change, merging),
            problems=error.problems,
            refusal=" ".join(error.messages),
            conflicts=conflicts,
            mark=merging.mark,
        )
    return Trial(obj=_untouched(change), parts=compare(before, after), conflicts=conflicts, mark=merging.mark)


def preview(request: HttpRequest, *, change: Change) -> HttpResponse:
    """The public page as visitors would see it. Raises StepRefusedError when it cannot be published."""
    kind = kinds.kind(change.kind)
    merging = merge(change=change)
    as_visitor = copy(request)
    as_visitor.user = AnonymousUser()
    with taken_back():
        response = kind.preview(as_visitor, _published(change, merging))
        render = getattr(response, "render", None)
        if render is not None:
            render()  # reads what is taken back afterwards
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def submitted_words(change: Change) -> list[PartDifference]:
    """What a change that is decided said, as it was typed: the live object has gone its own way since."""
    kind = kinds.kind(change.kind)
    obj = kind.object_of(change.object_key)
    before = typed_in_words(kind, change.base, obj=obj) if change.base is not None else []
    return compare(before, typed_in_words(kind, change.content, obj=obj))


def _published(change: Change, merging: Merge) -> Any:
    for_this = Resolution(dict.fromkeys(merging.conflicts, MINE), merging.mark)
    obj = _untouched(change)
    return publish_content(change=change, obj=obj, content=merging.resolved(for_this), by=None)


def _untouched(change: Change) -> Any | None:
    """The live object read anew: publishing writes into the instance it is given."""
    return kinds.kind(change.kind).object_of(change.object_key)


def _as_typed(change: Change, merging: Merge | None) -> list[PartDifference]:
    kind = kinds.kind(change.kind)
    obj = merging.obj if merging else None
    base = typed_in_words(kind, merging.live, obj=obj) if merging and merging.obj is not None else []
    content = merging.content if merging else change.content
    return compare(base, typed_in_words(kind, content, obj=obj))


def _conflicts(change: Change, merging: Merge) -> list[Conflict]:
    if not merging.conflicts:
        return []
    kind = kinds.kind(change.kind)
    live = {text.part: text for text in typed_in_words(kind, merging.live, obj=merging.obj)}
    mine = {text.part: text for text in typed_in_words(kind, merging.content, obj=merging.obj)}
    return [
        Conflict(part, _label(part, mine, live), _lines(part, live), _lines(part, mine)) for part in merging.conflicts
    ]


def _label(part: str, *sides: dict[str, PartText]) -> str:
    return next((side[part].label for side in sides if part in side), part)


def _lines(part: str, side: dict[str, PartText]) -> tuple[str, ...]:
    return side[part].lines if part in side else ()
