# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende serve`` and ``allmende demo`` as somebody at a terminal meets them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from io import StringIO
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError

from allmende.config import demo, server
from allmende.config.server import Address
from allmende.core.models import JobWorker

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def taken_port() -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_said_before_anything_is_done(settings, taken_port, command: str) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match=f"Port {taken_port} ist belegt"):
        call_command(command, port=taken_port)


@pytest.mark.parametrize("command", ["serve", "demo"])
@pytest.mark.parametrize(("setting", "host"), [("DEMO", "0.0.0.0"), ("DEMO", "::"), ("DEBUG", "0.0.0.0")])
def test_published_passwords_and_debug_pages_stay_on_this_machine(settings, command, setting, host) -> None:
    settings.DEMO = command == "demo"
    setattr(settings, setting, True)
    with pytest.raises(CommandError, match="nur auf diesem Rechner"):
        call_command(command, host=host, port=0)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_this_machine_is_known_by_all_its_names(host: str) -> None:
    assert Address(host, 8000).is_local


def test_without_permission_the_demo_does_nothing() -> None:
    with pytest.raises(CommandError, match="ALLMENDE_DEMO=1"):
        call_command("demo", no_serve=True)


@pytest.mark.django_db
def test_the_demo_loads_each_part_once_and_again_when_its_files_change(settings, monkeypatch, tmp_path) -> None:
    loaded: list[str] = []
    file = tmp_path / "data.csv"
    file.write_text("a")
    part = demo.Part("example", "Beispiel", lambda: loaded.append(file.read_text()), ("data.csv",))
    monkeypatch.setattr(demo, "PARTS", (part,))
    monkeypatch.setattr(demo, "_collect_static", lambda say: None)
    settings.DEMO, settings.PACKAGE_DIR, settings.VAR_DIR = True, tmp_path, tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "var/media"

    def run() -> str:
        said = StringIO()
        call_command("demo", no_serve=True, stdout=said)
        return said.getvalue()

    assert "Beispiel" in run()
    assert "Beispiel" not in run()
    assert loaded == ["a"]
    file.write_text("b")
    assert "Beispiel" in run()
    assert loaded == ["a", "b"]


@pytest.mark.slow
def test_the_first_migration_makes_the_data_directory_and_others_say_what_is_missing(tmp_path) -> None:
    var = tmp_path / "new" / "var"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "allmende.config.settings", "ALLMENDE_VAR": str(var)}
    environment["ALLMENDE_DATABASE"] = f"sqlite:///{var}/allmende.sqlite3"

    def allmende(*command: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "allmende", *command]
        return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)

    too_early = allmende("setup")
    assert too_early.returncode == 1
    assert "allmende migrate" in too_early.stderr
    assert "Traceback" not in too_early.stderr
    assert allmende("migrate", "contenttypes", "--verbosity=0").returncode == 0
    assert (var / "allmende.sqlite3").exists()


def test_the_server_starts_without_what_an_earlier_database_left(monkeypatch) -> None:
    started = []
    monkeypatch.setattr(server, "Server", lambda *_args, **_options: SimpleNamespace(serve=lambda: started.append(1)))
    monkeypatch.setattr(multiprocessing, "set_start_method", lambda *_args, **_options: None)
    cache.set("address", "/old/")
    server.serve(Address("127.0.0.1", 0), with_jobs=False)
    assert started
    assert cache.get("address") is None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ctrl_c_ends_server_and_worker_without_a_complaint() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "allmende.config.settings", "ALLMENDE_LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "allmende", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        wait_for(server, f"http://127.0.0.1:{port}/healthz")
        os.killpg(server.pid, signal.SIGINT)  # as a terminal does: to the whole foreground group
        _, said = server.communicate(timeout=90)  # a worker that does not end is killed after 20 s
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.communicate()
    assert "Traceback" not in said
    assert "Warning" not in said
    assert server.returncode == 0
    assert not JobWorker.objects.exists()


def wait_for(server: subprocess.Popen[str], address: str) -> None:
    """Until the server answers and its worker has reported."""
    deadline = time.monotonic() + 60
    while True:
        assert server.poll() is None, server.stderr and server.stderr.read()
        assert time.monotonic() < deadline, "waited in vain"
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
            continue
        if JobWorker.objects.exists():
            return
