# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The columns of the exchange file: what the import reads and the export writes, under one German heading each."""

from __future__ import annotations

from dataclasses import dataclass

from allmende.territory.naming import fold

LIST_SEPARATOR = ";"
"""Between several partners or topics in one cell."""
GROUP_SEPARATOR = "|"
"""Between several grants or sources: the cells of one group are matched by their place."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key used in code, its heading, other headings that mean the same, and what it holds."""

    key: str
    heading: str
    aliases: tuple[str, ...] = ()
    kind: str = "text"


COLUMNS = (
    Column("title", "Titel", ("Name", "Bezeichnung", "Projekt")),
    Column("summary", "Kurzbeschreibung", ("Beschreibung",)),
    Column("tasks", "Aufgaben", ("Gemeinsame Aufgaben",)),
    Column("land", "Land", ("Bundesland",)),
    Column("partners", "Beteiligte", ("Partner", "Kommunen")),
    Column("lead", "Federführung", ("Federführend",)),
    Column("associated", "Assoziierte", ("Assoziierte Partner",)),
    Column("participants_complete", "Beteiligte vollständig", kind="yes_no"),
    Column("participants_note", "Anmerkung zu den Beteiligten"),
    Column("alliance", "Kooperationsverbund", ("Verbund",)),
    Column("topics", "Themenfelder", ("Themenfeld", "Themen", "Thema")),
    Column("legal_form", "Rechtsform"),
    Column("legal_form_note", "Anmerkung zur Rechtsform"),
    Column("status", "Status", ("Stand",)),
    Column("status_note", "Anmerkung zum Status"),
    Column("start", "Beginn", ("Start",), "date"),
    Column("end", "Ende", (), "date"),
    Column("end_reason", "Grund des Endes"),
    Column("term_note", "Laufzeit"),
    Column("contact_function", "Ansprechstelle"),
    Column("contact_person", "Ansprechperson"),
    Column("contact_email", "Funktionspostfach", ("E-Mail",)),
    Column("contact_phone", "Telefon der Stelle", ("Telefon",)),
    Column("start_up_cost", "Anlaufkosten", (), "money"),
    Column("running_cost", "Laufende Kosten je Jahr", ("Laufende Kosten",), "money"),
    Column("saving", "Einsparung je Jahr", ("Einsparung",), "money"),
    Column("figures_note", "Anmerkung zu den Zahlen"),
    Column("what_worked", "Was gut lief"),
    Column("what_did_not", "Was nicht gut lief"),
    Column("transferability", "Übertragbarkeit"),
    Column("programme", "Förderprogramm", ("Programm", "Förderung")),
    Column("phase", "Phase", ("Förderphase",)),
    Column("amount", "Betrag", ("Fördersumme", "Förderbetrag"), "money"),
    Column("amount_is_maximum", "Höchstbetrag", (), "yes_no"),
    Column("amount_note", "Anmerkung zum Betrag"),
    Column("notice", "Bescheiddatum", ("Bescheid vom",), "date"),
    Column("grant_start", "Förderung ab", (), "date"),
    Column("grant_end", "Förderung bis", (), "date"),
    Column("period_note", "Förderzeitraum"),
    Column("source_title", "Quelle"),
    Column("source_url", "Adresse der Quelle", ("Link", "URL")),
    Column("source_dated", "Datum der Quelle", (), "date"),
    Column("source_read", "Quelle gelesen am", (), "date"),
    # Written only: the portal itself says what was confirmed.
    Column("confirmed_on", "Bestätigt am", (), "date"),
    Column("unconfirmed_since", "Nicht bestätigt seit", (), "date"),
)
REQUIRED = ("title",)
BY_KEY = {column.key: column for column in COLUMNS}
BY_HEADING = {fold(text): column.key for column in COLUMNS for text in (column.heading, *column.aliases)}


def key_of(heading: str) -> str | None:
    """Which column a printed heading means; case, umlauts and punctuation do not count."""
    return BY_HEADING.get(fold(heading))
