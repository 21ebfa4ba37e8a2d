# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Structured logs: one event per line, with the request it belongs to, without personal data.

What is never logged: addresses of visitors, query strings, names, e-mail addresses, contents of forms.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from typing import TYPE_CHECKING, Any, Final

import structlog
from django.http import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase

SECRETS: Final = ("token", "secret")
"""Names of the parts of addresses by which a page knows somebody."""
LIKE_A_SECRET: Final = re.compile(r"(?=[a-z_:-]*[A-Z0-9])[A-Za-z0-9_:-]{32,}")
"""What may be one in an address that leads nowhere: copied without its end, or with the full stop behind it."""
REQUEST_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
PROCESSORS: Final[list[Any]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]

requests = structlog.get_logger("allmende.request")


def configuration(*, readable: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING: lines for people on a terminal (``readable``), JSON for a log collector otherwise."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=False)
        if readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": PROCESSORS,
            }
        },
        "filters": {"secrets": {"()": LeaveOutSecrets}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["secrets"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "allmende": {"level": level},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
        },
    }


def without_secrets(request: HttpRequest) -> str:
    """The path of ``request``; a secret in it, by which somebody may do something, is left out."""
    match = request.resolver_match
    if match is None:
        return LIKE_A_SECRET.sub("…", request.path)
    secret = next((str(match.kwargs[name]) for name in SECRETS if match.kwargs.get(name)), "")
    return request.path.replace(secret, "…") if secret else request.path


class LeaveOutSecrets(logging.Filter):
    """Django names the address in what it logs about a request itself („Not Found: …“)."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            record.msg, record.args = record.getMessage().replace(request.path, without_secrets(request)), ()
        return True


class RequestLogMiddleware:
    """Gives every request a number that stands in all its log lines and in the answer, and logs how it went."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            requests.info(
                "request",
                method=request.method,
                path=without_secrets(request),
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )
        response.headers["X-Request-ID"] = request_id
        return response
