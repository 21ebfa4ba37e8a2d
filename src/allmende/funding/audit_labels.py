# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What this app's verbs are called in the audit log."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from allmende.core import audit

NOUNS: Final = {
    "programmeprofile": (_("Programmbeschreibung"), ("created", "changed", "deleted")),
    "call": (_("Antragsphase"), ("created", "changed", "deleted")),
    "directive": (_("Förderrichtlinie"), ("created", "changed", "deleted")),
    "savedcheck": (_("Gespeicherter Fördercheck"), ("created", "changed", "deleted")),
}
VERBS: Final = {
    "directive.submitted": _("Förderrichtlinie zur Freigabe gegeben"),
    "directive.returned": _("Förderrichtlinie zurückgegeben"),
    "directive.released": _("Förderrichtlinie freigegeben"),
    "directive.withdrawn": _("Förderrichtlinie zurückgezogen"),
    "directive.imported": _("Förderrichtlinie aus Datei übernommen"),
    "followedprogramme.created": _("Förderprogramm beobachtet"),
    "followedprogramme.deleted": _("Förderprogramm nicht mehr beobachtet"),
}


def register() -> None:
    """Called when the app is ready."""
    for noun, (label, actions) in NOUNS.items():
        audit.describe_noun(noun, label, *actions)
    audit.describe(VERBS)
