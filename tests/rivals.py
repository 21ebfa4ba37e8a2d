# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Two real processes on the database of this run that do something at the same moment.

A script defines generator functions: up to the first ``yield`` they read what a person has before their eyes, then
they write and yield what became of it. Both have read before one of them writes. A process is started once for all
tests of a module; it opens the database anew each time, because every test begins with a fresh one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Self

from tests.databases import ROOT

if TYPE_CHECKING:
    from types import TracebackType

FRAME = """
import json, sys, traceback
import django

django.setup()
from django.db import connections

{script}

def answers(name, *values):
    doing = globals()[name](*values)
    try:
        yield {{"answer": next(doing)}}
        yield {{"answer": next(doing)}}
    except Exception:
        yield {{"error": traceback.format_exc()}}

for line in sys.stdin:
    told = answers(*json.loads(line))
    print(json.dumps(next(told)), flush=True)
    sys.stdin.readline()
    last = next(told, {{"error": "It has failed before it could write."}})
    connections.close_all()
    print(json.dumps(last), flush=True)
"""


class Rival:
    """One process. What goes wrong in it fails the test with the words of the process."""

    def __init__(self, script: str) -> None:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "allmende.config.settings", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", FRAME.format(script=script)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def say(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def hear(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the process has ended ({self.process.wait(30)})"
        heard = json.loads(line)
        assert "error" not in heard, heard["error"]
        return heard["answer"]


class Rivals:
    """Two of them, to be used in a ``with`` block."""

    def __init__(self, script: str) -> None:
        self._pair = (Rival(script), Rival(script))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for rival in self._pair:
            rival.process.kill()  # it waits for the next task and has the database closed
            rival.process.communicate(timeout=30)

    def race(self, first: tuple[Any, ...], second: tuple[Any, ...]) -> list[Any]:
        """Let both do what they are asked, each by the name of a function and its arguments, at the same moment."""
        for rival, asked in zip(self._pair, (first, second), strict=True):
            rival.say(json.dumps(asked))
        for rival in self._pair:
            rival.hear()
        for rival in self._pair:
            rival.say("go")
        return [rival.hear() for rival in self._pair]
