# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The list: filters with counts, places, sorting, ways out of nothing, and nonsense that never breaks it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from allmende.cooperation.models import Status
from allmende.cooperation.parts import GrantData
from allmende.cooperation.tests import factories

if TYPE_CHECKING:
    from django.test import Client

    from allmende.territory.models import Territory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LIST = "/kooperationen/"


@pytest.fixture
def land() -> dict[str, Territory]:
    return factories.make_rhineland()


@pytest.fixture
def three(land: dict[str, Territory]) -> dict[str, Territory]:
    """Three cooperations: two around Mendig, one in Hessen."""
    factories.make_cooperation(
        "Gemeinsamer Vollzugsdienst", land["071375004"], land["071370003003"],
        topics=[factories.make_topic("Ordnung")], status=Status.RUNNING,
        grants=[GrantData(programme=factories.make_programme(), amount=Decimal(215940), amount_is_maximum=True)],
    )  # fmt: skip
    factories.make_cooperation(
        "IKZ Archiv", land["071375004069"], land["07336"], land["073150000000"],
        topics=[factories.make_topic("Archiv")], status=Status.PLANNED,
    )  # fmt: skip
    factories.make_cooperation("Standesamt", land["065350006006"], topics=[factories.make_topic("Standesamt")])
    return land


def titles(response: Any) -> list[str]:
    return re.findall(r'card__title"><a href="[^"]+">([^<]+)</a>', response.content.decode())


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def fragment_of(page: str) -> str:
    start = page.index('<div id="stoebern"')
    return page[start : page.rindex("</main>")].rsplit("</div>", 1)[0].strip()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Gemeinsamer Vollzugsdienst", "IKZ Archiv", "Standesamt"]),
        ("?q=archiv", ["IKZ Archiv"]),
        ("?land=06", ["Standesamt"]),
        ("?kreis=07336", ["IKZ Archiv"]),
        ("?thema=ordnung", ["Gemeinsamer Vollzugsdienst"]),
        ("?status=running&status=planned", ["Gemeinsamer Vollzugsdienst", "IKZ Archiv"]),
        ("?partner_min=3", ["IKZ Archiv"]),
        ("?partner_max=1", ["Standesamt"]),
        ("?partner_min=3&partner_max=1", ["Gemeinsamer Vollzugsdienst", "IKZ Archiv", "Standesamt"]),
        ("?foerderung=ikz-pilotfoerderung", ["Gemeinsamer Vollzugsdienst"]),
        ("?ort=Grebenau&radius=20", ["Standesamt"]),
        ("?ort=Andernach", ["Gemeinsamer Vollzugsdienst"]),
        ("?sortierung=partner", ["IKZ Archiv", "Gemeinsamer Vollzugsdienst", "Standesamt"]),
    ],
)
def test_filters_narrow_the_list(client: Client, three: dict[str, Territory], query: str, expected: list[str]) -> None:
    assert titles(client.get(LIST + query)) == expected


def test_a_card_says_what_matters(client: Client, three: dict[str, Territory]) -> None:
    page = text(client.get(f"{LIST}?q=vollzugsdienst"))

    assert "Verbandsgemeinde Mendig, Stadt Andernach" in page
    assert "Förderung bis zu 215.940\xa0€" in page.replace("215.940 €", "215.940\xa0€")
    assert "Rheinland-Pfalz" in page
    assert "1 Kooperation" in page


def test_a_card_names_the_first_partners_and_counts_the_rest(client: Client, land: dict[str, Territory]) -> None:
    five = ["07137", "07336", "071375004", "071370003003", "073150000000"]
    factories.make_cooperation("Zu fünft", *(land[ars] for ars in five))

    page = text(client.get(LIST))

    assert "Landkreis Mayen-Koblenz, Landkreis Kusel, Verbandsgemeinde Mendig und 2 weitere" in page


def test_every_option_says_how_many_it_leaves(client: Client, three: dict[str, Territory]) -> None:
    page = text(client.get(f"{LIST}?land=07"))

    assert "Rheinland-Pfalz · 2" in page
    assert "Hessen · 1" in page
    assert "läuft · 1" in page
    assert "Vogelsbergkreis" not in page, "Kreise of other Länder are not offered"


