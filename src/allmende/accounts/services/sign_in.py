# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes about the sign-in. Most are django-allauth's own; of those an audit row is left (``receivers``)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from allmende.accounts.models import User
from allmende.core import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

UNCONFIRMED_DAYS = 3
"""How long a sign-up waits for its code."""


def note_security_event(*, verb: str, user: User, after: Mapping[str, Any] | None = None) -> None:
    """Leave an audit row of what ``user`` has done to the own sign-in."""
    with transaction.atomic():
        audit.record(verb, user, by=user, after=after)


def end_session(*, session: UserSession, by: User) -> None:
    """Sign out the browser of ``session``, which is one's own."""
    if session.user_id != by.pk:
        raise PermissionDenied
    with transaction.atomic():
        session.end()
        audit.record("user.session_ended", session.user, by=by)


def end_sessions(*, of: User, except_key: str = "", by: User | None = None) -> int:
    """Sign out all browsers of ``of``, but not that of the session ``except_key``; returns how many there were."""
    if by is not None and by.pk != of.pk:
        raise PermissionDenied
    sessions = list(UserSession.objects.filter(user=of).exclude(session_key=except_key).order_by("pk"))
    with transaction.atomic():
        for session in sessions:
            session.end()
        if sessions:
            audit.record("user.sessions_ended", of, by=by or of, after={"count": len(sessions)})
    return len(sessions)


def remove_second_factors(*, of: User, by: User | None) -> int:
    """Take all second factors of ``of`` away, for somebody who has lost them; returns how many there were.

    All sessions end: whoever asked for it may not be who they said.
    """
    with transaction.atomic():
        count: int = Authenticator.objects.filter(user=of).delete()[0]
        audit.record("user.second_factors_removed", of, by=by, after={"count": count})
        for session in UserSession.objects.filter(user=of).order_by("pk"):
            session.end()
    return count


def delete_unconfirmed(*, before: dt.datetime | None = None) -> int:
    """Delete the accounts that somebody began and never confirmed; returns how many.

    Only an account that nobody has ever signed in to, and whose only addresses are unconfirmed, is one of these.
    """
    before = before or timezone.now() - dt.timedelta(days=UNCONFIRMED_DAYS)
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    begun = User.objects.filter(
        Exists(addresses), ~Exists(addresses.filter(verified=True)), last_login=None, date_joined__lt=before
    ).filter(is_superuser=False, is_staff=False, groups=None)
    with transaction.atomic():
        found = list(begun.order_by("pk"))
        for user in found:
            user.delete()
    return len(found)


def forget_ended_sessions() -> int:
    """Delete what is known of sessions that are over (browser, network address); returns how many."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    ended: int = UserSession.objects.filter(~Exists(alive)).delete()[0]
    return ended
