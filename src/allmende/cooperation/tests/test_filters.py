# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The filters of the list: one value in the address, one condition each, counts that never promise an empty page."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from django.http import QueryDict

from allmende.cooperation.filters import CooperationQuery, Sorting
from allmende.cooperation.models import Cooperation, GrantPhase, Status
from allmende.cooperation.parts import GrantData
from allmende.cooperation.services import change_cooperation, publish
from allmende.cooperation.tests.factories import (
    make_alliance,
    make_cooperation,
    make_organisation,
    make_programme,
    make_rhineland,
    make_topic,
)
from allmende.core import searchables
from allmende.legal.models import LegalForm

FULL = (
    "q=Bu%C3%9Fgeld&land=07&kreis=07137&ort=071375004069&radius=20&thema=bussgeldstelle&status=running&status=ended"
    "&rechtsform=rp-zweckverband&partner_min=2&partner_max=5&foerderung=ikz&verbund=emh&sortierung=betrag"
)


def titles(query: CooperationQuery) -> list[str]:
    return [item.title for item in Cooperation.objects.published().matching(query)]


class TestAddress:
    def test_a_query_and_its_address_are_the_same_thing(self):
        query = CooperationQuery.from_params(QueryDict(FULL))
        assert query.urlencode() == FULL
        assert CooperationQuery.from_params(QueryDict(query.urlencode())) == query

    def test_the_order_of_parameters_does_not_matter(self):
        shuffled = "&".join(reversed(FULL.split("&")))
        assert CooperationQuery.from_params(QueryDict(shuffled)).urlencode() == FULL

    def test_nothing_given_is_an_empty_address(self):
        assert CooperationQuery().urlencode() == ""
        assert not CooperationQuery.from_params(QueryDict("sortierung=titel&radius=50&q=&seite=3"))

    @pytest.mark.parametrize(
        "nonsense",
        [
            "land=Hessen",
            "land=7",
            "kreis=0713",
            "ort=abc&radius=10",
            "radius=-5",
            "thema=%22%3E%3Cscript%3E",
            "status=lebt",
            "partner_min=viele",
            "partner_max=-1",
            "partner_min=%C2%B2",
            "sortierung=zufall",
            "q=%00",
        ],
    )
    def test_nonsense_counts_as_not_given(self, nonsense):
        assert CooperationQuery.from_params(QueryDict(nonsense)) == CooperationQuery()

    def test_a_radius_has_a_limit_and_needs_a_place(self):
        assert CooperationQuery.from_params(QueryDict("ort=07137&radius=9999")).radius == 200
        assert CooperationQuery.from_params(QueryDict("radius=20")).radius == 0

    def test_one_filter_can_be_taken_away(self):
        query = CooperationQuery.from_params(QueryDict(FULL))
        assert query.without("status", "running").status == ("ended",)
        assert query.without("ort") == replace(query, ort="", radius=0)
        assert query.without("land") == replace(query, land="", kreis="")
        assert query.active[:3] == ("q", "land", "kreis")
        assert "radius" not in query.active

    def test_a_mapping_is_read_like_a_query(self):
        assert CooperationQuery.from_params({"status": ["idea"], "land": "07"}).status == ("idea",)


