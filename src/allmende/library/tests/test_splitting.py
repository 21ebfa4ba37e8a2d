# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Splitting a contract into its parts: what begins a clause and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.library.clauses.splitting import Sort, split_pages, split_text
from allmende.library.clauses.starts import roman


def heads(text: str) -> list[tuple[str, str]]:
    return [(part.number, part.heading) for part in split_text(text) if part.sort == Sort.CLAUSE]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("§ 1 Aufgabe\nText.\n§ 2 Kosten\nText.", [("§ 1", "Aufgabe"), ("§ 2", "Kosten")]),
        ("§1 Ziel\nText.\n§ 1 a - Mehr\nText.\n§2: Geld\nText.", [("§ 1", "Ziel"), ("§ 1a", "Mehr"), ("§ 2", "Geld")]),
        ("§ 1\nAufgabe\nText.\n§ 2\n\nKosten\n\nText.", [("§ 1", "Aufgabe"), ("§ 2", "Kosten")]),
        ("§ 1\n(Aufgabe)\nText.\n§ 2\n(1) Satz eins.", [("§ 1", "Aufgabe"), ("§ 2", "")]),
        ("§ 1 Personal-\nkosten\nText.\n§ 2 Ende\nText.", [("§ 1", "Personalkosten"), ("§ 2", "Ende")]),
        ("Artikel 1 Ziel\nText.\nArt. 2 Geld\nText.", [("Artikel 1", "Ziel"), ("Art. 2", "Geld")]),
        ("1. Ziel\nText.\n2. Geld\n2.1 Das ist eins.\n2.2 Das ist zwei.", [("1.", "Ziel"), ("2.", "Geld")]),
        ("1. Wir\n1.1 Ziel\nText.\n2. Geld\n2.1 Preis\nText.", [("1.1", "Ziel"), ("2.1", "Preis")]),
        ("I. Ziel\nText.\nII. Geld\nText.\nIII. Ende\nText.", [("I.", "Ziel"), ("II.", "Geld"), ("III.", "Ende")]),
        ("A. Ziel\nText.\nB. Geld\nText.\nC. Ende\nText.", [("A.", "Ziel"), ("B.", "Geld"), ("C.", "Ende")]),
        ("Titel\n\nZiel\nEin Satz über das Ziel.\n\nGeld\nEin Satz über Geld.", [("", "Ziel"), ("", "Geld")]),
        ("1. Ziel. Die Stadt hilft.\n\n2. Geld. Die Gemeinde zahlt.", [("1.", "Ziel"), ("2.", "Geld")]),
        ("(1) Ziel\nText.\n(2) Geld\nText.\n(3) Ende\nText.", [("(1)", "Ziel"), ("(2)", "Geld"), ("(3)", "Ende")]),
    ],
)  # fmt: skip
def test_ways_of_numbering(text, expected):
    assert heads(text) == expected


@pytest.mark.parametrize(
    "reference",
    [
        "Es gilt gemäß\n§ 5 dieser Vereinbarung.",
        "Das richtet sich nach\n§ 5.",
        "Mehr steht woanders.\n§ 5 Abs. 2 gilt entsprechend.",
        "Mehr steht woanders.\n§ 5 bleibt unberührt.",
        "Es gilt das Gesetz.\n§ 12 KomZG ist anzuwenden.",
        "(1) Der erste Satz.\n(2) Der zweite Satz.",
        "Das kostet am\n1. Januar 5 Euro.",
    ],
)
def test_what_only_looks_like_a_beginning(reference):
    assert heads(f"§ 1 Aufgabe\n{reference}\n§ 2 Kosten\nText.") == [("§ 1", "Aufgabe"), ("§ 2", "Kosten")]


def test_a_table_of_contents_is_no_clause():
    listed = "Inhaltsverzeichnis\n§ 1 Aufgabe ..... 2\n§ 2 Kosten ..... 3\n\n"
    bare = "Satzung\n\n§ 1 Aufgabe 2\n§ 2 Kosten 2\n§ 3 Ende 3\n\n"
    body = "§ 1 Aufgabe\nText.\n§ 2 Kosten\nText.\n§ 3 Ende\nText."
    for contents in (listed, bare):
        parts = [part for part in split_text(contents + body) if part.sort == Sort.CLAUSE]
        assert [(part.number, part.heading, part.text) for part in parts] == [
            ("§ 1", "Aufgabe", "Text."),
            ("§ 2", "Kosten", "Text."),
            ("§ 3", "Ende", "Text."),
        ]


def test_opening_preamble_sections_signatures_and_annexes_are_parts_of_their_own():
    parts = split_text(
        "Vertrag\nzwischen A und B\n\nPräambel\nWir wollen.\n\nI. Abschnitt: Allgemeines\n\n"
        "§ 1 Ziel\nText.\n\n§ 2 Geld\nText.\n\n"
        "Beispielstadt, den 3. Mai 2026\nBürgermeisterin\n\nAnlage 1: Schlüssel\n§ 1 Anteile\nJe zur Hälfte.",
    )
    assert [part.sort for part in parts] == [
        Sort.OPENING, Sort.PREAMBLE, Sort.SECTION, Sort.CLAUSE, Sort.CLAUSE, Sort.SIGNATURES, Sort.ANNEX,
    ]  # fmt: skip
    assert parts[-1].number == "Anlage 1"
    assert parts[-1].heading == "Schlüssel"
    assert "Anteile" in parts[-1].text


def test_pages_headers_and_hyphens_leave_no_trace_in_the_text():
    parts = split_pages(
        [
            (1, "Zweckvereinbarung Bauhof\n\n§ 1 Ziel\nDie Stadt übernimmt den Winter-\n\n- 1 -"),
            (2, "Zweckvereinbarung Bauhof\ndienst.\n(2) Mehr\nText.\n\nSeite 2 von 3"),
            (3, "Zweckvereinbarung Bauhof\n§ 2 Geld\nText."),
        ]
    )
    assert [(part.heading, part.text, part.page) for part in parts[1:]] == [
        ("Ziel", "Die Stadt übernimmt den Winterdienst.\n(2) Mehr Text.", 1),
        ("Geld", "Text.", 3),
    ]


def test_start_lines_count_every_line():
    assert [part.start_line for part in split_text("Titel\n\n\n§ 1 Ziel\nText.\n\n§ 2 Geld\nText.")] == [1, 4, 7]


def test_roman_numbers():
    assert [roman(text) for text in ("I", "IV", "IX", "XIV", "XL", "IIX", "VX", "LL")] == [1, 4, 9, 14, 40, 0, 0, 0]


@given(st.text(alphabet=st.sampled_from("§ 1234.()aIVXÄrtikel\n\f\x00­-\t"), max_size=300))
@settings(max_examples=150, deadline=None)
def test_never_fails_and_keeps_the_order(text):
    starts = [part.start_line for part in split_text(text)]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize("stretch", ["§ 5 Kosten\n", "1. 1.1 a\n", "wort ", "(" * 50, "\n", "- 1 -\nKopf\n"])
def test_a_megabyte_is_split_in_bounded_work(stretch):
    parts = split_text(stretch * (1_000_000 // len(stretch)))
    assert len(parts) <= 500


def test_nothing_gives_nothing():
    assert split_text("") == split_text(" \n\f\n") == split_pages([]) == []
