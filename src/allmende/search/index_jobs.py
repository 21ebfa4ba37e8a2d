# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the search does from time to time without being asked. Every job bears being run twice."""

from __future__ import annotations

from collections import defaultdict

import structlog
from django.db import transaction
from django_tasks import task

from allmende.core import jobs, searchables
from allmende.search import checking, index, upkeep

logger = structlog.get_logger(__name__)


@jobs.retrying(attempts=3)
@jobs.every(hours=24)
@task()
def compare_index_with_database() -> dict[str, int]:
    """Mend what differs here, and have the other nodes mend it too: what was forgotten once is missing everywhere."""
    if not index.current().is_there:
        return {"entries": 0}  # this node only works off jobs
    report = checking.check()
    if not report.is_same:
        logger.warning("search.index_differed", entries=len(report.differing))
        checking.repair(report)
        keys: dict[str, list[str]] = defaultdict(list)
        for name, key in report.differing:
            keys[name].append(key)
        with transaction.atomic():
            for name, found in keys.items():
                searchables.changed_keys(name, found)
    return {"entries": report.entries, "mended": len(report.differing)}


@jobs.retrying(attempts=3)
@jobs.every(hours=24)
@task()
def forget_old_changes() -> dict[str, int]:
    """The change table holds one week."""
    return {"changes": upkeep.forget_old_changes()}
