# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What holds for every address of the API: open to all, blind to cookies, limited in size and number, always JSON."""

from __future__ import annotations

import hashlib
from functools import wraps
from typing import TYPE_CHECKING, Final

import structlog
from django.http import HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from allmende.accounts.rate_limit import Limit, is_exceeded, note_attempt
from allmende.accounts.visitor import address_of
from allmende.api.problems import refusal
from allmende.api.reading import MOST_BYTES
from allmende.core.access import sessionless

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

logger = structlog.get_logger(__name__)

CHECKS: Final = Limit("api_check", count=600, minutes=10)
"""Per line: one a second, all the time. Reading is not counted, it comes from the cache of pages."""
READING: Final = ("GET", "HEAD")
ASKING: Final = ("POST",)
JSON: Final = "application/json"
TOO_LARGE, WRONG_TYPE, NOT_ALLOWED, TOO_MANY, OUR_FAULT = 413, 415, 405, 429, 500
SECONDS_PER_MINUTE: Final = 60
FROM_ANYWHERE: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "X-Content-Type-Options": "nosniff",
    "Content-Language": "de",
}
"""Nothing behind these addresses depends on who asks, and nothing is written: any page may read the answers."""
BEFOREHAND: Final = {
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
}


def open_to_all(view: Callable[..., HttpResponse], methods: Sequence[str] = READING) -> Callable[..., HttpResponseBase]:
    """``view`` as part of the API. No form of ours leads here and no session counts, so there is no csrf token."""

    @sessionless
    @csrf_exempt
    @wraps(view, assigned=("__doc__",), updated=())
    def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with translation.override("de"):
            refused = _refused(request, methods)
            response = _answer(view, request, *args, **kwargs) if refused is None else refused
        for name, value in FROM_ANYWHERE.items():
            response.headers[name] = value
        return response

    return opened


def _refused(request: HttpRequest, methods: Sequence[str]) -> HttpResponse | None:
    """What is answered without asking the view."""
    if request.method == "OPTIONS":
        allowed = ", ".join([*methods, "OPTIONS"])
        return HttpResponse(status=204, headers={**BEFOREHAND, "Access-Control-Allow-Methods": allowed})
    if request.method not in methods:
        response = refusal(NOT_ALLOWED, [("", f"So geht es hier nicht. Möglich: {', '.join(methods)}.")])
        response.headers["Allow"] = ", ".join([*methods, "OPTIONS"])
        return response
    return _body_refused(request) if request.method == "POST" else None


def _answer(view: Callable[..., HttpResponse], request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    if request.method == "HEAD":
        request.method = "GET"  # the server leaves out the body
    try:
        response = view(request, *args, **kwargs)
    except Exception:
        logger.exception("api.failed")
        return refusal(OUR_FAULT, [("", "Auf unserer Seite ist ein Fehler aufgetreten. Er wurde festgehalten.")])
    return _marked(request, response)


def _body_refused(request: HttpRequest) -> JsonResponse | None:
    """Why a body is not even read."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > MOST_BYTES:
        return refusal(TOO_LARGE, [("", "Die Anfrage ist zu groß: höchstens 64 kB.")])
    if request.content_type != JSON:
        return refusal(WRONG_TYPE, [("", "Bitte schicken Sie JSON: Content-Type: application/json.")])
    line = address_of(request)
    if is_exceeded(CHECKS, line):
        words = "Von Ihrem Anschluss kamen sehr viele Anfragen. Bitte warten Sie zehn Minuten."
        response = refusal(TOO_MANY, [("", words)])
        response.headers["Retry-After"] = str(CHECKS.minutes * SECONDS_PER_MINUTE)
        return response
    note_attempt(CHECKS, line)
    return None


def _marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What was read carries its ETag, and who has it already is told so; what was reckoned is kept by nobody.

    The tag is the one that the cache of pages gives, so that both ways agree.
    """
    if request.method != "GET":
        response.headers["Cache-Control"] = "no-store"
        return response
    if response.status_code != 200:
        return response
    tag = hashlib.sha256(response.content).hexdigest()[:20]
    response.headers["ETag"] = f'W/"{tag}"'
    wanted = request.headers.get("If-None-Match", "")
    if wanted.strip() == "*" or f'"{tag}"' in wanted:
        return HttpResponse(status=304, headers={"ETag": response.headers["ETag"]})
    return response
