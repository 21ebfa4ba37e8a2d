# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The job that reads a file: everything it finds is kept, whatever happens on the way, and said in words."""

from __future__ import annotations

import datetime as dt
import stat
from hashlib import sha256

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from allmende.core import jobs
from allmende.core.models import SearchChange
from allmende.library.extraction import runner
from allmende.library.extraction.media_types import DOCX, PDF, TEXT
from allmende.library.extraction.outcomes import Failure, Note
from allmende.library.models import Document, DocumentSort, DocumentVersion, Reading
from allmende.library.reading_words import LONGEST, ranges, told, why
from allmende.library.services import reading
from allmende.library.tests.office_files import docx, paragraph
from allmende.library.tests.pdf_files import locked, pdf, picture

pytestmark = pytest.mark.django_db
CONTRACT = (
    "§ 1 Aufgabe\nDie Stadt erledigt die Aufgabe.\n§ 2 Kosten\nDie Kosten trägt die Gemeinde.\ngez. Anna Beispiel"
)


def make_version(content, media_type=TEXT, *, document=None):
    version = DocumentVersion(
        document=document, name="datei", media_type=media_type, size=len(content), sha256=sha256(content).hexdigest()
    )
    version.file.save("datei", ContentFile(content), save=False)
    version.save()
    return version


def make_document():
    return Document.objects.create(
        slug="vertrag", title="Vertrag", sort=DocumentSort.CONTRACT, published_at=timezone.now()
    )


def read(version):
    reading.read_file.func(version.pk)
    version.refresh_from_db()
    return version


def work():
    worker = jobs.Worker(interval=0, batch=True, key="w1")
    super(jobs.Worker, worker).run()


@pytest.mark.django_db(transaction=True)
def test_an_uploaded_file_is_read_by_the_worker():
    version = make_version(pdf(CONTRACT, "Anlage 1: der gemeinsame Bauhof"), PDF, document=make_document())
    SearchChange.objects.all().delete()
    reading.enqueue_reading(version)
    work()
    version.refresh_from_db()
    assert (version.reading, version.reading_note, version.page_count) == (Reading.READ, "", 2)
    assert [page.number for page in version.pages.all()] == [1, 2]
    assert "Die Kosten trägt die Gemeinde." in version.pages.get(number=1).text
    assert [(find.page, find.sort, find.excerpt) for find in version.personal_finds.all()] == [
        (1, "signature", "A… B…")
    ]
    assert (len(version.shingles), version.bands.count()) == (256, 21)
    with version.thumbnail.open() as picture_of_it:
        assert picture_of_it.read()[8:12] == b"WEBP"
    assert {"§ 1", "§ 2"} <= set(version.clauses.values_list("number", flat=True))
    assert SearchChange.objects.exists()


def test_reading_again_changes_nothing_and_adds_nothing():
    version = read(make_version(CONTRACT.encode()))
    pages = list(version.pages.values_list("pk", flat=True))
    read(version)
    assert list(version.pages.values_list("pk", flat=True)) == pages
    reading.enqueue_reading(version)
    read(version)
    assert (version.pages.count(), version.personal_finds.count(), version.bands.count()) == (1, 1, 21)
    assert DBTaskResult.objects.get().priority < 0


def test_whoever_dies_before_the_end_leaves_a_file_that_waits(monkeypatch):
    version = make_version(CONTRACT.encode())

    def die(_version):
        raise DatabaseError("gone away")

    with monkeypatch.context() as patch:
        patch.setattr(reading, "split_version", die)
        with pytest.raises(DatabaseError):
            read(version)
    version.refresh_from_db()
    assert version.reading == Reading.WAITING
    assert read(version).reading == Reading.READ
    assert version.pages.count() == 1


def test_a_text_without_clauses_that_can_be_told_is_read_all_the_same(monkeypatch):
    monkeypatch.setattr(reading, "split_version", lambda _version: 1 / 0)
    assert read(make_version(CONTRACT.encode())).reading == Reading.READ


def test_a_version_deleted_meanwhile_is_no_error(monkeypatch):
    version = make_version(CONTRACT.encode())
    extract = reading.extract

    def slow(*args):
        found = extract(*args)
        DocumentVersion.objects.all().delete()
        return found

    monkeypatch.setattr(reading, "extract", slow)
    assert reading.read_file.func(version.pk) == Reading.WAITING
    assert reading.read_file.func(version.pk) == "gone"


