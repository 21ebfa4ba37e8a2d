# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The directives that come with the software give what their Länder have published, to the cent."""

from __future__ import annotations

import datetime as dt
import json
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.conf import settings

from allmende.funding.engine.amounts import AmountKind
from allmende.funding.engine.cases import run
from allmende.funding.engine.check import Outcome, Verdict, check
from allmende.funding.engine.contradictions import contradictions, overlaps
from allmende.funding.engine.directive import Severity
from allmende.funding.engine.facts import Facts, Partner
from allmende.funding.engine.limits import position_of
from allmende.funding.files.writing import as_content, to_yaml
from allmende.funding.services.loading import DATA_DIR, supplied_directives
from allmende.territory.naming import slug

if TYPE_CHECKING:
    from allmende.funding.engine.check import Result
    from allmende.funding.engine.directive import DirectiveText
    from allmende.funding.services.loading import SuppliedDirective

DAY: Final = {
    "nrw-ikz-2019": dt.date(2020, 3, 2),
    "nrw-ikz-2021": dt.date(2026, 5, 4),
    "he-ikz-2021": dt.date(2025, 3, 3),
    "by-rfikz-2020": dt.date(2024, 5, 6),
    "th-fag-24": dt.date(2026, 5, 4),
    "rlp-pilot-2024": dt.date(2025, 12, 19),
}
GOOD: Final[dict[str, dict[str, Any]]] = {
    "nrw-ikz-2019": {"is_new": True, "resolutions": "all", "financially_weak": False, "saving_percent": Decimal(15)},
    "nrw-ikz-2021": {
        "is_new": True,
        "has_begun": False,
        "resolutions": "all",
        "is_model": True,
        "legal_form": "nw-zweckverband",
        "saving_percent": Decimal(15),
        "cost_kinds": frozenset({"external_services"}),
    },
    "he-ikz-2021": {
        "undertaking": "cooperation",
        "resolutions": "all",
        "legal_form": "he-zweckverband",
        "saving_percent": Decimal(15),
    },
    "by-rfikz-2020": {
        "is_new": True,
        "has_begun": False,
        "resolutions": "all",
        "is_model": True,
        "only_equipment": False,
        "other_state_funds": False,
        "special_need_area": False,
        "saving_percent": Decimal(15),
    },
    "th-fag-24": {"undertaking": "cooperation", "is_new": True, "topic": "gemeinsame-software"},
    "rlp-pilot-2024": {"is_new": True, "is_model": True, "resolutions": "all"},
}
"""Answers with which nothing stands against an application; the years are five."""
KEYS: Final = sorted(path.stem for path in (DATA_DIR / "directives").glob("*.yaml"))


@cache
def supplied() -> dict[str, SuppliedDirective]:
    return {file.text.key: file for file in supplied_directives()}


def directive(key: str) -> DirectiveText:
    return supplied()[key].text


def ask(key: str, inside: int, *, outside: int = 0, on: dt.date | None = None, **answers: Any) -> Result:
    """The answer to an alliance of so many partners from the Land and from elsewhere, all else in order."""
    text = directive(key)
    partners = [Partner(f"{text.land}{number:010}", f"Gemeinde {number}", text.land) for number in range(inside)]
    partners += [Partner(f"anderswo-{number}", f"Nachbar {number}", "") for number in range(outside)]
    told = {"duration_years": Decimal(5), **GOOD[key], **answers}
    known = {name: answer for name, answer in told.items() if answer is not None}
    return check(Facts(tuple(partners), partners[0].key if partners else "", known), text, on or DAY[key])


