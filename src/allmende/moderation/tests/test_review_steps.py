# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Steps: what each does, who may take it, what becomes of two at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from allmende.accounts.models import InboxMessage
from allmende.cooperation.models import Topic
from allmende.core import content_version
from allmende.core.models import AuditEntry
from allmende.moderation.models import Change, State
from allmende.moderation.services import LIVE, MINE, Resolution, take_step
from allmende.moderation.services.publishing import merge
from allmende.moderation.tests.stories import make_change, make_desk, make_editor, make_topic, make_town
from allmende.moderation.workflow import ConflictError, MissingObjectError, NotReadyError, StepTakenError

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def editor(town):
    return make_editor(town)


@pytest.fixture
def desk():
    return make_desk()


def test_the_way_from_a_draft_to_the_public(town, editor, desk) -> None:
    change = make_change(town, editor, name="Gemeinsamer Bauhof", state=State.DRAFT)
    assert not Topic.objects.exists()
    take_step(change=change, step="submit", by=editor)
    assert (change.state, change.title) == (State.SUBMITTED, "Gemeinsamer Bauhof")
    assert change.submitted_at is not None
    before = content_version.current()
    take_step(change=change, step="accept", by=desk)
    assert change.state == State.ACCEPTED
    topic = Topic.objects.get()
    assert (topic.name, change.object_key) == ("Gemeinsamer Bauhof", topic.pk)
    assert content_version.current() > before
    assert [(step.step, step.by, step.for_desk) for step in change.steps.all()] == [
        ("submit", editor, False),
        ("accept", desk, True),
    ]
    rows = AuditEntry.objects.about(change).order_by("pk")
    assert [(row.verb, row.organisation_label) for row in rows] == [
        ("change.submitted", "Mendig"),
        ("change.accepted", "Mendig"),
    ]


def test_the_desk_hears_of_a_submission_and_the_organisation_of_the_answer(town, editor, desk) -> None:
    colleague = make_editor(town, "karl@mendig.example", name="Karl Kollege")
    change = make_change(town, editor, name="Bauhof")
    assert InboxMessage.objects.get(user=desk).title == "Eingereicht: „Bauhof“ (Mendig)"
    take_step(change=change, step="return", by=desk, comments={"name": "Bitte <b>genauer</b> & kürzer."})
    for person in (editor, colleague):
        message = InboxMessage.objects.get(user=person)
        assert message.title == "„Bauhof“: zurückgegeben"
        assert "Name: Bitte <b>genauer</b> & kürzer." in message.text
        assert "Rita" not in message.text
    assert change.comments.get().text == "Bitte <b>genauer</b> & kürzer."
    take_step(change=change, step="submit", by=editor)
    assert change.comments.get().done_at is not None
    assert mail.outbox == []  # sent by a job after commit


def test_an_author_who_left_hears_nothing(town, editor, desk) -> None:
    change = make_change(town, editor)
    editor.memberships.update(state="ended")
    take_step(change=change, step="decline", by=desk, comment="Gibt es schon.")
    assert not InboxMessage.objects.filter(user=editor).exists()


@pytest.mark.parametrize("step", ["return", "decline"])
def test_a_refusal_says_why(step: str, town, editor, desk) -> None:
    change = make_change(town, editor)
    with pytest.raises(ValidationError, match="warum"):
        take_step(change=change, step=step, by=desk, comment=" \x00 ", comments={"unknown": "egal"})
    change.refresh_from_db()
    assert change.state == State.SUBMITTED


def test_whoever_has_written_in_it_does_not_review_it(town, editor, desk) -> None:
    writer = make_desk("schreibt@example.org")
    town.memberships.create(user=writer, state="active", is_editor=True)
    change = make_change(town, editor, state=State.DRAFT)
    take_step(change=change, step="submit", by=writer)
    with pytest.raises(PermissionDenied):
        take_step(change=change, step="accept", by=writer)
    take_step(change=change, step="accept", by=desk)


def test_the_author_at_the_desk_does_not_review_it(town) -> None:
    author = make_desk()
    town.memberships.create(user=author, state="active", is_editor=True)
    change = make_change(town, author)
    with pytest.raises(PermissionDenied):
        take_step(change=change, step="accept", by=author)


def test_the_second_decision_learns_who_was_faster(town, editor, desk) -> None:
    other = make_desk("zweite@example.org", name="Zita Zweite")
    change = make_change(town, editor)
    stale = Change.objects.get(pk=change.pk)
    take_step(change=change, step="return", by=other, comment="Bitte ergänzen.")
    with pytest.raises(StepTakenError, match=r"Zita Zweite, .*: zurückgegeben"):
        take_step(change=stale, step="accept", by=desk)
    assert not Topic.objects.exists()


def test_a_decision_about_an_older_content_counts_for_nothing(town, editor, desk) -> None:
    change = make_change(town, editor)
    Change.objects.filter(pk=change.pk).update(version=2)
    with pytest.raises(StepTakenError, match="inzwischen geändert"):
        take_step(change=change, step="accept", by=desk, version=1)


def test_the_slower_one_of_the_organisation_does_not_learn_the_name_of_the_reviewer(town, editor, desk) -> None:
    change = make_change(town, editor)
    stale = Change.objects.get(pk=change.pk)
    take_step(change=change, step="accept", by=desk)
    with pytest.raises(StepTakenError, match="Die Redaktion, "):
        take_step(change=stale, step="take_back", by=editor)


