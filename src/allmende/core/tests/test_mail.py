# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Mail: plain text and HTML of the same words, sent by a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django_tasks_db.models import DBTaskResult

from allmende.core import mail
from allmende.core.tests.test_jobs import work

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_letter(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "letter.txt").write_text("\nGuten Tag {{ name }},\n\nsiehe https://example.org/a?b=1&c=2\n\n")
    template_settings = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**template_settings, "DIRS": [tmp_path]}]


def html_of(letter: EmailMessage) -> str:
    assert isinstance(letter, EmailMultiAlternatives)
    (alternative,) = letter.alternatives
    return str(alternative[0])


def test_a_letter_is_sent_by_a_job_in_text_and_html() -> None:
    mail.send(
        to=["eva@example.org"],
        subject="Ihre Meldung\nBcc: alle@example.org",
        template="letter.txt",
        context={"name": "Eva"},
        reply_to=["hilfe@example.org"],
    )
    assert outbox.outbox == []

    work()

    (letter,) = outbox.outbox
    assert letter.subject == "Ihre Meldung Bcc: alle@example.org"
    assert (letter.to, letter.bcc, letter.reply_to) == (["eva@example.org"], [], ["hilfe@example.org"])
    assert letter.body == "Guten Tag Eva,\n\nsiehe https://example.org/a?b=1&c=2\n"
    html = html_of(letter)
    assert '<a href="https://example.org/a?b=1&amp;c=2"' in html
    assert "<p>Guten Tag Eva,</p>" in html


def test_what_people_write_stays_text_in_html() -> None:
    mail.send(to=["a@example.org"], subject="x", template="letter.txt", context={"name": "<b>Eva</b>"})
    work()
    assert "<b>" not in html_of(outbox.outbox[0])


def test_nobody_sees_the_other_addresses() -> None:
    mail.send(to=["a@example.org", "b@example.org"], subject="x", template="letter.txt", context={"name": "Eva"})
    work()
    assert [letter.to for letter in outbox.outbox] == [["a@example.org"], ["b@example.org"]]


def test_a_server_that_is_away_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ConnectionRefusedError

    mail.send(to=["a@example.org"], subject="x", template="letter.txt", context={"name": "Eva"})
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        work()
    assert outbox.outbox == []
    DBTaskResult.objects.update(run_after="2026-01-01T00:00Z")
    work()
    assert len(outbox.outbox) == 1


def test_headers_go_along() -> None:
    head = {"List-Unsubscribe": f"<https://example.org/{'x' * 200}/>"}
    mail.send(to=["a@example.org"], subject="x", template="letter.txt", context={"name": "Eva"}, headers=head)
    work()
    (letter,) = outbox.outbox
    assert letter.message()["List-Unsubscribe"].replace("\n ", "") == head["List-Unsubscribe"]


@pytest.mark.parametrize(
    "head",
    [
        {"List-Unsubscribe": "<https://example.org/>\nBcc: alle@example.org"},
        {"List-Unsubscribe": "a\r\n\r\nbody"},
        {"bCC": "alle@example.org"},
        {"From": "chef@example.org"},
        {"X: Bcc": "alle@example.org"},
        {"": "x"},
    ],
)
def test_no_header_smuggles_in_another(head: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="header"):
        mail.send(to=["a@example.org"], subject="x", template="letter.txt", context={"name": "Eva"}, headers=head)
    assert not DBTaskResult.objects.exists()
