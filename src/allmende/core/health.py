# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Is the portal alive, and is it ready? For load balancers, monitoring and ``allmende check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from allmende.core import jobs
from allmende.core.access import public

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

_migrated: set[str] = set()


def database() -> str:
    """Empty if the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def migrations() -> str:
    """Empty if every migration is applied. Asked until it is true, then remembered for this process."""
    name = str(connection.settings_dict["NAME"])
    if name not in _migrated:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            return f"{len(missing)} migrations are not applied"
        _migrated.add(name)
    return ""


def background_jobs() -> str:
    """Empty if jobs are worked off in time."""
    stuck = jobs.state().stuck
    return f"{stuck} jobs wait for more than {jobs.STUCK_AFTER}" if stuck else ""


def map_files() -> str:
    """Empty if the files of the map were made."""
    return "" if any(settings.MAP_ROOT.glob("*")) else f"no map files in {settings.MAP_ROOT}"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "jobs": background_jobs,
    "map": map_files,
}


def register(name: str, check: Callable[[], str]) -> None:
    """Let an upper app say whether its part is ready; ``check`` names no path, since everybody may read it."""
    CHECKS[name] = check


def examine() -> dict[str, str]:
    """What is wrong, by name of the check; an empty text means that all is well."""
    found = {}
    for name, check in CHECKS.items():
        try:
            found[name] = check()
        except DatabaseError as error:
            found[name] = type(error).__name__
    return found


@public
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing else, so that a lost database does not get every node restarted."""
    return JsonResponse({"status": "ok"})


@public
@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Requests can be served."""
    found = examine()
    ready = not any(found.values())
    checks = {
        name: "ok" if not wrong else wrong.replace(str(settings.MAP_ROOT), "map") for name, wrong in found.items()
    }
    return JsonResponse({"status": "ok" if ready else "not ready", "checks": checks}, status=200 if ready else 503)
