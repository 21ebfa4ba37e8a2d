# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Drafts of one organisation do not exist for another, whatever it asks for or sends."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.test import Client

from allmende.accounts.models import Membership, MembershipState
from allmende.cooperation.models import Cooperation
from allmende.cooperation.tests.factories import make_alliance, make_cooperation, make_organisation
from allmende.moderation import kinds
from allmende.moderation.models import Change, State
from allmende.moderation.services import begin_change, may_begin, save_step, set_note
from allmende.moderation.services.drafting import TakenByOthersError
from allmende.moderation.tests.draft_stories import complete, make_draft, signed_in, two_towns
from allmende.moderation.tests.stories import make_desk, make_editor

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGES = ("", "vorschau/", "unterschied/", "verwerfen/", "thema/", "gibt-es-nicht/")
ACTIONS = ("einreichen/", "zurueckholen/", "verwerfen/", "nachricht/", "anlagen/", "thema/")


@pytest.fixture
def towns():
    return two_towns()


@pytest.fixture
def mendig(towns):
    return towns[0]


@pytest.fixture
def andernach(towns):
    return towns[1]


@pytest.mark.parametrize("state", list(State))
def test_drafts_of_others_are_404(mendig, andernach, state):
    change = complete(make_draft(mendig))
    Change.objects.filter(pk=change.pk).update(
        state=state, submitted_at="2026-01-01T00:00Z", publish_at="2027-01-01T00:00Z"
    )
    for path in PAGES:
        assert andernach.client.get(f"/beitraege/{change.pk}/{path}").status_code == 404
    for path in ACTIONS:
        data = {"version": 1, "title": "gekapert", "note": "gekapert", "organisation": andernach.organisation.pk}
        assert andernach.client.post(f"/beitraege/{change.pk}/{path}", data).status_code == 404
    assert "Archiv" not in andernach.client.get("/beitraege/?stand=alle").content.decode()
    assert andernach.client.get("/beitraege/beitraege.json").json() == {"changes": []}
    change.refresh_from_db()
    assert (change.title, change.note, change.state) == ("Archiv", "", state)


def test_the_desk_has_pages_of_its_own_and_nobody_without_sign_in_any(mendig):
    change = complete(make_draft(mendig))
    for path in PAGES:
        assert (
            signed_in(make_desk(f"desk{len(path)}@example.org")).get(f"/beitraege/{change.pk}/{path}").status_code
            == 404
        )
        assert Client().get(f"/beitraege/{change.pk}/{path}").status_code == 302


