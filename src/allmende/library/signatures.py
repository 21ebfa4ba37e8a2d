# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Names of those who signed: after „gez.“, under a line to sign on, beside an office in the lines around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLE: Final = r"(?:(?:Prof|Dr|Dipl|Ing|h\.c|jur|rer|pol|phil|med)\.?(?:-[A-Z][a-z]+\.?)?[ ]){0,4}"
WORD: Final = r"[A-ZÄÖÜ][a-zäöüßéèáóçñ]{1,25}(?:-[A-ZÄÖÜ][a-zäöüßéè]{1,25})?"
PARTICLE: Final = r"(?:(?:von|van|zu|vom|de|der|den)[ ]){0,2}"
FULL_NAME: Final = rf"{TITLE}{WORD}[ ](?:[A-ZÄÖÜ]\.[ ])?(?:{WORD}[ ])?{PARTICLE}{WORD}"
SIGNED: Final = re.compile(
    r"\bgez(?:eichnet|\.)?[ ]?:?\s{1,3}(?:i\.[ ]?[AV]\.[ ])?\(?"
    rf"(?P<name>{TITLE}(?:[A-ZÄÖÜ]\.[ ])?{PARTICLE}{WORD}(?:[ ]{WORD}){{0,2}})"
)
LINE_TO_SIGN: Final = re.compile(
    r"_{4,}|\.{8,}|…{3,}|-{8,}|\bgez\.|\(?(?:Dienst)?[Ss]iegel\)?|\(DS\)|Unterschrift|Ort, Datum"
)
OFFICE: Final = re.compile(
    r"(?:Ober|Orts|Stadt|Samtgemeinde|Verbands)?[Bb]ürgermeister(?:in)?|Land(?:rat|rätin)|Verbandsvorsteher(?:in)?|"
    r"(?:Kreis)?[Bb]eigeordnete(?:r)?|Vorstandsvorsitzende(?:r)?|Verbandsvorsitzende(?:r)?|Vorsitzende(?:r)?|"
    r"Geschäftsführer(?:in)?|Verbandsdirektor(?:in)?|Amtsdirektor(?:in)?|Präsident(?:in)?|Vorstand|Kämmer(?:er|in)"
)
NAME_ALONE: Final = re.compile(rf"^\(?(?P<name>{FULL_NAME})\)?(?P<rest>,?[ ]?(?:{OFFICE.pattern})?)$")
OFFICE_AND_NAME: Final = re.compile(rf"(?:{OFFICE.pattern})[ ](?P<name>{FULL_NAME})")
COLUMN: Final = re.compile(r"[^|\t]+")
WORDS_OF_PLACES: Final = """
Amt An Bad Das Den Der Des Die Für Gemeinde Im In Kreis Landkreis Land Markt Ort Ortsgemeinde Samtgemeinde Siegel
Stadt Stadtwerke Verbandsgemeinde Verwaltungsgemeinschaft Zweckverband Zweckvereinbarung Anlage Seite Datum
Unterschrift Rheinland Eigenbetrieb Verband Wasserverband Abwasserverband Vertrag Vereinbarung Satzung Kommune
Bezirk Freistaat Hansestadt Universitätsstadt Landeshauptstadt Ministerium Sparkasse Name Vorname Artikel
Paragraph Kreisverwaltung Stadtverwaltung Gemeindeverwaltung Beteiligte Partner Auftraggeber Auftragnehmer
"""
NO_NAMES: Final = frozenset(WORDS_OF_PLACES.split())
"""Words that begin no name of a person although they are written with a capital, as in „Stadt Neuwied“."""
NEAR: Final = 4
"""Lines around a line to sign on in which names are looked for."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands at ``text[start:end]``."""

    text: str
    start: int
    end: int


def names(text: str) -> list[Name]:
    """The names at signatures, each place once, in their order."""
    found = {name.start: name for name in _near_lines(text)}
    for match in SIGNED.finditer(text):
        if match["name"].split()[0] not in NO_NAMES:
            found[match.start("name")] = Name(match["name"], match.start("name"), match.end("name"))
    return [found[start] for start in sorted(found)]


def masked(name: str) -> str:
    """First letters: „A… B…“; titles are left out."""
    parts = [part for part in name.split() if not part.endswith(".") and part[:1].isupper()]
    return " ".join(f"{part[0]}…" for part in parts)


def _near_lines(text: str) -> Iterator[Name]:
    lines = text.split("\n")
    signing = [place for place, line in enumerate(lines) if LINE_TO_SIGN.search(line)]
    wanted = sorted({place for sign in signing for place in range(sign - NEAR, sign + NEAR + 1)})
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for place in wanted:
        if 0 <= place < len(lines):
            yield from _in_line(lines[place], starts[place])


def _in_line(line: str, start: int) -> Iterator[Name]:
    """Names that stand alone in a line or in the column of a table, or beside an office."""
    for column in COLUMN.finditer(line):
        found = [match for match in [NAME_ALONE.match(column[0].strip())] if match and _is_name(match["name"])]
        for match in found or OFFICE_AND_NAME.finditer(column[0]):
            if _is_name(match["name"]):
                at = start + column.start() + column[0].index(match["name"])
                yield Name(match["name"], at, at + len(match["name"]))


def _is_name(name: str) -> bool:
    words = name.split()
    return not any(word in NO_NAMES or OFFICE.fullmatch(word) for word in words)
