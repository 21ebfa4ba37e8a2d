# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Alliances: who joined when, what was funded when, what came of it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from allmende.cooperation import services, timeline
from allmende.cooperation.models import Role, Status
from allmende.cooperation.parts import AllianceParts, AllianceValues, PartnerData, PeriodData
from allmende.cooperation.tests import factories
from allmende.core.partial_dates import PartialDate, Precision

if TYPE_CHECKING:
    from django.test import Client

    from allmende.cooperation.models import Alliance, AlliancePeriod
    from allmende.territory.models import Territory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = dt.date(2026, 11, 22)


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ").split())


def year(number: int) -> PartialDate:
    return PartialDate(dt.date(number, 1, 1), Precision.YEAR)


@pytest.fixture
def land() -> dict[str, Territory]:
    return factories.make_rhineland()


@pytest.fixture
def alliance(land: dict[str, Territory]) -> Alliance:
    """Two Landkreise since 2021, a third since 2023, a university beside them; three periods, the last with money."""
    parts = AllianceParts(
        participations=[
            PartnerData(stated_name="Mayen-Koblenz", territory=land["07137"], role=Role.LEAD, joined=year(2021)),
            PartnerData(stated_name="Vogelsberg", territory=land["06535"], joined=year(2023)),
            PartnerData(stated_name="Kusel", territory=land["07336"], joined=year(2021)),
            PartnerData(stated_name="Kassel", organisation=factories.make_organisation(), role=Role.ASSOCIATED),
        ],
        periods=[
            PeriodData(number=1, start=year(2021), end=year(2023), themes="Digitalisierung, Personal"),
            PeriodData(number=2, start=year(2023), end=year(2024)),
            PeriodData(
                number=3, start=PartialDate(dt.date(2025, 1, 1)), end=PartialDate(dt.date(2026, 3, 31)),
                budget=Decimal(387315), notice_on=dt.date(2025, 2, 26),
            ),
        ],
    )  # fmt: skip
    values = AllianceValues(title="IKZ Eifel-Mosel", summary="Drei Kreise.")
    made = services.create_alliance(by=None, values=values, parts=parts)
    return services.publish(subject=made, by=None)


def test_the_list_shows_members_and_how_much_came_of_it(
    client: Client, alliance: Alliance, land: dict[str, Territory]
) -> None:
    factories.make_cooperation("Kfz-Zulassung", land["07336"], alliance=alliance)
    factories.make_cooperation("Noch geheim", land["07336"], alliance=alliance, published=False)

    page = text(client.get("/kooperationen/verbuende/"))

    assert "1 Verbund" in page
    assert "Landkreis Mayen-Koblenz, Vogelsbergkreis, Landkreis Kusel" in page
    assert "Universität Kassel" not in page
    assert "1 Kooperation" in page
    assert "3 Förderperioden" in page


def test_the_page_tells_members_periods_money_and_projects(
    client: Client, alliance: Alliance, land: dict[str, Territory]
) -> None:
    factories.make_cooperation("Kfz-Zulassung", land["07336"], alliance=alliance, status=Status.RUNNING)
    factories.make_cooperation("Noch geheim", land["07336"], alliance=alliance, published=False)

    page = text(client.get(alliance.get_absolute_url()))

    for told in [
        "Landkreis Mayen-Koblenz Federführung", "dabei seit 2023", "Begleitet von", "Universität Kassel",
        "Digitalisierung, Personal", "1. Januar 2025 bis 31. März 2026", "387.315 €", "26. Februar 2025",
        "Kfz-Zulassung läuft", "3. Förderperiode",
    ]:  # fmt: skip
        assert told in page, told
    assert "Noch geheim" not in page


def test_the_timeline_is_a_picture_with_its_text_and_a_table(client: Client, alliance: Alliance) -> None:
    page = client.get(alliance.get_absolute_url()).content.decode()

    picture = page[page.index('<svg class="timeline__drawing"') :]
    assert 'role="img"' in picture
    assert "Vogelsbergkreis: seit 2023." in picture.split("</desc>")[0]
    assert '<th scope="row">2. Förderperiode</th><td>2023 bis 2024</td>' in page


