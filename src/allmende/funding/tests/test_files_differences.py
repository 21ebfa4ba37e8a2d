# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What differs between two versions of a directive."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.funding.engine.directive import CostItem, DirectiveText, Severity, TestCase
from allmende.funding.files.difference_words import Line, described
from allmende.funding.files.differences import ChangeKind, EntryChange, differences
from allmende.funding.tests.building import UNVERIFIED, VERIFIED, amount, facts, rule, text, when

AT_LEAST_3 = when("partners_in_land", "at_least", 3)


def kinds(found: tuple[EntryChange, ...]) -> list[tuple[str, ChangeKind]]:
    return [(change.name, change.kind) for change in found]


def ruled(*keys: str) -> DirectiveText:
    return text(*(rule(AT_LEAST_3, key=key) for key in keys))


def test_versions_that_say_the_same_do_not_differ_whatever_they_are_called() -> None:
    assert differences(ruled("a"), replace(ruled("a"), key="other")).is_empty


def test_base_data_are_compared_field_by_field() -> None:
    old = text(valid_from=dt.date(2019, 7, 18), summary="alt", citation=VERIFIED)
    new = replace(old, valid_until=dt.date(2026, 12, 31), summary="neu", citation=replace(VERIFIED, text="Nr. 2"))
    assert [(change.name, change.old, change.new) for change in differences(old, new).base] == [
        ("citation.text", "Nr. 1", "Nr. 2"),
        ("valid_until", None, dt.date(2026, 12, 31)),
        ("summary", "alt", "neu"),
    ]


def test_entries_come_go_and_change() -> None:
    old = text(rule(AT_LEAST_3, key="a"), rule(AT_LEAST_3, key="b"), rule(AT_LEAST_3, key="c"))
    changed = rule(AT_LEAST_3, key="c", severity=Severity.WARN, citation=replace(VERIFIED, verified=False))
    new = text(rule(AT_LEAST_3, key="a"), changed, rule(AT_LEAST_3, key="d"))
    found = differences(old, new)
    assert kinds(found.of("rules")) == [("b", ChangeKind.REMOVED), ("c", ChangeKind.CHANGED), ("d", ChangeKind.ADDED)]
    (change,) = (change for change in found.entries if change.kind is ChangeKind.CHANGED)
    assert [(field.name, field.old, field.new) for field in change.fields] == [
        ("severity", Severity.REFUSE, Severity.WARN),
        ("citation.verified", True, False),
    ]
    assert not change.has_moved


def test_only_what_has_moved_is_said_to_have_moved() -> None:
    found = differences(ruled("a", "b", "c", "d"), ruled("d", "a", "b", "c"))
    assert kinds(found.entries) == [("d", ChangeKind.MOVED)]
    assert differences(ruled("a", "b"), ruled("x", "a", "y", "b")).of("rules")[0].kind is ChangeKind.ADDED


def test_entries_of_one_title_are_told_apart_by_their_order() -> None:
    costs = tuple(CostItem("Personal", eligible, VERIFIED) for eligible in (True, False))
    found = differences(replace(text(), costs=costs), replace(text(), costs=costs[:1]))
    assert kinds(found.of("costs")) == [("Personal", ChangeKind.REMOVED)]
    assert found.entries[0].old == costs[1]


entries = st.lists(
    st.builds(
        lambda key, severity: rule(AT_LEAST_3, key=key, severity=severity),
        st.sampled_from("abcdef"),
        st.sampled_from(Severity),
    ),
    unique_by=lambda entry: entry.key,
).map(lambda rules: text(*rules))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(entries, entries)
def test_what_is_told_leads_from_one_version_to_the_other(old: DirectiveText, new: DirectiveText) -> None:
    """Take away, put in, change and move what is said: the new version, in its order."""
    told = {change.name: change for change in differences(old, new).entries}
    stays = [entry.key for entry in old.rules if entry.key not in told or told[entry.key].kind is ChangeKind.CHANGED]
    stays = [key for key in stays if key not in told or not told[key].has_moved]
    came = {change.name: change.new for change in told.values() if change.new is not None}
    rules = {entry.key: entry for entry in old.rules if told.get(entry.key) is None} | came
    assert [entry.key for entry in new.rules if entry.key in stays] == stays
    assert [rules[entry.key] for entry in new.rules] == list(new.rules)
    assert len(rules) == len(new.rules)


def test_differences_are_told_in_words() -> None:
    old = text(
        rule(AT_LEAST_3, key="partner"),
        amount(key="fest", lump=150_000, citation=UNVERIFIED),
        valid_from=dt.date(2019, 7, 18),
    )
    case = TestCase("Zwei Partner", facts("05", "05", eligible_cost=Decimal(1000)), dt.date(2021, 9, 1), "refused")
    new = replace(
        old,
        valid_from=None,
        rules=(
            replace(old.rules[0], severity=Severity.INFO, conditions=(when("partners_in_land", "at_least", None),)),
        ),
        amounts=(
            amount(when("topic", "equals", "it"), key="neu", rate=90, each=35_000, per="partners_in_land", above=2),
        ),
        costs=(CostItem("IT", eligible=False, citation=UNVERIFIED, kind="it"),),
        cases=(case,),
    )
    sections = {section.key: section for section in described(differences(old, new), {"topic": {"it": "Informatik"}})}
    assert list(sections) == ["base", "rules", "amounts", "costs", "cases"]
    assert sections["base"].lines == (Line("gilt ab", "18.07.2019", ""),)
    (changed,) = sections["rules"].entries
    assert (changed.words, changed.title) == ("geändert", "partner")
    assert [line.label for line in changed.lines] == ["Bedingungen", "wenn nicht erfüllt"]
    assert "nicht bekannt" in str(changed.lines[0].new)
    gone, came = sections["amounts"].entries
    assert (gone.words, came.words) == ("entfallen", "neu")
    assert Line("Festbetrag", "150.000\u00a0€", None) in gone.lines
    told = {line.label: line.new for line in came.lines}
    assert told["Anteil an den Kosten"] == "90\u00a0%"
    assert "Informatik" in str(told["gilt nur, wenn"])
    assert (told["erst über der Zahl"], told["geprüft"]) == ("2", "ja")
    assert {line.label: line.new for line in sections["costs"].entries[0].lines}["förderfähig"] == "nein"
    told = {line.label: line.new for line in sections["cases"].entries[0].lines}
    assert told["Stichtag"] == "01.09.2021"
    assert told["Beteiligte"] == "Ort 0; Ort 1"
    assert "1.000" in str(told["Antworten"])
    assert told["erwartetes Ergebnis"] not in {"refused", "", None}
