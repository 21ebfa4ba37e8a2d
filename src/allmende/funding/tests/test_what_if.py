# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What if there were a partner more, or a year: variants beside the present answers."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from allmende.funding.checking.what_if import variants, with_partners, without_imagined
from allmende.funding.engine.check import check
from allmende.funding.tests.building import DAY, amount, facts, rule, text, when
from allmende.funding.tests.check_cast import BRANDENBURG, NRW, RLP, make_places, release_all

pytestmark = pytest.mark.one_database

LANDS = {"05": "Nordrhein-Westfalen", "07": "Rheinland-Pfalz"}
DIRECTIVE = text(
    rule(when("duration_years", "at_least", Decimal(5)), key="dauer"),
    rule(when("legal_form", "one_of", {"agreement", "association"}), key="form"),
    amount(lump=100_000, each=10_000, per="partners_in_land", above=2, rate=90),
)


def by_key(alliance, directive=DIRECTIVE, names=None):
    return {one.key: one for one in variants(alliance, directive, names=names or {}, lands=LANDS)}


# Variants


def test_each_variant_changes_one_thing():
    alliance = facts("05", "05", duration_years=Decimal(4), eligible_cost=Decimal(300_000), resolutions="some")
    found = by_key(alliance)
    assert list(found) == [
        "partner-land",
        "partner-ausland",
        "dauer",
        "kosten",
        "form-agreement",
        "form-association",
        "beschluesse",
    ]
    assert found["partner-land"].label == "1 Partner mehr aus dem Land Nordrhein-Westfalen"
    assert [partner.land for partner in found["partner-land"].facts.partners] == ["05", "05", "05"]
    assert [partner.land for partner in found["partner-ausland"].facts.partners] == ["05", "05", ""]
    assert found["dauer"].facts.answers["duration_years"] == 5
    assert found["kosten"].facts.answers["eligible_cost"] == 330_000
    assert found["beschluesse"].facts.answers["resolutions"] == "all"
    for key, one in found.items():
        assert one.facts != alliance
        assert one.has_imagined_partners is (key == "partner-land")


def test_what_is_so_already_or_not_known_is_left_out():
    alliance = facts("05", legal_form="agreement", resolutions="all")
    assert list(by_key(alliance)) == ["partner-land", "partner-ausland", "dauer", "form-association"]
    assert by_key(alliance)["dauer"].facts.answers["duration_years"] == 5
    assert "dauer" not in by_key(alliance, text())


def test_no_variant_makes_facts_that_make_no_sense():
    alliance = facts("05", duration_years=Decimal(100), eligible_cost=Decimal(1_000_000_000_000))
    assert {"dauer", "kosten"}.isdisjoint(by_key(alliance))
    assert "kosten" not in by_key(facts("05", eligible_cost=Decimal(0)))


def test_a_directive_that_asks_for_no_form_says_so():
    found = by_key(facts("05"), text(), names={"legal_form": {"agreement": "Vertrag"}})
    assert "keine Regel" in found["form"].note


def test_without_partners_the_one_more_is_the_first():
    found = by_key(facts())
    assert check(found["partner-land"].facts, DIRECTIVE, DAY).amount.ceiling == 100_000


def test_a_directive_of_no_land_counts_a_partner_from_the_land_of_the_alliance():
    assert by_key(facts("07"), text(land=""))["partner-land"].label.endswith("Rheinland-Pfalz")
    assert "partner-land" not in by_key(facts(""), text(land=""))


def test_imagined_partners_have_keys_of_their_own_and_can_be_taken_out():
    alliance = facts("05")
    more = with_partners(with_partners(alliance, "05", 2), "05", 1)
    assert len({partner.key for partner in more.partners}) == 4
    assert without_imagined(more) == alliance
    assert len(without_imagined(with_partners(with_partners(alliance, "", 1), "", 1)).partners) == 3


# Page


@pytest.fixture
def portal(db):
    make_places()
    release_all(["nrw-ikz-2021", "rlp-pilot-2024"])


def opened(client, **query):
    return client.get(reverse("funding:what_if"), {"stichtag": "2024-07-01", **query})


def words(response):
    page = re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ")
    return " ".join(page.split())


