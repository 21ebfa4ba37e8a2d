# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The Steckbrief: everything known in order, what is missing said so, nobody's draft shown."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from allmende.cooperation import services
from allmende.cooperation.models import GrantPhase, Role, Status
from allmende.cooperation.parts import CooperationParts, CooperationValues, GrantData, PartnerData, SourceData
from allmende.cooperation.tests import factories
from allmende.core.partial_dates import PartialDate, Precision
from allmende.legal.models import LegalForm

if TYPE_CHECKING:
    from django.test import Client

    from allmende.cooperation.models import Cooperation
    from allmende.territory.models import Territory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ").split())


@pytest.fixture
def land() -> dict[str, Territory]:
    return factories.make_rhineland()


@pytest.fixture
def full(land: dict[str, Territory]) -> Cooperation:
    """A cooperation of which everything is known, with a partner nobody can place and one who left."""
    programme = factories.make_programme()
    phase = GrantPhase.objects.create(programme=programme, key="phase-1", label="Phase 1 (2024)")
    form = LegalForm.objects.create(key="zv-rp", name="Zweckvereinbarung", norm="§§ 12–13 KomZG")
    parts = CooperationParts(
        topics=[factories.make_topic("Vollzugsdienst", parent="Ordnung")],
        participations=[
            PartnerData(stated_name="VG Mendig", territory=land["071375004"]),
            PartnerData(
                stated_name="Andernach", territory=land["071370003003"], role=Role.LEAD,
                joined=PartialDate(dt.date(2023, 7, 1), Precision.MONTH),
            ),
            PartnerData(stated_name="Universität", organisation=factories.make_organisation(), role=Role.ASSOCIATED),
            PartnerData(stated_name="Neustadt", unresolved_reason="Mehrere Orte heißen so."),
            PartnerData(
                stated_name="Kusel", territory=land["07336"], left=PartialDate(dt.date(2024, 1, 1), Precision.YEAR)
            ),
        ],
        grants=[
            GrantData(
                programme=programme, phase=phase, amount=Decimal(215940), amount_is_maximum=True,
                notice=PartialDate(dt.date(2024, 12, 13)), period_note="2 Jahre",
            )
        ],
        sources=[
            SourceData(
                title="Land fördert Zusammenarbeit", url="https://www.mendig.de/aktuelles",
                dated=PartialDate(dt.date(2024, 12, 1), Precision.MONTH), read_on=dt.date(2026, 11, 2),
            )
        ],
    )  # fmt: skip
    values = CooperationValues(
        title="Gemeinsamer Vollzugsdienst", summary="Drei Kommunen, ein Dienst.", tasks="Streifen am Abend.",
        status=Status.RUNNING, legal_form=form, starts_on=dt.date(2025, 1, 1), starts_precision=Precision.YEAR,
        start_up_cost=Decimal("120000.50"), running_cost=Decimal(80000), saving=Decimal(30000),
        what_worked="Ein Dienstplan für alle.", what_did_not="Zwei Funknetze.", transferability="Der Dienstplan.",
        contact_function="Ordnungsamt", contact_email="ordnung@example.org", participants_complete=False,
    )  # fmt: skip
    cooperation = services.create_cooperation(by=None, values=values, parts=parts)
    return services.publish(subject=cooperation, by=None)


def test_tells_everything_that_is_known(client: Client, full: Cooperation) -> None:
    page = text(client.get(full.get_absolute_url()))

    for told in [
        "läuft", "Rheinland-Pfalz", "Drei Kommunen, ein Dienst.", "Streifen am Abend.", "Vollzugsdienst",
        "Zweckvereinbarung (§§ 12–13 KomZG)", "Stadt Andernach Federführung", "dabei seit Juli 2023",
        "Universität Kassel assoziiert", "ausgeschieden 2024", "120.000,50 €", "80.000 €", "30.000 €",
        "bis zu 215.940 €", "Phase 1 (2024)", "13. Dezember 2024", "2 Jahre", "Ein Dienstplan für alle.",
        "Zwei Funknetze.", "Der Dienstplan.", "Ordnungsamt", "ordnung@example.org", "mindestens 3",
        "Land fördert Zusammenarbeit (mendig.de) vom Dezember 2024, gelesen am 2. November 2026",
        "Noch nicht bestätigt", "Die Liste ist nicht vollständig",
    ]:  # fmt: skip
        assert told in page, told


def test_a_partner_without_a_place_stays_visible_with_the_reason(client: Client, full: Cooperation) -> None:
    assert "Neustadt Keinem Ort zugeordnet: Mehrere Orte heißen so." in text(client.get(full.get_absolute_url()))


def test_partners_lead_to_their_places_and_to_the_map(
    client: Client, full: Cooperation, land: dict[str, Territory]
) -> None:
    page = client.get(full.get_absolute_url()).content.decode()

    assert f'href="{land["071375004"].get_absolute_url()}"' in page
    assert f'href="/karte/?kooperation={full.slug}"' in page
    assert 'href="/kooperationen/gefoerdert/#phase-1"' in page
    assert page.index("Andernach</a>") < page.index("Mendig</a>"), "the lead comes first"


def test_what_is_missing_is_said_and_never_zero(client: Client, land: dict[str, Territory]) -> None:
    bare = factories.make_cooperation("Nur ein Name", land["07336"], participants_complete=True)

    page = text(client.get(bare.get_absolute_url()))

    assert page.count("Angabe fehlt") >= 8
    assert "0 €" not in page
    assert "Stand unbekannt" in page