def share(cost: str, rate: int) -> Decimal:
    return (Decimal(cost) * rate / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


# Whole files


def test_every_directive_is_there() -> None:
    assert KEYS == [
        "by-rfikz-2020",
        "he-ikz-2021",
        "ni-zukunftsraeume",
        "nrw-ikz-2019",
        "nrw-ikz-2021",
        "rlp-emh-modell",
        "rlp-pilot-2024",
        "sl-bedarfszuweisungen",
        "sn-fr-regio",
        "th-fag-24",
    ]


@pytest.mark.parametrize("key", KEYS)
def test_a_file_is_written_as_the_portal_exports_it(key: str) -> None:
    file = supplied()[key]
    stored = (DATA_DIR / "directives" / f"{key}.yaml").read_text(encoding="utf-8")
    assert stored == to_yaml(as_content(file.text, programme=file.programme))


@pytest.mark.parametrize("key", KEYS)
def test_its_cases_come_out_and_nothing_contradicts(key: str) -> None:
    text = directive(key)
    assert text.cases
    assert [case.name for case in text.cases if not run(case, text).passed] == []
    assert contradictions(text) == ()


@pytest.mark.parametrize("key", KEYS)
def test_everything_is_cited(key: str) -> None:
    text = directive(key)
    for entries in (text.rules, text.amounts, text.costs, text.papers, text.awards):
        assert all(entry.citation.text for entry in entries), entries
    assert text.citation.text
    assert text.validity.text


@pytest.mark.parametrize("key", KEYS)
def test_only_what_was_verified_refuses_and_what_is_unknown_stays_open(key: str) -> None:
    text = directive(key)
    result = check(Facts(), text, DAY.get(key, dt.date(2025, 6, 2)))
    for found in result.findings:
        assert found.effect is not Severity.REFUSE or found.rule.citation.verified
        if any(condition.value is None for condition in found.rule.conditions):
            assert (found.outcome, found.value_unknown) == (Outcome.OPEN, True)
            assert not found.rule.citation.verified


def test_legal_forms_and_topics_are_those_of_the_portal() -> None:
    forms = {
        row["key"] for row in json.loads((settings.PACKAGE_DIR / "legal/data/legal_forms.json").read_text("utf-8"))
    }
    areas = json.loads((settings.PACKAGE_DIR / "cooperation/data/topics.json").read_text("utf-8"))
    topics = {slug(name) for area in areas for name in (area["name"], *area["children"])}
    known = {"legal_form": forms, "topic": topics}
    for key in KEYS:
        for rule in directive(key).rules:
            for condition in rule.conditions:
                if condition.asks in known and isinstance(condition.value, frozenset):
                    assert condition.value <= known[condition.asks]


def test_versions_of_a_programme_do_not_overlap() -> None:
    assert overlaps([directive("nrw-ikz-2019"), directive("nrw-ikz-2021")]) == ()


# Nordrhein-Westfalen


@pytest.mark.parametrize(
    ("partners", "weak", "cost", "amount"),
    [
        (2, False, "1000000", "150000"),
        (3, False, "1000000", "180000"),
        (5, False, "1000000", "240000"),
        (6, False, "1000000", "270000"),
        (2, False, "187500", "150000"),
        (2, False, "187499.99", "149999.99"),
        (2, False, "187500.01", "150000"),
        (2, False, "100000", "80000"),
        (2, True, "100000", "90000"),
        (2, True, "166666.66", "149999.99"),
        (2, True, "166666.67", "150000"),
        (5, True, "266666.66", "239999.99"),
        (2, False, "0.01", "0.01"),
        (2, False, "0", "0"),
    ],
)
def test_nrw_2019(partners: int, weak: bool, cost: str, amount: str) -> None:
    result = ask("nrw-ikz-2019", partners, financially_weak=weak, eligible_cost=Decimal(cost))
    assert (result.verdict, result.payable) == (Verdict.POSSIBLE, Decimal(amount))


def test_nrw_2019_without_knowing_how_poor_they_are_gives_a_range() -> None:
    result = ask("nrw-ikz-2019", 2, financially_weak=None, eligible_cost=Decimal(100_000))
    assert (result.amount.kind, result.amount.low, result.amount.high) == (
        AmountKind.RANGE,
        Decimal(80_000),
        Decimal(90_000),
    )
    assert "financially_weak" in result.missing


@pytest.mark.parametrize("key", ["nrw-ikz-2019", "nrw-ikz-2021"])
@pytest.mark.parametrize(
    ("inside", "outside", "verdict", "amount"),
    [
        (1, 0, Verdict.REFUSED, "0"),
        (1, 1, Verdict.POSSIBLE, "75000"),
        (1, 4, Verdict.POSSIBLE, "75000"),
    ],
)
def test_nrw_across_the_border(key: str, inside: int, outside: int, verdict: Verdict, amount: str) -> None:
    result = ask(key, inside, outside=outside, eligible_cost=Decimal(500_000))
    assert (result.verdict, result.payable) == (verdict, Decimal(amount))


@pytest.mark.parametrize("partners", [2, 3, 4, 5, 10])
@pytest.mark.parametrize("cost", ["0", "5000", "194444.43", "194444.44", "194444.45", "233333.33", "10000000"])
def test_nrw_2021_is_the_formula(partners: int, cost: str) -> None:
    result = ask("nrw-ikz-2021", partners, eligible_cost=Decimal(cost))
    most = Decimal(175_000 + 35_000 * (partners - 2))
    assert (result.verdict, result.payable) == (Verdict.POSSIBLE, min(most, share(cost, 90)))
    assert result.amount.ceiling == most


def test_nrw_2021_counts_only_partners_of_the_land() -> None:
    assert ask("nrw-ikz-2021", 2, outside=3, eligible_cost=Decimal(10**6)).payable == 175_000


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"duration_years": Decimal("4.99")}, Verdict.REFUSED),
        ({"duration_years": Decimal(5)}, Verdict.POSSIBLE),
        ({"is_new": False}, Verdict.REFUSED),
        ({"saving_percent": Decimal("14.99"), "benefits": frozenset()}, Verdict.WARNED),
        ({"saving_percent": Decimal("14.99")}, Verdict.OPEN),
        ({"saving_percent": None, "benefits": frozenset({"revenue"})}, Verdict.POSSIBLE),
        ({"saving_percent": Decimal(0), "benefits": frozenset({"lasting_contribution"})}, Verdict.POSSIBLE),
        ({"resolutions": "none"}, Verdict.WARNED),
        ({"has_begun": True}, Verdict.WARNED),
        ({"legal_form": "he-zweckverband"}, Verdict.WARNED),
        ({"is_model": False}, Verdict.WARNED),
        ({"cost_kinds": frozenset({"debts", "it"})}, Verdict.WARNED),
    ],
)
def test_nrw_2021_rules(answers: dict[str, Any], verdict: Verdict) -> None:
    assert ask("nrw-ikz-2021", 2, eligible_cost=Decimal(300_000), **answers).verdict is verdict