def lines(response, number=0):
    return {line.variant.key: line for line in response.context["tables"][number].lines}


def test_a_partner_more_is_worth_35_000_euros(client, portal):
    response = opened(client, partner=NRW[:3], kosten="400000", dauer="5")
    found = lines(response)
    assert response.context["tables"][0].now.result.payable == 210_000
    assert found["partner-land"].comparison.difference == 35_000
    assert found["partner-ausland"].comparison.difference == 0
    assert found["kosten"].changes_nothing
    assert "1 Partner mehr aus dem Land Nordrhein-Westfalen" in words(response)
    assert "35.000 € mehr" in words(response)
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_going_on_opens_the_check_with_the_change(client, portal):
    found = lines(opened(client, partner=NRW[:3], kosten="400000", dauer="5"))
    page = client.get(found["kosten"].url)
    assert page.context["checked"].facts.answers["eligible_cost"] == 440_000
    assert page.context["checked"].on.isoformat() == "2024-07-01"
    assert len(client.get(found["partner-ausland"].url).context["checked"].facts.partners) == 4
    assert found["partner-land"].url.endswith("#id_ort")
    assert len(client.get(found["partner-land"].url).context["checked"].facts.partners) == 3


def test_an_own_variant_comes_first_and_is_in_the_address(client, portal):
    own = {"dann-partner": "2", "dann-kosten": "200.000", "dann-dauer": "4"}
    response = opened(client, partner=NRW[:2], kosten="400000", dauer="5", **own)
    line = next(iter(response.context["tables"][0].lines))
    assert line.variant.key == "eigene"
    told = "2 Partner mehr aus dem Land, Dauer der Zusammenarbeit: 4 Jahre, Förderfähige Kosten: 200.000 €"
    assert f"Ihre Variante: {told}" in words(response)
    assert line.answer.amount_if_allowed.startswith("180.000")
    assert line.comparison.difference == -175_000
    assert [(rule.before, rule.after) for rule in line.rules] == [("erfüllt", "nicht erfüllt")]
    assert 'value="200.000"' in response.content.decode()


def test_legal_forms_of_which_the_same_comes_are_one_line(client, portal):
    found = [line for key, line in lines(opened(client, partner=NRW[:2])).items() if key.startswith("form")]
    assert len(found) == 1
    assert found[0].also


@pytest.mark.parametrize(
    ("own", "field", "message"),
    [
        ({"dann-kosten": "-5"}, "kosten", ""),
        ({"dann-partner": "21"}, "partner", "höchstens 20"),
        ({"dann-partner": "zwei"}, "partner", ""),
        ({"dann-dauer": "1e9"}, "dauer", ""),
        ({"dann-form": "<b>gibt es nicht</b>"}, "form", "keine der möglichen Antworten"),
    ],
)
def test_what_cannot_be_read_is_refused_at_the_field(client, portal, own, field, message):
    response = opened(client, partner=NRW[:2], kosten="400000", **own)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert message in response.context["form"].errors[field][0]
    assert "eigene" not in lines(response)
    assert "<b>gibt es nicht" not in response.content.decode()


def test_it_says_why_there_is_nothing_to_compare(client, portal):
    assert "Wählen Sie zuerst im Fördercheck, wer zusammenarbeiten will." in words(opened(client))
    assert "Das heißt nicht, dass es keine gibt." in words(opened(client, partner=BRANDENBURG))
    assert len(opened(client, laender="alle").context["tables"]) == 2


@pytest.mark.parametrize(
    "name", ["dann-partner", "dann-kosten", "dann-form", "dann-quatsch", "partner", "land", "stichtag"]
)
def test_no_address_makes_the_page_fail(client, portal, name):
    for value in ("", "\x00", "ä" * 300, "99999999999999999999", "NaN"):
        assert client.get(reverse("funding:what_if"), {"partner": [RLP[0], RLP[1]], name: value}).status_code == 200


def test_it_asks_the_database_little(client, portal, django_assert_num_queries):
    opened(client, partner=NRW)
    with django_assert_num_queries(5):
        opened(client, partner=NRW, **{"dann-partner": "3"})
