# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Short words for tests of seats: who comes, who has what, who was written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_tasks_db.models import DBTaskResult

from allmende.core.mail import deliver
from allmende.events.models import Place, Session
from allmende.events.services import booking
from allmende.events.tests.stories import an_order

if TYPE_CHECKING:
    from allmende.events.models import Package, Registration


def arrive(target: Session | Package, *names: str, **values) -> Registration:
    """A guest registers these people and confirms the address."""
    registration = booking.register(order=an_order(target, *names, **values), by=None)
    return booking.confirm(registration=registration)


def place_of(name: str, session: Session | None = None) -> Place:
    """The latest place of somebody."""
    rows = Place.objects.filter(attendee__name=name).order_by("-pk")
    return (rows.filter(session=session) if session else rows)[0]


def states(*names: str) -> list[str]:
    """What these people have, one word each."""
    return [place_of(name).state for name in names]


def taken(session: Session) -> int:
    return Session.objects.get(pk=session.pk).seats_taken


def letters_to(*names: str) -> list[str]:
    """The subjects of the letters to people of these first names, oldest first; then they are forgotten."""
    rows = DBTaskResult.objects.filter(task_path=deliver.module_path).order_by("enqueued_at", "pk")
    found = []
    for row in rows:
        told = row.args_kwargs["kwargs"]
        if any(told["to"].startswith(name.lower()) for name in names):
            found.append(told["subject"].partition(":")[0])
            row.delete()
    return found
