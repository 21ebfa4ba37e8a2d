# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Where a request comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The visitor's network address.

    Behind ``settings.PROXIES`` proxies it is the entry that the outermost of them wrote into X-Forwarded-For;
    entries further left are the visitor's own claim and count for nothing.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = getattr(settings, "PROXIES", 0)
    if not proxies:
        return direct
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return chain[-proxies] if len(chain) >= proxies else direct
