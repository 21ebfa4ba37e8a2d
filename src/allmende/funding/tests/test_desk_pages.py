# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The pages of the desk around the editor: programmes, calls, files, new versions, the steps to release."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from allmende.cooperation.models import Programme
from allmende.funding.desk.directive_forms import next_key
from allmende.funding.files.reading import read
from allmende.funding.files.writing import as_content, to_json, to_yaml
from allmende.funding.models import Call, Directive, DirectiveState, ProgrammeProfile
from allmende.funding.services import directives
from allmende.funding.tests.desk_stories import Desk, two_partners

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def anna(desk, client):
    client.force_login(desk.anna)
    return client


def step_of(directive: Directive, word: str) -> str:
    return reverse("funding:desk_directive_step", args=[directive.key, word])


def test_the_overview_shows_ones_own_area(desk, anna, client):
    broken = two_partners(key="he-2026", cases=())
    desk.draft(said=broken)
    page = anna.get(reverse("funding:desk")).text
    assert "IKZ in Hessen" in page
    assert "Förderung pflegen" in page
    client.force_login(desk.rita)
    assert "IKZ in Hessen" not in client.get(reverse("funding:desk")).text


def test_what_waits_for_release_comes_first(desk, anna):
    directives.submit_directive(directive=desk.draft(), by=desk.anna)
    page = anna.get(reverse("funding:desk")).text
    assert page.index("Wartet auf Freigabe") < page.index("IKZ in Hessen")
    assert "2 gehen auf" in page


def test_a_programme_is_described_and_published(desk, anna):
    url = reverse("funding:desk_programme_create")
    typed = {"name": "Neues Programm", "funder": "Land", "land": desk.land.pk, "scope": "land", "summary": "Hilft."}
    for wrong, words in (
        ({"name": ""}, "geben Sie einem neuen einen Namen"),
        ({"land": ""}, "gehört zu einem Land"),
        ({"scope": "eu"}, "gehört zu einem Land"),
        ({"scope": "mond"}, "mond"),
        ({"contact_url": "javascript:x"}, "https://"),
        ({"read_on": "gestern"}, "ist kein Tag"),
        ({"cost_kinds": ["geheim"]}, "geheim"),
        ({"name": "IKZ in Hessen"}, "existiert bereits"),
    ):
        response = anna.post(url, typed | wrong)
        assert response.status_code == 422, wrong
        assert words in response.text, wrong
        assert "Hilft." in response.text
    assert anna.post(url, typed | {"is_published": "on", "cost_kinds": ["it"]}).status_code == 302
    made = ProgrammeProfile.objects.get(programme__name="Neues Programm")
    assert (made.summary, made.is_published, made.cost_kinds) == ("Hilft.", True, ["it"])
    change = reverse("funding:desk_programme_change", args=[made.pk])
    assert 'value="on"' in anna.get(change).text or "checked" in anna.get(change).text
    assert anna.post(change, {"scope": "land", "summary": "Anders.", "name": "Geheim"}).status_code == 302
    made.refresh_from_db()
    assert (made.summary, made.is_published, made.programme.name) == ("Anders.", False, "Neues Programm")
    assert anna.post(change, {"loeschen": "ja"}).status_code == 302
    assert not ProgrammeProfile.objects.filter(pk=made.pk).exists()
    assert Programme.objects.filter(name="Neues Programm").exists()


def test_a_desk_of_one_land_describes_no_programme_of_another(desk, client):
    client.force_login(desk.bert)
    typed = {"name": "Fremdes", "scope": "land", "land": reverse_key(desk)}
    assert client.post(reverse("funding:desk_programme_create"), typed).status_code == 422
    assert client.post(reverse("funding:desk_programme_create"), typed | {"land": "", "scope": "eu"}).status_code == 422
    assert not Programme.objects.filter(name="Fremdes").exists()


def reverse_key(desk: Desk) -> int:
    """The Land that Bert does not keep."""
    return desk.rita.desk_areas.get().pk


