# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What this app's verbs are called in the audit log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from allmende.core import audit


def register() -> None:
    """Called when the app is ready."""
    for noun, label in (("cooperation", _("Kooperation")), ("alliance", _("Verbund"))):
        audit.describe_noun(noun, label, "created", "changed", "published", "withdrawn", "confirmed")
    audit.describe(
        {
            "cooperation.owner_set": _("Kooperation zugeordnet"),
            "cooperation.marked_unconfirmed": _("Kooperation als nicht bestätigt gekennzeichnet"),
            "cooperation.mark_removed": _("Kennzeichnung der Kooperation entfernt"),
            "cooperation.contact_removed": _("Ansprechperson der Kooperation entfernt"),
            "alliance.owner_set": _("Verbund zugeordnet"),
            "alliance.marked_unconfirmed": _("Verbund als nicht bestätigt gekennzeichnet"),
            "alliance.mark_removed": _("Kennzeichnung des Verbunds entfernt"),
            "alliance.contact_removed": _("Ansprechperson des Verbunds entfernt"),
        }
    )
    audit.describe_noun("topic", _("Themenfeld"), "created", "changed")
    audit.describe_noun("programme", _("Förderprogramm"), "created", "changed")
    audit.describe_noun("programmebudget", _("Mittel eines Förderprogramms"), "created", "changed")
    audit.describe_noun("grantphase", _("Förderphase"), "created", "changed")
