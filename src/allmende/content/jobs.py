# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the content app does from time to time without being asked."""

from __future__ import annotations

from django_tasks import task

from allmende.content import services
from allmende.core import jobs


@jobs.every(hours=24)
@task()
def delete_expired_reports() -> int:
    """Delete the reports of barriers whose time of keeping is over; the job's result is how many."""
    return services.delete_expired_reports()
