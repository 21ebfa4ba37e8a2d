# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende serve``: the portal as in production."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from allmende.config.server import Address, serve
from allmende.search import upkeep

if TYPE_CHECKING:
    from argparse import ArgumentParser


def refuse_strangers(address: Address) -> None:
    """The demo has an account with every right and a published password; debug pages show settings."""
    if (settings.DEMO or settings.DEBUG) and not address.is_local:
        raise CommandError(
            f"{address.host} ist auch für andere Rechner erreichbar. Die Vorführung (ALLMENDE_DEMO) und die "
            "Fehlersuche (ALLMENDE_DEBUG) laufen nur auf diesem Rechner: 127.0.0.1. Wer sie zeigen will, nimmt "
            "einen Tunnel, z. B. „ssh -L“."
        )


class Command(BaseCommand):
    help = "Liefert das Portal aus, bis Strg-C oder SIGTERM kommt."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Adresse, an der gelauscht wird")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=settings.WEB_WORKERS, help="Prozesse (je Kern einer)")
        parser.add_argument("--threads", type=int, default=settings.WEB_THREADS, help="Threads je Prozess")
        parser.add_argument(
            "--no-worker", action="store_true", help="Hintergrundaufgaben laufen anderswo („allmende worker“)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        address = Address(options["host"], options["port"])
        if not address.is_free():
            raise CommandError(f"Port {address.port} ist belegt. Mit --port lässt sich ein anderer wählen.")
        refuse_strangers(address)
        self._make_index_ready()
        self.stdout.write(f"Allmende: {address}")
        self.stdout.flush()
        serve(address, workers=options["workers"], threads=options["threads"], with_jobs=not options["no_worker"])

    def _make_index_ready(self) -> None:
        """A missing index is built before the first visitor comes; the portal starts without a database, too."""
        try:
            upkeep.make_able(lambda progress: self.stdout.write(f"Suchindex: {progress}"))
        except DatabaseError as error:
            self.stderr.write(f"Der Suchindex ließ sich nicht prüfen: {type(error).__name__}")
        finally:
            connections.close_all()
