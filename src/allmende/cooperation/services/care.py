# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes about who keeps a cooperation or alliance, and the mark that nobody has confirmed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from allmende.cooperation import rules
from allmende.cooperation.models import Alliance, Cooperation
from allmende.core import audit, searchables
from allmende.moderation.models import CareAnswer
from allmende.moderation.services.care import settle

if TYPE_CHECKING:
    import datetime as dt

    from allmende.accounts.models import Organisation, User

    Subject = Cooperation | Alliance

SubjectT = TypeVar("SubjectT", bound=Cooperation | Alliance)


def set_owner(*, subject: SubjectT, owner: Organisation | None, by: User | None) -> SubjectT:
    """Say who keeps ``subject`` from now on; None takes it from everybody. A question under way goes to the new owner.

    Only an organisation that can act now becomes an owner.
    """
    if by is not None and not rules.may_set_owner(by, subject):
        raise PermissionDenied
    if owner is not None and not owner.is_active:
        raise ValidationError(_("Diese Organisation kann zurzeit nicht handeln."))
    with transaction.atomic():
        former = type(subject).objects.select_for_update().values_list("owner", flat=True).get(pk=subject.pk)
        if former == (owner.pk if owner else None):
            return subject
        subject.owner = owner
        subject.save(update_fields=["owner", "updated_at"])
        settle(obj=subject, answer=CareAnswer.HANDED, by=by)
        after = {"owner_id": subject.owner_id}
        verb = f"{subject._meta.model_name}.owner_set"
        audit.record(verb, subject, by=by, organisation=owner, before={"owner_id": former}, after=after)
        searchables.changed(subject)
    return subject


def mark_unconfirmed(*, subject: Subject, since: dt.date | None) -> bool:
    """Show that nobody has confirmed ``subject`` since that day; None takes the mark away. Says if that changed it."""
    with transaction.atomic():
        fresh = type(subject).objects.select_for_update().get(pk=subject.pk)
        before = fresh.unconfirmed_since
        if before == since:
            return False
        fresh.unconfirmed_since = since
        fresh.save(update_fields=["unconfirmed_since"])
        subject.unconfirmed_since = since
        audit.record(
            f"{subject._meta.model_name}.marked_unconfirmed" if since else f"{subject._meta.model_name}.mark_removed",
            subject,
            by=None,
            before={"unconfirmed_since": before},
            after={"unconfirmed_since": since},
        )
        searchables.changed(subject)
    return True