def test_calls_are_entered_moved_and_deleted(desk, anna):
    url = reverse("funding:desk_call_create", args=[desk.profile.pk])
    typed = {"title": "Phase 2027", "opens_on": "01.01.2027", "closes_on": "31.03.2027", "budget": "5.000.000"}
    for wrong in ({"title": ""}, {"closes_on": "31.12.2026"}, {"budget": "0"}, {"budget": "-1"}, {"budget": "9" * 20}):
        assert anna.post(url, typed | wrong).status_code == 422, wrong
    assert anna.post(url, typed).status_code == 302
    call = Call.objects.get()
    assert (call.closes_on, call.budget) == (dt.date(2027, 3, 31), Decimal(5_000_000))
    change = reverse("funding:desk_call", args=[call.pk])
    assert "5.000.000" in anna.get(change).text
    assert anna.post(change, typed | {"closes_on": "30.04.2027"}).status_code == 302
    call.refresh_from_db()
    assert (call.closes_on, call.sequence) == (dt.date(2027, 4, 30), 1)
    assert "Phase 2027" in anna.get(reverse("funding:desk_programme", args=[desk.profile.pk])).text
    assert anna.post(change, {"loeschen": "ja"}).status_code == 302
    assert not Call.objects.exists()


def test_a_new_version_from_an_old_one(desk, anna):
    old = desk.released()
    url = f"{reverse('funding:desk_directive_create', args=[desk.profile.pk])}?vorlage={old.key}"
    offered = anna.get(url).context["form"]
    assert offered["based_on"].value() == old.key
    assert next_key(offered["key"].value(), [], 2031) == next_key(old.key, [], 2031), "only the year is new"
    assert next_key("he-ikz-2021", ["he-ikz-2021", "he-ikz-2031"], 2031) == "he-ikz-2031-2"
    typed = {"based_on": old.key, "title": "Neu", "key": "he-2027", "valid_from": "01.01.2027"}
    for wrong, words in (
        ({"key": old.key}, "gibt es schon"),
        ({"key": "Groß"}, "Kleinbuchstaben"),
        ({"key": "x" * 61}, "60"),
        ({"title": ""}, "füllen"),
        ({"valid_from": ""}, "Ab wann"),
        ({"valid_until": "01.01.2020"}, "vor dem ersten"),
        ({"based_on": "fremd"}, "fremd"),
    ):
        response = anna.post(url, typed | wrong)
        assert response.status_code == 422, wrong
        assert words in response.text, wrong
    assert anna.post(url, typed).status_code == 302
    made = Directive.objects.get(key="he-2027")
    assert (made.based_on, made.state, len(read(made.content).rules)) == (old, DirectiveState.DRAFT, 1)
    page = anna.get(reverse("funding:desk_directive", args=[made.key])).text
    assert reverse("funding:differences", args=[desk.profile.programme.slug, made.key, old.key]) in page
    assert anna.post(url, typed).status_code == 422  # sent twice


def test_a_file_is_read_in_as_it_was_taken_out(desk, anna):
    url = reverse("funding:desk_directive_import", args=[desk.profile.pk])
    content = as_content(two_partners(key="he-datei"), programme="ikz-hessen")
    sent = SimpleUploadedFile("he.yaml", to_yaml(content).encode())
    assert anna.post(url, {"datei": sent}).status_code == 302
    made = Directive.objects.get(key="he-datei")
    assert made.content == content
    refused = anna.post(url, {"inhalt": to_json(content)})
    assert refused.status_code == 422
    assert "Kreuzen Sie an" in refused.text
    assert anna.post(url, {"inhalt": to_json(content), "ersetzen": "on"}).status_code == 302


@pytest.mark.parametrize("sort", ["yaml", "json"])
def test_every_problem_of_a_file_is_listed_with_its_place(desk, anna, sort):
    url = reverse("funding:desk_directive_import", args=[desk.profile.pk])
    content = as_content(two_partners(key="he-datei"))
    content["rules"][0] |= {"severty": "refuse", "severity": "<script>"}
    content["amounts"][0] |= {"lump": "viel"}
    page = anna.post(url, {"inhalt": to_yaml(content) if sort == "yaml" else to_json(content)})
    assert page.status_code == 422
    for words in ("rules[0].severty", "rules[0].severity", "amounts[0].lump", "Zeile", "Es wurde nichts übernommen."):
        assert words in page.text
    assert "severity&quot;: &quot;&lt;script" in page.text or "severity: &lt;script" in page.text  # kept, and harmless
    assert "<script>" not in page.text.partition("<main")[2]
    assert not Directive.objects.exists()


