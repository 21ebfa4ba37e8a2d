# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Two people with one hint, and one form sent twice, as two real processes on the database of this run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from allmende.accounts.models import InboxMessage
from allmende.core.models import AuditEntry
from allmende.moderation.models import Change, Hint, HintState
from allmende.moderation.tests.hint_stories import PAGE, make_hint, make_story
from tests.databases import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = 4
SCRIPT = """
import json, sys
import django

django.setup()
from allmende.accounts.models import Organisation, User
from allmende.moderation.models import Hint
from allmende.moderation.services import hints

by = User.objects.get(pk=int(sys.argv[1]))
for line in sys.stdin:
    task = json.loads(line)
    hint = Hint.objects.get(pk=task["hint"]) if "hint" in task else None
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        if hint is None:
            hints.give_hint(page=task["page"], text="Zweimal geklickt.", form_key=task["key"])
        else:
            hints.take_over(hint=hint, by=by, organisation=Organisation.objects.of(by).first())
    except hints.HintGoneError as error:
        print(json.dumps({"won": False, "text": " ".join(error.messages)}), flush=True)
    else:
        print(json.dumps({"won": True, "text": ""}), flush=True)
"""


class Runner:
    """One process that does what it is told once all are ready."""

    def __init__(self, person: Any) -> None:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "allmende.config.settings", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(person.pk)],
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


def race(task: dict[str, Any], runners: list[Runner]) -> list[dict[str, Any]]:
    for runner in runners:
        runner.say(json.dumps(task))
    assert [runner.hear() for runner in runners] == ["ready"] * len(runners)
    for runner in runners:
        runner.say("go")
    return [json.loads(runner.hear()) for runner in runners]


def test_of_two_one_takes_the_hint_and_a_form_sent_twice_is_one_hint() -> None:
    story = make_story()
    runners = [Runner(story.editor), Runner(story.desk)]
    try:
        for number in range(ROUNDS):
            hint = make_hint(text=f"Hinweis {number}")
            results = race({"hint": hint.pk}, runners)
            assert sorted(result["won"] for result in results) == [False, True]
            assert "Jemand anderes war schneller" in next(result["text"] for result in results if not result["won"])
            hint.refresh_from_db()
            winner = story.editor if results[0]["won"] else story.desk
            assert (hint.state, hint.handled_by) == (HintState.TAKEN, winner)
            assert AuditEntry.objects.about(hint).filter(verb="hint.taken").count() == 1
            assert (hint.change is not None) == results[0]["won"]
        assert Change.objects.count() <= 1
        for number in range(ROUNDS):
            told = InboxMessage.objects.count()
            race({"page": PAGE, "key": f"form-{number}"}, runners)
            assert Hint.objects.filter(text="Zweimal geklickt.").count() == number + 1
            assert InboxMessage.objects.count() == told + 2
    finally:
        for runner in runners:
            runner.end()
