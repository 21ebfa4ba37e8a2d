# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Files that want to do harm: each is read or refused with a reason, in a process of its own, within its limits."""

from __future__ import annotations

import io
import signal
import sys
import tempfile
import time
import zipfile
import zlib

import psutil
import pytest
from PIL import Image

from allmende.library.extraction import runner
from allmende.library.extraction.limits import Limits
from allmende.library.extraction.media_types import DOCX, HTML, JPEG, ODT, PDF, PNG, TEXT
from allmende.library.extraction.outcomes import Failure, Note
from allmende.library.tests.extraction_stories import read_apart
from allmende.library.tests.office_files import docx, odt, packed, paragraph
from allmende.library.tests.pdf_files import assembled, locked, pdf, picture

LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "hahahahaha">'
    + "".join(f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><w>&i;</w>"
).encode()
OUTSIDE = b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w>&a;</w>'
SCRIPT = "/OpenAction << /S /JavaScript /JS (while\\(true\\){}) >>"
HIDDEN = zlib.compress(b"7 0 << /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>")
HIDDEN_STREAM = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(HIDDEN) + HIDDEN


def zip_bomb():
    """30 MB of blanks in a paragraph, packed a thousand times smaller."""
    return docx("", raw=b"<w>" + b" " * 30_000_000 + b"</w>")


def lying_bomb():
    """A part that says it is small: the size in the list of entries is not what comes out."""
    content = zip_bomb()
    place = content.rindex(b"word/document.xml") - 46
    return content[: place + 24] + (1000).to_bytes(4, "little") + content[place + 28 :]


def nested_bomb():
    inner = packed({"a.xml": b" " * 10_000_000})
    return docx(paragraph("Harmlos"), extra={f"word/embeddings/{number}.zip": inner for number in range(50)})


def many_parts():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        for number in range(12_000):
            container.writestr(f"word/{number}.xml", b"")
    return file.getvalue()


def deep_xml():
    return docx("", raw=b"<a>" * 100_000)


UNREADABLE = {
    "pdf with a password": (lambda: locked("geheim"), PDF, Failure.PASSWORD),
    "damaged pdf": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20, PDF, Failure.DAMAGED),
    "half a pdf": (lambda: pdf("Text")[:400], PDF, Failure.DAMAGED),
    "pdf whose pages hold themselves": (
        lambda: assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 9999999 /Kids [2 0 R] >>"]),
        PDF,
        Failure.DAMAGED,
    ),
    "word file called pdf": (lambda: docx(paragraph("Text")), PDF, Failure.DAMAGED),
    "encrypted office file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), DOCX, Failure.PASSWORD),
    "damaged docx": (lambda: docx(paragraph("Text"))[:-60], DOCX, Failure.DAMAGED),
    "docx with broken xml": (lambda: docx("<w:p>"), DOCX, Failure.DAMAGED),
    "billion laughs": (lambda: docx("", raw=LAUGHS), DOCX, Failure.ENTITIES),
    "file of the server": (lambda: docx("", raw=OUTSIDE), DOCX, Failure.ENTITIES),
    "zip bomb": (zip_bomb, DOCX, Failure.UNPACKS_TOO_LARGE),
    "zip bomb that lies": (lying_bomb, DOCX, Failure.DAMAGED),
    "too many parts": (many_parts, DOCX, Failure.UNPACKS_TOO_LARGE),
    "xml without end": (deep_xml, DOCX, Failure.DAMAGED),
    "odt with a password": (lambda: odt("", manifest="<manifest:encryption-data/>"), ODT, Failure.PASSWORD),
    "nothing at all": (lambda: b"", PDF, Failure.DAMAGED),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_refused_with_a_reason(name):
    make, media_type, failure = UNREADABLE[name]
    found = read_apart(make(), media_type)
    assert (found.failure, found.pages, found.thumbnail) == (failure, [], None)


