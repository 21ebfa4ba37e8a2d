# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How many letters somebody may have the portal send to others. The desk is not limited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from allmende.accounts.rate_limit import Limit, is_exceeded, note_attempt
from allmende.events.orders import normal_email

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.events.models import Registration

PER_COLLEAGUE: Final = Limit("event_colleague_mail", count=12, minutes=60)
"""To an address that somebody else has named: nobody has proven whose it is, and nobody there has asked for them."""
PER_WRITER: Final = Limit("event_steps", count=60, minutes=60)
"""Registrations of one account, and steps of one registration by which letters are written."""


def may_write(writer: str, addresses: Iterable[str] = ()) -> bool:
    """Whether ``writer`` (an address) may have letters sent to ``addresses`` now; if so, it is counted."""
    own = normal_email(writer)
    others = {normal_email(address) for address in addresses if address} - {own}
    if is_exceeded(PER_WRITER, own) or any(is_exceeded(PER_COLLEAGUE, address) for address in others):
        return False
    note_attempt(PER_WRITER, own)
    for address in others:
        note_attempt(PER_COLLEAGUE, address)
    return True


def may_step(registration: Registration, *addresses: str) -> bool:
    """The same for a step on the own page; all that a registration was rebooked to counts for one mailbox."""
    return may_write(registration.contact_email or registration.secret, addresses)
