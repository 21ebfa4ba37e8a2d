# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Mail: one text template per letter; the HTML form is made from the same words. Sent by a job after the commit."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from email.mime.text import MIMEText
from typing import TYPE_CHECKING, Any, Final

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django_tasks import task

from allmende.core import jobs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEADER_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
LINE_BREAK: Final = re.compile(r"[\r\n\x00\u2028\u2029]")
OWN_HEADERS: Final = frozenset({
    "bcc", "cc", "content-transfer-encoding", "content-type", "date", "from", "message-id", "mime-version",
    "reply-to", "sender", "subject", "to",
})  # fmt: skip
"""What the letter itself says; nobody adds a second recipient or another sender by a header."""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar entry that comes with a letter; ``method`` as in its text (RFC 6047, 2.4)."""

    name: str
    method: str
    text: str


def send(
    *,
    to: Sequence[str],
    subject: str,
    template: str,
    context: Mapping[str, Any],
    reply_to: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    calendars: Sequence[CalendarFile] = (),
) -> None:
    """Write a letter and have it sent once the caller's transaction is committed.

    ``template`` is a plain text template. Each address gets a letter of its own, so that nobody sees the others.
    ``headers`` are added as they are; one that says who writes to whom, or that holds a line break, is refused.
    """
    one_line = " ".join(str(subject).split())
    extra = checked_headers(headers or {})
    text = render_to_string(template, dict(context)).strip() + "\n"
    html = render_to_string("core/mail/letter.html", {"subject": one_line, "text": text})
    files = [asdict(calendar) for calendar in calendars]
    for address in to:
        deliver.enqueue(
            to=address,
            subject=one_line,
            text=text,
            html=html,
            reply_to=list(reply_to),
            headers=extra,
            calendars=files,
        )


def checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """``headers`` as plain text. Raises ValueError for one that would change the letter or smuggle in another."""
    for name, value in headers.items():
        if not HEADER_NAME.fullmatch(name) or name.lower() in OWN_HEADERS:
            raise ValueError(f"This header is not for the caller to set: {name!r}")
        if LINE_BREAK.search(str(value)):
            raise ValueError(f"A header is one line: {name}")
    return {name: str(value) for name, value in headers.items()}


@jobs.retrying(attempts=6)
@task()
def deliver(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    reply_to: list[str],
    headers: dict[str, str] | None = None,
    calendars: list[dict[str, str]] | None = None,
) -> None:
    """Hand one letter to the mail server."""
    message = EmailMultiAlternatives(subject=subject, body=text, to=[to], reply_to=reply_to, headers=headers)
    message.attach_alternative(html, "text/html")
    for calendar in calendars or []:
        part = MIMEText(calendar["text"], "calendar", "utf-8")
        part.set_param("method", calendar["method"])
        part.add_header("Content-Disposition", "attachment", filename=calendar["name"])
        message.attach(part)
    message.send()
