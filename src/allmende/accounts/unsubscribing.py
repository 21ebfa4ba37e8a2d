# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Unsubscribing from a letter without signing in: what the address in it says, and how mail programs find it.

The token names a person and the categories of that one letter; it can switch off these and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core import signing
from django.urls import reverse

from allmende.core.outgoing import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable

SALT: Final = "allmende.accounts.unsubscribing"
VALID_SECONDS: Final = 365 * 24 * 60 * 60
"""People look for the way out in old letters too."""


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """Whom a token speaks for, and for which categories."""

    user_key: int
    categories: tuple[str, ...]


def token_for(user_key: int, categories: Iterable[str]) -> str:
    """A signed text that lets whoever holds it switch off the mails of these categories for this person."""
    return signing.dumps({"u": user_key, "c": sorted(categories)}, salt=SALT)


def read(token: str) -> Unsubscription | None:
    """What ``token`` says; None if it is not ours, was changed, or is too old."""
    try:
        values: Any = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
        return Unsubscription(int(values["u"]), tuple(str(key) for key in values["c"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def address(token: str) -> str:
    """The whole web address under which ``token`` works."""
    return absolute(reverse("accounts:unsubscribe", args=[token]))


def headers(token: str) -> dict[str, str]:
    """What mail programs need for their own button „abbestellen“ (RFC 2369, RFC 8058)."""
    return {"List-Unsubscribe": f"<{address(token)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
