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
    audit.describe_noun("package", _("Paket"), "created", "changed", "deleted")
    audit.describe_noun("venue", _("Veranstaltungsort"), "created", "changed", "deleted")
    audit.describe(
        {
            "event.announced": _("Veranstaltung angekündigt"),
            "event.opened": _("Anmeldung geöffnet"),
            "event.closed": _("Anmeldung geschlossen"),
            "event.held": _("Veranstaltung als durchgeführt vermerkt"),
            "event.called_off": _("Veranstaltung abgesagt"),
            "event.retracted": _("Veranstaltung zurück in den Entwurf"),
            "event.copied": _("Veranstaltung aus einem anderen Jahr übernommen"),
            "event.letter_sent": _("Rundschreiben verschickt"),
            "session.called_off": _("Termin abgesagt"),
        }
    )
    audit.describe_noun("calendaraddress", _("Kalenderadresse"), "created", "deleted")
    audit.describe({"calendaraddress.renewed": _("Kalenderadresse erneuert")})
    audit.describe_noun("registration", _("Anmeldung"), "created", "changed", "confirmed")
    audit.describe(
        {
            "registration.cancelled": _("Plätze abgemeldet"),
            "registration.merged": _("Doppelte Anmeldung zusammengeführt"),
            "registration.rebooked": _("Umbuchung begonnen"),
            "registration.transferred": _("Plätze an andere Person übertragen"),
            "attendee.corrected": _("Angaben zu Teilnehmenden berichtigt"),
            "attendee.forgotten": _("Teilnehmende gelöscht"),
            "place.accepted": _("Angebotenen Platz angenommen"),
            "place.declined": _("Angebotenen Platz abgelehnt"),
            "place.expired": _("Angebot eines Platzes abgelaufen"),
            "place.left": _("Platz nach Umbuchung freigegeben"),
            "place.offered": _("Platz angeboten"),
            "place.seated": _("Von der Warteliste nachgerückt"),
            "place.walk_in": _("Vor Ort aufgenommen"),
            "session.capacity_changed": _("Zahl der Plätze geändert"),
        }
    )
