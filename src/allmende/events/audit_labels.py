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
            "event.listed": _("Veranstaltung ohne Anmeldung veröffentlicht"),
            "event.held": _("Veranstaltung als durchgeführt vermerkt"),
            "event.called_off": _("Veranstaltung abgesagt"),
            "event.retracted": _("Veranstaltung zurück in den Entwurf"),
            "event.copied": _("Veranstaltung aus einem anderen Jahr übernommen"),
            "event.letter_sent": _("Rundschreiben verschickt"),
            "session.called_off": _("Termin abgesagt"),
        }
    )
    audit.describe_noun("barcamp", _("Einstellungen des BarCamps"), "changed")
    audit.describe_noun("barcamproom", _("Raum des BarCamps"), "created", "changed", "deleted")
    audit.describe_noun("barcampslot", _("Zeitfenster des BarCamps"), "created", "deleted")
    audit.describe_noun("proposal", _("Sessionvorschlag"), "created", "changed", "withdrawn")
    audit.describe(
        {
            "barcamp.cleared": _("Plan des BarCamps geleert"),
            "barcamp.filled": _("Plan des BarCamps nach Vorschlag gefüllt"),
            "interest.changed": _("Im BarCamp abgestimmt"),
            "interest.created": _("Sessionvorschlag zur Abstimmung gezeigt"),
            "proposal.handed_over": _("Session weitergeführt"),
            "proposal.notes_changed": _("Notizen einer Session geändert"),
            "proposal.placed": _("Session eingeplant"),
            "proposal.restored": _("Sessionvorschlag wieder aufgenommen"),
            "proposal.unplaced": _("Session aus dem Plan genommen"),
        }
    )
    audit.describe_noun("programmeimport", _("Programmimport"), "created")
    audit.describe(
        {
            "programmeimport.answered": _("Fragen zu einem Programmimport beantwortet"),
            "programmeimport.applied": _("Programm aus einer Datei übernommen"),
            "programmeimport.discarded": _("Programmimport verworfen"),
        }
    )
    audit.describe_noun("survey", _("Umfrage"), "created", "changed", "deleted")
    audit.describe_noun("surveyitem", _("Frage einer Umfrage"), "created", "changed", "deleted")
    audit.describe(
        {
            "survey.answered": _("Umfrage beantwortet"),
            "survey.closed": _("Umfrage geschlossen"),
            "survey.invited": _("Zur Umfrage eingeladen"),
        }
    )
    _describe_registrations()


def _describe_registrations() -> None:
    """What is done by and for those who come."""
    audit.describe_noun("calendaraddress", _("Kalenderadresse"), "created", "deleted")
    audit.describe({"calendaraddress.renewed": _("Kalenderadresse erneuert")})
    audit.describe_noun("material", _("Unterlage"), "created", "deleted")
    audit.describe_noun("registration", _("Anmeldung"), "created", "changed", "confirmed", "handed_over")
    audit.describe(
        {
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
    )
    audit.describe_noun("saveddate", _("Vorgemerkter Termin"), "created", "deleted")