def test_what_is_taken_back_is_out_of_sight_of_the_desk(town, editor, desk) -> None:
    change = make_change(town, editor)
    assert Change.objects.for_review_by(desk).get() == change
    take_step(change=change, step="take_back", by=editor)
    assert not Change.objects.for_review_by(desk).exists()


def test_what_has_problems_is_neither_submitted_nor_accepted(town, editor, desk) -> None:
    draft = make_change(town, editor, name="", state=State.DRAFT)
    with pytest.raises(NotReadyError, match="Name") as refusal:
        take_step(change=draft, step="submit", by=editor)
    assert [problem.part for problem in refusal.value.problems] == ["name"]
    change = make_change(town, editor, name="Das geht nie")
    with pytest.raises(NotReadyError, match="Dieser Name geht nie"):
        take_step(change=change, step="accept", by=desk)
    change.refresh_from_db()
    assert change.state == State.SUBMITTED
    assert not Topic.objects.exists()
    assert change.steps.count() == 1


def test_only_what_differs_is_applied(town, editor, desk) -> None:
    topic = make_topic("Bauhof", "alt")
    change = make_change(town, editor, about=topic, description="neu")
    Topic.objects.update(name="Baubetriebshof")
    take_step(change=change, step="accept", by=desk)
    topic.refresh_from_db()
    assert (topic.name, topic.description) == ("Baubetriebshof", "neu")


@pytest.mark.parametrize(("choice", "description"), [(MINE, "von uns"), (LIVE, "von anderen")])
def test_a_conflict_is_decided_and_never_overwritten(choice: str, description: str, town, editor, desk) -> None:
    topic = make_topic("Bauhof", "alt")
    change = make_change(town, editor, about=topic, description="von uns", order="1")
    Topic.objects.update(description="von anderen")
    with pytest.raises(ConflictError) as refusal:
        take_step(change=change, step="accept", by=desk)
    assert refusal.value.parts == ["description"]
    mark = merge(change=change).mark
    for incomplete in (Resolution({"name": MINE}, mark), Resolution({"description": "?"}, mark)):
        with pytest.raises(ConflictError):
            take_step(change=change, step="accept", by=desk, resolution=incomplete)
    take_step(change=change, step="accept", by=desk, resolution=Resolution({"description": choice}, mark))
    topic.refresh_from_db()
    assert (topic.description, topic.order) == (description, 1)


def test_a_choice_about_an_older_conflict_counts_for_nothing(town, editor, desk) -> None:
    topic = make_topic("Bauhof", "alt")
    change = make_change(town, editor, about=topic, description="von uns")
    Topic.objects.update(description="von anderen")
    mark = merge(change=change).mark
    Topic.objects.update(description="noch einmal anders")
    with pytest.raises(ConflictError):
        take_step(change=change, step="accept", by=desk, resolution=Resolution({"description": MINE}, mark))
    topic.refresh_from_db()
    assert topic.description == "noch einmal anders"


def test_what_is_gone_cannot_be_changed(town, editor, desk) -> None:
    topic = make_topic()
    change = make_change(town, editor, about=topic, description="neu")
    topic.delete()
    with pytest.raises(MissingObjectError, match="nicht mehr"):
        take_step(change=change, step="accept", by=desk)


@pytest.mark.parametrize("away", [dt.timedelta(minutes=-1), dt.timedelta(days=400), None])
def test_a_date_of_publication_lies_in_the_coming_year(away, town, editor, desk) -> None:
    change = make_change(town, editor)
    with pytest.raises(ValidationError, match="Zeitpunkt"):
        take_step(change=change, step="schedule", by=desk, publish_at=away and timezone.now() + away)


def test_only_the_desk_sets_a_date(town, editor) -> None:
    change = make_change(town, editor, state=State.DRAFT)
    take_step(change=change, step="submit", by=editor, publish_at=timezone.now() + dt.timedelta(days=1))
    assert change.publish_at is None


def test_a_conflict_is_settled_when_scheduling(town, editor, desk) -> None:
    topic = make_topic("Bauhof", "alt")
    change = make_change(town, editor, about=topic, description="von uns", order="1")
    Topic.objects.update(description="von anderen")
    chosen = Resolution({"description": LIVE}, merge(change=change).mark)
    soon = timezone.now() + dt.timedelta(days=1)
    take_step(change=change, step="schedule", by=desk, publish_at=soon, resolution=chosen)
    assert (change.state, change.publish_at) == (State.SCHEDULED, soon)
    take_step(change=change, step="accept", by=None)
    topic.refresh_from_db()
    assert (topic.description, topic.order) == ("von anderen", 1)


def test_somebody_of_another_organisation_may_do_nothing(town, editor) -> None:
    stranger = make_editor(make_town("Bell"), "fremd@bell.example")
    change = make_change(town, editor)
    for step in ("take_back", "discard", "submit", "accept", "return"):
        with pytest.raises(PermissionDenied):
            take_step(change=change, step=step, by=stranger, comment="x")


def test_acting_for_another_organisation_is_refused(town, editor) -> None:
    bell = make_town("Bell")
    bell.memberships.create(user=editor, state="active", is_editor=True)
    change = make_change(town, editor, state=State.DRAFT)
    with pytest.raises(PermissionDenied):
        take_step(change=change, step="submit", by=editor, organisation=bell)
