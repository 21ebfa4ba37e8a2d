# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Reading of uploaded files in a job: text page by page, what looks personal, near-duplicates, clauses, a picture.

All of it is derived from the file and can be made anew at any time, so the audit log does not hold it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import structlog
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import task

from allmende.core import jobs, searchables, sweeping
from allmende.library import duplicates, personal_patterns
from allmende.library.extraction.outcomes import Failure, Note
from allmende.library.extraction.runner import Extraction, extract
from allmende.library.models import DocumentPage, DocumentVersion, PersonalFind, Reading
from allmende.library.reading_words import ranges, told, why
from allmende.library.services.clauses import split_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allmende.library.extraction.runner import Page

logger = structlog.get_logger(__name__)
BEHIND_OTHERS: Final = -10
"""Priority: a letter that waits to be sent goes first."""
ASKED_AGAIN_AFTER: Final = dt.timedelta(hours=2)
GIVEN_UP_AFTER: Final = dt.timedelta(days=3)
MOST_FINDS: Final = 500
"""Finds kept of one file; a list of members has no end."""
AT_ONCE: Final = 200


def enqueue_reading(version: DocumentVersion) -> None:
    """Have ``version`` read, for the first time or again. Call it inside the transaction that stores the file."""
    version.reading, version.reading_note = Reading.WAITING, ""
    version.save(update_fields=["reading", "reading_note"])
    read_file.enqueue(version.pk)


@jobs.retrying(attempts=3)
@task(priority=BEHIND_OTHERS)
def read_file(key: int) -> str:
    """Read the file of the version with this key, once however often it is asked for. Returns the state it is in."""
    version = DocumentVersion.objects.filter(pk=key).first()
    if version is None:
        return "gone"
    if version.reading == Reading.WAITING:
        store(version, _extracted(version))
    return version.reading


@jobs.every(hours=1)
@task(priority=BEHIND_OTHERS)
def read_forgotten() -> dict[str, int]:
    """Ask again for files that nobody has read for hours, and say so after days that they cannot be read."""
    now = timezone.now()
    waiting = DocumentVersion.objects.filter(reading=Reading.WAITING)
    given_up = waiting.filter(created_at__lt=now - GIVEN_UP_AFTER).update(
        reading=Reading.FAILED, reading_note=why(Failure.CRASHED)
    )
    late = waiting.filter(created_at__lt=now - ASKED_AGAIN_AFTER).order_by("pk").values_list("pk", flat=True)
    keys = list(late[:AT_ONCE])
    for key in keys:
        read_file.enqueue(key)
    return {"asked_again": len(keys), "given_up": given_up}


def _extracted(version: DocumentVersion) -> Extraction:
    """Outside any transaction: it may take minutes."""
    if not version.file:
        return Extraction(failure=Failure.MISSING)
    try:
        with version.file.open("rb") as file:
            return extract(file, version.media_type)
    except FileNotFoundError:
        return Extraction(failure=Failure.MISSING)


def store(version: DocumentVersion, extraction: Extraction) -> None:
    """Keep what was read of ``version`` in place of anything read before.

    The state comes last: whoever dies before that leaves a file that still waits, and the next attempt begins anew.
    """
    if not _keep(version, extraction):
        return
    _split(version)
    with transaction.atomic():
        version.reading, version.reading_note = _state(extraction), told(extraction)
        done = DocumentVersion.objects.filter(pk=version.pk, reading=Reading.WAITING).update(
            reading=version.reading, reading_note=version.reading_note, page_count=extraction.page_count or None
        )
        current = DocumentVersion.objects.select_related("document").filter(pk=version.pk).first()
        if done and current is not None and current.document is not None:
            searchables.changed(current.document)
    logger.info("library.file_read", version=version.pk, state=version.reading, error=extraction.error or None)


def _keep(version: DocumentVersion, extraction: Extraction) -> bool:
    """Keep text, finds, shingles and picture; False for a file that was deleted or read by another job meanwhile."""
    numbers = duplicates.sketch(page.text for page in extraction.pages)
    finds = _finds(version, extraction.pages)
    stored = ""
    try:
        with transaction.atomic():
            current = DocumentVersion.objects.select_for_update().filter(pk=version.pk).order_by("pk").first()
            if current is None or current.reading != Reading.WAITING:
                return False
            stored = _keep_thumbnail(current, extraction.thumbnail)
            _keep_text(current, extraction, finds)
            duplicates.keep(current, numbers)
    except BaseException:
        if stored:
            version.thumbnail.storage.delete(stored)
        raise
    return True


def _split(version: DocumentVersion) -> None:
    """A text whose clauses cannot be told is a text all the same."""
    try:
        split_version(version)
    except DatabaseError:
        raise  # not the fault of the text: tried again
    except Exception:
        logger.exception("library.clauses_failed", version=version.pk)


def _keep_text(version: DocumentVersion, extraction: Extraction, finds: Sequence[PersonalFind]) -> None:
    version.pages.all().delete()
    rows = [DocumentPage(version=version, number=page.number, text=page.text) for page in extraction.pages]
    DocumentPage.objects.bulk_create(rows, batch_size=AT_ONCE)
    version.personal_finds.all().delete()
    PersonalFind.objects.bulk_create(finds, batch_size=AT_ONCE)


def _keep_thumbnail(version: DocumentVersion, content: bytes | None) -> str:
    """The name of the new file in the storage; the former goes with the commit."""
    if version.thumbnail:
        sweeping.remove_later(version.thumbnail.storage, str(version.thumbnail.name))
        version.thumbnail = None
    if content is not None:
        version.thumbnail.save(f"{get_random_string(32)}.webp", ContentFile(content), save=False)
    version.save(update_fields=["thumbnail"])
    return str(version.thumbnail.name or "")


def _finds(version: DocumentVersion, pages: Sequence[Page]) -> list[PersonalFind]:
    """What looks personal, each once a page."""
    found: dict[tuple[int, str, str], PersonalFind] = {}
    for page in pages:
        for find in personal_patterns.find(page.text):
            key = (page.number, find.sort, find.excerpt)
            if key not in found:
                found[key] = PersonalFind(version=version, page=page.number, sort=find.sort, excerpt=find.excerpt)
            if len(found) >= MOST_FINDS:
                return list(found.values())
    return list(found.values())


def _state(extraction: Extraction) -> Reading:
    """The state of a file; notes about scanned pages are added where it mixes them with text."""
    if extraction.failure is not None:
        return Reading.FAILED
    unread = [page.number for page in extraction.pages if page.is_scanned and not page.is_recognised]
    recognised = sum(page.is_recognised for page in extraction.pages)
    typed = sum(any(map(str.isalnum, page.text)) for page in extraction.pages if not page.is_scanned)
    if recognised:
        extraction.notes[Note.RECOGNISED] = ""
    if unread and (typed or recognised):
        extraction.notes[Note.SOME_SCANNED] = ranges(unread)
    if typed and typed >= len(unread) + recognised:
        return Reading.READ
    if recognised:
        return Reading.RECOGNISED
    return Reading.SCANNED if unread else Reading.EMPTY
