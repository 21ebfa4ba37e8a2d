# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""How a person's name and e-mail address show in texts, and what stands there afterwards. Pure text, no database."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.core.personal_data import Identity

GONE: Final = "[gelöscht]"
GONE_IN_ADDRESS: Final = "geloescht"
"""In addresses and names of files, where words are joined by hyphens."""
FEWEST_WORDS: Final = 2
"""A single word is no name that could be told from other words."""
WORD = re.compile(r"[^\W_]+")
ASCII_RUN = re.compile(r"[A-Za-z0-9]+")
BETWEEN = r"(?:&#?\w{1,6};|%20|[\W_]){1,3}"
JOINT = r"[-_+.]"
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


class Traces:
    """Finds and replaces the full name (whole words, any case; „Beispiel, Anna“ and anna-beispiel too) and the address.

    ``others`` are texts that contain the name and mean somebody or something else (a longer name, an organisation);
    where one of them stands, nothing is replaced.
    """

    def __init__(self, identity: Identity, *, others: Iterable[str] = (), with_names: bool = True) -> None:
        names = [_words(name) for name in identity.names] if with_names else []
        names = [words for words in names if len(words) >= FEWEST_WORDS]
        self.name_counts = bool(names)
        mine = [_address_form(address) for address in identity.addresses]
        mine += [form for words in names for form in _name_forms(words)]
        spared = [form for text in others for form in _name_forms(_words(text))]
        parts = [f"(?P<other>{'|'.join(sorted(spared, key=len, reverse=True))})"] if spared else []
        self._pattern = re.compile("|".join([*parts, *mine]), re.IGNORECASE) if mine else None
        self.fragments = [_fragment(text.partition("@")[0]) or _fragment(text) for text in identity.addresses]
        self.fragments += [_fragment(*words) for words in names]
        """What every text with a trace has in it, in ASCII, so that a database can find candidates by it."""

    def found_in(self, text: str) -> bool:
        return self.scrubbed(text) != text

    def scrubbed(self, text: str) -> str:
        """``text`` without name and address."""
        return self._pattern.sub(_replacement, text) if self._pattern else text

    def scrubbed_json(self, value: Any) -> Any:
        """``value`` without name and address, in keys too."""
        if isinstance(value, str):
            return self.scrubbed(value)
        if isinstance(value, list):
            return [self.scrubbed_json(item) for item in value]
        if isinstance(value, dict):
            return {self.scrubbed(key): self.scrubbed_json(item) for key, item in value.items()}
        return value


def _replacement(match: re.Match[str]) -> str:
    if match.groupdict().get("other"):
        return match[0]
    is_joined = "@" not in match[0] and re.fullmatch(rf"(?:[^\W_]|{JOINT})+", match[0])
    return GONE_IN_ADDRESS if is_joined and "%" not in match[0] else GONE


def _words(name: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFC", name))


def _name_forms(words: list[str]) -> list[str]:
    """Patterns for a name in its order, with the last word first, and joined as in an address."""
    if len(words) < FEWEST_WORDS:
        return []
    spelled = [_spellings(word) for word in words]
    # A hyphen goes on to another name (Beispiel-Schmidt), except in an address, where it only joins.
    begin, end = r"(?<![^\W_])(?<![^\W_]-)", r"(?![^\W_])(?!-[^\W\d_])"
    return [
        begin + BETWEEN.join(spelled) + end,
        begin + spelled[-1] + r",\s{0,3}" + BETWEEN.join(spelled[:-1]) + end,
        r"(?<![^\W_])" + JOINT.join(spelled) + r"(?![^\W_])",
    ]


def _spellings(word: str) -> str:
    """``word`` as it is typed, in ASCII, without accents, and decomposed."""
    plain = unicodedata.normalize("NFD", word)
    stripped = "".join(letter for letter in plain if not unicodedata.combining(letter))
    forms = dict.fromkeys([word, plain, word.translate(UMLAUTS), stripped])
    return f"(?:{'|'.join(re.escape(form) for form in sorted(forms, key=len, reverse=True))})"


def _address_form(email: str) -> str:
    local, _at, domain = email.partition("@")
    at = "(?:@|%40|&#64;)"
    return rf"(?<![\w.+%-]){re.escape(local)}{at}{re.escape(domain)}(?![\w-])(?!\.\w)"


def _fragment(*words: str) -> str:
    """The longest run of ASCII letters and digits that every spelling of one of ``words`` has in it."""
    runs = [run for word in words for run in ASCII_RUN.findall(unicodedata.normalize("NFC", word))]
    return max(runs, key=len, default="")
