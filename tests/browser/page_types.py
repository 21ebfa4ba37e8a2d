# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every type of page the portal has, and where the demo has one of it. A new type of page gets a line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.portal import Portal

COOPERATIONS = r"/kooperationen/(?!verbuende|zahlen|gefoerdert|neu/)[^/?.]+/"
ALLIANCES = r"/kooperationen/verbuende/[^/?.]+/"
EVENTS = r"/veranstaltungen/[^/?.]+/$"
NEWS = r"/aktuelles/[^/?.]+/"
DOCUMENT = "/bibliothek/beispiel-zweckvereinbarung-ueber-ein-gemeinsames-standesamt/"
COMPARED = (
    "/bibliothek/klauseln/vergleich/?gegenstand=cost&dokument=beispiel-zweckvereinbarung-ueber-ein-gemeinsames-standesamt"
    "&dokument=beispiel-zweckvereinbarung-ueber-einen-gemeinsamen-bauhof"
)
BARCAMP = "/veranstaltungen/beispiel-barcamp-gemeinsam-statt-allein/"
BARCAMP_PROPOSAL = r"/barcamp/vorschlag/\d+/"
FUNDING_COMPARED = (
    "/foerdercheck/vergleich/?partner=071375004069&partner=073150000000&kosten=400000"
    "&spalte=nrw-ikz-2021@2022-07-01&spalte=rlp-pilot-2024@2026-07-01"
)
FUNDING_VARIANT = (
    "/foerdercheck/was-waere-wenn/?partner=071375004069&partner=073150000000&kosten=400000&dann-partner=1&dann-dauer=5"
)
NOWHERE = "/gibt-es-nicht/"
DIRECTIVES = "/foerderung/ikz-foerderung-nrw/richtlinien/"
FUNDING_CHECK = (
    "/foerdercheck/?partner=071375004069&partner=071370003003&partner=073150000000&kosten=400.000&betrag=abc"
)
NO_RESULTS = "/kooperationen/?q=Weltraumbahnhof"


@dataclass(frozen=True, slots=True)
class PageType:
    """One type: its name in the tests, where one is, and a text that a visitor without JavaScript must find on it."""

    name: str
    find: Callable[[Portal], str]
    essential: str

    def __str__(self) -> str:
        return self.name


def at(path: str) -> Callable[[Portal], str]:
    return lambda _: path


def first(path: str, pattern: str) -> Callable[[Portal], str]:
    return lambda portal: portal.first_link(path, pattern)


def hint_about(portal: Portal) -> str:
    """The form for hints as the Steckbrief of a cooperation leads to it."""
    return f"/hinweise/geben/?seite={portal.first_link('/kooperationen/', COOPERATIONS)}"


def barcamp(portal: Portal) -> str:
    """The BarCamp as its event leads to it."""
    return portal.first_link(BARCAMP, r"/barcamp/\d+/")


