# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a directive file may hold, and what is said where it does not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from allmende.funding.engine.directive import AmountRule, Citation, Condition, Operator, Rule, Severity
from allmende.funding.engine.facts import Facts, Partner
from allmende.funding.files.reading import DirectiveFileError, programme_of, read
from allmende.funding.files.writing import as_content, to_yaml

RULE: dict[str, Any] = {
    "key": "dauer",
    "title": "Mindestens fünf Jahre",
    "conditions": [{"asks": "duration_years", "operator": "at_least", "value": "5"}],
    "severity": "refuse",
}
AMOUNT: dict[str, Any] = {"key": "fest", "title": "Festbetrag"}
CASE: dict[str, Any] = {"name": "Fall", "on": "2026-06-01"}


def file_with(**more: Any) -> dict[str, Any]:
    return {"format": "allmende-foerderrichtlinie-1", "key": "a-1", "title": "Richtlinie", "land": "07"} | more


def rule_with(**more: Any) -> dict[str, Any]:
    return file_with(rules=[RULE | more])


def condition(asks: Any, operator: str, value: Any) -> dict[str, Any]:
    return rule_with(conditions=[{"asks": asks, "operator": operator, "value": value}])


def problems_of(content: Any) -> dict[str, str]:
    with pytest.raises(DirectiveFileError) as caught:
        read(content)
    return {problem.path: problem.message for problem in caught.value.problems}


def test_a_file_with_the_least_says_that_nothing_else_is_known() -> None:
    text = read(file_with())
    assert (text.valid_from, text.is_complete, text.rules, text.citation) == (None, False, (), Citation())
    assert as_content(text) == {
        "format": "allmende-foerderrichtlinie-1",
        "key": "a-1",
        "title": "Richtlinie",
        "land": "07",
        "citation": {"verified": False},
        "valid_from": None,
        "valid_until": None,
        "is_complete": False,
    }


def test_all_of_a_file_is_read_in_german_or_in_json() -> None:
    text = read(
        file_with(
            programme="ikz",
            land="",
            valid_from="31.08.2021",
            valid_until="2026-12-31",
            is_complete="ja",
            citation={"text": "Nr. 1", "url": "https://example.org/", "read_on": "1.2.2026", "verified": True},
            rules=[
                RULE
                | {
                    "any_of": "true",
                    "conditions": [
                        {"asks": "topic", "operator": "one_of", "value": "it-sicherheit"},
                        {"asks": "partners", "operator": "at_least", "value": None},
                    ],
                }
            ],
            amounts=[AMOUNT | {"lump": "35000", "each": 30000.5, "per": "partners_in_land", "above": "2", "rate": 90}],
        )
    )
    assert programme_of(file_with(programme="ikz")) == "ikz"
    assert (text.valid_from, text.valid_until) == (dt.date(2021, 8, 31), dt.date(2026, 12, 31))
    assert text.citation == Citation("Nr. 1", "https://example.org/", dt.date(2026, 2, 1), verified=True)
    topic = Condition("topic", Operator.ONE_OF, frozenset({"it-sicherheit"}))
    unknown = Condition("partners", Operator.AT_LEAST, None)
    assert text.rules == (
        Rule("dauer", "Mindestens fünf Jahre", (topic, unknown), Severity.REFUSE, Citation(), any_of=True),
    )
    assert text.amounts == (
        AmountRule(
            "fest",
            "Festbetrag",
            Citation(),
            lump=Decimal(35000),
            each=Decimal("30000.5"),
            per="partners_in_land",
            above=2,
            rate=Decimal(90),
        ),
    )


def test_a_case_is_read_with_its_facts() -> None:
    partners = [
        {"key": "071", "name": "Mendig", "land": "07", "population": "9000"},
        {"key": "LU-1", "name": "Echternach", "land": ""},
    ]
    answers = {"eligible_cost": 1000, "is_new": "nein", "cost_kinds": ["it"], "adjacent": None}
    given = CASE | {"partners": partners, "lead": "071", "answers": answers, "verdict": "possible", "amount": "0"}
    (case,) = read(file_with(cases=[given])).cases
    facts = Facts(
        (Partner("071", "Mendig", "07", 9000), Partner("LU-1", "Echternach", "")),
        "071",
        {"eligible_cost": Decimal(1000), "is_new": False, "cost_kinds": frozenset({"it"})},
    )
    assert (case.facts, case.verdict, case.amount, case.ceiling) == (facts, "possible", Decimal(0), None)


def test_money_is_written_as_text_to_the_cent() -> None:
    content = as_content(read(file_with(amounts=[AMOUNT | {"lump": "35000.5", "cap": "90000.00", "rate": "12.50"}])))
    assert {name: content["amounts"][0][name] for name in ("lump", "cap", "rate")} == {
        "lump": "35000.50",
        "cap": "90000",
        "rate": "12.5",
    }


