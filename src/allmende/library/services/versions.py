# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Files of documents: handed in with a change, attached to the document once the desk has accepted it."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core import audit, sweeping
from allmende.library.models import DocumentVersion, Reading
from allmende.library.services.reading import enqueue_reading
from allmende.moderation.file_types import ACCEPTED_IN_LIBRARY, clean_name, type_of, why_not
from allmende.moderation.models import OPEN, Change
from allmende.moderation.services.drafting import locked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files import File
    from django.core.files.uploadedfile import UploadedFile

    from allmende.accounts.models import Organisation, User
    from allmende.library.models import Document

KIND: Final = "document"
"""Name of the kind whose changes bring files."""
LARGEST: Final = 25 * 1024 * 1024
"""Bytes of one file."""
MOST_WAITING: Final = 200
"""Files of one organisation that belong to no document yet."""
READING_TAKES: Final = dt.timedelta(hours=1)
"""A file that has waited so long to be read will not be read soon; it is treated as one that cannot be read."""


def take_upload(*, change: Change, upload: UploadedFile[bytes], by: User) -> DocumentVersion:
    """Keep ``upload`` for ``change`` and have it read. The same file again is the same version.

    Raises ValidationError with what is wrong with it, PermissionDenied, ClosedError.
    """
    with transaction.atomic():
        fresh = locked(change, by)
        if (found := _same(fresh, _checked_digest(upload))) is not None:
            return found
        _require_room(fresh.organisation)
        version = store_version(file=upload, name=upload.name or "", by=by, organisation=fresh.organisation)
        after = {"name": version.name, "size": version.size}
        audit.record("document.file_handed_in", fresh, by=by, organisation=fresh.organisation, after=after)
    return version


def _checked_digest(upload: UploadedFile[bytes]) -> str:
    if not upload.size:
        raise ValidationError(_("Die Datei ist leer."))
    if upload.size > LARGEST:
        raise ValidationError(_("Die Datei ist zu groß. Erlaubt sind höchstens 25 MB."))
    return _digest(upload)


def _digest(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _same(change: Change, sha256: str) -> DocumentVersion | None:
    """The file that ``change`` has already, handed in a second time."""
    handed_in = version_key(change.content["fields"].get("file"))
    return DocumentVersion.objects.filter(pk=handed_in, sha256=sha256).first() if handed_in else None


def version_key(value: object) -> int | None:
    """The primary key that a content names as its file; None for nothing, or for nonsense."""
    text = value if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _require_room(organisation: Organisation) -> None:
    waiting = DocumentVersion.objects.filter(document=None, organisation=organisation).count()
    if waiting >= MOST_WAITING:
        raise ValidationError(
            _("Von Ihrer Organisation warten schon %(number)s Dateien. Bitte reichen Sie erst ein, was begonnen ist.")
            % {"number": MOST_WAITING}
        )


def store_version(
    *, file: File[bytes], name: str, by: User | None, organisation: Organisation | None
) -> DocumentVersion:
    """Keep ``file`` as a version without a document and have it read. Raises ValidationError for other sorts of files.

    The file is stored under a name that says nothing; its own name is cleaned and only shown.
    """
    found = type_of(file, name, ACCEPTED_IN_LIBRARY)
    if found is None:
        raise ValidationError(why_not(file, name, ACCEPTED_IN_LIBRARY))
    version = DocumentVersion(
        name=clean_name(name, found)[:160],
        media_type=found.media_type,
        size=file.size,
        sha256=_digest(file),
        by=by,
        organisation=organisation,
    )
    file.seek(0)
    version.file.save(secrets.token_hex(16), file, save=False)
    try:
        with transaction.atomic():
            version.save()
            enqueue_reading(version)
    except BaseException:
        version.file.delete(save=False)
        raise
    return version


def attach(*, version: DocumentVersion, document: Document, note: str) -> DocumentVersion:
    """Make ``version`` the newest of ``document``; what belongs to it already stays as it is.

    Raises ValidationError for a file of another document. Runs in the caller's transaction.
    """
    if version.document_id == document.pk:
        return version
    if version.document_id is not None:
        raise ValidationError(_("Diese Datei gehört schon zu einem anderen Dokument."))
    newest = document.versions.aggregate(newest=Max("number"))["newest"] or 0
    version.document, version.number, version.note = document, newest + 1, note
    version.save(update_fields=["document", "number", "note"])
    return version


def is_being_read(version: DocumentVersion) -> bool:
    """Whether somebody who waits a moment will know what is in it."""
    return version.reading == Reading.WAITING and version.created_at > timezone.now() - READING_TAKES


def forget_unsubmitted(before: dt.datetime) -> int:
    """Delete files that belong to no document, unless an open change still names them; returns how many."""
    waiting = Change.objects.filter(kind=KIND, state__in=OPEN, updated_at__gte=before).order_by("pk")
    named = {version_key(change.content["fields"].get("file")) for change in waiting.only("content")}
    submitted = Change.objects.filter(kind=KIND, state__in=OPEN).exclude(submitted_at=None).order_by("pk")
    named |= {version_key(change.content["fields"].get("file")) for change in submitted.only("content")}
    old = DocumentVersion.objects.filter(document=None, created_at__lt=before)
    return remove_versions(version for version in old.order_by("pk") if version.pk not in named)


def remove_versions(versions: Iterable[DocumentVersion]) -> int:
    """Delete rows now and their files with the commit; returns how many."""
    rows = list(versions)
    for row in rows:
        for stored in (row.file, row.thumbnail):
            if stored:
                sweeping.remove_later(stored.storage, str(stored.name))
    DocumentVersion.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
