# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.german import analyse, fold, is_stop_word, keys, lemma, parts, split, words


@pytest.mark.parametrize(
    ("spellings", "folded"),
    [
        (("Straße", "Strasse", "STRASSE", "straße", "STRAẞE"), "strasse"),
        (("München", "Muenchen", "Munchen", "Mu\u0308nchen"), "munchen"),
        (("Prüfung", "Pruefung", "Prufung"), "prufung"),
        (("Café", "Cafe"), "cafe"),
        (("Bauer", "bauer"), "bauer"),
        (("neue",), "neue"),
        (("Quelle",), "quelle"),
    ],
)
def test_spellings_of_a_word_meet(spellings: tuple[str, ...], folded: str) -> None:
    assert {fold(spelling) for spelling in spellings} == {folded}


def test_words_have_offsets_in_the_text_as_given() -> None:
    text = "§ 4: Mu\u0308nchen\u00ad, Bad-Ems;\u202e „Straße“ 2026 x"
    found = list(words(text))
    assert [text[word.start : word.end] for word in found] == [word.text for word in found]
    assert [fold(word.text) for word in found] == ["4", "munchen", "bad", "ems", "strasse", "2026", "x"]


@pytest.mark.parametrize(
    ("form", "ground"),
    [
        ("Verträge", "vertrag"),
        ("Vertraege", "vertrag"),
        ("Häuser", "haus"),
        ("Kriterien", "kriterium"),
        ("Straßen", "strasse"),
        ("gingen", "gehen"),
        ("Xyzzy", None),
    ],
)
def test_lemma(form: str, ground: str | None) -> None:
    assert lemma(form) == ground


@pytest.mark.parametrize(
    "forms",
    [
        ("Vertrag", "Verträge", "Vertrags", "Verträgen", "Vertraege"),
        ("Satzung", "Satzungen"),
        ("Kommune", "Kommunen"),
        ("Kriterium", "Kriterien"),
        ("Verband", "Verbände", "Verbandes", "Verbaenden"),
        ("Zweckverband", "Zweckverbände", "Zweckverbands"),
        ("Straßenreinigung", "Strassenreinigungen"),
        ("Bauhofkooperation", "Bauhofkooperationen"),
    ],
)
def test_inflected_forms_share_a_key(forms: tuple[str, ...]) -> None:
    assert set.intersection(*(set(keys(form)) for form in forms))


@pytest.mark.parametrize(
    ("word", "units"),
    [
        ("Bauhofkooperationsvertrag", ("bauhof", "kooperation", "vertrag")),
        ("Feuerwehrgerätebeschaffung", ("feuerwehr", "gerat", "beschaffung")),
        ("Kläranlagenbetrieb", ("klaranlage", "betrieb")),
        ("Klaeranlagenbetrieb", ("klaranlage", "betrieb")),
        ("Strassenreinigungssatzung", ("strasse", "reinigung", "satzung")),
        ("Schulbus", ("schule", "bus")),
        ("Bürgerbus", ("burger", "bus")),
        ("Anmeldezeitpunkt", ("anmelden", "zeitpunkt")),
        ("Antragsteller", ("antrag", "steller")),
        ("Grenzwert", ("grenze", "wert")),
        ("Medienetat", ("medium", "etat")),
        ("Fünfjahresfrist", ("funf", "jahresfrist")),
    ],
)
def test_compounds_are_split(word: str, units: tuple[str, ...]) -> None:
    assert split(word) == units


WHOLE = """
Gesellschaft Versicherung Beteiligung Verwaltung Minister Personal Material Verbraucher Eigentümer Forschung
bestehen erlassen weiteren Soldaten Qualität Bescheid Begriff München Xyzzyplugh 123456 Bau
"""


@pytest.mark.parametrize("word", WHOLE.split())
def test_what_is_no_compound_stays_whole(word: str) -> None:
    assert split(word) == ()


def test_parts_are_all_units_and_runs_of_units() -> None:
    assert set(parts("Bauhofkooperationsvertrag")) == {
        *("bau", "hof", "bauhof", "kooperation", "vertrag"),
        *(keys("Bauhofkooperation")[0], keys("Kooperationsvertrag")[0]),
    }


@pytest.mark.parametrize(
    ("part", "compound"),
    [
        ("Vertrag", "Bauhofkooperationsvertrages"),
        ("Gemeinderat", "Gemeinderatssitzungen"),
        ("Sitzung", "Gemeinderatssitzungen"),
        ("Daten", "Datenschutzbeauftragte"),
        ("Datenschutz", "Datenschutzbeauftragte"),
        ("Bücher", "Bücherverzeichnis"),
    ],
)
def test_a_word_is_found_inside_a_compound(part: str, compound: str) -> None:
    assert set(keys(part)) & set(parts(compound))


def test_analyse_tells_where_and_what() -> None:
    text = "Der Bauhof der Straße"
    tokens = analyse(text)
    assert [text[token.start : token.end] for token in tokens] == text.split()
    assert [token.is_stop for token in tokens] == [True, False, True, False]
    assert tokens[3].exact == "strasse"
    assert tokens[3].keys == keys("Straßen")


def test_stop_words_in_any_spelling() -> None:
    assert is_stop_word("für")
    assert is_stop_word("FUR")
    assert not is_stop_word("Bauhof")


def test_numbers_are_their_own_key() -> None:
    assert keys("2026") == ("2026",)
    assert keys("16a") == ("16a",)


@given(st.text())
def test_never_raises_and_always_says_the_same(text: str) -> None:
    tokens = analyse(text)
    assert tokens == analyse(text)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    for token in tokens:
        word = text[token.start : token.end]
        assert split(word) == split(word)
        assert token.keys == keys(word)


@given(st.text(alphabet="abdefghilmnorstuäöüß", min_size=1, max_size=90))
def test_letters_in_any_order_are_a_word(word: str) -> None:
    assert keys(word)
    assert fold(fold(word)) == fold(word) or "e" in word


def test_ten_megabytes_are_read_quickly() -> None:
    started = time.process_time()
    tokens = analyse("Bauhofkooperationsvertrag, Straße; " * 300_000)
    assert len(tokens) == 600_000
    assert time.process_time() - started < 30  # not a measurement: seconds, not hours


def test_one_endless_word_is_cut() -> None:
    assert max(map(len, keys("ä" * 1_000_000))) <= 80
    assert parts("donau" * 100_000) == ()
