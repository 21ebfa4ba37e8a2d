# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende search status``: how the index of this node stands."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from allmende.search import upkeep


class Command(BaseCommand):
    """Only looks; nothing is brought up to date by it."""

    help = "Zeigt, wie der Suchindex dieses Rechners steht."

    def handle(self, *args: Any, **options: Any) -> None:
        status = upkeep.status()
        self.stdout.write(f"Verzeichnis  {status.directory or 'im Speicher'}")
        if not status.is_there:
            self.stdout.write("Stand        noch kein Index: allmende search rebuild")
        else:
            behind = "auf dem Stand der Datenbank" if not status.behind else f"{status.behind} hinter der Datenbank"
            self.stdout.write(f"Stand        {status.number}, {behind}")
            self.stdout.write(f"Größe        {status.megabytes:.1f} MB".replace(".", ","))
            self.stdout.write(f"Passt        {'ja' if status.fits else 'nein, wird neu gebaut'}")
        if status.owed:
            self.stdout.write(f"Steht aus    {', '.join(name or 'alles' for name in status.owed)}")
        self.stdout.write(f"Neubau       {'läuft' if status.is_rebuilding else 'läuft nicht'}")
        for label, count in status.entries.items():
            self.stdout.write(f"  {count:>8}  {label}")
