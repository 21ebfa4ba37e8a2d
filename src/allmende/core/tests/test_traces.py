# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How a person is found in texts and taken out of them, and who is left alone."""

from __future__ import annotations

import json
import unicodedata

import pytest

from allmende.core.personal_data import Identity
from allmende.core.traces import Traces

ANNA = Traces(Identity(7, "Anna Lena Beispiel", "anna.beispiel@example.org"))
UMLAUT = Traces(Identity(8, "Jürgen Groß-Müller", "j.gm@example.org"))


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Frau Anna Lena Beispiel hat angerufen.", "Frau [gelöscht] hat angerufen."),
        ("ANNA LENA BEISPIEL", "[gelöscht]"),
        ("Anna-Lena  Beispiel", "[gelöscht]"),
        ("Anna Lena\nBeispiel", "[gelöscht]"),
        ("Anna&nbsp;Lena Beispiel", "[gelöscht]"),
        ("Beispiel, Anna Lena", "[gelöscht]"),
        ("beitraege/foto-anna-lena-beispiel-2024.pdf", "beitraege/foto-geloescht-2024.pdf"),
        ("Anna_Lena_Beispiel.pdf", "geloescht.pdf"),
        ("<b>anna.beispiel@example.org</b>", "<b>[gelöscht]</b>"),
        ("an=ANNA.Beispiel%40example.org", "an=[gelöscht]"),
        ("Schreiben Sie an anna.beispiel@example.org.", "Schreiben Sie an [gelöscht]."),
    ],
)
def test_traces_are_found(text: str, scrubbed: str) -> None:
    assert ANNA.scrubbed(text) == scrubbed
    assert ANNA.found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Anna Lena Beispielmann",
        "Johanna Lena Beispiel",
        "Anna Lena Beispiel-Schmidt",
        "Marie-Anna Lena Beispiel",
        "Anna Beispiel",
        "Lena Beispiel",
        "susanna.beispiel@example.org",
        "anna.beispiel@example.org.uk",
        "anna.beispiel@example.com",
        "x-anna.beispiel@example.org",
        "Anna und Lena aus Beispiel",
        "",
    ],
)
def test_others_are_left_alone(text: str) -> None:
    assert ANNA.scrubbed(text) == text
    assert not ANNA.found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jürgen Groß-Müller",
        "JÜRGEN GROß-MÜLLER",
        unicodedata.normalize("NFD", "Jürgen Groß-Müller"),
        "Juergen Gross-Mueller",
        "juergen-gross-mueller",
    ],
)
def test_umlauts_are_found_however_they_are_written(text: str) -> None:
    assert not {"jürgen", "juergen"} & set(UMLAUT.scrubbed(text).lower().split("-"))
    assert UMLAUT.found_in(text)


def test_a_single_word_is_no_name() -> None:
    traces = Traces(Identity(9, "Anna", "anna@example.org"))
    assert traces.scrubbed("Anna schreibt von anna@example.org") == "Anna schreibt von [gelöscht]"
    assert not traces.name_counts


def test_nobody_is_found_nowhere() -> None:
    assert not Traces(Identity(9, "", "")).found_in("Anna")


def test_a_name_that_means_somebody_else_stays() -> None:
    identity = Identity(7, "Lena Beispiel", "lena@example.org")
    traces = Traces(identity, others=["Anna Lena Beispiel"])
    assert traces.scrubbed("Anna Lena Beispiel und Lena Beispiel") == "Anna Lena Beispiel und [gelöscht]"
    assert not Traces(identity, others=["Lena Beispiel"]).found_in("Lena Beispiel")


def test_json_is_searched_with_its_keys() -> None:
    value = {"anna.beispiel@example.org": [1, None, {"an": "Anna Lena Beispiel"}], "n": True}
    assert ANNA.scrubbed_json(value) == {"[gelöscht]": [1, None, {"an": "[gelöscht]"}], "n": True}


@pytest.mark.parametrize("name", ["Änne Öztürk", "Jürgen Groß-Müller", "Anna Lena Beispiel", "Đặng Văn Lâm"])
def test_the_fragments_stand_in_every_spelling(name: str) -> None:
    """Also escaped as JSON does, so that a database without Unicode finds the candidates."""
    traces = Traces(Identity(1, name, ""))
    for text in (name, name.upper(), unicodedata.normalize("NFD", name)):
        assert all(fragment.lower() in json.dumps(text).lower() for fragment in traces.fragments)
