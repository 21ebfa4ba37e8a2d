# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the desk does around a decision: who reviews what, and accepting many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts.notifications import notify
from allmende.core import audit
from allmende.moderation.models import Change, State
from allmende.moderation.notifications import ChangeAssigned
from allmende.moderation.services.steps import ASSIGNED, party_of, take_step
from allmende.moderation.workflow import STEPS, StepRefusedError, StepTakenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allmende.accounts.models import User

WAITING: Final = (State.SUBMITTED, State.SCHEDULED)
"""States in which the desk still has something to decide."""


def assign(*, change: Change, to: User | None, by: User) -> Change:
    """Say who reviews ``change``; None gives it back to all.

    Raises PermissionDenied unless ``by`` may see it at the desk and ``to`` may decide on it; StepTakenError when it is
    decided or somebody else took it meanwhile.
    """
    if not party_of(change, by).is_desk:
        raise PermissionDenied
    if to is not None:
        party = party_of(change, to)
        if not party.is_desk or party.has_written or not to.is_active:
            raise PermissionDenied
    with transaction.atomic():
        free = Change.objects.filter(pk=change.pk, state__in=WAITING, assigned_to=change.assigned_to_id)
        if not free.update(assigned_to=to, updated_at=timezone.now()):
            raise StepTakenError(_("Jemand war schneller: Die Zuweisung oder der Stand hat sich inzwischen geändert."))
        before = {"assigned_to": change.assigned_to_id}
        fresh = Change.objects.select_related("organisation", "assigned_to").get(pk=change.pk)
        after = {"assigned_to": fresh.assigned_to_id}
        audit.record(ASSIGNED, fresh, by=by, organisation=fresh.organisation, before=before, after=after)
        if to is not None and to != by:
            notify(ChangeAssigned(fresh))
    change.refresh_from_db()
    return change


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change in a bulk acceptance; ``error`` says why it was not accepted."""

    change: Change
    error: str = ""


def accept_in_bulk(*, changes: Iterable[Change], by: User, versions: Mapping[int, int] | None = None) -> list[Outcome]:
    """Accept each of ``changes`` of a trusted organisation for itself; one that fails keeps no other from it.

    ``versions`` are those of the contents the person has seen, by the key of the change.
    """
    outcomes = []
    for change in changes:
        error = ""
        if not settings.BULK_ACCEPT or not change.organisation.is_trusted:
            error = _("Sammelannahme ist für diese Organisation nicht erlaubt.")
        elif change.state != State.SUBMITTED:
            error = _("Der Beitrag wartet nicht mehr auf die Prüfung.")
        else:
            try:
                take_step(change=change, step="accept", by=by, version=(versions or {}).get(change.pk))
            except PermissionDenied:
                error = _("Sie haben an diesem Beitrag mitgeschrieben; jemand anderes muss ihn prüfen.")
            except StepRefusedError as refusal:
                error = " ".join(refusal.messages)
        outcomes.append(Outcome(change, error))
    return outcomes


def publish_due(*, change: Change) -> str:
    """Publish a scheduled change, as the portal. What cannot appear goes back to the desk, with the reason (returned).

    Empty when it has been published, or when somebody has decided otherwise meanwhile.
    """
    try:
        take_step(change=change, step="accept", by=None)
    except StepTakenError:
        return ""
    except StepRefusedError as refusal:
        reason = " ".join(refusal.messages)
    else:
        return ""
    hold(change=change, reason=reason)
    return reason


def hold(*, change: Change, reason: str) -> None:
    """Put a scheduled change back into the review; somebody who decided meanwhile goes before."""
    change.refresh_from_db()
    if change.state not in STEPS["hold"].sources:
        return
    try:
        take_step(change=change, step="hold", by=None, comment=reason)
    except StepTakenError:
        return
