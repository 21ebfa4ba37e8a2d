# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The web server of the portal: granian with our WSGI application, and a worker for jobs beside it."""

from __future__ import annotations

import ipaddress
import multiprocessing
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int

    def __str__(self) -> str:
        return f"http://{self.host}:{self.port}/"

    @property
    def is_local(self) -> bool:
        """Only this machine can reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def is_free(self) -> bool:
        """Nobody listens there yet."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError:
                return False
        return True


def serve(address: Address, *, workers: int = 1, threads: int = 2, with_jobs: bool = True) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished."""
    cache.clear()  # it may be of a database that was replaced since
    # A fresh process per worker: nothing of this one (connections, threads) is carried over.
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        "allmende.config.served:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(keep_alive=True, pipeline_flush=True),
        websockets=False,
        workers=workers,
        blocking_threads=threads,
        backpressure=max(64, threads * 16),
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        log_level=LogLevels.warning,
    )
    with _job_worker(wanted=with_jobs):
        server.serve()


@contextmanager
def _job_worker(*, wanted: bool) -> Iterator[None]:
    """A worker that ends with this process."""
    if not wanted:
        yield
        return
    command = [sys.executable, "-m", "allmende", "worker", f"--with-process={os.getpid()}"]
    # In a session of its own: Ctrl-C reaches this process only, which then ends the worker in its turn.
    worker = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(20)
        except subprocess.TimeoutExpired:
            worker.kill()
