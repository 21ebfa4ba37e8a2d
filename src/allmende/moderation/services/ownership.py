# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes when an organisation ends: its contributions and the questions it was asked go to another one, or end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.moderation.models import EDITABLE, CareRequest, Change, ChangeStep, State

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation, User


def move_changes(*, source: Organisation, target: Organisation) -> int:
    """Make all contributions the target's, also those long decided. The caller's audit row tells how many."""
    return Change.objects.filter(organisation=source).update(organisation=target)


def discard_drafts(*, organisation: Organisation, by: User | None) -> int:
    """Discard what nobody will finish. What waits at the desk is decided there, not here."""
    count = 0
    with transaction.atomic():
        drafts = Change.objects.filter(organisation=organisation, state__in=EDITABLE).order_by("pk")
        for change in drafts:
            mine = Change.objects.filter(pk=change.pk, state=change.state)
            if not mine.update(state=State.DISCARDED, updated_at=timezone.now()):
                continue  # somebody has just submitted it
            ChangeStep.objects.create(
                change=change,
                step="discard",
                source=change.state,
                target=State.DISCARDED,
                by=by,
                for_desk=True,
                comment=_("Die Organisation ist stillgelegt."),
            )
            before, after = {"state": change.state}, {"state": State.DISCARDED}
            audit.record("change.discarded", change, by=by, organisation=organisation, before=before, after=after)
            count += 1
    return count


def move_care_requests(*, source: Organisation, target: Organisation | None) -> int:
    """Ask ``target`` instead; without one the desk answers what is open."""
    requests = CareRequest.objects.filter(organisation=source)
    return (requests if target is not None else requests.filter(answered_at=None)).update(organisation=target)