def test_a_kreis_alone_chooses_its_land_and_a_kreis_elsewhere_is_dropped(
    client: Client, three: dict[str, Territory]
) -> None:
    assert "Land: Rheinland-Pfalz" in text(client.get(f"{LIST}?kreis=07336"))

    response = client.get(f"{LIST}?land=06&kreis=07336")

    assert "liegt in einem anderen Land" in text(response)
    assert titles(response) == ["Standesamt"]


def test_active_filters_can_be_taken_away_one_by_one(client: Client, three: dict[str, Territory]) -> None:
    page = client.get(f"{LIST}?land=07&status=running&status=planned").content.decode()

    assert f'href="{LIST}?status=planned&amp;status=running"' in page
    assert f'href="{LIST}?land=07&amp;status=planned"' in page
    assert "Land: Rheinland-Pfalz" in page


def test_the_fragment_is_what_the_full_page_holds(client: Client, three: dict[str, Territory]) -> None:
    address = f"{LIST}?land=07&ort=Mendig&radius=30"

    full, fragment = client.get(address), client.get(address, headers=HTMX)

    assert fragment.content.decode().strip() == fragment_of(full.content.decode())
    assert "<html" not in fragment.content.decode()


def test_the_address_bar_gets_the_shortest_address(client: Client, three: dict[str, Territory]) -> None:
    response = client.get(f"{LIST}?q=&land=07&kreis=&ort=Andernach&radius=30&thema=&partner_min=", headers=HTMX)

    assert response.headers["HX-Push-Url"] == f"{LIST}?land=07&ort=071370003003&radius=30"
    assert titles(client.get(response.headers["HX-Push-Url"])) == titles(response)


class TestPlace:
    @pytest.fixture(autouse=True)
    def _neustadts(self, three: dict[str, Territory]) -> None:
        factories.make_territory("071380044044", "Neustadt (Wied)", at=(7.4, 50.6))
        factories.make_territory("07316", "Neustadt an der Weinstraße", "Kreisfreie Stadt", at=(8.1, 49.3))

    def test_a_town_and_its_verbandsgemeinde_are_one_place(self, client: Client) -> None:
        assert titles(client.get(f"{LIST}?ort=mendig")) == ["Gemeinsamer Vollzugsdienst", "IKZ Archiv"]

    def test_namesakes_are_offered_at_the_field_and_the_input_is_kept(self, client: Client) -> None:
        page = client.get(f"{LIST}?ort=Neustadt&land=07").content.decode()

        assert 'value="Neustadt"' in page
        assert "gibt es mehrmals" in page
        assert f'href="{LIST}?land=07&amp;ort=071380044044"' in page
        assert 'aria-invalid="true"' in page

    def test_a_chosen_namesake_stays_chosen_when_the_form_is_sent_again(self, client: Client) -> None:
        page = client.get(f"{LIST}?ort=071380044044").content.decode()
        assert 'name="ars" value="071380044044"' in page

        response = client.get(f"{LIST}?ort=Neustadt (Wied)&ars=071380044044&radius=30", headers=HTMX)

        assert response.headers["HX-Push-Url"] == f"{LIST}?ort=071380044044&radius=30"

    def test_a_new_text_overrules_the_place_chosen_before(self, client: Client) -> None:
        response = client.get(f"{LIST}?ort=Andernach&ars=071380044044", headers=HTMX)

        assert response.headers["HX-Push-Url"] == f"{LIST}?ort=071370003003"

    def test_an_unknown_place_offers_what_is_spelled_alike(self, client: Client) -> None:
        page = client.get(f"{LIST}?ort=Andernahc").content.decode()

        assert "finden wir nicht" in page
        assert f'href="{LIST}?ort=Andernach"' in page
        assert 'value="Andernahc"' in page

    def test_a_place_nowhere_keeps_the_whole_list(self, client: Client) -> None:
        response = client.get(f"{LIST}?ort=Xqzzyw")

        assert "nicht auf einen Ort eingegrenzt" in text(response)
        assert len(titles(response)) == 3


