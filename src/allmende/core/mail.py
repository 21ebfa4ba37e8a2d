# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Mail: one text template per letter; the HTML form is made from the same words. Sent by a job after the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django_tasks import task

from allmende.core import jobs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def send(
    *, to: Sequence[str], subject: str, template: str, context: Mapping[str, Any], reply_to: Sequence[str] = ()
) -> None:
    """Write a letter and have it sent once the caller's transaction is committed.

    ``template`` is a plain text template. Each address gets a letter of its own, so that nobody sees the others.
    """
    one_line = " ".join(str(subject).split())
    text = render_to_string(template, dict(context)).strip() + "\n"
    html = render_to_string("core/mail/letter.html", {"subject": one_line, "text": text})
    for address in to:
        deliver.enqueue(to=address, subject=one_line, text=text, html=html, reply_to=list(reply_to))


@jobs.retrying(attempts=6)
@task()
def deliver(*, to: str, subject: str, text: str, html: str, reply_to: list[str]) -> None:
    """Hand one letter to the mail server."""
    message = EmailMultiAlternatives(subject=subject, body=text, to=[to], reply_to=reply_to)
    message.attach_alternative(html, "text/html")
    message.send()
