# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Where clauses may begin: „§ 7a“, „Artikel 3“, „IV.“, „B.“, „2.“, „2.1“, and what only looks like it.

A line that begins with a number is a beginning, a reference („§ 5 gilt entsprechend“) or an item of a list. Its own
words, the line before it and its place in the row of numbers decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.library.clauses.lines import Line


class Scheme(IntEnum):
    """Ways of numbering, the highest in rank first."""

    PARAGRAPH = 1
    ARTICLE = 2
    ROMAN = 3
    LETTER = 4
    DECIMAL = 5
    SUB = 6
    PARENTHESIS = 7
    """„(1)“ with a heading; counts only where nothing else does, elsewhere it is a paragraph of a clause."""
    MINOR = 8
    """„a)“, likewise."""
    BARE = 9
    """A heading without a number."""


PATTERNS = {
    Scheme.PARAGRAPH: re.compile(
        r"^((?:§{1,2}|Par\.|Paragra(?:f|ph))\s*(?P<n>\d{1,3})\s*(?P<l>[a-z])?)(?!\w)[.:)]?\s*(?:[-–—:]\s*)?(?P<rest>.*)$"
    ),
    Scheme.ARTICLE: re.compile(
        r"^((?:Artikel|ARTIKEL|Art\.)\s*(?P<n>\d{1,3}|[IVXL]{1,7})\s*(?P<l>[a-z])?)(?!\w)[.:)]?\s*(?:[-–—:]\s*)?(?P<rest>.*)$"
    ),
    Scheme.ROMAN: re.compile(r"^(?:[-–—]\s*)?((?P<n>[IVXL]{1,7})[.)]?)(?P<l>)(?:\s*[-–—:]\s*|\s+|$)(?P<rest>.*)$"),
    Scheme.LETTER: re.compile(r"^((?P<n>[A-Z])[.)])(?P<l>)\s+(?P<rest>.+)$"),
    Scheme.DECIMAL: re.compile(
        r"^((?:(?:Nr\.|Nummer|Ziffer|Ziff\.|Punkt|Klausel|Abschnitt|Kapitel|Teil)\s*)?(?P<n>\d{1,2})[.):]?)(?P<l>)"
        r"(?:\s+(?:[-–—:]\s*)?(?P<rest>.+))?$"
    ),
    Scheme.PARENTHESIS: re.compile(r"^(\((?P<n>\d{1,2})\))(?P<l>)\s*(?P<rest>.+)$"),
    Scheme.MINOR: re.compile(r"^((?P<n>[a-z])\))(?P<l>)\s*(?P<rest>.+)$"),
    Scheme.SUB: re.compile(r"^((?P<n>\d{1,2}\.\d{1,2})\.?)(?P<l>)\s+(?P<rest>.+)$"),
}
REFERENCE = re.compile(
    r"^(?:abs(?:\.|atz|ätze|aetze)|satz\b|s\.\s*\d|nr\.|nummer\b|buchst|halbsatz|hs\.|alt\.|f{1,2}\.|bis\s|und\s|oder\s"
    r"|sowie\s|i\.\s?v|in verbindung|[,;)/]|[-–]\s*\d|§|lit\.)",
    re.IGNORECASE,
)
LAW = re.compile(
    r"^(?:\w*[a-zäöüA-ZÄÖÜ](?:G|GB|GG|VfG|VwVfG|StG|VO|GVO|HO|AO|GO|KO|ZG|ÖD|öD|GemO|GWB|GkG|KGG)|Gem[OH]\w*)\b(?!-)"
)
LOWER = re.compile(r"^[a-zäöüß]")
OPEN_BEFORE = re.compile(
    r"(?:\b(?:gemäß|gemaess|gem\.|nach|laut|im sinne|sinne|von|vom|des|der|den|dem|die|das|in|im|und|oder|mit|aus|auf"
    r"|zu|zum|zur|bis|entsprechend|unter|an|nebst|sowie|i\.\s?v\.\s?m\.|sinngemäß|siehe|vgl\.|abweichend|unbeschadet"
    r"|aufgrund|durch"
    r"|für|sind|ist|wird|werden|bei|dieser|dieses|ihrer|seiner|ihre|eine|einer|einen|einem|eines|als|nicht)|[,§(/–-])$",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.;!?:]$")
