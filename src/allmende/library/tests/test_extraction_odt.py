# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""OpenDocument, HTML and plain text: the same demands as for DOCX."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from allmende.library.extraction import html_files, text_files, xlsx
from allmende.library.extraction import odt as odt_reader
from allmende.library.extraction.outcomes import Failure, Note, UnreadableError
from allmende.library.tests.extraction_stories import read_here
from allmende.library.tests.office_files import odt


def lines_of(read, content, tmp_path):
    return "\n".join(page.text for page in read_here(read, content, tmp_path).pages).split("\n")


LISTS = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-prefix="§ " '
    'style:num-format="1"/><text:list-level-style-number text:level="2" style:num-prefix="(" style:num-suffix=")" '
    'style:num-format="a"/><text:list-level-style-bullet text:level="3"/></text:list-style>'
)


def item(*content, start=""):
    start = f' text:start-value="{start}"' if start else ""
    return f"<text:list-item{start}>{''.join(content)}</text:list-item>"


def test_lists_are_numbered(tmp_path):
    inner = "<text:list>" + item("<text:p>klein</text:p><text:p>ohne Nummer</text:p>") + "</text:list>"
    body = (
        '<text:list text:style-name="L1">'
        + item("<text:p>Aufgabe</text:p>", inner)
        + item("<text:h>Kosten</text:h>")
        + '</text:list><text:p>Dazwischen</text:p><text:list text:style-name="L1" text:continue-numbering="true">'
        + item("<text:p>Ende</text:p>")
        + item("<text:p>Sprung</text:p>", start="9")
        + "</text:list>"
    )
    assert lines_of(odt_reader.read, odt(body, lists=LISTS), tmp_path) == [
        "§ 1 Aufgabe", "(a) klein", "ohne Nummer", "§ 2 Kosten", "Dazwischen", "§ 3 Ende", "§ 9 Sprung",
    ]  # fmt: skip


def test_headings_are_numbered_by_the_outline(tmp_path):
    outline = (
        '<office:styles><text:outline-style><text:outline-level-style text:level="1" style:num-format="I" '
        'style:num-suffix="."/><text:outline-level-style text:level="2" style:num-format="1" '
        'text:display-levels="2"/></text:outline-style></office:styles>'
    )
    body = "".join(
        f'<text:h text:outline-level="{depth}">{text}</text:h>' for depth, text in [(1, "A"), (2, "B"), (1, "C")]
    )
    assert lines_of(odt_reader.read, odt(body, styles=outline), tmp_path) == ["I. A", "I.1 B", "II. C"]


def test_tables_notes_headers_and_blanks(tmp_path):
    row = "<table:table-row>{}</table:table-row>".format
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>".format
    cited = "<text:note-citation>9</text:note-citation>"
    note = f"<text:note>{cited}<text:note-body><text:p>Quelle</text:p></text:note-body></text:note>"
    body = (
        "<text:tracked-changes><text:p>gelöscht</text:p></text:tracked-changes>"
        f"<text:p>Text{note} mit<text:s text:c='2'/>"
        "Abstand<office:annotation><text:p>Bemerkung</text:p></office:annotation></text:p>"
        f"<table:table>{row(cell('Jahr') + cell('Euro'))}</table:table>"
        "<text:p><text:soft-page-break/>Seite zwei</text:p>"
    )
    styles = "<style:header><text:p>Stadt Mayen</text:p></style:header>"
    found = read_here(odt_reader.read, odt(body, styles=styles), tmp_path)
    assert found.pages[0].text == "Stadt Mayen\nText[1] mit Abstand\nJahr | Euro\nSeite zwei\n[1] Quelle"
    assert set(found.notes) == {Note.TRACKED_CHANGES, Note.COMMENTS}


def test_an_encrypted_file_is_said_to_be_closed(tmp_path):
    with pytest.raises(UnreadableError) as caught:
        read_here(odt_reader.read, odt("", manifest="<manifest:encryption-data/>"), tmp_path)
    assert caught.value.failure == Failure.PASSWORD


HTML = """<!DOCTYPE html><html><head><title>Satzung</title><style>p { color: red }</style></head>
<body onload="alert(1)"><h1>§ 1   Name</h1><p>Er heißt <b>Ver</b>band &amp; mehr.<br>Zweite Zeile
<ol start="3"><li><p>drei</p><li>vier<ul><li>Punkt</ul></ol>
<table><tr><th>Jahr<th>Euro<tr><td>2024<td>10</table>
<script>alert("nie")</script><noscript>nie</noscript><svg><text>nie</text></svg><p>Ende"""


def test_html_is_read_as_it_is_seen(tmp_path):
    found = read_here(html_files.read, HTML.encode(), tmp_path)
    assert found.pages[0].text.split("\n") == [
        "Satzung", "§ 1 Name", "Er heißt Verband & mehr.", "Zweite Zeile", "3. drei", "4. vier", "– Punkt",
        "Jahr | Euro", "2024 | 10", "Ende",
    ]  # fmt: skip
    assert set(found.notes) == {Note.SCRIPTS}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('<meta charset="utf-8"><p>Grüße'.encode(), "Grüße"),
        ('<meta charset="iso-8859-1"><p>Grüße – „hier“'.encode("cp1252"), "Grüße – „hier“"),
        ("<p>Grüße".encode("latin-1"), "Grüße"),
        ('<meta charset="idna"><p>Grüße'.encode(), "Grüße"),
        ("<p>Grüße".encode("utf-16"), "Grüße"),
        (b"<p>" * 30_000 + b"tief", "tief"),
        (b"<p>&#0;&#xD800;&#x110000;a", "\ufffd\ufffd\ufffda"),
    ],
)
def test_html_in_any_encoding(tmp_path, content, text):
    assert lines_of(html_files.read, content, tmp_path) == [text]


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        (b"Eins\r\nZeile\fZwei", ["Eins\nZeile", "Zwei"]),
        ("\ufeffGrüße".encode(), ["Grüße"]),
        (b"", [""]),
        (b"\x00\x01a", ["a"]),
        (b"x" * 50_000, ["x" * 20_000, "x" * 20_000, "x" * 10_000]),
    ],
)
def test_plain_text(tmp_path, content, pages):
    assert [page.text for page in read_here(text_files.read, content, tmp_path).pages] == pages


def test_sheets_are_pages(tmp_path):
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file)
    for name, row in [("Umlage", ["Gemeinde", 12.5, "", "Grüße"]), ("Leer", []), ("Formel", ["=1+1"])]:
        workbook.add_worksheet(name).write_row(0, 0, row)
    workbook.close()
    found = read_here(xlsx.read, file.getvalue(), tmp_path)
    assert [page.text for page in found.pages] == ["Umlage\nGemeinde | 12.5 | Grüße", "Leer", "Formel\n0"]
