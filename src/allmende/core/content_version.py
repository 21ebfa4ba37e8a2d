# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The content version: what the anonymous page cache is keyed by."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import structlog
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import F

from allmende.core.models import ContentVersion

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.base.base import BaseDatabaseWrapper

logger = structlog.get_logger(__name__)


def current() -> int:
    """The version visitors see now; 0 before the first published write."""
    return ContentVersion.objects.filter(pk=1).values_list("value", flat=True).first() or 0


def content_changed() -> None:
    """Say that something visitors can see has changed. Call it inside the transaction of the write."""
    if not ContentVersion.objects.filter(pk=1).update(value=F("value") + 1):
        ContentVersion.objects.get_or_create(pk=1)


class Watcher:
    """Reads the committed version on every request, at the cost of one tiny query.

    Each thread has a connection of its own beside Django's, which Django would close after every request. The statement
    is the same on every database; a connection that has gone is opened again once.

    What was read counts for ``fresh_for`` seconds. It is far less than the way of one answer through Django and back
    for the next request, so whoever wrote sees it; under load it spares most of the queries.
    """

    QUERY = f"SELECT value FROM {ContentVersion._meta.db_table} WHERE id = 1"  # noqa: S608 - a name of ours

    def __init__(
        self, alias: str = DEFAULT_DB_ALIAS, *, fresh_for: float = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.alias = alias
        self._fresh_for = fresh_for
        self._clock = clock
        self._read_last = (float("-inf"), 0)
        self._local = threading.local()

    def __call__(self) -> int:
        now = self._clock()
        read_at, version = self._read_last
        if now - read_at < self._fresh_for:
            return version
        version = self._committed()
        self._read_last = (now, version)  # the moment before reading: never younger than it is
        return version

    def _committed(self) -> int:
        wrapper: BaseDatabaseWrapper | None = getattr(self._local, "wrapper", None)
        if wrapper is not None:
            try:
                return self._read(wrapper)
            except Exception as error:  # noqa: BLE001 - the drivers' errors have no common base
                logger.warning("content_version.reconnect", error=type(error).__name__)
                wrapper.close()
        self._local.wrapper = wrapper = connections.create_connection(self.alias)
        return self._read(wrapper)

    def close(self) -> None:
        """Close the connection of this thread."""
        wrapper: BaseDatabaseWrapper | None = getattr(self._local, "wrapper", None)
        if wrapper is not None:
            wrapper.close()
            del self._local.wrapper

    def _read(self, wrapper: BaseDatabaseWrapper) -> int:
        wrapper.ensure_connection()
        row = wrapper.connection.execute(self.QUERY).fetchone()
        return int(row[0]) if row else 0
