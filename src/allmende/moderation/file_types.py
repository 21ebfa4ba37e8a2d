# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What an uploaded file really is, by its content; its name and what the browser claims prove nothing."""

from __future__ import annotations

import codecs
import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO, Final

from django.utils.translation import gettext as _

HEAD: Final = 4096
MOST_OF_AN_ENTRY: Final = 100_000
"""Bytes that are unpacked of one entry of a container, so that no small file becomes a huge one."""
LARGEST_LISTING: Final = 1024 * 1024
"""Bytes of the list of entries of a container; some ten thousand names."""
LONGEST_NAME: Final = 120
CHUNK: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class FileType:
    """A type that is accepted, with the ending its files get."""

    media_type: str
    ending: str


PDF: Final = FileType("application/pdf", "pdf")
JPEG: Final = FileType("image/jpeg", "jpg")
PNG: Final = FileType("image/png", "png")
TXT: Final = FileType("text/plain", "txt")
ODT: Final = FileType("application/vnd.oasis.opendocument.text", "odt")
ODS: Final = FileType("application/vnd.oasis.opendocument.spreadsheet", "ods")
DOCX: Final = FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
XLSX: Final = FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
PPTX: Final = FileType("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx")
ODP: Final = FileType("application/vnd.oasis.opendocument.presentation", "odp")
HTML: Final = FileType("text/html", "html")
"""Only its text is shown; the file itself is handed out for saving, never as a page of the portal."""

ACCEPTED: Final = (PDF, DOCX, ODT, XLSX, ODS, JPEG, PNG, TXT)
ACCEPTED_IN_LIBRARY: Final = (PDF, DOCX, ODT, HTML, XLSX, ODS, JPEG, PNG, TXT)
ACCEPTED_AS_MATERIAL: Final = (PDF, PPTX, ODP, DOCX, ODT, XLSX, ODS, JPEG, PNG, TXT)
"""What participants of an event get: also slides."""
STARTS: Final = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
CONTAINER: Final = b"PK\x03\x04"
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
MARKUP: Final = re.compile(rb"<(?:!doctype html|html|head|body|h[1-6]|p|div|table)[\s>]", re.IGNORECASE)
UNSPEAKABLE: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
MACROS: Final = re.compile(
    r"(?:.*/)?vbaproject\.bin|xl/macrosheets/.*|scripts/.+|basic/[^/]+/(?!script-l[bc]\.xml|dialog-l[bc]\.xml).+\.xml"
)
"""Entries of a container that hold programs, in lower case. LibreOffice lists its libraries even when all are empty."""


def type_of(file: IO[bytes], name: str, accepted: tuple[FileType, ...] = ACCEPTED) -> FileType | None:
    """What ``file`` is, None for anything that is not ``accepted``. Text and HTML must be called so too."""
    found = _type_of(file, name)
    return found if found in accepted else None


def _type_of(file: IO[bytes], name: str) -> FileType | None:
    file.seek(0)
    head = file.read(HEAD)
    for start, found in STARTS:
        if head.startswith(start):
            return found
    if head.startswith(CONTAINER):
        return _in_container(file)
    if name.lower().endswith(".txt") and head and _is_text(file, "utf-8"):
        return TXT
    # Old pages are not in UTF-8; in Latin-1 every byte is a character, so only control characters tell.
    if name.lower().endswith((".html", ".htm")) and MARKUP.search(head) and _is_text(file, "latin-1"):
        return HTML
    return None


