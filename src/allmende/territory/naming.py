# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How names of places are compared and written in addresses. Pure text; only addresses ask for rows."""

from __future__ import annotations

import re
import unicodedata
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"})
# "ue" after a, e or q is no spelled umlaut (Frauen, Neuen, Quedlinburg).
SPELLED_UMLAUT = re.compile(r"([ao])e|(?<![aeq])(u)e")
SAINT = re.compile(r"\bst(?:\.|(?=\s+\w)|(?=-\w))")
NO_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9]+")


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def fold(text: str) -> str:
    """The form in which names and what people type are compared: ``fold("Müden (Mosel)") == "muden mosel"``.

    Case, accents and punctuation do not count; ß is ss; an umlaut, its spelling with e and its plain vowel are the
    same (Müden, Mueden, Muden); „St.“ is „Sankt“. The fold of a word's beginning is a beginning of the word's fold,
    so a prefix search on folded names works while someone is still typing.
    """
    saints = SAINT.sub("sankt ", _lower(text))
    plain = _without_accents(saints.translate(UMLAUTS))
    return NO_LETTER_OR_DIGIT.sub(" ", SPELLED_UMLAUT.sub(r"\1\2", plain)).strip()


def slug(text: str) -> str:
    """The readable part of an address: ``slug("Sankt Goar, Stadt") == "sankt-goar-stadt"`` (umlauts as ae, oe, ue)."""
    plain = _without_accents(_lower(text).translate(UMLAUTS))
    return NO_LETTER_OR_DIGIT.sub("-", plain).strip("-")


def free_slug(title: str, rows: QuerySet[Any], *, other_pages: Collection[str] = ()) -> str:
    """An address for ``title`` that none of the ``rows`` has yet, and none of the ``other_pages`` beside them."""
    base = slug(title)[:200].strip("-") or "ohne-titel"
    taken = {*other_pages, *rows.filter(slug__startswith=base).order_by().values_list("slug", flat=True)}
    candidates = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(candidate for candidate in candidates if candidate not in taken)
