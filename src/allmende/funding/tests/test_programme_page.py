# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of a programme and of a version of its directive: what they say, and to whom."""

from __future__ import annotations

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from allmende.accounts.tests.organisation_stories import desk
from allmende.cooperation.models import ProgrammeBudget
from allmende.cooperation.parts import GrantData
from allmende.cooperation.tests.factories import make_cooperation, make_rhineland, make_user
from allmende.funding.engine.directive import Award, Citation, CostItem, Paper
from allmende.funding.files.loading import parse
from allmende.funding.files.reading import read
from allmende.funding.finding.amount_table import amount_table
from allmende.funding.models import Directive, DirectiveState
from allmende.funding.tests.building import DAY, UNVERIFIED, VERIFIED, amount, rule, text, when
from allmende.funding.tests.check_cast import SHIPPED
from allmende.funding.tests.finder_stories import in_days, make_call, make_directive, make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
THREE = amount(
    when("partners_in_land", "equals", 3), key="drei", cap="210000", is_ceiling=True, exceedable="Im Einzelfall."
)
FOUR = amount(when("partners_in_land", "at_least", 4), key="vier", cap="320000", is_ceiling=True)


@pytest.fixture
def places(db):
    return make_rhineland()


@pytest.fixture
def profile(places):
    return make_profile("Pilotförderung", places["07"], summary="Geld für den Anfang.")


def page(client, subject):
    answer = client.get(subject.get_absolute_url())
    assert answer.status_code == 200
    return re.sub(r"[ \n]+", " ", html.unescape(answer.content.decode()))


