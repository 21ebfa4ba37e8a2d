# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The Fördercheck for other systems: what comes out, and what is refused with which words."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from allmende.accounts.rate_limit import Limit
from allmende.api import gate
from allmende.api.tests.story import BELL, DAY, MAINZ, MENDIG, ask, told
from allmende.funding.tests.check_cast import NRW, make_places, release
from allmende.territory.models import Territory
from allmende.territory.tests.factories import make_place

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def rlp():
    make_places()
    release("rlp-pilot-2024")


@pytest.fixture
def nrw():
    make_places()
    release("nrw-ikz-2019")
    release("nrw-ikz-2021")


def test_the_published_limit_of_three_partners_with_its_source(client, rlp) -> None:
    answer = ask(client, {"partners": [MENDIG, BELL, MAINZ], "lead": MENDIG, "on": DAY}).json()
    (result,) = answer["results"]
    assert result["directive"]["key"] == "rlp-pilot-2024"
    assert result["amount"]["ceiling"] == "210000.00"
    assert result["amount"]["low"] is None
    derivation = result["amount"]["derivations"][0]
    assert derivation["source"].startswith("https://")
    assert derivation["url"].endswith(f"#betrag-{derivation['rule']}")
    assert all(finding["url"].endswith(f"#regel-{finding['rule']}") for finding in result["findings"])


def test_a_wish_above_the_published_limit_is_possible(client, rlp) -> None:
    body = {"partners": [MENDIG, BELL, MAINZ], "answers": {"requested_amount": "215940.00"}, "on": DAY}
    requested = ask(client, body).json()["results"][0]["requested"]
    assert (requested["amount"], requested["limit"], requested["above"]) == ("215940.00", "210000.00", True)
    assert requested["exceedable"]


@pytest.mark.parametrize(
    ("count", "cost", "amount"),
    [(2, "300000", "175000.00"), (5, "1000000.00", "280000.00"), (2, "100000.10", "90000.09"), (2, 0, "0.00")],
)
def test_the_amount_of_nordrhein_westfalen_since_2021(client, nrw, count, cost, amount) -> None:
    body = {"partners": NRW[:count], "answers": {"eligible_cost": cost}, "on": DAY, "directives": ["nrw-ikz-2021"]}
    (result,) = ask(client, body).json()["results"]
    assert (result["amount"]["low"], result["amount"]["kind"]) == (amount, "exact")
    assert result["amount"]["derivations"][0]["steps"][-1]["result"] == amount


def test_what_would_change_the_result_can_be_sent_back(client, nrw) -> None:
    """A change named by the answer, sent as the new answer, brings what was said of it."""
    body = {"partners": NRW[:2], "answers": {"eligible_cost": "100000"}, "on": DAY, "directives": ["nrw-ikz-2021"]}
    (before,) = ask(client, body).json()["results"]
    change = next(change for change in before["changes"] if change["question"] == "eligible_cost")
    assert (change["old"], change["text"] != "") == ("100000", True)
    body["answers"] = {"eligible_cost": change["new"]}
    (after,) = ask(client, body).json()["results"]
    assert (after["verdict"], after["amount"]["payable"]) == (change["verdict"], change["payable"])
    gained = Decimal(after["amount"]["low"]) - Decimal(before["amount"]["low"])
    assert change["difference"] == f"{gained:.2f}"


def test_what_does_not_apply_on_the_day_is_named_beside_the_results(client, nrw) -> None:
    answer = ask(client, {"partners": NRW[:2], "on": DAY}).json()
    assert [result["directive"]["key"] for result in answer["results"]] == ["nrw-ikz-2021"]
    assert [entry["key"] for entry in answer["not_in_force"]] == ["nrw-ikz-2019"]


def test_a_day_outside_every_version_says_which_there_are(client) -> None:
    make_places()
    release("nrw-ikz-2019")
    answer = ask(client, {"partners": NRW[:2], "on": "1999-01-01"}).json()
    assert (answer["results"], answer["without_valid"]) == ([], [{"key": "05", "name": "Nordrhein-Westfalen"}])
    assert answer["not_in_force"][0]["valid_from"] == "2019-07-18"


def test_directives_that_are_named_answer_in_their_order_whatever_the_day(client, nrw) -> None:
    keys = ["nrw-ikz-2019", "nrw-ikz-2021"]
    answer = ask(client, {"partners": NRW[:2], "on": DAY, "directives": keys}).json()
    assert [result["directive"]["key"] for result in answer["results"]] == keys
    assert answer["results"][0]["verdict"] == "not_in_force"
    assert answer["results"][0]["amount"]["payable"] == "0.00"


