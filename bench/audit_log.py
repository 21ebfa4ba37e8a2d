# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The audit log with a million rows: how long writing takes, the first page, a page deep down, filters, the export.

    .venv/bin/python bench/audit_log.py [--rows 1000000]

In a SQLite database of its own that goes when the run ends. Pages are asked for through the whole portal, once to warm
up and five times measured; the middle one counts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
VAR = tempfile.mkdtemp(prefix="allmende-bench-")
os.environ |= {"ALLMENDE_DEMO": "1", "ALLMENDE_VAR": VAR, "DJANGO_SETTINGS_MODULE": "allmende.config.settings"}
os.environ.pop("ALLMENDE_DATABASE", None)
sys.path.insert(0, str(ROOT / "src"))
Path(VAR, "static").mkdir()

import django  # noqa: E402 - the environment above is read by it
from django.conf import settings  # noqa: E402

settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from allmende.accounts.models import Membership, Organisation, OrganisationKind, User  # noqa: E402
from allmende.core import audit  # noqa: E402
from allmende.core.models import AuditEntry  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PEOPLE, ORGANISATIONS = 400, 200
LOT = 20_000
YEARS = 3
ROUNDS = 5
LOG = "/betrieb/protokoll/"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    people = [User.objects.create_user(f"p{number}@example.org", name=f"Person {number}") for number in range(PEOPLE)]
    operator = User.objects.create_superuser("betrieb@example.org", name="Betrieb")
    places = [
        Organisation.objects.create(name=f"Gemeinde {number}", kind=OrganisationKind.OTHER, confirmed_at=timezone.now())
        for number in range(ORGANISATIONS)
    ]
    Membership.objects.create(user=people[0], organisation=places[0], is_manager=True, state="active")

    began = time.perf_counter()
    fill(people, places)
    say("rows written in lots", f"{LOT / (time.perf_counter() - began):,.0f}/s")
    multiply(rows // LOT)
    rows = AuditEntry.objects.count()
    say("rows", f"{rows:,}")
    say(
        "one row by audit.record", f"{statistics.median(timed(lambda: write(places[1], people[1]), 200)) * 1000:.2f} ms"
    )
    connection.cursor().execute("ANALYZE")
    say("database", f"{Path(settings.DATABASES['default']['NAME']).stat().st_size / 1e6:,.0f} MB")

    client = Client()
    client.force_login(operator)
    middle = AuditEntry.objects.order_by("pk").values_list("pk", flat=True)[rows // 2]
    day = (timezone.now() - dt.timedelta(days=400)).date()
    for label, query in {
        "first page": "",
        "page in the middle": f"vor={middle}",
        "one person": "person=Person 17",
        "one organisation": "organisation=Gemeinde 17",
        "one verb": "was=organisation.changed",
        "one day": f"von={day}&bis={day}",
        "text that is there": "text=Gemeinde 17",
        "text that is nowhere": "text=gibt es nicht",
        "person, verb and time": f"person=Person 17&was=organisation.changed&bis={day}",
    }.items():
        say(label, milliseconds(timed(lambda query=query: page(client, f"{LOG}?{query}"), ROUNDS)))
    manager = Client()
    manager.force_login(people[0])
    own = f"/konto/organisationen/{places[0].pk}/protokoll/"
    say("log of an organisation", milliseconds(timed(lambda: page(manager, own), ROUNDS)))
    for kind in ("csv", "json"):
        began = time.perf_counter()
        size = sum(len(part) for part in client.get(f"{LOG}protokoll.{kind}").streaming_content)
        say(f"export as {kind}, 100,000 rows", f"{time.perf_counter() - began:.1f} s, {size / 1e6:.0f} MB")


def fill(people: list[User], places: list[Organisation]) -> None:
    """The first ``LOT`` entries, as the portal would write them."""
    verbs = ["organisation.changed", "user.signed_in", "cooperation.changed", "change.saved", "change.submitted"]
    lot = []
    for number in range(LOT):
        person, place = people[number * 7 % PEOPLE], places[number * 13 % ORGANISATIONS]
        lot.append(
            AuditEntry(
                actor=person,
                actor_label=person.name,
                organisation_key=str(place.pk),
                organisation_label=place.name,
                verb=verbs[number % len(verbs)],
                object_type="accounts.organisation",
                object_id=str(place.pk),
                object_label=place.name,
                before={"seat": "", "homepage": f"https://example.org/{number}"},
                after={"seat": "Markt 3", "homepage": f"https://example.org/{number + 1}", "note": "ä" * 40},
            )
        )
    AuditEntry.objects.bulk_create(lot)


def multiply(times: int) -> None:
    """The same again and again, spread over the three years up to now. Only a measurement may write so."""
    columns = [field.column for field in AuditEntry._meta.concrete_fields if field.name not in {"id", "at"}]
    names = ", ".join(f'"{name}"' for name in columns)
    step = YEARS * 365.0 / (times * LOT)  # days
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = -400000")
        for number in range(1, times):
            cursor.execute(
                f"INSERT INTO core_auditentry (at, {names}) SELECT "
                "strftime('%%Y-%%m-%%d %%H:%%M:%%f', julianday('now') - %s + (%s + id) * %s) || '000', "
                f"{names} FROM core_auditentry WHERE id <= %s ORDER BY id",
                [YEARS * 365.0, (number - 1) * LOT, step, LOT],
            )


def write(place: Organisation, person: User) -> None:
    audit.record("organisation.changed", place, by=person, organisation=place, after={"seat": "Markt 4"})


def page(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        sys.exit(f"{address}: {response.status_code}")


def timed(work: Callable[[], None], rounds: int) -> list[float]:
    work()
    return list(_timed(work, rounds))


def _timed(work: Callable[[], None], rounds: int) -> Iterator[float]:
    for _round in range(rounds):
        began = time.perf_counter()
        work()
        yield time.perf_counter() - began


def milliseconds(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} ms"


def say(label: str, figure: str) -> None:
    print(f"{label:32}{figure:>20}", flush=True)


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(VAR, ignore_errors=True)
