# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What comes by itself: word of calls that open or close soon."""

from __future__ import annotations

from django_tasks import task

from allmende.core import jobs
from allmende.funding.services import following


@jobs.every(hours=6)
@task()
def tell_of_calls() -> int:
    """Write to those who follow a programme whose call has opened or closes soon. Returns how many calls."""
    return following.tell_of_calls()
