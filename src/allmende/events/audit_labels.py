# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What this app's verbs are called in the audit log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from allmende.core import audit


def register() -> None:
    """Called when the app is ready."""
    audit.describe_noun("event", _("Veranstaltung"), "created", "changed", "deleted")
    audit.describe_noun("session", _("Termin"), "created", "changed", "deleted")
    audit.describe_noun("calendaraddress", _("Kalenderadresse"), "created", "deleted")
    audit.describe({"calendaraddress.renewed": _("Kalenderadresse erneuert")})
    audit.describe_noun("registration", _("Anmeldung"), "created", "changed")