def why_not(file: IO[bytes], name: str, accepted: tuple[FileType, ...] = ACCEPTED) -> str:
    """Why ``type_of`` said None, for whoever hands the file in."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        return _("Die Datei ist leer.")
    if head.startswith(OLD_OFFICE):
        return _(
            "Die Datei ist mit einem Passwort geschützt oder hat ein altes Format (DOC, XLS). Bitte speichern Sie sie "
            "ohne Passwort als PDF, DOCX oder ODT."
        )
    if head.startswith(PROGRAMS):
        return _("Das ist ein Programm und kein Dokument. Programme nehmen wir nicht an.")
    if head.startswith(CONTAINER) and (reason := _why_no_container(file)):
        return reason
    ending = name.rpartition(".")[2].lower()
    if ending in {kind.ending for kind in accepted}:
        return _("Der Inhalt der Datei passt nicht zur Endung „%(ending)s“. Bitte speichern Sie sie neu.") % {
            "ending": ending.upper()
        }
    endings = ", ".join(kind.ending.upper() for kind in accepted)
    return _("Diese Art von Datei nehmen wir nicht an. Erlaubt sind: %(endings)s.") % {"endings": endings}


def _why_no_container(file: IO[bytes]) -> str:
    if not _has_modest_listing(file):
        return _("Die Datei ist beschädigt oder enthält viel zu viele Teile. Bitte speichern Sie sie neu.")
    try:
        with zipfile.ZipFile(file) as container:
            names = container.namelist()
    except BROKEN:
        return _("Die Datei ist beschädigt. Bitte speichern Sie sie neu.")
    if any(MACROS.fullmatch(name.lower()) for name in names):
        return _("Die Datei enthält Makros, also kleine Programme. Bitte speichern Sie sie ohne Makros oder als PDF.")
    if "mimetype" not in names and "[Content_Types].xml" not in names:
        return _("Gepackte Archive nehmen wir nicht an. Bitte laden Sie die Dateien darin einzeln hoch.")
    return ""


BROKEN: Final = (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError)


def _has_modest_listing(file: IO[bytes]) -> bool:
    """Whether the list of entries is of a size that may be read here; it stands at the end of a container.

    The larger form of it (ZIP64) is for more than 65,535 entries or 4 GB, which no document has.
    """
    size = file.seek(0, 2)
    file.seek(max(size - 66_000, 0))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22 or b"PK\x06\x07" in tail[:place]:
        return False
    length: int = struct.unpack_from("<I", tail, place + 12)[0]
    return length <= LARGEST_LISTING


def _in_container(file: IO[bytes]) -> FileType | None:
    """An OpenDocument names its type in ``mimetype``, an Office file in ``[Content_Types].xml``. None with macros."""
    if not _has_modest_listing(file):
        return None
    try:
        with zipfile.ZipFile(file) as container:
            names = set(container.namelist())
            if any(MACROS.fullmatch(name.lower()) for name in names):
                return None
            if "mimetype" in names:
                stated = _beginning(container, "mimetype").strip()
                return next((kind for kind in (ODT, ODS, ODP) if stated == kind.media_type.encode()), None)
            if "[Content_Types].xml" not in names:
                return None
            types = _beginning(container, "[Content_Types].xml")
            return next((kind for kind in (DOCX, XLSX, PPTX) if f"{kind.media_type}.main+xml".encode() in types), None)
    except BROKEN:
        return None


def _beginning(container: zipfile.ZipFile, name: str) -> bytes:
    with container.open(name) as entry:
        return entry.read(MOST_OF_AN_ENTRY)


def _is_text(file: IO[bytes], encoding: str) -> bool:
    """Whether all of it is text in ``encoding``, without control characters. A part at a time: it may be long."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(CHUNK):
            if UNSPEAKABLE.search(chunk):
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def clean_name(name: str, found: FileType) -> str:
    """A file name nobody can do harm with: no folders, no control or direction marks, the right ending."""
    text = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    text = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    text = re.sub(r'[<>:"|?*;]', "_", " ".join(text.split())).strip(". ")
    stem, dot, ending = text.rpartition(".")
    if dot and ending.lower() in {found.ending, "jpeg", "htm"}:
        text = stem
    return f"{text[:LONGEST_NAME].strip('. ') or 'anlage'}.{found.ending}"
