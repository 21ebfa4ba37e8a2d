# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What this app's verbs are called in the audit log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from allmende.core import audit


def register() -> None:
    """Called when the app is ready."""
    audit.describe_noun("page", _("Seite"), "published", "unpublished", "deleted", "moved")
    for noun, label in (
        ("portalimage", _("Bild")),
        ("portaldocument", _("Datei")),
        ("portalsettings", _("Einstellungen des Portals")),
        ("redirect", _("Weiterleitung")),
        ("site", _("Website")),
        ("collection", _("Sammlung")),
        ("group", _("Gruppe")),
        ("user", _("Konto")),
    ):
        audit.describe_noun(noun, label, "created", "changed", "deleted")
    audit.describe_noun("announcement", _("Meldung"), "published", "changed", "withdrawn", "handed_over")
    audit.describe(
        {
            "barrierreport.received": _("Barriere gemeldet"),
            "barrierreport.deleted": _("Meldung einer Barriere von Hand gelöscht"),
            "barrierreport.expired": _("Meldung einer Barriere gelöscht"),
            "starter_content.loaded": _("Grundinhalte geladen"),
        }
    )
