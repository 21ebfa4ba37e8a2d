# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""JSON, read strictly: no NaN, no comments, numbers as they are written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.funding.files.events import Event
from allmende.funding.files.problems import DirectiveFileError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

PART: Final = re.compile(r'"(?:[^"\\]|\\(?:.|\Z))*(?:"|\Z)|[{}\[\]]|[^\s{}\[\]:,"]+', re.DOTALL)
"""Text (also without its end), brackets, and words; what divides them is left out."""
WORDS: Final = {"true": True, "false": False, "null": None}


def json_events(text: str, deepest: int) -> Iterator[Event]:
    """Raises DirectiveFileError where it is no JSON or deeper than ``deepest``."""
    parts = [(found.group(), found.start()) for found in PART.finditer(text)]
    _check_depth(parts, text, deepest)
    try:
        json.loads(text, parse_int=str, parse_float=str, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        message = _("Das ist kein gültiges JSON. Häufig fehlt hier oder kurz davor ein Komma oder Anführungszeichen.")
        raise DirectiveFileError([Problem("", message, error.lineno)]) from None
    line, seen = 1, 0
    for part, start in parts:
        line += text.count("\n", seen, start)
        seen = start
        if part in "{[":
            yield Event("map" if part == "{" else "list", line)
        elif part in "}]":
            yield Event("end", line)
        elif part[0] == '"':
            yield Event("scalar", line, json.loads(part))
        else:
            yield Event("scalar", line, WORDS.get(part, part))


def _check_depth(parts: list[tuple[str, int]], text: str, deepest: int) -> None:
    """Before the parser sees it, which would give up on what is very deep."""
    depth = 0
    for part, start in parts:
        depth += 1 if part in "{[" else -1 if part in "}]" else 0
        if depth > deepest:
            message = _("Die Angaben sind zu tief geschachtelt.")
            raise DirectiveFileError([Problem("", message, text.count("\n", 0, start) + 1)])


def _refuse_constant(word: str) -> None:
    message = _("„%(word)s“ ist keine Zahl. Unbekanntes ist „null“.") % {"word": word}
    raise DirectiveFileError([Problem("", message)])
