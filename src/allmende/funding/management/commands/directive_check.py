# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende directive check FILE …``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from allmende.funding.contradiction_wording import problem_of
from allmende.funding.engine.contradictions import contradictions, has_errors
from allmende.funding.files.loading import read_file
from allmende.funding.files.reading import DirectiveFileError

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Asks no database. Ends with 1 if a file cannot be read or contradicts itself, or a test case comes out else."""

    help = "Prüft Förderrichtlinien als Datei (YAML oder JSON): Angaben, Widersprüche, Testfälle. Schreibt nichts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="DATEI", help="YAML- oder JSON-Dateien")

    def handle(self, *, files: list[Path], **_options: Any) -> None:
        wrong = [file for file in files if not self._is_sound(file)]
        if wrong:
            raise CommandError(f"Bitte verbessern: {', '.join(file.name for file in wrong)}.")

    def _is_sound(self, file: Path) -> bool:
        try:
            data = file.read_bytes()
        except OSError as error:
            self.stdout.write(f"{file.name}: Die Datei ist nicht lesbar: {error.strerror}.")
            return False
        try:
            text = read_file(data, file.name)
        except DirectiveFileError as error:
            for problem in error.problems:
                self.stdout.write(f"{file.name}: {problem}")
            return False
        found = contradictions(text)
        for each in found:
            self.stdout.write(f"{file.name}: {'Hinweis: ' if each.is_hint else ''}{problem_of(each)}")
        if has_errors(found):
            return False
        counted = f"{len(text.rules)} Regeln, {len(text.amounts)} Beträge, {len(text.cases)} Testfälle"
        self.stdout.write(f"{file.name}: in Ordnung ({counted}).")
        return True
