# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the page frame needs on every page. Reads nothing from the database, so that error pages can use it too."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from allmende.core import navigation

if TYPE_CHECKING:
    from django.http import HttpRequest


def frame_context(path: str = "/", full_path: str | None = None) -> dict[str, Any]:
    """Menus and language links as the page at ``path`` shows them."""
    query = urlencode({"weiter": full_path or path})
    return {
        "return_path": path,
        "navigation": navigation.links(path),
        "account_links": [],
        "footer_links": navigation.links(path, navigation.FOOTER),
        "language_links": [
            {
                "code": code,
                "name": name,
                "url": f"{reverse('core:set_language', args=[code])}?{query}",
                "current": code == get_language(),
            }
            for code, name in settings.LANGUAGES
        ],
    }


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the page frame."""
    context = frame_context(request.path, request.get_full_path())
    # Called only for who is signed in: asking for the user would keep anonymous pages out of the cache.
    # The header shows them twice (wide and narrow); they are made once.
    context["account_links"] = cache(lambda: navigation.links(request.path, navigation.ACCOUNT, user=request.user))
    return context
