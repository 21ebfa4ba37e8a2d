# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Jobs and the content version with real processes, on the database of this run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from allmende.core import jobs
from allmende.core.content_version import Watcher, content_changed
from allmende.core.models import JobWorker, PeriodicJob
from tests.databases import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@task()
def count(*, name: str) -> None:
    """Leaves one row per run; a second run of the same name is refused by the database."""
    PeriodicJob.objects.create(pk=name, due_at=timezone.now())


@task()
def take_long() -> None:
    time.sleep(60)


@task()
def take_a_moment() -> None:
    time.sleep(2)


@jobs.retrying(attempts=2)
@task()
def take_long_again() -> None:
    time.sleep(60)


def start(*command: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "allmende.config.settings", "PYTHONPATH": path()}
    return subprocess.Popen([sys.executable, "-m", "allmende", *command], env=environment, stderr=subprocess.DEVNULL)


def path() -> str:
    return os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_two_workers_do_a_hundred_jobs_and_none_twice() -> None:
    for number in range(100):
        count.enqueue(name=f"job-{number}")
    workers = [start("worker", "--batch", "--interval", "0.01") for _ in range(2)]
    assert [worker.wait(90) for worker in workers] == [0, 0]
    results = DBTaskResult.objects.filter(task_path__endswith=".count")
    assert set(results.values_list("status", flat=True)) == {TaskResultStatus.SUCCESSFUL}
    assert PeriodicJob.objects.filter(pk__startswith="job-").count() == 100
    assert all(len(result.worker_ids) == 1 for result in results)


@pytest.mark.parametrize(
    ("job", "outcome"), [(take_long, TaskResultStatus.FAILED), (take_long_again, TaskResultStatus.READY)]
)
def test_a_killed_worker_leaves_no_job_behind(job, outcome: str) -> None:
    job.enqueue()
    mine = DBTaskResult.objects.filter(task_path=job.module_path)
    worker = start("worker", "--interval", "0.05")
    try:
        until(lambda: mine.filter(status=TaskResultStatus.RUNNING).exists())
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    assert jobs.take_back_lost() == 0
    JobWorker.objects.update(seen_at=timezone.now() - jobs.LOST_AFTER)
    assert jobs.take_back_lost() == 1
    assert mine.get().status == outcome


def test_a_worker_told_to_stop_says_goodbye() -> None:
    worker = start("worker", "--interval", "0.05")
    until(JobWorker.objects.exists)
    worker.terminate()
    assert worker.wait(20) == 0
    assert not JobWorker.objects.exists()


def test_a_worker_told_to_stop_twice_still_finishes_its_job() -> None:
    """A service manager tells all processes to stop, and the one that serves tells its worker again."""
    take_a_moment.enqueue()
    mine = DBTaskResult.objects.filter(task_path=take_a_moment.module_path)
    worker = start("worker", "--interval", "0.05")
    until(lambda: mine.filter(status=TaskResultStatus.RUNNING).exists())
    worker.terminate()
    time.sleep(0.2)
    worker.terminate()
    assert worker.wait(20) == 0
    assert mine.get().status == TaskResultStatus.SUCCESSFUL


def test_a_change_made_by_another_process_is_seen_at_once() -> None:
    watcher = Watcher()
    content_changed()
    before = watcher()
    script = (
        "import django; django.setup(); from allmende.core.content_version import content_changed; content_changed()"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "allmende.config.settings", "PYTHONPATH": path()}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
    assert watcher() == before + 1
    watcher.close()
