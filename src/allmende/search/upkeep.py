# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Keeping the index of this node in order: what is needed now, how it stands, and what may be forgotten."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from allmende.core import searchables
from allmende.core.models import ContentVersion, SearchChange
from allmende.core.searchables import EVERYTHING
from allmende.search import changes, checking, following, index, locking, rebuilding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from allmende.search.index import Reader
    from allmende.search.rebuilding import Progress

KEPT: Final = dt.timedelta(days=7)
"""Changes are kept for so long; a node that was away for longer builds its index anew."""
ROUNDS: Final = 3
"""How often new work is taken up that came while the last was done."""


def is_rebuild_needed(reader: Reader) -> bool:
    """The index is not there, does not fit, or all of it may have changed."""
    view = reader.view(afresh=True)
    return (
        following.needs_rebuild(view, changes.published()) or following.is_outdated(reader) or EVERYTHING in view.owed
    )


def make_ready(say: Callable[[Progress], object] = lambda _: None) -> None:
    """Do what is needed, and nothing if the index is in order. Another process that is at it already is left alone."""
    reader = index.reader()
    for _round in range(ROUNDS):
        if is_rebuild_needed(reader):
            try:
                rebuilding.rebuild(reader.node, say=say, former=reader.view())
            except rebuilding.AlreadyRunningError:
                return
        elif following.catch_up(delegate=False).owed:
            with locking.held(reader.node.lock("rebuild")) as mine:
                if not mine:
                    return
                checking.work_off()
        else:
            return


def make_able(say: Callable[[Progress], object] = lambda _: None) -> None:
    """Build the index if without it nothing is found. An outdated one answers, and is seen to beside the visitors."""
    if following.needs_rebuild(index.reader().view(afresh=True), changes.published()):
        make_ready(say)


def problem() -> str:
    """For /readyz: empty if this node can search. Names no path; an index that is only behind is in order."""
    view = index.current()
    if view.is_there or index.reader().node.is_in_memory:
        return ""
    return "the search index is not built yet (allmende search rebuild)"


@dataclass(frozen=True, slots=True)
class Status:
    """``entries`` by source; ``behind``: how many versions the database is ahead."""

    directory: str
    is_there: bool
    fits: bool
    megabytes: float
    number: int
    behind: int
    owed: tuple[str, ...]
    is_rebuilding: bool
    entries: Mapping[str, int]


def status() -> Status:
    """The index as it lies there, before anything is applied."""
    reader = index.reader()
    view = reader.view(afresh=True)
    build = reader.build
    return Status(
        directory=str(reader.node.directory or ""),
        is_there=view.is_there,
        fits=view.is_there and not is_rebuild_needed(reader),
        megabytes=(build.size if build else 0) / 1e6,
        number=view.number,
        behind=changes.published().number - view.number,
        owed=tuple(sorted(view.owed)),
        is_rebuilding=locking.is_held(reader.node.lock("rebuild")),
        entries={str(source.label): changes.count(view.searcher, source.key) for source in searchables.sources()},
    )


def forget_old_changes(*, now: dt.datetime | None = None) -> int:
    """Delete changes that every node has long applied; how many. An index that is older yet is built anew."""
    before = (now or timezone.now()) - KEPT
    with transaction.atomic():
        last = SearchChange.objects.filter(at__lt=before).aggregate(last=Max("number"))["last"]
        if last is None:
            return 0
        ContentVersion.objects.filter(pk=1).update(forgotten_up_to=last)
        return SearchChange.objects.filter(number__lte=last).delete()[0]
