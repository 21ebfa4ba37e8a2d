# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The plan of a query over a vocabulary of a few words, and what the engine finds with it in a few entries."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st

from allmende.core.searchables import Entry
from allmende.german import fold, keys, parts, words
from allmende.german.queries import parse
from allmende.search import schema, similar_words
from allmende.search.planning import MOST_GROUPS, Kind, Plan, plan
from allmende.search.query_building import build
from allmende.search.vocabulary import SeenWords

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLES = {
    "bauhof": "Bauhofkooperationsvertrag der Gemeinden Lindental und Moosbach",
    "strasse": "Straßenreinigung durch den Nachbarort",
    "verband": "Gründung eines Zweckverbands Wasserversorgung",
    "reform": "Fusion zweier Verbandsgemeinden",
    "buecher": "Bücherei und Volkshochschule unter einem Dach",
    "tagung": "Tagung der Bürgermeister in München",
    "register": "Führung der Register",
    "friedhof": "Friedhofsgebühren neu kalkulieren",
    "neu": "Eine neue Satzung für das Hallenbad",
}
TEXTS = {
    "neu": "Zeiten, Preise und Pflege regelt der Rat im Herbst mit allen beteiligten Gemeinden des Kreises.",
    "reform": "Neue Satzung, neue Satzung, neue Satzung.",
}
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "vg": ("Verbandsgemeinde",),
    "gbo": ("Register-Führung",),
    "bibliothek": ("Bücherei",),
    "volkshochschule": ("VHS", "Erwachsenenbildung im Kreis"),
    "vhs": ("Volkshochschule",),
    "kommunale gebietsreform": ("Fusion",),
}


class FewWords:
    """A vocabulary made of the titles."""

    def __init__(self, *texts: str) -> None:
        self.entries = [
            {
                Kind.EXACT: {fold(word.text) for word in words(text)},
                Kind.KEY: {key for word in words(text) for key in keys(word.text)},
                Kind.PART: {key for word in words(text) for key in parts(word.text)},
            }
            for text in texts
        ]

    @property
    def size(self) -> int:
        return len(self.entries)

    def known(self, key: str, kind: str = Kind.KEY) -> int:
        kinds = (Kind.KEY, Kind.PART) if kind == Kind.UNIT else (Kind(kind),)
        return sum(any(key in entry[each] for each in kinds) for entry in self.entries)

    def starting(self, prefix: str) -> list[str]:
        return sorted({word for entry in self.entries for word in entry[Kind.EXACT] if word.startswith(prefix)})

    def near(self, word: str) -> list[str]:
        def ending(end: str) -> list[str]:
            return sorted({word for entry in self.entries for word in entry[Kind.EXACT] if word.endswith(end)})

        return similar_words.near(
            word, frequency=lambda other: self.known(other, Kind.EXACT), starting=self.starting, ending=ending
        )


@pytest.fixture(scope="module")
def vocabulary() -> FewWords:
    return FewWords(*TITLES.values())


def planned(text: str, vocabulary: FewWords) -> Plan:
    return plan(parse(text), vocabulary, SYNONYMS)


def reasons(text: str, vocabulary: FewWords) -> set[str]:
    return {way.reason for group in planned(text, vocabulary).groups for way in group.alternatives}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Fusionen ", "inflection"),
        ("Vertrag ", "part"),
        ("Registerführung ", "split"),
        ("Kalkulation ", "derivation"),
        ("VG ", "synonym"),
        ("Zweckverbnd ", "correction"),
        ("Münch", "completion"),
        ("Volks Hochschule ", "joined"),
    ],
)
def test_each_way_to_find_a_word_is_planned(text: str, reason: str, vocabulary: FewWords) -> None:
    assert reason in reasons(text, vocabulary)


def test_known_words_are_not_corrected(vocabulary: FewWords) -> None:
    assert "correction" not in reasons("Fusion ", vocabulary)
    (group,) = planned("Fusionn ", vocabulary).groups
    assert group.corrections == ("fusion",)
    assert not group.is_known


def test_only_an_open_last_word_is_completed(vocabulary: FewWords) -> None:
    assert "completion" not in reasons("Münch ", vocabulary)
    assert "completion" not in reasons("Münch?", vocabulary)


def test_stop_words_are_left_out_unless_there_is_nothing_else(vocabulary: FewWords) -> None:
    assert [group.word for group in planned("die Fusion der Gemeinden", vocabulary).groups] == ["Fusion", "Gemeinden"]
    assert [group.word for group in planned("die der das ", vocabulary).groups] == ["die", "der", "das"]


def test_questions_need_fewer_words(vocabulary: FewWords) -> None:
    asked = planned("Welche Gemeinden teilen einen Bauhof mit Winterdienst?", vocabulary)
    assert [group.word for group in asked.groups] == ["Gemeinden", "teilen", "Bauhof", "Winterdienst"]
    assert asked.steps == (4, 1)
    assert planned("Gemeinden teilen Bauhof Winterdienst ", vocabulary).steps == (4, 2)


