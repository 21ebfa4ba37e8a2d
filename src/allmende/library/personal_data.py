# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the library holds about persons: who handed in a file, and who is named in its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.core import personal_data
from allmende.core.personal_data import Processing, RetentionRule
from allmende.library.models import DocumentVersion
from allmende.library.services.versions import forget_unsubmitted, remove_versions

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from allmende.core.personal_data import Identity


class Library:
    """Published files stay, without the person; what the person handed in and is not published goes.

    A file cannot be searched for names, and what is not published can be handed in again by the organisation.
    """

    name = "library"

    def export(self, user: AbstractBaseUser) -> dict[str, Any]:
        rows = DocumentVersion.objects.filter(by=user.pk).select_related("document").order_by("created_at", "pk")
        return {
            "Hochgeladene Dateien der Bibliothek": [
                {
                    "Datei": row.name,
                    "Dokument": row.document.title if row.document else "",
                    "Größe in Byte": row.size,
                    "Am": timezone.localtime(row.created_at).isoformat(timespec="seconds"),
                }
                for row in rows
            ]
        }

    def erase(self, user: AbstractBaseUser, identity: Identity) -> None:
        remove_versions(DocumentVersion.objects.filter(by=user.pk, document=None).order_by("pk"))
        DocumentVersion.objects.filter(by=user.pk).update(by=None)


UPLOADS = RetentionRule(
    "library.uploads", _("Dateien, die zu keinem Dokument geworden sind, ab dem Hochladen"), 30, 7, forget_unsubmitted
)
PROCESSING = Processing(
    key="library",
    label=_("Dateien der Bibliothek"),
    purpose=_("Verträge, Satzungen und andere Dokumente entgegennehmen, prüfen, veröffentlichen und finden"),
    legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO (Aufgabe im öffentlichen Interesse)"),
    persons=_("Personen, die für eine Organisation Dateien hochladen; Personen, die in Dokumenten genannt sind"),
    data=_("Wer wann welche Datei hochgeladen hat; Text der Dateien; Hinweise auf persönliche Angaben darin"),
    recipients=_("Mitglieder der Organisation, Redaktion; was veröffentlicht ist, alle, die es lesen dürfen"),
    rules=("library.uploads",),
)


def register() -> None:
    """Called when the app is ready."""
    personal_data.register_holder(Library())
    personal_data.register_shared("library.*")
    personal_data.register_rule(UPLOADS)
    personal_data.register_processing(PROCESSING)
