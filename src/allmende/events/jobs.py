# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What comes by itself: reminders before a session, word to those who saved the date, the end of offers."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from allmende.core import jobs
from allmende.events.letters import REMIND_BEFORE, Occasion, tell, tell_now_open
from allmende.events.models import Event, EventState, Place, SessionState
from allmende.events.services import offers

REGISTERED_LONG_AGO: Final = dt.timedelta(days=1)
"""Whoever registered later than this before the reminder needs none."""
AT_ONCE: Final = 50


@jobs.every(hours=1)
@task()
def remind() -> int:
    """Write to those whose session begins within three days, each once. Returns how many places were told of."""
    now = timezone.now()
    due = Place.objects.seated().filter(
        session__state=SessionState.PLANNED,
        session__event__state__in=[EventState.OPEN, EventState.CLOSED],
        session__starts_at__gt=now,
        session__starts_at__lte=now + REMIND_BEFORE,
        reminded_at=None,
        attended_at=None,
        created_at__lte=now - REGISTERED_LONG_AGO,
    )
    told = 0
    while keys := list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            mine = Place.objects.filter(pk__in=keys, reminded_at=None)
            claimed = list(mine.select_for_update().order_by("pk"))
            mine.update(reminded_at=now)
            tell(Occasion.REMINDER, claimed)
        told += len(claimed)
    return told


@jobs.every(minutes=10)
@task()
def tell_opened() -> int:
    """Write to those who saved the date of an event whose booking window has begun. Returns how many letters."""
    told = 0
    waiting = Event.objects.filter(
        state=EventState.OPEN, saved_dates__told_at=None, saved_dates__confirmed_at__isnull=False
    )
    for event in waiting.distinct().order_by("pk"):
        with transaction.atomic():
            told += tell_now_open(event)
    return told


@jobs.every(minutes=10)
@task()
def expire_offers() -> int:
    """Take back the seats that were offered and not accepted in time. Returns how many."""
    return offers.expire_offers()