def test_a_synonym_of_several_words_counts_for_each(vocabulary: FewWords) -> None:
    first, second = planned("kommunale Gebietsreform ", vocabulary).groups
    for group in (first, second):
        assert "fusion" in {term.text for way in group.alternatives if way.reason == "synonym" for term in way.terms}


def test_exact_hits_weigh_most(vocabulary: FewWords) -> None:
    for group in planned("Bauhof Registerführung Zweckverbnd VG reinigen", vocabulary).groups:
        weights = {way.reason: way.weight for way in group.alternatives}
        assert weights.pop("exact") > max(weights.values())


def test_a_plan_has_a_limit(vocabulary: FewWords) -> None:
    many = " ".join(f"wort{number}" for number in range(40))
    assert len(planned(many, vocabulary).groups) == MOST_GROUPS


class Small:
    """An index of the titles."""

    def __init__(self) -> None:
        index = tantivy.Index(schema.SCHEMA)
        writer = index.writer(15_000_000, 1)
        for key, title in TITLES.items():
            writer.add_document(schema.to_document(Entry("small", key, title, "/", text=TEXTS.get(key, ""))))
        writer.commit()
        index.reload()
        self.searcher = index.searcher()
        self.vocabulary = SeenWords(self.searcher, tantivy.Query.all_query())

    def find(self, text: str, required: int | None = None) -> list[str]:
        made = plan(parse(text), self.vocabulary, SYNONYMS)
        query = build(made, schema.SCHEMA, required=required, vocabulary=self.vocabulary)
        hits = self.searcher.search(query, 20, weight_by_field=schema.WEIGHT).hits
        return [str(self.searcher.doc(address).get_first(schema.KEY)) for _, address in hits]


@pytest.fixture(scope="module")
def small() -> Small:
    return Small()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bauhof Vertrag", "bauhof"),
        ("Kooperationsverträge", "bauhof"),
        ("Strassenreinigung", "strasse"),
        ("Strasse reinigen Nachbarort", "strasse"),
        ("Zweckverbnd Wasser", "verband"),
        ("Wasserversorgungszweckverband", "verband"),
        ("VG Fusion", "reform"),
        ("GBO", "register"),
        ("Bibliothek VHS", "buecher"),
        ("Buergermeister Muenchen", "tagung"),
        ("Burgermeister Munch", "tagung"),
        ("Registerführung", "register"),
        ('"Führung der Register"', "register"),
        ('"neue Satzung"', "neu"),
        ("Friedhof Gebühren", "friedhof"),
    ],
)
def test_the_entry_that_is_meant_comes_first(text: str, found: str, small: Small) -> None:
    assert small.find(text)[:1] == [found]


def test_phrases_keep_their_order_and_exclusion_excludes(small: Small) -> None:
    assert small.find('"Register Führung"') == []
    assert small.find("Verband -Wasserversorgung") == ["reform"]
    assert set(small.find("-Register")) == set(TITLES) - {"register"}
    assert small.find('Bauhof -"Lindental und Moosbach"') == []


def test_what_has_all_words_stays_before_what_has_some(small: Small) -> None:
    assert small.find("Gemeinden Lindental München ") == []
    assert set(small.find("Gemeinden Lindental München ", required=1)) >= {"bauhof", "tagung", "reform"}
    assert small.find("Gemeinden Lindental ", required=1)[0] == "bauhof"


@given(st.text(max_size=60))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    small = _small()
    assert isinstance(small.find(text), list)
    assert isinstance(small.find(text, required=1), list)


_kept: list[Small] = []


def _small() -> Small:
    """Hypothesis takes no fixtures that live longer than one example."""
    if not _kept:
        _kept.append(Small())
    return _kept[0]


def test_the_hardest_query_is_answered_soon(small: Small) -> None:
    hardest = "Donaudampfschifffahrtsgesellschaftskapitaen " * 40
    started = time.process_time()
    small.find(hardest)
    assert time.process_time() - started < 10  # not a measurement: seconds, not hours


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("satzun", "satzung"),
        ("satzungg", "satzung"),
        ("sazung", "satzung"),
        ("stazung", "satzung"),
        ("sarzung", "satzung"),
    ],
)
def test_one_mistake_is_found(typed: str, meant: str) -> None:
    assert meant in set(similar_words.one_mistake(typed))


def test_two_mistakes_are_found_in_long_words_only() -> None:
    vocabulary = FewWords("Zusammenarbeit", "Wald")
    assert vocabulary.near("zusamenarbiet") == ["zusammenarbeit"]
    assert vocabulary.near("wlad") == ["wald"]
    assert vocabulary.near("wlda") == []
