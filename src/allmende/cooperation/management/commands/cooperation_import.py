# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende cooperation import FILE``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from allmende.cooperation.importing.importer import import_cooperations
from allmende.cooperation.importing.tables import FileRefusedError

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Liest Kooperationen aus einer CSV- oder XLSX-Datei ein (Spalten: docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV- oder XLSX-Datei")
        parser.add_argument("--dry-run", action="store_true", help="nur prüfen und berichten, nichts schreiben")
        parser.add_argument(
            "--skip-errors", action="store_true", help="Zeilen mit Fehlern auslassen, den Rest schreiben"
        )
        parser.add_argument("--publish", action="store_true", help="gleich veröffentlichen statt als Entwurf anlegen")

    def handle(self, *, file: Path, dry_run: bool, skip_errors: bool, publish: bool, **_options: Any) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"Die Datei {file} ist nicht lesbar: {error.strerror}.") from None
        try:
            report = import_cooperations(
                content=content,
                filename=file.name,
                by=None,
                dry_run=dry_run,
                skip_errors=skip_errors,
                published=publish,
            )
        except FileRefusedError as error:
            raise CommandError(str(error)) from None
        for line in report.lines():
            self.stdout.write(line)
        if report.has_errors and not skip_errors:
            raise CommandError("Bitte beheben Sie die Fehler, oder lassen Sie diese Zeilen mit --skip-errors aus.")
