# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Health: alive without a database, ready only when everything needed is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError

from allmende.core import health, jobs

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def _a_map(tmp_path: Path, settings: Settings) -> None:
    settings.MAP_ROOT = tmp_path
    (tmp_path / "map.json").touch()


def test_alive_needs_no_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_all_is_there(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"] == dict.fromkeys(("database", "migrations", "jobs", "map", "search"), "ok")


@pytest.mark.django_db
def test_not_ready_without_map_or_with_stuck_jobs(
    client: Client, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAP_ROOT = tmp_path / "none"
    monkeypatch.setattr(jobs, "state", lambda: jobs.State(waiting=3, stuck=2, failed_today=0, workers=0))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {
        "database": "ok",
        "migrations": "ok",
        "jobs": "2 jobs wait for more than 0:15:00",
        "map": "no map files in map",
        "search": "ok",
    }


@pytest.mark.django_db
def test_not_ready_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> str:
        raise OperationalError("secret host is away")

    monkeypatch.setitem(health.CHECKS, "database", lost)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "OperationalError"


def test_every_answer_carries_the_number_of_its_request(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abcdef-123"}).headers["X-Request-ID"] == "abcdef-123"
    forged = client.get("/healthz", headers={"X-Request-ID": "<script>"}).headers["X-Request-ID"]
    assert len(forged) == 32
