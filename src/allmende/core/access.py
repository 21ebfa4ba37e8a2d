# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Closed by default: every view asks for a sign-in unless it says ``@public``. What a session sees is for it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required as public

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

__all__ = ["PrivateAnswersMiddleware", "public", "sessionless"]


def sessionless(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A public view for which a session counts nothing: no sign-in, and no second factor, stands before it."""
    view.is_sessionless = True  # type: ignore[attr-defined]
    return public(view)


class PrivateAnswersMiddleware:
    """Says to browsers and proxies that an answer to somebody with a session is kept for nobody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
