# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The secret address under which a calendar program reads a person's own bookings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from allmende.core import audit
from allmende.events.models import CalendarAddress
from allmende.events.models.booking import new_secret

if TYPE_CHECKING:
    from allmende.accounts.models import User


def make_calendar_address(*, user: User, by: User) -> CalendarAddress:
    """The address of ``user``; a new one in place of the former, which then leads nowhere. One's own only.

    Raises PermissionDenied.
    """
    if by != user:
        raise PermissionDenied
    with transaction.atomic():
        address, is_new = CalendarAddress.objects.get_or_create(user=user)
        if not is_new:
            address.secret = new_secret()
            address.save(update_fields=["secret"])
        audit.record("calendaraddress.created" if is_new else "calendaraddress.renewed", address, by=by)
    return address


def delete_calendar_address(*, user: User, by: User) -> bool:
    """Take the address away, if there is one. One's own only; raises PermissionDenied."""
    if by != user:
        raise PermissionDenied
    with transaction.atomic():
        address = CalendarAddress.objects.filter(user=user).first()
        if address is None:
            return False
        audit.record("calendaraddress.deleted", address, by=by)
        address.delete()
    return True
