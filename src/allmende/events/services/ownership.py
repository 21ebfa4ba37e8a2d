# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Events and registrations of an organisation that is merged into another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from allmende.core import audit, searchables
from allmende.events.models import Event, Registration
from allmende.events.orders import organisation_key

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation, User


def move_events(*, source: Organisation, target: Organisation, by: User | None) -> int:
    """Let ``target`` lead what ``source`` has organised. Returns how many events."""
    with transaction.atomic():
        events = list(Event.objects.filter(organiser=source).order_by("pk"))
        for event in events:
            event.organiser = target
            event.save(update_fields=["organiser", "updated_at"])
            before, after = {"organiser": source.name}, {"organiser": target.name}
            audit.record("event.changed", event, by=by, organisation=target, before=before, after=after)
            searchables.changed(event)
    return len(events)


def move_registrations(*, source: Organisation, target: Organisation, by: User | None) -> int:
    """Count registrations of ``source`` as those of ``target``, also for the limit per organisation.

    The name stays as it was when somebody registered.
    """
    with transaction.atomic():
        rows = Registration.objects.filter(organisation=source)
        number = rows.update(organisation=target, organisation_key=organisation_key(target, target.name))
        if number:
            audit.record("registration.handed_over", source, by=by, after={"registrations": number, "to": target.name})
    return number
