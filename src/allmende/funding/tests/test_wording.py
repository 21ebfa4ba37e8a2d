# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""German words for the engine's keys: nothing is without one, and numbers are written as people write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from allmende.funding import wording
from allmende.funding import wording_tables as tables
from allmende.funding.checking import parameters
from allmende.funding.engine.amounts import Amount, derive, grant
from allmende.funding.engine.check import Outcome, Verdict, check
from allmende.funding.engine.directive import Operator, Severity
from allmende.funding.engine.limits import position_of
from allmende.funding.engine.questions import QUESTIONS
from allmende.funding.tests.building import DAY, amount, facts, rule, text, when

if TYPE_CHECKING:
    from allmende.funding.engine.facts import Answer


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def test_every_key_has_words() -> None:
    assert tables.QUESTION_LABELS.keys() == QUESTIONS.keys()
    for key, question in QUESTIONS.items():
        assert key in parameters.PARAMETER_OF
        if question.options:
            assert list(tables.OPTION_LABELS[key]) == list(question.options)
            assert list(parameters.OPTION_WORDS[key]) == list(question.options)
    assert tables.OUTCOME_LABELS.keys() == set(Outcome)
    assert tables.VERDICT_LABELS.keys() == tables.VERDICT_SENTENCES.keys() == set(Verdict)
    assert tables.SEVERITY_LABELS.keys() == tables.SEVERITY_HELP.keys() == set(Severity)
    assert tables.OPERATOR_LABELS.keys() == set(Operator)


def test_no_word_in_an_address_means_two_things() -> None:
    assert len(set(parameters.QUESTION_OF)) == len(set(parameters.QUESTION_OF.values()))
    for words in parameters.OPTION_WORDS.values():
        assert len(set(words.values())) == len(words)
        assert parameters.NOTHING not in words.values()


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (when("duration_years", "at_least", Decimal(5)), "Dauer der Zusammenarbeit: mindestens 5 Jahre"),
        (when("duration_years", "at_least", Decimal(1)), "Dauer der Zusammenarbeit: mindestens 1 Jahr"),
        (when("eligible_cost", "at_most", Decimal("5000.50")), "Förderfähige Kosten: höchstens 5.000,50 €"),
        (when("saving_percent", "at_least", Decimal("12.50")), "Erwartete Ersparnis: mindestens 12,5 %"),
        (when("is_new", "equals", True), "Die Zusammenarbeit ist neu: ja"),
        (when("has_begun", "equals", False), "Das Vorhaben hat schon begonnen: nein"),
        (when("partners", "equals", 3), "Zahl der Partner: 3"),
        (when("cost_kinds", "excludes", {"debts"}), "Kostenarten: nicht Tilgung von Schulden"),
        (
            when("cost_kinds", "excludes", {"debts", "it"}),
            "Kostenarten: keines von IT und Software, Tilgung von Schulden",
        ),
        (when("legal_form", "one_of", {"gmbh", "x"}), "Rechtsform: eines von GmbH, x"),
        (when("partners", "at_least", None), "Zahl der Partner: geforderter Wert nicht bekannt"),
    ],
)
def test_conditions_are_readable(condition: object, words: str) -> None:
    assert plain(wording.condition_text(condition, {"legal_form": {"gmbh": "GmbH"}})) == words  # type: ignore[arg-type]


def test_rules_say_what_came_of_them() -> None:
    directive = text(
        rule(when("duration_years", "at_least", Decimal(5)), key="a"),
        rule(when("partners", "at_least", None), key="b"),
        rule(when("is_new", "equals", True), key="c", when=(when("undertaking", "equals", "study"),)),
        rule(when("saving_percent", "at_least", Decimal(15)), when("is_new", "equals", True), key="d", any_of=True),
    )
    found = check(facts("05", "05", duration_years=Decimal(3), undertaking="cooperation"), directive, DAY)
    assert [plain(wording.rule_sentence(finding)) for finding in found.findings] == [
        "Nicht erfüllt – gefordert ist: Dauer der Zusammenarbeit: mindestens 5 Jahre.",
        "Nicht zu entscheiden. Was die Richtlinie hier fordert, ist nicht bekannt.",
        "Hier nicht gefragt.",
        "Nicht zu entscheiden. Es fehlt: Erwartete Ersparnis, Die Zusammenarbeit ist neu.",
    ]
    assert wording.verdict_words(found.verdict) == "keine Förderung"


def test_derivations_are_reckoned_line_by_line() -> None:
    found = amount(lump=175000, each=35000, per="partners_in_land", above=2, rate=90, cap=300000)
    seen: dict[str, Answer] = {"partners_in_land": 4, "eligible_cost": Decimal("200000.05")}
    assert [plain(wording.step_text(step, found)) for step in derive(found, seen).steps] == [
        "Festbetrag: 175.000 €",
        "2 × 35.000 € (je Partner aus dem Land ab dem 3.) = 70.000 €",
        "175.000 € + 70.000 € = 245.000 €",
        "Höchstbetrag: 300.000 €",
        "90 % von 200.000,05 € förderfähigen Kosten = 180.000,05 €",
        "Der kleinste Betrag gilt (245.000 €, 300.000 €, 180.000,05 €): 180.000,05 €",
    ]
    formula = "175.000 € fest + 35.000 € je Partner aus dem Land ab dem 3., höchstens 90 % der förderfähigen Kosten"
    assert plain(wording.formula_text(found)) == f"{formula}, höchstens 300.000 €"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (grant([amount(lump=50000)], {}, DAY), "50.000 €"),
        (grant([amount(cap=210000, is_ceiling=True)], {}, DAY), "höchstens 210.000 €"),
        (grant([amount(lump=50000, rate=80)], {}, DAY), "noch offen, höchstens 50.000 €"),
        (grant([amount(rate=80)], {}, DAY), "noch offen"),
        (grant([], {}, DAY), "nicht veröffentlicht"),
        (
            grant([amount(lump=1), amount(when("is_new", "equals", True), key="b", lump=2)], {}, DAY),
            "1 € bis 2 €",
        ),
    ],
)
def test_amounts_say_what_is_known(found: Amount, words: str) -> None:
    assert plain(wording.amount_text(found)) == words


def test_an_award_above_the_limit_is_possible() -> None:
    directive = text(amount(when("partners_in_land", "equals", 3), cap=210000, is_ceiling=True), land="07")
    above = position_of(Decimal(215940), 3, directive, DAY)
    assert plain(wording.position_text(above)).startswith("5.940 € über der veröffentlichten Obergrenze von 210.000 €")
    more = plain(wording.position_text(position_of(Decimal("419923.40"), 5, directive, DAY)))
    assert more.startswith(
        "209.923,40 € über der veröffentlichten Obergrenze von 210.000 €, die für weniger Partner gilt"
    )
    assert wording.position_text(position_of(Decimal(1), 2, directive, DAY)).startswith(
        "Eine Obergrenze ist dafür nicht"
    )
    assert wording.position_text(position_of(Decimal(1), 3, directive, DAY)).startswith("Innerhalb")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (dt.date(2019, 7, 18), dt.date(2021, 8, 30), "gilt vom 18.07.2019 bis 30.08.2021"),
        (dt.date(2019, 7, 18), None, "gilt ab 18.07.2019, Ende nicht bekannt"),
        (None, dt.date(2021, 8, 30), "gilt bis 30.08.2021, Beginn nicht bekannt"),
        (None, None, "Geltungszeit nicht bekannt"),
    ],
)
def test_periods_name_what_is_not_known(first: dt.date | None, last: dt.date | None, words: str) -> None:
    assert wording.period_text(first, last) == words