@pytest.mark.django_db
class TestMatching:
    def test_drafts_are_not_in_the_public_list(self):
        make_cooperation("Entwurf", published=False)
        make_cooperation("Offen")
        assert titles(CooperationQuery()) == ["Offen"]

    def test_land_and_kreis_find_by_any_partner(self):
        places = make_rhineland()
        make_cooperation("Im Kreis", places["071375004"], places["07336"])
        make_cooperation("In Hessen", places["065350006006"])
        assert titles(CooperationQuery(land="07")) == ["Im Kreis"]
        assert titles(CooperationQuery(kreis="07336")) == ["Im Kreis"]
        assert titles(CooperationQuery(kreis="06535")) == ["In Hessen"]

    def test_an_organisation_is_found_where_its_territory_is(self):
        places = make_rhineland()
        make_cooperation("Verband", make_organisation("Zweckverband X", "zweckverband", places["065350006006"]))
        assert titles(CooperationQuery(land="06")) == ["Verband"]
        assert titles(CooperationQuery(land="07")) == []

    def test_the_place_itself_stands_for_its_verband_and_kreis_too(self):
        places = make_rhineland()
        make_cooperation("Stadt", places["071375004069"])
        make_cooperation("Verbandsgemeinde", places["071375004"])
        make_cooperation("Kreis", places["07137"])
        make_cooperation("Nachbar", places["071375004008"])
        found = titles(CooperationQuery(ort="071375004069"))
        assert found == ["Kreis", "Stadt", "Verbandsgemeinde"]
        assert titles(CooperationQuery(ort="071375004")) == ["Kreis", "Nachbar", "Stadt", "Verbandsgemeinde"]

    def test_the_radius_reaches_points_on_the_ground(self):
        places = make_rhineland()
        make_cooperation("Andernach", places["071370003003"])
        make_cooperation("Bell", places["071375004008"])
        make_cooperation("Mainz", places["073150000000"])
        mendig = CooperationQuery(ort="071375004069")
        assert titles(mendig) == []
        assert titles(replace(mendig, radius=5)) == ["Bell"]
        assert titles(replace(mendig, radius=15)) == ["Andernach", "Bell"]
        assert titles(replace(mendig, radius=100)) == ["Andernach", "Bell", "Mainz"]

    def test_an_unknown_place_matches_nothing(self):
        make_cooperation("Kreis", make_rhineland()["07137"])
        assert titles(CooperationQuery(ort="099999999999", radius=50)) == []

    def test_a_main_area_stands_for_its_sub_topics(self):
        make_cooperation("Bußgeld", topics=[make_topic("Bußgeldstelle", parent="Sicherheit und Ordnung")])
        make_cooperation("Archiv", topics=[make_topic("Archivwesen", parent="Kultur")])
        assert titles(CooperationQuery(thema="sicherheit-und-ordnung")) == ["Bußgeld"]
        assert titles(CooperationQuery(thema="bussgeldstelle")) == ["Bußgeld"]
        assert titles(CooperationQuery(thema="gibt-es-nicht")) == []

    def test_several_states_add_up(self):
        for status in (Status.IDEA, Status.RUNNING, Status.ENDED):
            make_cooperation(status.value, status=status)
        assert titles(CooperationQuery(status=("idea", "ended"))) == ["ended", "idea"]

    def test_legal_form_alliance_and_funding(self):
        form = LegalForm.objects.create(key="zv", name="Zweckverband")
        alliance = make_alliance("Verbund")
        programme = make_programme("Pilot")
        phase = GrantPhase.objects.create(programme=programme, key="pilot-1", label="1. Phase")
        make_cooperation("A", legal_form=form)
        make_cooperation("B", alliance=alliance)
        make_cooperation("C", grants=[GrantData(programme=programme, phase=phase)])
        make_cooperation("D", grants=[GrantData(programme=programme)])
        assert titles(CooperationQuery(rechtsform="zv")) == ["A"]
        assert titles(CooperationQuery(verbund="verbund")) == ["B"]
        assert titles(CooperationQuery(foerderung="pilot")) == ["C", "D"]
        assert titles(CooperationQuery(foerderung="pilot-1")) == ["C"]

    def test_the_number_of_partners_counts_who_carries_the_task(self):
        places = make_rhineland()
        make_cooperation("Drei", places["07137"], places["07336"], places["073150000000"])
        make_cooperation("Eine", places["07137"])
        make_cooperation("Keine genannt")
        assert titles(CooperationQuery(partner_min=2)) == ["Drei"]
        assert titles(CooperationQuery(partner_max=1)) == ["Eine", "Keine genannt"]
        assert titles(CooperationQuery(partner_min=1, partner_max=1)) == ["Eine"]

    def test_text_finds_all_words_in_any_spelling(self):
        places = make_rhineland()
        make_cooperation("Zentrale Bußgeldstelle", places["071375004"], tasks="Blitzer an der Mosel")
        for text in (
            "bussgeld", "BUẞGELD mendig", "blitzer mosel", "Zentrale  Bußgeldstelle", "Stelle für Bußgelder",
            "Bußgeldstele", '"an der Mosel"', "ort:Mendig", "bußgeld -archiv", "Zentr",
        ):  # fmt: skip
            assert titles(CooperationQuery(q=text)) == ["Zentrale Bußgeldstelle"], text
        for text in ("bussgeld archiv", "100%", "bußgeld -mosel", '"der an Mosel"', "ort:Mainz", "…", '"', "-", "ort:"):
            assert titles(CooperationQuery(q=text)) == [], text

    def test_a_text_is_sorted_by_relevance_unless_another_order_is_chosen(self):
        make_cooperation("Allerlei Aufgaben", tasks="Auch ein Archiv wird gemeinsam geführt.")
        make_cooperation("Gemeinsames Archiv")
        make_cooperation("Zweckverband ohne")
        query = CooperationQuery.from_params({"q": "archiv"})
        assert query.order == Sorting.RELEVANCE
        assert titles(query) == ["Gemeinsames Archiv", "Allerlei Aufgaben"]
        by_title = CooperationQuery.from_params({"q": "archiv", "sortierung": "titel"})
        assert by_title.urlencode() == "q=archiv&sortierung=titel"
        assert titles(by_title) == ["Allerlei Aufgaben", "Gemeinsames Archiv"]
        assert by_title.without("q").order == Sorting.TITLE
        assert CooperationQuery.from_params({"sortierung": "relevanz"}) == CooperationQuery()

    def test_words_of_drafts_neither_show_nor_correct_anything(self):
        """Who types a word that stands in a draft only gets what they would get without the draft."""
        make_cooperation("Gemeinsamer Bauhof")
        before = titles(CooperationQuery(q="Bauhoff"))
        make_cooperation("Bauhoff", published=False)
        assert titles(CooperationQuery(q="Bauhoff")) == before == ["Gemeinsamer Bauhof"]
        assert {item.title for item in Cooperation.objects.matching(CooperationQuery(q="Bauhoff"))} == {
            "Bauhoff", "Gemeinsamer Bauhof",
        }  # fmt: skip

    def test_a_cooperation_appears_once_whatever_its_partners(self):
        places = make_rhineland()
        make_cooperation("Viele", places["07137"], places["071375004"], places["071375004069"])
        assert titles(CooperationQuery(land="07", kreis="07137", ort="071375004069", radius=50)) == ["Viele"]

    def test_sorting_puts_the_unknown_last_and_never_jumps(self):
        programme = make_programme()
        make_cooperation("A ohne alles")
        make_cooperation(
            "B alt", starts_on=dt.date(2010, 1, 1), grants=[GrantData(programme=programme, amount=Decimal(9))]
        )
        make_cooperation(
            "C neu", starts_on=dt.date(2024, 1, 1), grants=[GrantData(programme=programme, amount=Decimal(5))]
        )
        make_cooperation("A auch ohne alles")
        unknown = ["A auch ohne alles", "A ohne alles"]
        assert titles(CooperationQuery(sortierung=Sorting.NEWEST)) == ["C neu", "B alt", *unknown]
        assert titles(CooperationQuery(sortierung=Sorting.AMOUNT)) == ["B alt", "C neu", *unknown]
        assert titles(CooperationQuery(sortierung=Sorting.PARTNERS)) == [*unknown, "B alt", "C neu"]
        assert titles(CooperationQuery(sortierung=Sorting.CONFIRMED)) == [*unknown, "B alt", "C neu"]


