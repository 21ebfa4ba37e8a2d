# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Contradictions in German: every flaw has words, and they name what is wrong."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from allmende.funding.contradiction_wording import SENTENCES, TEXTS, contradiction_text, overlap_text, problem_of
from allmende.funding.engine.contradictions import contradictions, overlaps
from allmende.funding.engine.directive import TestCase
from allmende.funding.engine.flaws import Flaw
from allmende.funding.tests.building import DAY, amount, facts, rule, text, when

pytestmark = pytest.mark.one_database


def test_every_flaw_has_words_once() -> None:
    assert SENTENCES.keys() | TEXTS.keys() | {Flaw.AMOUNTS_DIFFER} == set(Flaw)
    assert not SENTENCES.keys() & TEXTS.keys()


@pytest.mark.parametrize(
    ("directive", "expected"),
    [
        (text(rule(when("heads", "at_least", 2))), "Die Frage „heads“ gibt es nicht."),
        (text(rule(when("is_new", "at_least", 2))), "„Die Zusammenarbeit ist neu“"),
        (text(rule(when("partners", "at_least", -2))), "„Zahl der Partner“"),
        (text(rule(when("benefits", "includes", {"fun"}))), "„Anderer Nutzen“"),
        (text(amount(rate=120)), "höchstens 100 Prozent"),
        (
            text(
                rule(when("partners", "at_least", 5), key="viele"), rule(when("partners", "at_most", 3), key="wenige")
            ),
            "„viele“ und „wenige“ kann niemand zugleich erfüllen; beide fragen: Zahl der Partner",
        ),
        (
            text(amount(when("partners_in_land", "at_least", 3), key="drei", lump=75_000), amount(key="alle", rate=90)),
            "(Zahl der Partner aus dem Land: 3; Förderfähige Kosten: 1.000\N{NO-BREAK SPACE}€) geben „drei“ 75.000",
        ),
        (
            text(amount(key="eins", lump=1), amount(key="zwei")),
            "geben „eins“ 1\N{NO-BREAK SPACE}€ und „zwei“ keinen veröffentlichten Betrag",
        ),
        (
            text(*(amount(when("partners", "equals", n), key=f"a{n}", lump=n) for n in (2, 6))),
            "Für 3 bis 5 gibt es keinen Betrag",
        ),
        (
            text(rule(when("partners", "at_least", 2)), cases=(TestCase("Allein", facts("05"), DAY, "possible"),)),
            "„Allein“: Herauskommen soll „Förderung möglich“, es kommt aber „keine Förderung“ heraus.",
        ),
        (
            text(amount(lump=5), cases=(TestCase("Fest", facts("05"), DAY, amount=Decimal(6)),)),
            "„Fest“: Herauskommen sollen 6\N{NO-BREAK SPACE}€, es kommt aber heraus: 5\N{NO-BREAK SPACE}€.",
        ),
        (text(cases=(TestCase("Wort", facts("05"), DAY, "maybe"),)), "„maybe“ ist kein Ergebnis"),
    ],
)
def test_words_name_what_is_wrong(directive, expected) -> None:
    (found,) = contradictions(directive)
    assert expected in contradiction_text(found)
    assert problem_of(found).path == found.paths[0]


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (dt.date(2024, 1, 1), dt.date(2024, 12, 31), "zugleich vom 01.01.2024 bis zum 31.12.2024: „Richtlinie“"),
        (dt.date(2024, 1, 1), None, "zugleich ab dem 01.01.2024:"),
        (None, dt.date(2024, 12, 31), "zugleich bis zum 31.12.2024:"),
        (None, None, "zugleich: "),
    ],
)
def test_overlapping_versions_are_told_with_their_days(begins, ends, expected) -> None:
    (found,) = overlaps([text(valid_from=begins, valid_until=ends), text(key="b")])
    assert expected in overlap_text(found)
