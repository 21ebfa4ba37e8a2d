# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the project says of itself is true: glossary, dependencies, publiccode.yml, links between documents."""

from __future__ import annotations

import importlib
import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

import allmende
from scripts import bootstrap, dependency_report

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = (ROOT / "docs/glossary.md").read_text()
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def names_of_glossary():
    """What stands in the column for the code; names in brackets are for later."""
    cells = (line.split(" | ")[2] for line in GLOSSARY.splitlines() if line.count(" | ") == 3)
    return sorted({name for cell in cells for name in re.findall(r"(?<!\()(?<!Recht )`(\w+(?:\.\w+)+)`", cell)})


@pytest.mark.parametrize("name", names_of_glossary())
def test_every_name_of_the_glossary_exists(name):
    """``app.Class``, ``app.Class.field``, or a module and what is in it: ``app.module.Class.attribute``."""
    app, *rest = name.split(".")
    places = {"PartialDate": "partial_dates"}
    found = importlib.import_module(
        f"allmende.{app}" if rest[0][0].islower() else f"allmende.{app}.{places.get(rest[0], 'models')}"
    )
    for word in rest:
        if hasattr(found, "_meta"):
            found = found._meta.get_field(word)
        elif hasattr(found, word):
            found = getattr(found, word)
        else:
            found = importlib.import_module(f"{found.__name__}.{word}")


def test_every_direct_dependency_is_in_its_decision_record():
    assert dependency_report.missing_rows(dependency_report.RECORD.read_text()) == []


def test_a_dependency_without_a_row_is_noticed():
    rows = dependency_report.RECORD.read_text().replace("`wagtail`", "`something-else`")
    assert dependency_report.missing_rows(rows) == ["wagtail"]


@pytest.mark.parametrize("name", bootstrap.PARTS)
def test_a_lock_file_holds_what_the_project_asks_for(name):
    """Whoever adds a package runs ``make lock``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {
        "runtime": [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["postgresql"]],
        **project["dependency-groups"],
    }[name]
    lines = (ROOT / f"requirements/{name}.txt").read_text()
    locked = {dependency_report.canonical(line) for line in re.findall(r"^\S+==\S+", lines, flags=re.MULTILINE)}
    assert {dependency_report.canonical(item) for item in asked if isinstance(item, str)} <= locked
    assert "--hash=sha256:" in lines
    assert "://" not in lines


def test_the_front_end_is_locked_without_the_address_of_a_registry():
    asked = json.loads((ROOT / "package.json").read_text())
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wanted = asked["dependencies"] | asked["devDependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_every_decision_is_in_the_index():
    records = ROOT / "docs/decisions"
    index = (records / "README.md").read_text()
    missing = [path.name for path in sorted(records.glob("[0-9]*.md")) if f"({path.name})" not in index]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_pictures_of_a_document_exist(document):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text())
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (document.parent / target).exists()] == []


def test_publiccode_says_what_catalogues_need():
    """The fields that version 0.4 of the standard requires, with the limits it sets."""
    described = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert described["publiccodeYmlVersion"] == "0.4"
    required = {"name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal", "maintenance"}
    assert required | {"localisation"} <= described.keys()
    assert described["platforms"] == ["web"]
    assert described["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert described["softwareType"] == "standalone/web"
    assert described["legal"]["license"] == "EUPL-1.2"
    assert described["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert described["maintenance"]["contacts"][0]["name"]
    assert described["localisation"]["localisationReady"] is True
    assert described["localisation"]["availableLanguages"] == list(described["description"])
    assert described["softwareVersion"] == allmende.__version__
    for text in described["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
