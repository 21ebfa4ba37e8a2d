# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The format as a schema, and directives on the command line."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from allmende.funding.engine.questions import QUESTIONS
from allmende.funding.files.loading import parse
from allmende.funding.files.reading import read
from allmende.funding.files.schema import file_schema
from allmende.funding.files.table import FILE
from allmende.funding.models import Directive
from allmende.funding.tests.check_cast import release_content
from allmende.funding.tests.schema_check import fits
from allmende.funding.tests.test_files_reading import AMOUNT, CASE, RULE, file_with
from tests.databases import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.one_database


def said_by(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def refused_by(command: str, *arguments: str) -> str:
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(command, *arguments, stdout=out)
    return f"{out.getvalue()}{caught.value}"


def test_everybody_can_fetch_the_schema(client: Client) -> None:
    response = client.get(reverse("funding:directive_schema"))
    assert response.headers["Content-Type"] == "application/schema+json; charset=utf-8"
    schema = json.loads(response.content)
    assert schema["$id"].endswith("/foerderung/richtlinie.schema.json")
    assert client.post(reverse("funding:directive_schema")).status_code == 405


def test_the_schema_names_what_the_reader_knows() -> None:
    schema: Any = file_schema()
    assert list(schema["properties"]) == [field.name for field in FILE.fields]
    assert schema["required"] == ["format", "key", "title", "land"]
    assert schema["properties"]["rules"]["anyOf"][0]["items"]["properties"]["conditions"]["items"] == {
        "$ref": "#/$defs/condition"
    }
    condition = schema["$defs"]["condition"]
    assert condition["properties"]["asks"]["enum"] == list(QUESTIONS)
    assert fits(file_with(rules=[RULE], amounts=[AMOUNT], cases=[CASE]), schema, schema)
    for wrong in (
        file_with(kee="a"),
        file_with(land="17"),
        file_with(rules=[RULE | {"severity": "no"}]),
        file_with(rules=[RULE | {"conditions": [{"asks": "is_new", "operator": "at_least", "value": True}]}]),
        file_with(amounts=[AMOUNT | {"lump": "35.000"}]),
        {"key": "a"},
    ):
        assert not fits(wrong, schema, schema)
    assert all(said["description"] for said in schema["properties"].values())


def test_files_are_checked_without_being_stored(tmp_path: Path) -> None:
    sound, broken, contrary = (tmp_path / name for name in ("gut.json", "kaputt.yaml", "streit.json"))
    sound.write_text(json.dumps(file_with(rules=[RULE], is_complete=True)))
    broken.write_text("format: allmende-foerderrichtlinie-1\nkee: a\n")
    case = CASE | {"answers": {"duration_years": "4"}, "amount": "5"}
    verified = {"text": "Nr. 1", "verified": True}
    contrary.write_text(json.dumps(file_with(amounts=[AMOUNT | {"lump": "1", "citation": verified}], cases=[case])))
    assert "gut.json: in Ordnung (1 Regeln, 0 Beträge, 0 Testfälle)." in said_by("directive_check", str(sound))
    said = refused_by("directive_check", *map(str, (sound, broken, contrary, tmp_path / "fehlt.yaml")))
    assert "kaputt.yaml: „kee“, Zeile 2: Unbekannte Angabe „kee“ – gemeint ist vielleicht „key“?" in said
    assert "streit.json: Testfall 1" in said
    assert "fehlt.yaml: Die Datei ist nicht lesbar" in said
    assert said.endswith("Bitte verbessern: kaputt.yaml, streit.json, fehlt.yaml.")


def test_the_example_of_the_documentation_is_sound(tmp_path: Path) -> None:
    example = (ROOT / "docs/machine-readable.md").read_text().partition("```yaml\n")[2].partition("```")[0]
    file = tmp_path / "beispiel.yaml"
    file.write_text(example)
    assert "in Ordnung (1 Regeln, 1 Beträge, 1 Testfälle)" in said_by("directive_check", str(file))


@pytest.mark.django_db
def test_a_version_is_exported_as_it_can_be_read_again() -> None:
    directive = release_content(file_with(programme="ikz", rules=[RULE]))
    assert f"{directive.key}  {directive.title} (freigegeben)" in said_by("directive_export")
    as_yaml = parse(said_by("directive_export", directive.key).encode(), "a.yaml")
    as_json = json.loads(said_by("directive_export", directive.key, "--json"))
    assert (as_yaml["programme"], as_json["programme"], as_yaml["key"]) == ("ikz", "ikz", "a-1")
    assert read(as_yaml) == read(as_json) == read(directive.content)
    assert "gibt es nicht" in refused_by("directive_export", "fehlt")
    Directive.objects.update(content={"key": "x"})
    assert "lässt sich nicht lesen" in refused_by("directive_export", directive.key)