@pytest.mark.parametrize(
    ("day", "older", "newer"),
    [
        (dt.date(2019, 7, 17), Verdict.NOT_IN_FORCE, Verdict.NOT_IN_FORCE),
        (dt.date(2021, 8, 30), Verdict.POSSIBLE, Verdict.NOT_IN_FORCE),
        (dt.date(2021, 8, 31), Verdict.NOT_IN_FORCE, Verdict.POSSIBLE),
        (dt.date(2026, 12, 31), Verdict.NOT_IN_FORCE, Verdict.POSSIBLE),
        (dt.date(2027, 1, 1), Verdict.NOT_IN_FORCE, Verdict.OPEN),
    ],
)
def test_nrw_by_day(day: dt.date, older: Verdict, newer: Verdict) -> None:
    """The period of 2019 is verified; of 2021 only the day of the text is, so after its end nobody is refused."""
    assert ask("nrw-ikz-2019", 2, on=day, eligible_cost=Decimal(300_000)).verdict is older
    assert ask("nrw-ikz-2021", 2, on=day, eligible_cost=Decimal(300_000)).verdict is newer


# Hessen


@pytest.mark.parametrize(
    ("partners", "verdict", "amount"),
    [
        (1, Verdict.REFUSED, "0"),
        (2, Verdict.WARNED, "50000"),
        (3, Verdict.POSSIBLE, "75000"),
        (4, Verdict.POSSIBLE, "100000"),
        (5, Verdict.POSSIBLE, "100000"),
        (30, Verdict.POSSIBLE, "100000"),
    ],
)
def test_hessen(partners: int, verdict: Verdict, amount: str) -> None:
    result = ask("he-ikz-2021", partners)
    assert (result.verdict, result.payable) == (verdict, Decimal(amount))


