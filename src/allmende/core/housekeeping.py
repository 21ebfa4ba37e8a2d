# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What core itself tidies up from time to time."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from allmende.core import jobs

KEEP_DONE: Final = dt.timedelta(days=1)
KEEP_FAILED: Final = dt.timedelta(days=14)
"""Long enough for the operator to see what went wrong."""


@jobs.every(hours=24)
@task()
def delete_finished_jobs() -> int:
    """Delete jobs that are over: they hold letters with names and addresses. The job's result is how many."""
    now = timezone.now()
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lte=now - KEEP_DONE)
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__lte=now - KEEP_FAILED)
    return int(done.delete()[0] + failed.delete()[0])
