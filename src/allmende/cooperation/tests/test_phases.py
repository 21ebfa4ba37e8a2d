# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Funded projects by phase: the authority's numbers beside ours, the difference told."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from allmende.cooperation.models import GrantPhase
from allmende.cooperation.parts import GrantData
from allmende.cooperation.phases import compute_phases
from allmende.cooperation.tests import factories
from allmende.core.partial_dates import PartialDate

if TYPE_CHECKING:
    from django.test import Client

    from allmende.territory.models import Territory

pytestmark = pytest.mark.django_db
PAGE = "/kooperationen/gefoerdert/"


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ").split())


@pytest.fixture
def phase() -> GrantPhase:
    """The first round: ten alliances and 39 municipalities by the authority's count."""
    return GrantPhase.objects.create(
        programme=factories.make_programme(), key="2024", label="Phase 1 (2024)", stated_alliances=10,
        stated_municipalities=39, awarded_on=dt.date(2024, 12, 13), source_url="https://mdi.rlp.de/ikz",
    )  # fmt: skip


@pytest.fixture
def funded(phase: GrantPhase) -> dict[str, Territory]:
    land = factories.make_rhineland()
    programme = phase.programme
    notice = PartialDate(dt.date(2024, 12, 13))
    known = GrantData(programme=programme, phase=phase, amount=Decimal(215940), amount_is_maximum=True, notice=notice)
    factories.make_cooperation("Vollzugsdienst", land["071375004"], land["071370003003"], grants=[known])
    unknown = GrantData(programme=programme, phase=phase)
    factories.make_cooperation("Archiv", land["071375004"], land["07336"], grants=[unknown])
    loose = GrantData(programme=programme, amount=Decimal(420000))
    factories.make_cooperation("Sicherheitstechnik", land["07336"], grants=[loose])
    factories.make_cooperation("Entwurf", land["06535"], grants=[known], published=False)
    return land


def test_sums_hold_known_amounts_and_count_the_unknown(funded: dict[str, Territory]) -> None:
    (programme,) = compute_phases()
    first, without_phase = programme.phases

    assert (first.named, first.stated, first.not_named) == (2, 10, 8)
    assert (first.municipalities, first.stated_municipalities) == (3, 39)
    assert (first.amount, first.has_maximum, first.without_amount) == (Decimal(215940), True, 1)
    assert without_phase.phase is None
    assert [item.project.title for item in without_phase.projects] == ["Sicherheitstechnik"]
    assert (programme.named, programme.named_in_phases, programme.municipalities) == (3, 2, 3)
    assert programme.amount == Decimal(635940)


def test_the_page_explains_the_difference(client: Client, funded: dict[str, Territory]) -> None:
    page = text(client.get(PAGE))

    for told in [
        "10 Verbünde laut Behörde, davon 3 hier benannt.", "10 Verbünde laut Behörde, davon 2 hier benannt.",
        "Bei 1 benannten Projekt ist nicht bekannt, zu welcher Phase es gehört.",
        "Kommunen laut Behörde: 39.", "Bescheide: 13. Dezember 2024.",
        "Kommunen in den benannten Projekten: 3.", "bis zu 215.940 €", "Betrag fehlt", "Phase nicht bekannt",
        "Bei 1 Projekt ist der Betrag nicht bekannt", "635.940 €", "Höchstbeträge",
    ]:  # fmt: skip
        assert told in page, told
    assert "Entwurf" not in page


def test_a_phase_without_named_projects_stays_visible(client: Client, phase: GrantPhase) -> None:
    page = text(client.get(PAGE))

    assert "noch kein Projekt benannt" in page
    assert "10 Verbünde laut Behörde, davon 0 hier benannt." in page
    assert "unbekannt" in page


def test_a_total_of_which_a_part_is_not_published_is_no_total(phase: GrantPhase) -> None:
    GrantPhase.objects.create(programme=phase.programme, key="2025", label="Phase 2", stated_alliances=9)

    (programme,) = compute_phases()

    assert programme.stated == 19
    assert programme.stated_municipalities is None


def test_a_total_that_the_authority_publishes_goes_before_the_sum(client: Client, phase: GrantPhase) -> None:
    GrantPhase.objects.create(programme=phase.programme, key="2025", label="Phase 2", stated_alliances=9)
    phase.programme.stated_municipalities = 122
    phase.programme.save()

    (programme,) = compute_phases()

    assert (programme.stated, programme.stated_municipalities) == (19, 122)
    assert "Kommunen laut Behörde 122" in text(client.get(PAGE))


def test_the_chart_names_a_phase_without_a_known_amount(client: Client, funded: dict[str, Territory]) -> None:
    land = funded
    programme = factories.make_programme()
    later = GrantPhase.objects.create(programme=programme, key="2025", label="Phase 2", order=2)
    grant = GrantData(programme=programme, phase=later)
    factories.make_cooperation("Straßenreinigung", land["07336"], grants=[grant])

    assert "Phase 2 Angabe fehlt" in text(client.get(PAGE))


def test_two_grants_of_one_project_count_it_once(phase: GrantPhase) -> None:
    land = factories.make_rhineland()
    grants = [
        GrantData(programme=phase.programme, phase=phase, amount=Decimal(100)),
        GrantData(programme=phase.programme, phase=phase, amount=Decimal(200)),
    ]
    factories.make_cooperation("Doppelt", land["07336"], grants=grants)

    (programme,) = compute_phases()

    assert programme.phases[0].named == 1
    assert programme.phases[0].amount == Decimal(300)


def test_more_named_than_stated_is_explained_too(client: Client) -> None:
    land = factories.make_rhineland()
    programme = factories.make_programme()
    small = GrantPhase.objects.create(programme=programme, key="k", label="Klein", stated_alliances=1)
    for title in ("Eins", "Zwei"):
        factories.make_cooperation(title, land["07336"], grants=[GrantData(programme=programme, phase=small)])

    assert "mehr Projekte, als die Behörde zählt" in text(client.get(PAGE))


def test_all_funded_projects_leave_as_csv(client: Client, funded: dict[str, Territory]) -> None:
    response = client.get("/kooperationen/gefoerdert.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))

    assert [row["Projekt"] for row in rows] == ["Archiv", "Vollzugsdienst", "Sicherheitstechnik"]
    assert rows[0]["Betrag in Euro"] == ""
    assert rows[1]["Betrag in Euro"] == "215940,00"
    assert rows[1]["Höchstbetrag"] == "ja"
    assert rows[1]["Bescheid vom"] == "2024-12-13"


def test_nothing_funded_yet(client: Client) -> None:
    assert "Noch ist keine Förderung eingetragen" in text(client.get(PAGE))


def test_the_page_takes_the_same_queries_however_many(
    client: Client, phase: GrantPhase, django_assert_num_queries: object
) -> None:
    land = factories.make_rhineland()
    for number in range(8):
        grant = GrantData(programme=phase.programme, phase=phase, amount=Decimal(1))
        factories.make_cooperation(f"Nr. {number}", land["07336"], grants=[grant])
        factories.make_alliance(f"Verbund {number}", land["07336"])
    client.get(PAGE)

    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get(PAGE)
