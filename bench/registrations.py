# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Measure a rush for seats over HTTP: many people at once register for a workshop, on SQLite and on PostgreSQL.

    python bench/registrations.py [--users 16] [--registrations 400] [--database sqlite|postgresql]

An empty portal is made and served with ``allmende serve``. Everybody is a guest: the form is sent in, then the mail
address is confirmed, which gives the number, the seat or the place in the waiting list and writes the letters. Three of
four want a package of two days, so most end on the waiting lists. Both steps are timed as the guests see them, from the
first byte sent to the last received; users keep their connection and wait for one answer before they send again. At the
end the seats are counted: no day has one too many, nobody is lost. PostgreSQL runs without fsync, as in the tests.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import socket
import statistics as figures
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
SEATS = 30
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
REDIRECTS = range(300, 400)


class User:
    """One connection that is kept, with the cookie and the mark that forms need."""

    def __init__(self, port: int, number: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._number = number
        self._count = 0
        self._cookie = self._token = ""

    def open(self, path: str) -> None:
        answer = self._ask("GET", path)
        self._cookie = (answer[1].get("Set-Cookie") or "").partition(";")[0]
        found = TOKEN.search(answer[2])
        if found is None:
            sys.exit(f"{path}: {answer[0]} without a form")
        self._token = found[1]

    def send(self, path: str, data: dict[str, str]) -> float:
        """Milliseconds until the answer is there. Anything but the next page ends the measurement."""
        began = time.perf_counter()
        status, _headers, text = self._ask("POST", path, urlencode({**data, "csrfmiddlewaretoken": self._token}))
        taken = (time.perf_counter() - began) * 1000
        if status not in REDIRECTS:
            sys.exit(f"{path}: {status}\n{text[:2000]}")
        return taken

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, http.client.HTTPMessage, str]:
        self._count += 1  # each registration comes from a line of its own, so that no limit stops the rush
        line = f"10.{self._number}.{self._count // 250}.{self._count % 250}"
        headers = {"X-Forwarded-For": line, "Cookie": self._cookie, "Accept-Language": "de"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def rush(users: list[User], tasks: list[tuple[str, dict[str, str]]]) -> tuple[float, list[float]]:
    """All ``tasks`` by all users at once: seconds for all of it, milliseconds for each."""
    times: list[float] = []

    def work(user: User, mine: list[tuple[str, dict[str, str]]]) -> None:
        times.extend([user.send(*task) for task in mine])

    threads = [
        threading.Thread(target=work, args=[user, tasks[start :: len(users)]]) for start, user in enumerate(users)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(times) < len(tasks):
        sys.exit("Some registrations failed.")
    return time.perf_counter() - began, sorted(times)


def row(database: str, step: str, seconds: float, times: list[float]) -> str:
    p95 = times[int(len(times) * 0.95)]
    return f"| {database} | {step} | {len(times) / seconds:.0f} | {figures.median(times):.0f} | {p95:.0f} |"


def measure(database: str, *, users: int, count: int) -> None:
    """In a process of its own, because the database is chosen by the environment when the portal is loaded."""
    var = tempfile.mkdtemp(prefix="allmende-bench-")
    from tests import databases  # noqa: PLC0415 - reads the environment

    url = databases.url_of_this_process(var)
    databases.restore(url)
    os.environ |= {
        "ALLMENDE_DEMO": "1",
        "ALLMENDE_VAR": var,
        "ALLMENDE_DATABASE": url,
        "ALLMENDE_PROXIES": "1",
        "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
    }
    import django  # noqa: PLC0415 - reads the environment

    django.setup()
    try:
        run(database, users=users, count=count)
    finally:
        django.db.connections.close_all()
        databases.remove(url)
        shutil.rmtree(var, ignore_errors=True)


def run(database: str, *, users: int, count: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415 - after the settings

    from allmende.events.models import Place, Registration, Session  # noqa: PLC0415 - the same
    from allmende.events.tests.booking_stories import filled  # noqa: PLC0415 - the same
    from allmende.events.tests.stories import make_event, make_package, make_session  # noqa: PLC0415 - the same

    call_command("collectstatic", interactive=False, verbosity=0)
    event = make_event()
    days = [make_session(event, days=30 + number, capacity=SEATS) for number in range(2)]
    package = make_package(*days)
    targets = [f"termin={days[0].pk}", *[f"paket={package.pk}"] * 3]
    form = f"/veranstaltungen/{event.slug}/anmelden/?"
    tasks = [
        (
            form + targets[number % 4],
            {
                **filled(contact_name=f"Person {number}", contact_email=f"p{number}@example.org"),
                "takes_parts": "on",
            },
        )
        for number in range(count)
    ]
    with served() as port:
        crowd = [User(port, number) for number in range(users)]
        for user in crowd:
            user.open(form + targets[0])
        print(row(database, "Formular absenden", *rush(crowd, tasks)))
        secrets = list(Registration.objects.order_by("pk").values_list("secret", flat=True))
        print(
            row(
                database,
                "Adresse bestätigen",
                *rush(crowd, [(f"/anmeldung/{key}/bestaetigen/", {}) for key in secrets]),
            )
        )
    assert Registration.objects.confirmed().count() == count
    for day in Session.objects.all():
        states = Counter(Place.objects.filter(session=day).order_by("number").values_list("state", flat=True))
        assert day.seats_taken == states["seated"] == min(SEATS, sum(states.values())), states


@contextmanager
def served() -> Iterator[int]:
    """The portal on a free port, without its worker: who sends the letters is not measured here."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "allmende", "serve", "--port", str(port), "--no-worker"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while True:
            with suppress(OSError):
                urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            if server.poll() is not None or time.monotonic() > until:
                sys.exit("The portal does not answer.")
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--users", type=int, default=16)
    parser.add_argument("--registrations", type=int, default=400)
    parser.add_argument("--database", choices=DATABASES)
    chosen = parser.parse_args()
    if chosen.database:
        os.environ["ALLMENDE_TEST_DATABASE"] = chosen.database
        measure(DATABASES[chosen.database], users=chosen.users, count=chosen.registrations)
        return
    print(
        f"{chosen.registrations} Anmeldungen, {chosen.users} Personen gleichzeitig, {os.cpu_count()} Prozessorkerne\n"
    )
    print("| Datenbank | Schritt | je Sekunde | Median ms | p95 ms |\n|---|---|---:|---:|---:|", flush=True)
    for database in DATABASES:
        options = ["--users", str(chosen.users), "--registrations", str(chosen.registrations), "--database", database]
        subprocess.run([sys.executable, __file__, *options], check=True)


if __name__ == "__main__":
    main()
