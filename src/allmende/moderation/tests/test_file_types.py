# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a file is, told by its content, and the words for those who are turned away."""

from __future__ import annotations

import io
import struct

import pytest

from allmende.library.tests.office_files import DOCX_TYPE, docx, odt, packed, paragraph
from allmende.moderation import file_types
from allmende.moderation.file_types import ACCEPTED_IN_LIBRARY, DOCX, HTML, ODT, clean_name, type_of, why_not

GOOD_DOCX = docx(paragraph("Text"))


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.html", b"<!DOCTYPE html><p>Hallo", HTML),
        ("a.HTM", "<html><body>Grüße".encode("latin-1"), HTML),
        ("a.html", "<p>„typografisch“ – ja".encode(), HTML),
        ("a.html", b"nur Text", None),
        ("a.txt", b"<p>ist keine Seite", file_types.TXT),
        ("a.html", b"<p>\x00", None),
        ("a.svg", b"<svg><p>", None),
        ("vertrag.pdf", GOOD_DOCX, DOCX),
        ("a.odt", odt(""), ODT),
    ],
)
def test_told_by_content(name, content, found):
    assert type_of(io.BytesIO(content), name, ACCEPTED_IN_LIBRARY) == found


def test_html_is_for_the_library_only():
    assert type_of(io.BytesIO(b"<p>Hallo"), "a.html") is None


def test_a_wrong_ending_is_put_right():
    assert clean_name("vertrag.pdf", DOCX) == "vertrag.pdf.docx"
    assert clean_name("seite.htm", HTML) == "seite.html"


def many_names():
    return packed({f"{'n' * 150}{number}": b"" for number in range(6_000)})


def zip64():
    """The larger form of the list of entries, which could be of any length."""
    place = GOOD_DOCX.rindex(b"PK\x05\x06")
    return GOOD_DOCX[:place] + b"PK\x06\x07" + struct.pack("<IQI", 0, 0, 1) + GOOD_DOCX[place:]


REFUSED = {
    "leer.pdf": (b"", "leer"),
    "alt.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Passwort geschützt oder hat ein altes Format"),
    "geschuetzt.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Passwort geschützt"),
    "vertrag.pdf": (b"MZ\x90\x00", "Programm"),
    "skript.txt": (b"#!/bin/sh\n\x00", "Programm"),
    "makro.docx": (docx("", extra={"word/vbaProject.bin": b"x"}), "Makros"),
    "makro.xlsx": (packed({"[Content_Types].xml": "", "xl/macrosheets/sheet1.xml": "x"}), "Makros"),
    "makro.odt": (odt("", macros=True), "Makros"),
    "python.odt": (packed({"mimetype": "x", "Scripts/python/a.py": "x"}), "Makros"),
    "archiv.zip": (packed({"a.txt": "x"}), "Archive"),
    "kaputt.docx": (GOOD_DOCX[:-40], "beschädigt"),
    "viele.docx": (many_names(), "beschädigt oder enthält viel zu viele Teile"),
    "gross.docx": (zip64(), "beschädigt oder enthält viel zu viele Teile"),
    "falsch.pdf": (b"irgendetwas", "passt nicht zur Endung „PDF“"),
    "falsch.txt": (b"\xff\xfe\x00\x01", "passt nicht zur Endung „TXT“"),
    "bild.svg": (b"<svg/>", "Erlaubt sind: PDF, DOCX, ODT, HTML"),
    "vorlage.docx": (packed({"[Content_Types].xml": DOCX_TYPE.replace("document", "x")}), "passt nicht zur Endung"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_reason(name):
    content, words = REFUSED[name]
    assert type_of(io.BytesIO(content), name, ACCEPTED_IN_LIBRARY) is None
    assert words in why_not(io.BytesIO(content), name, ACCEPTED_IN_LIBRARY)


def test_long_text_is_looked_at_in_parts(monkeypatch):
    monkeypatch.setattr(file_types, "CHUNK", 3)
    assert type_of(io.BytesIO("Grüße aus Mayen".encode()), "a.txt") == file_types.TXT
    assert type_of(io.BytesIO("Grüße aus Ma\x07yen".encode()), "a.txt") is None
    assert type_of(io.BytesIO("Grüß".encode()[:-1]), "a.txt") is None
