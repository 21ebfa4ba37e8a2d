# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One draft, two people, as two real processes on the database of this run: nothing that was typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from allmende.cooperation.tests.factories import make_cooperation
from allmende.core.models import AuditEntry
from allmende.moderation.models import Change
from allmende.moderation.tests.draft_stories import make_draft, two_towns
from allmende.moderation.tests.stories import make_editor
from tests.rivals import Rivals

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = 4
SCRIPT = """
from django.core.exceptions import ValidationError
from django.http import QueryDict
from allmende.accounts.models import Organisation, User
from allmende.cooperation.models import Cooperation
from allmende.moderation import kinds
from allmende.moderation.models import Change
from allmende.moderation.services import begin_change, save_step
from allmende.moderation.services.drafting import marks

kind = kinds.kind("cooperation")
step = kind.steps[0]


def save(person, key, part, text):
    by = User.objects.get(pk=person)
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


def begin(person, key):
    by = User.objects.get(pk=person)
    obj = Cooperation.objects.filter(pk=key).first()
    organisation = Organisation.objects.of(by).get()
    yield "ready"
    try:
        change = begin_change(kind=kind, obj=obj, organisation=organisation, by=by)
    except ValidationError as error:
        yield {"refused": " ".join(error.messages)}
    else:
        yield {"change": change.pk}

"""


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    with Rivals(SCRIPT) as rivals:
        yield rivals


@pytest.fixture
def towns():
    return two_towns()


@pytest.fixture
def pair(towns):
    """Keys of two colleagues who write in the same draft."""
    return towns[0].editor.pk, make_editor(towns[0].organisation, "konrad@mendig.example", name="Konrad").pk


def test_different_parts_are_both_kept(towns, pair, rivals) -> None:
    change = make_draft(towns[0])
    for number in range(ROUNDS):
        answers = rivals.race(
            ("save", pair[0], change.pk, "title", f"Titel {number}"),
            ("save", pair[1], change.pk, "summary", f"Kurz {number}"),
        )
        assert [answer["conflicts"] for answer in answers] == [[], []]
        change.refresh_from_db()
        fields = change.content["fields"]
        assert (fields["title"], fields["summary"]) == (f"Titel {number}", f"Kurz {number}")
    assert change.version == 1 + 2 * ROUNDS
    assert AuditEntry.objects.filter(verb="change.saved").count() == 2 * ROUNDS


def test_of_the_same_part_one_wins_and_the_other_still_has_what_was_typed(towns, pair, rivals) -> None:
    change = make_draft(towns[0])
    for number in range(ROUNDS):
        typed = [f"Von Editha {number}", f"Von Konrad {number}"]
        asked = (("save", person, change.pk, "title", text) for person, text in zip(pair, typed, strict=True))
        answers = rivals.race(*asked)
        assert sorted(len(answer["conflicts"]) for answer in answers) == [0, 1]
        winner = next(index for index, answer in enumerate(answers) if not answer["conflicts"])
        change.refresh_from_db()
        assert change.title == typed[winner]
        assert answers[1 - winner]["shown"]["fields"]["title"] == typed[1 - winner]
    assert change.version == 1 + ROUNDS


def test_of_two_organisations_one_begins_a_change(towns, rivals) -> None:
    first, second = towns
    for number in range(ROUNDS):
        places = (first.organisation.territory, second.organisation.territory)
        obj = make_cooperation(f"Gemeinsam {number}", *places)
        answers = rivals.race(("begin", first.editor.pk, obj.pk), ("begin", second.editor.pk, obj.pk))
        assert sorted("refused" in answer for answer in answers) == [False, True]
        refused = next(answer for answer in answers if "refused" in answer)
        assert "schon einen offenen Änderungsvorschlag" in refused["refused"]
    assert Change.objects.count() == ROUNDS


@pytest.mark.parametrize("is_new", [True, False])
def test_colleagues_and_two_clicks_begin_one_and_the_same(towns, rivals, is_new) -> None:
    town = towns[0]
    obj = make_cooperation("Gemeinsam", town.organisation.territory)
    other = town.editor if is_new else make_editor(town.organisation, "konrad@mendig.example", name="Konrad")
    key = None if is_new else obj.pk
    answers = rivals.race(("begin", town.editor.pk, key), ("begin", other.pk, key))
    assert answers[0] == answers[1]
    assert Change.objects.count() == 1
