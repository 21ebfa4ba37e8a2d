# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Taking German compounds apart: „Bauhofkooperationsvertrag“ → „bauhof“, „kooperation“, „vertrag“.

The cheapest way to cover the word with units of the dictionary. A unit costs 1 and a surcharge the more, the fewer
other nouns it begins (or, at the end of the word, ends): what is productive is a likely part. A compound that is in the
dictionary is one unit („bauhof“); ``leaves`` goes on inside. Works on the ``plain`` spelling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from allmende.german.dictionary import ADJECTIVE, NOUN, VERB_STEM, WITHOUT_E, Dictionary, Reading, dictionary

SHORTEST, LONGEST = 6, 60
"""Letters of a word worth splitting."""
SHORTEST_UNIT = 3
LIMIT_LONG, LIMIT_SHORT = 1.85, 1.6
"""A split is believed if its units cost no more than this on average; the first counts where all have 5 letters."""
LONGEST_WHOLE = 12
"""Letters of a compound that ``flat`` leaves whole if it is in the dictionary."""
RARE = 0.7
"""Surcharge of a unit that begins (ends) no other noun; nothing at 1,000."""
PRODUCTIVE = 16 * 10
"""16 · log2(1 + n) at n = 1,000."""
SHORT_UNIT = {3: 0.9, 4: 0.3}
"""Further surcharge of short units; a fifth of it remains where they are as productive as „bus“."""
WELL_KNOWN = 16 * 4
"""16 · log2(1 + n) at n = 15."""
INFLECTED, LINKED, OTHER_KIND = 0.05, 0.05, 0.4

NUMERALS = frozenset(("zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun", "zehn"))
NUMERAL = 1.1
"""What they cost, though they begin few nouns of the dictionary: „Fünfjahresfrist“."""

_NO_UNIT = """
ver vor ein aus auf ab an am bei be ge ent er zer un in im um mit nach unter uber durch zu zum zur miss gegen hinter
neben zwischen ruck inter kom kon pro per dis pra sub man als alt der die das den dem des und ist sei wie was war
ster ste ten ter stel ende enden end ern erin ung ungen heit keit igkeit losigkeit schaft schaften haft tum los bar
sam lein chen ling nis isch lich ig innen ismus tion ion rei ei enz anz tel zig weise eten ierung ation ator iert
iere rial tions sche schen scher mus are ess eur strass ier iker ale ati ita ali ani eli ina age ger lung rung hen
sten sch besch bet tech best ges gew verb ben beg samt ass cher sen deut dung ren quali bare gen vorzu rau erl tran
rift riff same stag eren ber imme anden elle eln ellen zugel lyse ana erg vers ard mel ler ken chung tur tau alien
sol riebe mar gel gest ahre wied pau ubers after zen abt log hol omme affen ode leich peri dia kata lusse tete ding
einst all ehr ade alte alten ner nern sel ele este uns ihr dar hin wen wer zue eit eite ise isen ange liche stan ert
uren ansta nung nun tung dig
"""
NO_UNIT = frozenset(_NO_UNIT.split())
"""Prefixes, endings and short names that look like nouns of the dictionary but are not parts of compounds."""
STRANGE_TAILS = frozenset({"ertrag", "eigner", "teller", "ecken"})
"""Nouns that end a word mostly by chance: „Antrag·steller“, „Stau·becken“."""


class Unit(NamedTuple):
    """A part of a word: ``word[start:end]``, linking element included, and its lemma in the plain spelling."""

    lemma: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Way:
    cost: float
    units: tuple[Unit, ...]