@pytest.mark.parametrize(
    ("content", "media_type", "state", "words"),
    [
        (locked("x"), PDF, Reading.FAILED, "mit einem Passwort geschützt"),
        (b"%PDF-1.7 kaputt", PDF, Reading.FAILED, "beschädigt"),
        (pdf(picture(), picture()), PDF, Reading.SCANNED, "Texterkennung ist nicht eingerichtet"),
        (pdf("", ""), PDF, Reading.EMPTY, ""),
        (b" \n \n", TEXT, Reading.EMPTY, ""),
        (b"PK", "application/x-unbekannt", Reading.EMPTY, "keinen Text"),
        (docx("", raw=b"<!DOCTYPE a><a/>"), DOCX, Reading.FAILED, "immer größer"),
        (pdf("Erste Seite mit Text genug", picture(), picture(), "Und noch eine Seite Text"), PDF, Reading.READ,
         "Gescannt und ohne Text: Seite 2–3."),
        (docx(paragraph("Text")), DOCX, Reading.READ, ""),
    ],
)  # fmt: skip
def test_every_file_ends_in_a_state_and_in_words(monkeypatch, tmp_path, content, media_type, state, words):
    monkeypatch.setenv("PATH", str(tmp_path))  # no Tesseract
    version = read(make_version(content, media_type))
    assert version.reading == state
    assert words in version.reading_note
    assert bool(words) == bool(version.reading_note)


def test_a_file_that_is_gone_is_said_to_be(settings):
    version = make_version(b"text")
    version.file.storage.delete(version.file.name)
    assert read(version).reading == Reading.FAILED
    assert "nicht mehr vorhanden" in version.reading_note


def install_tesseract(folder, *, languages="deu", text="Erkannter Text der Seite"):
    program = folder / "tesseract"
    program.write_text(f'#!/bin/sh\n[ "$1" = --list-langs ] && echo "{languages}" || echo "{text}"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_scanned_pages_are_recognised_where_tesseract_is_installed(monkeypatch, tmp_path):
    install_tesseract(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    version = read(make_version(pdf(picture(), picture()), PDF))
    assert (version.reading, version.page_count) == (Reading.RECOGNISED, 2)
    assert version.pages.get(number=2).text == "Erkannter Text der Seite"
    assert "automatisch erkannt" in version.reading_note


def test_tesseract_without_german_does_not_count(monkeypatch, tmp_path):
    install_tesseract(tmp_path, languages="eng")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert read(make_version(pdf(picture()), PDF)).reading == Reading.SCANNED


def test_files_nobody_has_read_are_asked_for_again_and_given_up_after_days():
    start = timezone.now()
    old, late, fresh = (make_version(str(number).encode()) for number in range(3))
    DocumentVersion.objects.filter(pk=old.pk).update(created_at=start - dt.timedelta(days=4))
    DocumentVersion.objects.filter(pk=late.pk).update(created_at=start - dt.timedelta(hours=3))
    with time_machine.travel(start, tick=False):
        assert reading.read_forgotten.func() == {"asked_again": 1, "given_up": 1}
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.reading, fresh.reading) == (Reading.FAILED, Reading.WAITING)
    assert old.reading_note


def test_the_picture_of_an_earlier_reading_goes(django_capture_on_commit_callbacks):
    version = read(make_version(pdf(CONTRACT), PDF))
    former = version.thumbnail.name
    with django_capture_on_commit_callbacks(execute=True):
        reading.enqueue_reading(version)
        read(version)
    assert version.thumbnail.name != former
    assert not version.thumbnail.storage.exists(former)


def test_finds_have_an_end(monkeypatch):
    monkeypatch.setattr(reading, "MOST_FINDS", 5)
    text = "\n".join(f"anna.beispiel@{letter}.example.org" for letter in "abcdefghij")
    assert read(make_version(text.encode())).personal_finds.count() == 5


def test_there_are_words_for_everything():
    for failure in Failure:
        assert why(failure).endswith(".")
    everything = runner.Extraction(notes=dict.fromkeys(Note, "7"))
    assert 100 < len(told(everything)) <= LONGEST
    for note in Note:
        assert told(runner.Extraction(notes={note: "7"})).endswith(".")
    assert ranges([1, 3, 4, 5, 9, 10]) == "1, 3–5, 9–10"
    assert ranges(range(1, 40, 2)) == "1, 3, 5, 7, 9, 11 …"
