# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who follows a programme, and what those who do are told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts.notifications import notify
from allmende.core import audit
from allmende.funding.models import Call, FollowedProgramme, ProgrammeProfile
from allmende.funding.notifications import CallCloses, CallOpens, VersionReleased

if TYPE_CHECKING:
    from allmende.accounts.models import User
    from allmende.funding.models import Directive

MOST_FOLLOWED: Final = 200
TELL_BEFORE: Final = dt.timedelta(days=14)
"""So long before its last day a call is told of once more."""
TELL_LATE: Final = dt.timedelta(days=7)
"""An opening older than this is no news; a server that stood still for a week tells nobody of it."""


def follow(*, profile: ProgrammeProfile, by: User) -> FollowedProgramme:
    """Be told of new calls and versions. Doing it again is harmless."""
    with transaction.atomic():
        if not ProgrammeProfile.objects.visible_to(by).filter(pk=profile.pk).exists():
            raise PermissionDenied
        found = FollowedProgramme.objects.filter(profile=profile, user=by).first()
        if found is not None:
            return found
        if FollowedProgramme.objects.filter(user=by).count() >= MOST_FOLLOWED:
            raise ValidationError(_("Mehr als %(most)s Programme kann man nicht beobachten.") % {"most": MOST_FOLLOWED})
        followed, is_new = FollowedProgramme.objects.get_or_create(profile=profile, user=by)
        if is_new:
            audit.record("followedprogramme.created", followed, by=by)
    return followed


def unfollow(*, profile: ProgrammeProfile, by: User) -> bool:
    """Not be told any more. Returns whether ``by`` had followed it."""
    with transaction.atomic():
        followed = FollowedProgramme.objects.select_for_update().filter(profile=profile, user=by).first()
        if followed is None:
            return False
        audit.record("followedprogramme.deleted", followed, by=by)
        followed.delete()
    return True


def tell_of_version(directive: Directive) -> None:
    """A version was released: tell those who follow. Call it inside the transaction of the release."""
    if directive.profile.is_published:
        notify(VersionReleased(directive))


def tell_of_calls(on: dt.date | None = None) -> int:
    """Tell of calls that have opened and of those that close within two weeks, each day once. Returns how many."""
    today = on or timezone.localdate()
    published = Call.objects.filter(profile__is_published=True)
    opened = published.filter(opens_on__lte=today, opens_on__gte=today - TELL_LATE).exclude(told_opening=F("opens_on"))
    opened = opened.filter(Q(closes_on=None) | Q(closes_on__gte=today))
    closing = published.filter(closes_on__gte=today, closes_on__lte=today + TELL_BEFORE)
    closing = closing.filter(Q(opens_on=None) | Q(opens_on__lte=today)).exclude(told_closing=F("closes_on"))
    told = 0
    for key in opened.order_by("pk").values_list("pk", flat=True):
        told += _tell_opening(key)
    for key in closing.order_by("pk").values_list("pk", flat=True):
        told += _tell_closing(key)
    return told


def _tell_opening(key: int) -> bool:
    with transaction.atomic():
        call = _claimed(key)
        if call is None or call.told_opening == call.opens_on:
            return False
        Call.objects.filter(pk=key).update(told_opening=call.opens_on)
        notify(CallOpens(call))
    return True


def _tell_closing(key: int) -> bool:
    with transaction.atomic():
        call = _claimed(key)
        if call is None or call.told_closing == call.closes_on:
            return False
        Call.objects.filter(pk=key).update(told_closing=call.closes_on)
        notify(CallCloses(call))
    return True


def _claimed(key: int) -> Call | None:
    """The row, locked: two workers at once tell it once."""
    rows = Call.objects.select_for_update(of=("self",)).select_related("profile__programme")
    return rows.filter(pk=key).first()
