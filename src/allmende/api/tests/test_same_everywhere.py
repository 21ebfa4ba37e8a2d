# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One check has one result: over the API, on the page, and on paper."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from allmende.api.tests.story import BELL, DAY, MAINZ, MENDIG, ask
from allmende.funding import wording
from allmende.funding.engine.check import Verdict
from allmende.funding.tests.check_cast import HESSE, NRW, make_places, release_all

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

DIRECTIVES = ("nrw-ikz-2019", "nrw-ikz-2021", "rlp-pilot-2024", "he-ikz-2021")
GOOD = {"is_new": True, "has_begun": False, "resolutions": "all", "undertaking": "cooperation"}
CASES: dict[str, tuple[dict[str, Any], str | None]] = {
    "NRW 2021, five partners": ({"partners": NRW, "answers": {"eligible_cost": "1000000", **GOOD}}, "280000.00"),
    "NRW 2021, a share with cents": (
        {"partners": NRW[:2], "answers": {"eligible_cost": "100000.55", **GOOD}},
        "90000.50",
    ),
    "NRW 2019, on its last day": (
        {
            "partners": NRW[:2],
            "answers": {"eligible_cost": "1000000", "financially_weak": False, **GOOD},
            "on": "2021-08-30",
        },
        "150000.00",
    ),
    "RLP, above the published limit": (
        {"partners": (MENDIG, BELL, MAINZ), "lead": MENDIG, "answers": {"requested_amount": "215940", **GOOD}},
        None,
    ),
    "two Länder and abroad": ({"partners": (MENDIG, HESSE[0], HESSE[1]), "partners_abroad": 1}, None),
    "begun too early": ({"partners": HESSE, "answers": {**GOOD, "has_begun": True}}, None),
}


def plain(text: str) -> str:
    """Without what only divides lines."""
    return re.sub(r"[\s\u00a0\u00ad\u200b\u2011-]+", "", text)


@pytest.fixture
def portal():
    make_places()
    release_all(DIRECTIVES)


@pytest.mark.parametrize("name", CASES)
def test_api_page_and_paper_say_the_same(client, portal, name) -> None:
    body, expected = CASES[name]
    answer = ask(client, {"on": DAY, **body}).json()
    page = client.get("/" + answer["page"].split("/", 3)[3])
    paper = client.get("/" + answer["pdf"].split("/", 3)[3])
    shown = {one.key: one for one in page.context["result"].answers}
    in_page = plain(html.unescape(re.sub(r"<[^>]+>", "", page.content.decode())))
    in_paper = plain("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(paper.content)).pages))
    assert answer["results"]
    assert [result["directive"]["key"] for result in answer["results"]] == list(shown)
    for result in answer["results"]:
        same = shown[result["directive"]["key"]].result
        assert result["verdict"] == same.verdict
        assert [finding["outcome"] for finding in result["findings"]] == [one.outcome for one in same.findings]
        said = [wording.verdict_words(Verdict(result["verdict"])), result["text"], result["amount"]["text"]]
        said += [step["text"] for derived in result["amount"]["derivations"] for step in derived["steps"]]
        for words in map(plain, said):
            assert words in in_page
            assert words in in_paper
    if expected is not None:
        assert expected in {result["amount"]["low"] for result in answer["results"]}
