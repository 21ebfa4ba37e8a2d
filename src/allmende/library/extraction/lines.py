# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The lines of a printed page: words divided at the end of a line are put together again."""

from __future__ import annotations

import re
from typing import Final

JOINED: Final = "\u0001"
"""Stands, while a text is being tidied, where the end of a line was."""
HYPHEN: Final = re.compile(
    r"(?<=\w)(?:[-‐\u00ad\ufffe\u0002][ \t]*\n[ \t]*|[\ufffe\u0002][ \t]*)(?=\w)"  # the last: PDFium drops the line end
)
"""A hyphen at the end of a line; U+FFFE is how PDFium tells it."""
COMPLEMENT: Final = re.compile(r"(?:und|oder|bzw|sowie|beziehungsweise)\b")
"""Before these a hyphen stands for a word that is left out: „Haupt- und Nebenamt“."""
REST_OF_WORD: Final = re.compile(rf"{JOINED}(\S*)[ \t]*\n?")
BLANKS: Final = re.compile(r"[ \t\u00a0\u2007\u202f]+")
UNSPEAKABLE: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ufffe\uffff]")


def tidy(text: str) -> str:
    """``text`` of a page with plain line ends and single blanks, words rejoined, without characters nobody sees.

    Lines stay as they are, except that the rest of a divided word moves up.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace(JOINED, "")
    text = HYPHEN.sub(_joint, text)
    text = REST_OF_WORD.sub(r"\1\n", text)
    text = UNSPEAKABLE.sub("", text)
    lines = [BLANKS.sub(" ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _joint(match: re.Match[str]) -> str:
    """What stands instead of a hyphen and a line end: nothing, the hyphen, or hyphen and blank."""
    text = match.string
    if COMPLEMENT.match(text, match.end()):
        return f"- {JOINED}"
    is_divided = text[match.end()].islower() and text[match.start() - 1].isalpha()
    return JOINED if is_divided else f"-{JOINED}"
