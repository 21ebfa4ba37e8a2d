# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.territory.finding import titled
from allmende.territory.naming import fold, slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müden", "Mueden"),
        ("Müden", "Muden"),
        ("MÜDEN (Mosel)", "mueden  mosel"),
        ("Höhr-Grenzhausen", "hoehr grenzhausen"),
        ("Weißenthurm", "WEISSENTHURM"),
        ("St. Wendel", "Sankt Wendel"),
        ("St.Wendel", "Sankt-Wendel"),
        ("St Goar", "Sankt Goar"),
        ("Bad St. Marien", "bad sankt marien"),
        ("Soest", "Söst"),
        ("Mu\u0308den", "Müden"),
        ("Budyšin", "Budysin"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Neuenkirchen", "Neunkirchen"), ("Stuttgart", "Sankt Uttgart"), ("Aue", "Au"), ("Ulm", "Elm")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_st_alone_is_the_beginning_of_a_word_not_a_saint() -> None:
    assert fold("Stuttgart").startswith(fold("St"))
    assert fold("Sankt Wendel").startswith(fold("St."))


@given(st.text(alphabet="aeoubcdnrstäöüßqß- ()", max_size=20), st.integers(0, 20))
def test_what_is_typed_so_far_finds_the_whole_word(word: str, length: int) -> None:
    whole = word.replace("-", "").replace(" ", "").replace("(", "").replace(")", "")
    assert fold(whole).startswith(fold(whole[:length]))


def test_fold_of_a_fold_is_the_same() -> None:
    for name in ("Neuenbürg", "St. Goar", "Groß-Gerau", "Königsbrück/Kinspork", "Bad König"):
        assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Müden (Mosel)", "mueden-mosel"),
        ("Mayen, Stadt", "mayen-stadt"),
        ("Königsbrück/Kinspork", "koenigsbrueck-kinspork"),
        ("Groß-Gerau", "gross-gerau"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize(
    ("name", "kind", "title"),
    [
        ("Mayen-Koblenz", "Landkreis", "Landkreis Mayen-Koblenz"),
        ("Eifelkreis Bitburg-Prüm", "Landkreis", "Eifelkreis Bitburg-Prüm"),
        ("Region Hannover", "Landkreis", "Region Hannover"),
        ("Städteregion Aachen", "Kreis", "Städteregion Aachen"),
        ("Regionalverband Saarbrücken", "Landkreis", "Regionalverband Saarbrücken"),
        ("Mendig", "Verbandsgemeinde", "Verbandsgemeinde Mendig"),
    ],
)
def test_a_kreis_that_names_itself_is_not_named_twice(name: str, kind: str, title: str) -> None:
    assert titled(name, kind) == title
