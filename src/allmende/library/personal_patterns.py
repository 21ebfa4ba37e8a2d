# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What in a text looks like personal data: pointed out before it is published, decided by people.

Found are mailboxes of persons, bank accounts (checksum of ISO 13616), telephone numbers, names at signatures, dates of
birth. Mailboxes of offices, switchboards and fax lines are nobody's and are left out. No pattern can run away: none
repeats what repeats.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from allmende.core.mailboxes import looks_personal
from allmende.library import signatures
from allmende.library.models import PersonalSort

if TYPE_CHECKING:
    from collections.abc import Iterator

EMAIL: Final = re.compile(
    r"(?<![\w.+-])([A-Za-z0-9ÄÖÜäöüß][\w.+-]{0,63})(?:@|\s?[(\[](?:at|AT|ät)[)\]]\s?)((?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,24})\b"
)
PROVIDERS: Final = """
aol.com arcor.de freenet.de gmail.com gmx.de gmx.net googlemail.com hotmail.com hotmail.de icloud.com live.de mail.de
mailbox.org outlook.com outlook.de posteo.de t-online.de web.de yahoo.com yahoo.de
"""
PRIVATE_PROVIDERS: Final = frozenset(PROVIDERS.split())
"""Who has a mailbox here has it for himself."""

IBAN: Final = re.compile(r"(?<!\w)([A-Z]{2}\d{2})((?:[ \u00a0]?[A-Z0-9]){11,30})")
IBAN_LENGTHS: Final = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27,
}  # fmt: skip
"""Characters of an account number by country (SEPA), after the IBAN registry of SWIFT."""

PHONE: Final = re.compile(
    r"(?<![\w§/.,+:-])(?<!\w[-/])(?<!\w [-/])(?<!\d )"
    r"(?P<area>(?:\+|00)49[ \-/]?(?:\(0\)[ \-/]?)?\(?[1-9]\d{1,4}\)?|\(0[1-9]\d{1,4}\)|0[1-9]\d{1,4})"
    r"(?P<joint>[ ]?[-/–]?[ ]?)"
    r"(?P<number>\d(?:[ \-/–]?\d){2,11})(?![\w/]|[.,]\d)"
)
NOT_CALLED: Final = re.compile(
    r"(?:Az|AZ|Aktenzeichen|Akte|Gesch(?:äfts)?z(?:eichen|\.)|Nr|Nummer|Kto|Konto|Kontonummer|BLZ|HRB|HRA|USt-?Id|Ident|"
    r"Steuernummer|Kostenstelle|Produkt|Buchungsstelle|Haushaltsstelle|Drucksache|Vorlage|Fax|Telefax|BGBl|GVBl|ISBN|"
    r"ISSN|AGS|ARS|Schlüssel|EUR|€|§)[.:\s]{0,3}(?:Nr\.?[:\s]{0,2})?$"
)
CALLED: Final = re.compile(
    r"(?:Tel|Telefon|Fon|Ruf|Rufnummer|Durchwahl|Mobil|Mobilfunk|Handy|Phone|Telefonnummer|☎|📞)[.:\s]{0,4}(?:Nr\.?[:\s]{0,2})?$",
    re.IGNORECASE,
)
MOBILE: Final = re.compile(r"(?:(?:\+|00)49[ \-/]?(?:\(0\))?|0)1[567]")
FREE_OF_CHARGE: Final = re.compile(r"(?:(?:\+|00)49[ \-/]?|0)(?:800|180\d?|900|137)\b")
SWITCHBOARD: Final = re.compile(r"[-–]\s?0$")
YEAR: Final = re.compile(r"[-/](?:19|20)\d\d$")
FEWEST_DIGITS, MOST_DIGITS = 7, 15
BEFORE: Final = 30

MONTHS: Final = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
BIRTH: Final = re.compile(
    r"(?:\b(?:geboren(?:e|er)?|geb\.|Geburtsdatum|Geburtstag|Geb\.-?Dat(?:um|\.)?)\s{0,2}:?\s{0,2}(?:ist\s)?(?:am\s)?\s{0,2}|"
    r"(?<![\w*])(?<!\d )\*\s?)"
    rf"(?P<date>\d{{1,2}}\.\s?(?:\d{{1,2}}\.|{MONTHS})\s?(?P<year>(?:19|20)?\d\d))(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Find:
    """What was found at ``text[start:end]``; ``excerpt`` shows only part of it."""

    sort: PersonalSort
    start: int
    end: int
    excerpt: str


def find(text: str) -> list[Find]:
    """Everything in ``text``, in its order."""
    found = [*_mailboxes(text), *_accounts(text), *_births(text), *_signatures(text)]
    taken = [(one.start, one.end) for one in found]
    found += [call for call in _calls(text) if not any(start < call.end and call.start < end for start, end in taken)]
    return sorted(found, key=lambda one: one.start)


def _mailboxes(text: str) -> Iterator[Find]:
    for match in EMAIL.finditer(text):
        local, domain = match[1], match[2].lower()
        if domain in PRIVATE_PROVIDERS or looks_personal(f"{local}@{domain}"):
            yield Find(PersonalSort.EMAIL, match.start(), match.end(), f"{local[0]}…@{domain}"[:120])


def _accounts(text: str) -> Iterator[Find]:
    for match in IBAN.finditer(text):
        length = IBAN_LENGTHS.get(match[1][:2], 0)
        compact = ""
        end = match.start()
        while end < match.end() and len(compact) < length:
            compact += text[end] if text[end].isalnum() else ""
            end += 1
        if length and len(compact) == length and is_iban(compact):
            yield Find(PersonalSort.IBAN, match.start(), end, f"{compact[:4]} … {compact[-2:]}")


def is_iban(compact: str) -> bool:
    """Whether the checksum is right: letters as numbers from 10, the first four at the end, remainder 1 (mod 97)."""
    return int("".join(str(int(letter, 36)) for letter in compact[4:] + compact[:4])) % 97 == 1


def _calls(text: str) -> Iterator[Find]:
    for match in PHONE.finditer(text):
        before = text[max(match.start() - BEFORE, 0) : match.start()]
        told = match[0]
        digits = sum(letter.isdigit() for letter in told)
        if not FEWEST_DIGITS <= digits <= MOST_DIGITS or NOT_CALLED.search(before):
            continue
        if SWITCHBOARD.search(told) or FREE_OF_CHARGE.match(told):
            continue
        is_called = CALLED.search(before) is not None
        is_telling = told.startswith(("+", "00", "(")) or MOBILE.match(told) is not None
        if is_called or is_telling or (match["joint"].strip(" ") and not YEAR.search(told)) or _is_spaced(match):
            yield Find(PersonalSort.PHONE, match.start(), match.end(), f"{_area(match)} …")


def _area(match: re.Match[str]) -> str:
    """The part that says where, not who; of figures without a gap the first five."""
    return match["area"].strip() if match["joint"] else match["area"][:5]


def _is_spaced(match: re.Match[str]) -> bool:
    """„02651 98765“: area code and number apart, and nothing that makes a file number of it."""
    return match["joint"] == " " and "/" not in match["number"] and len(re.sub(r"\D", "", match["number"])) > 3


def _births(text: str) -> Iterator[Find]:
    for match in BIRTH.finditer(text):
        yield Find(PersonalSort.BIRTH, match.start(), match.end(), f"geb. … {match['year']}")


def _signatures(text: str) -> Iterator[Find]:
    for name in signatures.names(text):
        yield Find(PersonalSort.SIGNATURE, name.start, name.end, signatures.masked(name.text)[:120])