def test_a_land_without_a_known_directive_is_unknown_not_none(client, rlp) -> None:
    answer = ask(client, {"partners": [NRW[0]], "on": DAY}).json()
    assert answer["results"] == []
    assert answer["unknown_lands"] == [{"key": "05", "name": "Nordrhein-Westfalen"}]


def test_nothing_said_is_nothing_known(client, rlp) -> None:
    assert ask(client, {}).json()["results"] == []
    (result,) = ask(client, {"directives": ["rlp-pilot-2024"]}).json()["results"]
    assert result["verdict"] == "open"
    assert "lead_in_land" in result["missing"]
    assert result["amount"]["payable"] is None


def test_partners_by_ags_in_any_order_count_the_same(client, rlp) -> None:
    ags = [Territory.objects.get(ars=ars).ags for ars in (MAINZ, MENDIG, BELL)]
    one = ask(client, {"partners": [MENDIG, BELL, MAINZ], "lead": MENDIG, "on": DAY}).json()
    other = ask(client, {"partners": ags, "lead": ags[1], "on": DAY}).json()
    assert other == one
    assert [partner["key"] for partner in one["partners"]] == sorted([MENDIG, BELL, MAINZ])


def test_partners_abroad_are_counted(client, rlp) -> None:
    answer = ask(client, {"partners": [MENDIG], "partners_abroad": 2, "on": DAY}).json()
    assert [partner["land"] for partner in answer["partners"]] == ["07", "", ""]


def test_the_answer_leads_to_the_same_check_on_the_page(client, rlp) -> None:
    answers = {"duration_years": "5", "has_begun": False, "cost_kinds": ["it"], "eligible_cost": 1234.5}
    answer = ask(client, {"partners": [MENDIG, BELL], "answers": answers, "on": DAY}).json()
    query = answer["page"].partition("?")[2]
    assert "kosten=1234.50" in query
    assert f"stichtag={DAY}" in query
    assert answer["pdf"].endswith(query)


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"partners": ["999999999999"]}, "partners[0]", "gibt es nicht"),
        ({"partners": [MENDIG, MENDIG]}, "partners[1]", "zweimal"),
        ({"partners": [" "]}, "partners[0]", "leer"),
        ({"partners": ["07"]}, "partners[0]", "keine Kommune"),
        ({"partners": ["<script>"]}, "partners[0]", "gibt es nicht"),
        ({"partners": [MENDIG] * 101}, "partners", "Höchstens 100"),
        ({"partners": [7]}, "partners[0]", "Text"),
        ({"partners": MENDIG}, "partners", "Liste"),
        ({"partners_abroad": -1}, "partners_abroad", "Mindestens 0"),
        ({"partners_abroad": 21}, "partners_abroad", "Höchstens 20"),
        ({"partners_abroad": True}, "partners_abroad", "ganze Zahl"),
        ({"partners": [MENDIG], "lead": BELL}, "lead", "keiner der Partner"),
        ({"on": "morgen"}, "on", "2026-11-23"),
        ({"on": "2026-02-30"}, "on", "2026-11-23"),
        ({"on": "0001-01-01"}, "on", "zwischen"),
        ({"on": "20260601"}, "on", "2026-11-23"),
        ({"on": "2026-W01-1"}, "on", "2026-11-23"),
        ({"directives": ["gibt-es-nicht"]}, "directives[0]", "gibt es nicht"),
        ({"directives": ["rlp-pilot-2024"] * 2}, "directives[1]", "zweimal"),
        ({"directives": ["x\x00y"]}, "directives[0]", "gibt es nicht"),
        ({"partner": [MENDIG]}, "partner", "Möglich sind: partners"),
        ({"answers": {"kosten": 5}}, "answers.kosten", "eligible_cost"),
        ({"answers": {"partners": 5}}, "answers.partners", "gibt es nicht"),
        ({"answers": {"eligible_cost": -1}}, "answers.eligible_cost", "nicht negativ"),
        ({"answers": {"eligible_cost": "-0.01"}}, "answers.eligible_cost", "nicht negativ"),
        ({"answers": {"eligible_cost": "150.000,00"}}, "answers.eligible_cost", "keine Zahl"),
        ({"answers": {"eligible_cost": "150.000"}}, "answers.eligible_cost", "zwei Stellen"),
        ({"answers": {"eligible_cost": ""}}, "answers.eligible_cost", "keine Zahl"),
        ({"answers": {"eligible_cost": "٣"}}, "answers.eligible_cost", "keine Zahl"),
        ({"answers": {"eligible_cost": 1e300}}, "answers.eligible_cost", "höchstens"),
        ({"answers": {"eligible_cost": 0.001}}, "answers.eligible_cost", "zwei Stellen"),
        ({"answers": {"eligible_cost": True}}, "answers.eligible_cost", "Zahl"),
        ({"answers": {"eligible_cost": {"a": 1}}}, "answers.eligible_cost", "Zahl"),
        ({"answers": {"fire_brigades": 1.5}}, "answers.fire_brigades", "ganze Zahl"),
        ({"answers": {"has_begun": "ja"}}, "answers.has_begun", "true oder false"),
        ({"answers": {"undertaking": "krieg"}}, "answers.undertaking", "cooperation"),
        ({"answers": {"undertaking": ["study"]}}, "answers.undertaking", "Text"),
        ({"answers": {"topic": "gibt-es-nicht"}}, "answers.topic", "gibt es nicht"),
        ({"answers": {"cost_kinds": ["it", "yacht"]}}, "answers.cost_kinds", "Möglich sind"),
        ({"answers": {"cost_kinds": "it"}}, "answers.cost_kinds", "Liste"),
        ({"answers": []}, "answers", "geschweiften"),
        ([], "", "geschweiften"),
        (None, "", "geschweiften"),
        ("x", "", "geschweiften"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(client, rlp, body, field, words) -> None:
    response = ask(client, body)
    assert response.status_code == 422
    assert words in told(response)[field]


def test_all_mistakes_are_told_at_once(client, rlp) -> None:
    body = {"partners": [MENDIG, "1"], "lead": BELL, "on": "x", "directives": ["x"]}
    assert set(told(ask(client, body))) == {"partners[1]", "lead", "on", "directives[0]"}


def test_a_dissolved_partner_names_its_successor(client, rlp) -> None:
    former = make_place("071375004001", "Altdorf", dissolved_on="2019-01-01")
    former.successors.add(Territory.objects.get(ars=MENDIG))
    assert "Mendig" in told(ask(client, {"partners": [former.ars]}))["partners[0]"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b" ", "Zeile 1"),
        (b"{", "Zeile 1"),
        (b"{'a': 1}", "kein JSON"),
        (b'{"partners": [NaN]}', "NaN"),
        (b'{"answers": {"eligible_cost": Infinity}}', "Infinity"),
        (b'{"answers": {"eligible_cost": 1e99999999999999999999}}', "keine Zahl"),
        (b'{"answers": {"eligible_cost": ' + b"9" * 5000 + b"}}", "zu viele Stellen"),
        (b'{"on": "2026-01-01", "on": "2027-01-01"}', "zweimal"),
        (b"[" * 30_000, "verschachtelt"),
        (b"[" * 9 + b"]" * 9, "verschachtelt"),
        (b'{"lead": "\xff"}', "UTF-8"),
        (json.dumps({"lead": "x"}).encode("utf-16"), "UTF-8"),
    ],
)
def test_what_is_no_json_is_refused_without_a_trace(client, rlp, body, words) -> None:
    response = ask(client, body)
    assert response.status_code in {400, 422}
    assert words in told(response)[""]
    assert b"Traceback" not in response.content