def test_a_later_member_has_a_shorter_bar(alliance: Alliance) -> None:
    members = sorted(alliance.participations.all(), key=lambda part: part.pk)[:3]
    drawn = timeline.of_alliance(alliance, list(alliance.periods.all()), members, today=TODAY)

    assert drawn is not None
    bars = {bar.label: bar for bar in drawn.bars}
    assert bars["Landkreis Kusel"].x == 0
    assert bars["Landkreis Kusel"].width == 100
    # 2021 to 2026 are 2191 days, 730 of them before 2023
    assert bars["Vogelsbergkreis"].x == pytest.approx(730 / 2191 * 100, abs=0.01)
    assert bars["1. Förderperiode"].width == pytest.approx(1095 / 2191 * 100, abs=0.01)
    assert [tick.year for tick in drawn.ticks] == [2021, 2022, 2023, 2024, 2025, 2026]


def test_a_long_timeline_has_few_years_and_an_unknown_join_no_bar(land: dict[str, Territory]) -> None:
    old = factories.make_alliance("Alter Verbund", land["07137"])
    old.founded_on = None
    periods = [factories_period(old, 1, dt.date(1995, 5, 1), None)]

    drawn = timeline.of_alliance(old, periods, list(old.participations.all()), today=TODAY)

    assert drawn is not None
    assert len(drawn.ticks) <= timeline.MOST_TICKS
    assert drawn.bars[0].is_open
    assert drawn.bars[1].width == 0
    assert drawn.bars[1].when == "Beitritt nicht angegeben"


def factories_period(alliance: Alliance, number: int, starts_on: dt.date, ends_on: dt.date | None) -> AlliancePeriod:
    return alliance.periods.create(number=number, starts_on=starts_on, ends_on=ends_on)


@pytest.mark.parametrize(
    ("date", "last"),
    [
        (year(2023), dt.date(2023, 12, 31)),
        (PartialDate(dt.date(2024, 2, 1), Precision.MONTH), dt.date(2024, 2, 29)),
        (PartialDate(dt.date(2024, 12, 1), Precision.MONTH), dt.date(2024, 12, 31)),
        (PartialDate(dt.date(2024, 5, 6)), dt.date(2024, 5, 6)),
    ],
)
def test_a_partial_date_lasts_to_its_end(date: PartialDate, last: dt.date) -> None:
    assert timeline.last_day(date) == last


def test_an_alliance_of_which_little_is_known(client: Client, land: dict[str, Territory]) -> None:
    bare = factories.make_alliance("Junger Verbund", land["07137"])

    page = text(client.get(bare.get_absolute_url()))

    assert "Keine Förderperioden bekannt" in page
    assert "Noch keine eingetragen" in page
    assert "Zeitstrahl" not in page


def test_an_ended_alliance_says_so_first(client: Client, land: dict[str, Territory]) -> None:
    ended = factories.make_alliance(
        "Früherer Verbund", land["07137"], ended_on=dt.date(2012, 1, 1), end_reason="Das Modell lief aus."
    )

    page = text(client.get(ended.get_absolute_url()))

    assert "Dieser Verbund ist beendet (2012) Das Modell lief aus." in page


@pytest.mark.parametrize("ending", ["/", ".json"])
def test_drafts_are_missing(client: Client, admin_client: Client, land: dict[str, Territory], ending: str) -> None:
    draft = factories.make_alliance("Entwurf", land["07137"], published=False)

    assert client.get(f"/kooperationen/verbuende/{draft.slug}{ending}").status_code == 404
    assert admin_client.get(f"/kooperationen/verbuende/{draft.slug}{ending}").status_code == 200
    assert "Entwurf" not in text(client.get("/kooperationen/verbuende/"))


def test_json_holds_periods_and_members(client: Client, alliance: Alliance) -> None:
    record = client.get(f"/kooperationen/verbuende/{alliance.slug}.json").json()

    assert [period["budget"] for period in record["periods"]] == [None, None, "387315.00"]
    assert {part["name"]: part["joined"] for part in record["participants"]}["Vogelsbergkreis"] == "2023"


def test_no_alliance_yet(client: Client) -> None:
    assert "Noch ist kein Verbund eingetragen" in text(client.get("/kooperationen/verbuende/"))


def test_the_page_takes_the_same_queries_however_many_projects(
    client: Client, alliance: Alliance, land: dict[str, Territory], django_assert_num_queries: object
) -> None:
    for number in range(6):
        factories.make_cooperation(f"Projekt {number}", land["07336"], alliance=alliance)
    client.get(alliance.get_absolute_url())

    with django_assert_num_queries(9):  # type: ignore[operator]
        client.get(alliance.get_absolute_url())
