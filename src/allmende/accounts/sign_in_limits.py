# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How often a password may be tried.

Five failures for one e-mail count only against the address they came from: nobody can shut somebody else out from one
place. An e-mail is closed to all only when it is guessed at from many places at once. A limited attempt is refused
before the password is looked at, and every attempt counts before that, so that many at the same moment do not slip
through.
"""

from __future__ import annotations

from allmende.accounts.rate_limit import Limit, forget, is_exceeded, note_attempt, take_back

BY_EMAIL_AND_ADDRESS = Limit("sign_in.email_and_address", count=5, minutes=15)
BY_EMAIL = Limit("sign_in.email", count=50, minutes=15)
BY_ADDRESS = Limit("sign_in.address", count=30, minutes=15)


def _keys(email: str, address: str) -> list[tuple[Limit, str]]:
    return [(BY_EMAIL_AND_ADDRESS, f"{email} {address}"), (BY_EMAIL, email), (BY_ADDRESS, address)]


def may_try(email: str, address: str) -> bool:
    """Count one attempt for ``email`` from ``address``, unless there were too many: then False."""
    limits = _keys(email, address)
    if any(is_exceeded(limit, key) for limit, key in limits):
        return False
    for limit, key in limits:
        note_attempt(limit, key)
    return True


def succeeded(email: str, address: str) -> None:
    """It was no guess: the e-mail starts anew, and the address has one failure less (others may sit behind it)."""
    take_back(BY_ADDRESS, address)
    forget(BY_EMAIL_AND_ADDRESS, f"{email} {address}")
    forget(BY_EMAIL, email)
