# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the content app does from time to time without being asked."""

from __future__ import annotations

from django.core.management import call_command
from django_tasks import task

from allmende.core import jobs


@jobs.every(minutes=5)
@task()
def publish_scheduled_pages() -> None:
    """Publish and take back the pages for which editors have set a time."""
    call_command("publish_scheduled")