PAGE_TYPES = (
    PageType("start", at("/"), "Kooperation"),
    PageType("standard", at("/beratung/"), "Beratung"),
    PageType("faq", at("/fragen/"), "Fragen"),
    PageType("faq_group", at("/fragen/geld/"), "Geld"),
    PageType("news_list", at("/aktuelles/"), "Aktuelles"),
    PageType("news", first("/aktuelles/", NEWS), "Quelle"),
    PageType("imprint", at("/impressum/"), "Impressum"),
    PageType("privacy", at("/datenschutz/"), "Datenschutz"),
    PageType("accessibility", at("/barrierefreiheit/"), "Barrierefreiheit"),
    PageType("easy_language", at("/leichte-sprache/"), "Leichte Sprache"),
    PageType("barrier_report", at("/barriere-melden/"), "Barriere"),
    PageType("cooperations", at("/kooperationen/"), "Mendig"),
    PageType("cooperations_second", at("/kooperationen/?seite=2"), "Seite 2 von"),
    PageType("cooperations_none", at(NO_RESULTS), "Weltraumbahnhof"),
    PageType("cooperation", first("/kooperationen/", COOPERATIONS), "Quelle"),
    PageType("alliances", at("/kooperationen/verbuende/"), "Eifel"),
    PageType("alliance", first("/kooperationen/verbuende/", ALLIANCES), "Quelle"),
    PageType("alliance_with_periods", at("/kooperationen/verbuende/ikz-eifel-mosel-hunsrueck/"), "Förderperiode"),
    PageType("phases", at("/kooperationen/gefoerdert/"), "Phase"),
    PageType("figures", at("/kooperationen/zahlen/"), "Kooperationen nach Ländern"),
    PageType("places", at("/orte/"), "Rheinland-Pfalz"),
    PageType("land", first("/orte/", r"/orte/07-[^/]+/"), "Kreis"),
    PageType("kreis", at("/orte/07137-mayen-koblenz/"), "Mendig"),
    PageType("verbandsgemeinde", at("/orte/071375004-mendig/"), "Verbandsgemeinde"),
    PageType("dissolved", at("/orte/064370002002-beerfelden/"), "Aufgelöst"),
    PageType("municipality", first("/orte/suche/?q=Mendig", r"/orte/07137\d{7}-[^/]+/"), "Mendig"),
    PageType("place_search", at("/orte/suche/?q=Neustadt"), "Neustadt"),
    PageType("place_search_none", at("/orte/suche/?q=Xyzzyhausen"), "Xyzzyhausen"),
    PageType("map", at("/karte/"), "Rheinland-Pfalz"),
    PageType("map_of_a_kreis", at("/karte/?gebiet=07137"), "Landkreis Mayen-Koblenz"),
    PageType("search_start", at("/suche/"), "Was suchen Sie?"),
    PageType("search", at("/suche/?q=Mendig"), "Mendig"),
    PageType("search_filtered", at("/suche/?q=Kooperation&land=07&sortierung=neueste"), "Land: Rheinland-Pfalz"),
    PageType("search_none", at("/suche/?q=Xyzzyhausen"), "Xyzzyhausen"),
    PageType("sign_in", at("/konto/anmelden/"), "Passwort"),
    PageType("sign_up", at("/konto/registrieren/"), "Konto anlegen"),
    PageType("password_forgotten", at("/konto/passwort/vergessen/"), "Code anfordern"),
    PageType("password_is_new", at("/konto/passwort/fertig/"), "Anmelden"),
    PageType("account_erased", at("/konto/geloescht/"), "gelöscht"),
    PageType("processings", at("/verarbeitungen/"), "Verantwortlich"),
    PageType("unsubscribe_invalid", at("/abbestellen/kaputt/"), "gilt nicht mehr"),
    PageType("still_right_invalid", at("/pflege/stimmt-noch/kaputt/"), "gilt nicht"),
    PageType("library", at("/bibliothek/"), "Beispiel"),
    PageType("clauses", at("/bibliothek/klauseln/?gegenstand=exit"), "Ausgewählte vergleichen"),
    PageType("clauses_none", at("/bibliothek/klauseln/?jahr=1900"), "Dazu gibt es noch keine Klausel"),
    PageType("clause_compare", at(COMPARED), "Die Grundlage steht vorn"),
    PageType("clauses_of_document", at(f"{DOCUMENT}klauseln/"), "Wie andere das regeln"),
    PageType("checklist", at(f"{DOCUMENT}pruefliste/"), "beweist nicht"),
    PageType("outline", at("/bibliothek/gliederung/?teil=u:Kosten"), "eigene Überschrift"),
    PageType("library_none", at("/bibliothek/?jahr=1900"), "Dazu gibt es noch kein Dokument"),
    PageType("document", at(DOCUMENT), "Original herunterladen"),
    PageType("document_text", at(f"{DOCUMENT}text/"), "Gegenstand der Zusammenarbeit"),
    PageType("programme", at("/veranstaltungen/"), "Veranstaltungen"),
    PageType("programme_past", at("/veranstaltungen/?zeit=vergangen"), "vergangene Veranstaltungen"),
    PageType("programme_none", at("/veranstaltungen/?ort=Xyzzyhausen"), "Filter"),
    PageType("event", first("/veranstaltungen/?zeit=vergangen", EVENTS), "Auf einen Blick"),
    PageType("announcements", at("/aus-den-kommunen/"), "Beispiel"),
    PageType("announcement", first("/aus-den-kommunen/", r"/aus-den-kommunen/[^/?.]+/"), "Verbandsgemeinde Mendig"),
    PageType("barcamp", barcamp, "Vorschläge"),
    PageType("barcamp_wall", lambda portal: f"{barcamp(portal)}wand/", "Werkstatt"),
    PageType("barcamp_proposal", lambda portal: portal.first_link(barcamp(portal), BARCAMP_PROPOSAL), "Wann und wo"),
    PageType("register", at(f"{BARCAMP}anmelden/"), "Verbindlich anmelden"),
    PageType("register_sent", at(f"{BARCAMP}anmelden/bestaetigen/"), "Fast fertig"),
    PageType("save_date_over", at(f"{BARCAMP}vormerken/"), "geht hier nicht mehr"),
    PageType("save_date_sent", at(f"{BARCAMP}vormerken/bestaetigen/"), "Link geschickt"),
    PageType("finder", at("/foerderung/"), "Was es gibt"),
    PageType("finder_none", at("/foerderung/?land=06&ebene=eu&frist=ohne"), "Kein Förderprogramm gefunden"),
    PageType("funding_programme", at("/foerderung/ikz-pilotfoerderung-rlp/"), "Was tatsächlich bewilligt wurde"),
    PageType("funding_directive", at(f"{DIRECTIVES}nrw-ikz-2021/"), "kaufmännisch"),
    PageType("funding_differences", at(f"{DIRECTIVES}nrw-ikz-2021/vergleich/nrw-ikz-2019/"), "früher"),
    PageType("funding_check", at("/foerdercheck/"), "Noch keine Partner gewählt"),
    PageType("funding_check_result", at(FUNDING_CHECK), "So viel "),
    PageType("funding_check_map", at("/foerdercheck/karte/?partner=071375004069&partner=073150000000"), "Nachbarn von"),
    PageType("funding_compare", at(FUNDING_COMPARED), "neben A"),
    PageType("funding_compare_empty", at("/foerdercheck/vergleich/"), "Wählen Sie, was Sie nebeneinander"),
    PageType("funding_what_if", at(FUNDING_VARIANT), "Ihre Variante"),
    PageType("api", at("/api/"), "Ein Beispiel"),
    PageType("hint_give", at("/hinweise/geben/"), "Hinweis absenden"),
    PageType("hint_about", hint_about, "Was heute dort steht"),
    PageType("hint_thanks", at("/hinweise/danke/"), "Danke"),
    PageType("barrier_reported", at("/barriere-melden/danke/"), "Danke"),
    PageType("certificate_search", at("/nachweis/"), "Code der Bescheinigung"),
    PageType("gallery", at("/bausteine/"), "Bausteine"),
    PageType("not_found", at(NOWHERE), "404"),
)
