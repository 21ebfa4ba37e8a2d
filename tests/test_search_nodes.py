# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Nodes as real processes: two with an index each on one database, and processes that are killed at any moment.

A nest is a process that has everything loaded and lays a child for each task, so that a child costs milliseconds.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from allmende.search import changes, checking, following, index, locking, rebuilding, upkeep
from allmende.search.builds import Node
from allmende.search.tests.noun import Notes, publish, register, unregister, withdraw
from tests.databases import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SCRIPT = """
import json, os, sys, traceback
from pathlib import Path
import django

django.setup()
from allmende.search import changes, checking, following, index, rebuilding, upkeep
from allmende.search.builds import Node
from allmende.search.tests import noun

noun.register()
following._work_off = lambda node: None

def say(told):
    print(json.dumps(told), flush=True)

def write(title, text):
    noun.publish(title, text=text)
    say("written")

def withdraw(title):
    noun.withdraw(title)
    say("written")

def follow_for_ever():
    for number in range(100_000):
        noun.publish(*(f"Note {number % 7}-{part}" for part in range(5)), text=f"Text {number}")
        following.catch_up()
        say(number)

def rebuild_for_ever():
    while True:
        rebuilding.rebuild(index.reader().node, say=lambda progress: say(progress.done))

def work_off():
    upkeep.make_ready()
    say("done")

for line in sys.stdin:
    name, directory, *values = json.loads(line)
    child = os.fork()
    if not child:
        try:
            index.use(Node(Path(directory)))
            globals()[name](*values)
        except Exception:
            say({"error": traceback.format_exc()})
        finally:
            os._exit(0)
    say({"child": child})
    os.waitpid(child, 0)
    say("ended")
"""


class Nest:
    def __init__(self) -> None:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "allmende.config.settings", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def hear(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the nest has ended"
        told = json.loads(line)
        assert not isinstance(told, dict) or "error" not in told, told["error"]
        return told

    def lay(self, name: str, directory: Path, *values: str) -> int:
        """Begin a task; the number of its process."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([name, str(directory), *values]) + "\n")
        self.process.stdin.flush()
        return int(self.hear()["child"])

    def finish(self) -> None:
        while self.hear() != "ended":
            pass

    def do(self, name: str, directory: Path, *values: str) -> None:
        self.lay(name, directory, *values)
        self.finish()


@pytest.fixture(scope="module")
def nest() -> Iterator[Nest]:
    made = Nest()
    yield made
    made.process.kill()
    made.process.communicate(timeout=30)


@pytest.fixture
def here(tmp_path, monkeypatch) -> Iterator[Node]:
    """The node of this process, with an index of its own."""
    register()
    monkeypatch.setattr(following, "_work_off", lambda _node: None)
    node = Node(tmp_path / "here")
    index.use(node)
    rebuilding.rebuild(node)
    yield node
    unregister()


def titles() -> set[str]:
    view = following.catch_up()
    ids = view.searcher.terms_with_prefix("id", f"{Notes.key}:", view.allowed(["public"]))
    return {told.partition(":")[2] for told, _ in ids}


def test_what_one_node_publishes_the_other_finds_at_its_next_request(nest, here, tmp_path) -> None:
    there = tmp_path / "there"
    nest.do("work_off", there)
    nest.do("write", there, "Bauhof", "Text")
    assert titles() == {"Bauhof"}
    nest.do("withdraw", there, "Bauhof")
    assert titles() == set()
    publish("Archiv")
    index.use(Node(there))
    assert titles() == {"Archiv"}


def test_processes_of_one_node_share_its_index(nest, here) -> None:
    publish("Bauhof")
    assert titles() == {"Bauhof"}
    child = nest.lay("follow_for_ever", here.directory)
    try:
        for _ in range(3):
            nest.hear()
        withdraw("Bauhof")
        began = time.monotonic()
        assert "Bauhof" not in titles()
        assert time.monotonic() - began < 20, "it never waits for long"
    finally:
        os.kill(child, signal.SIGKILL)
        nest.finish()
    assert checking.check().is_same


@pytest.mark.parametrize("name", ["follow_for_ever", "rebuild_for_ever"])
def test_a_killed_process_leaves_an_index_that_is_right_again_at_the_next_request(nest, here, name: str) -> None:
    publish("Bauhof", *(f"Archiv {number}" for number in range(20)))
    for _ in range(4):
        child = nest.lay(name, here.directory)
        nest.hear()
        time.sleep(random.uniform(0, 0.1))
        os.kill(child, signal.SIGKILL)
        nest.finish()
        withdraw("Bauhof")
        view = following.catch_up()
        assert view.is_complete
        assert view.number == changes.published().number
        assert "Bauhof" not in titles()
        assert checking.check().is_same
        publish("Bauhof")
    assert not locking.is_held(here.lock("rebuild"))
    rebuilding.rebuild(here)
    assert len(list(here.directory.glob("build-*"))) == 1, "what the killed ones left is gone"
    assert "Bauhof" in titles()


def test_background_work_is_done_by_a_process_of_its_own(nest, here, monkeypatch) -> None:
    monkeypatch.setattr(following, "AT_ONCE", 2)
    publish("Bauhof", "Archiv", "Kita", "Schule")
    assert titles() == set()
    nest.do("work_off", here.directory)
    assert titles() == {"Bauhof", "Archiv", "Kita", "Schule"}
    assert following.catch_up().is_complete
    assert not upkeep.status().owed
