# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Figures are counted from what is published; who counts as a Kommune is told and kept to."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from allmende.cooperation import figures, services
from allmende.cooperation.filters import CooperationQuery
from allmende.cooperation.models import Cooperation, Status
from allmende.cooperation.parts import CooperationParts, CooperationValues, GrantData, PartnerData
from allmende.cooperation.tests import factories
from allmende.core.partial_dates import Precision

if TYPE_CHECKING:
    from django.test import Client

    from allmende.territory.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def land() -> dict[str, Territory]:
    return factories.make_rhineland()


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ").split())


def counts(rows: tuple[figures.Count, ...]) -> dict[str, int]:
    return {row.label: row.value for row in rows}


def rows_of(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_a_kommune_counts_once_however_often_it_takes_part(land: dict[str, Territory]) -> None:
    factories.make_cooperation("Eins", land["071375004"], land["07336"])
    factories.make_cooperation("Zwei", land["071375004"], land["065350006006"])
    factories.make_alliance("Verbund", land["07336"], land["06535"])

    now = figures.compute()

    assert (now.cooperations, now.alliances, now.municipalities) == (2, 1, 4)
    assert counts(now.municipalities_by_land) == {"Rheinland-Pfalz": 2, "Hessen": 2}


def test_a_kreisfreie_stadt_is_one_kommune(land: dict[str, Territory]) -> None:
    factories.make_cooperation("Als Kreis", land["07315"])
    factories.make_cooperation("Als Gemeinde", land["073150000000"])

    assert figures.compute().municipalities == 1


def test_a_zweckverband_lies_where_its_territory_is_as_in_the_list(land: dict[str, Territory]) -> None:
    body = factories.make_organisation("Zweckverband", territory=land["06535"])
    factories.make_cooperation("Rechenzentrum", body)

    now = figures.compute()

    assert counts(now.by_land) == {"Hessen": 1}
    assert now.municipalities == 0
    assert Cooperation.objects.published().matching(CooperationQuery(land="06")).count() == 1


def test_neither_a_land_nor_a_university_nor_the_unplaced_are_kommunen(land: dict[str, Territory]) -> None:
    values = CooperationValues(title="Bunt", summary="Viele.")
    parts = CooperationParts(
        topics=[factories.make_topic()],
        participations=[
            PartnerData(stated_name="Land", territory=land["07"]),
            PartnerData(stated_name="Uni", organisation=factories.make_organisation()),
            PartnerData(stated_name="Neustadt", unresolved_reason="Mehrere Orte heißen so."),
        ],
    )
    services.publish(subject=services.create_cooperation(by=None, values=values, parts=parts), by=None)

    now = figures.compute()

    assert now.municipalities == 0
    assert now.unresolved_partners == 1
    assert counts(now.by_land) == {"Rheinland-Pfalz": 1}


def test_drafts_do_not_count(land: dict[str, Territory]) -> None:
    factories.make_cooperation("Entwurf", land["07336"], published=False)
    factories.make_alliance("Entwurf", land["06535"], published=False)

    assert figures.compute() == figures.Figures()


def test_a_cooperation_across_a_border_counts_in_both_laender(land: dict[str, Territory]) -> None:
    factories.make_cooperation("Grenzenlos", land["07336"], land["06535"])
    factories.make_cooperation("Ohne Ort")

    assert counts(figures.compute().by_land) == {"Hessen": 1, "Rheinland-Pfalz": 1, "ohne zugeordnetes Land": 1}


def test_two_sub_topics_of_one_topic_count_once(land: dict[str, Territory]) -> None:
    both = [factories.make_topic("Archiv", parent="Kultur"), factories.make_topic("Museum", parent="Kultur")]
    factories.make_cooperation("Archiv und Museum", land["07336"], topics=both)
    factories.make_cooperation("Ohne Thema", land["07336"]).topics.clear()

    assert counts(figures.compute().by_topic) == {"Kultur": 1, "Thema nicht angegeben": 1}


def test_by_status_form_and_year(land: dict[str, Territory]) -> None:
    factories.make_cooperation("A", land["07336"], status=Status.RUNNING, starts_on=dt.date(2024, 5, 1))
    factories.make_cooperation(
        "B", land["07336"], status=Status.FAILED, end_reason="Kein Beschluss.", starts_on=dt.date(2021, 1, 1),
        starts_precision=Precision.YEAR,
    )  # fmt: skip
    factories.make_cooperation("C", land["07336"], status=Status.RUNNING)

    now = figures.compute()

    assert counts(now.by_status) == {"läuft": 2, "gescheitert": 1}
    assert counts(now.by_year) == {"2021": 1, "2024": 1, "Beginn nicht angegeben": 1}
    assert list(counts(now.by_year)) == ["2021", "2024", "Beginn nicht angegeben"]
    assert counts(now.by_legal_form) == {"Rechtsform nicht angegeben": 3}


def test_the_page_shows_pictures_tables_and_definitions(client: Client, land: dict[str, Territory]) -> None:
    grant = GrantData(programme=factories.make_programme(), amount=Decimal(50000))
    factories.make_cooperation("A", land["07336"], status=Status.RUNNING, grants=[grant])

    page = client.get("/kooperationen/zahlen/")

    assert "Jede zählt einmal" in text(page)
    assert page.content.decode().count('role="img"') >= 5
    assert 'href="/kooperationen/?land=07"' in page.content.decode()
    assert "Bekannte Fördersummen je Programm" in text(page)
    assert "50.000 €" in text(page)


@pytest.mark.parametrize("table", ["laender", "kommunen", "themen", "status", "rechtsformen", "jahre"])
def test_every_table_leaves_as_csv(client: Client, land: dict[str, Territory], table: str) -> None:
    factories.make_cooperation("A", land["07336"], status=Status.RUNNING, starts_on=dt.date(2024, 5, 1))

    response = client.get(f"/kooperationen/zahlen/{table}.csv")

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [row[1] for row in rows_of(response)[1:]] == ["1"]


def test_no_cell_is_taken_for_a_formula(client: Client, land: dict[str, Territory]) -> None:
    factories.make_cooperation("A", land["07336"], topics=[factories.make_topic("=1+1")])

    assert rows_of(client.get("/kooperationen/zahlen/themen.csv"))[1] == ["'=1+1", "1"]


def test_an_unknown_table_is_missing(client: Client) -> None:
    assert client.get("/kooperationen/zahlen/farben.csv").status_code == 404


def test_an_empty_portal_has_figures_too(client: Client) -> None:
    page = client.get("/kooperationen/zahlen/")

    assert page.status_code == 200
    assert "nichts veröffentlicht" in text(page)
    assert rows_of(client.get("/kooperationen/zahlen/laender.csv")) == [["Land", "Kooperationen"]]


def test_the_page_takes_the_same_queries_however_many(
    client: Client, land: dict[str, Territory], django_assert_num_queries: object
) -> None:
    for number in range(12):
        grant = GrantData(programme=factories.make_programme(), amount=Decimal(1000))
        factories.make_cooperation(f"Nr. {number}", land["07336"], land["06535"], grants=[grant])
    client.get("/kooperationen/zahlen/")

    with django_assert_num_queries(12):  # type: ignore[operator]
        client.get("/kooperationen/zahlen/")
