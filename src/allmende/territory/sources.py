# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Where the official files are, and reading any file that can be given as register or boundaries.

BKG: VG250-EW as GeoPackage in EPSG:25832, dl-de/by-2-0. Destatis: GV100AD, the yearly edition (fourth quarter). The
address of BKG is the one in its product description; that of Destatis is *not verified* (taken from public projects
that use it) and changes with the site, so both can be given as options of the command.
"""

from __future__ import annotations

import io
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from allmende.territory.csv_register import is_csv_register, parse_csv_register
from allmende.territory.gv100ad import parse_gv100ad
from allmende.territory.records import ImportRefusedError, Register, TerritoryFileError

if TYPE_CHECKING:
    from collections.abc import Callable

BOUNDARIES_URL = (
    "https://daten.gdz.bkg.bund.de/produkte/vg/vg250-ew_ebenen_1231/aktuell/vg250-ew_12-31.utm32s.gpkg.ebenen.zip"
)
REGISTER_URL = (
    "https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/Administrativ/Archiv/GV100ADQ/"
    "GV100AD4QAktuell.zip?__blob=publicationFile"
)
TIMEOUT = 60
"""s without an answer."""

BIGGEST_REGISTER, BIGGEST_BOUNDARIES = 50_000_000, 500_000_000
"""Bytes; the files have about 1 MB and 70 MB."""

CHUNK = 1 << 20


def read_register(path: Path) -> Register:
    """A GV100AD file (also in a ZIP, as Destatis gives it) or a CSV-Verzeichnis."""
    try:
        content = path.read_bytes()
    except OSError:
        raise TerritoryFileError(path.name, "", "Die Datei gibt es nicht oder sie ist nicht lesbar.") from None
    name = path.name
    if content[:2] == b"PK":
        name, content = _from_archive(content, name)
    return parse_csv_register(content, name) if is_csv_register(content) else parse_gv100ad(content, name)


def _from_archive(content: bytes, file: str) -> tuple[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if Path(name).suffix.lower() in {".txt", ".asc", ".csv"}]
            names.sort(key=lambda name: ("GV100" not in name.upper(), name))
            if not names:
                raise TerritoryFileError(file, "", "Das Archiv enthält kein Verzeichnis (GV100AD_….txt).")
            if archive.getinfo(names[0]).file_size > BIGGEST_REGISTER:
                raise TerritoryFileError(file, names[0], "Die Datei im Archiv ist zu groß.")
            return Path(names[0]).name, archive.read(names[0])
    except zipfile.BadZipFile:
        raise TerritoryFileError(file, "", "Das Archiv ist abgeschnitten oder beschädigt.") from None


def download(url: str, folder: Path, name: str, *, limit: int, progress: Callable[[str], None] = print) -> Path:
    """Fetch ``url`` into ``folder``; raises ImportRefusedError with what to do when there is no network."""
    progress(f"{url} wird geladen …")
    if not url.startswith("https://"):
        raise ImportRefusedError(f"{url} ist keine https-Adresse.")
    file = folder / name
    size = 0
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer, file.open("wb") as target:  # noqa: S310  https, checked above
            while chunk := answer.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise ImportRefusedError(
                        f"{url} liefert mehr als {limit // 1_000_000} MB. Das ist nicht die Datei."
                    )
                target.write(chunk)
            promised = answer.headers.get("Content-Length")
    except urllib.error.HTTPError as error:
        problem = f"{url} antwortet mit Fehler {error.code}. Prüfen Sie die Adresse beim Anbieter."
        raise ImportRefusedError(problem) from None
    except OSError as error:
        problem = (
            f"Keine Verbindung zu {url} ({error}). Laden Sie die Datei an einem Rechner mit Netz und geben Sie sie mit "
            "--register und --boundaries an."
        )
        raise ImportRefusedError(problem) from None
    if promised is not None and int(promised) != size:
        raise ImportRefusedError(f"{url}: Die Übertragung brach nach {size} von {promised} Bytes ab.")
    if not zipfile.is_zipfile(file):
        raise ImportRefusedError(f"{url} liefert kein ZIP-Archiv. Prüfen Sie die Adresse beim Anbieter.")
    progress(f"{size / 1_000_000:.1f} MB geladen.")
    return file
