# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes when an organisation ends: what it keeps gets another owner, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from allmende.core import audit, searchables

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation, User
    from allmende.cooperation.models import Alliance, Cooperation


def move_owned(
    *, model: type[Cooperation | Alliance], source: Organisation, target: Organisation | None, by: User | None
) -> int:
    """Give all that ``source`` keeps to ``target``, or to nobody; whoever may end ``source`` may do that."""
    with transaction.atomic():
        found = list(model.objects.select_for_update().filter(owner=source).order_by("pk"))
        model.objects.filter(pk__in=[subject.pk for subject in found]).update(owner=target, updated_at=timezone.now())
        before, after = {"owner_id": source.pk}, {"owner_id": target.pk if target else None}
        for subject in found:
            verb = f"{model._meta.model_name}.owner_set"
            audit.record(verb, subject, by=by, organisation=target or source, before=before, after=after)
        searchables.changed(*found)
    return len(found)