def test_yaml_for_people_has_blank_lines_blocks_and_lists_of_words() -> None:
    several = [RULE | {"key": key, "note": "Erster Absatz\n\nZweiter: mit „§ 3“"} for key in ("a", "b")]
    several[1]["conditions"] = [{"asks": "topic", "operator": "one_of", "value": ["b", "a"]}]
    lines = to_yaml(as_content(read(file_with(rules=several)))).splitlines()
    assert lines[lines.index("rules:") - 1] == ""
    assert lines[lines.index("  - key: b") - 1] == ""
    block = lines.index("    note: |-")
    assert lines[block + 1 : block + 4] == ["      Erster Absatz", "", "      Zweiter: mit „§ 3“"]
    assert "        value: [a, b]" in lines
    assert "land: '07'" in lines


@pytest.mark.parametrize(
    ("content", "path", "said"),
    [
        ([], "", "Hier werden benannte Angaben erwartet"),
        (file_with(format="allmende-2"), "format", "Erlaubt sind: allmende-foerderrichtlinie-1"),
        (file_with(title="  "), "title", "Die Angabe „title“ fehlt."),
        (file_with(title=None), "title", "Die Angabe „title“ fehlt."),
        (file_with(title="x" * 251), "title", "Der Text hat 251 Zeichen. Erlaubt sind höchstens 250."),
        (file_with(title={"de": "x"}), "title", "eine einzelne"),
        (file_with(title=["x"]), "title", "Hier steht eine Liste"),
        (file_with(title=True), "title", "erwartet wird eine andere Angabe"),
        (file_with(key="Ä b"), "key", "Kleinbuchstaben"),
        (file_with(key="a" * 61), "key", "höchstens 60"),
        (file_with(land="17"), "land", "„17“ gibt es hier nicht"),
        (file_with(land=None), "land", "fehlt"),
        (file_with(valid_from="31.02.2021"), "valid_from", "Den Tag „31.02.2021“ gibt es nicht."),
        (file_with(valid_from="0021-01-01"), "valid_from", "Das Jahr muss zwischen"),
        (file_with(valid_from="August 2021"), "valid_from", "2021-08-31 oder 31.08.2021"),
        (file_with(valid_from="2021-01-02", valid_until="2021-01-01"), "valid_until", "liegt vor dem ersten"),
        (file_with(is_complete="vielleicht"), "is_complete", "weder ja noch nein"),
        (file_with(citation={"url": "javascript:alert(1)"}), "citation.url", "keine Adresse im Netz"),
        (file_with(citation={"url": "https://"}), "citation.url", "keine Adresse im Netz"),
        (file_with(citation={"url": "https://a:b@example.org"}), "citation.url", "keine Adresse im Netz"),
        (file_with(citation={"url": "https://[x"}), "citation.url", "keine Adresse im Netz"),
        (file_with(citation={"url": "https://e.org/" + "a" * 500}), "citation.url", "höchstens 500"),
        (file_with(citation="Nr. 1"), "citation", "text, url, read_on, verified"),
        (file_with(rules={"a": 1}), "rules", "Hier wird eine Liste erwartet"),
        (file_with(rules=[None]), "rules[0]", "Dieser Eintrag ist leer."),
        (file_with(rules=[RULE] * 101), "rules", "101 Einträge. Erlaubt sind höchstens 100."),
        (file_with(amounts=[{}] * 51), "amounts", "51 Einträge. Erlaubt sind höchstens 50."),
        (file_with(cases=[{}] * 101), "cases", "101 Einträge. Erlaubt sind höchstens 100."),
        (file_with(rules=[RULE, RULE]), "rules[1].key", "„dauer“ steht schon bei Eintrag 1."),
        (rule_with(severty="warn"), "rules[0].severty", "gemeint ist vielleicht „severity“?"),
        (rule_with(xyz=1), "rules[0].xyz", "Unbekannte Angabe „xyz“. Erlaubt sind: key, title, conditions"),
        (rule_with(severity="refused"), "rules[0].severity", "gemeint ist vielleicht „refuse“?"),
        (rule_with(conditions=[]), "rules[0].conditions", "mindestens ein Eintrag"),
        (rule_with(conditions=[{"asks": "partners"}]), "rules[0].conditions[0].operator", "fehlt"),
        (rule_with(conditions=["partners"]), "rules[0].conditions[0]", "asks, operator, value"),
        (
            rule_with(conditions=[{"asks": "partners", "operator": "equals"}]),
            "rules[0].conditions[0].value",
            "Ist der Wert nicht bekannt, steht hier „null“.",
        ),
        (condition("partner", "equals", 1), "rules[0].conditions[0].asks", "gemeint ist vielleicht „partners“?"),
        (condition(["partners"], "equals", 1), "rules[0].conditions[0].asks", "Erlaubt sind: partners"),
        (condition("is_new", "at_least", 1), "rules[0].conditions[0].operator", "Es passen: equals."),
        (condition("is_new", "bigger", 1), "rules[0].conditions[0].operator", "gibt es hier nicht"),
        (condition("partners", "at_least", "3.5"), "rules[0].conditions[0].value", "keine ganze Zahl"),
        (condition("partners", "at_least", "viele"), "rules[0].conditions[0].value", "keine ganze Zahl"),
        (condition("partners", "at_least", -1), "rules[0].conditions[0].value", "keine ganze Zahl ab 0"),
        (condition("partners", "at_least", 10**10), "rules[0].conditions[0].value", "zu groß"),
        (condition("partners", "at_least", 10**5000), "rules[0].conditions[0].value", "zu groß"),
        (condition("saving_percent", "at_least", 101), "rules[0].conditions[0].value", "höchstens 100"),
        (condition("topic", "one_of", []), "rules[0].conditions[0].value", "zwischen 1 und"),
        (condition("topic", "one_of", ["IT", "x"]), "rules[0].conditions[0].value[0]", "kein Schlüssel"),
        (condition("undertaking", "equals", "studies"), "rules[0].conditions[0].value", "vielleicht „study“?"),
        (file_with(amounts=[AMOUNT | {"lump": "35.000"}]), "amounts[0].lump", "ohne Tausenderpunkte"),
        (file_with(amounts=[AMOUNT | {"lump": "35.000,00"}]), "amounts[0].lump", "ohne Tausenderpunkte"),
        (file_with(amounts=[AMOUNT | {"lump": "35,000.00"}]), "amounts[0].lump", "ohne Tausenderpunkte"),
        (file_with(amounts=[AMOUNT | {"lump": float("nan")}]), "amounts[0].lump", "„nan“ ist keine Zahl"),
        (file_with(amounts=[AMOUNT | {"lump": "1e9"}]), "amounts[0].lump", "keine Zahl"),
        (file_with(amounts=[AMOUNT | {"lump": "-1"}]), "amounts[0].lump", "nicht negativ"),
        (file_with(amounts=[AMOUNT | {"lump": "9" * 14}]), "amounts[0].lump", "zu groß"),
        (file_with(amounts=[AMOUNT | {"lump": ""}]), "amounts[0].lump", "keine Zahl"),
        (file_with(amounts=[AMOUNT | {"each": 1}]), "amounts[0].per", "fehlt"),
        (file_with(amounts=[AMOUNT | {"each": 1, "per": "is_new"}]), "amounts[0].per", "gibt es hier nicht"),
        (file_with(cases=[{"name": "x"}]), "cases[0].on", "fehlt"),
        (file_with(cases=[CASE | {"answers": {"partners": 3}}]), "cases[0].answers.partners", "gezählt"),
        (file_with(cases=[CASE | {"lead": "07"}]), "cases[0].lead", "unter „partners“"),
        (
            file_with(cases=[CASE | {"partners": [{"key": " a  b", "name": "A", "land": ""}] * 2}]),
            "cases[0].partners[1].key",
            "steht schon",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_place(content: Any, path: str, said: str) -> None:
    found = problems_of(content)
    assert said in found[path]


def test_a_misspelt_name_is_said_once() -> None:
    rule = {**RULE, "severty": "warn"}
    del rule["severity"]
    assert list(problems_of(file_with(rules=[rule]))) == ["rules[0].severty"]


def test_all_problems_are_said_at_once_but_not_without_end() -> None:
    found = problems_of(
        file_with(land="99", rules=[RULE | {"severity": "x", "key": "Ä"}], amounts=[AMOUNT | {"cap": "x"}])
    )
    assert set(found) == {"land", "rules[0].severity", "rules[0].key", "amounts[0].cap"}
    with pytest.raises(DirectiveFileError) as caught:
        read(file_with(rules=[{"key": "Ä", "a": 1, "b": 2}] * 100))
    assert len(caught.value.problems) == 101
    assert "noch mehr Fehler" in str(caught.value.problems[-1])


def test_a_place_is_told_in_words() -> None:
    with pytest.raises(DirectiveFileError) as caught:
        read(condition("is_new", "equals", "x") | {"land": "99"})
    assert [problem.place for problem in caught.value.problems] == ["„land“", "Regel 1, Bedingung 1, „value“"]


def test_texts_are_cleaned_of_what_cannot_be_seen() -> None:
    text = read(
        file_with(title="Ein\u202e \x00Titel\n mit\tTab", note="a  \r\nb\u2028c\ud800", citation={"text": "§\u00a03"})
    )
    assert (text.title, text.note, text.citation.text) == ("Ein Titel mit Tab", "a\nb\nc", "§\u00a03")