READABLE = {
    "pdf with a script": (lambda: pdf("Ein Text mit Skript", catalog=SCRIPT), PDF, "Ein Text mit Skript", Note.SCRIPTS),
    "pdf with a hidden script": (
        lambda: pdf("Ein Text mit Skript", extra=(HIDDEN_STREAM + b"\nendstream",)),
        PDF,
        "Ein Text mit Skript",
        Note.SCRIPTS,
    ),
    "huge page": (lambda: pdf("Text").replace(b"595 842", b"9e9 9e9"), PDF, "Text", None),
    "containers inside": (nested_bomb, DOCX, "Harmlos", None),
    "html with a script": (lambda: b"<p>Text<script>while(1){}</script>", HTML, "Text", Note.SCRIPTS),
    "html without end": (lambda: b"<p>Text" + b"<div a=" * 100_000, HTML, "Text", None),
    "html in the midst of a character": (lambda: "<p>Grü".encode()[:-1], HTML, "GrÃ", None),
    "surrogates": (lambda: b"<p>Text&#xD800;", HTML, "Text\ufffd", None),
}


@pytest.mark.parametrize("name", READABLE)
def test_read_without_harm(name):
    make, media_type, text, note = READABLE[name]
    found = read_apart(make(), media_type)
    assert (found.failure, found.pages[0].text) == (None, text)
    assert note in found.notes if note else not found.notes


def test_what_takes_too_long_is_ended():
    found = read_apart(b"<" * 1_000_000 + b">", HTML, cpu=1)
    assert found.failure == Failure.TIME


def test_two_thousand_pages_are_read():
    found = read_apart(pdf(*[f"Seite {number}: der gemeinsame Bauhof" for number in range(1, 2001)]), PDF)
    assert (len(found.pages), found.page_count, found.notes) == (2000, 2000, {})
    assert found.pages[-1].text == "Seite 2000: der gemeinsame Bauhof"


def test_beyond_the_limit_pages_are_left_out_and_that_is_said():
    found = read_apart(pdf(*["Text"] * 12), PDF, pages=10)
    assert (len(found.pages), found.page_count, found.notes) == (10, 12, {Note.MORE_PAGES: "10"})


def test_text_beyond_the_limit_is_cut_and_that_is_said():
    found = read_apart(b"wort " * 10_000, TEXT, text=6_000)
    assert (sum(len(page.text) for page in found.pages), list(found.notes)) == (6_000, [Note.MORE_TEXT])


def test_huge_pictures_are_scans_like_others():
    found = read_apart(pdf(picture(10, 10, declared=(60_000, 60_000)), "Der Text dahinter"), PDF)
    assert found.failure is None
    assert [page.is_scanned for page in found.pages] == [True, False]
    assert found.pages[1].text == "Der Text dahinter"


# The process itself, whatever makes it misbehave


@pytest.fixture
def child(monkeypatch):
    """The child runs this code instead, with the file and the folder as its arguments, under the same limits."""

    def run(code, **limits):
        bounds = Limits(**limits)
        start = (
            "import sys; from pathlib import Path; from allmende.library.extraction import limits, report; "
            "bounds = limits.Limits.from_json(sys.argv[2]); limits.bind(bounds); "
            "told = report.Report(Path(sys.argv[1]), bounds)\n"
        )

        def command(_file, folder, _media_type, limits):
            return [sys.executable, "-I", "-c", start + code, str(folder), limits.to_json()]

        monkeypatch.setattr(runner, "command", command)
        return runner.extract(io.BytesIO(b"x"), TEXT, bounds)

    return run


@pytest.mark.parametrize(
    ("code", "limits", "failure"),
    [
        ("while True: pass", {"cpu": 1}, Failure.TIME),
        ("import time; time.sleep(60)", {"wall": 1}, Failure.TIME),
        ("import signal; signal.signal(signal.SIGALRM, signal.SIG_IGN)\nimport time; time.sleep(60)",
         {"wall": 1, "ocr_wall": -9}, Failure.TIME),
        ("a = [bytes(10_000_000) for _ in range(1000)]", {"memory": 300_000_000}, Failure.CRASHED),
        ("import os; os.abort()", {}, Failure.CRASHED),
        ("import ctypes; ctypes.string_at(0)", {}, Failure.CRASHED),
        ("open('gross', 'wb').write(bytes(9_000_000))", {"written": 1_000_000}, Failure.CRASHED),
        ("a = [open('/dev/null') for _ in range(100)]", {}, Failure.CRASHED),
    ],
)  # fmt: skip
def test_a_child_that_misbehaves_is_ended(child, code, limits, failure):
    found = child(code, **limits)
    assert (found.failure, found.pages) == (failure, [])