@pytest.mark.django_db
class TestFacets:
    def test_every_count_is_what_choosing_that_option_shows(self):
        """Whatever filters are set: option and other filters together give exactly the promised number."""
        self.fill(random.Random(4))
        for query in self.queries():
            facets = Cooperation.objects.published().facets(query)
            assert facets.total == len(titles(query))
            for name in ("land", "kreis", "thema", "status", "rechtsform", "foerderung", "verbund"):
                for option in getattr(facets, name):
                    value = (option.value,) if name == "status" else option.value
                    assert option.count == len(titles(replace(query, **{name: value}))), (query, name, option)

    def fill(self, chance: random.Random) -> None:
        places = list(make_rhineland().values())[2:]
        topics = [make_topic(name, parent=above) for name, above in (("X1", "X"), ("X2", "X"), ("Y1", "Y"))]
        forms = [LegalForm.objects.create(key=f"form-{n}", name=f"Form {n}") for n in range(2)]
        alliance = make_alliance("Verbund")
        programme = make_programme("Pilot")
        phases = [GrantPhase.objects.create(programme=programme, key=f"p{n}", label=f"Phase {n}") for n in range(2)]
        for number in range(12):
            make_cooperation(
                f"Nummer {number}",
                *chance.sample(places, chance.randint(0, 3)),
                topics=chance.sample(topics, chance.randint(1, 2)),
                status=chance.choice(Status.values[:3]),
                legal_form=chance.choice([None, *forms]),
                alliance=chance.choice([None, alliance]),
                grants=[
                    GrantData(programme=programme, phase=phase) for phase in chance.sample(phases, chance.randint(0, 2))
                ],
            )

    def queries(self) -> list[CooperationQuery]:
        return [
            CooperationQuery(),
            CooperationQuery(land="07"),
            CooperationQuery(land="07", kreis="07137"),
            CooperationQuery(thema="x", status=("idea", "planned")),
            CooperationQuery(partner_min=2, foerderung="p1"),
            CooperationQuery(ort="071375004069", radius=30, rechtsform="form-1"),
            CooperationQuery(q="nummer 1", verbund="verbund"),
        ]

    def test_an_alliance_that_is_a_draft_is_no_choice(self):
        alliance = make_alliance("Geheimer Verbund", published=False)
        make_cooperation("Offen", alliance=alliance)
        for query in (CooperationQuery(), CooperationQuery(verbund=alliance.slug)):
            assert Cooperation.objects.published().facets(query).verbund == ()
        assert titles(CooperationQuery(verbund=alliance.slug)) == []
        publish(subject=alliance, by=None)
        (option,) = Cooperation.objects.published().facets(CooperationQuery()).verbund
        assert (option.label, option.count) == ("Geheimer Verbund", 1)

    def test_a_selected_option_stays_even_when_empty(self):
        make_cooperation(status=Status.RUNNING)
        facets = Cooperation.objects.published().facets(CooperationQuery(status=("idea",)))
        assert [(item.value, item.count, item.selected) for item in facets.status] == [
            ("idea", 0, True),
            ("running", 1, False),
        ]
        assert facets.total == 0

    def test_main_areas_come_before_their_sub_topics(self):
        make_cooperation(
            topics=[make_topic("Bußgeldstelle", parent="Ordnung"), make_topic("Standesamt", parent="Ordnung")]
        )
        facets = Cooperation.objects.published().facets(CooperationQuery())
        assert [(item.label, item.depth, item.count) for item in facets.thema] == [
            ("Ordnung", 0, 1),
            ("Bußgeldstelle", 1, 1),
            ("Standesamt", 1, 1),
        ]


