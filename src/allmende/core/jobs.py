# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Jobs: work done outside the request, enqueued in the transaction of the caller.

What django-tasks leaves open is added here: a job may be tried again, comes again after a while, and is not lost with
the process that did it. Jobs are plain django-tasks::

    @jobs.retrying(attempts=5)
    @task()
    def deliver(message: dict[str, str]) -> None: ...

    @jobs.every(hours=24)
    @task()
    def delete_old_reports() -> None: ...

A job declared as ``retrying`` must bear being run twice: a worker may die after the work and before saying so.
"""

from __future__ import annotations

import datetime as dt
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import structlog
from django.db import DatabaseError, close_old_connections, connections, transaction
from django.db.utils import InterfaceError, OperationalError, ProgrammingError
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as BaseWorker
from django_tasks_db.models import DBTaskResult

from allmende.core.models import JobWorker, PeriodicJob

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from django_tasks.base import Task

logger = structlog.get_logger(__name__)

FIRST_PAUSE: Final = dt.timedelta(seconds=30)
LONGEST_PAUSE: Final = dt.timedelta(hours=6)
LOST_AFTER: Final = dt.timedelta(seconds=60)
"""A worker that has not been heard of for so long is taken for dead."""
STUCK_AFTER: Final = dt.timedelta(minutes=15)
"""A job that should have been begun so long ago is stuck: no worker runs, or there are too few."""
HEARTBEAT_SECONDS: Final = 10.0
WAIT_FOR_DATABASE: Final = 2.0
"""Seconds between two attempts of a worker whose database is away."""

_attempts: dict[str, int] = {}
_intervals: dict[str, dt.timedelta] = {}


class WorkerLostError(Exception):
    """The process that did the job ended before the job did."""


def retrying(*, attempts: int) -> Callable[[Task[..., Any]], Task[..., Any]]:
    """Run the task up to ``attempts`` times, with longer and longer pauses, before it counts as failed."""

    def declare(task: Task[..., Any]) -> Task[..., Any]:
        _attempts[task.module_path] = attempts
        return task

    return declare


def every(**interval: float) -> Callable[[Task[..., Any]], Task[..., Any]]:
    """Enqueue the task again and again: ``every(hours=24)``."""

    def declare(task: Task[..., Any]) -> Task[..., Any]:
        _intervals[task.module_path] = dt.timedelta(**interval)
        return task

    return declare


def pause_after(attempt: int) -> dt.timedelta:
    """How long to wait after the failure number ``attempt``: 30 s, 2 min, 8 min … up to six hours."""
    factor: int = 4 ** min(attempt - 1, 10)
    return min(FIRST_PAUSE * factor, LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class State:
    """What an operator wants to know about the jobs."""

    waiting: int
    stuck: int
    failed_today: int
    workers: int


def state() -> State:
    """The jobs as they are now."""
    now = timezone.now()
    waiting = DBTaskResult.objects.ready()
    since = now - STUCK_AFTER
    return State(
        waiting=waiting.count(),
        stuck=waiting.filter(enqueued_at__lt=since).exclude(run_after__gt=since, run_after__lte=now).count(),
        failed_today=DBTaskResult.objects.failed().filter(finished_at__gt=now - dt.timedelta(days=1)).count(),
        workers=JobWorker.objects.filter(seen_at__gt=now - LOST_AFTER).count(),
    )


def enqueue_due() -> int:
    """Enqueue the periodic jobs whose time has come; each by one worker only. Returns how many."""
    enqueued = 0
    for path, interval in _intervals.items():
        now = timezone.now()
        with transaction.atomic():
            _, is_new = PeriodicJob.objects.get_or_create(pk=path, defaults={"due_at": now + interval})
            due = PeriodicJob.objects.filter(pk=path, due_at__lte=now).update(due_at=now + interval)
            if is_new or due:
                import_string(path).enqueue()
                enqueued += 1
    return enqueued


def take_back_lost() -> int:
    """Give the jobs of dead workers to others, or say that they failed if they may not be run twice."""
    alive = set(JobWorker.objects.filter(seen_at__gt=timezone.now() - LOST_AFTER).values_list("pk", flat=True))
    lost = [job for job in DBTaskResult.objects.running() if job.worker_ids[-1] not in alive]
    for job in lost:
        if retry(job):
            continue
        error = f"{WorkerLostError.__module__}.{WorkerLostError.__qualname__}"
        changed = _still_running(job).update(
            status=TaskResultStatus.FAILED, finished_at=timezone.now(), exception_class_path=error
        )
        if changed:
            logger.error("job.lost", job=str(job.pk), task=job.task_path)
    JobWorker.objects.filter(seen_at__lt=timezone.now() - dt.timedelta(days=1)).delete()
    return len(lost)


def retry(job: DBTaskResult[..., Any]) -> bool:
    """Put ``job`` back into the queue after a pause, if it has attempts left."""
    attempt = len(job.worker_ids)
    if attempt >= _attempts.get(job.task_path, 1):
        return False
    pause = pause_after(attempt)
    changed = _still_running(job).update(
        status=TaskResultStatus.READY, run_after=timezone.now() + pause, started_at=None, finished_at=None
    )
    if changed:
        logger.warning("job.retried", job=str(job.pk), task=job.task_path, attempt=attempt, pause=pause.total_seconds())
    return True


def _still_running(job: DBTaskResult[..., Any]) -> Any:
    """Only this very attempt: another worker may have decided meanwhile."""
    return DBTaskResult.objects.filter(pk=job.pk, status=job.status, started_at=job.started_at)


class Worker(BaseWorker):
    """Works off jobs until it is told to stop, and keeps the schedule meanwhile."""

    def __init__(self, *, interval: float = 1.0, batch: bool = False, key: str | None = None) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=key or get_random_string(32),
        )
        self._stop = threading.Event()

    def run(self) -> None:
        keeper = threading.Thread(target=self._keep, name="job-keeper", daemon=True)
        try:
            self._patiently(self.beat)
            keeper.start()
            self._patiently(super().run)
        finally:
            self._stop.set()
            if keeper.ident is not None:
                keeper.join()
            with suppress(DatabaseError):
                JobWorker.objects.filter(pk=self.worker_id).delete()

    def _patiently(self, step: Callable[[], object]) -> None:
        """Do ``step``; while the database is away, wait for it instead of ending."""
        while self.running:
            try:
                step()
            except (InterfaceError, OperationalError, ProgrammingError) as error:
                if self.batch:
                    raise
                logger.warning("worker.database_away", error=type(error).__name__)
                self.running_task = False
                # Whatever was under way under the old name counts as lost and is taken back by the keeper.
                self.worker_id = get_random_string(32)
                connections.close_all()
                time.sleep(self.interval + WAIT_FOR_DATABASE)
            else:
                return

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Finish the job under way, then stop, after one more ``interval`` at most. Only a second Ctrl-C breaks it off.

        Nothing is raised here: a job that was just claimed, or the farewell, would be cut off in the middle.
        A service manager tells every process of the portal to stop, and ``allmende serve`` tells its worker again.
        """
        if self.running:
            logger.info("worker.stopping", signal=signal.Signals(signum).name)
            self.running = False
        elif signum == signal.SIGINT:
            self.reset_signals()
            sys.exit(1)

    def run_task(self, db_task_result: DBTaskResult[..., Any]) -> None:
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED and not retry(db_task_result):
            logger.error(
                "job.failed",
                job=str(db_task_result.pk),
                task=db_task_result.task_path,
                error=db_task_result.exception_class_path,
            )

    def beat(self) -> None:
        """Say that this worker is alive."""
        JobWorker.objects.update_or_create(pk=self.worker_id, defaults={"seen_at": timezone.now()})

    def _keep(self) -> None:
        """In a thread of its own, so that a long job does not look like a dead worker."""
        while True:
            try:
                close_old_connections()
                self.beat()
                take_back_lost()
                enqueue_due()
            except Exception:
                # The database may be away for a while; the next beat tries again.
                logger.exception("job.keeper_failed")
            if self._stop.wait(HEARTBEAT_SECONDS):
                connections.close_all()
                return