def units(word: str, known: Dictionary | None = None) -> tuple[Unit, ...]:
    """The best way to cover ``word`` (plain spelling) with at least two units, empty if there is none."""
    size = len(word)
    if not SHORTEST <= size <= LONGEST or not word.isalpha():
        return ()
    known = known or dictionary()
    if known.is_verb(word):
        return ()
    ways: list[_Way | None] = [_Way(0.0, ()), *[None] * size]
    best: _Way | None = None
    for start in range(size - SHORTEST_UNIT + 1):
        way = ways[start]
        if way is None:
            continue
        rest = word[start:]
        for form in known.beginnings(rest):
            if len(form) < SHORTEST_UNIT or form in NO_UNIT:
                continue
            end = start + len(form)
            if end == size:
                best = _with_tail(known, way, form, start, best)
            elif end <= size - SHORTEST_UNIT:
                _with_head(known, way, form, start, ways, linked=rest[len(form)] == "s")
    if best is None or len(best.units) < 2:
        return ()
    limit = LIMIT_LONG if min(unit.end - unit.start for unit in best.units) >= 5 else LIMIT_SHORT
    return best.units if best.cost / len(best.units) <= limit else ()


def _with_tail(known: Dictionary, way: _Way, form: str, start: int, best: _Way | None) -> _Way | None:
    """The better of ``best`` and ``way`` ended by ``form``, which must be a noun's."""
    if not way.units:
        return best
    for reading in known.readings(form):
        if reading.kind != NOUN or reading.lemma in NO_UNIT or form in STRANGE_TAILS:
            continue
        cost = way.cost + _cost(form, reading, reading.as_tail)
        if best is None or cost < best.cost:
            best = _Way(cost, (*way.units, Unit(reading.lemma, start, start + len(form))))
    return best


def _with_head(known: Dictionary, way: _Way, form: str, start: int, ways: list[_Way | None], *, linked: bool) -> None:
    """Note in ``ways`` where ``way`` goes on after ``form``, with and without a linking s."""
    for reading in known.readings(form):
        if reading.lemma in NO_UNIT:
            continue
        cost = way.cost + _cost(form, reading, reading.as_head)
        end = start + len(form)
        stops = [(end, cost)]
        if linked and reading.kind in {NOUN, WITHOUT_E} and end < len(ways) - SHORTEST_UNIT - 1:
            stops.append((end + 1, cost + LINKED))
        for stop, total in stops:
            there = ways[stop]
            if there is None or total < there.cost:
                ways[stop] = _Way(total, (*way.units, Unit(reading.lemma, start, stop)))


def _cost(form: str, reading: Reading, productivity: int) -> float:
    if form in NUMERALS:
        return NUMERAL
    rare = max(0.0, 1 - productivity / PRODUCTIVE)
    short = SHORT_UNIT.get(len(form), 0.0) * max(0.2, 1 - productivity / WELL_KNOWN)
    cost = 1 + RARE * rare + short
    if reading.kind in {ADJECTIVE, VERB_STEM}:
        return cost + OTHER_KIND if len(form) > SHORTEST_UNIT else 9.0
    if reading.kind == WITHOUT_E:
        return cost + 0.1 if len(form) > SHORTEST_UNIT else 9.0
    if reading.kind != NOUN:
        return 9.0
    return cost + (INFLECTED if form != reading.lemma else 0.0)


def leaves(word: str, *, longest_whole: int = 0) -> tuple[Unit, ...]:
    """The parts of ``word`` (plain spelling), taken apart again where they are longer than ``longest_whole``."""
    found: list[Unit] = []
    for unit in units(word):
        found.extend(_inside(word, unit, longest_whole) if len(unit.lemma) > longest_whole else (unit,))
    return tuple(found)


def _inside(word: str, unit: Unit, longest_whole: int) -> tuple[Unit, ...]:
    """``unit`` taken apart where its lemma is a compound itself; its borders are those of the lemma."""
    inner = leaves(unit.lemma, longest_whole=longest_whole)
    if not inner or not word.startswith(unit.lemma[: inner[-1].start], unit.start):
        return (unit,)
    moved = [Unit(part.lemma, unit.start + part.start, unit.start + part.end) for part in inner]
    return (*moved[:-1], moved[-1]._replace(end=unit.end))


def flat(word: str) -> tuple[Unit, ...]:
    """The parts as people name them: long ones taken apart again, short ones („bauhof“, „zweckverband“) whole."""
    return leaves(word, longest_whole=LONGEST_WHOLE)
