# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The demo: every real cooperation, every participant accounted for, nothing doubled, nothing invented over again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache

import pytest

from allmende.accounts.models import Organisation
from allmende.cooperation import services
from allmende.cooperation.models import Alliance, Cooperation, Grant, GrantPhase, Programme, Topic
from allmende.cooperation.services.catalogue import read_data
from allmende.core.models import AuditEntry, SearchChange
from allmende.legal.models import LegalForm
from allmende.territory import dataset, reforms
from allmende.territory.models import Territory
from allmende.territory.naming import fold, slug

pytestmark = pytest.mark.django_db

LANDS = ("05", "06", "07", "10")


@cache
def dataset_units():
    data = reforms.apply_reforms(dataset.read_dataset(), reforms.read_reforms())
    return data.as_of, [unit for unit in data.units if unit.ars.startswith(LANDS)]


@pytest.fixture
def register():
    """The units of the four Länder the demo knows, from the dataset that comes with the product."""
    as_of, units = dataset_units()
    Territory.objects.bulk_create(
        [
            Territory(
                ars=unit.ars, ags=unit.ags, level=unit.level, kind=unit.kind, name=unit.name,
                official_name=unit.official_name, slug=slug(unit.name), search_name=fold(unit.name),
                longitude=unit.longitude, latitude=unit.latitude, as_of=as_of, dissolved_on=unit.dissolved_on,
            )
            for unit in units
        ]
    )  # fmt: skip


def stated_participants() -> int:
    return sum(len(row["participants"]) for file in ("alliances", "cooperations") for row in read_data(file))


def test_every_participant_is_a_territory_an_organisation_or_has_a_reason(register):
    report = services.load_demo_cooperations()
    rows = [*Cooperation.objects.with_details(), *Alliance.objects.with_details()]
    parts = [part for row in rows for part in row.participations.all()]
    assert report.participants == stated_participants() == len(parts) == 131
    assert (report.as_territory, report.as_organisation, report.unresolved) == (128, 3, ())
    assert sum(part.territory is not None for part in parts) == report.as_territory
    assert sum(part.organisation is not None for part in parts) == report.as_organisation
    assert {part.organisation.name for part in parts if part.organisation} == set(
        Organisation.objects.values_list("name", flat=True)
    )


def test_all_projects_and_alliances_are_there_once_and_public(register):
    report = services.load_demo_cooperations()
    assert (report.created, report.present) == (34, 0)
    assert Cooperation.objects.published().count() == 28
    assert Alliance.objects.published().count() == 6


def test_loading_again_changes_nothing(register):
    services.load_demo_cooperations()
    Cooperation.objects.filter(slug="ersthelfer-app-in-der-westpfalz").update(summary="Von Hand geändert.")
    entries = AuditEntry.objects.count()
    again = services.load_demo_cooperations()
    assert (again.created, again.present, again.participants) == (0, 34, stated_participants())
    assert AuditEntry.objects.count() == entries
    assert Cooperation.objects.get(slug="ersthelfer-app-in-der-westpfalz").summary == "Von Hand geändert."


def test_without_the_register_everyone_stays_named_with_the_reason():
    report = services.load_demo_cooperations()
    assert report.participants == stated_participants()
    assert (report.as_territory, report.as_organisation) == (0, 3)
    assert len(report.unresolved) == 128
    assert all(item.reason for item in report.unresolved)
    assert "128 nicht zugeordnet" in "\n".join(report.lines())


def test_the_lasting_alliance_with_its_periods(register):
    services.load_demo_cooperations()
    alliance = Alliance.objects.with_details().get(title="IKZ Eifel-Mosel-Hunsrück")
    first, second, third = alliance.periods.all()
    assert (str(first.start), str(first.end), first.budget) == ("2021", "2023", None)
    assert "Informationssicherheit" in second.themes
    assert (third.starts_on, third.ends_on) == (dt.date(2025, 1, 1), dt.date(2026, 3, 31))
    assert (third.budget, third.notice_on) == (Decimal("387315.00"), dt.date(2025, 2, 26))
    assert alliance.lead.territory.name == "Vulkaneifel"
    joined = {part.stated_name: str(part.joined) for part in alliance.participations.all()}
    assert joined["Landkreis Cochem-Zell"] == "2021"
    assert joined["Eifelkreis Bitburg-Prüm"] == "2023"
    assert alliance.participations.get(role="associated").organisation.name == "Universität Kassel"
    assert [item.title for item in alliance.cooperations.all()] == [
        "Gemeinsame Bußgeldstelle Eifel-Mosel-Hunsrück",
        "Gemeinsame Kfz-Zulassung Eifel-Mosel-Hunsrück",
    ]


def test_the_pilot_programme_with_its_award_rounds(register):
    services.load_demo_cooperations()
    pilot = Programme.objects.get(slug="ikz-pilotfoerderung-rlp")
    phases = list(GrantPhase.objects.filter(programme=pilot))
    assert [phase.stated_alliances for phase in phases] == [10, 9, 14]
    assert [phase.stated_municipalities for phase in phases] == [39, None, None]
    assert (pilot.stated_alliances, pilot.stated_municipalities) == (33, 122)
    assert [(budget.year, budget.amount) for budget in pilot.budgets.all()] == [(2025, 5_000_000), (2026, 5_000_000)]
    assert Grant.objects.filter(programme=pilot).count() == 12


def test_odd_facts_stay_visible(register):
    services.load_demo_cooperations()
    vollzug = Cooperation.objects.get(slug="gemeinsamer-kommunaler-vollzugsdienst")
    assert "210.000" in vollzug.figures_note
    assert vollzug.grants.get().amount_is_maximum
    hellweg = Cooperation.objects.with_details().get(slug="standesamtverbund-hellweg")
    assert (hellweg.participants_complete, hellweg.partner_count) == (False, 0)
    assert hellweg.participants_note
    assert not Cooperation.objects.filter(sources=None).exists()
    assert not Cooperation.objects.exclude(status="running").filter(status_note="").exists()
    assert not Cooperation.objects.filter(topics=None).exists()


def test_reforms_after_2016_are_known(register):
    services.load_demo_cooperations()
    for name in ("Nordpfälzer Land", "Oberzent"):
        assert Territory.objects.current().filter(name=name, participations__isnull=False).exists(), name


def test_topics_are_a_tree_of_two_levels_with_keys(register):
    assert services.load_topics() > 0
    assert services.load_topics() == 0
    SearchChange.objects.all().delete()
    changed = Topic.objects.exclude(parent=None).first()
    Topic.objects.filter(pk=changed.pk).update(name="Anders")
    assert services.load_topics() == 1
    assert list(SearchChange.objects.values_list("source", "key")) == [("themen", str(changed.pk))]
    main = Topic.objects.main_areas()
    assert main.count() == 14
    assert not Topic.objects.filter(product_key="").exists()
    assert not Topic.objects.filter(parent__parent__isnull=False).exists()
    assert all("nicht amtlich geprüft" in topic.description for topic in main)


def test_programmes_again_change_nothing(register):
    assert services.load_programmes() > 0
    assert services.load_programmes() == 0


def test_a_legal_form_only_where_a_source_states_it(register):
    services.load_demo_cooperations()
    with_form = dict(Cooperation.objects.exclude(legal_form=None).values_list("slug", "legal_form__key"))
    assert len(with_form) == 8
    assert with_form["interkommunale-verwaltungsstaebe"] == "rp-zweckvereinbarung"
    assert LegalForm.objects.filter(key="rp-zweckvereinbarung", is_verified=True).exists()