def test_half_letters_and_names_without_end_come_back_readable(client, rlp) -> None:
    half = ask(client, b'{"\\ud800": 1, "lead": "\\udfff", "on": "x"}')
    assert (half.status_code, half.json()["errors"] != []) == (422, True)
    response = ask(client, b'{"' + b"x" * 5000 + b'": 2, "<b>\\u0000\\n": 3}')
    assert len(response.content) < 1000
    assert "<b>\ufffd" in told(response)


def test_limits_of_size_type_and_method(client, rlp) -> None:
    assert ask(client, b" " * (64 * 1024 + 1)).status_code == 413
    assert client.post(reverse("api:check"), {"partners": MENDIG}).status_code == 415
    refused = client.get(reverse("api:check"))
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST, OPTIONS")
    assert "errors" in refused.json()


def test_whoever_asks_without_end_waits(client, rlp, monkeypatch) -> None:
    monkeypatch.setattr(gate, "CHECKS", Limit("api_check", count=2, minutes=10))
    assert [ask(client, {}).status_code for _time in range(3)] == [200, 200, 429]
    response = ask(client, {})
    assert response.headers["Retry-After"] == "600"
    assert "warten" in told(response)[""]


def test_a_failure_of_ours_is_json_and_tells_nothing(client, monkeypatch) -> None:
    def fail(*_args, **_more):
        raise RuntimeError("password=secret")

    monkeypatch.setattr("allmende.api.funding_api.checked", fail)
    response = ask(client, {})
    assert response.status_code == 500
    assert "secret" not in response.content.decode()
    assert response.json()["errors"]


def test_a_check_asks_the_database_little(client, nrw, django_assert_max_num_queries) -> None:
    body = {"partners": NRW, "lead": NRW[0], "on": DAY}
    ask(client, body)
    with django_assert_max_num_queries(9):
        assert ask(client, body).status_code == 200
