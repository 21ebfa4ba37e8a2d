# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The ``allmende`` command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line
from django.db import InterfaceError, OperationalError, ProgrammingError

HELP = """Allmende – das Portal für interkommunale Zusammenarbeit

Aufruf: allmende BEFEHL [OPTIONEN]

  demo                 Vorführung mit echten Daten einrichten und starten
  serve                Portal ausliefern (mit einem Prozess für Hintergrundaufgaben)
  worker               Hintergrundaufgaben abarbeiten
  migrate              Datenbank anlegen oder auf den Stand dieser Version bringen
  territory import     Gebiete und Grenzen aus amtlichen Dateien einlesen
  account create       Konto anlegen, auch das erste des Betriebs (--operator)
  account roles        Redaktion, Redaktion eines Landes und Betrieb geben und nehmen
  account reset        zweite Faktoren entfernen, wenn jemand alle verloren hat
  account erase        Konto löschen und die Person aus allem nehmen, was bleibt
  setup                Grundausstattung: Rechtsformen, Themen, Rechte der Redaktion, erste Seiten
  cooperation import   Kooperationen aus CSV oder XLSX einlesen
  directive check      Förderrichtlinien als Datei (YAML, JSON) prüfen: Angaben, Widersprüche, Testfälle
  directive export     eine Förderrichtlinie als Datei ausgeben
  search rebuild       Suchindex dieses Rechners neu bauen (der alte antwortet weiter)
  search check         Suchindex mit der Datenbank vergleichen (--repair)
  search status        wie der Suchindex steht
  check                Einstellungen und Zustand prüfen (--deploy für den Betrieb)

„allmende BEFEHL --help“ erklärt die Optionen, „allmende help“ nennt auch die Befehle von Django und Wagtail.
Umgebungsvariablen und Betrieb: docs/operations.md
"""

IN_TWO_WORDS = {
    ("account", "create"): "account_create",
    ("account", "erase"): "account_erase",
    ("account", "reset"): "account_reset",
    ("account", "roles"): "account_roles",
    ("territory", "import"): "territory_import",
    ("cooperation", "import"): "cooperation_import",
    ("directive", "check"): "directive_check",
    ("directive", "export"): "directive_export",
    ("search", "rebuild"): "search_rebuild",
    ("search", "check"): "search_check",
    ("search", "status"): "search_status",
}


def main() -> None:
    """Run a command of the portal; Django's own commands are behind it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmende.config.settings")
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"-h", "--help"}:
        sys.stdout.write(HELP)
        return
    if arguments[0] == "demo":
        os.environ["ALLMENDE_DEMO"] = "1"
    if arguments[0] == "migrate":
        Path(os.environ.get("ALLMENDE_VAR") or "var").mkdir(parents=True, exist_ok=True)
    if tuple(arguments[:2]) in IN_TWO_WORDS:
        arguments[:2] = [IN_TWO_WORDS[arguments[0], arguments[1]]]
    try:
        execute_from_command_line(["allmende", *arguments])
    except KeyboardInterrupt:
        sys.exit(130)
    except (InterfaceError, OperationalError, ProgrammingError) as error:
        if "--traceback" in arguments:
            raise
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        sys.exit(
            f"Die Datenbank antwortet nicht oder ist nicht auf dem Stand dieser Version: {reason}\n"
            "Läuft sie, stimmt ALLMENDE_DATABASE, ist „allmende migrate“ gelaufen? Näheres zeigt --traceback."
        )