def test_a_failed_project_tells_its_reason(client: Client, land: dict[str, Territory]) -> None:
    failed = factories.make_cooperation(
        "Gemeinsames Bauamt", land["07336"], status=Status.FAILED, end_reason="Ein Rat stimmte dagegen."
    )

    page = client.get(failed.get_absolute_url())

    assert "kam nicht zustande oder wurde abgebrochen" in text(page)
    assert page.content.decode().index("Ein Rat stimmte dagegen.") < page.content.decode().index('id="partner"')


def test_an_ended_cooperation_without_a_reason_says_so(client: Client, land: dict[str, Territory]) -> None:
    ended = factories.make_cooperation(
        "Modellraum", land["07336"], status=Status.ENDED, ends_on=dt.date(2012, 1, 1), ends_precision=Precision.YEAR
    )

    assert "Diese Kooperation ist beendet (2012) Der Grund ist nicht bekannt." in text(
        client.get(ended.get_absolute_url())
    )


def test_a_confirmed_sheet_names_the_day(client: Client, full: Cooperation) -> None:
    services.confirm(subject=full, by=None, on=dt.date(2026, 10, 5))

    page = text(client.get(full.get_absolute_url()))

    assert "Zuletzt bestätigt am 5. Oktober 2026" in page
    assert "Noch nicht bestätigt" not in page


def test_shows_siblings_and_similar_ones_elsewhere(client: Client, land: dict[str, Territory]) -> None:
    alliance = factories.make_alliance("IKZ Eifel", land["07137"], land["07336"])
    archive = factories.make_topic("Archiv")
    here = factories.make_cooperation("Archiv West", land["07137"], topics=[archive], alliance=alliance)
    factories.make_cooperation("Kfz-Zulassung", land["07336"], topics=[factories.make_topic("Kfz")], alliance=alliance)
    factories.make_cooperation("Archiv Ost", land["065350006006"], topics=[archive])
    factories.make_cooperation("Archiv am selben Ort", land["07137"], topics=[archive])
    factories.make_cooperation("Archiv im Entwurf", land["06535"], topics=[archive], published=False)

    page = client.get(here.get_absolute_url()).content.decode()
    siblings, similar = page[page.index('id="geschwister"') :].split('id="aehnlich"')

    assert "Kfz-Zulassung" in siblings
    assert "Archiv Ost" in similar
    assert "Archiv am selben Ort" not in page
    assert "Archiv im Entwurf" not in page
    assert "Teilprojekt von" in page


def test_a_draft_alliance_is_not_given_away(client: Client, land: dict[str, Territory]) -> None:
    draft = factories.make_alliance("Geheimer Verbund", land["07336"], published=False)
    here = factories.make_cooperation("Archiv", land["07336"], alliance=draft)

    factories.make_cooperation("Geschwister", land["07336"], alliance=draft, topics=[factories.make_topic("Anderes")])
    assert "Geschwister" not in client.get(here.get_absolute_url()).content.decode()
    assert "Geheimer Verbund" not in client.get(here.get_absolute_url()).content.decode()
    assert client.get(f"/kooperationen/{here.slug}.json").json()["alliance"] is None


@pytest.mark.parametrize("ending", ["/", ".json"])
def test_drafts_and_unknown_ones_are_missing_alike(
    client: Client, admin_client: Client, land: dict[str, Territory], ending: str
) -> None:
    draft = factories.make_cooperation("Entwurf", land["07336"], published=False)

    assert client.get(f"/kooperationen/{draft.slug}{ending}").status_code == 404
    assert client.get(f"/kooperationen/gibt-es-nicht{ending}").status_code == 404
    assert admin_client.get(f"/kooperationen/{draft.slug}{ending}").status_code == 200


def test_json_holds_the_whole_sheet(client: Client, full: Cooperation) -> None:
    record = client.get(f"/kooperationen/{full.slug}.json").json()

    assert record["grants"][0]["amount"] == "215940.00"
    assert record["grants"][0]["amount_is_maximum"] is True
    assert record["starts"] == "2025"
    partners = {part["stated_name"]: part for part in record["participants"]}
    assert partners["Andernach"]["joined"] == "2023-07"
    assert partners["VG Mendig"]["ars"] == "071375004"
    assert partners["Neustadt"] == {
        "name": "Neustadt", "stated_name": "Neustadt", "role": "partner", "ars": None, "ags": None,
        "organisation": None, "unresolved_reason": "Mehrere Orte heißen so.", "joined": None, "left": None,
    }  # fmt: skip
    assert record["ends"] is None


def test_a_sheet_takes_the_same_queries_however_much_it_holds(
    client: Client, full: Cooperation, land: dict[str, Territory], django_assert_num_queries: object
) -> None:
    topic = factories.make_topic("Vollzugsdienst", parent="Ordnung")
    alliance = factories.make_alliance("IKZ", land["07137"])
    factories.make_cooperation("Ähnlich", land["06535"], land["065350006006"], topics=[topic])
    sibling = factories.make_cooperation("Geschwister", land["07336"], topics=[topic], alliance=alliance)
    factories.make_cooperation("Noch eins", land["07315"], land["07137"], topics=[topic], alliance=alliance)
    client.get(full.get_absolute_url())

    with django_assert_num_queries(15):  # type: ignore[operator]
        client.get(full.get_absolute_url())
    with django_assert_num_queries(16):  # type: ignore[operator]  # one more for the siblings
        client.get(sibling.get_absolute_url())
