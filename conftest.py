# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Guards and fixtures of all tests. What they forbid is said in tests/guards.py."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase

from allmende.search import index
from allmende.search.builds import Node
from allmende.territory import finding
from tests import databases, guards

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.plugin import DjangoDbBlocker

guards.install()


DATABASE_FIXTURES = frozenset(
    {"db", "transactional_db", "live_server", "admin_user", "admin_client", "django_db_setup"}
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks a database: the rest has been tested with SQLite and knows no difference.

    Neither do those marked ``one_database``: the long table of who may open which address, sign-in, the page frame,
    pages of the map, of Wagtail and of the search index, and pages and forms of a single entry. Their rules are Python;
    services, lists, counts, jobs and what happens at once are on both.
    """
    if not databases.POSTGRESQL:
        return
    chosen = [item for item in items if _asks_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def _asks_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    asked = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A fresh copy of the migrated template instead of Django's own test database."""
    url = os.environ["ALLMENDE_DATABASE"]

    def restore(*_: object) -> None:
        connections.close_all()
        databases.restore(url)

    with django_db_blocker.unblock():
        databases.restore(url)
        # A test that commits gets a fresh copy afterwards; flushing would also take what the migrations put in.
        TransactionTestCase._fixture_teardown = restore  # type: ignore[attr-defined]
        yield
        connections.close_all()
        databases.remove(url)


@pytest.fixture(autouse=True)
def _own_media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Uploads of a test go into a directory of its own, made only when something is uploaded."""
    before = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = LazyDirectory(tmp_path_factory)
    yield
    settings.MEDIA_ROOT = before


class LazyDirectory(os.PathLike[str]):
    """A temporary directory that exists from its first use on."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self._factory = factory
        self._path: Path | None = None

    def __fspath__(self) -> str:
        self._path = self._path or self._factory.mktemp("media")
        return str(self._path)


@pytest.fixture(autouse=True)
def _own_search_index() -> Iterator[None]:
    """An index in memory, made from the database of the test when something is searched for the first time."""
    index.use(Node(None))
    yield
    index.use(None)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _fresh_place_table() -> Iterator[None]:
    """The table of places outlives a rolled-back test, so it is dropped."""
    yield
    finding.forget()
