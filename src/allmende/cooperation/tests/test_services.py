# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes: drafts, changes of which only the difference is kept, publication, confirmation, each with its audit row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from allmende.cooperation import services
from allmende.cooperation.models import Alliance, Cooperation
from allmende.cooperation.parts import (
    AllianceParts,
    CooperationParts,
    CostData,
    GrantData,
    PartnerData,
    PeriodData,
    ReportData,
    SourceData,
)
from allmende.cooperation.tests.factories import (
    make_alliance,
    make_cooperation,
    make_programme,
    make_rhineland,
    make_territory,
    make_topic,
    make_user,
    partners,
    today,
)
from allmende.core.content_version import current
from allmende.core.models import AuditEntry, SearchChange
from allmende.core.partial_dates import PartialDate

pytestmark = pytest.mark.django_db


def verbs(subject: Cooperation | Alliance) -> list[str]:
    return [entry.verb for entry in AuditEntry.objects.about(subject).order_by("pk")]


class TestCreate:
    def test_everything_is_entered_at_once(self):
        places = make_rhineland()
        parts = CooperationParts(
            topics=[make_topic()],
            participations=partners(places["07137"], places["071375004"], lead=places["07137"]),
            grants=[GrantData(programme=make_programme(), amount=Decimal("215940.00"), amount_is_maximum=True)],
            sources=[SourceData(title="Mitteilung", url="https://example.org/", read_on=dt.date(2026, 11, 22))],
        )
        made = services.create_cooperation(by=None, values={"title": "Vollzugsdienst"}, parts=parts)
        made = Cooperation.objects.with_details().get(pk=made.pk)
        assert made.slug == "vollzugsdienst"
        assert made.published_at is None
        assert made.lead.territory == places["07137"]
        assert (made.partner_count, made.grant_total) == (2, Decimal("215940.00"))
        assert made.sources.get().read_on == dt.date(2026, 11, 22)
        (entry,) = AuditEntry.objects.about(made)
        assert (entry.verb, entry.actor_label) == ("cooperation.created", "System")
        assert entry.after["grants"][0]["amount"] == "215940.00"

    def test_the_same_title_gets_another_address(self):
        slugs = [make_cooperation("Bauhof").slug for _ in range(3)]
        assert slugs == ["bauhof", "bauhof-2", "bauhof-3"]

    def test_nothing_stays_when_a_part_is_wrong(self):
        place = make_territory("07", "Rheinland-Pfalz")
        parts = CooperationParts(participations=partners(place, place))
        with pytest.raises(ValidationError, match="doppelt"):
            services.create_cooperation(by=None, values={"title": "Doppelt"}, parts=parts)
        assert not Cooperation.objects.exists()
        assert not AuditEntry.objects.filter(verb="cooperation.created").exists()

    def test_a_failure_without_reason_is_refused_in_words(self):
        with pytest.raises(ValidationError, match="Grund des Scheiterns"):
            services.create_cooperation(by=None, values={"title": "Gescheitert", "status": "failed"})


