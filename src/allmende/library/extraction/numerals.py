# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Numbers as word processors count with them: 3, c, C, iii, III."""

from __future__ import annotations

from typing import Final

ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
MOST_ROMAN: Final = 3999
MOST_LETTERS: Final = 26 * 20


def letters(number: int) -> str:
    """Letters for a number: a … z, then aa, bb … as word processors do."""
    if not 0 < number <= MOST_LETTERS:
        return str(number)
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def roman(number: int) -> str:
    if not 0 < number <= MOST_ROMAN:
        return str(number)
    told = ""
    for value, sign in ROMAN:
        told += sign * (number // value)
        number %= value
    return told
