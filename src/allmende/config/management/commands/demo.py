# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende demo``: the portal with real data, ready to be looked at."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from allmende.config.demo import prepare, sign_ins
from allmende.config.management.commands.serve import refuse_strangers
from allmende.config.server import Address, serve

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Richtet die Vorführung ein und startet sie (Daten unter var/ oder ALLMENDE_VAR)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Adresse, an der gelauscht wird")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="nur einrichten, nicht starten")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Die Vorführung läuft nur mit ALLMENDE_DEMO=1.")
        address = Address(options["host"], options["port"])
        if not options["no_serve"] and not address.is_free():
            raise CommandError(
                f"Port {address.port} ist belegt. Läuft die Vorführung schon? Ein anderer Port: make demo PORT=8001"
            )
        refuse_strangers(address)
        started = time.monotonic()
        prepare(lambda step: self._say(f"{step} …"))
        self._say(f"Bereit nach {time.monotonic() - started:.1f} s".replace(".", ","))
        if options["no_serve"]:
            return
        self._say(f"\nAllmende läuft: {address}\nRedaktion:      {address}redaktion/\n\nZugänge:")
        for email, password, purpose in sign_ins():
            self._say(f"  {email:36}{password:20}{purpose}")
        self._say("\nBeenden mit Strg-C.\n")
        serve(address, workers=settings.WEB_WORKERS, threads=settings.WEB_THREADS)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        sys.stdout.flush()
