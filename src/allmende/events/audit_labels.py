# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What this app's verbs are called in the audit log."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from allmende.core import audit

NOUNS: Final = {
    "event": (_("Veranstaltung"), ("created", "changed", "deleted")),
    "session": (_("Termin"), ("created", "changed", "deleted")),
    "package": (_("Paket"), ("created", "changed", "deleted")),
    "venue": (_("Veranstaltungsort"), ("created", "changed", "deleted")),
    "barcamp": (_("Einstellungen des BarCamps"), ("changed",)),
    "barcamproom": (_("Raum des BarCamps"), ("created", "changed", "deleted")),
    "barcampslot": (_("Zeitfenster des BarCamps"), ("created", "deleted")),
    "proposal": (_("Sessionvorschlag"), ("created", "changed", "withdrawn")),
    "programmeimport": (_("Programmimport"), ("created",)),
    "survey": (_("Umfrage"), ("created", "changed", "deleted")),
    "surveyitem": (_("Frage einer Umfrage"), ("created", "changed", "deleted")),
    "calendaraddress": (_("Kalenderadresse"), ("created", "deleted")),
    "material": (_("Unterlage"), ("created", "deleted")),
    "registration": (_("Anmeldung"), ("created", "changed", "confirmed", "handed_over")),
    "saveddate": (_("Vorgemerkter Termin"), ("created", "deleted")),
}
"""What it is called, and what is done with it as with other nouns."""
VERBS: Final = {
    "event.announced": _("Veranstaltung angekündigt"),
    "event.opened": _("Anmeldung geöffnet"),
    "event.closed": _("Anmeldung geschlossen"),
    "event.listed": _("Veranstaltung ohne Anmeldung veröffentlicht"),
    "event.held": _("Veranstaltung als durchgeführt vermerkt"),
    "event.called_off": _("Veranstaltung abgesagt"),
    "event.retracted": _("Veranstaltung zurück in den Entwurf"),
    "event.copied": _("Veranstaltung aus einem anderen Jahr übernommen"),
    "event.letter_sent": _("Rundschreiben verschickt"),
    "session.called_off": _("Termin abgesagt"),
    "barcamp.cleared": _("Plan des BarCamps geleert"),
    "barcamp.filled": _("Plan des BarCamps nach Vorschlag gefüllt"),
    "interest.changed": _("Im BarCamp abgestimmt"),
    "interest.created": _("Sessionvorschlag zur Abstimmung gezeigt"),
    "proposal.handed_over": _("Session weitergeführt"),
    "proposal.notes_changed": _("Notizen einer Session geändert"),
    "proposal.placed": _("Session eingeplant"),
    "proposal.restored": _("Sessionvorschlag wieder aufgenommen"),
    "proposal.unplaced": _("Session aus dem Plan genommen"),
    "programmeimport.answered": _("Fragen zu einem Programmimport beantwortet"),
    "programmeimport.applied": _("Programm aus einer Datei übernommen"),
    "programmeimport.discarded": _("Programmimport verworfen"),
    "survey.answered": _("Umfrage beantwortet"),
    "survey.closed": _("Umfrage geschlossen"),
    "survey.invited": _("Zur Umfrage eingeladen"),
    "calendaraddress.renewed": _("Kalenderadresse erneuert"),
    "registration.answered": _("Fragen zur Veranstaltung beantwortet"),
    "registration.cancelled": _("Plätze abgemeldet"),
    "registration.consent_withdrawn": _("Einwilligung zu einer Veranstaltung widerrufen"),
    "registration.merged": _("Doppelte Anmeldung zusammengeführt"),
    "registration.rebooked": _("Umbuchung begonnen"),
    "registration.transferred": _("Plätze an andere Person übertragen"),
    "attendee.corrected": _("Angaben zu Teilnehmenden berichtigt"),
    "attendee.needs_changed": _("Bedarf zu Barrierefreiheit oder Essen geändert"),
    "attendee.forgotten": _("Teilnehmende gelöscht"),
    "place.accepted": _("Angebotenen Platz angenommen"),
    "place.check_in_undone": _("Anwesenheit zurückgenommen"),
    "place.checked_in": _("Anwesenheit vermerkt"),
    "place.declined": _("Angebotenen Platz abgelehnt"),
    "place.expired": _("Angebot eines Platzes abgelaufen"),
    "place.left": _("Platz nach Umbuchung freigegeben"),
    "place.offered": _("Platz angeboten"),
    "place.seated": _("Von der Warteliste nachgerückt"),
    "place.walk_in": _("Vor Ort aufgenommen"),
    "certificate.issued": _("Bescheinigung ausgestellt"),
    "certificate.revoked": _("Bescheinigung widerrufen"),
    "session.certificates_issued": _("Bescheinigungen ausgestellt"),
    "session.capacity_changed": _("Zahl der Plätze geändert"),
}


def register() -> None:
    """Called when the app is ready."""
    for noun, (label, actions) in NOUNS.items():
        audit.describe_noun(noun, label, *actions)
    audit.describe(VERBS)
