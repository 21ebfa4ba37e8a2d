# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The columns of a programme: what the import reads and the export writes, under one German heading each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allmende.territory.naming import fold


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key used in code, its heading, and other headings that mean the same."""

    key: str
    heading: str
    aliases: tuple[str, ...] = ()


COLUMNS: Final = (
    Column("number", "Nr", ("Nummer", "Lfd. Nr.", "Nr. im Programm", "Workshop-Nr.")),
    Column("title", "Titel", ("Thema", "Veranstaltung", "Workshop", "Titel der Veranstaltung", "Veranstaltungstitel")),
    Column("kind", "Art", ("Format", "Veranstaltungsart")),
    Column("summary", "Kurzbeschreibung", ("Kurztext", "Worum es geht")),
    Column("description", "Beschreibung", ("Inhalt", "Inhalte", "Beschreibung/Inhalt", "Ausschreibungstext")),
    Column("target_group", "Zielgruppe", ("Für wen", "Zielgruppen", "Adressaten", "Teilnehmerkreis")),
    Column(
        "speakers",
        "Referierende",
        ("Referent", "Referentin", "Referenten", "Referentinnen", "Referent/in", "Referent*innen", "Dozent", "Dozentin",
         "Dozierende", "Leitung", "Durchgeführt von", "Referentinnen und Referenten"),
    ),
    Column("label", "Terminbezeichnung", ("Gruppe", "Bezeichnung", "Tag der Reihe")),
    Column("weekday", "Wochentag", ("Tag",)),
    Column("date", "Datum", ("Termin", "Am", "Veranstaltungsdatum")),
    Column("starts", "Beginn", ("Von", "Start", "Uhrzeit", "Zeit", "Startzeit", "Beginn Uhrzeit")),
    Column("ends", "Ende", ("Bis", "Endzeit", "Schluss", "Ende Uhrzeit")),
    Column("last_day", "Letzter Tag", ("Enddatum", "Datum bis", "Endet am")),
    Column("zone", "Zeitzone"),
    Column("venue", "Veranstaltungsort", ("Ort", "Haus", "Ort/Haus", "Tagungsort", "Location", "Tagungsstätte")),
    Column("street", "Straße", ("Straße und Hausnummer", "Adresse", "Anschrift")),
    Column("postcode", "PLZ", ("Postleitzahl",)),
    Column("city", "Stadt", ("Gemeinde", "Stadt/Gemeinde", "Kommune")),
    Column("room", "Raum", ("Saal", "Raumnummer", "Zimmer")),
    Column("accessibility", "Barrierefreiheit", ("Barrierefrei", "Zugänglichkeit")),
    Column("capacity", "Plätze", ("Platzzahl", "Kapazität", "Teilnehmerzahl", "Max. Teilnehmerzahl", "Anzahl Plätze")),
    Column("minimum", "Mindestzahl", ("Mindestteilnehmerzahl",)),
    Column("limit", "Plätze je Organisation", ("Plätze je Kommune",)),
    Column("opens", "Anmeldung ab", ("Anmeldebeginn", "Anmeldestart")),
    Column("deadline", "Anmeldeschluss", ("Anmeldung bis", "Anmeldefrist", "Anmeldeende")),
    Column("package", "Paket", ("Doppelveranstaltung", "Pakete", "Gehört zusammen mit")),
    Column("topics", "Themenfelder", ("Themen", "Themenfeld", "Schlagwörter")),
    Column("bring", "Mitzubringen", ("Bitte mitbringen", "Was Sie mitbringen")),
    Column("cost", "Kosten", ("Kostenhinweis", "Teilnahmegebühr", "Gebühr")),
    Column("funding", "Förderung", ("Förderhinweis",)),
    Column("notes", "Hinweise", ("Hinweis", "Bemerkung", "Bemerkungen", "Anmerkung", "Anmerkungen")),
    Column("online", "Online-Link", ("Link", "Zugangslink", "Videokonferenz", "Link zur Online-Teilnahme")),
    Column("contact", "Kontakt", ("E-Mail", "Kontaktadresse", "Ansprechstelle")),
    Column("source", "Quelle", ("Fundstelle",)),
)  # fmt: skip
"""In the order in which they are written."""
BY_KEY: Final = {column.key: column for column in COLUMNS}
BY_HEADING: Final = {fold(text): column.key for column in COLUMNS for text in (column.heading, *column.aliases)}


def key_of(heading: str) -> str:
    """The key of the column with this heading; empty for one that nobody knows."""
    return BY_HEADING.get(fold(heading), "")
