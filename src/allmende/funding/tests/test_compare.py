# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The same alliance under several directives, versions and days, side by side."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from urllib.parse import parse_qs

import pytest
from django.urls import reverse

from allmende.cooperation.models import Programme
from allmende.funding.checking.compare import Difference, cost_rows, rule_rows
from allmende.funding.checking.lines import answer_of
from allmende.funding.engine.check import check
from allmende.funding.engine.directive import CostItem
from allmende.funding.models import ProgrammeProfile
from allmende.funding.released import Released
from allmende.funding.tests.building import DAY, VERIFIED, amount, facts, rule, text, when
from allmende.funding.tests.check_cast import NRW, RLP, make_places, release_all

pytestmark = pytest.mark.one_database

SHIPPED = ("nrw-ikz-2019", "nrw-ikz-2021", "he-ikz-2021", "rlp-pilot-2024")
IN_2020, IN_2022 = "2020-07-01", "2022-07-01"


def answers(*directives, alliance):
    profile = ProgrammeProfile(programme=Programme(name="Programm", slug="programm"))
    released = [Released(profile, "programm", directive) for directive in directives]
    return [answer_of(one, check(alliance, one.text, DAY), alliance, {}, {}) for one in released]


def differences(rows):
    return {getattr(row, "topic", None) or getattr(row, "kind", ""): row.difference for row in rows}


# Rows


def test_rules_about_the_same_question_stand_in_one_row():
    years, saving = when("duration_years", "at_least", Decimal(5)), when("saving_percent", "at_least", Decimal(15))
    first = text(rule(saving, key="ersparnis"), rule(years, key="dauer"))
    second = text(rule(years, key="mindestens-fuenf"))
    rows = rule_rows(answers(first, second, alliance=facts("05")))
    assert [row.topic for row in rows] == ["duration_years", "saving_percent"]
    assert [[line.rule.key for line in cell] for cell in rows[0].cells] == [["dauer"], ["mindestens-fuenf"]]
    assert [[line.rule.key for line in cell] for cell in rows[1].cells] == [["ersparnis"], []]


def test_partners_are_one_row_wherever_they_are_counted():
    first = text(rule(when("partners", "at_least", 3)))
    second = text(rule(when("partners_in_land", "at_least", 2)))
    (row,) = rule_rows(answers(first, second, alliance=facts("05", "05", "05")))
    assert (row.topic, row.difference) == ("partners", Difference.DEMAND)


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        ({}, Difference.NONE),
        ({"title": "Anders genannt", "note": "Anmerkung", "key": "anders"}, Difference.NONE),
        ({"severity": "warn"}, Difference.DEMAND),
        ({"conditions": (when("duration_years", "at_least", Decimal("5.00")),)}, Difference.NONE),
        ({"conditions": (when("duration_years", "at_least", Decimal(6)),)}, Difference.DEMAND),
        ({"conditions": (when("duration_years", "at_least", None),)}, Difference.DEMAND),
        ({"when": (when("is_model", "equals", value=True),)}, Difference.DEMAND),
    ],
)
def test_what_counts_as_different(other, difference):
    plain = rule(when("duration_years", "at_least", Decimal(5)))
    more = dict(other)
    conditions = more.pop("conditions", plain.conditions)
    rows = rule_rows(answers(text(plain), text(rule(*conditions, **more)), alliance=facts("05")))
    assert [row.difference for row in rows] == [difference]


def test_the_same_rule_can_come_out_differently():
    lead = rule(when("lead_in_land", "equals", value=True))
    rows = rule_rows(answers(text(lead), text(lead, land="06"), alliance=facts("05", "05")))
    assert [row.difference for row in rows] == [Difference.OUTCOME]


def test_costs_are_compared_by_their_kind_and_others_by_their_name():
    def directive(*costs):
        return text(costs=tuple(CostItem(title, eligible, VERIFIED, kind) for title, eligible, kind in costs))

    rows = cost_rows(
        answers(
            directive(("Personal", True, "project_staff"), ("Geräte", True, "investment"), ("Sonstiges", True, "")),
            directive(("Stellen", True, "project_staff"), ("Bauten", False, "investment"), ("Anderes", True, "")),
            alliance=facts("05"),
        )
    )
    assert [row.kind for row in rows] == ["project_staff", "investment", ""]
    assert [row.difference for row in rows] == [Difference.NONE, Difference.DEMAND, Difference.DEMAND]


def test_nothing_to_compare_has_no_rows():
    assert rule_rows([]) == cost_rows([]) == []
    assert rule_rows(answers(text(amount(lump=1)), alliance=facts())) == []


