# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Which words are marked, and which stretch of a text is shown."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.german import keys, split
from allmende.search.highlighting import STRETCH, Alternative, Highlighter, Part


def one_of(*words: str) -> tuple[Alternative, ...]:
    """A word of the query with its synonyms, each under its keys."""
    return tuple(Alternative((key,)) for word in words for key in keys(word))


def compound(word: str) -> tuple[Alternative, ...]:
    return (*one_of(word), Alternative(tuple(keys(part)[0] for part in split(word))))


def marked(parts: tuple[Part, ...]) -> list[str]:
    return [part.text for part in parts if part.is_hit]


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("Vertrag", "Der Bauhofkooperationsvertrag gilt.", ["Bauhofkooperationsvertrag"]),
        ("Vertrag", "Verträge und Vertragsstrafen, kein Vertreter", ["Verträge", "Vertragsstrafen"]),
        ("Muenchen", "In München, Münchens Umland", ["München", "Münchens"]),
        ("Straße", "Die STRASSE und die Strasse", ["STRASSE", "Strasse"]),
        ("Haus", "Häuser, Rathaus, Hütten", ["Häuser", "Rathaus"]),
        ("Mendig", "Mendig (Mendig) xMendig Mendig2", ["Mendig", "Mendig"]),
        ("Vertrag", "Nichts davon.", []),
        ("Vertrag", "", []),
    ],
)
def test_marks_the_words_that_match_and_compounds_whole(word, text, expected):
    assert marked(Highlighter([one_of(word)]).parts(text)) == expected


def test_marks_the_parts_only_where_they_together_stand_for_the_compound():
    highlighter = Highlighter([compound("Bauhofvertrag")])
    assert marked(highlighter.parts("Der Vertrag über den Bauhof")) == ["Vertrag", "Bauhof"]
    assert marked(highlighter.parts("Der Vertrag über die Kita")) == []
    assert marked(highlighter.parts("Der Bauhofvertrag ist ein Vertrag")) == ["Bauhofvertrag"]


def test_marks_the_beginning_of_an_unfinished_word_as_the_whole_word():
    highlighter = Highlighter([(Alternative(("koop",), is_prefix=True),)])
    assert marked(highlighter.parts("Kooperationen und Genossenschaften")) == ["Kooperationen"]


def test_marks_a_phrase_only_where_its_words_follow_each_other():
    highlighter = Highlighter([], [("gemeinsame", "Vereinbarung")])
    assert marked(highlighter.parts("Vereinbarung. Eine gemeinsame Vereinbarung!")) == ["gemeinsame Vereinbarung"]


def test_shows_the_stretch_in_which_most_of_the_words_stand_together():
    filler = "Es geht um etwas ganz anderes, das niemand sucht. " * 30
    text = f"Der Bauhof steht vorn. {filler}Der Bauhof schließt einen Vertrag. {filler}"
    parts = Highlighter([one_of("Bauhof"), one_of("Vertrag")]).stretch(text)
    shown = "".join(part.text for part in parts)
    assert marked(parts) == ["Bauhof", "Vertrag"]
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "Der Bauhof schließt einen Vertrag." in shown
    assert len(shown) <= STRETCH + 4


def test_shows_the_beginning_when_nothing_matches_there():
    text = "Anfang des Textes. " + "wort " * 200
    parts = Highlighter([one_of("Bauhof")]).stretch(text)
    assert parts[0].text.startswith("Anfang des Textes.")
    assert marked(parts) == []


def test_keeps_the_text_as_it_is_and_never_makes_html_of_it():
    text = "<b>Vertrag</b> & <script>alert('Vertrag')</script>"
    parts = Highlighter([one_of("Vertrag")]).parts(text)
    assert "".join(part.text for part in parts) == text
    assert marked(parts) == ["Vertrag", "Vertrag"]


def test_a_text_of_a_megabyte_is_quick():
    text = "Vertrag über den Bauhof " * 40_000
    began = time.perf_counter()
    parts = Highlighter([one_of("Vertrag"), one_of("Bauhof")]).stretch(text)
    assert marked(parts)
    assert time.perf_counter() - began < 2  # many times what it takes


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400), st.lists(st.text(min_size=1, max_size=8), max_size=3))
def test_never_raises_and_loses_no_letter(text, words):
    highlighter = Highlighter([one_of(word) for word in words], [tuple(words)] if len(words) > 1 else [])
    parts = highlighter.parts(text)
    assert "".join(part.text for part in parts).replace(" ", "") == "".join(
        "".join(part.text for part in Highlighter([]).parts(text)).split()
    )
    for part in highlighter.stretch(text):
        assert part.text
