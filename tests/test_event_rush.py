# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A rush over HTTP, and a server that is killed in the midst of it, on the database of this run."""

from __future__ import annotations

import http.client
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from django.db.models import Count, Q

from allmende.events.models import Place, PlaceState, Registration, Session
from allmende.events.services import booking
from allmende.events.tests.booking_stories import filled, form_url
from allmende.events.tests.stories import an_order, make_session

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SEATS, GUESTS, ENOUGH = 8, 80, 15


class Guest:
    """A browser with cookies of its own."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def send(self, path: str, data: dict[str, str]) -> str:
        """Open the form, fill it in and send it; the address of the page that follows."""
        with self._opener.open(self._address + path, timeout=20) as page:
            found = TOKEN.search(page.read().decode())
        assert found is not None, "a page without a form"
        body = urllib.parse.urlencode({**data, "csrfmiddlewaretoken": found[1]}).encode()
        with self._opener.open(self._address + path, data=body, timeout=20) as page:
            return str(urllib.parse.urlsplit(page.url).path)


@contextmanager
def until_the_end(problems: list[object]) -> Iterator[None]:
    """That the server is gone ends a guest's visit; anything else is a problem."""
    try:
        yield
    except urllib.error.HTTPError as error:
        problems.append((error.url, error.code, error.read()[:2000]))
        error.close()
    except (OSError, http.client.HTTPException):
        return
    except BaseException as error:
        problems.append(error)
        raise


@contextmanager
def served() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """``allmende serve`` in a process group of its own: killed with it, whatever happens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    # With DEBUG pages need no collected files, and there is no way over HTTPS.
    changed = {
        "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
        "ALLMENDE_LOG_LEVEL": "ERROR",
        "ALLMENDE_DEBUG": "1",
    }
    environment = {**os.environ, **changed}
    command = [sys.executable, "-m", "allmende", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            assert server.poll() is None, "the server has ended"
            assert time.monotonic() < deadline, "waited in vain"
            with suppress(OSError):
                urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
                break
            time.sleep(0.1)
        yield address, server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(30)


def test_whoever_has_seen_a_confirmation_is_there_after_the_server_was_killed() -> None:
    session = make_session(capacity=SEATS)
    guests = [booking.register(order=an_order(session, f"Person {number}"), by=None) for number in range(GUESTS)]
    confirmed: list[str] = []
    sent_in: list[str] = []
    problems: list[object] = []

    def confirm(mine: list[Registration]) -> None:
        with until_the_end(problems):
            for registration in mine:
                page = Guest(address).send(f"/anmeldung/{registration.secret}/bestaetigen/", {})
                assert page == registration.get_absolute_url()
                confirmed.append(registration.secret)

    def register(name: str) -> None:
        with until_the_end(problems):
            for number in range(GUESTS):
                email = f"{name}{number}@example.org"
                page = Guest(address).send(form_url(session.event, session), filled(contact_email=email))
                assert page.endswith("/anmelden/bestaetigen/")
                sent_in.append(email)

    with served() as (address, server):
        crowd = [threading.Thread(target=confirm, args=[guests[start::4]]) for start in range(4)]
        crowd.append(threading.Thread(target=register, args=["gast"]))
        for member in crowd:
            member.start()
        deadline = time.monotonic() + 60
        while len(confirmed) < ENOUGH and not problems and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(server.pid, signal.SIGKILL)
        for member in crowd:
            member.join(30)
    assert not problems
    assert ENOUGH <= len(confirmed) < GUESTS, "killed in the midst of it"
    connections.close_all()
    there = Registration.objects.confirmed().filter(secret__in=confirmed)
    assert there.count() == len(confirmed)
    assert Registration.objects.filter(contact_email__in=sent_in).count() == len(sent_in) > 0
    states = Place.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == [PlaceState.SEATED] * SEATS + [PlaceState.WAITING] * (len(states) - SEATS)
    assert Session.objects.get().seats_taken == SEATS
    whole = Registration.objects.annotate(places=Count("attendees__places"))
    assert not whole.filter(Q(number=None, places__gt=0) | Q(number__isnull=False, places=0)).exists(), "none by halves"
    with served() as (address, _server):
        for registration in there:
            with urllib.request.urlopen(address + registration.get_absolute_url(), timeout=20) as page:
                assert "/bestaetigen/" not in page.url, "the server that came back knows the confirmation"
