# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Choosing the partners of a check on the map, and the neighbours offered beside them, through HTTP."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from allmende.territory.models import Border, Territory
from allmende.territory.tests.factories import make_eifel, make_map, make_place

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
BELL, MENDIG, MAYEN, KREIS = "071375004008", "071375004069", "071370068068", "07137"
VERBAND = "071375004"


@pytest.fixture
def eifel(settings: Any, tmp_path: Path) -> dict[str, Territory]:
    settings.MAP_ROOT = tmp_path / "map"
    places = make_eifel()
    make_map()
    return places


def get(client: Client, query: str, **headers: str) -> Any:
    response = client.get(f"{reverse('funding:check_map')}?{query}", headers=headers)
    assert response.status_code == 200
    return response


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def units(response: Any) -> dict[str, bool]:
    return {unit.ars: unit.is_chosen for unit in response.context["units"]}


def partners(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("partner", [])


def test_begins_with_the_first_partner_and_keeps_every_answer(client: Client, eifel: dict[str, Territory]) -> None:
    response = get(client, f"partner={MENDIG}&kosten=viel&laender=alle&dauer=5")
    page = text(response)
    assert "Landkreis Mayen-Koblenz</h2>" in page
    assert f'href="/foerdercheck/?partner={MENDIG}&amp;kosten=viel&amp;laender=alle&amp;dauer=5"' in page
    assert units(response)[MENDIG]
    assert not units(response)[BELL]
    assert "<title>Mendig: gewählt</title>" in page
    assert "<title>Bell</title>" in page


def test_shows_germany_then_a_land_then_a_kreis_with_all_that_can_be_chosen(
    client: Client, eifel: dict[str, Territory]
) -> None:
    assert set(units(get(client, ""))) == {"05", "07"}
    land = get(client, "gebiet=07")
    assert {KREIS, "07131", "07111"} <= set(units(land))
    assert {unit.ars for unit in land.context["units"] if not unit.inner_url} == {"07111"}
    assert {KREIS, VERBAND, BELL, MENDIG} <= set(units(get(client, f"gebiet={BELL}")))
    assert set(units(get(client, f"gebiet=de&partner={BELL}"))) == {"05", "07"}


@pytest.mark.parametrize(
    ("level", "clicked", "taken"),
    [
        ("gemeinde", BELL, [BELL]),
        ("verband", BELL, [VERBAND]),
        ("verband", MAYEN, [MAYEN]),
        ("kreis", BELL, [KREIS]),
        ("kreis", KREIS, [KREIS]),
        ("gemeinde", "07111", ["071110000000"]),
        ("nonsense", BELL, [BELL]),
    ],
)
def test_a_click_takes_what_lies_there_and_a_second_leaves_it(
    client: Client, eifel: dict[str, Territory], level: str, clicked: str, taken: list[str]
) -> None:
    first = get(client, f"gebiet=07137&ebene={level}&klick={clicked}", hx_request="true")
    address = first.headers["HX-Push-Url"]
    assert partners(address) == taken
    assert "klick" not in address
    assert partners(get(client, f"{urlsplit(address).query}&klick={clicked}").headers["HX-Push-Url"]) == []


def test_a_click_on_a_kreis_shows_what_lies_in_it(client: Client, eifel: dict[str, Territory]) -> None:
    address = get(client, f"gebiet=de&klick={KREIS}").headers["HX-Push-Url"]
    assert parse_qs(urlsplit(address).query)["gebiet"] == [KREIS]
    assert partners(address) == []


def test_drawing_and_list_lead_where_a_click_would(client: Client, eifel: dict[str, Territory]) -> None:
    for level, taken in (("gemeinde", BELL), ("verband", VERBAND), ("kreis", KREIS)):
        response = get(client, f"gebiet={KREIS}&ebene={level}")
        drawn = next(area.url for area in response.context["kreis_map"].areas if area.ars == BELL)
        assert partners(drawn) == [taken]
    listed = next(unit.url for unit in response.context["units"] if unit.ars == VERBAND)
    assert partners(listed) == [VERBAND]
    marked = get(client, f"gebiet={KREIS}&partner={VERBAND}")
    assert {area.ars for area in marked.context["kreis_map"].areas if area.is_highlighted} == {BELL, MENDIG}
    assert not units(marked)[BELL]  # lies in a partner, and can still be one of its own


def test_says_what_cannot_be_a_partner(client: Client, eifel: dict[str, Territory]) -> None:
    old = make_place("071375004999", "Altort", "Ortsgemeinde", dissolved_on=dt.date(2024, 1, 1))
    old.successors.add(eifel[BELL])
    wood = make_place("071379000999", "Laacher Wald", "Gemeindefreies Gebiet", is_unincorporated=True)
    response = get(client, f"gebiet={KREIS}&partner={old.ars}&partner=999999999999&klick={wood.ars}")
    page = text(response)
    assert "Altort gibt es seit 01.01.2024 nicht mehr. Nachfolgerin ist Bell." in page
    assert "Eine Kommune mit dem Schlüssel „999999999999“ gibt es nicht." in page
    assert "Laacher Wald ist ein gemeindefreies Gebiet" in page
    assert partners(response.headers["HX-Push-Url"]) == [old.ars]  # what the check offers its successor for
    assert wood.ars not in units(response)


def test_counts_no_more_than_a_hundred(client: Client, eifel: dict[str, Territory]) -> None:
    keys = "&".join(f"partner=0{number:011}" for number in range(100))
    assert "geprüft werden höchstens 100" in text(get(client, f"{keys}&klick={BELL}"))


@pytest.mark.parametrize("nonsense", ["\x00", "9" * 300, "-1", "٣", "' OR 1=1", "de\x00", "071", "99", "<b>"])
def test_survives_nonsense(client: Client, eifel: dict[str, Territory], nonsense: str) -> None:
    for name in ("gebiet", "ebene", "klick", "partner", "federfuehrung", "dazu", "ohne", "statt", "verbund"):
        response = client.get(reverse("funding:check_map"), {name: nonsense, "partner": BELL})
        assert response.status_code == 200
        assert "<b>" not in response.content.decode()


def test_the_form_of_the_check_is_sent_on(client: Client, eifel: dict[str, Territory]) -> None:
    page = client.get(reverse("funding:check")).content.decode()
    assert 'formaction="/foerdercheck/karte/"' in page
    response = get(client, f"partner={BELL}&dazu=&ort=&kosten=5", hx_request="true", hx_target="foerdercheck")
    assert response.headers["HX-Redirect"].startswith(f"/foerdercheck/karte/?partner={BELL}&kosten=5&")


def test_the_script_gets_the_list_that_the_page_includes(client: Client, eifel: dict[str, Territory]) -> None:
    query = f"gebiet={KREIS}&partner={BELL}"
    part = text(get(client, query, hx_request="true"))
    assert part.strip() in text(get(client, query))
    assert f'data-gewaehlt="{BELL}"' in part


def test_neighbours_are_offered_until_they_are_partners(client: Client, eifel: dict[str, Territory]) -> None:
    Border.objects.all().delete()
    smaller, larger = sorted((eifel[BELL], eifel[MENDIG]), key=lambda unit: unit.pk)
    Border.objects.create(a=smaller, b=larger, length_m=5000)
    page = text(client.get(reverse("funding:check"), {"partner": BELL}))
    assert "Nachbarn von Bell" in page
    assert f'name="dazu" value="{MENDIG}"' in page
    assert "Nachbarn" not in text(client.get(reverse("funding:check"), {"partner": [BELL, MENDIG]}))
    shown = get(client, f"partner={BELL}")
    assert [(choice.name, partners(url)) for choice, url in shown.context["beside"]] == [("Mendig", [BELL, MENDIG])]


def test_needs_few_queries(
    client: Client, eifel: dict[str, Territory], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    get(client, f"partner={BELL}")  # the tables of this process
    with django_assert_num_queries(13):
        get(client, f"partner={BELL}&klick={MENDIG}")
