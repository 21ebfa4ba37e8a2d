# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The portal's cache. What the sign-in counts and remembers is kept in the database, all else in files.

django-allauth counts attempts, and forbids a code to be used twice, through Django's default cache. That needs a store
that all processes and nodes share, that adds a key only once even when two try at the same moment, and that never drops
an entry early. Files and memory are none of these. Everything else (Wagtail's page addresses) stays in files, so that
pages cost no query more.

A used code of an app is remembered for as long as it would be taken: django-allauth remembers it for one period only,
but takes it longer, because clocks differ (``MFA_TOTP_TOLERANCE``).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.mfa import app_settings as second_factor
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from allmende.accounts.models import SharedValue

if TYPE_CHECKING:
    import datetime as dt

SHARED_PREFIXES = ("allauth", "jwt:")
USED_CODES = "allauth.mfa.totp.used"
LONGEST = timedelta(days=2)
"""How long a shared value is kept at most."""


def is_shared(key: object) -> bool:
    return isinstance(key, str) and key.startswith(SHARED_PREFIXES)


def code_seconds() -> int:
    """How long one code of an app is taken, counted from the first moment."""
    return int(second_factor.TOTP_PERIOD * (2 * second_factor.TOTP_TOLERANCE + 1))


def forget_expired() -> int:
    """Delete the shared values whose time is over; returns how many."""
    return SharedValue.objects.filter(expires_at__lte=timezone.now()).delete()[0]


class PortalCache(FileBasedCache):
    """Files, but the database for what the sign-in shares. ``clear`` leaves that alone: no door opens by it."""

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        if not is_shared(key):
            return bool(super().add(key, value, timeout, version))
        digest, until = _digest(key), self._until(code_seconds() if key.startswith(USED_CODES) else timeout)
        with transaction.atomic():
            SharedValue.objects.filter(pk=digest, expires_at__lte=timezone.now()).delete()
            try:
                with transaction.atomic():
                    SharedValue.objects.create(digest=digest, value=value, expires_at=until)
            except IntegrityError:
                return False
        return True

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        if not is_shared(key):
            return super().get(key, default, version)
        found = SharedValue.objects.filter(pk=_digest(key), expires_at__gt=timezone.now()).first()
        return default if found is None else found.value

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        if not is_shared(key):
            super().set(key, value, timeout, version)
            return
        values = {"value": value, "expires_at": self._until(timeout)}
        SharedValue.objects.update_or_create(digest=_digest(key), defaults=values)

    def delete(self, key: Any, version: int | None = None) -> bool:
        if not is_shared(key):
            return bool(super().delete(key, version))
        return SharedValue.objects.filter(pk=_digest(key)).delete()[0] > 0

    def has_key(self, key: Any, version: int | None = None) -> bool:
        if not is_shared(key):
            return bool(super().has_key(key, version))
        return SharedValue.objects.filter(pk=_digest(key), expires_at__gt=timezone.now()).exists()

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        if not is_shared(key):
            return bool(super().touch(key, timeout, version))
        return SharedValue.objects.filter(pk=_digest(key)).update(expires_at=self._until(timeout)) > 0

    def _until(self, timeout: Any) -> dt.datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return timezone.now() + (LONGEST if seconds is None else min(timedelta(seconds=seconds), LONGEST))


def _digest(key: str) -> str:
    """The key as it is stored: it may hold an address or an e-mail, which nobody can read from it."""
    return salted_hmac("accounts.shared_cache", key, algorithm="sha256").hexdigest()
