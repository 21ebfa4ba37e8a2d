# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every step × every state × everybody: what the table of steps allows, spelled out once more."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from allmende.cooperation.tests.factories import make_rhineland
from allmende.moderation import rules
from allmende.moderation.models import Change, ChangeStep, State
from allmende.moderation.services import take_step
from allmende.moderation.services.steps import NOT_WRITING, VERBS, party_of
from allmende.moderation.tests.stories import make_change, make_desk, make_editor, make_person, make_town
from allmende.moderation.workflow import STEPS, StepTakenError, Who

PARTIES = {
    "member": rules.Party(is_member=True),
    "desk": rules.Party(is_desk=True),
    "desk, has written": rules.Party(is_desk=True, has_written=True),
    "desk and member": rules.Party(is_desk=True, is_member=True, has_written=True),
    "stranger": rules.Party(),
    "portal": rules.Party(is_portal=True),
}
ALLOWED = {
    ("submit", "draft"): {"member", "desk and member"},
    ("submit", "returned"): {"member", "desk and member"},
    ("take_back", "submitted"): {"member", "desk and member"},
    ("discard", "draft"): {"member", "desk and member"},
    ("discard", "returned"): {"member", "desk and member"},
    ("return", "submitted"): {"desk"},
    ("return", "scheduled"): {"desk"},
    ("accept", "submitted"): {"desk", "portal"},
    ("accept", "scheduled"): {"desk", "portal"},
    ("schedule", "submitted"): {"desk"},
    ("decline", "submitted"): {"desk"},
    ("decline", "scheduled"): {"desk"},
    ("unschedule", "scheduled"): {"desk"},
    ("hold", "scheduled"): {"portal"},
}


@pytest.mark.parametrize(("step", "state"), list(product(STEPS, State.values)))
def test_who_may_take_a_step(step: str, state: str) -> None:
    wanted = STEPS[step]
    may = {name for name, party in PARTIES.items() if rules.may_take(wanted.who, wanted.sources, state, party)}
    assert may == ALLOWED.get((step, state), set())


def test_every_step_has_a_verb_and_the_desk_writes_nothing() -> None:
    assert set(VERBS) == set(STEPS)
    by_organisation = {VERBS[name] for name, step in STEPS.items() if Who.ORGANISATION in step.who}
    assert by_organisation.isdisjoint(NOT_WRITING)
    assert {VERBS[name] for name in STEPS} - by_organisation <= set(NOT_WRITING)


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize(("step", "state"), list(product(STEPS, State.values)))
def test_the_service_keeps_to_the_table(step: str, state: str) -> None:
    """Everybody tries; whoever may not leaves no trace."""
    places = make_rhineland()
    town, bell = make_town("Stadt Mendig", places["071375004069"]), make_town("Bell", places["071375004008"])
    author, helper = make_editor(town), make_desk("hilft@example.org")
    change = make_change(town, author, state=state, by=helper)
    people = {
        "member": make_editor(town, "kollegin@example.org"),
        "author at the desk": _also_desk(author),
        "desk": make_desk(),
        "desk of the Land": make_desk("rlp@example.org", places["07"]),
        "desk of another Land": make_desk("he@example.org", places["06"]),
        "member of another": make_editor(bell, "bell@example.org"),
        "former member": _former(town),
        "stranger": make_person("fremd@example.org"),
        "operator": make_person("betrieb@example.org", is_operator=True),
        "portal": None,
    }
    names = {"member": "member", "desk": "desk", "desk of the Land": "desk", "operator": "desk", "portal": "portal"}
    names["author at the desk"] = "desk and member"
    allowed = ALLOWED.get((step, state), set())
    steps_before = ChangeStep.objects.count()
    for who, person in people.items():
        if names.get(who) in allowed:
            continue
        with pytest.raises((PermissionDenied, StepTakenError)):
            _take(change, step, person)
        fresh = Change.objects.get(pk=change.pk)
        assert (fresh.state, ChangeStep.objects.count()) == (state, steps_before), who
    able = [person for who, person in people.items() if names.get(who) in allowed]
    if able:
        _take(change, step, able[-1])
        assert change.state == STEPS[step].target


def _take(change: Change, step: str, person) -> None:
    take_step(
        change=Change.objects.get(pk=change.pk) if person is None else change,
        step=step,
        by=person,
        comment="Warum?",
        publish_at=timezone.now() + dt.timedelta(days=1) if step == "schedule" else None,
    )
    change.refresh_from_db()


def _also_desk(author):
    author.user_permissions.set(make_desk("vorlage@example.org").user_permissions.all())
    return type(author).objects.get(pk=author.pk)


def _former(town):
    person = make_editor(town, "ehemals@example.org")
    person.memberships.update(state="ended", ended_at=timezone.now())
    return person


@pytest.mark.django_db
def test_an_inactive_organisation_submits_nothing() -> None:
    town = make_town()
    editor = make_editor(town)
    change = make_change(town, editor, state=State.DRAFT)
    town.deactivated_at = timezone.now()
    town.save()
    assert not party_of(change, editor).is_member
    with pytest.raises(PermissionDenied):
        take_step(change=change, step="submit", by=editor)
