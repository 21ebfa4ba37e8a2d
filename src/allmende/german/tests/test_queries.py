# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.german.queries import CUT, EMPTY_FIELD, MOST_FIELDS, OPEN_QUOTE, Query, parse

FIELDS = ("ort", "land")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Bauhof Vertrag ", Query(words=("Bauhof", "Vertrag"))),
        ("Bauhof Vertr", Query(words=("Bauhof", "Vertr"), is_open=True)),
        ("Bauhof-Vertrag.", Query(words=("Bauhof", "Vertrag"))),
        ('"gemeinsamer Bauhof"', Query(phrases=(("gemeinsamer", "Bauhof"),))),
        ("„gemeinsamer Bauhof“ Wald ", Query(words=("Wald",), phrases=(("gemeinsamer", "Bauhof"),))),
        ('"Bauhof"', Query(words=("Bauhof",))),
        ("Bauhof -Friedhof", Query(words=("Bauhof",), excluded=("Friedhof",))),
        ('Bauhof -"alter Friedhof"', Query(words=("Bauhof",), excluded_phrases=(("alter", "Friedhof"),))),
        ("Bauhof - Friedhof ", Query(words=("Bauhof", "Friedhof"))),
        ("ort:Mendig Bauhof ", Query(words=("Bauhof",), fields=(("ort", "Mendig"),))),
        ('Ort:"Bad Ems"', Query(fields=(("ort", "Bad Ems"),))),
        ("abc:Mendig ", Query(words=("abc", "Mendig"))),
        ("Wer zahlt?", Query(words=("Wer", "zahlt"), is_question=True)),
        ("welche Kommunen", Query(words=("welche", "Kommunen"), is_question=True, is_open=True)),
        (".*[](){}^$\\ ", Query()),
        ("\x00\u202e\t", Query()),
        ("", Query()),
    ],
)
def test_parse(text: str, query: Query) -> None:
    assert parse(text, field_words=FIELDS) == query


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('Bauhof "gemeinsame Sache', OPEN_QUOTE),
        ("x" * 400, CUT),
        ("ja " * 60, CUT),
        ("ort: ", EMPTY_FIELD),
        ('ort:""', EMPTY_FIELD),
    ],
)
def test_problems_are_told(text: str, problem: str) -> None:
    assert problem in parse(text, field_words=FIELDS).problems


def test_an_open_quote_closes_at_the_end() -> None:
    assert parse('"gemeinsame Sache').phrases == (("gemeinsame", "Sache"),)


def test_values_of_field_words_are_looked_up_once_and_not_without_end() -> None:
    assert parse("ort:a ort:a", field_words=["ort"]).fields == (("ort", "a"),)
    many = parse(" ".join(f"ort:{number}" for number in range(50)), field_words=["ort"])
    assert len(many.fields) == MOST_FIELDS
    assert many.problems == (CUT,)


def test_long_queries_are_cut() -> None:
    query = parse("ä -" * 3_000_000)
    assert len(query.words) + len(query.excluded) <= 32
    assert not query.is_open


@given(st.text(alphabet=st.sampled_from('ab "„“-:ort\x00ß?') | st.characters()))
def test_never_raises_and_survives_json(text: str) -> None:
    query = parse(text, field_words=FIELDS)
    assert query == parse(text, field_words=FIELDS)
    again = Query.from_json(json.loads(json.dumps(query.to_json())))
    assert again == query
    assert again.problems == query.problems
