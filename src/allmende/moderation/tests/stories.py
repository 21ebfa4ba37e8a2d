# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Organisations, their people, the desk, and what they send in: as most tests of the review begin."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission
from django.utils import timezone

from allmende.accounts.models import Membership, MembershipState, Organisation, OrganisationKind, User
from allmende.accounts.services import create_account
from allmende.cooperation.models import Topic
from allmende.moderation import kinds
from allmende.moderation.models import Change, ChangeStep, State
from allmende.moderation.services import take_step
from allmende.moderation.tests.topics import TopicKind

if TYPE_CHECKING:
    from allmende.territory.models import Territory

PASSWORD = "ein langes Kennwort"


def register_topics() -> TopicKind:
    kind = TopicKind()
    kinds.register(kind)
    return kind


def make_person(email: str, *, name: str = "", **fields: Any) -> User:
    return create_account(email=email, password=PASSWORD, name=name, by=None, **fields)


def make_desk(email: str = "redaktion@example.org", *areas: Territory, name: str = "Rita Redaktion") -> User:
    """Somebody at the desk, for ``areas`` or for everything."""
    person = make_person(email, name=name)
    person.user_permissions.add(Permission.objects.get(content_type__app_label="moderation", codename="review_change"))
    person.desk_areas.set(areas)
    return User.objects.get(pk=person.pk)


def make_town(name: str = "Mendig", territory: Territory | None = None, *, trusted: bool = False) -> Organisation:
    return Organisation.objects.create(
        name=name,
        kind=OrganisationKind.MUNICIPALITY if territory else OrganisationKind.OTHER,
        territory=territory,
        is_trusted=trusted,
        confirmed_at=timezone.now(),
    )


def make_editor(
    organisation: Organisation, email: str = "editha@mendig.example", *, name: str = "Editha Ehrlich"
) -> User:
    person = make_person(email, name=name)
    Membership.objects.create(user=person, organisation=organisation, state=MembershipState.ACTIVE, is_editor=True)
    return person


def make_topic(name: str = "Bauhof", description: str = "Ein Bauhof für alle.") -> Topic:
    return Topic.objects.create(name=name, slug=name.lower().replace(" ", "-"), description=description)


def content(name: str = "Bauhof", description: str = "", order: str = "0") -> dict[str, Any]:
    return {"fields": {"name": name, "description": description, "order": order}, "rows": {}}


def make_change(
    organisation: Organisation,
    author: User,
    *,
    about: Topic | None = None,
    state: str = State.SUBMITTED,
    by: User | None = None,
    **typed: str,
) -> Change:
    """A change in ``state``, brought there by the steps themselves; ``by`` is the desk where one is needed."""
    kind = register_topics()
    base = kind.content_of(about) if about is not None else None
    values = {**(base["fields"] if base else {}), **typed}
    change = Change.objects.create(
        kind="topic",
        object_key=about.pk if about else None,
        title=values.get("name", ""),
        organisation=organisation,
        author=author,
        content=content(**values),
        base=base,
    )
    path = {
        State.DRAFT: (),
        State.SUBMITTED: ("submit",),
        State.RETURNED: ("submit", "return"),
        State.SCHEDULED: ("submit", "schedule"),
        State.ACCEPTED: ("submit", "accept"),
        State.DECLINED: ("submit", "decline"),
        State.DISCARDED: ("discard",),
    }[State(state)]
    for step in path:
        take_step(
            change=change,
            step=step,
            by=author if step in {"submit", "discard"} else by,
            comment="Warum?" if step in {"return", "decline"} else "",
            publish_at=timezone.now() + dt.timedelta(days=2) if step == "schedule" else None,
        )
    return change


def submitted_days_ago(change: Change, days: float) -> Change:
    """Let ``change`` have waited for ``days``, counted by the clock on the wall: a summer time may lie between."""
    now = timezone.localtime().replace(tzinfo=None)
    at = timezone.make_aware(now - dt.timedelta(days=days))
    Change.objects.filter(pk=change.pk).update(submitted_at=at)
    ChangeStep.objects.filter(change=change, step="submit").update(at=at)
    change.refresh_from_db()
    return change