def test_whose_membership_has_ended_sees_nothing_any_more(mendig):
    change = make_draft(mendig)
    Membership.objects.update(state=MembershipState.ENDED)
    assert mendig.client.get(f"/beitraege/{change.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        set_note(change=change, note="doch", by=mendig.editor)


def test_extra_fields_change_nothing(mendig, andernach):
    live = make_cooperation("Fremd", andernach.organisation.territory)
    change = mendig.begin()
    forged = {
        "state": "accepted",
        "owner": andernach.organisation.pk,
        "object_key": live.pk,
        "published_at": "2026-01-01",
        "organisation": andernach.organisation.pk,
        "author": andernach.editor.pk,
        "base": "{}",
        "slug": "fremd",
        "saving": "99",
        "confirmed_on": "2026-01-01",
        "is_trusted": "on",
    }
    mendig.save(change, "thema", title="Archiv", **forged)
    change.refresh_from_db()
    assert (change.state, change.object_key, change.organisation) == (State.DRAFT, None, mendig.organisation)
    assert (change.author, change.base) == (mendig.editor, None)
    assert change.content["fields"]["saving"] == ""
    assert {"owner", "slug", "published_at", "confirmed_on"}.isdisjoint(change.content["fields"])
    assert Cooperation.objects.get() == live


def test_for_a_foreign_organisation_nothing_is_begun(mendig, andernach):
    assert mendig.post_new(organisation=andernach.organisation.pk).status_code == 409
    with pytest.raises(PermissionDenied):
        begin_change(kind=kinds.kind("cooperation"), obj=None, organisation=andernach.organisation, by=mendig.editor)
    assert not Change.objects.exists()


@pytest.mark.parametrize("kind", ["cooperation", "alliance"])
def test_owners_and_without_owner_partners_may_begin(mendig, andernach, kind):
    make = make_cooperation if kind == "cooperation" else make_alliance
    obj = make("Gemeinsam", mendig.organisation.territory)

    def allowed(town):
        return may_begin(kinds.kind(kind), obj, town.organisation, town.editor)

    assert (allowed(mendig), allowed(andernach)) == (True, False)
    obj.owner = andernach.organisation
    obj.save()
    assert (allowed(mendig), allowed(andernach)) == (False, True)
    obj.owner = make_organisation()
    obj.save()
    assert (allowed(mendig), allowed(andernach)) == (False, False)
    assert mendig.post_new(art=kind, gegenstand=obj.pk).status_code == 404
    assert mendig.client.get(f"/beitraege/neu/?art={kind}&gegenstand={obj.pk}").status_code == 404


def test_somebody_of_the_desk_who_acts_for_an_organisation_may_begin(mendig, andernach):
    obj = make_cooperation("Gemeinsam", mendig.organisation.territory)
    desk = make_desk("desk@example.org", mendig.organisation.territory)
    limited = make_desk("limited@example.org", andernach.organisation.territory)
    centre = make_organisation("Beratungsstelle", "centre")
    centre.confirmed_at = obj.published_at
    centre.save()
    for user in (desk, limited):
        Membership.objects.create(user=user, organisation=centre, state=MembershipState.ACTIVE, is_editor=True)
    assert may_begin(kinds.kind("cooperation"), obj, centre, desk)
    assert not may_begin(kinds.kind("cooperation"), obj, centre, limited)


@pytest.mark.parametrize("key", ["0", "abc", "-1", "9" * 30, "²"])
def test_what_is_not_there_cannot_be_changed(mendig, key):
    assert mendig.post_new(gegenstand=key).status_code == 404


def test_drafts_of_the_desk_cannot_be_changed_by_partners(mendig):
    hidden = make_cooperation("Geheim", mendig.organisation.territory, published=False)
    assert mendig.post_new(gegenstand=hidden.pk).status_code == 404


def test_of_two_organisations_the_first_has_the_open_change(mendig, andernach):
    obj = make_cooperation("Gemeinsam", mendig.organisation.territory, andernach.organisation.territory)
    mine = make_draft(mendig, obj)
    with pytest.raises(TakenByOthersError):
        make_draft(andernach, obj)
    response = andernach.post_new(gegenstand=obj.pk)
    assert response.status_code == 409
    assert "schon einen offenen Änderungsvorschlag" in response.content.decode()
    assert "VG Mendig" not in response.content.decode()
    assert Change.objects.get() == mine


def test_a_colleague_goes_on_with_the_same_draft(mendig):
    colleague = signed_in(make_editor(mendig.organisation, "kollege@mendig.example", name="Konrad"))
    change = mendig.begin()
    assert colleague.get(f"/beitraege/{change.pk}/thema/").status_code == 200


def test_the_service_asks_too(mendig, andernach):
    change = make_draft(mendig)
    kind = kinds.kind("cooperation")
    with pytest.raises(PermissionDenied):
        save_step(
            change=change,
            kind=kind,
            step=kind.steps[0],
            data=QueryDict("title=x"),
            version=1,
            seen={},
            by=andernach.editor,
        )


def test_the_public_page_offers_it_to_those_who_may(mendig, andernach):
    obj = make_cooperation("Gemeinsam", mendig.organisation.territory)
    alliance = make_alliance("Verbund", mendig.organisation.territory)
    for page in (obj.get_absolute_url(), alliance.get_absolute_url()):
        assert "Änderung vorschlagen" in mendig.client.get(page).content.decode()
        assert "Änderung vorschlagen" not in andernach.client.get(page).content.decode()
        anonymous = Client().get(page)
        assert "Änderung vorschlagen" not in anonymous.content.decode()
        assert not anonymous.cookies
    change = make_draft(mendig, obj)
    assert f"/beitraege/{change.pk}/" in mendig.client.get(obj.get_absolute_url()).content.decode()
