# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One draft, two people, as two real processes on the database of this run: nothing that was typed is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from allmende.cooperation.tests.factories import make_cooperation
from allmende.core.models import AuditEntry
from allmende.moderation.models import Change
from allmende.moderation.tests.draft_stories import make_draft, two_towns
from allmende.moderation.tests.stories import make_editor
from tests.databases import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allmende.accounts.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = 4
SCRIPT = """
import json, sys
import django

django.setup()
from django.core.exceptions import ValidationError
from django.http import QueryDict
from allmende.accounts.models import Organisation, User
from allmende.cooperation.models import Cooperation
from allmende.moderation import kinds
from allmende.moderation.models import Change
from allmende.moderation.services import begin_change, save_step
from allmende.moderation.services.drafting import marks

by = User.objects.get(pk=int(sys.argv[1]))
kind = kinds.kind("cooperation")
step = kind.steps[0]


def save(key, part, text):
    change = Change.objects.get(pk=key)
    data = QueryDict(mutable=True)
    for name in step.parts:
        value = change.content["fields"][name]
        data.setlist(name, value if isinstance(value, list) else [value])
    data[part] = text
    seen = marks(change.content, step.parts)
    yield "ready"
    saved = save_step(
        change=change, kind=kind, step=step, data=data, version=change.version, seen=seen, by=by
    )
    yield {"changed": saved.changed, "kept": saved.kept, "conflicts": saved.conflicts, "shown": saved.shown}


def begin(key):
    obj = Cooperation.objects.filter(pk=key).first()
    organisation = Organisation.objects.of(by).get()
    yield "ready"
    try:
        change = begin_change(kind=kind, obj=obj, organisation=organisation, by=by)
    except ValidationError as error:
        yield {"refused": " ".join(error.messages)}
    else:
        yield {"change": change.pk}


for line in sys.stdin:
    name, *values = json.loads(line)
    doing = {"save": save, "begin": begin}[name](*values)
    print(json.dumps(next(doing)), flush=True)
    sys.stdin.readline()
    print(json.dumps(next(doing)), flush=True)
"""


class Writer:
    """One process in which somebody writes."""

    def __init__(self, person: User) -> None:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "allmende.config.settings", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(person.pk)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def say(self, *values: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps(values)}\n")
        self.process.stdin.flush()

    def hear(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line, "the process has ended"
        return json.loads(line)


def at_once(first: Writer, second: Writer, *asked: tuple[Any, ...]) -> list[Any]:
    """Both have opened the form before one of them sends it."""
    writers = (first, second)
    for writer, values in zip(writers, asked, strict=True):
        writer.say(*values)
    assert [writer.hear() for writer in writers] == ["ready", "ready"]
    for writer in writers:
        writer.say("go")
    return [writer.hear() for writer in writers]


@pytest.fixture
def towns():
    return two_towns()


@pytest.fixture
def start() -> Iterator[Any]:
    writers: list[Writer] = []

    def begin(person: User) -> Writer:
        writers.append(Writer(person))
        return writers[-1]

    yield begin
    for writer in writers:
        writer.process.communicate(timeout=30)


@pytest.fixture
def pair(towns, start):
    colleague = make_editor(towns[0].organisation, "konrad@mendig.example", name="Konrad")
    return start(towns[0].editor), start(colleague)


def test_different_parts_are_both_kept(towns, pair) -> None:
    change = make_draft(towns[0])
    for number in range(ROUNDS):
        answers = at_once(
            *pair, ("save", change.pk, "title", f"Titel {number}"), ("save", change.pk, "summary", f"Kurz {number}")
        )
        assert [answer["conflicts"] for answer in answers] == [[], []]
        change.refresh_from_db()
        fields = change.content["fields"]
        assert (fields["title"], fields["summary"]) == (f"Titel {number}", f"Kurz {number}")
    assert change.version == 1 + 2 * ROUNDS
    assert AuditEntry.objects.filter(verb="change.saved").count() == 2 * ROUNDS


def test_of_the_same_part_one_wins_and_the_other_still_has_what_was_typed(towns, pair) -> None:
    change = make_draft(towns[0])
    for number in range(ROUNDS):
        typed = [f"Von Editha {number}", f"Von Konrad {number}"]
        answers = at_once(*pair, *(("save", change.pk, "title", text) for text in typed))
        assert sorted(len(answer["conflicts"]) for answer in answers) == [0, 1]
        winner = next(index for index, answer in enumerate(answers) if not answer["conflicts"])
        change.refresh_from_db()
        assert change.title == typed[winner]
        assert answers[1 - winner]["shown"]["fields"]["title"] == typed[1 - winner]
    assert change.version == 1 + ROUNDS


def test_of_two_organisations_one_begins_a_change(towns, start) -> None:
    first, second = towns
    writers = start(first.editor), start(second.editor)
    for number in range(ROUNDS):
        places = (first.organisation.territory, second.organisation.territory)
        obj = make_cooperation(f"Gemeinsam {number}", *places)
        answers = at_once(*writers, ("begin", obj.pk), ("begin", obj.pk))
        assert sorted("refused" in answer for answer in answers) == [False, True]
        refused = next(answer for answer in answers if "refused" in answer)
        assert "schon einen offenen Änderungsvorschlag" in refused["refused"]
    assert Change.objects.count() == ROUNDS


@pytest.mark.parametrize("is_new", [True, False])
def test_colleagues_and_two_clicks_begin_one_and_the_same(towns, start, is_new) -> None:
    town = towns[0]
    obj = make_cooperation("Gemeinsam", town.organisation.territory)
    other = town.editor if is_new else make_editor(town.organisation, "konrad@mendig.example", name="Konrad")
    key = None if is_new else obj.pk
    answers = at_once(start(town.editor), start(other), ("begin", key), ("begin", key))
    assert answers[0] == answers[1]
    assert Change.objects.count() == 1
