# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Files for the desk that prove or explain a change; never published, served only after asking who wants them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.moderation.file_types import ACCEPTED, clean_name, type_of
from allmende.moderation.models import Attachment
from allmende.moderation.services.drafting import locked

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from allmende.accounts.models import User
    from allmende.moderation.models import Change

MOST_FILES: Final = 10
LARGEST: Final = 10 * 1024 * 1024
ATTACHED, REMOVED = "change.file_attached", "change.file_removed"


def add_attachment(*, change: Change, upload: UploadedFile[bytes], by: User) -> Attachment:
    """Keep ``upload`` with ``change``. Raises ValidationError with what is wrong with it, PermissionDenied."""
    name = upload.name or ""
    if not upload.size:
        raise ValidationError(_("Die Datei ist leer."))
    if upload.size > LARGEST:
        raise ValidationError(_("Die Datei ist zu groß. Erlaubt sind höchstens 10 MB."))
    found = type_of(upload, name)
    if found is None:
        endings = ", ".join(kind.ending.upper() for kind in ACCEPTED)
        raise ValidationError(
            _("Diese Art von Datei nehmen wir nicht an, oder ihr Inhalt passt nicht dazu. Erlaubt sind: %(endings)s.")
            % {"endings": endings}
        )
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    attachment = Attachment(
        name=clean_name(name, found),
        media_type=found.media_type,
        size=upload.size,
        sha256=digest.hexdigest(),
        by=by,
    )
    with transaction.atomic():
        attachment.change = locked(change, by)
        _require_room(attachment)
        upload.seek(0)
        attachment.file.save("anlage", upload, save=False)
        try:
            attachment.save()
            after = {"name": attachment.name, "size": attachment.size}
            audit.record(ATTACHED, attachment.change, by=by, organisation=attachment.change.organisation, after=after)
        except BaseException:
            attachment.file.delete(save=False)
            raise
    return attachment


def _require_room(attachment: Attachment) -> None:
    there = list(attachment.change.attachments.order_by("pk"))
    same = next((item for item in there if item.sha256 == attachment.sha256), None)
    if same is not None:
        raise ValidationError(_("Diese Datei ist schon angehängt, als „%(name)s“.") % {"name": same.name})
    if len(there) >= MOST_FILES:
        raise ValidationError(
            _("Höchstens %(number)s Anlagen. Bitte entfernen Sie erst eine andere.") % {"number": MOST_FILES}
        )


def remove_attachment(*, attachment: Attachment, by: User) -> None:
    """Take a file away, from the disk too."""
    with transaction.atomic():
        change = locked(attachment.change, by)
        storage, path = attachment.file.storage, attachment.file.name
        before = {"name": attachment.name}
        attachment.delete()
        audit.record(REMOVED, change, by=by, organisation=change.organisation, before=before)
        transaction.on_commit(lambda: storage.delete(str(path)))