@pytest.mark.django_db
class TestQueryCounts:
    @pytest.mark.parametrize("count", [2, 20])
    def test_cards_take_three_queries(self, django_assert_num_queries, count):
        self.fill(count)
        with django_assert_num_queries(3):
            for item in Cooperation.objects.published().matching(CooperationQuery()).for_cards():
                assert item.partner_count == 3
                assert item.grant_total == 500
                assert item.lead is None
                assert [topic.name for topic in item.topics.all()] == ["Bußgeldstelle"]
                assert {part.place.name for part in item.participations.all()} >= {"Mendig"}

    @pytest.mark.parametrize("count", [2, 20])
    def test_facets_take_six_queries(self, django_assert_num_queries, count):
        self.fill(count)
        with django_assert_num_queries(6):
            Cooperation.objects.published().facets(CooperationQuery(land="07", thema="bussgeldstelle"))

    @pytest.mark.parametrize("count", [2, 20])
    def test_a_text_takes_one_more_while_the_index_is_up_to_date(self, django_assert_num_queries, count):
        """For the number it has to stand at. The first time there is one for the synonyms besides."""
        self.fill(count)
        cooperations, query = Cooperation.objects.published(), CooperationQuery(land="07", q="nummer")
        assert len(cooperations.matching(replace(query, q="verband"))) == count
        with django_assert_num_queries(6 + 2):
            cooperations.facets(query)
        with django_assert_num_queries(6 + 1):
            cooperations.facets(query)
        with django_assert_num_queries(1 + 1):
            assert len(cooperations.matching(query)) == count

    @pytest.mark.parametrize("count", [2, 20])
    def test_details_take_six_queries(self, django_assert_num_queries, count):
        self.fill(count)
        with django_assert_num_queries(6):
            for item in Cooperation.objects.published().with_details():
                list(item.grants.all()), list(item.sources.all()), list(item.period_costs.all())
                assert item.grants.all()[0].programme.name

    def fill(self, count: int) -> None:
        places = make_rhineland()
        grant = GrantData(programme=make_programme(), amount=Decimal(500))
        verband = make_organisation("Zweckverband", "zweckverband", places["073150000000"])
        for number in range(count):
            make_cooperation(f"Nummer {number}", places["071375004"], places["07336"], verband, grants=[grant])


@pytest.mark.django_db
def test_a_changed_title_is_found_under_its_new_name():
    cooperation = make_cooperation("Alter Name")
    change_cooperation(cooperation=cooperation, by=None, values={"title": "Neuer Name"})
    assert titles(CooperationQuery(q="neuer")) == ["Neuer Name"]
    assert titles(CooperationQuery(q="alter")) == []


@pytest.mark.django_db
def test_a_renamed_place_is_found_under_its_new_name():
    places = make_rhineland()
    make_cooperation("Bauhof", places["07336"])
    assert titles(CooperationQuery(q="westpfalz")) == []
    places["07336"].name = "Westpfalz"
    places["07336"].save()
    searchables.everything_changed()
    assert titles(CooperationQuery(q="westpfalz")) == ["Bauhof"]