class TestChange:
    def test_only_the_difference_is_kept_and_visitors_see_it(self):
        cooperation = make_cooperation("Alt", tasks="bleibt")
        before = current()
        services.change_cooperation(cooperation=cooperation, by=None, values={"title": "Neu", "tasks": "bleibt"})
        entry = AuditEntry.objects.about(cooperation)[0]
        assert (entry.before, entry.after) == ({"title": "Alt"}, {"title": "Neu"})
        assert current() == before + 1

    def test_the_same_again_leaves_no_trace(self):
        place = make_rhineland()["07137"]
        cooperation = make_cooperation("Bauhof", place)
        version, changed_at = current(), Cooperation.objects.get().updated_at
        services.change_cooperation(
            cooperation=cooperation,
            by=None,
            values={"title": "Bauhof"},
            parts=CooperationParts(participations=partners(place), topics=[make_topic()], grants=[], sources=[]),
        )
        assert verbs(cooperation) == ["cooperation.created", "cooperation.published"]
        assert (current(), Cooperation.objects.get().updated_at) == (version, changed_at)

    def test_a_draft_changes_for_those_who_may_find_it(self):
        cooperation = make_cooperation("Entwurf", published=False)
        before = current()
        services.change_cooperation(cooperation=cooperation, by=None, values={"title": "Anders"})
        noted = SearchChange.objects.filter(number__gt=before).values_list("source", "key")
        assert list(noted) == [("kooperationen", str(cooperation.pk))]

    def test_a_partner_that_stays_keeps_its_row(self):
        places = make_rhineland()
        cooperation = make_cooperation("Bauhof", places["07137"], places["07336"])
        kept = cooperation.participations.get(territory=places["07336"]).pk
        wanted = [
            PartnerData(stated_name="Landkreis Kusel", territory=places["07336"], joined=PartialDate.parse("2023")),
            PartnerData(stated_name="Mainz", territory=places["073150000000"]),
        ]
        services.change_cooperation(cooperation=cooperation, by=None, parts=CooperationParts(participations=wanted))
        rows = {row.stated_name: row for row in cooperation.participations.order_by("pk")}
        assert rows.keys() == {"Landkreis Kusel", "Mainz"}
        assert rows["Landkreis Kusel"].pk == kept
        assert str(rows["Landkreis Kusel"].joined) == "2023"

    def test_what_is_not_given_stays(self):
        cooperation = make_cooperation("Bauhof", make_rhineland()["07137"])
        services.change_cooperation(cooperation=cooperation, by=None, values={"summary": "Neu."})
        assert cooperation.participations.count() == 1
        services.change_cooperation(cooperation=cooperation, by=None, parts=CooperationParts(participations=[]))
        assert cooperation.participations.count() == 0

    def test_an_end_before_the_start_is_refused_and_taken_back(self):
        cooperation = make_cooperation("Bauhof", starts_on=dt.date(2024, 1, 1))
        with pytest.raises(ValidationError, match="vor dem Beginn"):
            services.change_cooperation(
                cooperation=cooperation, by=None, values={"ends_on": dt.date(2023, 1, 1), "title": "Anders"}
            )
        assert Cooperation.objects.get().title == "Bauhof"


class TestPublication:
    def test_a_draft_says_what_is_missing(self):
        draft = services.create_cooperation(by=None, values={"title": "Leer"})
        with pytest.raises(services.NotReadyError) as refused:
            services.publish(subject=draft, by=None)
        assert len(refused.value.missing) == 3
        assert Cooperation.objects.get().published_at is None

    def test_partners_may_be_unknown_if_that_is_said(self):
        assert make_cooperation("Ohne Namen", participants_note="Die Quelle nennt keine.").published_at

    def test_publish_and_withdraw_leave_rows_and_are_seen(self):
        cooperation = make_cooperation("Bauhof")
        version = current()
        services.publish(subject=cooperation, by=None)
        assert current() == version
        services.withdraw(subject=cooperation, by=None, reason="Bitte der Kommune")
        assert current() == version + 1
        assert not Cooperation.objects.published().exists()
        services.withdraw(subject=cooperation, by=None)
        assert verbs(cooperation) == ["cooperation.created", "cooperation.published", "cooperation.withdrawn"]

    def test_of_two_clicks_at_once_one_has_an_effect(self):
        cooperation = make_cooperation("Bauhof", published=False)
        first, second = Cooperation.objects.get(), Cooperation.objects.get()
        services.publish(subject=first, by=None)
        services.publish(subject=second, by=None)
        assert second.published_at == first.published_at
        first, second = Cooperation.objects.get(), Cooperation.objects.get()
        services.withdraw(subject=first, by=None)
        services.withdraw(subject=second, by=None)
        assert second.published_at is None
        assert verbs(cooperation) == ["cooperation.created", "cooperation.published", "cooperation.withdrawn"]

    def test_confirmation_sets_the_day(self):
        cooperation = make_cooperation("Bauhof")
        services.confirm(subject=cooperation, by=None)
        assert Cooperation.objects.get().confirmed_on == today()
        services.confirm(subject=cooperation, by=None, on=dt.date(2026, 1, 5))
        assert Cooperation.objects.get().confirmed_on == dt.date(2026, 1, 5)
        with pytest.raises(ValidationError, match="Zukunft"):
            services.confirm(subject=cooperation, by=None, on=today() + dt.timedelta(days=1))

    def test_a_stranger_may_nothing(self):
        stranger, cooperation = make_user(), make_cooperation("Bauhof")
        draft = make_cooperation("Entwurf", published=False)
        for attempt in (
            lambda: services.create_cooperation(by=stranger, values={"title": "X"}),
            lambda: services.change_cooperation(cooperation=cooperation, by=stranger, values={"title": "X"}),
            lambda: services.publish(subject=draft, by=stranger),
            lambda: services.withdraw(subject=cooperation, by=stranger),
            lambda: services.confirm(subject=cooperation, by=stranger),
            lambda: services.create_alliance(by=stranger, values={"title": "X"}),
        ):
            with pytest.raises(PermissionDenied):
                attempt()

    def test_who_wrote_is_in_the_log(self):
        operator = make_user("betrieb@example.org", is_operator=True, name="Betrieb")
        made = services.create_cooperation(by=operator, values={"title": "Bauhof"})
        assert AuditEntry.objects.about(made).get().actor_label == "Betrieb"


