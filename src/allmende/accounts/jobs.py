# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the accounts app does from time to time without being asked."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from django_tasks import task

from allmende.accounts import rate_limit, services, shared_cache
from allmende.core import jobs


@jobs.every(hours=1)
@task()
def forget_expired_attempts() -> int:
    """Delete attempts that no longer count; the job's result is how many."""
    return rate_limit.forget_expired() + shared_cache.forget_expired()


@jobs.every(hours=24)
@task()
def delete_expired_sessions() -> None:
    """Delete the sessions of those who have not signed out and are signed out by now."""
    SessionStore.clear_expired()
    services.forget_ended_sessions()


@jobs.every(hours=24)
@task()
def delete_unconfirmed_accounts() -> int:
    """Delete sign-ups whose code was never entered; the job's result is how many."""
    return services.delete_unconfirmed()
