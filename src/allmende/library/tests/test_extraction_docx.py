# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""DOCX: what a reader sees on paper is what is read, numbers that nobody typed included."""

from __future__ import annotations

import pytest

from allmende.library.extraction import docx as docx_reader
from allmende.library.extraction import xml_trees
from allmende.library.extraction.outcomes import Failure, Note, UnreadableError
from allmende.library.tests.extraction_stories import read_here
from allmende.library.tests.office_files import docx, paragraph


def level(number, form, text, *, start=1, style=""):
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{style}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="7">'
    + level(0, "decimal", "§ %1", style="Paragraf")
    + level(1, "decimal", "(%2)")
    + level(2, "lowerLetter", "%3)")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="8">'
    + level(0, "upperRoman", "%1.")
    + level(1, "decimal", "%1.%2")
    + level(2, "bullet", "\uf0b7")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/>'
    '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:styleId="Paragraf"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Eigener"><w:basedOn w:val="Paragraf"/></w:style>'
    '<w:style w:styleId="Kreis"><w:basedOn w:val="Kreis"/></w:style>'
)


def lines_of(content, tmp_path):
    return "\n".join(page.text for page in read_here(docx_reader.read, content, tmp_path).pages).split("\n")


def test_numbers_are_counted_as_word_counts(tmp_path):
    body = "".join(
        [
            paragraph("Aufgabe", style="Paragraf"),
            paragraph("Erstens", list_id=1, level=1),
            paragraph("Zweitens", list_id=1, level=1),
            paragraph("klein", list_id=1, level=2),
            paragraph("Kosten", style="Eigener"),
            paragraph("Wieder von vorn", list_id=1, level=1),
            paragraph("Von fünf an", list_id=3, level=1),
            paragraph("Ohne Nummer", style="Paragraf", list_id=0),
            paragraph("Im Kreis", style="Kreis"),
        ]
    )
    assert lines_of(docx(body, numbering=NUMBERING, styles=STYLES), tmp_path) == [
        "§ 1 Aufgabe",
        "(1) Erstens",
        "(2) Zweitens",
        "a) klein",
        "§ 2 Kosten",
        "(1) Wieder von vorn",
        "(5) Von fünf an",
        "Ohne Nummer",
        "Im Kreis",
    ]


def test_roman_legal_and_bullets(tmp_path):
    body = "".join(paragraph(text, list_id=2, level=depth) for text, depth in [("A", 0), ("B", 0), ("C", 1), ("D", 2)])
    assert lines_of(docx(body, numbering=NUMBERING), tmp_path) == ["I. A", "II. B", "II.1 C", "– D"]


def test_tables_footnotes_headers_and_boxes(tmp_path):
    cell = "<w:tc>{}</w:tc>".format
    rows = "".join(
        f"<w:tr>{cell(paragraph(one))}{cell(paragraph(two))}</w:tr>" for one, two in [("Jahr", "Euro"), ("1", "2")]
    )
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('Im Kasten')}</w:txbxContent></w:pict></w:r></w:p>"
    noted = '<w:p><w:r><w:t>Text</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    footnotes = f'<w:footnote w:id="0" w:type="separator"/><w:footnote w:id="2">{paragraph("Quelle")}</w:footnote>'
    content = docx(
        f"{noted}<w:tbl>{rows}</w:tbl>{box}",
        footnotes=footnotes,
        header=paragraph("Stadt Mayen"),
        footer=paragraph("Entwurf"),
    )
    assert lines_of(content, tmp_path) == [
        "Stadt Mayen", "Text[1]", "Jahr | Euro", "1 | 2", "Im Kasten", "[1] Quelle", "Entwurf",
    ]  # fmt: skip


def test_page_breaks_make_pages(tmp_path):
    body = (
        paragraph("Eins")
        + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Zwei</w:t></w:r></w:p>"
        + '<w:p><w:r><w:t>Noch zwei</w:t><w:br w:type="page"/></w:r></w:p>'
        + paragraph("Drei")
    )
    found = read_here(docx_reader.read, docx(body), tmp_path)
    assert [page.text for page in found.pages] == ["Eins", "Zwei\nNoch zwei", "Drei"]
    assert found.page_count == 3


def test_long_texts_without_breaks_are_told_in_stretches(tmp_path):
    found = read_here(docx_reader.read, docx(paragraph("Wort " * 300) * 10), tmp_path)
    assert len(found.pages) == 5
    assert all(len(page.text) <= 4_000 for page in found.pages)


def test_what_was_deleted_is_not_read_and_changes_are_said(tmp_path):
    body = (
        "<w:p><w:r><w:t>Bleibt</w:t></w:r><w:del><w:r><w:delText>weg</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t> neu</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>unsichtbar</w:t></w:r>"
        '<w:r><w:commentReference w:id="1"/></w:r></w:p>'
    )
    found = read_here(docx_reader.read, docx(body), tmp_path)
    assert found.pages[0].text == "Bleibt neu"
    assert set(found.notes) == {Note.TRACKED_CHANGES, Note.COMMENTS}


@pytest.mark.parametrize("extra", [{}, {"word/embeddings/bombe.zip": b"PK" * 100}])
def test_what_is_embedded_is_not_opened(tmp_path, extra):
    assert lines_of(docx(paragraph("Text"), extra=extra), tmp_path) == ["Text"]


def test_xml_with_too_many_elements_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(xml_trees, "MOST_ELEMENTS", 100)
    with pytest.raises(UnreadableError) as caught:
        read_here(docx_reader.read, docx("<w:p/>" * 101), tmp_path)
    assert caught.value.failure == Failure.UNPACKS_TOO_LARGE


def test_a_file_without_its_main_part_is_damaged(tmp_path):
    with pytest.raises(UnreadableError) as caught:
        read_here(docx_reader.read, docx("", raw=b"<leer/>"), tmp_path)
    assert caught.value.failure == Failure.DAMAGED