def test_pages_read_before_a_crash_are_kept_and_that_is_said(child):
    found = child("told.page('Eins')\ntold.page('Zwei')\nimport os; os.abort()")
    assert [page.text for page in found.pages] == ["Eins", "Zwei"]
    assert (found.failure, found.notes) == (None, {Note.STOPPED_EARLY: "2"})


def test_a_crash_after_the_text_costs_only_the_picture(child):
    found = child("told.page('Eins')\ntold.read(1)\nimport os; os.abort()")
    assert (found.failure, found.notes, found.page_count, found.error) == (None, {}, 1, f"exit -{int(signal.SIGABRT)}")


def test_what_it_starts_ends_with_it(child, tmp_path):
    mark = tmp_path / "pid"
    code = (
        "import subprocess; other = subprocess.Popen(['sleep', '60'])\n"
        f"Path({str(mark)!r}).write_text(str(other.pid))\nimport os; os.abort()"
    )
    child(code)
    pid = int(mark.read_text())
    for _ in range(50):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.02)
    pytest.fail("The grandchild is still running.")


def test_it_knows_no_secrets(child, monkeypatch):
    monkeypatch.setenv("ALLMENDE_SECRET_KEY", "streng-geheim")
    monkeypatch.setenv("PYTHONPATH", "/nirgends")
    found = child("import os\ntold.page(repr(dict(os.environ)) + repr(sys.path))\ntold.read(1)")
    assert "LANG" in found.pages[0].text
    assert "streng-geheim" not in found.pages[0].text
    assert "/nirgends" not in found.pages[0].text


def test_nothing_is_left_behind(child, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    child("open('rest', 'w').write('x')\nimport os; os.abort()")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        ('{"page": 1, "text": "a\\u0000\\ud800b"}\\n', ["ab"]),
        ('{"page": 7, "text": "a"}\\n', []),
        ('{"page": 1, "text": 5}\\n', [""]),
        ('[1]\\n{"page": 1, "text": "a"}\\n', []),
        ('{"page": 1, "text": "a"}\\nkaputt', ["a"]),
        ('{"page": 1, "text": "a"}\\n{"recognised": 99, "text": "b"}\\n{"note": ["x"], "failed": {}}\\n', ["a"]),
        ('{"read": true, "page": "1"}\\n' + "[" * 50_000, []),
    ],
)
def test_what_it_reports_is_not_believed(child, lines, texts):
    found = child(f"(Path(sys.argv[1]) / 'report.jsonl').write_text({lines!r}.replace('\\\\n', chr(10)))")
    assert [page.text for page in found.pages] == texts


@pytest.mark.parametrize("content", [b"<svg/>", b"RIFF" + bytes(4) + b"WEBP" + bytes(600_000)])
def test_a_picture_of_another_kind_is_left_out(child, content):
    code = "told.page('a')\ntold.read(1)\nPath(sys.argv[1], 'thumbnail.webp').write_bytes({})"
    short = f"b'RIFF....WEBP' + bytes({len(content)})" if len(content) > 100 else repr(content)
    assert child(code.format(short)).thumbnail is None


def test_the_portal_neither_grows_nor_keeps_anything_open():
    files = [(zip_bomb(), DOCX), (pdf(picture(10, 10, declared=(20_000, 20_000))), PDF), (locked("x"), PDF)]
    process = psutil.Process()
    read_apart(b"warm", TEXT)
    memory, handles = process.memory_info().rss, process.num_fds()
    for content, media_type in files:
        read_apart(content, media_type)
    assert process.memory_info().rss - memory < 20_000_000
    assert process.num_fds() == handles
    assert not [one for one in process.children() if "allmende.library.extraction" in " ".join(one.cmdline())]


def test_the_child_needs_no_django():
    code = "import allmende.library.extraction.__main__, sys; print('django' in sys.modules)"
    found = runner.subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"


@pytest.mark.parametrize(("form", "media_type"), [("PNG", PNG), ("JPEG", JPEG)])
def test_pictures_are_scans_with_a_small_picture(form, media_type):
    file = io.BytesIO()
    Image.new("RGB", (3000, 2000), "white").save(file, form)
    found = read_apart(file.getvalue(), media_type)
    assert [page.is_scanned for page in found.pages] == [True]
    with Image.open(io.BytesIO(found.thumbnail)) as small:
        assert (small.format, small.size) == ("WEBP", (400, 267))
    assert read_apart(file.getvalue()[:20], media_type).failure == Failure.DAMAGED
