# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""PDF files: tagged, with embedded fonts, and whatever people type stays text."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import typst
from pypdf import PdfReader

from allmende.core import pdf

MADE_AT = dt.datetime(2026, 4, 22, 12, 0, tzinfo=dt.UTC)
LIST = """
#import "frame.typ": *
#show: paper
= #document-facts.title
#paragraphs(data.text)
== Liste
#listing(columns: 2, head: ("Name", "Zahl"), ..data.rows.map(row => (row.at(0), str(row.at(1)))).flatten())
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "list.typ"
    path.write_text(LIST)
    return path


def made(template, text="Grüße aus Müllheim", **values):
    values = {"title": "Prüfliste", "author": "Beratungsstelle", "made_at": MADE_AT} | values
    return pdf.render(template, {"text": text, "rows": [["Straße", 1], ["Größe", 2]] * 40}, **values)


def read(content):
    return PdfReader(io.BytesIO(content))


def extracted(content):
    return " ".join(" ".join(page.extract_text() for page in read(content).pages).split())


def tags(element, found=None):
    """Every type of the structure tree, in the order of reading."""
    found = [] if found is None else found
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            tags(child, found)
        return found
    if not isinstance(element, dict):
        return found
    if "/S" in element:
        found.append(element["/S"])
    if "/K" in element:
        tags(element["/K"], found)
    return found


def test_it_says_that_it_is_made_for_everybody_and_to_be_kept(template):
    reader = read(made(template))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (reader.metadata.title, reader.metadata.author) == ("Prüfliste", "Beratungsstelle")
    about = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1<" in about
    assert "<pdfaid:part>3<" in about
    assert "<pdfaid:conformance>A<" in about


def test_headings_are_bookmarks_and_the_head_of_a_table_is_one(template):
    reader = read(made(template))
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == ["Prüfliste"]
    found = tags(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    assert found.index("/H1") < found.index("/P") < found.index("/H2") < found.index("/Table")
    assert (found.count("/THead"), found.count("/TH"), found.count("/TD")) == (1, 2, 160)
    assert len(reader.pages) > 1


def test_every_font_is_embedded(template):
    names = set()
    for page in read(made(template)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert descriptor.get("/FontFile2") or descriptor.get("/FontFile3")
            names.add(str(descriptor["/FontName"]).partition("+")[2])
    assert names == {"FiraSans-Regular", "FiraSans-SemiBold"}


@pytest.mark.parametrize(
    "text",
    [
        '#eval("1+1")',
        "*fett* _schräg_ `code`",
        "$x^2$ @quelle <marke> \\ \\u{41}",
        "= Überschrift",
        '#read("/etc/passwd") #import "frame.typ"',
        "// kein Kommentar /* auch nicht */",
        "„Zitat“ – 100 € & 50 % … ß ẞ Łódź Ștefan",
    ],
)
def test_what_people_type_stays_text(template, text):
    assert text in extracted(made(template, text))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Li 李 Wei", "Li ? Wei"),
        ("Anna\x00\x07 Müller", "Anna Müller"),
        ("\u202etxet netherdrev", "txet netherdrev"),
        ("\ud800kaputt", "kaputt"),
        ("① 𝐀", "1 A"),
        ("Müller", "Müller"),
        ("Zeile\u2028neu\tTab\r\nweiter", "Zeile neu Tab\nweiter"),
        ("😀", "?"),
    ],
)
def test_characters_without_a_picture_are_replaced(typed, shown):
    assert pdf.showable(typed) == shown


def test_no_text_however_odd_keeps_a_paper_from_being_made(template):
    text = "".join(chr(code) for code in range(0x3000) if chr(code) != "\n") + "😀\ud800\uffff\U0010ffff"
    assert made(template, text, title=text, author=text).startswith(b"%PDF-")


def test_a_paper_always_has_a_title(template):
    assert read(made(template, title=" \n")).metadata.title == "?"


def test_the_same_makes_the_same_bytes(template):
    assert made(template) == made(template)
    assert made(template) != made(template, text="Anderes")


@pytest.mark.parametrize("line", ['#read("/etc/hostname")', '#read("../../manage.py")', '#image("x.png")'])
def test_a_template_sees_no_other_file(tmp_path, line):
    path = tmp_path / "curious.typ"
    path.write_text(f'#import "frame.typ": *\n#show: paper\n{line}')
    with pytest.raises(typst.TypstError):
        pdf.render(path, {}, title="x", author="x")


def test_a_picture_without_words_is_a_mistake(tmp_path):
    path = tmp_path / "mute.typ"
    picture = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><path d='M0 0h1v1z'/></svg>"
    path.write_text(f'#import "frame.typ": *\n#show: paper\n#image(bytes("{picture}"), format: "svg")')
    with pytest.raises(typst.TypstError, match="alt"):
        pdf.render(path, {}, title="x", author="x")


def test_missing_fonts_are_named(tmp_path, template, monkeypatch):
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    pdf.shown_characters.cache_clear()
    try:
        with pytest.raises(pdf.FontsMissingError, match="vendor_assets"):
            made(template)
    finally:
        pdf.shown_characters.cache_clear()


def test_an_answer_is_kept_by_nobody_and_has_its_name():
    answer = pdf.answer(b"%PDF-", filename='Schild „Grün“ "x".pdf', as_attachment=True)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Schild%20%E2%80%9EGr%C3%BCn")
    assert answer["X-Content-Type-Options"] == "nosniff"
