# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Where programmes and directives are met elsewhere: in the search, the sitemap, on pages of places and cooperations;
and what the Fördercheck reads.
"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from allmende.accounts.tests.organisation_stories import desk
from allmende.cooperation.parts import GrantData
from allmende.cooperation.tests.factories import make_cooperation, make_rhineland, make_topic
from allmende.core import searchables, sitemap
from allmende.funding.models import Directive, DirectiveState
from allmende.funding.released import released_texts
from allmende.funding.searchables import DIRECTIVES, PROGRAMMES, DirectiveSource, ProgrammeSource
from allmende.funding.tests.building import rule, when
from allmende.funding.tests.finder_stories import in_days, make_directive, make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db):
    return make_rhineland()


@pytest.fixture
def profile(places):
    topic = make_topic("Bauhof", parent="Infrastruktur")
    return make_profile("Pilotförderung", places["07"], authority="Trierer Direktion", topics=[topic])


class TestSearch:
    @pytest.mark.parametrize("text", ["Pilotförderung", "Trierer", "Rheinland-Pfalz", "Bauhof", "Infrastruktur"])
    def test_a_programme_is_found_by_what_it_says(self, profile, text):
        make_profile("Etwas anderes")
        assert searchables.find_keys(PROGRAMMES, text).numbers == [profile.pk]

    @pytest.mark.parametrize("text", ["Zinsen", "Grundsätze", "Pilotförderung"])
    def test_a_directive_is_found_by_its_rules(self, profile, text):
        entry = rule(when("partners", "at_least", 2), title="Mindestzahl", note="Zinsen zählen nicht.")
        found = make_directive(profile, entry, title="Grundsätze 2026")
        assert searchables.find_keys(DIRECTIVES, text).numbers == [found.pk]

    def test_drafts_are_for_the_desk(self, profile):
        draft = make_directive(profile, key="entwurf", state=DirectiveState.DRAFT)
        hidden = make_profile("Geheim", is_published=False)
        of_hidden = make_directive(hidden, key="geheim")
        entries = [*ProgrammeSource().entries([str(hidden.pk)])]
        entries += DirectiveSource().entries([str(draft.pk), str(of_hidden.pk)])
        assert len(entries) == 3
        visitor, colleague = (set(searchables.audiences_of(user)) for user in (AnonymousUser(), desk()))
        assert not any(visitor & set(entry.audience) for entry in entries)
        assert all(colleague & set(entry.audience) for entry in entries)

    def test_a_programme_that_is_published_takes_its_directives_along(self, profile):
        directive = make_directive(profile)
        keys = {str(key) for key in DirectiveSource().related_keys(profile)}
        assert keys == {str(directive.pk)}

    def test_the_sitemap_knows_what_everybody_may_read(self, profile):
        make_directive(profile, key="gilt")
        make_directive(profile, key="entwurf", state=DirectiveState.DRAFT)
        make_directive(make_profile("Geheim", is_published=False), key="geheim")
        mine = [address for address in sitemap.addresses() if address.startswith("/foerderung/")]
        assert mine == [
            "/foerderung/",
            "/foerderung/pilotfoerderung/",
            "/foerderung/pilotfoerderung/richtlinien/gilt/",
        ]


class TestPanels:
    def test_a_place_shows_the_programmes_of_its_land(self, client, places, profile):
        make_profile("Hessisch", places["06"])
        for ars, query in (("07", "land=07"), ("071375004069", "ort=071375004069")):
            html = client.get(places[ars].get_absolute_url()).content.decode()
            assert 'id="foerderprogramme">Förderung in diesem Land<' in html
            assert "/foerderung/pilotfoerderung/" in html
            assert "Hessisch" not in html
            assert f"/foerderung/?{query}" in html

    def test_a_land_without_any_shows_nothing(self, client, places, profile):
        assert 'id="foerderprogramme"' not in client.get(places["06"].get_absolute_url()).content.decode()

    def test_a_cooperation_leads_to_the_programmes_that_paid(self, client, places, profile):
        hidden = make_profile("Geheim", is_published=False)
        paid_by = [(profile, 1000), (profile, 2000), (hidden, 1000)]
        grants = [GrantData(programme=each.programme, amount=euros) for each, euros in paid_by]
        paid = make_cooperation("Bezahlt", places["07137"], grants=grants)
        unpaid = make_cooperation("Unbezahlt", places["07137"])
        html = client.get(paid.get_absolute_url()).content.decode()
        assert html.count('href="/foerderung/pilotfoerderung/"') == 1
        assert "/foerderung/geheim/" not in html
        assert "/foerderung/pilotfoerderung/" not in client.get(unpaid.get_absolute_url()).content.decode()


class TestReleased:
    def test_only_what_is_released_and_published(self, profile):
        make_directive(profile, key="gilt")
        for state in (DirectiveState.DRAFT, DirectiveState.SUBMITTED, DirectiveState.WITHDRAWN):
            make_directive(profile, key=f"kein-{state}", state=state)
        make_directive(make_profile("Geheim", is_published=False), key="geheim")
        assert [(found.slug, found.text.key) for found in released_texts()] == [("pilotfoerderung", "gilt")]

    def test_by_day_what_may_apply(self, profile):
        make_directive(profile, key="alt", valid_until=in_days(-1))
        make_directive(profile, key="heute", valid_from=in_days(0), valid_until=in_days(0))
        make_directive(profile, key="morgen", valid_from=in_days(1))
        assert [found.text.key for found in released_texts(in_days(0))] == ["heute"]
        assert [found.text.key for found in released_texts()] == ["morgen", "heute", "alt"]

    def test_one_query_and_each_text_is_read_once(self, profile, django_assert_num_queries):
        for number in range(3):
            make_directive(profile, key=f"key-{number}")
        before = released_texts()
        with django_assert_num_queries(1):
            again = released_texts()
        assert all(first.text is second.text for first, second in zip(before, again, strict=True))

    def test_what_has_changed_is_read_again(self, profile):
        row = make_directive(profile, title="Alt")
        assert released_texts()[0].text.title == "Alt"
        Directive.objects.filter(pk=row.pk).update(content=row.content | {"title": "Neu"})
        assert released_texts()[0].text.title == "Neu"

    def test_one_broken_row_silences_no_other(self, profile):
        broken = make_directive(profile, key="kaputt")
        make_directive(profile, key="gut")
        Directive.objects.filter(pk=broken.pk).update(content={"key": "kaputt", "rules": 7})
        assert [found.text.key for found in released_texts()] == ["gut"]
