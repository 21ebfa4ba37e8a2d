# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every page behind the sign-in, and which account of the demo opens it. A new page gets a line here.

Addresses that are no page of their own, or need a story first, are named below with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.browser.page_types import BARCAMP_PROPOSAL, COOPERATIONS, DOCUMENT, at, barcamp, first

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.portal import Portal

CITIZEN = "buergerin@example.org"
EDITOR = "bearbeitung.mendig@example.org"
MANAGER = "verwaltung.mendig@example.org"
DESK = "redaktion@example.org"
LAND_DESK = "redaktion.hessen@example.org"
OPERATOR = "betrieb@example.org"
MENDIG_AND_MAYEN = "partner=071375004069&partner=071370068068&kosten=300000"
ALLIANCE = "/kooperationen/verbuende/ikz-eifel-mosel-hunsrueck/"


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One page: its name in the tests, who opens it, where it is, and a text that is there without JavaScript."""

    name: str
    account: str
    find: Callable[[Portal], str]
    essential: str

    def __str__(self) -> str:
        return self.name


def below(find: Callable[[Portal], str], tail: str) -> Callable[[Portal], str]:
    """The page ``tail`` below another one."""
    return lambda portal: find(portal) + tail


own_organisation = first("/konto/organisationen/", r"/konto/organisationen/\d+/")
change = first("/beitraege/", r"/beitraege/\d+/")
review = first("/pruefung/?sicht=alle", r"/pruefung/\d+/")
hint = first("/hinweise/", r"/hinweise/\d+/")
organisation = first("/organisationen/", r"/organisationen/\d+/")
cooperation = first("/kooperationen/", COOPERATIONS)
synonyms = first("/suche/synonyme/", r"/suche/synonyme/\d+/")


def applied_import(portal: Portal) -> str:
    """That of the programme; the one that still waits is above it."""
    return portal.links("/leitung/import/", r"/leitung/import/\d+/")[-1]


def submitted(portal: Portal) -> str:
    """What the editor has sent in first; drafts are above it."""
    return portal.links("/beitraege/", r"/beitraege/\d+/")[-1]


def proposal(portal: Portal) -> str:
    """A session that somebody proposes for the BarCamp."""
    return portal.first_link(barcamp(portal), BARCAMP_PROPOSAL)


led_event = first("/leitung/", r"/leitung/veranstaltungen/\d+/")
led_session = first("/leitung/", r"/leitung/termine/\d+/")


def led_place(portal: Portal) -> str:
    return portal.first_link(led_session(portal), r"/leitung/plaetze/\d+/")


held_event = first("/leitung/?zeit=vergangen&q=begleiten", r"/leitung/veranstaltungen/\d+/")


def surveys(portal: Portal) -> list[str]:
    """Those about the event of the demo that was held: the closed one, the open one."""
    return portal.links(f"{held_event(portal)}umfragen/", r"/leitung/umfragen/\d+/")


def closed_survey(portal: Portal) -> str:
    return surveys(portal)[0]


def open_survey(portal: Portal) -> str:
    return surveys(portal)[-1]


def own_survey(portal: Portal) -> str:
    """The sheet of somebody who was there, from the page of her registration."""
    for page in portal.links("/konto/veranstaltungen/", r"/anmeldung/\w+/"):
        for path in portal.links(page, r"/umfrage/\d+/\w+/"):
            return path
    raise LookupError("No registration of the demo leads to a survey.")


def membership(step: str) -> Callable[[Portal], str]:
    return lambda portal: portal.first_link(own_organisation(portal), rf"/konto/mitgliedschaften/\d+/{step}/")


ACCOUNT_PAGES = (
    MemberPage("dashboard", CITIZEN, at("/konto/"), "Mein Bereich"),
    MemberPage("dashboard_editor", EDITOR, at("/konto/"), "Mendig"),
    MemberPage("dashboard_desk", DESK, at("/konto/"), "Prüfung"),
    MemberPage("dashboard_operator", OPERATOR, at("/konto/"), "Prüfung"),
    MemberPage("signed_in_already", CITIZEN, at("/konto/anmelden/?next=/pruefung/"), "schon angemeldet"),
    MemberPage("email", CITIZEN, at("/konto/e-mail/"), "Neue E-Mail-Adresse"),
    MemberPage("password_change", CITIZEN, at("/konto/passwort/aendern/"), "Passwort"),
    MemberPage("second_factor", CITIZEN, at("/konto/zweiter-faktor/"), "Passkey"),
    MemberPage("app_add", CITIZEN, at("/konto/zweiter-faktor/app/einrichten/"), "Code"),
    MemberPage("passkey_add", CITIZEN, at("/konto/passkeys/neu/"), "Passkeys brauchen JavaScript"),
    MemberPage("reauthenticate", CITIZEN, at("/konto/noch-einmal-ausweisen/"), "Passwort"),
    MemberPage("sessions", CITIZEN, at("/konto/sitzungen/"), "Sitzungen"),
    MemberPage("providers", CITIZEN, at("/konto/oidc/"), "Anmeld"),
    MemberPage("own_data", EDITOR, at("/konto/daten/"), "bearbeitung.mendig@example.org"),
    MemberPage("erase", CITIZEN, at("/konto/loeschen/"), "Konto löschen"),
    MemberPage("inbox_empty", CITIZEN, at("/konto/nachrichten/"), "Nachrichten"),
    MemberPage("inbox", EDITOR, at("/konto/nachrichten/"), "Hinweis"),
    MemberPage("message", EDITOR, first("/konto/nachrichten/", r"/konto/nachrichten/\d+/"), "Organisation"),
    MemberPage("saved_checks_empty", CITIZEN, at("/konto/foerderchecks/"), "noch keinen Check"),
    MemberPage("save_check", CITIZEN, at(f"/foerdercheck/merken/?{MENDIG_AND_MAYEN}"), "Merken"),
    MemberPage("deliveries", EDITOR, at("/konto/benachrichtigungen/"), "Mails"),
)
ORGANISATION_PAGES = (
    MemberPage("organisations_none", CITIZEN, at("/konto/organisationen/"), "Organisation"),
    MemberPage("organisations", EDITOR, at("/konto/organisationen/"), "Mendig"),
    MemberPage("join", CITIZEN, at("/konto/organisationen/beitreten/"), "Aufnahme"),
    MemberPage("join_found", CITIZEN, at("/konto/organisationen/beitreten/?q=Mendig"), "Mendig"),
    MemberPage("join_nothing", CITIZEN, at("/konto/organisationen/beitreten/?q=Xyzzyhausen"), "Xyzzyhausen"),
    MemberPage("organisation_member", EDITOR, own_organisation, "Mendig"),
    MemberPage("organisation_manager", MANAGER, own_organisation, "Mitglieder"),
    MemberPage("organisation_log", MANAGER, below(own_organisation, "protokoll/"), "Protokoll"),
    MemberPage("membership_change", MANAGER, membership("aendern"), "Bearbeitung VG Mendig"),
    MemberPage("membership_hand_over", MANAGER, membership("uebergeben"), "übergeben"),
    MemberPage("membership_leave", EDITOR, membership("verlassen"), "verlassen"),
    MemberPage("desk_organisations", DESK, at("/organisationen/"), "Mendig"),
    MemberPage("desk_organisations_none", DESK, at("/organisationen/?q=Xyzzyhausen"), "Organisation"),
    MemberPage("desk_organisation", DESK, organisation, "Mitglieder"),
    MemberPage("desk_organisation_enter", DESK, at("/organisationen/neu/"), "Name"),
    MemberPage("desk_organisation_change", DESK, below(organisation, "bearbeiten/"), "Name"),
    MemberPage("desk_organisation_merge", DESK, below(organisation, "zusammenfuehren/"), "zusammenführen"),
    MemberPage("desk_organisation_deactivate", DESK, below(organisation, "stilllegen/"), "stilllegen"),
    MemberPage("desk_organisations_of_a_land", LAND_DESK, at("/organisationen/"), "Organisationen"),
)
CHANGE_PAGES = (
    MemberPage("changes_none", CITIZEN, at("/beitraege/"), "Beiträge"),
    MemberPage("changes", EDITOR, at("/beitraege/"), "Fuhrpark"),
    MemberPage("change_new", EDITOR, at("/beitraege/neu/"), "Neuer Beitrag"),
    MemberPage("change", EDITOR, change, "Was noch fehlt"),
    MemberPage("change_submitted", EDITOR, submitted, "Zurückholen"),
    MemberPage("change_preview", EDITOR, below(submitted, "vorschau/"), "Beispiel"),
    MemberPage("change_difference", EDITOR, below(submitted, "unterschied/"), "Beispiel"),
    MemberPage("change_step_topic", EDITOR, below(change, "thema/"), "Worum es geht"),
    MemberPage("change_step_partners", EDITOR, below(change, "beteiligte/"), "Beteiligte"),
    MemberPage("change_step_state", EDITOR, below(change, "stand/"), "Stand und Zeit"),
    MemberPage("change_step_law_and_money", EDITOR, below(change, "recht-und-geld/"), "Recht und Geld"),
    MemberPage("change_step_experience", EDITOR, below(change, "erfahrungen/"), "Erfahrungen"),
    MemberPage("change_step_contact", EDITOR, below(change, "kontakt/"), "Ansprechstelle"),
    MemberPage("change_discard", EDITOR, below(change, "verwerfen/"), "verwerfen"),
    MemberPage("queue", DESK, at("/pruefung/?sicht=alle"), "Beispiel"),
    MemberPage("queue_none", LAND_DESK, at("/pruefung/"), "Prüfung"),
    MemberPage("review", DESK, review, "Beispiel"),
    MemberPage("review_preview", DESK, below(review, "vorschau/"), "Beispiel"),
    MemberPage("bulk_accept", DESK, at("/pruefung/sammelannahme/"), "Sammelannahme"),
    MemberPage("review_figures", DESK, at("/pruefung/zahlen/"), "Zahlen"),
)
CARE_PAGES = (
    MemberPage("care", EDITOR, at("/pflege/"), "Pflege"),
    MemberPage("care_none", CITIZEN, at("/pflege/"), "Pflege"),
    MemberPage("care_desk", DESK, at("/pflege/redaktion/"), "Pflege"),
    MemberPage("care_owner", DESK, at("/pflege/redaktion/zustaendig/cooperation/1/"), "Organisation"),
    MemberPage("hints", EDITOR, at("/hinweise/"), "Vollzugsdienst"),
    MemberPage("hints_desk", DESK, at("/hinweise/"), "Vollzugsdienst"),
    MemberPage("hint", EDITOR, hint, "Vollzugsdienst"),
    MemberPage("cooperation_enter", DESK, at("/kooperationen/neu/"), "Titel"),
    MemberPage("cooperation_change", DESK, below(cooperation, "bearbeiten/"), "Titel"),
    MemberPage("cooperation_at_the_desk", DESK, cooperation, "Bearbeiten"),
    MemberPage("cooperation_at_a_member", EDITOR, cooperation, "Quelle"),
    MemberPage("alliance_enter", DESK, at("/kooperationen/verbuende/neu/"), "Name"),
    MemberPage("alliance_change", DESK, at(f"{ALLIANCE}bearbeiten/"), "Name"),
)
SEARCH_PAGES = (
    MemberPage("clause_correct", DESK, at(f"{DOCUMENT}klauseln/berichtigen/"), "Zuordnung speichern"),
    MemberPage("search_statistics", DESK, at("/suche/statistik/"), "Woche für Woche"),
    MemberPage("synonyms", DESK, at("/suche/synonyme/"), "Betriebshof"),
    MemberPage("synonyms_tried", DESK, at("/suche/synonyme/?probe=Bauhofvertrag"), "bauhof + vertrag"),
    MemberPage("synonym_create", DESK, at("/suche/synonyme/neu/"), "Neue Gruppe"),
    MemberPage("synonym_change", DESK, synonyms, "Wörter"),
    MemberPage("synonym_delete", DESK, below(synonyms, "loeschen/"), "Löschen"),
)
own_registration = first("/konto/veranstaltungen/", r"/anmeldung/\w+/")


def own_attendee(step: str) -> Callable[[Portal], str]:
    return lambda portal: portal.first_link(own_registration(portal), rf"/anmeldung/\w+/{step}/\d+/")


BOOKING_PAGES = (
    MemberPage("my_events", CITIZEN, at("/konto/veranstaltungen/"), "Kalenderadresse"),
    MemberPage("followed_programmes", CITIZEN, at("/konto/foerderprogramme/"), "Sie beobachten noch kein Programm"),
    MemberPage("my_events_none", LAND_DESK, at("/konto/veranstaltungen/"), "zu nichts angemeldet"),
    MemberPage("registration", CITIZEN, own_registration, "Sie haben einen Platz"),
    MemberPage("registration_cancel", CITIZEN, below(own_registration, "abmelden/"), "Verbindlich abmelden"),
    MemberPage("registration_transfer", CITIZEN, own_attendee("uebertragen"), "Verbindlich übertragen"),
    MemberPage("registration_correct", CITIZEN, own_attendee("aendern"), "Schreibfehler"),
)
BARCAMP_PAGES = (
    MemberPage("barcamp_vote", CITIZEN, below(barcamp, "abstimmen/"), "Abstimm"),
    MemberPage("barcamp_propose", CITIZEN, below(barcamp, "vorschlagen/"), "Worum es gehen soll"),
    MemberPage("barcamp_plan", EDITOR, below(barcamp, "plan/"), "Herausnehmen"),
    MemberPage("barcamp_plan_suggested", EDITOR, below(barcamp, "plan/vorschlag/"), "In den Plan übernehmen"),
    MemberPage("barcamp_grid", EDITOR, below(barcamp, "raster/"), "Raum hinzufügen"),
    MemberPage("barcamp_results", EDITOR, below(barcamp, "ergebnis/"), "Da will ich hin"),
    MemberPage("barcamp_proposal_change", EDITOR, below(proposal, "bearbeiten/"), "Speichern"),
    MemberPage("barcamp_notes", EDITOR, below(proposal, "notizen/"), "Notizen"),
    MemberPage("barcamp_hand_over", EDITOR, below(proposal, "weiterfuehren/"), "Idee einer Kooperation"),
)
LEADING_PAGES = (
    MemberPage("leading", DESK, at("/leitung/"), "Als Nächstes"),
    MemberPage("leading_nothing", DESK, at("/leitung/?q=Xyzzyhausen"), "Hier ist nichts"),
    MemberPage("leading_event", EDITOR, led_event, "Fragen bei der Anmeldung"),
    MemberPage("leading_event_change", DESK, below(led_event, "bearbeiten/"), "Themenfelder"),
    MemberPage("leading_step", DESK, below(led_event, "schritt/close/"), "rückt weiter nach"),
    MemberPage("leading_letters", EDITOR, below(led_event, "rundschreiben/"), "{termin}"),
    MemberPage("leading_session", EDITOR, led_session, "Zahl der Plätze"),
    MemberPage("leading_session_change", DESK, below(led_session, "bearbeiten/"), "Zeitzone"),
    MemberPage("leading_add", EDITOR, below(led_session, "aufnehmen/"), "Person von Hand aufnehmen"),
    MemberPage("leading_check_in", EDITOR, below(led_session, "checkin/"), "von"),
    MemberPage("leading_walk_in", EDITOR, below(led_session, "checkin/ohne-anmeldung/"), "Kommune oder Einrichtung"),
    MemberPage("leading_papers", EDITOR, below(led_session, "papiere/"), "Namensschilder"),
    MemberPage("leading_certificates", EDITOR, below(led_session, "bescheinigungen/"), "die da waren"),
    MemberPage("leading_materials", EDITOR, below(led_event, "unterlagen/"), "Unterlage hinzufügen"),
    MemberPage("leading_place", EDITOR, led_place, "Was möchten Sie tun?"),
    MemberPage("leading_venues", DESK, at("/leitung/orte/"), "Barrierefreiheit"),
    MemberPage("leading_imports", DESK, at("/leitung/import/"), "Bisher eingelesen"),
    MemberPage("leading_import", DESK, first("/leitung/import/", r"/leitung/import/\d+/"), "offene Fragen"),
    MemberPage("leading_import_applied", DESK, applied_import, "wie es gedruckt ist"),
    MemberPage("leading_copy", DESK, at("/leitung/uebernehmen/"), "denselben Wochentag"),
)
SURVEY_PAGES = (
    MemberPage("surveys", DESK, below(held_event, "umfragen/"), "Neue Umfrage"),
    MemberPage("survey_open", DESK, open_survey, "Umfrage jetzt schließen"),
    MemberPage("survey_change", DESK, below(open_survey, "bearbeiten/"), "offen bis einschließlich"),
    MemberPage("survey_preview", DESK, below(open_survey, "vorschau/"), "Widerstände"),
    MemberPage("survey_results", DESK, below(closed_survey, "ergebnisse/"), "Mittelwert"),
    MemberPage("survey_no_results", DESK, below(open_survey, "ergebnisse/"), "Noch keine Ergebnisse"),
    MemberPage("survey_sheet", EDITOR, own_survey, "Antworten abschicken"),
    MemberPage("statistics", DESK, at("/leitung/statistik/?jahr=alle"), "Nach Art der Einrichtung"),
)
OPERATION_PAGES = (
    MemberPage("people", OPERATOR, at("/betrieb/konten/"), "redaktion@example.org"),
    MemberPage("person", OPERATOR, first("/betrieb/konten/", r"/betrieb/konten/\d+/"), "@example.org"),
    MemberPage("audit_log", OPERATOR, at("/betrieb/protokoll/"), "Protokoll"),
    MemberPage("audit_log_none", OPERATOR, at("/betrieb/protokoll/?q=Xyzzyhausen"), "Protokoll"),
    MemberPage("retention", OPERATOR, at("/betrieb/aufbewahrung/"), "Tage"),
)
HESSEN = "/leitung/foerderung/richtlinien/he-ikz-2021/"
described = first("/leitung/foerderung/", r"/leitung/foerderung/\d+/")
FUNDING_PAGES = (
    MemberPage("funding_desk", DESK, at("/leitung/foerderung/"), "gehen auf"),
    MemberPage("funding_desk_programme", DESK, described, "Fassungen"),
    MemberPage("funding_desk_directive", LAND_DESK, at(HESSEN), "geprüft"),
    MemberPage("funding_desk_withdraw", LAND_DESK, at(f"{HESSEN}schritt/zurueckziehen/"), "Grund"),
    MemberPage("funding_desk_new", DESK, at("/leitung/foerderung/neu/"), "Bewilligungsbehörde"),
    MemberPage("funding_desk_import", DESK, below(described, "richtlinien/einlesen/"), "YAML oder JSON"),
)
MEMBER_PAGES = (
    *ACCOUNT_PAGES, *ORGANISATION_PAGES, *CHANGE_PAGES, *CARE_PAGES, *SEARCH_PAGES, *BARCAMP_PAGES, *OPERATION_PAGES,
    *LEADING_PAGES, *SURVEY_PAGES, *BOOKING_PAGES, *FUNDING_PAGES,
)  # fmt: skip

NO_PAGE = {
    "sends something and has no page": (
        "account_logout", "accounts:session_end", "accounts:session_end_others", "accounts:inbox_read",
        "accounts:message_delete", "accounts:membership_withdraw", "accounts:desk_organisation_confirm",
        "accounts:desk_organisation_work", "accounts:desk_organisation_reactivate", "cooperation:publish",
        "cooperation:withdraw", "cooperation:alliance_publish", "cooperation:alliance_withdraw",
        "library:withdraw", "library:confirm",
        "cooperation:confirm", "cooperation:alliance_confirm", "content:announcement_withdraw",
        "moderation:change_take_back", "moderation:change_note", "moderation:change_detach",
        "moderation:review_assign", "moderation:care_confirm_several", "moderation:hint_take_over",
        "moderation:hint_give_back", "moderation:hint_settle", "moderation:change_submit", "moderation:change_attach",
        "events:barcamp_proposal_withdraw", "events:registration_offer", "events:registration_consent",
        "events:desk_capacity", "events:desk_place_cancel", "events:desk_place_move", "events:desk_place_transfer",
        "events:survey_close", "events:survey_invite", "events:renew_calendar_address",
        "events:forget_calendar_address",
        "events:import_withdraw", "events:import_apply", "events:import_discard",
        "events:desk_place_correct", "events:certificate_revoke", "events:material_remove",
        "funding:follow", "funding:see_check", "funding:desk_entry_order",
        "accounts:acting", "accounts:person_deactivate", "accounts:person_reactivate", "search:synonym_restore",
    ),
    "a file, a feed or an answer for programs": (
        "funding:directive_schema",
        "mfa_download_recovery_codes", "mfa_login_webauthn", "accounts:own_data_json", "accounts:inbox_json",
        "accounts:organisation_log_export", "accounts:desk_organisations_export", "accounts:audit_log_export",
        "accounts:processings_export", "territory:suggest", "territory:facts", "cooperation:feed",
        "cooperation:phases_csv", "cooperation:figures_csv", "cooperation:export", "cooperation:json",
        "cooperation:alliance_json", "library:rss", "library:json", "library:csv", "library:document_json",
        "library:clauses_json", "library:document_clauses_json", "library:outline_file",
        "library:file", "library:thumbnail", "library:upload", "events:rss", "events:json",
        "map:counts", "map:file", "search:json", "search:rss", "search:suggest",
        "search:opensearch", "search:statistics_csv", "core:healthz", "core:readyz",
        "core:robots", "core:sitemap", "core:security_txt", "content:news_feed", "content:announcement_rss",
        "content:announcement_json", "content:picture", "moderation:change_list_json", "moderation:change_attachment",
        "moderation:review_figures_export", "moderation:care_export",
        "moderation:care_desk_export", "moderation:hint_export", "events:desk_export", "events:desk_answer_file",
        "events:import_template", "events:import_export",
        "events:survey_export", "events:participants_event", "events:participants_session", "events:attendance_proof",
        "events:statistics_export", "events:statistics_open_data",
        "events:barcamp_json", "events:barcamp_calendar", "events:registration_file",
        "events:check_in_notes", "events:badges", "events:room_sheet", "events:attendance_list", "events:needs_sheet",
        "events:certificates_file", "events:certificate_pdf", "events:material_file", "events:own_material",
        "funding:feed", "funding:deadlines", "funding:programme_deadlines", "funding:directive_file",
        "funding:check_pdf", "funding:saved_checks_json", "api:openapi", "api:programmes", "api:directives",
        "api:directive", "api:check",
        "events:calendar", "events:event_calendar", "events:session_calendar", "events:my_calendar",
        "events:registration_calendar", "events:attendee_calendar",
    ),
    "a form of the desk of events that looks like the others": (
        "events:desk_event_create", "events:desk_session_create", "events:desk_session_cancel", "events:desk_package",
        "events:desk_package_create", "events:desk_question", "events:desk_question_create", "events:desk_consent",
        "events:desk_consent_create", "events:desk_venue", "events:desk_venue_create", "events:desk_merge",
        "events:survey_item", "events:survey_item_create",
    ),
    "a form that looks like the others, of events with questions or several dates": (
        "events:registration_answers", "events:registration_rebook",
    ),
    "a small form that looks like the others": (
        "funding:rename_check", "funding:delete_check", "funding:desk_programme_change", "funding:desk_call",
        "funding:desk_call_create", "funding:desk_directive_create", "funding:desk_directive_delete",
    ),
    "the sheet of a survey, for those who have an account": ("events:survey",),
    "leads on at once": ("core:set_language", "mfa_list_webauthn"),
    "needs an identity provider, which the demo has not": (
        "socialaccount_signup", "account_set_password", "openid_connect_login", "openid_connect_callback",
    ),
}  # fmt: skip
"""Addresses that are no page in the demo, by the reason."""

IN_A_STORY = {
    "test_account.py": (
        "mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_reauthenticate_webauthn", "mfa_authenticate",
    ),
    "test_barcamp.py": ("events:barcamp_enter", "events:barcamp_enter_attendee"),
    "test_events_story.py": ("events:certificate_check",),
    "test_directive_story.py": (
        "funding:desk_directive_base", "funding:desk_entry_create", "funding:desk_rule",
    ),
    "test_registering.py": ("events:confirm", "events:attendee", "events:saved_date"),
    "test_member_forms.py": (
        "account_email_verification_sent", "account_confirm_password_reset_code", "account_complete_password_reset",
        "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
        "accounts:membership_decide",
    ),
}  # fmt: skip
"""Pages that are there only after something has happened, by the tests that make it happen and look at them."""
