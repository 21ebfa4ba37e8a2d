# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""German by default, English by cookie, nothing by Accept-Language; the switch never leads away from the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def test_german_whatever_the_browser_prefers(client: Client) -> None:
    response = client.get("/suche/", headers={"accept-language": "en"})
    assert response.headers["Content-Language"] == "de"
    assert '<html lang="de">' in response.content.decode()


def test_switch_sets_the_cookie_and_leads_back(client: Client) -> None:
    response = client.get("/sprache/en/", {"weiter": "/suche/?q=Bauhof"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/suche/?q=Bauhof"
    assert response.cookies["sprache"].value == "en"
    assert response.cookies["sprache"]["samesite"] == "Lax"
    after = client.get("/suche/")
    assert after.headers["Content-Language"] == "en"
    assert '<html lang="en">' in after.content.decode()
    assert "Cookie" in after.headers["Vary"]


def test_switch_back_to_german(client: Client) -> None:
    client.cookies["sprache"] = "en"
    client.get("/sprache/de/")
    assert client.get("/suche/").headers["Content-Language"] == "de"


@pytest.mark.parametrize("value", ["fr", "", "de; DROP", "../en", "EN", "x" * 5000])
def test_a_cookie_with_anything_else_means_german(client: Client, value: str) -> None:
    client.cookies["sprache"] = value
    assert client.get("/suche/").headers["Content-Language"] == "de"


@pytest.mark.parametrize(
    "target",
    [
        "https://boese.example/",
        "//boese.example/",
        "/\\boese.example",
        "\\\\boese.example",
        "javascript:alert(1)",
        "http:///boese.example",
        " https://boese.example",
        "/\x00//boese.example",
        "",
    ],
)
def test_switch_never_leads_to_another_host(client: Client, target: str) -> None:
    response = client.get("/sprache/en/", {"weiter": target})
    assert response.status_code == 302
    assert "boese.example" not in response.headers["Location"].split("/")[2:3]
    assert response.headers["Location"] in {"/", "/%00//boese.example"}


def test_unknown_language_is_missing(client: Client) -> None:
    assert client.get("/sprache/fr/").status_code == 404


def test_switch_is_not_for_posting(client: Client) -> None:
    assert client.post("/sprache/en/").status_code == 405


def test_switch_link_carries_the_whole_address(client: Client) -> None:
    html = client.get("/suche/?q=Bauhof").content.decode()
    assert "/sprache/en/?weiter=%2Fsuche%2F%3Fq%3DBauhof" in html
    assert "/sprache/de/" not in html
