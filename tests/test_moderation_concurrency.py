# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Two desks at once, as two real processes, on the database of this run: one wins, the other learns why not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from allmende.accounts.models import InboxMessage
from allmende.cooperation.models import Topic
from allmende.core.models import AuditEntry
from allmende.moderation.models import Change, State
from allmende.moderation.tests.stories import make_change, make_desk, make_editor, make_topic, make_town
from tests.databases import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = 4
SCRIPT = """
import json, sys
import django

django.setup()
from allmende.accounts.models import User
from allmende.moderation.models import Change
from allmende.moderation.services import take_step
from allmende.moderation.tests.stories import register_topics
from allmende.moderation.workflow import StepTakenError

register_topics()
by = User.objects.get(pk=int(sys.argv[1]))
for line in sys.stdin:
    change = Change.objects.get(pk=int(line))
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        take_step(change=change, step=sys.argv[2], by=by, comment="Bitte genauer.")
    except StepTakenError as error:
        print(json.dumps({"won": False, "text": " ".join(error.messages)}), flush=True)
    else:
        print(json.dumps({"won": True, "text": ""}), flush=True)
"""


class Runner:
    """One process that takes a step with whatever change it is given."""

    def __init__(self, person: Any, step: str) -> None:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "allmende.config.settings", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(person.pk), step],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def say(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line, "the process has ended"
        return line

    def end(self) -> None:
        self.process.communicate(timeout=30)


def race(change: Change, *runners: Runner) -> list[dict[str, Any]]:
    """Both have read the change before one of them begins to write."""
    for runner in runners:
        runner.say(str(change.pk))
    assert [runner.hear() for runner in runners] == ["ready"] * len(runners)
    for runner in runners:
        runner.say("go")
    return [json.loads(runner.hear()) for runner in runners]


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def editor(town):
    return make_editor(town)


@pytest.fixture
def desks():
    return make_desk(name="Rita Redaktion"), make_desk("zweite@example.org", name="Zita Zweite")


@pytest.fixture
def start() -> Iterator[Any]:
    runners: list[Runner] = []

    def begin(person: Any, step: str) -> Runner:
        runners.append(Runner(person, step))
        return runners[-1]

    yield begin
    for runner in runners:
        runner.end()


def test_two_accept_the_same_change(town, editor, desks, start) -> None:
    runners = [start(desk, "accept") for desk in desks]
    for number in range(ROUNDS):
        change = make_change(town, editor, name=f"Bauhof {number}")
        outcomes = race(change, *runners)
        assert sorted(outcome["won"] for outcome in outcomes) == [False, True]
        winner = desks[0] if outcomes[0]["won"] else desks[1]
        loser = next(outcome for outcome in outcomes if not outcome["won"])
        assert f"{winner.name}, " in loser["text"]
        assert "angenommen und veröffentlicht" in loser["text"]
        change.refresh_from_db()
        assert change.state == State.ACCEPTED
        assert Topic.objects.filter(name=f"Bauhof {number}").count() == 1
        assert change.steps.filter(step="accept").count() == 1
        assert AuditEntry.objects.about(change).filter(verb="change.accepted").count() == 1
        assert InboxMessage.objects.filter(user=editor, title__startswith=f"„Bauhof {number}“").count() == 1


def test_accepting_against_returning(town, editor, desks, start) -> None:
    runners = start(desks[0], "accept"), start(desks[1], "return")
    for number in range(ROUNDS):
        topic = make_topic(f"Feld {number}", "alt")
        change = make_change(town, editor, about=topic, description="neu")
        accepted, returned = race(change, *runners)
        assert accepted["won"] is not returned["won"]
        change.refresh_from_db()
        topic.refresh_from_db()
        if accepted["won"]:
            assert (change.state, topic.description) == (State.ACCEPTED, "neu")
            assert "Rita Redaktion" in returned["text"]
        else:
            assert (change.state, topic.description) == (State.RETURNED, "alt")
            assert "Zita Zweite" in accepted["text"]
        assert change.steps.count() == 2


def test_accepting_against_taking_back(town, editor, desks, start) -> None:
    runners = start(desks[0], "accept"), start(editor, "take_back")
    for number in range(ROUNDS):
        change = make_change(town, editor, name=f"Bauhof {number}")
        accepted, taken_back = race(change, *runners)
        assert accepted["won"] is not taken_back["won"]
        change.refresh_from_db()
        assert change.state == (State.ACCEPTED if accepted["won"] else State.DRAFT)
        assert Topic.objects.filter(name=f"Bauhof {number}").exists() is accepted["won"]
        if accepted["won"]:
            assert "Die Redaktion, " in taken_back["text"]
