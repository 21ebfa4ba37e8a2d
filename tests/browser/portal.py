# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The demo portal, built once and served on a free port for the browser tests."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator

VAR_VARIABLE = "ALLMENDE_TEST_DEMO"
"""A data directory with a demo that is already built; unset: one is built for this run."""

URL_VARIABLE = "ALLMENDE_TEST_URL"
"""A portal that is already served, for those who work on one page; nothing is built or started then."""

CHROMIUM_VARIABLE = "ALLMENDE_TEST_CHROMIUM"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
READY_AFTER = 60
ALLMENDE = str(Path(sys.executable).with_name("allmende"))


@dataclass(slots=True)
class Portal:
    """A served demo: where it is, where its data are, and its pages as a plain client without JavaScript sees them."""

    base: str
    var: Path | None = None
    """Its data directory, with the mails it writes; None for a portal that somebody else serves."""
    cookies: str = ""
    """The session of somebody who is signed in; empty: a visitor's."""
    _pages: dict[str, str] = field(default_factory=dict)

    def html(self, path: str) -> str:
        """The page at ``path`` as the server sends it; error pages too."""
        if path not in self._pages:
            headers = {"Accept": "text/html", "Accept-Language": "de", "Cookie": self.cookies}
            request = Request(self.base + path, headers=headers)
            try:
                with urlopen(request, timeout=30) as answer:
                    self._pages[path] = answer.read().decode()
            except HTTPError as error:
                self._pages[path] = error.read().decode()
        return self._pages[path]

    def main_text(self, path: str) -> str:
        """What stands in the main part of the page as it is sent, in small letters, on one line."""
        (main,) = re.findall(r"<main\b.*?</main>", self.html(path), re.DOTALL)
        text = re.sub(r"<(script|style|template)\b.*?</\1>|<[^>]+>", "", main, flags=re.DOTALL)
        return " ".join(unescape(text).lower().split())

    def links(self, path: str, pattern: str) -> list[str]:
        """Addresses on the page at ``path`` that match ``pattern`` as a whole, in their order, each once."""
        found = re.findall(r'href="(/[^"#]*)"', self.html(path))
        return [link for link in dict.fromkeys(found) if re.fullmatch(pattern, link)]

    def first_link(self, path: str, pattern: str) -> str:
        links = self.links(path, pattern)
        if not links:
            raise LookupError(f"No link like {pattern} on {path}.")
        return links[0]


def find_chromium() -> str | None:
    """The browser of this machine: named by the environment or found on the path."""
    if named := os.environ.get(CHROMIUM_VARIABLE):
        return named
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def _environment(var: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ALLMENDE_")}
    return {
        **ours,
        "ALLMENDE_VAR": str(var),
        "ALLMENDE_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
    }


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def built_demo() -> Iterator[Path]:
    """A data directory with the built demo: the one of the environment, or a new one that goes afterwards."""
    if named := os.environ.get(VAR_VARIABLE):
        yield Path(named).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="allmende-browser-") as folder:
        build = [ALLMENDE, "demo", "--no-serve"]
        done = subprocess.run(build, env=_environment(Path(folder)), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"The demo could not be built:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        yield Path(folder)


@contextmanager
def served_copy(demo: Path) -> Iterator[Portal]:
    """Serve a copy of the built ``demo``: whatever a test writes, the built one stays as it is for the next."""
    # A worker that is just noticing that its server has ended may still write.
    with tempfile.TemporaryDirectory(prefix="allmende-browser-", ignore_cleanup_errors=True) as folder:
        var = Path(folder) / "var"
        shutil.copytree(demo, var, symlinks=True)
        with served(var) as portal:
            yield portal


@contextmanager
def served(var: Path) -> Iterator[Portal]:
    """Serve the demo in ``var`` until the block ends."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    command = [ALLMENDE, "serve", "--port", str(port)]
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen(
            command, env=_environment(var), stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait_until_ready(base, server)
            yield Portal(base, var)
        except TimeoutError as error:
            log.seek(0)
            raise RuntimeError(f"{error}\n{log.read()[-4000:]}") from error
        finally:
            os.killpg(server.pid, signal.SIGKILL)  # a copy that nobody needs any more, and browsers hold connections
            server.wait()


def _wait_until_ready(base: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_AFTER
    while time.monotonic() < until:
        if server.poll() is not None:
            raise TimeoutError("The portal ended instead of serving.")
        try:
            with urlopen(f"{base}/readyz", timeout=5) as answer:
                if answer.status == HTTPStatus.OK:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise TimeoutError(f"The portal was not ready after {READY_AFTER} s.")