class TestAlliance:
    def test_periods_reports_and_members(self):
        places = make_rhineland()
        period = PeriodData(
            number=1,
            start=PartialDate.parse("2021"),
            end=PartialDate.parse("2023"),
            themes="Digitalisierung",
            budget=Decimal(1000),
            reports=[ReportData(title="Abschlussbericht")],
        )
        alliance = make_alliance("IKZ Eifel", places["07137"])
        services.change_alliance(alliance=alliance, by=None, parts=AllianceParts(periods=[period]))
        kept = alliance.periods.get().pk
        again = PeriodData(number=1, start=PartialDate.parse("2021"), end=PartialDate.parse("2024"))
        services.change_alliance(alliance=alliance, by=None, parts=AllianceParts(periods=[again]))
        changed = alliance.periods.get()
        assert (changed.pk, str(changed.end), changed.budget, changed.reports.count()) == (kept, "2024", None, 0)
        assert verbs(alliance) == ["alliance.created", "alliance.published", "alliance.changed", "alliance.changed"]

    def test_a_period_holds_costs_of_its_own_sub_projects_only(self):
        alliance = make_alliance("IKZ Eifel")
        own, foreign = make_cooperation("Eigenes", alliance=alliance), make_cooperation("Fremdes")
        start = PartialDate.parse("2021")

        def enter(cooperation, amount):
            cost = CostData(cooperation=cooperation, amount=Decimal(amount))
            parts = AllianceParts(periods=[PeriodData(number=1, start=start, costs=[cost])])
            services.change_alliance(alliance=alliance, by=None, parts=parts)

        enter(own, "100")
        first = alliance.periods.get().costs.get()
        enter(own, "250")
        assert (alliance.periods.get().costs.get().pk, alliance.periods.get().costs.get().amount) == (first.pk, 250)
        with pytest.raises(ValidationError, match="Teilprojekt dieses Verbunds"):
            enter(foreign, "5")
        assert alliance.periods.get().costs.get().cooperation == own
        entry = AuditEntry.objects.about(alliance).first()
        assert entry.after["periods"][0]["costs"][0]["amount"] == "250.00"

    def test_the_page_shows_only_published_sub_projects(self):
        alliance = make_alliance("IKZ Eifel")
        make_cooperation("Offen", alliance=alliance)
        make_cooperation("Entwurf", alliance=alliance, published=False)
        shown = Alliance.objects.with_details().get()
        assert [item.title for item in shown.cooperations.all()] == ["Offen"]
        assert Alliance.objects.for_cards().get().project_count == 1

    @pytest.mark.parametrize("count", [1, 10])
    def test_cards_take_three_queries(self, django_assert_num_queries, count):
        places = make_rhineland()
        for number in range(count):
            make_alliance(f"Verbund {number}", places["07137"], places["07336"])
        with django_assert_num_queries(3):
            for item in Alliance.objects.published().for_cards():
                assert [part.place.name for part in item.participations.all()] == ["Mayen-Koblenz", "Kusel"]
                assert list(item.periods.all()) == []
