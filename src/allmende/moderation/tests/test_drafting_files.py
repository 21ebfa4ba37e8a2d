# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Attachments: accepted by what they are, kept where no address leads, handed out only to those they concern."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from allmende.moderation.file_types import PDF, TXT, clean_name
from allmende.moderation.models import Attachment, Change
from allmende.moderation.services import take_step
from allmende.moderation.services.attachments import LARGEST
from allmende.moderation.tests.draft_stories import complete, signed_in, two_towns
from allmende.moderation.tests.stories import make_desk

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = "[Content_Types].xml"


@pytest.fixture
def towns():
    return two_towns()


@pytest.fixture
def mendig(towns):
    return towns[0]


@pytest.fixture
def change(mendig):
    return mendig.begin()


def packed(**entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in entries.items():
            container.writestr(name, content)
    return file.getvalue()


GOOD = {
    "beschluss.pdf": b"%PDF-1.7 ...",
    "bild.jpg": b"\xff\xd8\xff\xe0...",
    "bild.png": b"\x89PNG\r\n\x1a\n...",
    "notiz.txt": "Grüße\r\n".encode(),
    "brief.odt": packed(mimetype="application/vnd.oasis.opendocument.text"),
    "zahlen.ods": packed(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    "brief.docx": packed(**{TYPES: f'<Override ContentType="{WORD}.main+xml"/>'}),
    "zahlen.xlsx": packed(**{TYPES: f'<Override ContentType="{SHEET}.main+xml"/>'}),
}
BAD = {
    "programm.pdf": b"MZ\x90\x00",
    "seite.txt": b"\x00\x01\x02",
    "seite.html": b"<script>alert(1)</script>",
    "bild.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "archiv.zip": packed(irgendwas="x"),
    "praesentation.odp": packed(mimetype="application/vnd.oasis.opendocument.presentation"),
    "makro.docx": packed(**{TYPES: f'<Override ContentType="{WORD}.main+xml"/>', "word/vbaProject.bin": "x"}),
    "kaputt.docx": b"PK\x03\x04 kaputt",
    "latin.txt": "Grüße".encode("latin-1"),
}


def upload(town, change, name, content):
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return town.client.post(f"/beitraege/{change.pk}/anlagen/", {"file": file})


@pytest.mark.parametrize("name", GOOD)
def test_good_files_are_kept_under_a_name_that_says_nothing(mendig, change, name):
    assert upload(mendig, change, name, GOOD[name]).status_code == 302
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.size, attachment.by) == (name, len(GOOD[name]), mendig.editor)
    stored = Path(attachment.file.path)
    assert stored.is_relative_to(Path(settings.VAR_DIR) / "private")
    assert not stored.is_relative_to(settings.MEDIA_ROOT)
    assert stored.stem.isalnum()
    assert not stored.suffix


@pytest.mark.parametrize("name", BAD)
def test_others_are_refused_at_the_field(mendig, change, name):
    response = upload(mendig, change, name, BAD[name])
    assert response.status_code == 422
    assert "Diese Art von Datei nehmen wir nicht an" in response.content.decode()
    assert not Attachment.objects.exists()


def test_too_large_empty_or_no_file(mendig, change):
    assert "höchstens 10 MB" in upload(mendig, change, "a.pdf", b"%PDF-" + b"x" * LARGEST).content.decode()
    assert "Die Datei ist leer." in upload(mendig, change, "a.pdf", b"").content.decode()
    response = mendig.client.post(f"/beitraege/{change.pk}/anlagen/", {})
    assert response.status_code == 422
    assert "Bitte wählen Sie eine Datei aus." in response.content.decode()


def test_the_same_file_is_kept_once_and_ten_at_most(mendig, change):
    upload(mendig, change, "erste.pdf", GOOD["beschluss.pdf"])
    response = upload(mendig, change, "zweite.pdf", GOOD["beschluss.pdf"])
    assert "schon angehängt, als „erste.pdf“" in response.content.decode()
    for number in range(9):
        assert upload(mendig, change, f"{number}.txt", str(number).encode()).status_code == 302
    assert "Höchstens 10 Anlagen" in upload(mendig, change, "zuviel.txt", b"zuviel").content.decode()
    assert Attachment.objects.count() == 10


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\Beschluss.PDF", "Beschluss.pdf"),
        ("rechnung\u202efdp.exe", "rechnung fdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("", "anlage.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_names_are_cleaned(name, cleaned):
    assert clean_name(name, PDF) == cleaned


def test_a_text_keeps_its_ending():
    assert clean_name("notiz.TXT", TXT) == "notiz.txt"


def test_files_are_handed_out_so_that_no_browser_runs_them(mendig, change):
    upload(mendig, change, "Beschluß <1>.txt", b"<script>alert(1)</script>")
    response = mendig.client.get(f"/beitraege/{change.pk}/anlagen/{Attachment.objects.get().pk}/")
    assert response.getvalue() == b"<script>alert(1)</script>"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_only_the_organisation_and_the_reviewing_desk_get_them(towns, mendig, change):
    other = towns[1]
    upload(mendig, change, "a.pdf", GOOD["beschluss.pdf"])
    url = f"/beitraege/{change.pk}/anlagen/{Attachment.objects.get().pk}/"
    desk = signed_in(make_desk())
    assert Client().get(url).status_code == 302
    assert other.client.get(url).status_code == 404
    assert desk.get(url).status_code == 404  # not submitted yet
    take_step(change=complete(Change.objects.get()), step="submit", by=mendig.editor)
    response = desk.get(url)
    assert response.getvalue() == GOOD["beschluss.pdf"]
    assert other.client.post(f"{url}entfernen/").status_code == 404
    foreign = other.begin()
    assert other.client.get(f"/beitraege/{foreign.pk}/anlagen/{Attachment.objects.get().pk}/").status_code == 404
    assert (
        other.client.post(f"/beitraege/{foreign.pk}/anlagen/{Attachment.objects.get().pk}/entfernen/").status_code
        == 404
    )
    assert Attachment.objects.count() == 1


def test_removing_takes_the_file_from_the_disk(mendig, change, django_capture_on_commit_callbacks):
    upload(mendig, change, "a.pdf", GOOD["beschluss.pdf"])
    attachment = Attachment.objects.get()
    stored = Path(attachment.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        mendig.client.post(f"/beitraege/{change.pk}/anlagen/{attachment.pk}/entfernen/")
    assert not Attachment.objects.exists()
    assert not stored.exists()


def test_at_the_desk_nothing_is_added_or_removed(mendig, change):
    upload(mendig, change, "a.pdf", GOOD["beschluss.pdf"])
    take_step(change=complete(Change.objects.get()), step="submit", by=mendig.editor)
    assert upload(mendig, change, "b.txt", b"b").status_code == 422
    mendig.client.post(f"/beitraege/{change.pk}/anlagen/{Attachment.objects.get().pk}/entfernen/")
    assert Attachment.objects.count() == 1


def test_a_file_gone_from_the_disk_is_404(mendig, change):
    upload(mendig, change, "a.pdf", GOOD["beschluss.pdf"])
    attachment = Attachment.objects.get()
    Path(attachment.file.path).unlink()
    assert mendig.client.get(f"/beitraege/{change.pk}/anlagen/{attachment.pk}/").status_code == 404
