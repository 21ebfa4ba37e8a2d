# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is kept for how long: periods, the daily run of all rules, and what each rule forgets and leaves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from allmende.accounts.models import InboxMessage, Membership, MembershipState, RetentionPeriod, RetentionRun
from allmende.accounts.services.retention import kept, run_all, set_periods
from allmende.core import personal_data
from allmende.core.models import AuditEntry
from allmende.moderation.models import Attachment, CareRequest, Change, Hint, HintState, State
from tests.person_story import Story

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story() -> Story:
    return Story()


def rule(key: str) -> personal_data.RetentionRule:
    return next(entry for entry in personal_data.rules() if entry.key == key)


def ago(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def forgotten(key: str) -> int:
    """What a rule forgets with its default period."""
    return rule(key).forget(ago(rule(key).default_days))


def test_defaults_are_within_bounds() -> None:
    for entry in personal_data.rules():
        assert 0 <= entry.shortest_days <= entry.default_days <= 3650, entry.key


def test_nothing_that_is_new_is_forgotten(story: Story) -> None:
    log = AuditEntry.objects.count()
    done = run_all()
    assert set(done) == {entry.key for entry in personal_data.rules()}
    # The story's list of devices names a session that is over.
    assert {key: number for key, number in done.items() if number} == {"accounts.sessions": 1}
    assert AuditEntry.objects.count() == log
    assert RetentionRun.objects.filter(failed=False).count() == len(done)


def test_changes_that_came_to_nothing_go_with_their_files(story: Story) -> None:
    files = [Path(item.file.path) for item in Attachment.objects.all()]
    assert all(file.exists() for file in files)
    for state, values in ((State.DECLINED, {"decided_at": ago(366)}), (State.DISCARDED, {"updated_at": ago(366)})):
        Change.objects.filter(pk=story.change.pk).update(state=State.RETURNED, decided_at=None, updated_at=ago(1))
        assert forgotten("changes.unpublished") == 0, state
        Change.objects.filter(pk=story.change.pk).update(state=state, **values)
    assert forgotten("changes.unpublished") == 1
    assert not Change.objects.exists()
    assert not any(file.exists() for file in files)


def test_accepted_changes_lose_their_files_and_later_their_persons(story: Story) -> None:
    Change.objects.filter(pk=story.change.pk).update(state=State.ACCEPTED, decided_at=ago(400))
    assert forgotten("changes.attachments") == 2
    assert forgotten("changes.persons") == 0
    Change.objects.filter(pk=story.change.pk).update(decided_at=ago(731))
    assert forgotten("changes.persons") > 0
    story.change.refresh_from_db()
    assert (story.change.author, story.change.steps.get().by) == (None, None)
    assert story.change.content["fields"]["title"]


def test_hints_lose_who_sent_them_and_go_when_they_are_done(story: Story) -> None:
    Hint.objects.update(received_at=ago(366))
    number = Hint.objects.count()
    assert forgotten("hints.persons") == 2
    assert Hint.objects.filter(name="", email="", user=None).count() == number
    Hint.objects.update(state=HintState.DONE, handled_at=ago(366))
    assert forgotten("hints.done") == number


def test_messages_memberships_questions_and_sessions(story: Story) -> None:
    InboxMessage.objects.update(created_at=ago(731))
    InboxMessage.objects.filter(title="Andere").update(read_at=ago(366))
    assert (forgotten("inbox.read"), forgotten("inbox.unread")) == (1, 2)
    Membership.objects.filter(user=story.person).update(state=MembershipState.ENDED, ended_at=ago(366))
    assert forgotten("memberships.over") == 1
    CareRequest.objects.update(answered_at=ago(1100))
    assert forgotten("care.answered") == 1
    Session.objects.update(expire_date=ago(1))
    assert forgotten("accounts.sessions") >= 2
    assert not Session.objects.exists()


def test_the_log_keeps_that_something_happened(story: Story) -> None:
    number = AuditEntry.objects.count()
    assert rule("audit.persons").forget(timezone.now() + dt.timedelta(seconds=1)) == number
    assert AuditEntry.objects.count() == number
    assert not AuditEntry.objects.exclude(actor=None).exists()


def test_a_rule_that_fails_does_not_keep_the_others_from_their_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_before: dt.datetime) -> int:
        raise RuntimeError

    broken = personal_data.RetentionRule("broken", rule("inbox.read").label, 1, 1, fail)
    monkeypatch.setattr(personal_data, "_rules", {"broken": broken, "inbox.read": rule("inbox.read")})
    assert run_all() == {"inbox.read": 0}
    assert RetentionRun.objects.get(pk="broken").failed


def test_the_period_set_is_the_one_that_counts(story: Story) -> None:
    InboxMessage.objects.update(read_at=ago(100))
    assert run_all()["inbox.read"] == 0
    assert set_periods(days={"inbox.read": 90, "inbox.unread": 730}, by=story.operator) == ["inbox.read"]
    entry = AuditEntry.objects.get(verb="retention.changed")
    assert (entry.before, entry.after) == ({"days": 365}, {"days": 90})
    assert run_all()["inbox.read"] == 3
    RetentionPeriod.objects.filter(pk="inbox.read").update(days=1)
    assert next(item.days for item in kept() if item.rule.key == "inbox.read") == 30


@pytest.mark.parametrize("days", [0, 29, 3651, -1])
def test_bounds_are_kept_by_the_service_too(story: Story, days: int) -> None:
    with pytest.raises(ValidationError):
        set_periods(days={"inbox.read": days}, by=story.operator)
    assert not RetentionPeriod.objects.exists()


def test_only_operators_set_periods(story: Story, client: Client) -> None:
    with pytest.raises(PermissionDenied):
        set_periods(days={"inbox.read": 90}, by=story.person)
    client.force_login(story.person)
    assert client.get(reverse("accounts:retention")).status_code == 404
    assert client.post(reverse("accounts:retention"), {"inbox.read": "90"}).status_code == 404


def typed(**changes: str) -> dict[str, Any]:
    values = {item.rule.key: str(item.days) for item in kept() if item.is_set_here}
    return values | {key.replace("__", "."): value for key, value in changes.items()}


def test_the_page_of_periods(story: Story, client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = "offered"
    client.force_login(story.operator)
    address = reverse("accounts:retention")
    page = client.get(address).content.decode()
    assert all(str(entry.label) in page for entry in personal_data.rules())
    assert "Noch nicht gelaufen" in page
    for wrong in ("", "drei", "-5", "29", "99999", "<script>"):
        response = client.post(address, typed(inbox__read=wrong))
        assert response.status_code == 422, wrong
        assert "<script>" not in response.content.decode().replace("<script type", "").replace("<script src", "")
    assert client.post(address, typed()).status_code == 302
    assert not RetentionPeriod.objects.exists()
    answer = client.post(address, typed(inbox__read="90", barrier_reports="1", unknown="7"))
    assert answer.status_code == 302
    assert list(RetentionPeriod.objects.values_list("rule", "days")) == [("inbox.read", 90)]
    run_all()
    assert "Zuletzt" in client.get(address).content.decode()
    assert "nach 90 Tagen" in client.get(reverse("accounts:processings")).content.decode()
