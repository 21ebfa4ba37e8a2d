# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Small files for machines: robots.txt, security.txt, sitemap.xml."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from allmende.core import sitemap
from allmende.core.access import public
from allmende.core.outgoing import absolute

if TYPE_CHECKING:
    from django.http import HttpRequest

SECURITY_TXT_DAYS = 180
"""How long a reader may believe our security.txt (RFC 9116: less than a year)."""
PLAIN = "text/plain; charset=utf-8"


@public
@require_safe
def robots_txt(_request: HttpRequest) -> HttpResponse:
    """Everything public may be indexed; sign-in, desk and search results not."""
    closed = [resolve_url(settings.LOGIN_URL), "/redaktion/", "/hinweise/", "/suche", "/sprache/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {absolute(reverse('core:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


@public
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a security hole (RFC 9116). Missing as long as the operator has named no contact."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    until = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=SECURITY_TXT_DAYS)
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {until.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
        f"Canonical: {absolute(request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


@public
@require_safe
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """All public pages (sitemaps.org)."""
    context = {"base_url": absolute(""), "addresses": sitemap.addresses()}
    return render(request, "core/sitemap.xml", context, content_type="application/xml")
