# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What this app's verbs are called in the audit log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from allmende.core import audit


def register() -> None:
    """Called when the app is ready."""
    audit.describe_noun("document", _("Dokument"), "published", "changed", "withdrawn", "confirmed")
    audit.describe(
        {
            "document.owner_set": _("Dokument: Zuständigkeit geändert"),
            "document.marked_unconfirmed": _("Dokument: als nicht bestätigt gekennzeichnet"),
            "document.mark_removed": _("Dokument: Kennzeichnung „nicht bestätigt“ entfernt"),
            "clause.corrected": _("Klausel: Gegenstand berichtigt"),
            "document.file_handed_in": _("Datei für die Bibliothek hochgeladen"),
        }
    )
