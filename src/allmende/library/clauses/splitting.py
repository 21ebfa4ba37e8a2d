# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Splitting a contract into its parts: opening, preamble, clauses, signatures, annexes.

The text comes page by page. The way of numbering that the contract uses for its clauses is found first; all other
numbers in it are sections above or paragraphs within them: „(1)“ never begins a clause.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from allmende.library.clauses.lines import lines_of
from allmende.library.clauses.starts import (
    CONTENTS,
    Scheme,
    Start,
    bare_starts,
    chain,
    is_heading,
    is_numbered,
    starts_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allmende.library.clauses.lines import Line

MOST_PARTS = 500
"""A contract has no more parts; what is longer is cut here, so that no file fills the database."""

PREAMBLE = re.compile(
    r"^(?:Präambel|Praeambel|PRÄAMBEL|Vorbemerkung(?:en)?|Vorspruch|Vorwort|Einleitung|Ausgangslage"
    r"|Ausgangssituation|Anlass|Hintergrund|Einführung|Vorgeschichte|PRAEAMBEL|VORBEMERKUNG(?:EN)?)\s*[:.]?$"
)
ANNEX = re.compile(
    r"^(?P<n>(?:Anlage|Anhang|ANLAGE|ANHANG)(?:\s+(?:\d{1,2}|[A-Z]|[IVX]{1,4}))?)\b\s*[:.–—-]?\s*(?P<rest>.*)$"
)
ANNEXES = re.compile(r"^(?:Anlagen|Anhänge|Anlagenverzeichnis)\s*:?$")
SIGNATURE = re.compile(
    r"^(?:[A-ZÄÖÜ][\w äöüßÄÖÜ./()-]{1,60}, (?:den|am|im)\b.{0,60}"
    r"|[A-ZÄÖÜ][\w äöüßÄÖÜ./()-]{1,60}, (?:\d{1,2}\.|_{2,}|\.{3,}).{0,60}"
    r"|\(?Ort,?(?: und| /)? ?Datum.{0,60}|(?:Unterzeichnet|Geschehen|Ausgefertigt) .{0,60}"
    r"|(?:gez\.|[Gg]ezeichnet) .{0,80}|[_.]{6,}.*|\(?(?:Dienst)?[Ss]iegel\)?.{0,40}"
    r"|(?:Der|Die) (?:Ober)?[Bb]ürgermeister(?:in)?.{0,30}"
    r"|(?:(?:Ober)?[Bb]ürgermeister|Landr[aä]t|Verbandsvorsteher|Vorsitzende)(?:in|r)?(?: .{0,60})?"
    r"|Unterschrift(?:en)?:?(?: der .{0,60})?|(?:Für|Fuer) (?:die|den|das) [A-ZÄÖÜ][^.;]{0,90}:?)$"
)
SECTION = re.compile(
    r"^(?:(?:\d{1,2}\.|[IVX]+\.?|[A-H][.)]?|Erster|Zweiter|Dritter|Vierter|Fünfter|Sechster)\s+(?:Abschnitt|Teil|Kapitel)\b.*"
    r"|(?:Abschnitt|Teil|Kapitel)\s+(?:\d{1,2}|[IVX]+|[A-H])\b.*)$",
    re.IGNORECASE,
)
PARTIES = re.compile(r"\b(?:zwischen|vertreten durch|nachfolgend|nachstehend|im Folgenden)\b", re.IGNORECASE)
NEW_BLOCK = re.compile(r"^(?:\(\d{1,2}[a-z]?\)|\d{1,2}\.(?:\d{1,2}\.?)?\s|[a-z]{1,2}\)|[-–•*·]\s)")
AND = re.compile(r"(?:und|oder|bzw)\b")
"""„Personal- und Sachkosten“ keep their hyphen."""
HYPHENATED = re.compile(r"(?<=[a-zäöüß])[-\u00ad]$")


class Sort(StrEnum):
    """What kind of part it is."""

    OPENING = "opening"
    CONTENTS = "contents"
    PREAMBLE = "preamble"
    SECTION = "section"
    """A heading over several clauses."""
    CLAUSE = "clause"
    SIGNATURES = "signatures"
    ANNEX = "annex"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a contract. ``start_line`` counts the lines of the whole text from 1; ``page`` is where it begins."""

    sort: Sort
    number: str
    heading: str
    text: str
    page: int
    start_line: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a part begins among the lines, and how many of them number and heading take."""

    place: int
    sort: Sort
    number: str = ""
    heading: str = ""
    taken: int = 0
    rest: str = ""


def split_text(text: str) -> list[Part]:
    """The parts of a text without pages."""
    return split_pages([(1, text)])


def split_pages(pages: Iterable[tuple[int, str]]) -> list[Part]:
    """The parts of a contract whose pages are (number, text), in their order; none for an empty text."""
    lines = lines_of(pages)
    if not lines:
        return []
    cuts = _cuts(lines, clause_starts(lines))
    ends = [cut.place for cut in cuts[1:]] + [len(lines)]
    parts = [_part(lines, cut, end) for cut, end in zip(cuts, ends, strict=True)]
    return [part for part in parts if part.text or part.heading][:MOST_PARTS]


@dataclass(frozen=True, slots=True)
class Found:
    """Where clauses begin, and which lines are headings above several of them or a table of contents."""

    starts: list[Start]
    sections: set[int]
    contents: set[int]


def clause_starts(lines: Sequence[Line]) -> Found:
    """The row of beginnings of the numbering that the contract uses for its clauses."""
    found = starts_of(lines)
    contents = _contents(lines, found)
    by_scheme: dict[Scheme, list[Start]] = defaultdict(list)
    for start in found:
        if start.place not in contents:
            by_scheme[start.scheme].append(start)
    rows = {scheme: chain(_without_empty(found)) for scheme, found in by_scheme.items()}
    for scheme in (Scheme.PARAGRAPH, Scheme.ARTICLE):
        if len(rows.get(scheme, [])) > 1:
            return Found(rows[scheme], _sections(lines, rows[scheme]), contents)
    row = _best_of_lower(rows)
    bare = [start for start in bare_starts(lines) if start.place not in contents]
    if not row or (len(bare) >= len(row) + 3 and sum(start.weight < 2 for start in row) > len(row) / 2):
        unnumbered = _bare_row(bare)
        bracketed = max(rows.get(Scheme.PARENTHESIS, []), rows.get(Scheme.MINOR, []), key=len)
        if len(bracketed) > max(2, len(unnumbered)) and 2 * sum(start.weight >= 2 for start in bracketed) > len(
            bracketed
        ):
            return Found(bracketed, set(), contents)
        return Found(unnumbered, set(), contents)
    starts, sections = _subdivided(lines, row, by_scheme)
    return Found(starts, sections, contents)


def _best_of_lower(rows: dict[Scheme, list[Start]]) -> list[Start]:
    """The row of the lower ways of numbering that carries most; Roman numbers above arabic ones."""
    best: list[Start] = []
    for scheme in (Scheme.ROMAN, Scheme.LETTER, Scheme.DECIMAL):
        row = rows.get(scheme, [])
        strong = sum(start.weight >= 2 for start in row)
        if len(row) > 1 and (strong > 1 or len(row) > 2):
            carried = sum(start.weight for start in row)
            if not best or carried > sum(start.weight for start in best):
                best = row if not best or not _encloses(best, row) else best
    return best


def _encloses(upper: Sequence[Start], lower: Sequence[Start]) -> bool:
    """Whether ``upper`` are the headings over ``lower``: all strong, and the first comes first."""
    return all(start.weight >= 2 for start in upper) and upper[0].place < lower[0].place


def _subdivided(
    lines: Sequence[Line], row: Sequence[Start], by_scheme: dict[Scheme, list[Start]]
) -> tuple[list[Start], set[int]]:
    """``row`` with each section that has only headings under it replaced by them: „I.“ by „1.“, „1.“ by „1.1“."""
    found: list[Start] = []
    above: set[int] = set()
    ends = [start.place for start in row[1:]] + [len(lines)]
    lower = [scheme for scheme in (Scheme.DECIMAL, Scheme.SUB, Scheme.LETTER) if scheme > row[0].scheme]
    for start, end in zip(row, ends, strict=True):
        first = start.place + start.taken
        for scheme in lower:
            inner = [each for each in by_scheme.get(scheme, []) if first <= each.place < end]
            under = chain(_without_empty(inner))
            strong = [each for each in under if each.heading and each.weight >= 2]
            if (
                start.heading
                and under
                and under[0].place == first
                and len(strong) >= 0.8 * len(under)
                and _have_text(under, end)
            ):
                found += under
                above |= set(range(start.place, first))
                break
        else:
            found.append(start)
    return found, above


def _have_text(starts: Sequence[Start], end: int) -> bool:
    """Whether a text follows each heading, so that it stands over something."""
    ends = [start.place for start in starts[1:]] + [end]
    return all(start.rest or start.place + start.taken < after for start, after in zip(starts, ends, strict=True))


def _without_empty(found: Sequence[Start]) -> list[Start]:
    """Beginnings directly followed by the next one weigh little: they stand in a list, not over a text."""
    weighed = []
    for at, start in enumerate(found):
        follows = found[at + 1] if at + 1 < len(found) else None
        empty = follows is not None and follows.place == start.place + start.taken and not start.rest
        weighed.append(replace(start, weight=min(start.weight, 0.3)) if empty else start)
    return weighed


def _contents(lines: Sequence[Line], starts: Sequence[Start]) -> set[int]:
    """The lines of a table of contents: what ends with dots and a page number, and the list under its heading."""
    found = {
        place for place, line in enumerate(lines) if re.search(r"(?:\.\s?){4,}\s*\d{0,4}$|…+\s*\d+$", line.text)
        and not re.match(r"^[.\s]+$", line.text)
    }  # fmt: skip
    for place, line in enumerate(lines):
        if re.match(r"^(?:Inhalt|Inhaltsverzeichnis|Inhaltsübersicht|Inhaltsuebersicht|Gliederung)\s*:?$", line.text):
            found |= {place, *_listed(lines, place + 1)}
    return found | _lists(starts)


def _lists(all_starts: Sequence[Start]) -> set[int]:
    """Three and more numbers below each other without a text, which all come again: contents without a heading."""
    found: set[int] = set()
    starts = [start for start in all_starts if start.scheme <= Scheme.ARTICLE]
    last = {start.number: start.place for start in starts}
    run: list[int] = []
    for start in starts:
        again = last[start.number] > start.place
        if run and start.place != run[-1] + 1:
            run = []
        if again:
            run.append(start.place)
            found.update(run[-3:] if len(run) > 2 else ())
        else:
            run = []
    return found


def _listed(lines: Sequence[Line], first: int) -> set[int]:
    """The lines of the list that begins at ``first``: up to the first of its entries that comes again, or a text."""
    seen: set[str] = set()
    found: set[int] = set()
    for place in range(first, min(len(lines), first + 80)):
        entry = CONTENTS.sub("", lines[place].text).strip()
        text = entry.casefold()
        if text in seen or (PREAMBLE.match(entry) and lines[place].after_gap) or not is_heading(entry or "X"):
            break
        if len(found) > 1 and lines[place].after_gap and _comes_again(lines, place, seen):
            break
        seen.add(text)
        found.add(place)
    return found


def _comes_again(lines: Sequence[Line], place: int, seen: set[str]) -> bool:
    """Whether the line after the gap begins the document itself: its number or words are those of an entry."""
    text = lines[place].text.casefold()
    return any(entry.startswith(text) for entry in seen)


def _sections(lines: Sequence[Line], row: Sequence[Start]) -> set[int]:
    """Headings over several clauses: „II. Abschnitt: Finanzen“ directly before a clause."""
    found = set()
    for start in row:
        for place in (start.place - 1, start.place - 2):
            if place < 0:
                continue
            text = lines[place].text
            lettered = re.match(r"^(?:[IVX]{1,5}\.?|[A-H]\.)\s+[A-ZÄÖÜ]", text)
            if SECTION.match(text) or (lettered and is_heading(text) and lines[place].after_gap):
                found |= set(range(place, start.place))
        if start.place > row[0].place and start.heading and _is_alone(lines, start.place - 1):
            found.add(start.place - 1)
    return found


def _is_alone(lines: Sequence[Line], place: int) -> bool:
    """Whether the line over a clause is a heading without a number, after a gap and the end of a sentence."""
    line = lines[place]
    ended = place > 0 and lines[place - 1].text.endswith((".", ";"))
    return ended and line.after_gap and not is_numbered(line.text) and is_heading(line.text, longest=60)


def _bare_row(bare: Sequence[Start]) -> list[Start]:
    """Headings without numbers, without the title, signatures and annexes."""
    return [
        start
        for start in bare
        if start.place > 0
        and not PREAMBLE.match(start.heading)
        and not SIGNATURE.match(start.heading)
        and not ANNEX.match(start.heading)
        and not PARTIES.match(start.heading)
        and not ANNEXES.match(start.heading)
    ]


def _cuts(lines: Sequence[Line], found: Found) -> list[_Cut]:
    """Where each part begins, in order, at most one for a line."""
    starts = found.starts
    first = min((start.place for start in starts), default=len(lines))
    first = min([first, *(place for place in found.sections if place < first)])
    last = starts[-1].place + starts[-1].taken if starts else 0
    cuts = _front(lines, first)
    cuts += [_Cut(start.place, Sort.CLAUSE, start.number, start.heading, start.taken, start.rest) for start in starts]
    cuts += [_Cut(place, Sort.SECTION, "", lines[place].text, 1) for place in _beginnings(found.sections)]
    for place in _beginnings(found.contents)[:1]:
        cuts = [cut for cut in cuts if cut.place != place]
        cuts.append(_Cut(place, Sort.CONTENTS))
        after = next(each for each in range(place, len(lines) + 1) if each not in found.contents)
        # Behind a table of contents the title often comes again, with the parties.
        if any(PARTIES.search(line.text) for line in lines[after:first]):
            cuts.append(_Cut(after, Sort.OPENING))
    cuts += _back(lines, last if starts else first)
    by_place = {cut.place: cut for cut in reversed(cuts)}
    return [by_place[place] for place in sorted(by_place)]


def _beginnings(places: set[int]) -> list[int]:
    """The first place of each run of neighbours."""
    return sorted(place for place in places if place - 1 not in places)


def _front(lines: Sequence[Line], end: int) -> list[_Cut]:
    """Opening and preamble: what stands before the first clause."""
    if not end:
        return []
    # In a table of contents the preamble is named too; the last one is it.
    preamble = next((place for place in reversed(range(end)) if PREAMBLE.match(lines[place].text)), None)
    cuts = []
    if preamble != 0:
        cuts.append(_Cut(0, Sort.OPENING))
    if preamble is not None:
        heading = lines[preamble].text.rstrip(":.")
        cuts.append(_Cut(preamble, Sort.PREAMBLE, "", heading, 1))
    return cuts


def _back(lines: Sequence[Line], begin: int) -> list[_Cut]:
    """Signatures and annexes: what stands behind the last clause."""
    cuts: list[_Cut] = []
    signed = False
    for place in range(begin, len(lines)):
        line = lines[place]
        annex = ANNEX.match(line.text)
        if annex and (line.after_gap or signed) and _is_title(annex["rest"]):
            cuts.append(_Cut(place, Sort.ANNEX, annex["n"], annex["rest"], 1))
        elif ANNEXES.match(line.text) and line.after_gap:
            cuts.append(_Cut(place, Sort.ANNEX, "", line.text.rstrip(":"), 1))
        elif not signed and not cuts and SIGNATURE.match(line.text):
            signed = True
            cuts.append(_Cut(place, Sort.SIGNATURES))
    return cuts


def _is_title(text: str) -> bool:
    """Whether this can stand behind „Anlage 1“: nothing, or what is no sentence: „zu § 3: Kostenschlüssel“."""
    bare = text.strip("():–- ")
    return not bare or is_heading(bare[:1].upper() + bare[1:])


def _part(lines: Sequence[Line], cut: _Cut, end: int) -> Part:
    body = [lines[place] for place in range(cut.place + cut.taken, end)]
    if cut.rest:
        body = [replace(lines[cut.place], text=cut.rest), *body]
    begin = lines[cut.place]
    return Part(cut.sort, cut.number[:20], cut.heading[:250], flowing(body), begin.page, begin.number)


def flowing(lines: Sequence[Line]) -> str:
    """Lines as paragraphs: words divided at the end of a line are joined, each paragraph is one line."""
    pieces: list[str] = []
    for line in lines:
        before = pieces[-1] if pieces else ""
        goes_on = line.text[:1].islower() and not AND.match(line.text)
        if goes_on and HYPHENATED.search(before[-3:]):
            pieces[-1] = before[:-1]
        elif pieces:
            pieces.append("\n" if line.after_gap or NEW_BLOCK.match(line.text) else " ")
        pieces.append(line.text)
    return "".join(pieces)
