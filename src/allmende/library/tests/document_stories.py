# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Documents as most tests of the library begin: published ones, files that were read, files that were handed in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from allmende.library.models import Document, DocumentPage, DocumentSort, DocumentVersion, PersonalFind, Reading
from allmende.territory.naming import slug

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation
    from allmende.moderation.models import Change
    from allmende.moderation.tests.draft_stories import Town

TEXT = "§ 1 Aufgabe\nDie Gemeinden führen ein gemeinsames Archiv.\n"


def make_document(title: str = "Vertrag über ein Archiv", *, published: bool = True, **values: Any) -> Document:
    """A document without a file; ``published=False`` is one that was taken back."""
    return Document.objects.create(
        title=title,
        slug=slug(title),
        sort=values.pop("sort", DocumentSort.CONTRACT),
        summary=values.pop("summary", "Worum es geht."),
        published_at=timezone.now() if published else None,
        **values,
    )


def make_version(
    document: Document | None,
    *pages: str,
    name: str = "vertrag.txt",
    content: str = TEXT,
    reading: str = Reading.READ,
    organisation: Organisation | None = None,
    **values: Any,
) -> DocumentVersion:
    """A file as if it had been read, with the text of its pages."""
    data = content.encode()
    version = DocumentVersion(
        document=document,
        number=(document.versions.count() + 1) if document else 1,
        name=name,
        media_type=values.pop("media_type", "text/plain"),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        reading=reading,
        page_count=len(pages) or 1,
        organisation=organisation,
        **values,
    )
    version.file.save("datei", ContentFile(data), save=False)
    version.save()
    texts = pages or (content,)
    DocumentPage.objects.bulk_create(
        DocumentPage(version=version, number=number, text=text) for number, text in enumerate(texts, start=1)
    )
    return version


def make_find(version: DocumentVersion, excerpt: str = "m…@example.org") -> PersonalFind:
    return PersonalFind.objects.create(version=version, page=1, sort="email", excerpt=excerpt)


def upload(name: str = "vertrag.txt", content: str | bytes = TEXT) -> SimpleUploadedFile:
    data = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def begin(town: Town, **more: Any) -> Change:
    """Press „Neues Dokument“, or „Änderung vorschlagen“."""
    return town.begin(art="document", **more)


def hand_in(town: Town, change: Change, file: SimpleUploadedFile | None = None, **typed: Any) -> Any:
    """Send the step of the file as a browser does: what stands in the other controls goes along."""
    fields = change.content["fields"]
    data = {**town.opened(change, "datei"), "link_url": fields["link_url"], "is_checked": fields["is_checked"]}
    response = town.client.post(f"/beitraege/{change.pk}/datei/", {**data, "file": file or upload(), **typed})
    change.refresh_from_db()
    return response


def version_of(change: Change) -> DocumentVersion:
    """The file that ``change`` has handed in."""
    change.refresh_from_db()
    return DocumentVersion.objects.get(pk=int(change.content["fields"]["file"]))


def mark_read(change: Change, *, reading: str = Reading.READ) -> DocumentVersion:
    """As if the job had read its file."""
    version = version_of(change)
    version.reading = reading
    version.save(update_fields=["reading"])
    return version


def fill_in(change: Change, **fields: Any) -> Change:
    """Everything else that must be there before it can be submitted."""
    change.refresh_from_db()
    change.content["fields"] |= {"title": "Vertrag über ein Archiv", "sort": "contract", "summary": "Kurz.", **fields}
    change.title = change.content["fields"]["title"]
    change.save()
    return change