VERB = re.compile(
    r"\b(?:ist|sind|wird|werden|hat|haben|kann|können|koennen|soll|sollen|trägt|traegt|tragen|erfolgt|erfolgen"
    r"|übernimmt|uebernimmt|übernehmen|tritt|treten|gilt|gelten|bleibt|bleiben|darf|dürfen|muss|müssen|haftet|haften"
    r"|verpflichtet|verpflichten|beträgt|betraegt|endet|beginnt|bilden|gehören|stellt|stellen|vereinbaren)\b"
)
CUT_OFF = re.compile(r"(?:[a-zäöüß]-|\b(?:und|oder|der|des|die|von|für|zur|zum|mit|bei|in|im|sowie|an|am|aus|,)|,)$")
CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d*$|…+\s*\d+$|\s{1,}\d{1,3}$")
SPOKEN = re.compile(
    r"^(?:Wie|Was|Wer|Wenn|Wo|Wann|Warum|Wozu|Womit|Wof\w+|Worum|Woran|Ob|Wem|Wen|Falls|Bevor|Nachdem)\b"
)
"""Headings that are half a sentence: „Wenn wir uns nicht einig sind“."""
LONGEST_SPOKEN = 60
SENTENCE_WITHIN = re.compile(r"[a-zäöüß]{3,}[.;] [A-ZÄÖÜ]")
RUN_IN = re.compile(r"^(?P<heading>[A-ZÄÖÜ][^.:;,]{2,60})(?:[.:]| [–—-]) (?P<rest>[A-ZÄÖÜ„(].*)$")
"""A heading on the line of its text: „Kosten. Die Kosten trägt …“."""
LONGEST_HEADING = 110
LONGEST_BARE = 75
ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50}


@dataclass(frozen=True, slots=True)
class Start:
    """A place where a clause may begin. ``place`` is the index of its line, ``rank`` its place in the row of numbers.

    ``weight`` says how much it looks like a beginning: 3 has a heading or only a number, 1 goes on with a sentence.
    """

    place: int
    scheme: Scheme
    number: str
    rank: tuple[int, int]
    heading: str
    taken: int
    """How many lines number and heading take."""
    weight: float
    rest: str
    """What stands behind the number on its line when that is text and no heading."""


def roman(text: str) -> int:
    """The value of a Roman number up to 89, 0 for what is none: „IV“ → 4, „IIX“ → 0."""
    values = [ROMAN_DIGITS[letter] for letter in text]
    total = sum(
        -value if any(value < after for after in values[at + 1 : at + 2]) else value for at, value in enumerate(values)
    )
    return total if _spelled(total) == text else 0


