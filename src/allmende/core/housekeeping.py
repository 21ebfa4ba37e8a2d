# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What core itself tidies up: retention rules that the daily run of all rules works off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from allmende.core import audit, personal_data
from allmende.core.personal_data import RetentionRule

if TYPE_CHECKING:
    import datetime as dt


def forget_done_jobs(before: dt.datetime) -> int:
    """Delete jobs that are done: they hold letters with names and addresses."""
    return _delete(TaskResultStatus.SUCCESSFUL, before)


def forget_failed_jobs(before: dt.datetime) -> int:
    """Delete jobs that failed; until then the operator can see what went wrong."""
    return _delete(TaskResultStatus.FAILED, before)


def _delete(status: TaskResultStatus, before: dt.datetime) -> int:
    return int(DBTaskResult.objects.filter(status=status, finished_at__lte=before).delete()[0])


RULES = (
    RetentionRule("jobs.done", _("Erledigte Aufträge und versandte Mails, ab Erledigung"), 1, 1, forget_done_jobs),
    RetentionRule("jobs.failed", _("Gescheiterte Aufträge und Mails, ab dem Fehler"), 14, 1, forget_failed_jobs),
    RetentionRule(
        "audit.persons",
        _("Namen im Protokoll, ab dem Vorgang (der Vorgang bleibt)"),
        730,
        90,
        audit.forget_persons_before,
    ),
)


def register() -> None:
    """Called when the app is ready."""
    for rule in RULES:
        personal_data.register_rule(rule)
