# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende search rebuild``: build the index of this node anew."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand, CommandError

from allmende.search import index, rebuilding, upkeep

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from allmende.search.rebuilding import Progress

GENTLER: Final = 10
"""Added to the niceness of what runs beside the server."""


class Command(BaseCommand):
    """The old index answers until the new one is complete; what is changed meanwhile is in both."""

    help = "Baut den Suchindex dieses Rechners neu. Der alte antwortet, bis der neue fertig ist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-needed",
            action="store_true",
            help="nur, was nötig ist: neu bauen, wenn er fehlt oder nicht passt, sonst Ausstehendes nachtragen",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        if options["if_needed"]:
            os.nice(GENTLER)  # visitors first
            upkeep.make_ready(self._say)
            return
        reader = index.reader()
        self.stdout.write("Suchindex wird neu gebaut …")
        try:
            build = rebuilding.rebuild(reader.node, say=self._say, former=reader.view())
        except rebuilding.AlreadyRunningError:
            raise CommandError("Der Index wird gerade schon neu gebaut.") from None
        figures = f"{time.monotonic() - began:.1f} s, {build.size / 1e6:.1f} MB".replace(".", ",")
        self.stdout.write(f"Fertig: {figures}.")

    def _say(self, progress: Progress) -> None:
        self.stdout.write(f"  {progress}")
        self.stdout.flush()
