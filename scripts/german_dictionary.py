# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Pack the German dictionary of ``allmende.german`` into its memory-mapped trie.

``python scripts/german_dictionary.py`` reads simplemma's list of forms and lemmas (MIT), keeps what is made of letters,
and counts in two rounds which nouns begin and end others: first every possible border, then only those of the best
split with the counts of the first round. Takes about a minute; the result is not committed.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from typing import TYPE_CHECKING

import marisa_trie
from simplemma.strategies import DefaultDictionaryFactory

from allmende.german.compounds import units
from allmende.german.dictionary import ADJECTIVE, NOUN, OTHER, PATH, VERB_STEM, WITHOUT_E, Dictionary, record
from allmende.german.folding import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

LINKS = ("", "s", "n", "en", "es", "er")
LONGEST = 60
LEFT_OUT = frozenset({"Strass"})
"""Rare lemmas that meet a common one in the plain spelling: „Straßen“ is no form of the rhinestone."""
WITH_LINKING_E = "bdghst"
"""Verbs whose stem ends so keep an e before another part: „Anmeldezeitpunkt“, „Lesesaal“."""
FAR_MORE = 10
Forms = dict[tuple[str, int], str]


def main() -> None:
    readings = read_forms()
    nouns = sorted({lemma for (_, kind), lemmas in readings.items() if kind == NOUN for lemma in lemmas})
    print(f"{len(readings):,} forms, {len(nouns):,} nouns")
    heads, tails = possible_borders(nouns)
    forms = choose(readings, tails)
    trie = pack(forms, heads, tails)
    heads, tails = best_borders(nouns, Dictionary(trie))
    trie = pack(forms, heads, tails)
    PATH.parent.mkdir(exist_ok=True)
    beside = PATH.with_suffix(".new")
    trie.save(str(beside))
    beside.replace(PATH)
    print(f"{PATH.name}: {PATH.stat().st_size / 1e6:.1f} MB")


def read_forms() -> dict[tuple[str, int], list[str]]:
    """(form, kind) → its lemmas, all in the plain spelling."""
    forms: dict[tuple[str, int], list[str]] = {}
    for given, ground in DefaultDictionaryFactory().get_dictionary("de").items():
        form, lemma = (_text(word) for word in (given, ground))
        if not (form.isalpha() and lemma.isalpha() and 1 < len(form) <= LONGEST) or form[1:2].isupper():
            continue
        if lemma in LEFT_OUT:
            continue
        found = forms.setdefault((plain(form), NOUN if lemma[0].isupper() else OTHER), [])
        if plain(lemma) not in found:
            found.append(plain(lemma))
    return forms


def choose(readings: dict[tuple[str, int], list[str]], tails: Counter[str]) -> Forms:
    """One lemma where spellings meet: the form itself („Bruder“), unless another ends far more nouns („Häuser“)."""
    return {
        (form, kind): max(lemmas, key=lambda lemma: (tails[lemma] + 1) * (FAR_MORE if lemma == form else 1))
        for (form, kind), lemmas in readings.items()
    }


def _text(word: str | bytes) -> str:
    return word.decode() if isinstance(word, bytes) else word


def possible_borders(nouns: list[str]) -> tuple[Counter[str], Counter[str]]:
    """How often each noun begins and ends others, at whatever border."""
    known = {noun for noun in nouns if len(noun) > 2}
    heads: Counter[str] = Counter()
    tails: Counter[str] = Counter()
    for noun in nouns:
        for border in range(3, len(noun) - 2):
            if noun[border:] not in known:
                continue
            for link in LINKS:
                head = noun[: border - len(link)]
                if noun[:border].endswith(link) and head in known:
                    heads[head] += 1
                    tails[noun[border:]] += 1
                    break
    return heads, tails


def best_borders(nouns: list[str], known: Dictionary) -> tuple[Counter[str], Counter[str]]:
    """How often each unit is the first or last of the best split of a noun."""
    heads: Counter[str] = Counter()
    tails: Counter[str] = Counter()
    for noun in nouns:
        found = units(noun, known)
        heads.update(unit.lemma for unit in found[:-1])
        tails.update(unit.lemma for unit in found[-1:])
    return heads, tails


def pack(forms: Forms, heads: Counter[str], tails: Counter[str]) -> marisa_trie.BytesTrie:
    return marisa_trie.BytesTrie(_records(forms, heads, tails))


def _records(forms: Forms, heads: Counter[str], tails: Counter[str]) -> Iterator[tuple[str, bytes]]:
    nouns = {form for form, kind in forms if kind == NOUN}
    shortened: dict[str, str] = {}
    for (form, kind), lemma in forms.items():
        counts = (_logarithm(heads[lemma]), _logarithm(tails[lemma]))
        yield form, record(form, kind, lemma, *counts)
        if form != lemma:
            continue
        if kind == NOUN and form.endswith("e") and len(form) > 4 and form[:-1] not in nouns:
            yield form[:-1], record(form[:-1], WITHOUT_E, lemma, *counts)
        elif kind == OTHER and form.endswith("en") and len(form) > 5 and form[:-2] not in nouns:
            shortened[form[:-2]] = form
            if form[-3] in WITH_LINKING_E:
                shortened[form[:-1]] = form
        elif kind == OTHER and len(form) > 3 and not form.endswith("n"):
            yield form, record(form, ADJECTIVE, lemma, *counts)
    for stem, verb in shortened.items():
        yield stem, record(stem, VERB_STEM, verb, _logarithm(heads[verb]), 0)


def _logarithm(count: int) -> int:
    return min(255, round(16 * math.log2(1 + count)))


if __name__ == "__main__":
    sys.exit(main())
