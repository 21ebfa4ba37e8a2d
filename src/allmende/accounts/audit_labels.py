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
            "user.created": _("Konto angelegt"),
            "user.roles_changed": _("Rollen im Portal geändert"),
            "user.deactivated": _("Konto gesperrt"),
            "user.reactivated": _("Konto freigegeben"),
            "user.signed_up": _("Konto eröffnet"),
            "user.signed_in": _("Angemeldet"),
            "user.session_ended": _("Sitzung beendet"),
            "user.sessions_ended": _("Andere Sitzungen beendet"),
            "user.password_changed": _("Passwort geändert"),
            "user.password_set": _("Passwort gesetzt"),
            "user.password_reset": _("Passwort neu gesetzt"),
            "user.email_changed": _("Mail-Adresse geändert"),
            "user.second_factor_added": _("Zweiten Faktor eingerichtet"),
            "user.second_factor_removed": _("Zweiten Faktor entfernt"),
            "user.second_factors_removed": _("Alle zweiten Faktoren vom Betrieb entfernt"),
            "user.recovery_codes_renewed": _("Wiederherstellungscodes erneuert"),
            "user.provider_linked": _("Andere Anmeldung verknüpft"),
            "user.provider_unlinked": _("Verknüpfte Anmeldung entfernt"),
            "user.deliveries_chosen": _("Mails eingestellt"),
            "user.exported_log": _("Protokoll als Datei abgerufen"),
            "account.erased": _("Konto gelöscht"),
            "account.expired": _("Unbenutztes Konto gelöscht"),
            "retention.changed": _("Aufbewahrungsfrist geändert"),
        }
    )
    audit.describe_noun("organisation", _("Organisation"), "created", "changed")
    audit.describe(
        {
            "organisation.named": _("Organisation vorgeschlagen"),
            "organisation.confirmed": _("Organisation geprüft"),
            "organisation.deactivated": _("Organisation stillgelegt"),
            "organisation.reactivated": _("Organisation wieder aufgenommen"),
            "organisation.merged": _("Organisation in einer anderen aufgegangen"),
            "organisation.took_in": _("Andere Organisation aufgenommen"),
            "organisation.without_manager": _("Organisation ohne Verwaltung"),
            "organisation.work_handed_over": _("Offene Arbeit übergeben"),
            "organisation.work_closed": _("Offene Arbeit beendet"),
            "organisation.exported_log": _("Protokoll der Organisation als Datei abgerufen"),
            "membership.requested": _("Mitgliedschaft angefragt"),
            "membership.confirmed": _("Mitgliedschaft bestätigt"),
            "membership.declined": _("Mitgliedschaft abgelehnt"),
            "membership.withdrawn": _("Anfrage zurückgezogen"),
            "membership.roles_changed": _("Rollen geändert"),
            "membership.removed": _("Mitgliedschaft beendet"),
            "membership.left": _("Organisation verlassen"),
            "membership.handed_over": _("Verwaltung übergeben"),
        }
    )
