# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What other systems read: programmes, directives, the description; who may, and how it is kept."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from allmende.accounts.tests.inbox_stories import operator
from allmende.api.tests.story import MENDIG, ask, told
from allmende.funding.files.reading import read
from allmende.funding.models import Call, DirectiveState, ProgrammeProfile
from allmende.funding.tests.check_cast import make_places, release

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ADDRESSES = {"api:programmes": {}, "api:directives": {}, "api:directive": {"key": "rlp-pilot-2024"}, "api:openapi": {}}


@pytest.fixture
def rlp():
    make_places()
    return release("rlp-pilot-2024")


def test_programmes_with_calls_and_the_keys_of_their_directives(client, rlp, django_assert_max_num_queries) -> None:
    Call.objects.create(profile=rlp.profile, title="2027", closes_on="2027-03-31", budget="1000000")
    with django_assert_max_num_queries(4):
        (programme,) = client.get(reverse("api:programmes")).json()["programmes"]
    assert programme["directives"] == ["rlp-pilot-2024"]
    assert (programme["calls"][0]["closes_on"], programme["calls"][0]["budget"]) == ("2027-03-31", "1000000.00")
    assert programme["calls"][0]["opens_on"] is None


def test_directives_of_a_land_and_of_a_day(client, rlp) -> None:
    release("nrw-ikz-2019")
    release("nrw-ikz-2021")

    def keys(query: str) -> list[str]:
        response = client.get(reverse("api:directives") + query)
        return sorted(entry["key"] for entry in response.json()["directives"])

    assert keys("") == ["nrw-ikz-2019", "nrw-ikz-2021", "rlp-pilot-2024"]
    assert keys("?land=05") == ["nrw-ikz-2019", "nrw-ikz-2021"]
    assert keys("?land=05&stichtag=2026-06-01") == ["nrw-ikz-2021"]
    assert keys("?land=99") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?land=7", "land"),
        ("?land=%00%00", "land"),
        ("?stichtag=heute", "stichtag"),
        ("?lnad=07", "lnad"),
        ("?land=05&land=07", "land"),
    ],
)
def test_a_filter_that_is_misspelt_is_not_passed_over(client, query, field) -> None:
    response = client.get(reverse("api:directives") + query)
    assert response.status_code == 422
    assert field in told(response)


def test_a_directive_is_the_file_that_can_be_read_again(client, rlp) -> None:
    content = client.get(reverse("api:directive", kwargs={"key": rlp.key})).json()
    assert content["programme"] == rlp.profile.programme.slug
    assert read(content) == read(rlp.content)


def test_drafts_and_hidden_programmes_are_not_there_for_the_desk_either(rlp) -> None:
    desk = Client()
    desk.force_login(operator(), backend="django.contrib.auth.backends.ModelBackend")
    rlp.state = DirectiveState.DRAFT
    rlp.save()
    assert desk.get(reverse("api:directives")).json() == {"directives": []}
    assert desk.get(reverse("api:directive", kwargs={"key": rlp.key})).status_code == 404
    assert "directives[0]" in told(ask(desk, {"directives": [rlp.key]}))
    ProgrammeProfile.objects.update(is_published=False)
    assert desk.get(reverse("api:programmes")).json() == {"programmes": []}


def test_a_session_changes_nothing(rlp, settings) -> None:
    """Neither what is answered nor that it is answered: no csrf token, no second factor, no language."""
    settings.SECOND_FACTOR = "required"
    somebody = Client(enforce_csrf_checks=True)
    somebody.force_login(operator(), backend="django.contrib.auth.backends.ModelBackend")
    somebody.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    visitor = Client(enforce_csrf_checks=True)
    for name, kwargs in ADDRESSES.items():
        address = reverse(name, kwargs=kwargs)
        assert somebody.get(address).content == visitor.get(address).content
    body = {"partners": [MENDIG], "on": "2026-06-01", "answers": {"eligible_cost": 1000}}
    assert ask(somebody, body).content == ask(visitor, body).content
    assert told(ask(somebody, {"on": "x"})) == told(ask(visitor, {"on": "x"}))


def test_any_page_may_read_but_none_may_send_cookies(client, rlp) -> None:
    beforehand = client.options(reverse("api:check"), headers={"Origin": "https://example.org"})
    assert beforehand.status_code == 204
    assert "POST" in beforehand.headers["Access-Control-Allow-Methods"]
    for response in (beforehand, client.get(reverse("api:directives")), ask(client, {}), ask(client, b"{")):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert settings.SESSION_COOKIE_NAME not in response.cookies
    assert "Access-Control-Allow-Origin" not in client.get(reverse("api:index")).headers


def test_who_has_it_already_gets_nothing_again(client, rlp) -> None:
    address = reverse("api:directives")
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    release("nrw-ikz-2021")
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert ask(client, {}).headers["Cache-Control"] == "no-store"


def test_an_address_that_is_not_there_says_so_as_json(client) -> None:
    for path in ("", "gibt-es-nicht", "foerderung/pruefung/", "foerderung/richtlinien/x/y"):
        response = client.get(f"/api/v1/{path}")
        assert response.status_code == 404
        assert "openapi.json" in told(response)[""]
    assert client.get("/api/v1/foerderung/richtlinien/gibt-es-nicht").status_code == 404


def test_what_is_only_read_takes_nothing(client) -> None:
    for name, kwargs in ADDRESSES.items():
        refused = client.post(reverse(name, kwargs=kwargs), {}, content_type="application/json")
        assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert told(refused)
    assert client.head(reverse("api:directives")).status_code == 200


def test_the_page_shows_an_example_that_works(client, rlp) -> None:
    page = client.get(reverse("api:index"))
    assert page.status_code == 200
    for name in ("programmes", "directives", "check", "openapi"):
        assert reverse(f"api:{name}") in page.content.decode()
    case = json.loads(page.context["case"])
    assert set(told(ask(client, case))) <= {f"partners[{index}]" for index in range(len(case["partners"]))} | {"lead"}
