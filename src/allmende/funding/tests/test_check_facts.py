# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""From the address of a check to facts and back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.cooperation.tests.factories import make_topic
from allmende.funding.checking.facts_query import query_of, read_facts
from allmende.funding.checking.numbers import NumberError, read_number, written
from allmende.funding.engine.facts import Facts, Partner
from allmende.funding.engine.questions import Kind
from allmende.funding.tests.check_cast import NRW, RLP, make_places

NUMBERS: Final = {
    "150.000": "150000",
    "150000": "150000",
    "150.000,50": "150000.50",
    "150,000.50": "150000.50",
    "150 000 €": "150000",
    "150'000.5": "150000.5",
    "1 150 000,5": "1150000.5",
    "1.000.000,- EUR": "1000000",
    "1.50": "1.50",
    "1,5": "1.5",
    "0": "0",
    "1.000.000.000": "1000000000",
}
REFUSED: Final = (
    "", "-5", "\u22125", "1e5", "viel", "1.234,567", "1,234.567", "0,123", "1.00.000", "1000000000,01", "NaN",
    "Infinity", "\uff11\uff15", "12 Bananen", "1" * 50, "0x10", "1_000",
    "1 5", "150 00", "1 5000", "150'0000",
)  # fmt: skip


@pytest.mark.parametrize(("typed", "read"), NUMBERS.items())
def test_money_is_read_as_germans_and_english_write_it(typed: str, read: str) -> None:
    assert read_number(typed, Kind.MONEY) == Decimal(read)


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(NumberError):
        read_number(typed, Kind.MONEY)


@pytest.mark.parametrize(
    ("typed", "kind", "read"),
    [
        ("5 Jahre", Kind.YEARS, "5"),
        ("2,5", Kind.YEARS, "2.5"),
        ("15 %", Kind.PERCENT, "15"),
        ("100", Kind.PERCENT, "100"),
        ("3", Kind.COUNT, "3"),
    ],
)
def test_other_numbers_may_carry_their_unit(typed: str, kind: Kind, read: str) -> None:
    assert read_number(typed, kind) == Decimal(read)


@pytest.mark.parametrize(
    ("typed", "kind"), [("100,01", Kind.PERCENT), ("1.500", Kind.YEARS), ("2,5", Kind.COUNT), ("1000", Kind.COUNT)]
)
def test_other_numbers_have_limits(typed: str, kind: Kind) -> None:
    with pytest.raises(NumberError):
        read_number(typed, kind)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.decimals(min_value=0, max_value=1_000_000_000, places=2))
def test_what_an_address_says_is_read_back(number: Decimal) -> None:
    assert read_number(written(number), Kind.MONEY) == number


def test_the_order_of_partners_makes_no_difference_to_the_address() -> None:
    one, other = Partner("05", "A", "05"), Partner("06", "B", "06")
    assert query_of(Facts((one, other))) == query_of(Facts((other, one))) == "partner=05&partner=06"


@pytest.mark.django_db
def test_an_address_is_read_and_written_again() -> None:
    make_places()
    topic = make_topic("Bauhof")
    query = (
        f"partner={NRW[0]}&partner={RLP[0]}&ausland=2&federfuehrung={NRW[0]}&aufgabe=untersuchung&thema={topic.slug}"
        "&dauer=5&kosten=300000.50&kostenart=it&kostenart=schulden&nutzen=nichts&neu=ja&begonnen=nein"
        "&beschluesse=einige&feuerwehren=2&stichtag=2026-07-01"
    )
    checked = read_facts(QueryDict(query))
    assert checked.errors == {}
    assert checked.query == query
    assert checked.on == dt.date(2026, 7, 1)
    assert checked.facts.lead == NRW[0]
    assert [partner.land for partner in checked.facts.partners] == ["05", "07", "", ""]
    assert checked.facts.answers == {
        "undertaking": "study",
        "topic": topic.slug,
        "duration_years": Decimal(5),
        "eligible_cost": Decimal("300000.50"),
        "cost_kinds": frozenset({"it", "debts"}),
        "benefits": frozenset(),
        "is_new": True,
        "has_begun": False,
        "resolutions": "some",
        "fire_brigades": 2,
    }


@pytest.mark.django_db
def test_a_wrong_answer_spoils_only_itself() -> None:
    make_places()
    query = (
        f"partner={NRW[0]}&federfuehrung={NRW[1]}&thema=nichts&form=x&dauer=lang&kosten=100&nutzen=nichts"
        "&nutzen=beitrag&neu=vielleicht&ausland=21&stichtag=31.02.2026"
    )
    checked = read_facts(QueryDict(query))
    assert checked.errors.keys() == {
        "federfuehrung", "thema", "form", "dauer", "nutzen", "neu", "ausland", "stichtag",
    }  # fmt: skip
    assert checked.facts.answers == {"eligible_cost": Decimal(100)}
    assert not checked.day_given
    assert checked.query == f"partner={NRW[0]}&kosten=100"


@pytest.mark.django_db
def test_keys_of_the_register_name_partners_in_each_of_their_forms() -> None:
    make_places()
    checked = read_facts(QueryDict(f"partner={RLP[0][:5]}{RLP[0][9:]}&partner=07315&partner=071375004"))
    assert [partner.name for partner in checked.facts.partners] == ["Verbandsgemeinde Mendig", "Mendig", "Mainz"]
    assert len(checked.read.hints) == 1
