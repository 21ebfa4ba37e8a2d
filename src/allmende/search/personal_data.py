# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the search holds about persons: nothing that names one. Queries are counted, and nobody may read a rare one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from allmende.core import personal_data
from allmende.core.personal_data import Processing, RetentionRule
from allmende.search import statistics


def register() -> None:
    """Called when the app is ready."""
    personal_data.register_rule(
        RetentionRule(
            "search_counts",
            _("Zählung der Suchanfragen"),
            default_days=statistics.KEPT_DAYS,
            shortest_days=7,
            forget=statistics.forget,
        )
    )
    personal_data.register_processing(
        Processing(
            key="search",
            label=_("Statistik der Suche"),
            purpose=_("Erkennen, was im Portal gesucht und nicht gefunden wird"),
            legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO (Aufgabe im öffentlichen Interesse)"),
            persons=_("Besucherinnen und Besucher, die suchen; sie werden nicht erfasst"),
            data=_(
                "gesuchte Wörter je Tag mit Anzahl und Trefferzahl, ohne Person, Anschrift und Uhrzeit; was nach"
                " Personendaten aussieht, wird nicht gezählt, und lesbar ist erst, was mehrmals gesucht wurde"
            ),
            recipients=_("Redaktion"),
            rules=("search_counts",),
        )
    )
