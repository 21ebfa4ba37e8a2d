# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How many requests per second the anonymous pages bear, beside nginx with a static file of the same size.

    ALLMENDE_VAR=var/test-demo .venv/bin/python bench/pagecache.py [--seconds 5]

Both servers run one worker on this machine, one after the other, loaded by wrk with the same number of connections.
The ratio counts, not the figures: load generator and server share the cores.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = {"Startseite": "/", "Liste": "/kooperationen/"}
ENCODING = "gzip"
AIM = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2, help="threads of the portal")
    parser.add_argument("--workers", type=int, default=1, help="processes of the portal, and of nginx")
    options = parser.parse_args()
    missing = [tool for tool in ("wrk", "nginx") if not shutil.which(tool)]
    if missing:
        sys.exit(f"Not measured: {' and '.join(missing)} not found.")
    with portal(options.workers, options.threads) as base:
        pages = dict(PAGES)
        found = re.search(
            r'href="(/kooperationen/(?!verbuende|gefoerdert|zahlen|neu|feed|export)[a-z0-9-]+/)"',
            read(base + pages["Liste"])[1],
        )
        if found:
            pages["Steckbrief"] = found[1]
        bodies = {name: read(base + path, ENCODING)[0] for name, path in pages.items()}
        with nginx(bodies, options.workers) as static:
            print(f"{'page':12}{'bytes':>9}{'portal/s':>11}{'nginx/s':>11}{'ratio':>8}")
            ratios = [measure(name, base + path, static, len(bodies[name]), options) for name, path in pages.items()]
    sys.exit(0 if min(ratios) >= AIM else f"Below the aim of {AIM}.")


def measure(name: str, url: str, static: str, size: int, options: argparse.Namespace) -> float:
    """One page: both servers by turns, the better of two rounds each."""
    rounds = [(load(url, options), load(f"{static}/{name}", options)) for _ in range(2)]
    portal_rate, nginx_rate = max(one for one, _ in rounds), max(other for _, other in rounds)
    ratio = portal_rate / nginx_rate
    print(f"{name:12}{size:9}{portal_rate:11.0f}{nginx_rate:11.0f}{ratio:8.2f}", flush=True)
    return ratio


def load(url: str, options: argparse.Namespace) -> float:
    command = ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "-H", f"Accept-Encoding: {ENCODING}"]
    answer = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in answer:
        sys.exit(f"{url} does not answer with 200:\n{answer}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", answer)
    return float(rate[1]) if rate else 0.0


def read(url: str, encoding: str = "identity") -> tuple[bytes, str]:
    with urllib.request.urlopen(
        urllib.request.Request(url, headers={"Accept-Encoding": encoding}), timeout=30
    ) as answer:
        body = answer.read()
    return body, body.decode(errors="replace") if encoding == "identity" else ""


@contextmanager
def portal(workers: int, threads: int) -> Iterator[str]:
    port = free_port()
    command = [
        "-m",
        "allmende",
        "serve",
        "--no-worker",
        f"--port={port}",
        f"--workers={workers}",
        f"--threads={threads}",
    ]
    process = subprocess.Popen([sys.executable, *command], env={**os.environ, "ALLMENDE_DEMO": "1"})
    try:
        yield wait_for(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def nginx(bodies: dict[str, bytes], workers: int) -> Iterator[str]:
    port = free_port()
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        home.chmod(0o755)
        for name, body in bodies.items():
            (home / name).write_bytes(body)
        (home / "nginx.conf").write_text(
            f"worker_processes {workers}; daemon off; pid {home}/pid; error_log {home}/error.log; events {{}}\n"
            f"http {{ access_log off; sendfile on; keepalive_requests 1000000; default_type text/html;\n"
            f"client_body_temp_path {home}/a; proxy_temp_path {home}/b; fastcgi_temp_path {home}/c;\n"
            f"uwsgi_temp_path {home}/d; scgi_temp_path {home}/e; open_file_cache max=100;\n"
            f"server {{ listen 127.0.0.1:{port}; root {home}; }} }}\n"
        )
        process = subprocess.Popen(["nginx", "-c", home / "nginx.conf", "-p", home], stderr=subprocess.DEVNULL)
        try:
            yield wait_for(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(base: str) -> str:
    port = int(base.rpartition(":")[2])
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return base
        time.sleep(0.1)
    sys.exit(f"{base} did not start.")


if __name__ == "__main__":
    main()