@pytest.mark.parametrize(("partners", "amount"), [(2, 300_000), (3, 450_000), (4, 600_000)])
def test_hessen_joint_administration(partners: int, amount: int) -> None:
    result = ask(
        "he-ikz-2021", partners, undertaking="joint_administration", legal_form="he-gemeindeverwaltungsverband"
    )
    assert result.payable == amount


@pytest.mark.parametrize(("brigades", "amount"), [(2, 30_000), (3, 45_000)])
def test_hessen_fire_brigades_of_one_municipality(brigades: int, amount: int) -> None:
    result = ask("he-ikz-2021", 1, undertaking="fire_brigades", fire_brigades=brigades, legal_form=None)
    assert (result.verdict, result.payable) == (Verdict.POSSIBLE, Decimal(amount))


def test_hessen_study_has_no_published_amount() -> None:
    result = ask("he-ikz-2021", 4, undertaking="study")
    assert (result.amount.kind, result.payable) == (AmountKind.UNPUBLISHED, None)


def test_hessen_exceptional_amount_is_possible() -> None:
    """150,000 EUR were seen once; the regular amounts say themselves that more is possible."""
    place = position_of(Decimal(150_000), 4, directive("he-ikz-2021"), DAY["he-ikz-2021"])
    assert place.is_above
    assert place.exceedable


# Bayern


@pytest.mark.parametrize(
    ("cost", "verdict", "amount"),
    [
        ("4999.99", Verdict.REFUSED, "0"),
        ("5000", Verdict.POSSIBLE, "4250"),
        ("5000.01", Verdict.POSSIBLE, "4250.01"),
        ("58823.52", Verdict.POSSIBLE, "49999.99"),
        ("58823.53", Verdict.POSSIBLE, "50000"),
        ("1000000", Verdict.POSSIBLE, "50000"),
    ],
)
def test_bayern(cost: str, verdict: Verdict, amount: str) -> None:
    result = ask("by-rfikz-2020", 2, eligible_cost=Decimal(cost))
    assert (result.verdict, result.payable) == (verdict, Decimal(amount))


@pytest.mark.parametrize(("cost", "most"), [("200000", "90000"), ("105882.36", "90000"), ("20000", "17000")])
def test_bayern_special_need_has_only_a_published_limit(cost: str, most: str) -> None:
    result = ask("by-rfikz-2020", 2, special_need_area=True, eligible_cost=Decimal(cost))
    assert (result.amount.kind, result.amount.high, result.payable) == (AmountKind.AT_MOST, Decimal(most), None)
    assert result.amount.ceiling == 90_000
    assert "nicht geprüft" in result.amount.derivations[0].rule.note


def test_bayern_under_the_minimum_there_is_nothing_in_any_area() -> None:
    result = ask("by-rfikz-2020", 2, special_need_area=True, eligible_cost=Decimal("4999.99"))
    assert (result.verdict, result.payable) == (Verdict.REFUSED, Decimal(0))


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"has_begun": True}, Verdict.REFUSED),
        ({"other_state_funds": True}, Verdict.REFUSED),
        ({"resolutions": "some"}, Verdict.REFUSED),
        ({"duration_years": Decimal(4)}, Verdict.REFUSED),
        ({"only_equipment": True}, Verdict.WARNED),
        ({"saving_percent": Decimal("14.99")}, Verdict.WARNED),
        ({"special_need_area": None}, Verdict.POSSIBLE),
    ],
)
def test_bayern_rules(answers: dict[str, Any], verdict: Verdict) -> None:
    assert ask("by-rfikz-2020", 2, eligible_cost=Decimal(60_000), **answers).verdict is verdict


# Rheinland-Pfalz


@pytest.mark.parametrize(("partners", "ceiling"), [(2, None), (3, 210_000), (4, 320_000), (5, None), (6, None)])
def test_rlp_publishes_limits_for_three_and_four(partners: int, ceiling: int | None) -> None:
    result = ask("rlp-pilot-2024", partners, eligible_cost=Decimal(500_000))
    assert result.amount.ceiling == ceiling
    assert result.amount.kind is (AmountKind.UNPUBLISHED if ceiling is None else AmountKind.AT_MOST)
    assert result.payable is None


