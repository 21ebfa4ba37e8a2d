# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Where a request comes from."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The visitor's network address.

    Behind ``settings.PROXIES`` proxies it is the entry that the outermost of them wrote into X-Forwarded-For;
    entries further left are the visitor's own claim and count for nothing.
    """
    return _one_per_household(_claimed(request))


def _one_per_household(address: str) -> str:
    """An IPv6 line has a whole /64 network; counted singly, it could try from 2⁶⁴ addresses."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))


def _claimed(request: HttpRequest) -> str:
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = getattr(settings, "PROXIES", 0)
    if not proxies:
        return direct
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return chain[-proxies] if len(chain) >= proxies else direct
