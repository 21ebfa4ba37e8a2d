# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The page of the Fördercheck through HTTP: picking partners, answering, reading the result."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from allmende.funding.tests.check_cast import BRANDENBURG, HESSE, NRW, RLP, make_places, release_all

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def portal() -> None:
    make_places()
    release_all(["nrw-ikz-2019", "nrw-ikz-2021", "rlp-pilot-2024", "he-ikz-2021"])


def get(client: Client, *partners: str, **query: Any) -> HttpResponse:
    headers = query.pop("headers", None)
    pairs = [("partner", key) for key in partners] + list(query.items())
    return client.get(f"{reverse('funding:check')}?{urlencode(pairs, doseq=True)}", headers=headers)


def body(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " ").replace("&nbsp;", " "))


def test_says_what_to_do_first(client: Client, portal: None) -> None:
    page = body(get(client))
    assert "Noch kein Ergebnis" in page
    assert "Noch keine Partner gewählt." in page
    assert "land=05" in page


def test_reckons_the_grant_with_its_derivation(client: Client, portal: None) -> None:
    response = get(client, *NRW, kosten="300.000", stichtag="01.07.2022", federfuehrung=NRW[0])
    page = body(response)
    assert response.status_code == 200
    assert "270.000 €" in page
    assert "90 % von 300.000 € förderfähigen Kosten = 270.000 €" in page
    assert "3 × 35.000 €" in page
    assert "/foerderung/" in page
    assert "#betrag-" in page
