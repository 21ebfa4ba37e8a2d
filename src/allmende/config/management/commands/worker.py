# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende worker``: works off jobs."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from allmende.core.jobs import Worker

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Arbeitet Hintergrundaufgaben ab, bis Strg-C oder SIGTERM kommt."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=1.0, help="Sekunden zwischen zwei Blicken in die Schlange"
        )
        parser.add_argument("--batch", action="store_true", help="aufhören, wenn nichts mehr wartet")
        parser.add_argument("--with-process", type=int, help="aufhören, wenn dieser Elternprozess endet")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(interval=options["interval"], batch=options["batch"])
        worker.configure_signals()
        if options["with_process"]:
            threading.Thread(target=_end_with, args=[options["with_process"]], daemon=True).start()
        worker.run()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