def test_what_is_no_directive_file_is_refused(desk, anna):
    url = reverse("funding:desk_directive_import", args=[desk.profile.pk])
    for data in (b"", b"\xff\xfe\x00", b"- a\n- b", b"a: &a [*a]", b"{" * 500, b'{"a": NaN}', b"x" * 1_000_001):
        response = anna.post(url, {"datei": SimpleUploadedFile("datei.yaml", data)})
        assert response.status_code == 422, data[:20]
    assert anna.post(url, {}).status_code == 422
    assert not Directive.objects.exists()


def test_a_draft_is_thrown_away_after_asking(desk, anna):
    draft = desk.draft()
    url = reverse("funding:desk_directive_delete", args=[draft.key])
    assert "nicht rückgängig" in anna.get(url).text
    assert anna.post(url).status_code == 302
    assert not Directive.objects.exists()
    kept = desk.released("he-zwei")
    url = reverse("funding:desk_directive_delete", args=[kept.key])
    assert anna.get(url).status_code == 404
    assert "Nur ein Entwurf" in anna.post(url, follow=True).text


def test_from_the_draft_to_the_release_and_back(desk, anna, client):
    draft = desk.draft()
    assert anna.get(step_of(draft, "freigeben")).status_code == 404
    assert anna.get(step_of(draft, "abnicken")).status_code == 404
    assert anna.post(step_of(draft, "freigabe")).status_code == 302
    assert anna.post(step_of(draft, "freigabe")).status_code == 422  # sent twice
    page = anna.get(reverse("funding:desk_directive", args=[draft.key])).text
    assert "wartet auf Freigabe durch eine andere Person" in page
    assert step_of(draft, "freigeben") not in page
    assert anna.get(step_of(draft, "freigeben")).status_code == 404
    assert anna.post(step_of(draft, "freigeben")).status_code == 404
    client.force_login(desk.bert)
    refused = client.post(step_of(draft, "zurueck"), {"reason": " "})
    assert refused.status_code == 422
    assert "Bitte nennen Sie den Grund." in refused.text
    client.post(step_of(draft, "zurueck"), {"reason": "Die <b>Fundstelle</b> fehlt."})
    client.force_login(desk.anna)
    page = client.get(reverse("funding:desk_directive", args=[draft.key])).text
    assert "Die &lt;b&gt;Fundstelle&lt;/b&gt; fehlt." in page
    client.post(step_of(draft, "freigabe"))
    client.force_login(desk.bert)
    page = client.get(step_of(draft, "freigeben"))
    assert f'name="version" value="{draft.version + 3}"' in page.text  # submitted, returned, submitted
    for version in ({}, {"version": draft.version + 1}, {"version": "²"}):
        stale = client.post(step_of(draft, "freigeben"), version)
        assert stale.status_code == 422
        assert "inzwischen geändert" in stale.text, "nobody releases what was changed since it was looked at"
    seen = {"version": draft.version + 3}
    assert client.post(step_of(draft, "freigeben"), seen).status_code == 302
    assert client.post(step_of(draft, "freigeben"), seen).status_code == 422
    assert desk.state_of(draft) == DirectiveState.RELEASED
    assert client.post(step_of(draft, "zurueckziehen"), {"reason": "Aufgehoben."}).status_code == 302
    assert "Aufgehoben." in client.get(reverse("funding:desk_directive", args=[draft.key])).text


def test_a_version_that_cannot_be_read_is_shown_as_far_as_it_goes(desk, anna):
    draft = desk.draft()
    Directive.objects.filter(pk=draft.pk).update(content=draft.content | {"geheim": 1})
    page = anna.get(reverse("funding:desk_directive", args=[draft.key]))
    assert "lässt sich noch nicht lesen" in page.text
    assert "Mindestens zwei Partner" in page.text
    assert "nicht lesbar" in anna.get(reverse("funding:desk")).text
    assert anna.get(reverse("funding:desk_rule", args=[draft.key, "regeln", 1])).status_code == 200
    assert anna.post(step_of(draft, "freigabe")).status_code == 422
