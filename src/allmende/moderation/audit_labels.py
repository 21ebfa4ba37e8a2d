# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What this app's verbs are called in the audit log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from allmende.core import audit


def register() -> None:
    """Called when the app is ready."""
    audit.describe(
        {
            "change.begun": _("Beitrag begonnen"),
            "change.saved": _("Entwurf gespeichert"),
            "change.noted": _("Nachricht zum Beitrag geschrieben"),
            "change.file_attached": _("Anlage hinzugefügt"),
            "change.file_removed": _("Anlage entfernt"),
            "change.submitted": _("Beitrag eingereicht"),
            "change.taken_back": _("Beitrag zurückgeholt"),
            "change.discarded": _("Beitrag verworfen"),
            "change.returned": _("Beitrag zurückgegeben"),
            "change.accepted": _("Beitrag angenommen"),
            "change.scheduled": _("Beitrag angenommen, erscheint später"),
            "change.unscheduled": _("Erscheinen des Beitrags zurückgenommen"),
            "change.declined": _("Beitrag abgelehnt"),
            "change.held": _("Beitrag konnte nicht erscheinen"),
            "change.assigned": _("Prüfung zugewiesen"),
            "change.handed_over": _("Beitrag übergeben"),
            "hint.received": _("Hinweis eingegangen"),
            "hint.taken": _("Hinweis aufgegriffen"),
            "hint.reopened": _("Hinweis wieder geöffnet"),
            "hint.done": _("Hinweis erledigt"),
            "hint.declined": _("Hinweis nicht übernommen"),
            "hint.handed_over": _("Hinweis übergeben"),
            "care.said_gone": _("Gemeldet, dass es den Eintrag nicht mehr gibt"),
        }
    )
