# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What an uploaded file really is, by its content; its name and what the browser claims prove nothing."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO, Final

HEAD: Final = 4096
MOST_OF_AN_ENTRY: Final = 100_000
"""Bytes that are unpacked of one entry of a container, so that no small file becomes a huge one."""
LONGEST_NAME: Final = 120


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

ACCEPTED: Final = (PDF, DOCX, ODT, XLSX, ODS, JPEG, PNG, TXT)
STARTS: Final = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
CONTAINER: Final = b"PK\x03\x04"


def type_of(file: IO[bytes], name: str) -> FileType | None:
    """What ``file`` is, None for anything that is not accepted. Plain text must also be called ``.txt``."""
    file.seek(0)
    head = file.read(HEAD)
    for start, found in STARTS:
        if head.startswith(start):
            return found
    if head.startswith(CONTAINER):
        return _in_container(file)
    if name.lower().endswith(".txt") and head and _is_text(file):
        return TXT
    return None


def _in_container(file: IO[bytes]) -> FileType | None:
    """An OpenDocument names its type in ``mimetype``; an Office file without macros in ``[Content_Types].xml``."""
    try:
        with zipfile.ZipFile(file) as container:
            names = set(container.namelist())
            if "mimetype" in names:
                stated = _beginning(container, "mimetype").strip()
                return next((kind for kind in (ODT, ODS) if stated == kind.media_type.encode()), None)
            if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            types = _beginning(container, "[Content_Types].xml")
            return next((kind for kind in (DOCX, XLSX) if f"{kind.media_type}.main+xml".encode() in types), None)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return None


def _beginning(container: zipfile.ZipFile, name: str) -> bytes:
    with container.open(name) as entry:
        return entry.read(MOST_OF_AN_ENTRY)


def _is_text(file: IO[bytes]) -> bool:
    """Whether all of it is text in UTF-8, without control characters."""
    file.seek(0)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(ord(character) < 32 and character not in "\t\n\r\f" for character in text)


def clean_name(name: str, found: FileType) -> str:
    """A file name nobody can do harm with: no folders, no control or direction marks, the right ending."""
    text = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    text = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    text = re.sub(r'[<>:"|?*;]', "_", " ".join(text.split())).strip(". ")
    stem, dot, ending = text.rpartition(".")
    if dot and ending.lower() in {found.ending, "jpeg"}:
        text = stem
    return f"{text[:LONGEST_NAME].strip('. ') or 'anlage'}.{found.ending}"
