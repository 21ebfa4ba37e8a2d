# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Two desks at once, as two real processes, on the database of this run: one wins, the other learns why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from allmende.accounts.models import InboxMessage
from allmende.cooperation.models import Topic
from allmende.core.models import AuditEntry
from allmende.moderation.models import State
from allmende.moderation.tests.stories import make_change, make_desk, make_editor, make_topic, make_town
from tests.rivals import Rivals

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = 4
SCRIPT = """
from allmende.accounts.models import User
from allmende.moderation.models import Change
from allmende.moderation.services import take_step
from allmende.moderation.tests.stories import register_topics
from allmende.moderation.workflow import StepTakenError

register_topics()

def step(name, person, key):
    by, change = User.objects.get(pk=person), Change.objects.get(pk=key)
    yield "ready"
    try:
        take_step(change=change, step=name, by=by, comment="Bitte genauer.")
    except StepTakenError as error:
        yield {"won": False, "text": " ".join(error.messages)}
    else:
        yield {"won": True, "text": ""}
"""


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    with Rivals(SCRIPT) as rivals:
        yield rivals


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def editor(town):
    return make_editor(town)


@pytest.fixture
def desks():
    return make_desk(name="Rita Redaktion"), make_desk("zweite@example.org", name="Zita Zweite")


def test_two_accept_the_same_change(town, editor, desks, rivals) -> None:
    for number in range(ROUNDS):
        change = make_change(town, editor, name=f"Bauhof {number}")
        outcomes = rivals.race(*(("step", "accept", desk.pk, change.pk) for desk in desks))
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


def test_accepting_against_returning(town, editor, desks, rivals) -> None:
    for number in range(ROUNDS):
        topic = make_topic(f"Feld {number}", "alt")
        change = make_change(town, editor, about=topic, description="neu")
        accepted, returned = rivals.race(
            ("step", "accept", desks[0].pk, change.pk), ("step", "return", desks[1].pk, change.pk)
        )
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


def test_accepting_against_taking_back(town, editor, desks, rivals) -> None:
    for number in range(ROUNDS):
        change = make_change(town, editor, name=f"Bauhof {number}")
        accepted, taken_back = rivals.race(
            ("step", "accept", desks[0].pk, change.pk), ("step", "take_back", editor.pk, change.pk)
        )
        assert accepted["won"] is not taken_back["won"]
        change.refresh_from_db()
        assert change.state == (State.ACCEPTED if accepted["won"] else State.DRAFT)
        assert Topic.objects.filter(name=f"Bauhof {number}").exists() is accepted["won"]
        if accepted["won"]:
            assert "Die Redaktion, " in taken_back["text"]
        else:
            assert "zurückgeholt" in accepted["text"]  # by whom, if the desk had it before its eyes
