# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every address of the portal × everybody × every state × own and other organisation, by GET and by POST.

The list of addresses comes from the URL configuration: a new one without a line in ``expected`` fails.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.template.base import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from allmende.territory.tests.factories import make_map
from tests.permissions.cast import SIGNED_IN, Person, make_cast
from tests.permissions.expected import EXPECTED
from tests.test_consistency import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from pytest_django import DjangoDbBlocker

    from tests.permissions.cast import Cast
    from tests.permissions.table import Case

pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.xdist_group("permissions")]
FOREIGN = ("django.", "wagtail.", "modelsearch.")
"""Wagtail's own admin is watched over by its group rights and has a test of its own."""
WRITES = ("INSERT", "UPDATE", "DELETE")
BOOKKEEPING = ("django_session", "accounts_attempt", "accounts_user_last_login", "usersessions", "cache")
"""What a request may write although it is refused: the session, the count of attempts."""


def addresses() -> list[str]:
    return [name for name, entry in patterns(get_resolver()) if not entry.lookup_str.startswith(FOREIGN)]


def test_every_address_is_in_the_matrix() -> None:
    assert set(addresses()) == set(EXPECTED)


@pytest.fixture(scope="module")
def cast(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cast]:
    """The story, told once for all addresses: whatever a request writes is taken back."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(settings, "MAP_ROOT", tmp_path_factory.mktemp("map"))
        patch.setattr(settings, "SECURITY_CONTACT", "mailto:sicherheit@example.org")
        with transaction.atomic():
            story = make_cast()
            make_map()
            yield story
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sessions(cast: Cast) -> dict[Person, str]:
    """The session key of everybody who is signed in."""
    found = {}
    for person in SIGNED_IN:
        client = Client()
        client.force_login(cast.people[person], backend="django.contrib.auth.backends.ModelBackend")
        found[person] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


@pytest.fixture(autouse=True)
def _files(cast: Cast) -> None:
    """Each test has a directory of its own for uploads."""
    for attachment in cast.attachments.values():
        path = Path(attachment.file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"Beschluss des Rates")
    answer = Path(cast.event_desk.answer.file.path)
    answer.parent.mkdir(parents=True, exist_ok=True)
    answer.write_bytes(b"Ein Fall")
    for material in (cast.day.slides, cast.day.flyer):
        path = Path(material.file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"Folien")


def is_refused(response: HttpResponse, person: Person) -> bool:
    """Not there, or (for who is not signed in) asked to sign in."""
    if response.status_code in {404, 405}:
        return True
    location = response.headers.get("Location", "")
    return person == Person.VISITOR and response.status_code == 302 and location.startswith(reverse("account_login"))


def written(queries: CaptureQueriesContext) -> list[str]:
    """What was written beyond bookkeeping."""
    return [
        query["sql"]
        for query in queries.captured_queries
        if query["sql"].startswith(WRITES) and not any(table in query["sql"] for table in BOOKKEEPING)
    ]


def answer(cast: Cast, name: str, case: Case, session: str, method: str) -> tuple[HttpResponse, list[str]]:
    """What somebody with this session gets; whatever it wrote is taken back."""
    address = reverse(name, kwargs=dict(case.kwargs(cast))) + case.query
    client = Client(raise_request_exception=False)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    connection.queries_log.clear()  # it holds 9,000 queries at most
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        data = case.data(cast) if method == "post" else None
        response = getattr(client, method)(address, data)
        if response.streaming:
            for close in response._resource_closers:  # a file; closing the answer would close the database too
                close()
        transaction.set_rollback(True)
    return response, written(queries)


class Pages:
    """Pages are written in full for the first person who may see them: whoever may is decided before, so the rest
    need not wait for it.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.are_written = True
        render = Template.render
        patch.setattr(Template, "render", lambda page, context: render(page, context) if self.are_written else "")


@pytest.mark.parametrize("name", EXPECTED)
def test_address(name: str, cast: Cast, sessions: dict[Person, str], monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = []
    pages = Pages(monkeypatch)
    for case in EXPECTED[name]:
        seen = set()
        for person in Person:
            for method, may in (("get", case.may), ("post", case.may_post)):
                pages.are_written = person in may and method not in seen
                seen |= {method} if pages.are_written else set()
                response, writes = answer(cast, name, case, sessions.get(person, ""), method)
                told = f"{method.upper()} {case.label} {person}: {response.status_code}"
                if response.status_code >= 500 or response.status_code == 403:
                    wrong.append(told)
                elif person not in may and not is_refused(response, person):
                    wrong.append(f"{told}, should be refused")
                elif person not in may and writes:
                    wrong.append(f"{told}, wrote {writes[0][:80]}")
                elif person in may and response.status_code == 404:
                    wrong.append(f"{told}, should be there")
    assert not wrong, "\n".join(wrong)
