# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``allmende territory import``: register and boundaries into the database and the map files."""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from allmende.territory import sources
from allmende.territory.boundary_files import read_boundaries
from allmende.territory.edition import join
from allmende.territory.records import ImportRefusedError, TerritoryFileError
from allmende.territory.services import import_edition

if TYPE_CHECKING:
    from allmende.territory.records import EditionData


class Command(BaseCommand):
    """Import of the official hierarchy, borders and map."""

    help = "Amtliche Gebiete: Verzeichnis und Grenzen einspielen."

    def add_arguments(self, parser: CommandParser) -> None:
        """Files or --official, and what files may not tell."""
        add = parser.add_argument
        add("--register", type=Path, metavar="DATEI", help="GV100AD (auch als ZIP) oder CSV-Verzeichnis")
        add("--boundaries", type=Path, metavar="DATEI", help="VG250 oder VG250-EW: GeoPackage, Shapefile, ZIP, Ordner")
        add("--official", action="store_true", help="beide Dateien von BKG und Destatis laden")
        add("--register-url", default=sources.REGISTER_URL, metavar="URL", help="Adresse des Verzeichnisses (ZIP)")
        add("--boundaries-url", default=sources.BOUNDARIES_URL, metavar="URL", help="Adresse der Grenzen (ZIP)")
        add("--as-of", type=_date, metavar="JJJJ-MM-TT", help="Gebietsstand, wenn die Dateien ihn nicht nennen")
        add("--population-on", type=_date, metavar="JJJJ-MM-TT", help="Stichtag der Einwohnerzahlen")
        add("--dry-run", action="store_true", help="nur prüfen, nichts speichern")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, or say in one line why not."""
        try:
            if options["official"]:
                with tempfile.TemporaryDirectory() as folder:
                    self._fetch(options, Path(folder))
                    data = self._read(options)
            else:
                data = self._read(options)
            report = import_edition(data=data, by=None, dry_run=options["dry_run"], progress=self._say)
        except (TerritoryFileError, ImportRefusedError) as refusal:
            raise CommandError(f"Nicht eingespielt. {refusal}") from None
        for line in report.short():
            self._say(line)
        self._say(f"Ganzer Bericht: {report.file}")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _fetch(self, options: dict[str, Any], folder: Path) -> None:
        if options["register"] or options["boundaries"]:
            raise ImportRefusedError("--official lädt beide Dateien; --register und --boundaries gehören nicht dazu.")
        for name, limit in (("register", sources.BIGGEST_REGISTER), ("boundaries", sources.BIGGEST_BOUNDARIES)):
            url = options[f"{name}_url"]
            options[name] = sources.download(url, folder, f"{name}.zip", limit=limit, progress=self._say)

    def _read(self, options: dict[str, Any]) -> EditionData:
        register = boundaries = None
        if options["register"]:
            self._say(f"Verzeichnis wird gelesen: {options['register'].name}")
            register = sources.read_register(options["register"])
        if options["boundaries"]:
            self._say(f"Grenzen werden gelesen: {options['boundaries'].name}")
            boundaries = read_boundaries(options["boundaries"])
        return join(
            register,
            boundaries,
            as_of=options["as_of"],
            population_on=options["population_on"],
            progress=self._say,
        )


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"„{text}“ ist kein Datum (JJJJ-MM-TT).") from None
