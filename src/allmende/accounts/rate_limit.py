# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How often something may be tried. Kept in the database, so that all nodes count together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from allmende.accounts.models import Attempt


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` attempts of one kind within ``minutes``, per key (an address, an e-mail)."""

    kind: str
    count: int
    minutes: int

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


def forget(limit: Limit, key: str) -> None:
    """Start counting anew, after a success."""
    Attempt.objects.filter(kind=limit.kind, digest=_digest(limit, key)).delete()