def _spelled(value: int) -> str:
    tens = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX"]
    ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    return tens[value // 10] + ones[value % 10] if 0 < value < 90 else ""


def is_heading(text: str, *, longest: int = LONGEST_HEADING) -> bool:
    """Whether ``text`` can stand over a clause: short, no sentence."""
    if not text or len(text) > longest or len(text.split()) > 14:
        return False
    if not (text[0].isupper() or text[0] in '„"(§' or text[:1].isdigit()) or re.match(r"^\(\d+\)", text):
        return False
    if SENTENCE_WITHIN.search(text) or (len(text) > LONGEST_BARE and "," in text):
        return False
    if SPOKEN.match(text):
        return len(text) <= LONGEST_SPOKEN and not re.search(r"[.;!:,]$", text)
    return not ((SENTENCE_END.search(text) and not text.endswith(("etc.", "o. Ä.", "u. a."))) or VERB.search(text))


def starts_of(lines: Sequence[Line]) -> list[Start]:
    """Every line that may begin a numbered clause, in order."""
    found = []
    for place, line in enumerate(lines):
        for scheme, pattern in PATTERNS.items():
            match = pattern.match(line.text[:300])
            start = match and _start(lines, place, scheme, match)
            if start:
                found.append(start)
    return found


def _start(lines: Sequence[Line], place: int, scheme: Scheme, match: re.Match[str]) -> Start | None:
    rank = _rank(scheme, match["n"], match["l"])
    rest = (match["rest"] or "").strip()
    number = re.sub(r"\s+", " ", match[1]).strip()
    if rank is None or _is_reference(lines, place, scheme, rest):
        return None
    number = re.sub(r"^§\s*", "§ ", number)
    number = re.sub(r"(?<=\d)\s+(?=[a-z]$)", "", number)
    before = lines[place - 1] if place else None
    loose = bool(
        before
        and not lines[place].after_gap
        and not SENTENCE_END.search(before.text)
        and len(before.text) > LONGEST_BARE
        and not is_heading(before.text)
    )
    heading, taken = _heading(lines, place, rest)
    run_in = None if heading or not rest else RUN_IN.match(rest)
    if run_in and is_heading(run_in["heading"]) and len(run_in["heading"].split()) < 7:
        weight = 1.0 if loose else 2.5
        return Start(place, scheme, number, rank, run_in["heading"], 1, weight, run_in["rest"])
    if rest and not heading:
        return Start(
            place, scheme, number, rank, "", 1, 0.4 if loose else 1.0, lines[place].text[match.start("rest") :]
        )
    weight = 1.0 if loose else 3.0
    if not lines[place].after_gap:
        weight -= 0.5
    return Start(place, scheme, number, rank, heading, taken, weight, "")


def _rank(scheme: Scheme, number: str, letter: str | None) -> tuple[int, int] | None:
    if scheme in {Scheme.LETTER, Scheme.MINOR}:
        return (ord(number.upper()) - 64, 0)
    if scheme == Scheme.SUB:
        above, _, below = number.partition(".")
        return (int(above), int(below))
    value = int(number) if number.isdigit() else roman(number)
    return (value, ord(letter) - 96 if letter else 0) if value else None


def _is_reference(lines: Sequence[Line], place: int, scheme: Scheme, rest: str) -> bool:
    if REFERENCE.match(rest) or LOWER.match(rest):
        return True
    if scheme <= Scheme.ARTICLE and LAW.match(rest):
        return True
    if scheme == Scheme.DECIMAL and re.match(
        r"^(?:Januar|Februar|März|Maerz|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Prozent|%|Euro|EUR"
        r"|Uhr|Monat|Jahr|Tag|Woche|Stunde|Satz|Mal\b|v\.\s?H)",
        rest,
    ):
        return True
    if place and not lines[place].after_gap:
        return bool(OPEN_BEFORE.search(lines[place - 1].text[-30:]))
    return False


def _heading(lines: Sequence[Line], place: int, rest: str) -> tuple[str, int]:
    """The heading on the line of the number or on the next, and how many lines number and heading take."""
    if rest:
        if not is_heading(_bracketed(rest)):
            return "", 1
        return _whole(lines, place, rest)
    following = lines[place + 1] if place + 1 < len(lines) else None
    if following is None or is_numbered(following.text) or not is_heading(_bracketed(following.text)):
        return "", 1
    heading, taken = _whole(lines, place + 1, following.text)
    return heading, taken + 1


def _whole(lines: Sequence[Line], place: int, text: str) -> tuple[str, int]:
    """A heading with its second line, when it is cut off at the end of the first."""
    following = lines[place + 1] if place + 1 < len(lines) else None
    if following and not following.after_gap and CUT_OFF.search(text) and is_heading(_capital(following.text)):
        joined = (
            text[:-1] + following.text
            if text.endswith("-") and following.text[0].islower()
            else f"{text} {following.text}"
        )
        return _bracketed(joined), 2
    return _bracketed(text), 1


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _bracketed(text: str) -> str:
    """A heading without the brackets or the colon some drafts put around it: „(Kosten)“, „Kosten:“."""
    inner = text.strip()
    if inner.endswith(":") and len(inner.split()) < 6:
        inner = inner[:-1].strip()
    if inner.startswith(("(", "[")) and inner.endswith((")", "]")):
        inner = inner[1:-1].strip()
    return inner


def is_numbered(text: str) -> bool:
    """Whether ``text`` begins with a number of any kind, of a clause or of a paragraph of one."""
    return bool(re.match(r"^(?:§\s*\d|\(?\d{1,2}[a-z]?\)|\d{1,2}\.|[a-z]\)|[-–•*]\s|(?:Artikel|Art\.)\s*\d)", text))


def chain(starts: Iterable[Start], *, window: int = 60) -> list[Start]:
    """The row of beginnings whose numbers rise, with the greatest weight; a gap in the numbers counts against it.

    The longest rising row by dynamic programming; only the last ``window`` beginnings are looked back at.
    """
    row = list(starts)
    best: list[float] = []
    back: list[int | None] = []
    for at, start in enumerate(row):
        first = start.weight - 0.8 * min(abs(start.rank[0] - 1), 4)
        choice, score = None, first
        for earlier in range(max(0, at - window), at):
            before = row[earlier]
            if before.rank < start.rank and before.place + before.taken <= start.place:
                step = max(0, start.rank[0] - before.rank[0] - 1)
                reached = best[earlier] + start.weight - 0.8 * min(step, 4)
                if reached > score:
                    choice, score = earlier, reached
        best.append(score)
        back.append(choice)
    if not row:
        return []
    at_last: int | None = max(range(len(row)), key=lambda at: best[at])
    chosen = []
    while at_last is not None:
        chosen.append(row[at_last])
        at_last = back[at_last]
    return chosen[::-1]


def bare_starts(lines: Sequence[Line]) -> list[Start]:
    """Headings without numbers: a short line over a text, after a gap; without gaps, after the end of a sentence."""
    with_gap = [place for place in range(len(lines) - 1) if lines[place].after_gap and _stands_over(lines, place)]
    places = with_gap
    if len(with_gap) < 3:
        places = [
            place
            for place in range(len(lines) - 1)
            if (lines[place].after_gap or lines[place - 1].text.endswith((".", "!"))) and _stands_over(lines, place)
        ]
    return [Start(place, Scheme.BARE, "", (place, 0), _bracketed(lines[place].text), 1, 2.0, "") for place in places]


def _stands_over(lines: Sequence[Line], place: int) -> bool:
    text, following = _bracketed(lines[place].text), lines[place + 1].text
    if is_numbered(text) or not is_heading(text, longest=LONGEST_BARE) or len(text) < 4:
        return False
    if text.endswith((",", "-")) or "___" in text:
        return False
    return len(following) > 45 or bool(SENTENCE_END.search(following)) or is_numbered(following)
