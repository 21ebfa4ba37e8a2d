# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Publishing at a date: what is due appears, what cannot goes back to the desk, nothing is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from allmende.accounts.models import InboxMessage
from allmende.cooperation.models import Topic
from allmende.core.models import AuditEntry
from allmende.moderation.jobs import publish_scheduled
from allmende.moderation.models import Change, State
from allmende.moderation.services import publish_due, take_step
from allmende.moderation.tests import topics
from allmende.moderation.tests.stories import make_change, make_desk, make_editor, make_topic, make_town

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


def scheduled(town, editor, desk, **values) -> Change:
    """Accepted, and due since a minute."""
    change = make_change(town, editor, state=State.SCHEDULED, by=desk, **values)
    Change.objects.filter(pk=change.pk).update(publish_at=timezone.now() - dt.timedelta(minutes=1))
    change.refresh_from_db()
    return change


def test_what_is_due_appears_as_from_the_portal(town, editor, desk) -> None:
    change = scheduled(town, editor, desk, name="Pünktlich")
    later = make_change(town, editor, name="Später", state=State.SCHEDULED, by=desk)
    publish_scheduled.func()
    assert [topic.name for topic in Topic.objects.all()] == ["Pünktlich"]
    step = change.steps.latest("at", "pk")
    assert (step.step, step.by, step.for_desk) == ("accept", None, True)
    assert AuditEntry.objects.about(change).get(verb="change.accepted").actor_label == "System"
    assert InboxMessage.objects.filter(user=editor, title__contains="veröffentlicht").count() == 1
    later.refresh_from_db()
    assert later.state == State.SCHEDULED


def test_a_conflict_puts_it_back_into_the_review(town, editor, desk) -> None:
    topic = make_topic("Bauhof", "alt")
    change = scheduled(town, editor, desk, about=topic, description="von uns")
    Topic.objects.update(description="von anderen")
    publish_scheduled.func()
    change.refresh_from_db()
    topic.refresh_from_db()
    assert (change.state, change.publish_at, change.decided_at) == (State.SUBMITTED, None, None)
    assert topic.description == "von anderen"
    step = change.steps.latest("at", "pk")
    assert step.step == "hold"
    assert "inzwischen an denselben Stellen geändert" in step.comment
    message = InboxMessage.objects.get(user=desk, title__startswith="Konnte nicht erscheinen")
    assert "inzwischen an denselben Stellen geändert" in message.text
    assert not InboxMessage.objects.filter(user=editor, title__contains="Konnte nicht").exists()


def test_what_became_invalid_or_fails_oddly_keeps_no_other_from_appearing(town, editor, desk, monkeypatch) -> None:
    invalid = scheduled(town, editor, desk, name="Wird ungültig")
    Change.objects.filter(pk=invalid.pk).update(content={"fields": {"name": ""}, "rows": {}})
    odd = scheduled(town, editor, desk, name="Geht kaputt")
    good = scheduled(town, editor, desk, name="Gut")
    publish = topics.TopicKind.publish

    def break_sometimes(self, content, **values):
        if content["fields"]["name"] == "Geht kaputt":
            raise RuntimeError("broken")
        return publish(self, content, **values)

    monkeypatch.setattr(topics.TopicKind, "publish", break_sometimes)
    publish_scheduled.func()
    states = {change.pk: change.state for change in Change.objects.all()}
    assert states == {invalid.pk: State.SUBMITTED, odd.pk: State.SUBMITTED, good.pk: State.ACCEPTED}
    assert "unerwarteter Fehler" in odd.steps.latest("at", "pk").comment


def test_whoever_decides_meanwhile_goes_before(town, editor, desk) -> None:
    change = scheduled(town, editor, desk)
    stale = Change.objects.get(pk=change.pk)
    take_step(change=change, step="unschedule", by=desk)
    assert publish_due(change=stale) == ""
    assert not Topic.objects.exists()
    change.refresh_from_db()
    assert change.state == State.SUBMITTED