class TestNothingFound:
    def test_says_which_filter_to_drop_and_what_that_gives(self, client: Client, three: dict[str, Territory]) -> None:
        page = text(client.get(f"{LIST}?land=07&thema=standesamt"))

        assert "Keine Kooperation gefunden" in page
        assert "ohne „Land: Rheinland-Pfalz“ – 1 Kooperation" in page
        assert "ohne „Thema: Standesamt“ – 2 Kooperationen" in page
        assert "alle Filter zurücksetzen (3 Kooperationen)" in page

    def test_says_so_when_no_single_filter_helps(self, client: Client, three: dict[str, Territory]) -> None:
        page = text(client.get(f"{LIST}?land=06&thema=archiv&q=vollzugsdienst"))

        assert "Auch ohne einen einzelnen dieser Filter bleibt nichts übrig" in page

    def test_an_empty_portal_says_that_nothing_is_entered_yet(self, client: Client, db: None) -> None:
        assert "noch keine Kooperation eingetragen" in text(client.get(LIST))


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("land=99", "Land: „99“"),
        ("land=Bayern", "Land: „Bayern“"),
        ("kreis=99999", "„99“"),
        ("thema=gibt-es-nicht", "Thema: „gibt-es-nicht“"),
        ("rechtsform=x", "Rechtsform: „x“"),
        ("foerderung=' OR 1=1", "Förderung: „' OR 1=1“"),
        ("verbund=keiner", "Verbund: „keiner“"),
        ("status=tot", "Stand: „tot“"),
        ("radius=abc", "Umkreis: „abc“"),
        ("ort=Andernach&radius=99999999999", "Der Umkreis reicht bis 200 km"),
        ("partner_min=viele", "Zahl der Partner: „viele“"),
        ("partner_max=-1", "Zahl der Partner: „-1“"),
        ("sortierung=farbe", "Sortierung: „farbe“"),
        ("seite=1000000000", "Seite „1000000000“ gibt es nicht"),
        ("seite=abc", "Seite „abc“ gibt es nicht"),
        ("seite=" + "9" * 5000, "gibt es nicht"),
        ("q=" + "x" * 5000, "auf 100 Zeichen gekürzt"),
        ("ort=" + "x" * 5000, "finden wir nicht"),
        ("land=" + "x" * 5000, "…“ kennen wir nicht"),
        ("thema=%00", ""),
        ("q=%00%ff%27%22%3Cscript%3E", ""),
    ],
)
def test_nonsense_is_named_and_left_out(client: Client, three: dict[str, Territory], query: str, named: str) -> None:
    response = client.get(f"{LIST}?{query}")

    assert response.status_code == 200
    assert named.replace("'", "&#x27;") in text(response)
    assert "<script>" not in response.content.decode().split("</head>")[1]


def test_twenty_cards_in_a_few_queries(
    client: Client, land: dict[str, Territory], django_assert_max_num_queries: object
) -> None:
    programme = factories.make_programme()
    for number in range(25):
        factories.make_cooperation(
            f"Kooperation {number:02}", land["071375004"], land["07336"], land["065350006006"],
            topics=[factories.make_topic(f"Thema {number % 4}")],
            grants=[GrantData(programme=programme, amount=Decimal(1000))],
        )  # fmt: skip
    client.get(LIST)

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        response = client.get(f"{LIST}?land=07")

    assert len(titles(response)) == 20


def test_pages_go_on_with_the_same_filter(client: Client, land: dict[str, Territory]) -> None:
    for number in range(25):
        factories.make_cooperation(f"Kooperation {number:02}", land["07336"])

    first = client.get(f"{LIST}?land=07&q=&kreis=")
    assert f'href="{LIST}?land=07&amp;seite=2"' in first.content.decode()

    assert titles(client.get(f"{LIST}?land=07&seite=2")) == [f"Kooperation {number}" for number in range(20, 25)]


def test_drafts_are_for_the_desk_only(client: Client, land: dict[str, Territory], admin_client: Client) -> None:
    factories.make_cooperation("Geheimer Entwurf", land["07336"], published=False)

    assert titles(client.get(LIST)) == []
    assert "Geheimer Entwurf" in text(admin_client.get(LIST))


def test_the_list_leads_to_map_exports_and_feed_with_the_same_filter(
    client: Client, three: dict[str, Territory]
) -> None:
    page = client.get(f"{LIST}?land=07&ort=Andernach&radius=20").content.decode()
    marks = "?land=07&amp;ort=071370003003&amp;radius=20"

    for address in ["/karte/", "/kooperationen/feed.atom", *(f"/kooperationen/export.{k}" for k in ("csv", "xlsx"))]:
        assert f'href="{address}{marks}"' in page


def test_a_topic_links_to_its_list(client: Client, three: dict[str, Territory]) -> None:
    assert titles(client.get(factories.make_topic("Archiv").get_absolute_url())) == ["IKZ Archiv"]
    assert reverse("cooperation:list") == LIST
