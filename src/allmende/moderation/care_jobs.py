# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What care does from time to time without being asked. Every job bears being run twice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django_tasks import task

from allmende.core import jobs
from allmende.moderation.services import care, links


@jobs.retrying(attempts=3)
@jobs.every(hours=24)
@task()
def ask_whether_still_right() -> dict[str, Any]:
    """Close, ask, remind, mark; the job's result says how many of each."""
    return {
        "closed": care.close_settled(),
        **care.ask_owners(),
        "reminders": care.remind_owners(),
        "marks": care.mark_unanswered(),
    }


@jobs.retrying(attempts=3)
@jobs.every(hours=24)
@task()
def gather_outside_links() -> dict[str, int]:
    """Bring the list of outside links in step with what is published."""
    return links.gather()


@jobs.every(hours=1)
@task()
def check_outside_links() -> dict[str, int]:
    """Look at the links that were not looked at for longest, and tell owners of those that stay dead."""
    if not settings.CHECK_LINKS:
        return {"checked": 0}
    return {"checked": links.check(limit=settings.CHECK_LINKS_PER_RUN), "told": links.tell_owners()}
