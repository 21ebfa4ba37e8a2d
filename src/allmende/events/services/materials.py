# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Materials of an event: put there and taken away by those who lead it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from allmende.core import audit, sweeping
from allmende.core.content_version import content_changed
from allmende.events import rules
from allmende.events.models import Material
from allmende.events.plain_texts import check_texts
from allmende.moderation.file_types import ACCEPTED_AS_MATERIAL, clean_name, type_of, why_not

if TYPE_CHECKING:
    import datetime as dt

    from django.core.files.uploadedfile import UploadedFile

    from allmende.accounts.models import User
    from allmende.events.models import Event, Session
    from allmende.library.models import Document

LARGEST: Final = 25 * 1024 * 1024
"""Bytes of one file."""
MOST: Final = 60
"""Materials of one event."""


@dataclass(frozen=True, slots=True)
class Source:
    """What it is: one of a file, an address, a document of the library."""

    upload: UploadedFile[bytes] | None = None
    url: str = ""
    document: Document | None = None


def add_material(
    *,
    event: Event,
    title: str,
    source: Source,
    session: Session | None = None,
    is_public: bool = False,
    available_from: dt.datetime | None = None,
    by: User,
) -> Material:
    """Put a material at the end of the list. For everybody only the desk does it: nobody looks at it before.

    Raises PermissionDenied, ValidationError with what is wrong.
    """
    if not rules.may_lead(by, event) or (is_public and not rules.may_plan(by, event)):
        raise PermissionDenied
    if session is not None and session.event_id != event.pk:
        raise ValidationError(_("Dieser Termin gehört zu einer anderen Veranstaltung."))
    material = Material(
        event=event,
        session=session,
        title=title.strip(),
        url=source.url,
        document=source.document,
        is_public=is_public,
        available_from=available_from,
    )
    check_texts(material, ("title",))
    if source.url:
        URLValidator(schemes=["http", "https"])(source.url)
    with transaction.atomic():
        there = Material.objects.filter(event=event)
        if there.count() >= MOST:
            raise ValidationError(_("Mehr als %(most)s Unterlagen hat keine Veranstaltung.") % {"most": MOST})
        material.position = (there.aggregate(last=Max("position"))["last"] or 0) + 1
        if source.upload is not None:
            _keep_file(material, source.upload)
        try:
            material.full_clean(exclude=["file"])
            material.save()
            audit.record("material.created", material, by=by, after={"event": event.pk, "public": is_public})
        except BaseException:
            if source.upload is not None:
                material.file.delete(save=False)
            raise
        if is_public:
            content_changed()
    return material


def _keep_file(material: Material, upload: UploadedFile[bytes]) -> None:
    """Under a name that says nothing; its own is cleaned and only shown. Raises ValidationError."""
    name = upload.name or ""
    if not upload.size:
        raise ValidationError(_("Die Datei ist leer."))
    if upload.size > LARGEST:
        raise ValidationError(_("Die Datei ist zu groß. Erlaubt sind höchstens 25 MB."))
    found = type_of(upload, name, ACCEPTED_AS_MATERIAL)
    if found is None:
        raise ValidationError(why_not(upload, name, ACCEPTED_AS_MATERIAL))
    material.file_name, material.file_size = clean_name(name, found), upload.size
    upload.seek(0)
    material.file.save(f"{secrets.token_hex(16)}.{found.ending}", upload, save=False)


def remove_material(*, material: Material, by: User) -> None:
    """Take it away, from the disk too."""
    if not rules.may_lead(by, material.event):
        raise PermissionDenied
    with transaction.atomic():
        if material.file:
            sweeping.remove_later(material.file.storage, str(material.file.name))
        audit.record("material.deleted", material, by=by, before={"event": material.event_id})
        material.delete()
        if material.is_public:
            content_changed()
