# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Jobs: in the caller's transaction, tried again, repeated, and never lost without a word."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.management.commands.db_worker import Worker as BaseWorker
from django_tasks_db.models import DBTaskResult

from allmende.core import housekeeping, jobs
from allmende.core.models import JobWorker, PeriodicJob

pytestmark = pytest.mark.django_db(transaction=True)
done: list[str] = []


@task()
def remember(*, word: str) -> None:
    done.append(word)


@jobs.retrying(attempts=3)
@task()
def fail_twice(*, word: str) -> None:
    done.append(word)
    if len(done) < 3:
        raise ValueError(word)


@task()
def fail() -> None:
    raise ValueError("never works")


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


def work() -> None:
    """Everything that may be done now."""
    worker = jobs.Worker(interval=0, batch=True, key="w1")
    super(jobs.Worker, worker).run()


def test_a_job_is_done_once() -> None:
    remember.enqueue(word="a")
    work()
    work()
    assert done == ["a"]


def test_what_is_rolled_back_is_not_done() -> None:
    with pytest.raises(KeyError), transaction.atomic():
        remember.enqueue(word="a")
        raise KeyError
    work()
    assert done == []


def test_a_job_that_may_fail_is_tried_again_after_longer_and_longer_pauses() -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        fail_twice.enqueue(word="a")
        work()
        clock.shift(29)
        work()
        assert done == ["a"]
        clock.shift(2)
        work()
        clock.shift(60)
        work()
        assert done == ["a", "a"]
        clock.shift(61)
        work()
        assert done == ["a", "a", "a"]
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_pauses_grow_and_end_somewhere() -> None:
    pauses = [jobs.pause_after(attempt) for attempt in range(1, 30)]
    assert pauses[:3] == [dt.timedelta(seconds=30), dt.timedelta(minutes=2), dt.timedelta(minutes=8)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == jobs.LONGEST_PAUSE


def test_a_job_that_never_works_is_shown_as_failed() -> None:
    fail.enqueue()
    work()
    assert jobs.state() == jobs.State(waiting=0, stuck=0, failed_today=1, workers=0)


def test_a_job_that_waits_too_long_is_stuck() -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        remember.enqueue(word="now")
        remember.using(run_after=timezone.now() + dt.timedelta(hours=1)).enqueue(word="later")
        assert (jobs.state().waiting, jobs.state().stuck) == (1, 0)
        clock.shift(16 * 60)
        assert (jobs.state().waiting, jobs.state().stuck) == (1, 1)
        clock.shift(45 * 60)
        assert (jobs.state().waiting, jobs.state().stuck) == (2, 1)


def test_a_periodic_job_comes_once_per_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_intervals", {})
    jobs.every(hours=24)(remember)
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        assert [jobs.enqueue_due(), jobs.enqueue_due()] == [1, 0]
        clock.shift(23 * 3600)
        assert jobs.enqueue_due() == 0
        clock.shift(3601)
        assert [jobs.enqueue_due(), jobs.enqueue_due()] == [1, 0]
    assert PeriodicJob.objects.count() == 1


@pytest.mark.parametrize(("job", "status"), [(fail_twice, TaskResultStatus.READY), (remember, TaskResultStatus.FAILED)])
def test_the_job_of_a_dead_worker_is_done_again_or_called_failed(job, status: str) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        jobs.Worker(key="dead").beat()
        job.enqueue(word="a")
        DBTaskResult.objects.get().claim("dead")
        assert jobs.take_back_lost() == 0
        clock.shift(61)
        assert jobs.take_back_lost() == 1
        assert DBTaskResult.objects.get().status == status
        assert jobs.take_back_lost() == 0


def test_the_job_of_a_living_worker_is_left_alone() -> None:
    JobWorker.objects.create(pk="alive", seen_at=timezone.now())
    remember.enqueue(word="a")
    DBTaskResult.objects.get().claim("alive")
    assert jobs.take_back_lost() == 0
    assert jobs.state().workers == 1


def test_finished_jobs_are_deleted_with_the_letters_they_hold() -> None:
    """Each by its own retention rule, counted from its end."""
    remember.enqueue(word="a")
    fail.enqueue()
    work()
    remember.enqueue(word="b")
    ended = max(job.finished_at for job in DBTaskResult.objects.exclude(finished_at=None))
    before, after = ended - dt.timedelta(hours=1), ended + dt.timedelta(seconds=1)
    assert housekeeping.forget_done_jobs(before) == 0
    assert housekeeping.forget_done_jobs(after) == 1
    assert housekeeping.forget_failed_jobs(before) == 0
    assert housekeeping.forget_failed_jobs(after) == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_a_worker_waits_for_a_database_that_is_away_under_a_new_name(monkeypatch) -> None:
    """What it had begun under the old name is taken back like that of a dead worker."""
    monkeypatch.setattr(jobs, "WAIT_FOR_DATABASE", 0)
    worker = jobs.Worker(interval=0, key="w1")
    attempts: list[str] = []

    def look(_worker: object) -> None:
        attempts.append(worker.worker_id)
        if len(attempts) == 1:
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(BaseWorker, "run", look)
    worker.run()
    assert attempts[0] == "w1"
    assert len(set(attempts)) == 2
