# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the accounts app does from time to time without being asked."""

from __future__ import annotations

from django_tasks import task

from allmende.accounts import rate_limit, shared_cache
from allmende.accounts.services import retention
from allmende.core import jobs


@jobs.every(hours=1)
@task()
def forget_expired_attempts() -> int:
    """Delete attempts that no longer count; the job's result is how many."""
    return rate_limit.forget_expired() + shared_cache.forget_expired()


@jobs.every(hours=24)
@task()
def forget_by_retention() -> dict[str, int]:
    """Work off every retention rule; the job's result is how many entries each has forgotten."""
    return retention.run_all()