class TestProgramme:
    def test_what_is_not_known_is_said(self, client, profile):
        seen = page(client, profile)
        assert "Geld für den Anfang." in seen
        assert seen.count("Angabe fehlt") >= 6
        assert "Über Fristen ist hier nichts bekannt." in seen
        assert "Die Regeln dieses Programms sind hier nicht hinterlegt" in seen

    def test_amounts_by_number_of_partners_lead_to_where_they_are_written(self, client, profile):
        make_directive(profile, THREE, FOUR, key="pilot")
        seen = page(client, profile)
        rows = re.findall(r'<th scope="row">([^<]*)</th> <td>([^<]*)</td>', seen)
        assert rows == [
            ("2", "nicht veröffentlicht"),
            ("3", "höchstens 210.000\xa0€"),
            ("4 bis 8", "höchstens 320.000\xa0€"),
        ]
        assert 'href="/foerderung/pilotfoerderung/richtlinien/pilot/#betrag-drei"' in seen
        assert "Mehr ist möglich: <span>Im Einzelfall.</span>" in seen
        assert "kaufmännisch auf den Cent gerundet" in seen

    def test_only_the_version_that_applies_today_is_reckoned_with(self, client, profile):
        make_directive(profile, amount(lump="1"), key="alt", title="Alt", valid_until=in_days(-1))
        make_directive(profile, amount(lump="2"), key="neu", title="Neu", valid_from=in_days(0), valid_until=in_days(0))
        make_directive(profile, amount(lump="3"), key="spaeter", title="Später", valid_from=in_days(1))

        seen = page(client, profile)

        assert "2\xa0€" in seen
        assert "1\xa0€" not in seen
        assert "3\xa0€" not in seen
        assert re.search(r"gilt heute</span> <a [^>]*>Neu", seen)
        assert re.search(r"frühere Fassung</span> <a [^>]*>Alt", seen)
        assert re.search(r"gilt später</span> <a [^>]*>Später", seen)

    def test_a_period_that_nobody_has_verified_is_no_certainty(self, client, profile):
        make_directive(profile, key="alt", title="Alt", valid_until=in_days(-1), validity=UNVERIFIED)
        seen = page(client, profile)
        assert re.search(r"Zeitraum nicht bekannt</span> <a [^>]*>Alt", seen)
        assert "Keine der bekannten Fassungen gilt nachweislich heute." in seen

    def test_calls_and_budgets(self, client, profile):
        make_call(profile, -2, 3, title="Dritte Phase", budget="5000000.50", citation="Erlass", is_verified=True)
        make_call(profile, title="Ohne alles")
        ProgrammeBudget.objects.create(programme=profile.programme, year=2026, amount="7000000")
        seen = page(client, profile)
        assert "noch 3 Tage" in seen
        assert "5.000.000,50\xa0€" in seen
        assert "Zeitraum nicht bekannt" in seen
        assert "7.000.000\xa0€ (2026)" in seen
        assert seen.index("Dritte Phase") < seen.index("Ohne alles")

    def test_real_awards_stand_beside_the_limit(self, client, profile, places):
        make_directive(profile, THREE, FOUR, key="pilot")
        units = [places[key] for key in ("071375004069", "071375004008", "071370003003")]
        programme = profile.programme

        def award(title, euros, partners, **more):
            grant = GrantData(programme=programme, amount=euros)
            return make_cooperation(title, *partners, grants=[grant], **more)

        award("Über der Grenze", 215940, units)
        award("Darunter", 100000, units)
        award("Sechs Partner", 420000, [*units, places["07336"], places["073150000000"], places["07137"]])
        award("Liste unvollständig", 999000, units, participants_note="Die Liste ist abgeschnitten.")
        award("Entwurf", 123456, units, published=False)
        award("Ohne Betrag", None, units)

        rows = dict(re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>.*?(<td>.*?)</tr>', page(client, profile)))

        assert "über der veröffentlichten Obergrenze" in rows["Über der Grenze"]
        assert "höchstens 210.000\xa0€" in rows["Über der Grenze"]
        assert "über" not in rows["Darunter"]
        assert "höchstens 320.000\xa0€" in rows["Sechs Partner"]
        assert "keine Obergrenze zum Vergleich" in rows["Liste unvollständig"]
        assert rows.keys().isdisjoint({"Entwurf", "Ohne Betrag"})

    def test_what_is_typed_is_text(self, client, profile):
        profile.summary = "<script>alert(1)</script>"
        profile.save()
        make_directive(profile, amount(lump="1", title="<b>fett</b>"), title="<i>schräg</i>")
        raw = client.get(profile.get_absolute_url()).content.decode()
        assert "<script>alert" not in raw
        assert "<i>schräg" not in raw

    def test_it_exists_for_others_only_when_it_is_published(self, client, places):
        hidden = make_profile("Noch nicht", is_published=False)
        addresses = [hidden.get_absolute_url(), reverse("funding:programme_deadlines", args=["noch-nicht"])]
        assert [client.get(address).status_code for address in addresses] == [404, 404]
        client.force_login(desk())
        assert "Noch nicht veröffentlicht" in page(client, hidden)

    def test_a_guest_gets_no_form_and_a_member_a_button(self, client, profile):
        guest = client.get(profile.get_absolute_url()).content.decode()
        assert "csrfmiddlewaretoken" not in guest
        assert "/konto/anmelden/?next=%2Ffoerderung%2Fpilotfoerderung%2F" in guest
        client.force_login(make_user())
        assert "Programm beobachten" in page(client, profile)

    def test_queries(self, client, profile, places, django_assert_num_queries):
        for number in range(6):
            make_call(profile, 0, number)
            make_directive(profile, THREE, key=f"key-{number}", valid_from=in_days(-number))
            make_cooperation(
                f"Kooperation {number}", places["07137"], grants=[GrantData(programme=profile.programme, amount=1000)]
            )
        page(client, profile)
        with django_assert_num_queries(7):  # programme, texts, versions, calls, budgets, topics, awards
            page(client, profile)


class TestDirective:
    @pytest.fixture
    def full(self, profile):
        return make_directive(
            profile,
            rule(
                when("duration_years", "at_least", Decimal(5)), key="dauer", title="Mindestdauer", note="Auch länger."
            ),
            rule(when("is_new", "equals", True), key="neu", title="Neu", citation=UNVERIFIED),
            rule(when("saving_percent", "at_least", None), key="ersparnis", title="Ersparnis"),
            amount(key="betrag", lump="175000", each="35000", per="partners_in_land", above=2, rate="90"),
            key="voll",
            title="Richtlinie 2026",
            costs=(CostItem("Beratung", True, VERIFIED), CostItem("Schulden", False, VERIFIED)),
            papers=(Paper("Antrag", VERIFIED), Paper("Beschluss", VERIFIED, is_resolution=True)),
            awards=(Award("Erster Verbund", Decimal(300000), 3, VERIFIED),),
        )

    def test_every_rule_stands_with_where_it_is_written(self, client, full):
        seen = page(client, full)
        parts = dict(re.findall(r'id="((?:regel|betrag)-\w+)"(.*?)</li>', seen))
        assert parts.keys() == {"regel-dauer", "regel-neu", "regel-ersparnis", "betrag-betrag"}
        assert "mindestens 5 Jahre" in parts["regel-dauer"]
        assert "Auch länger." in parts["regel-dauer"]
        for part in ("regel-dauer", "betrag-betrag"):
            assert 'href="https://example.org/richtlinie"' in parts[part]
            assert "gelesen am 5. Januar 2026" in parts[part]
            assert ">geprüft<" in parts[part]
        assert "geforderter Wert nicht bekannt" in parts["regel-ersparnis"]
        assert "175.000\xa0€" in parts["betrag-betrag"]
        assert "90\xa0%" in parts["betrag-betrag"]

    def test_an_unverified_rule_warns_only(self, client, full):
        part = re.search(r'id="regel-neu"(.*?)</li>', page(client, full)).group(1)
        assert "badge--danger" not in part
        assert "warnt sie nur" in part
        assert ">ungeprüft<" in part

    def test_costs_papers_and_awards(self, client, full):
        seen = page(client, full)
        order = [
            "Förderfähig<",
            "Beratung",
            "Nicht förderfähig",
            "Schulden",
            "Unterlagen",
            "Antrag",
            "Beschluss",
            "Erster",
        ]
        places_of = [seen.index(f">{word}", seen.index('id="kosten"')) for word in order]
        assert places_of == sorted(places_of)
        assert "über der veröffentlichten Obergrenze" in seen  # 300,000 beside 210,000

    def test_the_file_says_what_the_page_says(self, client, full):
        stored = read(full.content)
        for kind in ("yaml", "json"):
            address = reverse("funding:directive_file", args=["pilotfoerderung", "voll", kind])
            answer = client.get(address)
            assert read(parse(answer.content, f"voll.{kind}")) == stored
            assert f'filename="voll.{kind}"' in answer["Content-Disposition"]
        wrong = reverse("funding:directive_file", args=["pilotfoerderung", "voll", "exe"])
        assert client.get(wrong).status_code == 404

    @pytest.mark.parametrize("state", [DirectiveState.DRAFT, DirectiveState.SUBMITTED, DirectiveState.WITHDRAWN])
    def test_what_is_not_released_exists_for_the_desk_only(self, client, profile, full, state):
        make_directive(profile, key="entwurf", title="Noch nicht", state=state)
        slug = "pilotfoerderung"
        addresses = [
            reverse("funding:directive", args=[slug, "entwurf"]),
            reverse("funding:directive_file", args=[slug, "entwurf", "yaml"]),
            reverse("funding:differences", args=[slug, "voll", "entwurf"]),
            reverse("funding:differences", args=[slug, "entwurf", "voll"]),
        ]
        assert [client.get(address).status_code for address in addresses] == [404] * 4
        assert "Noch nicht" not in page(client, profile)
        client.force_login(make_user())
        assert client.get(addresses[0]).status_code == 404
        client.force_login(desk())
        assert [client.get(address).status_code for address in addresses] == [200] * 4
        assert "Diese Fassung ist nicht freigegeben." in client.get(addresses[0]).content.decode()
        assert str(state.label) in page(client, profile)

    def test_a_draft_that_cannot_be_read_says_why(self, client, profile):
        draft = make_directive(profile, key="kaputt", state=DirectiveState.DRAFT)
        Directive.objects.filter(pk=draft.pk).update(content={"key": "kaputt", "rules": [{"severty": "warn"}]})
        client.force_login(desk())
        seen = page(client, draft)
        assert "Diese Fassung lässt sich noch nicht lesen" in seen
        assert "severty" in seen

    def test_it_belongs_to_one_programme(self, client, full, places):
        make_profile("Anderes", places["07"])
        assert client.get(reverse("funding:directive", args=["anderes", "voll"])).status_code == 404

    def test_differences_name_the_earlier_version_first(self, client, profile):
        make_directive(
            profile, rule(when("partners", "at_least", 2)), key="alt", title="Alt", valid_from=dt.date(2019, 1, 1)
        )
        make_directive(
            profile, rule(when("partners", "at_least", 3)), key="neu", title="Neu", valid_from=dt.date(2021, 1, 1)
        )
        slug = "pilotfoerderung"
        seen = [
            client.get(reverse("funding:differences", args=[slug, *keys])).content.decode()
            for keys in (("alt", "neu"), ("neu", "alt"))
        ]
        lines = [re.findall(r"<td [^>]*>(.*?)</td>", html.unescape(part)) for part in seen]
        assert lines[0] == lines[1]
        # laid out as cards on a phone, which takes its meaning from a table without roles
        parts = re.findall(r"<(?:table|thead|tbody|tr|th|td)\b[^>]*>", seen[0])
        assert [part for part in parts if "role=" not in part] == []
        assert any(
            "mindestens 2" in old and "mindestens 3" in new for old, new in zip(lines[0], lines[0][1:], strict=False)
        )
        assert client.get(reverse("funding:differences", args=[slug, "alt", "alt"])).status_code == 404

    def test_queries(self, client, full, django_assert_num_queries):
        page(client, full)
        with django_assert_num_queries(4):  # the version, the others, names of topics and of legal forms
            page(client, full)


class TestAmountTable:
    @pytest.mark.parametrize(
        ("entries", "lines"),
        [
            ([amount(lump="1000")], [("2 bis 8", "1.000\xa0€")]),
            ([amount(rate="90")], [("2 bis 8", "90\xa0% der förderfähigen Kosten")]),
            (
                [amount(rate="85", cap="90000")],
                [("2 bis 8", "85\xa0% der förderfähigen Kosten, höchstens 90.000\xa0€")],
            ),
            (
                [amount(when("partners_in_land", "equals", 8), lump="5")],
                [("2 bis 7", "nicht veröffentlicht"), ("8", "5\xa0€")],
            ),
            ([amount(when("partners", "at_least", 9), lump="5")], []),
            ([amount(when("financially_weak", "equals", True), lump="5")], []),
            ([], []),
        ],
    )
    def test_lines(self, entries, lines):
        assert [(line.partners, line.words) for line in amount_table(text(*entries), DAY)] == lines

    def test_the_share_of_nrw_grows_with_the_partners(self):
        rule_of_nrw = amount(lump="175000", each="35000", per="partners_in_land", above=2, rate="90")
        lines = amount_table(text(rule_of_nrw), DAY)
        assert [line.words.rpartition(" ")[2] for line in lines][:3] == ["175.000\xa0€", "210.000\xa0€", "245.000\xa0€"]
        assert len(lines) == 7

    def test_what_has_run_out_gives_nothing(self):
        over = amount(lump="1000", valid_until=DAY - dt.timedelta(days=1))
        assert amount_table(text(over), DAY) == []


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_directive_has_a_page(client, places, path):
    content = parse(path.read_bytes(), path.name)
    said = read(content)
    profile = make_profile("Programm", places.get(said.land))
    row = make_directive(profile, key=said.key)
    Directive.objects.filter(pk=row.pk).update(content=content, title=said.title)

    seen = page(client, row)

    for entry in said.rules:
        assert f'id="regel-{entry.key}"' in seen
    for entry in said.amounts:
        assert f'id="betrag-{entry.key}"' in seen
    citations = [entry.citation for entry in (*said.rules, *said.amounts)]
    assert seen.count(">ungeprüft<") >= sum(not citation.verified for citation in citations)
    assert all(citation.url in seen for citation in citations if isinstance(citation, Citation))
