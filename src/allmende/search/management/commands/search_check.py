# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende search check``: compare the index of this node with the database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand, CommandError

from allmende.search import checking, index

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

MOST_NAMED: Final = 20


class Command(BaseCommand):
    """Ends with 1 if something differs (and was not mended)."""

    help = "Vergleicht den Suchindex dieses Rechners Eintrag für Eintrag mit der Datenbank."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="was abweicht, gleich in Ordnung bringen")

    def handle(self, *args: Any, **options: Any) -> None:
        if not index.current().is_there:
            raise CommandError("Es gibt noch keinen Suchindex: allmende search rebuild")
        report = checking.check()
        self.stdout.write(f"{report.entries} Einträge verglichen.")
        if report.is_same:
            self.stdout.write("Index und Datenbank stimmen überein.")
            return
        kinds = (("fehlt im Index", report.missing), ("veraltet", report.stale), ("zu viel im Index", report.surplus))
        for label, names in kinds:
            if names:
                self.stdout.write(f"{label}: {len(names)}")
                for source, key in names[:MOST_NAMED]:
                    self.stdout.write(f"  {source}:{key}")
                if len(names) > MOST_NAMED:
                    self.stdout.write(f"  … und {len(names) - MOST_NAMED} weitere")
        if not options["repair"]:
            self.stdout.write("Mit --repair wird das in Ordnung gebracht.")
            sys.exit(1)
        checking.repair(report)
        left = checking.check()
        if not left.is_same:
            raise CommandError(f"{len(left.differing)} Einträge weichen noch ab; siehe das Protokoll des Programms.")
        self.stdout.write("In Ordnung gebracht.")