# Page


@pytest.fixture
def portal(db):
    make_places()
    release_all(SHIPPED)


def opened(client, *columns, **query):
    return client.get(reverse("funding:compare"), {"spalte": list(columns), **query})


def body(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", body(response)).split())


def test_versions_side_by_side_differ_in_words_and_euros(client, portal):
    query = {"partner": NRW, "kosten": "400000", "dauer": "5", "finanzschwach": "nein"}
    response = opened(client, f"nrw-ikz-2019@{IN_2020}", f"nrw-ikz-2021@{IN_2022}", **query)
    first, second = response.context["columns"]
    assert (first.answer.result.payable, second.answer.result.payable) == (240_000, 280_000)
    page = words(response)
    assert "neben A: 40.000 € mehr" in page
    assert "Betrag verschieden" in page
    assert "Zahl der Partner" in page
    assert "3 × 35.000 €" in page
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_where_an_answer_is_missing_the_highest_amounts_are_compared(client, portal):
    query = {"partner": NRW, "kosten": "250000"}
    response = opened(client, f"nrw-ikz-2019@{IN_2020}", f"nrw-ikz-2021@{IN_2022}", **query)
    assert response.context["columns"][0].answer.result.payable is None
    assert words(response).count("neben A: gleich viel") + words(response).count("neben A: höchstens gleich viel") == 1


def test_every_figure_leads_to_where_it_is_written(client, portal):
    page = body(opened(client, f"nrw-ikz-2021@{IN_2022}", f"he-ikz-2021@{IN_2022}", partner=NRW, kosten="400000"))
    rows = " ".join(re.findall(r"<tbody.*?</tbody>", page))
    assert "#betrag-" in rows
    assert "#regel-" in rows
    rows = re.sub(r'<span class="compare__column".*?</span>, [0-9.]+</span>', "", rows)
    without_links = re.sub(r"<[^>]+>", "", re.sub(r"<a [^>]+>.*?</a>", "", rows))
    assert re.findall(r".{0,30}\d.{0,30}", without_links) == []


def test_the_same_version_on_two_days(client, portal):
    response = opened(client, f"nrw-ikz-2019@{IN_2020}", f"nrw-ikz-2019@{IN_2022}", partner=NRW[:2])
    assert [column.answer.result.verdict for column in response.context["columns"]] == ["open", "not_in_force"]
    assert response.context["columns"][1].answer.result.payable == 0


def test_only_differences(client, portal):
    columns = (f"nrw-ikz-2019@{IN_2020}", f"nrw-ikz-2021@{IN_2022}")
    everything = opened(client, *columns, partner=NRW)
    only = opened(client, *columns, partner=NRW, nur="unterschiede")
    rows = [row for _title, _key, rows in only.context["tables"] for row in rows]
    assert rows
    assert all(not row.is_same for row in rows)
    assert len(rows) < sum(len(rows) for _title, _key, rows in everything.context["tables"])
    assert "Alles zeigen" in words(only)


def test_without_columns_it_says_what_to_do(client, portal):
    response = opened(client, partner=NRW[:2], stichtag=IN_2022)
    assert "Wählen Sie, was Sie nebeneinander sehen möchten" in words(response)
    offer, *_beside = response.context["suggestions"]
    page = client.get(f"{reverse('funding:compare')}?{offer[1]}")
    assert {column.answer.key for column in page.context["columns"]} == {"nrw-ikz-2019", "nrw-ikz-2021"}
    assert all(column.answer.result.verdict != "not_in_force" for column in page.context["columns"])
    assert len(page.context["columns"][0].answer.result.findings) > 0


def test_offers_what_answers_elsewhere_beside_what_answers_here(client, portal):
    response = opened(client, partner=RLP[:3], stichtag="2026-07-01")
    offers = [parse_qs(query) for label, query in response.context["suggestions"] if " neben " in label]
    assert all(offer["alsob"] == ["ja"] for offer in offers), "there would be nothing to compare otherwise"
    pairs = [offer["spalte"] for offer in offers]
    others = ("nrw-ikz-2021", "he-ikz-2021")
    assert sorted(pairs) == sorted([f"{key}@2026-07-01" for key in ("rlp-pilot-2024", other)] for other in others)


def test_reckons_as_if_the_partners_lay_there(client, portal):
    """Three from Rheinland-Pfalz in NRW: nothing as they are, the grant for three if they lay there."""
    sent = {"partner": RLP[:3], "kosten": "400000", "spalte": f"nrw-ikz-2021@{IN_2022}", "stichtag": IN_2022}
    real = opened(client, **sent)
    assert [column.answer.result.verdict for column in real.context["columns"]] == ["refused"]
    assert "So rechnen, als lägen Ihre Partner im Land der jeweiligen Richtlinie" in words(real)
    thought = opened(client, **sent, alsob="ja")
    (column,) = thought.context["columns"]
    assert column.answer.result.amount.low == Decimal(210000)
    assert column.without.endswith("alsob=ja"), "kept while columns come and go"
    assert ("alsob", "ja") in thought.context["carried"]
    assert "Gerechnet ist, als lägen Ihre Partner im Land der jeweiligen Richtlinie." in words(thought)


def test_the_form_becomes_one_short_address(client, portal):
    sent = {"partner": NRW[:2], "kosten": "400.000,00", "land": "07"}
    sent |= {"richtlinie-1": "nrw-ikz-2021", "tag-1": "1.7.2022", "richtlinie-2": "", "richtlinie-4": "he-ikz-2021"}
    response = client.get(reverse("funding:compare"), sent | {"stichtag": IN_2022})
    assert response.status_code == 302
    expected = (
        f"kosten=400000&stichtag={IN_2022}&land=07&spalte=nrw-ikz-2021%40{IN_2022}&spalte=he-ikz-2021%40{IN_2022}"
    )
    assert response.url.endswith(expected)
    page = client.get(response.url)
    assert len(page.context["columns"]) == 2
    assert 'value="nrw-ikz-2021" selected' in body(page)
    without = client.get(f"{reverse('funding:compare')}?{page.context['columns'][0].without}")
    assert [column.answer.key for column in without.context["columns"]] == ["he-ikz-2021"]
    assert "Eine Spalte allein zeigt noch keinen Unterschied" in words(without)


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"richtlinie-1": "gibt-es-nicht"}, "richtlinie-1", "„gibt-es-nicht“ gibt es hier nicht"),
        ({"richtlinie-1": "<script>alert(1)</script>"}, "richtlinie-1", "gibt es hier nicht"),
        ({"richtlinie-2": "nrw-ikz-2019", "tag-2": "31.02.2020"}, "tag-2", "ist kein Tag, den es gibt"),
        ({"richtlinie-2": "nrw-ikz-2019", "tag-2": "01.01.0001"}, "tag-2", "zwischen 1990 und 2100"),
        ({"tag-3": "01.07.2020"}, "richtlinie-3", "Welche Richtlinie"),
        (
            {"richtlinie-1": "nrw-ikz-2019", "tag-1": "1.7.2020", "richtlinie-2": "nrw-ikz-2019", "tag-2": IN_2020},
            "richtlinie-2",
            "schon in Spalte 1",
        ),
        ({"spalte": f"nirgends@{IN_2020}"}, "richtlinie-1", "„nirgends“ gibt es hier nicht"),
        ({"spalte": "nrw-ikz-2019@gestern"}, "tag-1", "„gestern“ ist kein Tag"),
    ],
)
def test_what_cannot_be_read_is_refused_at_the_field(client, portal, sent, field, message):
    response = client.get(reverse("funding:compare"), {"partner": NRW[:2], **sent})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert message in response.context["form"].errors[field][0]
    assert "Bitte prüfen Sie Ihre Eingaben" in words(response)
    assert "<script>alert" not in body(response)
    day = next((value for name, value in sent.items() if name == field and name.startswith("tag")), None)
    assert day is None or f'value="{day}"' in body(response)


@pytest.mark.parametrize(
    "column", ["", "@", "@@@", "nrw-ikz-2019", "nrw-ikz-2019@", "\x00@\x00", "ä" * 500, "@2020-07-01"]
)
def test_no_column_makes_the_page_fail(client, portal, column):
    assert opened(client, column, partner=[NRW[0], "quatsch"], kosten="-1").status_code == 200


def test_more_than_four_columns_are_cut_and_said(client, portal):
    days = [dt.date(2022, month, 1) for month in range(1, 7)]
    response = opened(client, *(f"nrw-ikz-2021@{day}" for day in days))
    assert len(response.context["columns"]) == 4
    assert "höchstens 4 Spalten" in words(response)


def test_what_was_not_readable_of_the_check_is_told(client, portal):
    page = words(opened(client, partner=NRW[0], kosten="-5"))
    assert "Diese Angaben konnten wir nicht lesen" in page


def test_it_asks_the_database_little(client, portal, django_assert_num_queries):
    columns = [f"{key}@{IN_2022}" for key in SHIPPED]
    opened(client, *columns, partner=NRW)
    with django_assert_num_queries(5):
        opened(client, *columns, partner=NRW)