@pytest.mark.parametrize("partners", [2, 3, 4, 5])
@pytest.mark.parametrize("wish", ["209999.99", "210000", "210000.01", "320000.01", "900000"])
def test_rlp_never_refuses_because_of_an_amount(partners: int, wish: str) -> None:
    result = ask("rlp-pilot-2024", partners, eligible_cost=Decimal(10**6), requested_amount=Decimal(wish))
    assert result.verdict is Verdict.OPEN
    unknown = {found.rule.key for found in result.findings if found.value_unknown}
    assert {"mindestzahl", "dauer"} <= unknown


@pytest.mark.parametrize(
    ("amount", "partners", "limit", "of_fewer"),
    [
        ("215940", 3, 210_000, False),
        ("420000", 6, 320_000, True),
        ("419923.40", 5, 320_000, True),
        ("353400", 4, 320_000, False),
        ("370000", 4, 320_000, False),
    ],
)
def test_rlp_awards_above_the_published_cap_were_possible(
    amount: str, partners: int, limit: int, of_fewer: bool
) -> None:
    text = directive("rlp-pilot-2024")
    assert (Decimal(amount), partners) in {(award.amount, award.partners) for award in text.awards}
    place = position_of(Decimal(amount), partners, text, DAY[text.key])
    assert (place.is_above, place.limit, place.of_fewer) == (True, Decimal(limit), of_fewer)
    assert place.exceedable


@pytest.mark.parametrize(("amount", "partners"), [("210000", 3), ("320000", 4), ("50000", 4)])
def test_rlp_awards_up_to_the_cap_are_not_above(amount: str, partners: int) -> None:
    assert not position_of(Decimal(amount), partners, directive("rlp-pilot-2024"), DAY["rlp-pilot-2024"]).is_above


def test_rlp_model_project_by_period() -> None:
    text = directive("rlp-emh-modell")
    facts = Facts(answers={"eligible_cost": Decimal(800_000)})
    assert check(facts, text, dt.date(2023, 12, 31)).payable == 720_000
    assert check(facts, text, dt.date(2024, 1, 1)).amount.kind is AmountKind.UNPUBLISHED
    assert check(facts, text, dt.date(2026, 3, 31)).verdict is Verdict.OPEN
    assert check(facts, text, dt.date(2026, 4, 1)).verdict is Verdict.NOT_IN_FORCE


# Thüringen


def test_thueringen_cooperation_has_only_a_limit() -> None:
    result = ask("th-fag-24", 3)
    assert (result.amount.kind, result.amount.ceiling, result.payable) == (AmountKind.AT_MOST, Decimal(500_000), None)


@pytest.mark.parametrize(
    ("cost", "amount"),
    [
        ("20000", "15000"),
        ("39999.99", "29999.99"),
        ("40000", "30000"),
        ("40000.01", "30000"),
        ("90000", "30000"),
    ],
)
def test_thueringen_expertise(cost: str, amount: str) -> None:
    assert ask("th-fag-24", 3, undertaking="study", eligible_cost=Decimal(cost)).payable == Decimal(amount)


@pytest.mark.parametrize(("partners", "outcome"), [(2, Outcome.NOT_MET), (3, Outcome.MET), (4, Outcome.MET)])
def test_thueringen_three_as_a_rule(partners: int, outcome: Outcome) -> None:
    result = ask("th-fag-24", partners)
    found = {each.rule.key: each for each in result.findings}["in-der-regel-drei"]
    assert (found.outcome, found.effect) == (outcome, Severity.WARN)


# Where little is known


@pytest.mark.parametrize(
    ("key", "year"), [("sl-bedarfszuweisungen", 2025), ("sn-fr-regio", 2019), ("ni-zukunftsraeume", 2025)]
)
def test_what_is_not_known_refuses_nobody(key: str, year: int) -> None:
    text = directive(key)
    partners = tuple(Partner(f"{text.land}{number:010}", f"Gemeinde {number}", text.land) for number in range(2))
    result = check(Facts(partners, partners[0].key), text, dt.date(year, 3, 1))
    assert result.verdict is Verdict.OPEN
