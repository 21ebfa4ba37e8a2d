# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How often something may be tried. Kept in the database, so that all nodes count together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.crypto import salted_hmac

from allmende.accounts.models import Attempt

LONGEST_SPAN: Final = timedelta(hours=1)
"""No limit looks back further, so nothing older is kept."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` attempts of one kind within ``minutes``, per key (an address, an e-mail)."""

    kind: str
    count: int
    minutes: int

    def __post_init__(self) -> None:
        if self.span > LONGEST_SPAN:
            raise ValueError("Attempts are not kept for so long.")

    @property
    def span(self) -> timedelta:
        return timedelta(minutes=self.minutes)


def _digest(limit: Limit, key: str) -> str:
    """The key as it is stored: nobody can read an address or an e-mail from it."""
    return salted_hmac(f"rate_limit.{limit.kind}", key, algorithm="sha256").hexdigest()


def is_exceeded(limit: Limit, key: str) -> bool:
    """Whether ``key`` has used up its attempts."""
    since = timezone.now() - limit.span
    return Attempt.objects.filter(kind=limit.kind, digest=_digest(limit, key), at__gt=since).count() >= limit.count


def note_attempt(limit: Limit, key: str) -> None:
    """Count one attempt; forgets what no longer counts."""
    Attempt.objects.filter(kind=limit.kind, at__lte=timezone.now() - limit.span).delete()
    Attempt.objects.create(kind=limit.kind, digest=_digest(limit, key))


def take_back(limit: Limit, key: str) -> None:
    """Do not count the latest attempt of ``key``: it was none."""
    own = Attempt.objects.filter(kind=limit.kind, digest=_digest(limit, key)).order_by("-at", "-pk")
    Attempt.objects.filter(pk__in=list(own.values_list("pk", flat=True)[:1])).delete()


def forget(limit: Limit, key: str) -> None:
    """Start counting anew, after a success."""
    Attempt.objects.filter(kind=limit.kind, digest=_digest(limit, key)).delete()


def forget_expired() -> int:
    """Delete the attempts that no limit counts any more; returns how many."""
    return Attempt.objects.filter(at__lte=timezone.now() - LONGEST_SPAN).delete()[0]
