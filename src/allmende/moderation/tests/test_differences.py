# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Differences of texts that were made to keep the server busy."""

from __future__ import annotations

import difflib

import pytest

from allmende.moderation.differences import pair_lines

HOSTILE = [
    (["x"] * 199, ["x", "y"] * 99),
    (["x"] * 5000, ["x", "y"] * 2500),
    (["x", "y"] * 100, ["y", "x"] * 99),
    (["a " * 1000], ["b a " * 500]),
    (["a.b." * 49], ["b.a,b." * 33]),
]


@pytest.mark.parametrize(("before", "after"), HOSTILE)
def test_repetitions_are_not_compared_pair_by_pair(before, after, monkeypatch) -> None:
    looked_at = []
    find = difflib.SequenceMatcher.find_longest_match

    def counted(matcher, alo=0, ahi=None, blo=0, bhi=None):
        end = len(matcher.a) if ahi is None else ahi
        looked_at.append(sum(len(matcher.b2j.get(item, ())) for item in matcher.a[alo:end]))
        return find(matcher, alo, ahi, blo, bhi)

    monkeypatch.setattr(difflib.SequenceMatcher, "find_longest_match", counted)
    pairs = pair_lines(before, after)
    assert sum(looked_at) < 5_000_000
    assert "\n".join("".join(piece.text for piece in pair.after) for pair in pairs if pair.after) == "\n".join(after)


def test_a_long_text_still_shows_the_word_that_changed() -> None:
    words = [f"Wort{number % 150} und" for number in range(300)]
    before, after = " ".join(words), " ".join([*words[:150], "neu", *words[150:]])
    (pair,) = pair_lines([before], [after])
    assert [piece.text.strip() for piece in pair.after if piece.is_changed] == ["neu"]
