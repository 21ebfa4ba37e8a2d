# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A crowd: real processes on the database of this run, all doing what they are told as fast as they can.

A script defines functions. One process reads it and loads the portal, then it makes the others by forking, which is
eight times cheaper than starting them; each opens the database itself, and closes it when a batch is done, because
every test begins with a fresh one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tests.databases import ROOT

FRAME = """
import json, os, sys, traceback
import django

django.setup()
from django.db import connections
from django.urls import reverse

reverse("events:list")  # loads every view once for all

{script}

def answer(name, *values):
    try:
        return globals()[name](*values)
    except Refused as error:
        return type(error).__name__

def member(tasks, answers):
    for line in tasks:
        try:
            said = [answer(*task) for task in json.loads(line)]
        except Exception:
            said = traceback.format_exc()
        connections.close_all()
        print(json.dumps(said), file=answers, flush=True)

pipes = []
for _ in range({size}):
    (read_tasks, write_tasks), (read_answers, write_answers) = os.pipe(), os.pipe()
    if not os.fork():
        os.close(write_tasks)
        for tasks, _answers in pipes:
            tasks.close()
        member(os.fdopen(read_tasks), os.fdopen(write_answers, "w"))
        os._exit(0)
    os.close(read_tasks)
    os.close(write_answers)
    pipes.append((os.fdopen(write_tasks, "w"), os.fdopen(read_answers)))

print("ready", flush=True)
for line in sys.stdin:
    for (tasks, _answers), share in zip(pipes, json.loads(line), strict=True):
        print(json.dumps(share), file=tasks, flush=True)
    print(json.dumps([json.loads(answers.readline()) for _tasks, answers in pipes]), flush=True)
"""


class Crowd:
    """``script`` names the errors that are answers as ``Refused``; everything else fails the test."""

    def __init__(self, script: str, *, size: int) -> None:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "allmende.config.settings", "PYTHONPATH": str(ROOT)}
        self._size = size
        self._process = subprocess.Popen(
            [sys.executable, "-c", FRAME.format(script=script, size=size)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._hear() == "ready\n"

    def do(self, tasks: list[tuple[Any, ...]]) -> list[Any]:
        """Each process does its share, all at once; what came of it, in the order of the tasks."""
        shares = [tasks[start :: self._size] for start in range(self._size)]
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(shares)}\n")
        self._process.stdin.flush()
        answers = json.loads(self._hear())
        for said in answers:
            assert isinstance(said, list), said
        return [answers[number % self._size][number // self._size] for number in range(len(tasks))]

    def _hear(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the process has ended ({self._process.wait(30)})"
        return line

    def go_home(self) -> None:
        """They end when nobody tells them anything any more."""
        self._process.communicate(timeout=30)
