# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Two people with one hint, and one form sent twice, as two real processes on the database of this run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from allmende.accounts.models import InboxMessage
from allmende.core.models import AuditEntry
from allmende.moderation.models import Change, Hint, HintState
from allmende.moderation.tests.hint_stories import PAGE, make_hint, make_story
from tests.rivals import Rivals

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = 4
SCRIPT = """
from allmende.accounts.models import Organisation, User
from allmende.moderation.models import Hint
from allmende.moderation.services import hints

def take_over(person, key):
    by, hint = User.objects.get(pk=person), Hint.objects.get(pk=key)
    yield "ready"
    try:
        hints.take_over(hint=hint, by=by, organisation=Organisation.objects.of(by).first())
    except hints.HintGoneError as error:
        yield {"won": False, "text": " ".join(error.messages)}
    else:
        yield {"won": True, "text": ""}


def give(page, key):
    yield "ready"
    yield hints.give_hint(page=page, text="Zweimal geklickt.", form_key=key).pk
"""


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    with Rivals(SCRIPT) as rivals:
        yield rivals


def test_of_two_one_takes_the_hint(rivals) -> None:
    story = make_story()
    for number in range(ROUNDS):
        hint = make_hint(text=f"Hinweis {number}")
        results = rivals.race(*(("take_over", person.pk, hint.pk) for person in (story.editor, story.desk)))
        assert sorted(result["won"] for result in results) == [False, True]
        assert "Jemand anderes war schneller" in next(result["text"] for result in results if not result["won"])
        hint.refresh_from_db()
        winner = story.editor if results[0]["won"] else story.desk
        assert (hint.state, hint.handled_by) == (HintState.TAKEN, winner)
        assert AuditEntry.objects.about(hint).filter(verb="hint.taken").count() == 1
        assert (hint.change is not None) == results[0]["won"]
    assert Change.objects.count() <= 1


def test_a_form_sent_twice_at_once_is_one_hint(rivals) -> None:
    make_story()
    for number in range(ROUNDS):
        told = InboxMessage.objects.count()
        first, second = rivals.race(*[("give", PAGE, f"form-{number}")] * 2)
        assert first == second
        assert Hint.objects.filter(text="Zweimal geklickt.").count() == number + 1
        assert InboxMessage.objects.count() == told + 2
