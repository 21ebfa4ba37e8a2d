# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Words divided at the end of a line are one word again; what only looks like it stays."""

from __future__ import annotations

import pytest

from allmende.library.extraction.lines import tidy
from allmende.library.extraction.numerals import letters, roman


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Koopera-\ntion der Städte", "Kooperation\nder Städte"),
        ("Koopera\ufffe\ntion", "Kooperation"),
        ("Koopera\ufffetion der", "Kooperation\nder"),
        ("Koopera\u00ad\ntion", "Kooperation"),
        ("Ko\u00adope\u00adration", "Kooperation"),
        ("Haupt-\nund Nebenamt", "Haupt- und\nNebenamt"),
        ("Haupt\ufffe\noder Nebenamt", "Haupt- oder\nNebenamt"),
        ("Kin-\nder", "Kinder"),
        ("so-\nwie", "sowie"),
        ("Rheinland-\nPfalz und", "Rheinland-Pfalz\nund"),
        ("Rheinland\ufffe\nPfalz", "Rheinland-Pfalz"),
        ("2025-\n2026", "2025-2026"),
        ("§ 1 –\nName", "§ 1 –\nName"),
        ("Koopera-\ntions-\nvertrag ist", "Kooperationsvertrag\nist"),
        ("a\r\nb\rc\x00\ufeff", "a\nb\nc"),
        ("a \u00a0 b\n\n\n\nc", "a b\n\nc"),
    ],
)
def test_tidy(printed, read):
    assert tidy(printed) == read


def test_numerals():
    assert [letters(number) for number in (1, 26, 27, 0, 10_000)] == ["a", "z", "aa", "0", "10000"]
    assert [roman(number) for number in (4, 1994, 0, 4000)] == ["iv", "mcmxciv", "0", "4000"]
